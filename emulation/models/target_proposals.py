"""What a unit proposes for its plan: an own figure, a correction, or that it has no such task."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters.fields import TextBlock, TextLine
from clusters.models import Unit
from emulation.models.criteria import Criterion


class TargetProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=TargetProposal.State.OPEN)

    def visible_to(self, user):
        """Province and auditor: all; a unit its own; a verifier those on the leaves it verifies."""
        if user.is_provincial or user.is_auditor:
            return self
        if user.is_administrator:
            return self.none()
        verified = Q(
            leaf__verifiers__unit=user.unit_id, leaf__verifiers__period__year=models.F("year")
        )
        return self.filter(Q(unit=user.unit_id) | verified).distinct()

    def for_list(self):
        """With the names that a list shows; open ones first, then the newest."""
        named = self.select_related("unit", "leaf__criteria_set", "by", "decided_by")
        return named.order_by(models.F("decided_at").asc(nulls_first=True), "-at", "-pk")


class TargetProposal(models.Model):
    """A proposed plan figure of a unit for a leaf and year, and what was decided."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", "Đăng ký trong giao ước"
        CORRECTION = "correction", "Đề nghị điều chỉnh"

    class State(models.TextChoices):
        OPEN = "open", "Chờ quyết định"
        ACCEPTED = "accepted", "Đã chấp nhận"
        DECLINED = "declined", "Không chấp nhận"
        WITHDRAWN = "withdrawn", "Đã rút"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="target_proposals")
    leaf = models.ForeignKey(Criterion, models.PROTECT, related_name="target_proposals")
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("loại", max_length=10, choices=Kind)
    value = models.DecimalField(
        "kế hoạch đề nghị", null=True, blank=True, max_digits=15, decimal_places=4
    )
    not_assigned = models.BooleanField("đề nghị không giao", default=False)
    reason = TextBlock("lý do", max_length=1000)
    document_number = TextLine("số văn bản", max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", default=timezone.now)
    state = models.CharField("trạng thái", max_length=9, choices=State, default=State.OPEN)
    answer = TextBlock("trả lời", max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("quyết định lúc", null=True)

    objects = TargetProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "leaf", "year"],
                condition=Q(state="open"),
                name="one_open_target_proposal",
                violation_error_message="Đã có một đề nghị đang chờ cho tiêu chí này.",
            ),
            models.CheckConstraint(
                condition=Q(not_assigned=True, value=None)
                | Q(not_assigned=False, value__isnull=False, value__gte=0),
                name="target_proposal_figure_or_none",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="target_proposal_decided_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.unit}, tiêu chí {self.leaf.number}"

    @property
    def is_open(self):
        return self.state == self.State.OPEN
