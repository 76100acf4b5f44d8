"""Which unit verifies a leaf in a period (đơn vị thẩm định tiêu chí)."""

from django.db import models

from clusters.models import Unit
from emulation.models.criteria import Criterion
from emulation.models.periods import Period


class VerifierQuerySet(models.QuerySet):
    def of_part(self, part):
        """Those of the leaves by which a cluster is scored in its period."""
        return self.filter(period=part.period_id, leaf__criteria_set=part.criteria_set_id)


class Verifier(models.Model):
    """A unit that verifies one leaf of a set version in a period, for all units scored by it."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="verifiers")
    leaf = models.ForeignKey(Criterion, models.PROTECT, related_name="verifiers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="verified_leaves")

    objects = VerifierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "leaf"], name="one_verifier_a_leaf")
        ]

    def __str__(self):
        return f"{self.period}, tiêu chí {self.leaf.number}: {self.unit}"
