"""Criteria sets: the province's written rules, one version a row, and the tree of each."""

from functools import lru_cache

from django.db import models
from django.db.models import Q

from clusters.fields import TextLine
from emulation import scoring

Points = {"max_digits": 15, "decimal_places": 4}


@lru_cache(maxsize=64)
def _read(document):
    return scoring.read_set(document)


class CriteriaSetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rules are open to everyone who signs in; drafts to the province and those who watch."""
        if user.is_provincial or user.is_auditor or user.is_administrator:
            return self
        return self.exclude(state=CriteriaSet.State.DRAFT)

    def of_unit_in(self, unit, year):
        """The sets by which a unit is scored in a year: of its sheets, of its clusters' periods."""
        member = Q(parts__cluster__memberships__unit=unit)
        sheet = Q(parts__sheets__unit=unit)
        return self.filter(member | sheet, parts__period__year=year).distinct().newest_first()

    def in_use(self):
        """Those that a new period may be given: not closed."""
        return self.exclude(state=CriteriaSet.State.CLOSED)

    def newest_of(self, kept):
        """The newest version of the same set that is in use; itself when none is."""
        return self.in_use().filter(code=kept.code).order_by("-version").first() or kept

    def before(self, kept):
        """The version before `kept`; None where it is the first."""
        earlier = self.filter(code=kept.code, version__lt=kept.version)
        return earlier.order_by("-version").first()

    def newest_first(self):
        return self.order_by("code", "-version")


class CriteriaSet(models.Model):
    """One version of a criteria set (bộ tiêu chí). An applied one is never changed again.

    `document` is the set as the file says it (format criteria-set/1) and is what scores;
    the rows of `Criterion` and `SetItem` are its index, so that figures can refer to them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        APPLIED = "applied", "Đang áp dụng"
        CLOSED = "closed", "Đã khóa"

    code = TextLine("mã", max_length=40)
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    title = TextLine("tên", max_length=300)
    year = models.PositiveSmallIntegerField("năm")
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.DRAFT)
    document = models.TextField("văn bản của bộ tiêu chí")
    created_at = models.DateTimeField("lúc", auto_now_add=True)

    objects = CriteriaSetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="set_version_once")]

    def __str__(self):
        return f"{self.title} (bản {self.version})"

    @property
    def file_stem(self) -> str:
        """What its files are called, without the ending."""
        return f"{self.code}-{self.version}".encode("ascii", "ignore").decode()

    @property
    def plain(self):
        """The set as plain values, as the arithmetic reads it."""
        return _read(self.document)


class CriterionQuerySet(models.QuerySet):
    def leaves(self):
        return self.filter(is_leaf=True)

    def in_order(self):
        return self.order_by("position")


class Criterion(models.Model):
    """One node of a set's tree (tiêu chí; a leaf: tiêu chí thành phần)."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="criteria")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    position = models.PositiveSmallIntegerField()
    number = TextLine("số", max_length=40)
    title = TextLine("tên", max_length=500)
    unit_of_measure = TextLine("đơn vị tính", max_length=80, blank=True)
    max_points = models.DecimalField("điểm tối đa", **Points)
    is_leaf = models.BooleanField(default=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "number"], name="criterion_number_once"
            ),
            models.UniqueConstraint(
                fields=["criteria_set", "position"], name="criterion_position_once"
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def plain(self):
        """The criterion as the arithmetic reads it."""
        return self.criteria_set.plain.find(self.number)


class SetItem(models.Model):
    """A row of the set that is counted, not measured: bonus, penalty, exclusion from ranking."""

    class Kind(models.TextChoices):
        BONUS = "bonus", "Điểm thưởng"
        PENALTY = "penalty", "Điểm trừ"
        EXCLUSION = "exclusion", "Loại khỏi xếp hạng"

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="items")
    kind = models.CharField("loại", max_length=9, choices=Kind)
    position = models.PositiveSmallIntegerField()
    code = TextLine("mã", max_length=40)
    title = TextLine("tên", max_length=500)
    points_each = models.DecimalField("điểm mỗi lần", null=True, **Points)
    cap = models.DecimalField("tối đa", null=True, **Points)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="set_item_code_once")
        ]

    def __str__(self):
        return f"{self.code} {self.title}"
