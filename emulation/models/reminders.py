"""Reminders (nhắc) of sheets not handed in: who was reminded of what, when, by whom."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from emulation.models.sheets import ScoreSheet


class Reminder(models.Model):
    """One reminder of one sheet. `slot` holds it to one: a day for the schedule's own, ten minutes
    for those that a person sends.
    """

    class Kind(models.TextChoices):
        SOON = "soon", "Sắp đến hạn"
        OVERDUE = "overdue", "Quá hạn"
        BY_HAND = "by_hand", "Nhắc của cụm, tỉnh"

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="reminders")
    kind = models.CharField("loại", max_length=7, choices=Kind)
    slot = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "kind", "slot"], name="reminder_once_a_slot")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.sheet}"
