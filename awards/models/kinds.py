"""Kinds of awards (danh hiệu thi đua, hình thức khen thưởng) and since when the law knows them."""

from django.db import models

from clusters.fields import TextLine


class AwardKind(models.Model):
    """One title or form of commendation. Its validity informs; it never refuses a past decision.

    Source: Law 06/2022/QH15 and the decrees that each row names.
    """

    class Kind(models.TextChoices):
        TITLE = "title", "Danh hiệu thi đua"
        COMMENDATION = "commendation", "Hình thức khen thưởng"

    class Level(models.TextChoices):
        STATE = "state", "Cấp Nhà nước"
        GOVERNMENT = "government", "Chính phủ, Thủ tướng Chính phủ"
        PROVINCE = "ministry_province", "Cấp bộ, tỉnh"
        GRASSROOTS = "grassroots", "Cấp cơ sở"

    code = models.CharField("mã", max_length=20, unique=True)
    name = TextLine("tên", max_length=160)
    kind = models.CharField("loại", max_length=12, choices=Kind)
    level = models.CharField("cấp", max_length=18, choices=Level)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    for_persons = models.BooleanField("cho cá nhân", default=False)
    for_collectives = models.BooleanField("cho tập thể", default=False)
    for_households = models.BooleanField("cho hộ gia đình", default=False)
    authority = TextLine("thẩm quyền", max_length=200, blank=True)
    legal_basis = TextLine("căn cứ", max_length=400, blank=True)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    is_historical = models.BooleanField("đã thôi áp dụng", default=False)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self):
        return self.name

    def is_for(self, recipient_type) -> bool:
        """Whether the law gives this award to that type of recipient."""
        return {
            "person": self.for_persons,
            "collective": self.for_collectives,
            "household": self.for_households,
        }[recipient_type]
