"""The rows of a sheet as a page shows them: headings with their sums, leaves with last year's."""

from dataclasses import dataclass, field
from decimal import Decimal

from emulation.models import ClusterPeriod, ScoreSheet
from emulation.models.entries import Column


@dataclass
class Row:
    """One line of the sheet: a heading (no entry) or a leaf; `form` when it can be typed in.

    `asked`: what the reviewer wants completed here, on a sheet that was returned; `files`: how many
    files prove it.
    """

    number: str
    title: str
    depth: int
    max_points: Decimal
    unit_of_measure: str = ""
    entry: object = None
    form: object = None
    last_year: "LastYear | None" = None
    points: dict = field(default_factory=dict)
    asked: str = ""
    files: int = 0

    @property
    def group(self):
        """The number of the top heading that this line stands under; "" for a line of its own."""
        return self.number.partition(".")[0] if self.depth else ""

    @property
    def percent_of_target(self):
        """Share of the year's plan reached, in per cent; None without a plan or a figure."""
        entry = self.entry
        if entry is None or not entry.target or entry.actual is None:
            return None
        return entry.actual / entry.target * 100

    @property
    def is_heading(self):
        return self.entry is None


@dataclass(frozen=True)
class LastYear:
    """The same leaf in the same kind of period one year before."""

    actual: Decimal | None
    points: Decimal | None
    reason: str = ""

    def difference(self, points):
        """Points now less points then; None when either is missing."""
        if points is None or self.points is None:
            return None
        return points - self.points


def last_year_of(sheet) -> dict[str, LastYear]:
    """By leaf number: verified points once that period is published, else the unit's own."""
    before = ClusterPeriod.objects.same_kind_before(sheet.cluster_period).values("pk", "state")
    states = {row["pk"]: row["state"] for row in before}
    old = ScoreSheet.objects.filter(unit=sheet.unit_id, cluster_period__in=states).first()
    if old is None:
        return {}
    published = states[old.cluster_period_id] == ClusterPeriod.State.PUBLISHED
    column = Column.VERIFIED if published else Column.SELF
    return {
        entry.leaf.number: LastYear(
            _figure(entry, published), entry.points(column)[0], entry.self_reason
        )
        for entry in old.entries.measured().in_order()
    }


def _figure(entry, published):
    if published and entry.verified_actual is not None:
        return entry.verified_actual
    return entry.actual


def rows(sheet, entries, *, forms=(), last_year=None, opening=None, files=None) -> list[Row]:
    """Headings and measured leaves in the set's order; `files` counts evidence by row key."""
    by_number = {entry.leaf.number: entry for entry in entries if entry.measured}
    form_of = {form.record.pk: form for form in forms}
    listed = []
    for criterion, depth in sheet.cluster_period.criteria_set.plain.walk():
        entry = by_number.get(criterion.number)
        leaves = [leaf for leaf in criterion.leaves() if leaf.number in by_number]
        if not leaves:
            continue
        listed.append(
            Row(
                number=criterion.number,
                title=criterion.title,
                depth=depth,
                max_points=sum((leaf.max_points for leaf in leaves), start=Decimal(0)),
                unit_of_measure=criterion.unit_of_measure,
                entry=entry,
                form=form_of.get(entry.pk) if entry else None,
                last_year=(last_year or {}).get(criterion.number),
                points=_points([by_number[leaf.number] for leaf in leaves]),
                asked=opening.comment_on(entry) if opening and entry else "",
                files=(files or {}).get(f"d{entry.pk}", 0) if entry else 0,
            )
        )
    return listed


def _points(entries):
    """Sums of points and bonus per column, of the entries that have any."""
    sums = {}
    for column in Column.values:
        pairs = [entry.points(column) for entry in entries]
        known = [points for points, _ in pairs if points is not None]
        bonus = [extra for _, extra in pairs if extra]
        sums[column] = sum(known, start=Decimal(0)) if known else None
        sums[f"{column}_bonus"] = sum(bonus, start=Decimal(0)) if bonus else None
    return sums
