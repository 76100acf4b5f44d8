"""What a ranking shows beside its places: nearness, heat, history, how scorers differ.

Statistics are robust: the median and the median absolute deviation (MAD). A difference is an
outlier where 0,6745 × |d − median| / MAD > 3,5 (Iglewicz and Hoaglin, 1993); with a MAD of nought
none is.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from clusters.graphics import Course, bump_chart
from emulation.models import ClusterPeriod, Placing, ScoreEntry, Verifier
from emulation.models.entries import Column
from emulation.models.places import PastPlace

SHADES = 5
OUTLIER = Decimal("3.5")
SCALE = Decimal("0.6745")
MOST_IN_CHART = 15


def nearness(lines) -> dict[int, Decimal]:
    """By unit, how many points are missing to the place above; none for the first and the tied."""
    placed = [line for line in lines if line.place]
    return {
        line.unit_id: above.total - line.total
        for above, line in zip(placed, placed[1:], strict=False)
        if above.place != line.place
    }


def shade(points, most) -> int | None:
    """The step of a heat cell from 0 (lowest fifth) to 4; None where nothing is known."""
    if points is None or not most:
        return None
    return min(int(points / most * SHADES), SHADES - 1)


@dataclass(frozen=True)
class History:
    """Places and points of a cluster's published periods of one kind, oldest first."""

    periods: list[ClusterPeriod]
    units: list[dict]
    """{period key: row of `Placing.objects.past()`} of each unit, by the last place."""

    @property
    def rows(self):
        """(unit name, [its place in each period or None])."""
        for kept in self.units:
            name = PastPlace._make(next(reversed(kept.values()))).unit_short_name
            found = [kept.get(part.pk) for part in self.periods]
            yield name, [row and PastPlace._make(row) for row in found]


def history_of(part) -> History:
    """The published periods of the cluster and kind of `part`, itself included once published."""
    parts = ClusterPeriod.objects.filter(
        cluster=part.cluster_id, period__kind=part.period.kind, state="published"
    )
    parts = list(parts.with_names().order_by("period__year"))
    by_unit = defaultdict(dict)
    for row in Placing.objects.filter(cluster_period__in=parts).past():
        by_unit[row[0]][row[1]] = row
    last = parts[-1].pk if parts else None
    return History(parts, sorted(by_unit.values(), key=lambda kept: _place(kept.get(last))))


def places_chart(history, last=None, inks=()) -> str:
    """The chart of places; empty for one period alone, or for more units than it can hold.

    `last`: only so many periods. `inks`: colours of the first three, else all lines are black.
    """
    start = -last if last else None
    if len(history.periods) < 2 or len(history.units) > MOST_IN_CHART:
        return ""
    courses = [
        Course(name, tuple(kept and kept.place for kept in places[start:]), is_strong=index < 3)
        for index, (name, places) in enumerate(history.rows)
    ]
    labels = [str(part.period.year) for part in history.periods[start:]]
    words = "Thứ hạng của từng đơn vị qua các kỳ cùng loại; ba đơn vị đầu kỳ cuối nét đậm."
    return bump_chart("Thứ hạng qua các kỳ", words, labels, courses, inks)


def _place(row):
    return (row and PastPlace._make(row).place) or 9_999


@dataclass(frozen=True)
class Spread:
    """How one scorer differs: number of rows, median and largest difference, outliers' names."""

    label: str
    count: int
    middle: Decimal
    most: Decimal
    outliers: tuple[str, ...]


@dataclass(frozen=True)
class Differences:
    """Own points less verified ones, by unit, by leaf and by verifier."""

    by_unit: list[Spread]
    by_leaf: list[Spread]
    by_verifier: list[Spread]


def differences(part) -> Differences:
    """Of all verified rows of a cluster's period: own points less verified ones."""
    entries = ScoreEntry.objects.filter(
        sheet__cluster_period=part, measured=True, verified_points__isnull=False
    ).select_related("sheet__unit", "leaf")
    verifiers = {
        row.leaf_id: row.unit.short_name
        for row in Verifier.objects.of_part(part).select_related("unit")
    }
    rows = []
    for entry in entries.order_by("leaf__position", "sheet__unit__order"):
        own = entry.points(Column.SELF)[0]
        if own is not None:
            unit, leaf = entry.sheet.unit.short_name, f"{entry.leaf.number} {entry.leaf.title}"
            verifier = verifiers.get(entry.leaf_id, "cơ quan thường trực")
            rows.append((unit, leaf, verifier, own - entry.verified_points))
    return Differences(
        by_unit=_spreads(rows, 0, lambda row: row[1].split(" ")[0]),
        by_leaf=_spreads(rows, 1, lambda row: row[0]),
        by_verifier=_spreads(rows, 2, lambda row: f"{row[0]} {row[1].split(' ')[0]}"),
    )


def _spreads(rows, index, name):
    groups = defaultdict(list)
    for row in rows:
        groups[row[index]].append(row)
    found = [_spread(label, members, name) for label, members in groups.items()]
    return sorted(found, key=lambda spread: -abs(spread.most))


def _spread(label, rows, name):
    gaps = [row[3] for row in rows]
    middle = median(gaps)
    deviation = median(abs(gap - middle) for gap in gaps)
    odd = [name(row) for row in rows if deviation and _is_odd(row[3], middle, deviation)]
    most = max(gaps, key=abs)
    return Spread(label, len(gaps), middle, most, tuple(odd))


def _is_odd(gap, middle, deviation):
    return SCALE * abs(gap - middle) / deviation > OUTLIER
