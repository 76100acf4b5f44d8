"""What stands on a sheet: one entry a leaf, counts of bonuses and penalties, totals, commendations.

Points and bonus stand in four columns: computed by the rule, the unit's own, the cluster's, the
verified. An empty own or cluster figure follows the column before it; an empty verified one means
that nobody has verified the row yet.
"""

from django.db import models
from django.db.models import Q

from clusters.fields import TextBlock
from emulation.models.criteria import Criterion, Points, SetItem
from emulation.scoring import Figures, State

Figure = {"max_digits": 15, "decimal_places": 4, "null": True, "blank": True}
Given = {**Points, "null": True, "blank": True}


class Clocked(models.Model):
    """A row that many hands write: when each field was last written, by the sheet's own clock.

    The clock is `ScoreSheet.version`, one tick a save. A hand that last saw the row at tick 5 and
    writes a field written at tick 7 has not seen that value: the two are shown to it.
    """

    ticks = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    def is_newer(self, field, seen: int) -> bool:
        """`field` was written after the tick `seen`."""
        return self.ticks.get(field, 0) > seen


class Column(models.TextChoices):
    COMPUTED = "computed", "Theo công thức"
    SELF = "self", "Tự chấm"
    CLUSTER = "cluster", "Cụm chấm"
    VERIFIED = "verified", "Thẩm định"


def filled(prefix=""):
    """The condition that a row needs nothing more from its unit; `prefix` leads to the entry."""
    has = Q(**{f"{prefix}actual__isnull": False}) | Q(**{f"{prefix}given_points__isnull": False})
    has |= Q(**{f"{prefix}level__gt": ""}) | Q(**{f"{prefix}not_assigned": True})
    return has | Q(**{f"{prefix}by_department": True})


class ScoreEntryQuerySet(models.QuerySet):
    def measured(self):
        return self.filter(measured=True)

    def in_order(self):
        return self.select_related("leaf").order_by("leaf__position")

    def to_verify(self):
        """Rows that count and that nobody has verified."""
        return self.measured().filter(verified_points=None).order_by("leaf__position")


def _not_negative(*names):
    rule = Q()
    for name in names:
        rule &= Q(**{name: None}) | Q(**{f"{name}__gte": 0})
    return rule


class ScoreEntry(Clocked):
    """One leaf on one sheet: target, what was reached, points in four columns, reasons.

    Figures (target, actual) are in the leaf's unit of measure; points in points of the set.
    """

    Column = Column
    sheet = models.ForeignKey("ScoreSheet", models.CASCADE, related_name="entries")
    leaf = models.ForeignKey(Criterion, models.PROTECT, related_name="entries")
    measured = models.BooleanField("được chấm trong kỳ", default=True)
    by_department = models.BooleanField("do sở, ngành chấm", default=False)

    target = models.DecimalField("kế hoạch năm", **Figure)
    not_assigned = models.BooleanField("không giao", default=False)
    not_assigned_reason = TextBlock("lý do không giao", max_length=600, blank=True)
    actual = models.DecimalField("thực hiện", **Figure)
    half_actual = models.DecimalField("thực hiện 6 tháng đầu năm", **Figure)
    given_points = models.DecimalField("điểm chấm trực tiếp", **Given)
    level = models.CharField("mức", max_length=200, blank=True)

    computed_points = models.DecimalField("điểm theo công thức", **Given)
    computed_bonus = models.DecimalField("điểm thưởng theo công thức", **Given)
    rule_state = models.CharField(max_length=20, default=State.MISSING_RESULT)
    explanation = models.TextField("cách tính", blank=True)

    self_points = models.DecimalField("điểm tự chấm", **Given)
    self_bonus = models.DecimalField("điểm thưởng tự chấm", **Given)
    self_reason = TextBlock("giải trình", max_length=600, blank=True)

    cluster_points = models.DecimalField("điểm cụm chấm", **Given)
    cluster_bonus = models.DecimalField("điểm thưởng cụm chấm", **Given)
    cluster_reason = TextBlock("ý kiến của cụm", max_length=600, blank=True)

    verified_target = models.DecimalField("kế hoạch thẩm định", **Figure)
    verified_actual = models.DecimalField("thực hiện thẩm định", **Figure)
    verified_given = models.DecimalField("điểm chấm trực tiếp thẩm định", **Given)
    verified_level = models.CharField("mức thẩm định", max_length=200, blank=True)
    verified_points = models.DecimalField("điểm thẩm định", **Given)
    verified_bonus = models.DecimalField("điểm thưởng thẩm định", **Given)
    verified_reason = TextBlock("lý do thẩm định", max_length=600, blank=True)
    verified_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField("thẩm định lúc", null=True)

    objects = ScoreEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "leaf"], name="entry_once_a_leaf"),
            models.CheckConstraint(
                condition=_not_negative("target", "actual", "verified_target", "verified_actual"),
                name="entry_figures_not_negative",
            ),
            models.CheckConstraint(
                condition=_not_negative(
                    "given_points",
                    "self_points",
                    "self_bonus",
                    "cluster_points",
                    "cluster_bonus",
                    "verified_given",
                    "verified_points",
                    "verified_bonus",
                ),
                name="entry_points_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(not_assigned=False) | ~Q(not_assigned_reason=""),
                name="entry_not_assigned_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"Tiêu chí {self.leaf.number}"

    def points(self, column):
        """(points, bonus) of one column, each following the one before; None: not known."""
        if column == Column.VERIFIED:
            return self.verified_points, self.verified_bonus
        known = not State(self.rule_state).is_blocking
        points, bonus = (self.computed_points, self.computed_bonus) if known else (None, None)
        for name in self._columns_to(column):
            typed_points = getattr(self, f"{name}_points")
            typed_bonus = getattr(self, f"{name}_bonus")
            points = points if typed_points is None else typed_points
            bonus = bonus if typed_bonus is None else typed_bonus
        return points, bonus

    @property
    def since_half_year(self):
        """What came in the second half: the year's actual less the half-year's; None: not known."""
        if self.half_actual is None or self.actual is None:
            return None
        return self.actual - self.half_actual

    @property
    def by_rule(self):
        """(points, bonus) that the rule earns; (None, None) while it cannot say."""
        return self.points(Column.COMPUTED)

    def figures(self, column):
        """What the arithmetic reads for one column: figures, and the points typed over."""
        if column == Column.VERIFIED:
            return self._verified_figures(self.verified_points, self.verified_bonus)
        typed = {"points": None, "bonus": None}
        for name in self._columns_to(column):
            for what in typed:
                own = getattr(self, f"{name}_{what}")
                typed[what] = typed[what] if own is None else own
        return Figures(
            target=None if self.not_assigned else self.target,
            actual=self.actual,
            points=self.given_points,
            level=self.level or None,
            typed_points=typed["points"],
            typed_bonus=typed["bonus"],
        )

    def figures_to_verify(self):
        """The verified figures without typed points: what the formula makes of them."""
        return self._verified_figures(None, None)

    def _verified_figures(self, points, bonus):
        def as_reported(verified, reported):
            return reported if verified is None else verified

        return Figures(
            target=as_reported(self.verified_target, None if self.not_assigned else self.target),
            actual=as_reported(self.verified_actual, self.actual),
            points=as_reported(self.verified_given, self.given_points),
            level=self.verified_level or self.level or None,
            typed_points=points,
            typed_bonus=bonus,
        )

    @staticmethod
    def _columns_to(column):
        return {Column.COMPUTED: [], Column.SELF: ["self"], Column.CLUSTER: ["self", "cluster"]}[
            column
        ]

    @property
    def is_typed_over(self):
        """The unit's own points or bonus differ from the computed ones (đã sửa)."""
        pairs = [
            (self.self_points, self.computed_points),
            (self.self_bonus, self.computed_bonus),
        ]
        return any(own is not None and own != (computed or 0) for own, computed in pairs)


class SheetItem(Clocked):
    """How often a bonus, penalty or exclusion of the set applies to a sheet, in three columns.

    An empty count of the cluster follows the unit's, an empty verified one the cluster's. Units
    propose bonuses; penalties the cluster and the province enter, exclusions the province.
    """

    sheet = models.ForeignKey("ScoreSheet", models.CASCADE, related_name="items")
    item = models.ForeignKey(SetItem, models.PROTECT, related_name="+")
    self_count = models.PositiveSmallIntegerField("số lần đề nghị", null=True, blank=True)
    self_reason = TextBlock("lý do đề nghị", max_length=600, blank=True)
    cluster_count = models.PositiveSmallIntegerField("số lần cụm tính", null=True, blank=True)
    cluster_reason = TextBlock("lý do của cụm", max_length=600, blank=True)
    verified_count = models.PositiveSmallIntegerField("số lần thẩm định", null=True, blank=True)
    verified_reason = TextBlock("lý do thẩm định", max_length=600, blank=True)

    class Meta:
        ordering = ["item__position"]
        constraints = [models.UniqueConstraint(fields=["sheet", "item"], name="sheet_item_once")]

    def __str__(self):
        return f"{self.item.get_kind_display()} {self.item.code}"

    @property
    def key(self):
        """The row in short, as in addresses and counts of files: t5."""
        return f"t{self.pk}"

    def count(self, column):
        """The count that holds in one column; the rule itself computes none."""
        order = {
            Column.COMPUTED: ["self"],
            Column.SELF: ["self"],
            Column.CLUSTER: ["cluster", "self"],
            Column.VERIFIED: ["verified", "cluster", "self"],
        }[column]
        return next((n for name in order if (n := getattr(self, f"{name}_count")) is not None), 0)

    @property
    def reason(self):
        """The reason of the last column that says one."""
        return self.verified_reason or self.cluster_reason or self.self_reason


class SheetTotal(models.Model):
    """The stored outcome of one column of a sheet, written by the arithmetic, never by hand."""

    Column = Column

    sheet = models.ForeignKey("ScoreSheet", models.CASCADE, related_name="totals")
    column = models.CharField(max_length=8, choices=Column)
    base = models.DecimalField("điểm các tiêu chí", **Points)
    bonus = models.DecimalField("điểm thưởng", **Points)
    penalty = models.DecimalField("điểm trừ", **Points)
    total = models.DecimalField("tổng điểm", **Points)
    percent = models.DecimalField("tỷ lệ", max_digits=7, decimal_places=2)
    assigned_max = models.DecimalField("điểm tối đa được giao", **Points)
    raw = models.DecimalField("cộng điểm trước khi quy đổi", **Points)
    band = models.CharField("mức xếp", max_length=120, blank=True)
    incomplete = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "column"], name="total_once_a_column")
        ]

    def __str__(self):
        return f"{self.get_column_display()}: {self.total}"


class CommendationFigure(Clocked):
    """How many were commended in the period, by level and form (bảng số liệu khen thưởng)."""

    class Level(models.TextChoices):
        STATE = "state", "Cấp Nhà nước"
        PROVINCE = "province", "Cấp tỉnh"
        UNIT = "unit", "Cấp đơn vị, cơ sở"

    class Form(models.TextChoices):
        MERIT = "merit", "Công trạng"
        SUDDEN = "sudden", "Đột xuất"
        CAMPAIGN = "campaign", "Phong trào, chuyên đề"

    sheet = models.ForeignKey("ScoreSheet", models.CASCADE, related_name="commendations")
    level = models.CharField("cấp khen", max_length=8, choices=Level)
    form = models.CharField("loại hình", max_length=8, choices=Form)
    collectives = models.PositiveIntegerField("tập thể", default=0)
    persons = models.PositiveIntegerField("cá nhân", default=0)
    households = models.PositiveIntegerField("hộ gia đình", default=0)
    direct_workers = models.PositiveIntegerField("trong đó lao động trực tiếp", default=0)

    COUNTS = ["collectives", "persons", "households", "direct_workers"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "level", "form"], name="commendation_once_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(direct_workers__lte=models.F("persons")),
                name="commendation_direct_workers_are_persons",
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()}, {self.get_form_display().lower()}"
