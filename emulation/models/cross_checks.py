"""Cross-check (kiểm tra chéo): units of a cluster look at one another's sheets, unseen by all."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters.fields import TextBlock
from clusters.models import Unit
from emulation.models.criteria import Points
from emulation.models.entries import Column, ScoreEntry
from emulation.models.periods import ClusterPeriod
from emulation.models.sheets import ScoreSheet


def reported(entry):
    """What a unit says of a row: its own points and what it reached."""
    return entry.points(Column.SELF)[0], entry.actual


class CrossCheck(models.Model):
    """One round of a cluster's period. What was found is shown to nobody before it is closed.

    `seed`: the number from which the pairs were drawn; empty when they were set by hand.
    """

    cluster_period = models.OneToOneField(ClusterPeriod, models.PROTECT, related_name="cross_check")
    due = models.DateTimeField("hạn kiểm tra")
    seed = models.PositiveIntegerField("số bốc thăm", null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("mở lúc", default=timezone.now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField("đóng lúc", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="cross_check_closed_by_somebody",
            )
        ]

    def __str__(self):
        return f"Kiểm tra chéo – {self.cluster_period}"

    @property
    def is_open(self):
        return self.closed_at is None


class CheckPairQuerySet(models.QuerySet):
    def of_round(self, check):
        return self.filter(check_round=check)

    def due_for(self, user):
        """Pairs of open rounds in which the person's unit checks, or whose round it may end."""
        open_still = self.filter(check_round__closed_at=None)
        if user.is_provincial:
            return open_still
        steered = Q(check_round__cluster_period__cluster__in=user.steered_clusters())
        own = open_still.filter(Q(checker=user.unit_id) | steered)
        return own if user.is_of_member else self.none()

    def for_list(self):
        """With names, how many rows there are and how many were looked at; official order."""
        measured = Q(sheet__entries__measured=True, sheet__entries__by_department=False)
        named = self.select_related(
            "checker", "sheet__unit", "check_round__cluster_period__period",
            "check_round__cluster_period__cluster", "done_by",
        )  # fmt: skip
        return named.annotate(
            all_rows=models.Count("sheet__entries", filter=measured, distinct=True),
            seen_rows=models.Count("rows", distinct=True),
        ).order_by("checker__order", "checker__sort_key", "sheet__unit__order", "pk")


class CheckPair(models.Model):
    """One unit checks the sheet of another."""

    check_round = models.ForeignKey(CrossCheck, models.CASCADE, related_name="pairs")
    checker = models.ForeignKey(Unit, models.PROTECT, related_name="cross_checks")
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="cross_checks")
    done_at = models.DateTimeField("xong lúc", null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = CheckPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_round", "checker", "sheet"], name="pair_once_a_round"
            )
        ]

    def __str__(self):
        return f"{self.checker.short_name} kiểm tra {self.sheet.unit.short_name}"


class CheckRow(models.Model):
    """What the checker found on one row, and the points of the unit that it looked at.

    `points`: what the checker would give; empty when it agrees, or only says why it differs.
    """

    pair = models.ForeignKey(CheckPair, models.CASCADE, related_name="rows")
    entry = models.ForeignKey(ScoreEntry, models.PROTECT, related_name="check_rows")
    agrees = models.BooleanField("đồng ý")
    points = models.DecimalField("điểm đề nghị", **Points, null=True, blank=True)
    note = TextBlock("ý kiến", max_length=600, blank=True)
    reported_points = models.DecimalField("điểm tự chấm khi kiểm tra", **Points, null=True)
    reported_actual = models.DecimalField(
        "thực hiện khi kiểm tra", max_digits=15, decimal_places=4, null=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair", "entry"], name="check_once_a_row"),
            models.CheckConstraint(
                condition=Q(agrees=True, points=None) | (Q(agrees=False) & ~Q(note="")),
                name="check_differs_with_a_note",
            ),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0), name="check_points_not_negative"
            ),
        ]

    def __str__(self):
        return f"{self.pair}, tiêu chí {self.entry.leaf.number}"

    @property
    def is_outdated(self):
        """The unit changed the row after it was looked at."""
        return reported(self.entry) != (self.reported_points, self.reported_actual)
