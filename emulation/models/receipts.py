"""Receipts (biên nhận): proof that a sheet was handed in."""

import hashlib

from django.db import models

from emulation.models.entries import SheetTotal
from emulation.models.periods import ClusterPeriod
from emulation.models.sheets import ScoreSheet


class Receipt(models.Model):
    """Proof that a sheet was handed in: number, time, who, and a checksum of what it held."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="receipts")
    serial = models.PositiveIntegerField()
    part = models.ForeignKey(ClusterPeriod, models.PROTECT, related_name="receipts")
    at = models.DateTimeField("lúc")
    by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+")
    total = models.DecimalField("tổng điểm tự chấm", max_digits=15, decimal_places=4)
    checksum = models.CharField("mã kiểm tra", max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["part", "serial"], name="receipt_number_once")
        ]

    def __str__(self):
        return self.number

    @property
    def number(self):
        """The number as it is read on the phone: 2020-H1/bk-htp/003."""
        part = self.part
        return f"{part.period.code}/{part.cluster.code}/{self.serial:03}"

    @property
    def short_checksum(self):
        return f"{self.checksum[:4]}-{self.checksum[4:8]}".upper()

    @classmethod
    def give(cls, sheet, *, by):
        """Write the next receipt of the sheet's period; the period's row is held meanwhile."""
        part = ClusterPeriod.objects.select_for_update(of=("self",)).get(pk=sheet.cluster_period_id)
        last = part.receipts.aggregate(last=models.Max("serial"))["last"] or 0
        return cls.objects.create(
            sheet=sheet,
            part=part,
            serial=last + 1,
            at=sheet.submitted_at,
            by=by,
            total=sheet.totals.get(column=SheetTotal.Column.SELF).total,
            checksum=hashlib.sha256(cls._content(sheet).encode()).hexdigest(),
        )

    @staticmethod
    def _content(sheet):
        """Everything the unit handed in, one line a row, in fixed order."""
        rows = sheet.entries.order_by("leaf__position").values_list(
            "leaf__number", "target", "actual", "given_points", "level", "self_points", "self_bonus"
        )
        items = sheet.items.order_by("item__position").values_list("item__code", "self_count")
        texts = [sheet.movements, sheet.shortcomings, sheet.proposals]
        return "\n".join(map(repr, [*rows, *items, *texts]))
