"""Signed award decisions and who received them; names are copied and stay as they were."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from awards.models.kinds import AwardKind
from clusters import text
from clusters.fields import TextBlock, TextLine
from clusters.models import Membership, Unit
from clusters.models.keys import SearchKeyField


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Province, auditor: all; a unit those that name it; who steers, its members' too."""
        if user.is_provincial or user.is_auditor:
            return self
        if user.is_administrator:
            return self.none()
        members = Membership.objects.filter(cluster__in=user.steered_clusters())
        named = Q(awards__unit=user.unit_id) | Q(awards__unit__in=members.values("unit"))
        return self.filter(pk__in=Decision.objects.filter(named).values("pk"))

    def matching(self, words):
        """Decisions whose number, printed name, title or a recipient hold every word."""
        found = self
        for word in text.search_key(words).split():
            hit = Q(search_key__contains=word) | Q(awards__search_key__contains=word)
            found = found.filter(pk__in=Decision.objects.filter(hit).values("pk"))
        return found

    def of_year(self, year):
        return self.filter(for_year=year) if year else self

    def for_list(self):
        return (
            self.select_related("kind")
            .prefetch_related("awards__unit")
            .order_by("-signed_on", "-pk")
        )


class Decision(models.Model):
    """One award decision as it was signed, under the name that it prints."""

    kind = models.ForeignKey(
        AwardKind, models.PROTECT, related_name="decisions", verbose_name="hình thức"
    )
    printed_name = TextLine("tên ghi trên quyết định", max_length=200)
    number = TextLine("số quyết định", max_length=60)
    signed_on = models.DateField("ngày ký")
    signer_name = TextLine("người ký", max_length=120, blank=True)
    signer_post = TextLine("chức vụ người ký", max_length=120, blank=True)
    title = TextLine("trích yếu", max_length=400, blank=True)
    for_year = models.PositiveSmallIntegerField("năm thành tích")
    handed_over_on = models.DateField("ngày trao", null=True, blank=True)
    handed_over_at = TextLine("nơi trao", max_length=200, blank=True)
    is_illustrative = models.BooleanField("số liệu minh họa", default=False, editable=False)
    search_key = SearchKeyField(of=["number", "printed_name", "title"], max_length=700)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number", "signed_on"],
                name="decision_number_once_a_day",
                violation_error_message="Quyết định cùng số, cùng ngày đã có.",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_on=None) | Q(handed_over_on__gte=F("signed_on")),
                name="decision_handed_over_after_signing",
                violation_error_message="Ngày trao không được trước ngày ký.",
            ),
        ]

    def __str__(self):
        return f"Quyết định số {self.number} ngày {text.short_date(self.signed_on)}"

    def get_absolute_url(self):
        return reverse("decision", args=[self.pk])


class AwardQuerySet(models.QuerySet):
    def handed_over_between(self, start, end, units):
        """Awards handed over from `start` to `end`, both days included, to any of `units`."""
        return (
            self.filter(unit__in=units, decision__handed_over_on__range=(start, end))
            .select_related("decision__kind", "unit")
            .order_by("decision__handed_over_on", "decision__kind__order", "order", "pk")
        )

    def of_unit(self, unit):
        """Everything a unit was awarded, the newest first."""
        related = self.filter(unit=unit).select_related("decision__kind")
        return related.order_by("-decision__signed_on", "order", "pk")


class Award(models.Model):
    """One recipient of a decision, under the name that the decision gives."""

    class RecipientType(models.TextChoices):
        COLLECTIVE = "collective", "Tập thể"
        PERSON = "person", "Cá nhân"
        HOUSEHOLD = "household", "Hộ gia đình"

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="awards")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="awards", null=True, blank=True, verbose_name="đơn vị"
    )
    recipient_name = TextLine("tên ghi trên quyết định", max_length=300)
    recipient_type = models.CharField("đối tượng", max_length=10, choices=RecipientType)
    merit = TextBlock("thành tích", max_length=600, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    search_key = SearchKeyField(of=["recipient_name"], max_length=400)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "recipient_name", "unit"], name="award_once_a_decision"
            ),
            models.UniqueConstraint(
                fields=["decision", "recipient_name"],
                condition=Q(unit=None),
                name="award_outside_the_units_once",
            ),
        ]

    def __str__(self):
        return f"{self.recipient_name}: {self.decision.printed_name}"
