"""Periods, what each cluster does in them, and the targets given for a year."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from clusters.fields import TextLine
from clusters.models import Cluster, Unit
from clusters.text import format_points, pad_count
from emulation.models.criteria import CriteriaSet, Criterion, SetItem
from emulation.workflow import Step, move


class PeriodQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Province and auditor: all; others those in which their unit or cluster takes part."""
        if user.is_provincial or user.is_auditor:
            return self
        return self.filter(parts__in=ClusterPeriod.objects.visible_to(user)).distinct()


class Period(models.Model):
    """A province-wide span of emulation: the first half of a year, or the whole year.

    Half-years and years are never mixed in one comparison.
    """

    class Kind(models.TextChoices):
        HALF = "half", "6 tháng đầu năm"
        YEAR = "year", "Cả năm"

    code = models.CharField("mã", max_length=12, unique=True, editable=False)
    kind = models.CharField("loại kỳ", max_length=4, choices=Kind)
    year = models.PositiveSmallIntegerField("năm")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày")

    SUFFIX = {Kind.HALF: "H1", Kind.YEAR: "Y"}

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="period_once_a_year"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self):
        return f"6 tháng đầu năm {self.year}" if self.is_half else f"năm {self.year}"

    @property
    def is_half(self):
        return self.kind == self.Kind.HALF

    @classmethod
    def code_for(cls, kind, year):
        """The code that stands in addresses and commands: 2020-H1, 2020-Y."""
        return f"{year}-{cls.SUFFIX[kind]}"


class ClusterPeriodQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Province, auditor: all; a unit those it has a sheet in; who steers the cluster's."""
        if user.is_provincial or user.is_auditor:
            return self.standing()
        if user.is_administrator:
            return self.none()
        mine = Q(sheets__unit=user.unit_id) | Q(cluster__in=user.steered_clusters())
        return self.standing().filter(mine).distinct()

    def steered_by(self, user):
        """Those whose ranking and reports this person works on: lead, deputy, province."""
        if user.is_provincial or user.is_auditor:
            return self.standing()
        return self.standing().filter(cluster__in=user.steered_clusters())

    def standing(self):
        """Without the cancelled ones, which only the list of periods and their sheets show."""
        return self.exclude(state=ClusterPeriod.State.CANCELLED)

    def with_names(self):
        return self.select_related("period", "cluster", "criteria_set")

    def newest_first(self):
        return self.with_names().order_by("-period__ends_on", "-period__kind", "cluster__order")

    def of_kind_before(self, part):
        """The same cluster's earlier periods of the same kind, the last one first."""
        earlier = self.standing().filter(
            cluster=part.cluster_id,
            period__kind=part.period.kind,
            period__year__lt=part.period.year,
        )
        return earlier.with_names().order_by("-period__year")

    def closed_since(self, moment):
        """Closed or published periods whose places were closed after `moment`."""
        frozen = self.standing().filter(state__in=["closed", "published"])
        steps = ClusterPeriodStep.objects.filter(to_state="closed", at__gte=moment)
        return frozen.filter(pk__in=steps.values("cluster_period"))

    def same_kind_before(self, part):
        """The same cluster's same kind of period one year before (cùng kỳ năm trước)."""
        return self.standing().filter(
            cluster=part.cluster_id,
            period__kind=part.period.kind,
            period__year=part.period.year - 1,
        )


class ClusterPeriod(models.Model):
    """What one cluster does in a period: its criteria set, its times, how far it has come."""

    class State(models.TextChoices):
        PLANNED = "planned", "Chưa mở"
        OPEN = "open", "Đang mở"
        NOTIFIED = "notified", "Đã thông báo kết quả dự kiến"
        CLOSED = "closed", "Đã chốt"
        PUBLISHED = "published", "Đã công bố"
        CANCELLED = "cancelled", "Đã hủy"

    class LatePolicy(models.TextChoices):
        ACCEPT = "accept", "Nhận, ghi “nộp chậm”, đến khi ngừng nhận"
        REFUSE = "refuse", "Không nhận sau hạn nộp"

    MOVES = {
        State.PLANNED: {State.OPEN, State.CANCELLED},
        State.OPEN: {State.NOTIFIED, State.CANCELLED},
        State.NOTIFIED: {State.CLOSED},
        State.CLOSED: {State.OPEN, State.PUBLISHED},
        State.PUBLISHED: {State.OPEN},
        State.CANCELLED: set(),
    }

    period = models.ForeignKey(Period, models.PROTECT, related_name="parts", verbose_name="kỳ")
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, related_name="parts", verbose_name="cụm, khối"
    )
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="parts", verbose_name="bộ tiêu chí"
    )
    opens_at = models.DateTimeField("mở từ")
    deadline = models.DateTimeField("hạn nộp")
    closes_at = models.DateTimeField("ngừng nhận lúc")
    answers_until = models.DateField(
        "nhận giải trình, kiến nghị đến hết ngày", null=True, blank=True, editable=False
    )
    hearing_days = models.PositiveSmallIntegerField(
        "số ngày làm việc nhận giải trình, kiến nghị", default=3
    )
    late_policy = models.CharField(
        "sau hạn nộp", max_length=6, choices=LatePolicy, default=LatePolicy.ACCEPT
    )
    late_penalty = models.ForeignKey(
        SetItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="điểm trừ đề nghị khi nộp chậm",
    )
    state = models.CharField(
        "trạng thái", max_length=12, choices=State, default=State.PLANNED, editable=False
    )
    is_illustrative = models.BooleanField("số liệu minh họa", default=False, editable=False)

    objects = ClusterPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "cluster"],
                condition=~Q(state="cancelled"),
                name="cluster_joins_period_once",
                violation_error_message="Cụm, khối này đã có trong kỳ.",
            ),
            models.CheckConstraint(
                condition=Q(deadline__gt=F("opens_at")),
                name="cluster_period_deadline_after_opening",
                violation_error_message="Hạn nộp phải sau thời điểm mở.",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gte=F("deadline")),
                name="cluster_period_closes_last",
                violation_error_message="Thời điểm ngừng nhận phải từ hạn nộp trở đi.",
            ),
        ]

    def __str__(self):
        return f"{self.cluster}, {self.period}"

    def get_absolute_url(self):
        return reverse("ranking", args=[self.period.code, self.cluster.code])

    @property
    def half_year(self):
        return self.period.is_half

    @property
    def points_word(self):
        """What points are called on screen and paper: those of a half-year are provisional."""
        return "Điểm tạm tính" if self.half_year else "Điểm"

    @property
    def place_word(self):
        return "Thứ hạng tạm tính" if self.half_year else "Thứ hạng"

    @property
    def is_frozen(self):
        """Places are written down; figures no longer change."""
        return self.state in {self.State.CLOSED, self.State.PUBLISHED}

    @property
    def takes_changes(self):
        """Figures and states of its sheets may still change."""
        return not self.is_frozen and self.state != self.State.CANCELLED

    @property
    def accepts_until(self):
        """The last instant at which sheets are taken: by the policy for late ones."""
        takes_late = self.late_policy == self.LatePolicy.ACCEPT
        return self.closes_at if takes_late else self.deadline

    @property
    def is_notified(self):
        return self.state == self.State.NOTIFIED or self.is_frozen

    @property
    def is_hearing(self):
        """Units may still answer the expected result, the last day included."""
        is_told = self.state == self.State.NOTIFIED and self.answers_until is not None
        return is_told and timezone.localdate() <= self.answers_until

    @property
    def unmeasured(self):
        """How much of the set this period does not score: count, points, numbers."""
        from emulation import scoring

        return scoring.unmeasured(self.criteria_set.plain, self.half_year)

    @property
    def unmeasured_words(self) -> str:
        """What papers say of it under their title; empty when everything is scored."""
        left = self.unmeasured
        if not left.count:
            return ""
        base = format_points(self.criteria_set.plain.base_points, 0)
        return (
            f"Chưa chấm {pad_count(left.count)} tiêu chí thành phần "
            f"({format_points(left.points, 0)}/{base} điểm); điểm đã quy đổi"
        )

    @property
    def closing(self):
        """The step by which the places were closed; None while they are open."""
        if not self.is_frozen:
            return None
        return self.steps.filter(to_state=self.State.CLOSED).select_related("by__unit").last()

    def open(self, by):
        move(self, self.State.OPEN, by=by)

    def reopen(self, by, note):
        """Open again after closing; `note` names the document that orders it."""
        move(self, self.State.OPEN, by=by, note=note)


class ClusterPeriodStep(Step):
    """One move of a cluster's period."""

    cluster_period = models.ForeignKey(ClusterPeriod, models.PROTECT, related_name="steps")


class TargetQuerySet(models.QuerySet):
    def settled(self):
        """With a figure, or with the reason why there is none."""
        return self.exclude(value=None, not_assigned_reason="")

    def visible_to(self, user):
        """Province and those who watch: all; a unit its own; who steers a cluster its members'."""
        if user.is_provincial or user.is_auditor:
            return self
        if user.is_administrator:
            return self.none()
        steered = Q(unit__memberships__cluster__in=user.steered_clusters())
        return self.filter(Q(unit=user.unit_id) | steered).distinct()


class Target(models.Model):
    """The plan figure (kế hoạch, chỉ tiêu giao) of a unit for a leaf and year, with its source.

    Without a figure a reason may say that the unit has no such task (không giao).
    """

    class Source(models.TextChoices):
        PROVINCE = "province", "tỉnh giao"
        COVENANT = "covenant", "đăng ký trong giao ước"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets", verbose_name="đơn vị")
    leaf = models.ForeignKey(Criterion, models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField("năm")
    value = models.DecimalField(
        "kế hoạch năm", null=True, blank=True, max_digits=15, decimal_places=4
    )
    not_assigned_reason = TextLine("lý do không giao", max_length=300, blank=True)
    source = models.CharField("nguồn", max_length=8, choices=Source, default=Source.PROVINCE)
    document_number = TextLine("số văn bản", max_length=60, blank=True)
    document_date = models.DateField("ngày văn bản", null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "leaf", "year"], name="target_once_a_year"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0), name="target_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(not_assigned_reason=""),
                name="target_given_or_not_assigned",
                violation_error_message="Đã có kế hoạch thì không ghi lý do không giao.",
            ),
        ]

    def __str__(self):
        return f"{self.unit}, tiêu chí {self.leaf.number}, năm {self.year}"

    @property
    def is_settled(self):
        """There is a figure, or it is said why there is none."""
        return self.value is not None or bool(self.not_assigned_reason)
