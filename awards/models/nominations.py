"""How many a cluster may propose for an award (số lượng đề nghị), and whom it proposes."""

from django.db import models
from django.db.models import Q

from awards.models.kinds import AwardKind
from clusters.fields import TextLine
from clusters.models import Unit
from emulation.models import ClusterPeriod


class QuotaQuerySet(models.QuerySet):
    def of_part(self, part):
        """What the province lets a cluster propose for a year, in the order of the kinds."""
        return self.filter(part=part, most__gt=0).select_related("kind").order_by("kind__order")

    def of_period(self, period):
        """All of a year, for the table of clusters and kinds."""
        return self.filter(part__period=period).select_related("kind", "part")


class Quota(models.Model):
    """So many units of a cluster may be proposed for one kind of award in one year.

    A number set by the province; the rule by which it is found is the province's own.
    """

    part = models.ForeignKey(ClusterPeriod, models.PROTECT, related_name="quotas")
    kind = models.ForeignKey(AwardKind, models.PROTECT, related_name="quotas")
    most = models.PositiveSmallIntegerField("số lượng được đề nghị")
    document = TextLine("văn bản giao số lượng", max_length=120, blank=True)

    objects = QuotaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "kind"], name="quota_once_a_kind"),
            models.CheckConstraint(condition=Q(most__lte=999), name="quota_in_reason"),
        ]

    def __str__(self):
        return f"{self.kind}, {self.part}"


class NominationQuerySet(models.QuerySet):
    def of_part(self, part):
        """Whom a cluster proposes, kind by kind in the order of the places."""
        return (
            self.filter(part=part).select_related("kind", "unit").order_by("kind__order", "order")
        )


class Nomination(models.Model):
    """One unit that its cluster proposes for one kind of award of a year."""

    part = models.ForeignKey(ClusterPeriod, models.PROTECT, related_name="nominations")
    kind = models.ForeignKey(AwardKind, models.PROTECT, related_name="nominations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="nominations")
    unit_name = TextLine("đơn vị", max_length=200)
    order = models.PositiveSmallIntegerField()

    objects = NominationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "kind", "unit"], name="nomination_once_a_unit")
        ]

    def __str__(self):
        return f"{self.unit_name}: {self.kind}"
