"""The merged table of a cluster's period (bảng tổng hợp): units × criteria, one cell a criterion.

A cell holds the points as far as they have come: verified, else the cluster's, else the unit's. It
is a view of the entries; ranks and totals come from the arithmetic as everywhere.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from emulation.models import Evidence, RowReturn, ScoreEntry, ScoreSheet
from emulation.models.entries import Column
from emulation.scoring import State

ORDER = (Column.VERIFIED, Column.CLUSTER, Column.SELF)


class MatrixColumn(NamedTuple):
    """A criterion over the leaves that this period scores below it."""

    number: str
    title: str
    max_points: Decimal
    leaves: tuple[str, ...]


class Cell(NamedTuple):
    """What a unit has in a criterion. `gap`: points now less the unit's own.

    `open`: leaves that nobody has verified; `bare`: leaves with points that no file proves;
    `asked`: something waits to be returned.
    """

    points: Decimal | None
    gap: Decimal
    open: int
    bare: int
    asked: bool

    def is_found(self, what, limit):
        """The cell is what a filter looks for."""
        found = {
            "chua-tham-dinh": self.open > 0,
            "lech": abs(self.gap) > limit,
            "thieu-minh-chung": self.bare > 0,
            "yeu-cau": self.asked,
        }
        return found.get(what, False)


@dataclass(frozen=True)
class MatrixLine:
    """One unit: its sheet, its total as far as it has come, its cells in the columns' order."""

    sheet: ScoreSheet
    total: Decimal | None
    cells: list[Cell]


def columns_of(part, *, leaves=False) -> list[MatrixColumn]:
    """The criteria of the set that this period scores; with `leaves` each leaf on its own."""
    plain = part.criteria_set.plain
    found = []
    for criterion in plain.leaves() if leaves else plain.criteria:
        below = [leaf for leaf in criterion.leaves() if leaf.measured(part.half_year)]
        if below:
            most = sum((leaf.max_points for leaf in below), start=Decimal(0))
            numbers = tuple(leaf.number for leaf in below)
            found.append(MatrixColumn(criterion.number, criterion.title, most, numbers))
    return found


def lines_of(part, columns) -> list[MatrixLine]:
    """The units of a cluster's period in official order, each with its cells."""
    sheets = list(ScoreSheet.objects.of_part(part).for_list().with_numbers())
    entries = defaultdict(dict)
    rows = ScoreEntry.objects.filter(sheet__cluster_period=part, measured=True)
    numbers = dict(part.criteria_set.criteria.values_list("pk", "number"))
    for entry in rows.defer("ticks", "explanation", "self_reason", "cluster_reason"):
        entries[entry.sheet_id][numbers[entry.leaf_id]] = entry
    proofs = Evidence.objects.filter(
        entry__sheet__cluster_period=part, document__struck_at=None
    ).values_list("entry", flat=True)
    files = Counter(proofs)
    waiting = RowReturn.objects.filter(sheet__cluster_period=part, step=None)
    asked = set(waiting.exclude(entry=None).values_list("entry", flat=True))
    return [
        MatrixLine(sheet, _total(sheet), cells(columns, entries[sheet.pk], files, asked))
        for sheet in sheets
    ]


def cells(columns, entries, files, asked) -> list[Cell]:
    """The cells of one unit; `entries` by the number of their leaf."""
    return [_cell([entries[n] for n in c.leaves if n in entries], files, asked) for c in columns]


def _cell(entries, files, asked):
    points, own, is_known, open_rows, bare = Decimal(0), Decimal(0), False, 0, 0
    for entry in entries:
        now = _now(entry)
        if now is not None:
            is_known = True
            points += now
            own += entry.points(Column.SELF)[0] or 0
            bare += not files[entry.pk]
        open_rows += entry.verified_points is None
    waits = any(entry.pk in asked for entry in entries)
    gap = points - own
    return Cell(points if is_known else None, gap, open_rows, bare, waits)


def _now(entry):
    if entry.verified_points is not None:
        return entry.verified_points
    points = entry.points(Column.CLUSTER)[0]
    return None if points is None and State(entry.rule_state).is_blocking else points


def _total(sheet):
    kept = {total.column: total for total in sheet.totals.all()}
    for column in ORDER:
        if column in kept and not kept[column].incomplete:
            return kept[column].total
    return None


def found(lines, what, limit) -> list[MatrixLine]:
    """The units with a cell that the filter looks for; all without a filter."""
    if not what:
        return lines
    return [line for line in lines if any(cell.is_found(what, limit) for cell in line.cells)]
