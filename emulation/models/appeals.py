"""Answers of a unit to the expected result, row by row (giải trình, kiến nghị)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters.fields import TextBlock
from emulation.models.entries import ScoreEntry, SheetItem
from emulation.models.sheets import ScoreSheet


class AppealQuerySet(models.QuerySet):
    def open(self):
        """Neither settled nor withdrawn."""
        return self.filter(settled_at=None, withdrawn_at=None)

    def blocking(self):
        """What keeps a ranking from being closed: every open kiến nghị."""
        return self.open().filter(kind=Appeal.Kind.APPEAL)

    def of_part(self, part):
        return self.filter(sheet__cluster_period=part)

    def visible_to(self, user):
        """Those on sheets that this person sees; a verifier those on the leaves it verifies."""
        sheets = Q(sheet__in=ScoreSheet.objects.visible_to(user))
        if not user.is_of_member:
            return self.filter(sheets)
        own_leaf = Q(
            entry__leaf__verifiers__unit=user.unit_id,
            entry__leaf__verifiers__period=models.F("sheet__cluster_period__period"),
        )
        return self.filter(sheets | own_leaf).distinct()

    def for_list(self):
        """With the names that a list shows; open ones first, then the newest."""
        named = self.select_related(
            "by", "settled_by", "cluster_by", "sheet__unit", "entry__leaf", "item__item",
            "sheet__cluster_period__period", "sheet__cluster_period__cluster",
        )  # fmt: skip
        return named.order_by(models.F("settled_at").asc(nulls_first=True), "-at", "-pk")


class Appeal(models.Model):
    """What a unit says of one row of its verified points, and what came of it.

    A kiến nghị must be settled before the ranking is closed; a giải trình need not.
    """

    class Kind(models.TextChoices):
        EXPLANATION = "explanation", "Giải trình"
        APPEAL = "appeal", "Kiến nghị"

    class Outcome(models.TextChoices):
        KEPT = "kept", "Giữ nguyên điểm"
        CHANGED = "changed", "Sửa điểm thẩm định"

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="appeals")
    entry = models.ForeignKey(ScoreEntry, models.PROTECT, null=True, related_name="appeals")
    item = models.ForeignKey(SheetItem, models.PROTECT, null=True, related_name="appeals")
    kind = models.CharField("loại", max_length=11, choices=Kind)
    text = TextBlock("nội dung", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", default=timezone.now)
    cluster_word = TextBlock("ý kiến của cụm", max_length=2000, blank=True)
    cluster_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField("kết luận", max_length=7, choices=Outcome, blank=True)
    answer = TextBlock("trả lời", max_length=2000, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField("trả lời lúc", null=True)
    withdrawn_at = models.DateTimeField("rút lúc", null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entry=None, item__isnull=False) | Q(entry__isnull=False, item=None),
                name="appeal_on_one_row",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(settled_at=None, withdrawn_at=None),
                name="one_open_appeal_an_entry",
                violation_error_message="Dòng này đã có một nội dung đang chờ trả lời.",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(settled_at=None, withdrawn_at=None),
                name="one_open_appeal_an_item",
                violation_error_message="Dòng này đã có một nội dung đang chờ trả lời.",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
                name="appeal_settled_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} của {self.sheet.unit.short_name}: {self.row_name}"

    @property
    def record(self):
        """The row that it is about."""
        return self.entry or self.item

    @property
    def row_name(self):
        if self.entry:
            return f"tiêu chí {self.entry.leaf.number}"
        return f"{self.item.item.get_kind_display().lower()} {self.item.item.code}"

    @property
    def is_open(self):
        return self.settled_at is None and self.withdrawn_at is None
