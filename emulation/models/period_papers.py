"""Papers of a period (công văn, quyết định): what the province sends out with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters.fields import TextLine
from emulation.models.periods import ClusterPeriod, Period


class PeriodPaperQuerySet(models.QuerySet):
    def live(self):
        """Without those that were withdrawn."""
        return self.filter(withdrawn_at=None)

    def of_period(self, period):
        return self.filter(period=period).order_by("dated_on", "pk")

    def visible_to(self, user):
        """Live ones of periods that this person sees; the province and the auditor see all."""
        if user.is_provincial or user.is_auditor:
            return self
        parts = ClusterPeriod.objects.visible_to(user)
        return self.live().filter(period__parts__in=parts).distinct()


class PeriodPaper(models.Model):
    """A paper with its file, for everyone who takes part in the period. Withdrawn, not deleted."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="papers")
    title = TextLine("trích yếu", max_length=300)
    number = TextLine("số văn bản", max_length=60)
    dated_on = models.DateField("ngày văn bản")
    issuer = TextLine("cơ quan ban hành", max_length=200, blank=True)
    name = TextLine("tên tệp", max_length=160)
    file = models.FileField("tệp", upload_to="papers/%Y/%m/", max_length=200)
    extension = models.CharField(max_length=5)
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField(max_length=64)
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    attached_at = models.DateTimeField("đính kèm lúc", default=timezone.now)
    withdrawn_at = models.DateTimeField("rút lúc", null=True)

    objects = PeriodPaperQuerySet.as_manager()

    class Meta:
        ordering = ["dated_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "sha256"],
                condition=Q(withdrawn_at=None),
                name="paper_once_a_period",
            )
        ]

    def __str__(self):
        return f"{self.number} – {self.title}"
