"""Rows returned to a unit (yêu cầu bổ sung theo dòng), each with the reviewer's comment."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q

from clusters.fields import TextBlock
from emulation.models.entries import CommendationFigure, ScoreEntry, SheetItem
from emulation.models.sheets import ScoreSheet, SheetStep


class RowReturnQuerySet(models.QuerySet):
    def waiting(self, sheet):
        """Comments written on the sheet that go with its next return."""
        return self.filter(sheet=sheet, step=None)

    def of_step(self, step):
        """The rows of one return, in the order of the sheet."""
        named = self.filter(step=step).select_related("entry__leaf", "item__item")
        return named.order_by("entry__leaf__position", "item__item__position", "part")


class RowReturn(models.Model):
    """One row of a sheet that must be completed, and why. Without a step: not returned yet."""

    class Part(models.TextChoices):
        TEXTS = "texts", "Nội dung báo cáo của đơn vị"
        COMMENDATIONS = "commendations", "Số liệu khen thưởng"

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="row_returns")
    step = models.ForeignKey(SheetStep, models.PROTECT, null=True, related_name="rows")
    entry = models.ForeignKey(ScoreEntry, models.CASCADE, null=True, related_name="returns")
    item = models.ForeignKey(SheetItem, models.CASCADE, null=True, related_name="returns")
    part = models.CharField("phần", max_length=13, choices=Part, blank=True)
    comment = TextBlock("nội dung cần bổ sung", max_length=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = RowReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(entry__isnull=False, item=None, part="")
                    | Q(entry=None, item__isnull=False, part="")
                    | (Q(entry=None, item=None) & ~Q(part=""))
                ),
                name="row_return_names_one_place",
            ),
            models.UniqueConstraint(
                fields=["sheet", "entry"], condition=Q(step=None), name="row_return_entry_once"
            ),
            models.UniqueConstraint(
                fields=["sheet", "item"], condition=Q(step=None), name="row_return_item_once"
            ),
            models.UniqueConstraint(
                fields=["sheet", "part"],
                condition=Q(step=None) & ~Q(part=""),
                name="row_return_part_once",
            ),
        ]

    def __str__(self):
        if self.part:
            return self.get_part_display()
        if self.item:
            return str(self.item)
        return f"Tiêu chí {self.entry.leaf.number} – {self.entry.leaf.title}"

    @staticmethod
    def place_of(record):
        """The keywords that name a record as a place of a return."""
        if isinstance(record, ScoreEntry):
            return {"entry_id": record.pk, "item_id": None, "part": ""}
        if isinstance(record, SheetItem):
            return {"entry_id": None, "item_id": record.pk, "part": ""}
        is_texts = isinstance(record, ScoreSheet)
        part = RowReturn.Part.TEXTS if is_texts else RowReturn.Part.COMMENDATIONS
        return {"entry_id": None, "item_id": None, "part": part}

    def is_about(self, record):
        return all(getattr(self, key) == value for key, value in self.place_of(record).items())


@dataclass(frozen=True)
class Opening:
    """What its unit may write on a sheet: everything, or the rows named by the last return."""

    rows: tuple[RowReturn, ...] = ()

    @classmethod
    def of(cls, sheet):
        step = sheet.last_return if sheet.state == ScoreSheet.State.RETURNED else None
        return cls(tuple(RowReturn.objects.of_step(step)) if step else ())

    @property
    def is_partial(self):
        return bool(self.rows)

    def allows(self, record: ScoreEntry | SheetItem | ScoreSheet | CommendationFigure) -> bool:
        return not self.rows or any(row.is_about(record) for row in self.rows)

    def comment_on(self, record):
        """What the reviewer asked for on this row; empty where the return does not name it."""
        return next((row.comment for row in self.rows if row.is_about(record)), "")
