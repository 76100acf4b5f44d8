"""Places, frozen when a period is closed, and what was published of them."""

import json
from decimal import Decimal
from typing import NamedTuple

from django.db import models
from django.db.models.functions import Cast

from clusters.fields import TextBlock, TextLine
from clusters.models import Unit
from emulation.models.criteria import Points
from emulation.models.periods import ClusterPeriod


class PastPlace(NamedTuple):
    """What a history shows of a placing; its points come as text and are read where shown."""

    unit_id: int
    cluster_period_id: int
    unit_short_name: str
    place: int | None
    total_text: str

    @property
    def total(self) -> Decimal:
        return Decimal(self.total_text)


class PlacingQuerySet(models.QuerySet):
    def of(self, part):
        return self.filter(cluster_period=part)

    def past(self):
        """Plain rows with the fields of `PastPlace`, in the units' official order, one query.

        A thousand units over ten years are ten thousand of them: only those that a page shows
        become a `PastPlace`, and only their points Decimals (bench/places.py).
        """
        as_text = Cast("total", models.CharField())
        rows = self.annotate(total_text=as_text).order_by("unit_order")
        return rows.values_list(*PastPlace._fields)

    def in_rank_order(self):
        """By place; the excluded last; a shared place in the units' official order."""
        return self.order_by(models.F("place").asc(nulls_last=True), "unit_order", "pk")


class Placing(models.Model):
    """The place of one unit as it was closed. Names are copied: later changes do not touch it."""

    cluster_period = models.ForeignKey(ClusterPeriod, models.PROTECT, related_name="placings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placings")
    unit_name = TextLine("đơn vị", max_length=200)
    unit_short_name = TextLine("tên ngắn", max_length=80)
    unit_order = models.PositiveIntegerField()
    place = models.PositiveSmallIntegerField("thứ hạng", null=True)
    tied = models.BooleanField("đồng hạng", default=False)
    excluded = TextLine("lý do không xếp hạng", max_length=600, blank=True)
    base = models.DecimalField("điểm các tiêu chí", **Points)
    bonus = models.DecimalField("điểm thưởng", **Points)
    penalty = models.DecimalField("điểm trừ", **Points)
    total = models.DecimalField("tổng điểm", **Points)
    percent = models.DecimalField("tỷ lệ", max_digits=7, decimal_places=2)
    band = TextLine("mức xếp", max_length=120, blank=True)

    objects = PlacingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cluster_period", "unit"], name="placing_once"),
            models.CheckConstraint(
                condition=models.Q(place=None) | models.Q(place__gte=1), name="placing_from_one"
            ),
        ]

    def __str__(self):
        return f"{self.unit_name}: {self.place or self.excluded}"


class Publication(models.Model):
    """One published version of a period's result; a version is never changed."""

    cluster_period = models.ForeignKey(ClusterPeriod, models.PROTECT, related_name="publications")
    version = models.PositiveSmallIntegerField("bản số")
    at = models.DateTimeField("công bố lúc", auto_now_add=True)
    by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+")
    reason = TextBlock("lý do của bản này", blank=True)
    document = models.TextField("kết quả như đã công bố")

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["cluster_period", "version"], name="publication_once")
        ]

    def __str__(self):
        return f"{self.cluster_period}, bản số {self.version}"

    @property
    def content(self) -> dict:
        """What was published: `set` (code, version, title; None in the oldest) and `rows`."""
        kept = json.loads(self.document)
        rows = kept if isinstance(kept, list) else kept["rows"]
        for row in rows:
            row |= {name: Decimal(row[name]) for name in ("total", "bonus", "penalty")}
        return {"set": None if isinstance(kept, list) else kept["set"], "rows": rows}
