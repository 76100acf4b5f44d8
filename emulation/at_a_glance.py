"""A sheet in a few lines, for the leader who approves it: total, last year, what moved most."""

from dataclasses import dataclass
from decimal import Decimal

from emulation.models.entries import Column
from emulation.standing_rows import Before, same_period_last_year

MOST_CHANGES = 3


@dataclass(frozen=True)
class Moved:
    """A leaf whose own points differ from those of the same period one year before."""

    number: str
    title: str
    now: Decimal
    then: Decimal


@dataclass(frozen=True)
class Glance:
    """`before` is None without a published result; `without_evidence` are leaf numbers."""

    before: Before | None
    moved: tuple[Moved, ...]
    without_evidence: tuple[str, ...]


def at_a_glance(sheet, rows) -> Glance:
    """The three leaves that moved most, and the leaves with points that no file proves."""
    leaves = [row for row in rows if not row.is_heading]
    moved = [
        Moved(row.number, row.title, row.points[Column.SELF], row.last_year.points)
        for row in leaves
        if row.last_year and row.last_year.difference(row.points[Column.SELF])
    ]
    moved.sort(key=lambda line: -abs(line.now - line.then))
    bare = [row.number for row in leaves if row.points[Column.SELF] and not row.files]
    return Glance(
        before=same_period_last_year(sheet.cluster_period).get(sheet.unit_id),
        moved=tuple(moved[:MOST_CHANGES]),
        without_evidence=tuple(bare),
    )
