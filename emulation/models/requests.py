"""Requests for figures (phiếu đề nghị cung cấp số liệu) to other offices, and what they answer."""

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from clusters.fields import TextBlock, TextLine
from clusters.models import Province
from emulation.models.entries import Figure, Given, ScoreEntry
from emulation.models.sheets import ScoreSheet

SALT = "emulation.data-request"


def new_nonce():
    return get_random_string(16)


class DataRequestQuerySet(models.QuerySet):
    def by_token(self, token):
        """The request that a link leads to, while the link holds; else None.

        It holds while the province allows links, until it expires or is revoked, and as long as
        the sheet lies with its unit.
        """
        try:
            key, _, nonce = signing.Signer(salt=SALT).unsign(token).partition("-")
        except signing.BadSignature:
            return None
        found = self.filter(pk=key, nonce=nonce).select_related("sheet__unit").first()
        return found if found and found.is_open else None

    def for_list(self):
        return self.prefetch_related("figures__entry__leaf").order_by("-pk")


class DataRequest(models.Model):
    """One office is asked for some figures of one sheet, until a day."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="data_requests")
    office = TextLine("nơi cung cấp", max_length=160)
    email = models.EmailField("thư điện tử", blank=True)
    due = models.DateField("hạn cung cấp")
    note = TextBlock("nội dung thêm", max_length=600, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)
    nonce = models.CharField(max_length=16, default=new_nonce)
    expires_at = models.DateTimeField("liên kết dùng đến")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    answered_by = TextLine("người trả lời", max_length=120, blank=True)

    objects = DataRequestQuerySet.as_manager()

    def __str__(self):
        return f"Phiếu đề nghị {self.office}"

    @property
    def token(self):
        """What stands in the link; signed, and dead once `nonce` changes."""
        return signing.Signer(salt=SALT).sign(f"{self.pk}-{self.nonce}")

    @property
    def is_open(self):
        states = ScoreSheet.State
        return (
            Province.objects.current().allows_guest_links
            and self.revoked_at is None
            and timezone.now() <= self.expires_at
            and self.sheet.state in {states.DRAFT, states.RETURNED}
        )


class RequestedFigure(models.Model):
    """One cell that is asked for, and the figure that the office proposes for it."""

    class State(models.TextChoices):
        ASKED = "asked", "Chờ số liệu"
        PROPOSED = "proposed", "Có số đề nghị"
        ACCEPTED = "accepted", "Đã nhận"
        DECLINED = "declined", "Không nhận"

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="figures")
    entry = models.ForeignKey(ScoreEntry, models.PROTECT, related_name="requested")
    value = models.DecimalField("số đề nghị", **Figure)
    points = models.DecimalField("điểm đề nghị", **Given)
    raw = TextLine("nguyên văn", max_length=60, blank=True)
    note = TextLine("ghi chú", max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "entry"], name="requested_figure_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(decided_at__isnull=False),
                name="requested_figure_decided_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.entry}: {self.request.office}"


class GuestVisit(models.Model):
    """One step of somebody without an account: which link, from where, what. Only added to."""

    class Act(models.TextChoices):
        OPENED = "opened", "Mở liên kết"
        SENT = "sent", "Gửi số liệu"
        FAULTY = "faulty", "Gửi số chưa đúng"
        UNKNOWN = "unknown", "Liên kết không có hiệu lực"

    request = models.ForeignKey(DataRequest, models.PROTECT, null=True, related_name="visits")
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    ip = models.GenericIPAddressField(null=True)
    act = models.CharField(max_length=7, choices=Act)

    def __str__(self):
        return f"{self.get_act_display()} {self.ip}"
