"""What the portal calls itself: the province, its standing body, whom to phone."""

from django.db import models
from django.db.models import Q

from clusters.fields import TextBlock, TextLine


class ProvinceManager(models.Manager):
    def current(self):
        """The one row; an unsaved blank one before the first set-up."""
        return self.first() or self.model(pk=1)


class Province(models.Model):
    """The names that stand in the head of every page; one row."""

    name = TextLine("tên tỉnh", max_length=80, help_text="Ví dụ: tỉnh Bắc Kạn")
    standing_body = TextLine(
        "cơ quan thường trực", max_length=120, help_text="Ví dụ: Ban Thi đua - Khen thưởng"
    )
    help_name = TextLine("người hỗ trợ", max_length=120, blank=True)
    help_phone = TextLine("điện thoại hỗ trợ", max_length=20, blank=True)
    allows_guest_links = models.BooleanField(
        "cho phép cung cấp số liệu qua liên kết, không cần tài khoản",
        default=False,
        help_text="Liên kết có hạn, chỉ mở được số liệu của một phiếu đề nghị, thu hồi được.",
    )
    remind_first = models.PositiveSmallIntegerField(
        "nhắc lần đầu trước hạn (ngày)", default=3, help_text="0: không nhắc."
    )
    remind_last = models.PositiveSmallIntegerField(
        "nhắc lần cuối trước hạn (ngày)", default=1, help_text="0: không nhắc."
    )
    return_reasons = TextBlock(
        "lý do yêu cầu bổ sung có sẵn",
        max_length=2000,
        blank=True,
        default="Thiếu minh chứng\nSố liệu khác báo cáo của ngành\nSai đơn vị tính\n"
        "Chưa giải trình phần tự chấm khác công thức",
        help_text="Mỗi dòng một lý do; người trả lại bảng chọn rồi ghi thêm.",
    )
    is_demo = models.BooleanField("tỉnh mẫu", default=False, editable=False)

    objects = ProvinceManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="province_is_one")]

    def __str__(self):
        return self.name

    @property
    def ready_reasons(self) -> list[str]:
        """The ready reasons for asking a unit to complete a row, in their order, each once."""
        lines = (line.strip() for line in self.return_reasons.splitlines())
        return list(dict.fromkeys(line[:200] for line in lines if line))

    @property
    def days_before(self) -> set[int]:
        """On which days before a deadline units are reminded."""
        return {self.remind_first, self.remind_last} - {0}
