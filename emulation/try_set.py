"""A criteria set tried on figures that are there already (thử bộ tiêu chí); nothing is saved."""

from dataclasses import dataclass
from decimal import Decimal

from emulation import scoring, tally
from emulation.models.entries import Column
from emulation.scoring import Contestant


@dataclass(frozen=True)
class TriedUnit:
    """One unit by the set it was scored with and by the tried one; places None for the excluded."""

    unit: str
    total: Decimal
    rank: int | None
    new_total: Decimal
    new_rank: int | None

    @property
    def moved(self) -> int:
        """How many places up (positive) or down."""
        return (self.rank or 0) - (self.new_rank or 0) if self.rank and self.new_rank else 0


@dataclass(frozen=True)
class Trial:
    """Who moves, and which leaves could not be carried over: without figures, and left out."""

    units: list[TriedUnit]
    without: list[str]
    left_out: list[str]


def try_set(plain, part) -> Trial:
    """Score the figures of a cluster's period with another set; leaves are matched by number.

    Figures are the verified ones, as reported where nothing was verified. A leaf whose rule reads
    another kind of figure than before has none. Points typed over belong to the old set.
    """
    old = part.criteria_set.plain
    same = _carried(old, plain, part.half_year)
    sheets = list(tally.sheets_with_rows(part))
    contestants = [_carry(sheet, same, plain) for sheet in sheets]
    now = {o.key: o for o in tally.outcomes(part, sheets, Column.VERIFIED)}
    then = scoring.score(plain, contestants, half_year=part.half_year)
    names = {str(sheet.pk): sheet.unit.short_name for sheet in sheets}
    units = [
        TriedUnit(names[new.key], now[new.key].total, now[new.key].rank, new.total, new.rank)
        for new in then
    ]
    measured = {leaf.number for leaf in plain.leaves() if leaf.measured(part.half_year)}
    before = {leaf.number for leaf in old.leaves() if leaf.measured(part.half_year)}
    return Trial(units, _sorted(plain, measured - same), _sorted(old, before - same))


def _carried(old, plain, half_year) -> set[str]:
    """The numbers of the leaves that both sets measure by the same kind of figure."""
    columns = {leaf.number: leaf.column for leaf in old.leaves() if leaf.measured(half_year)}
    return {
        leaf.number
        for leaf in plain.leaves()
        if leaf.measured(half_year) and columns.get(leaf.number) == leaf.column
    }


def _carry(sheet, same, plain):
    codes = {item.code for kind in ("bonuses", "penalties") for item in getattr(plain, kind)}
    out = {item.code for item in plain.exclusions}
    whole = tally.contestant(sheet, Column.VERIFIED)
    figures = {
        entry.leaf.number: entry.figures_to_verify()
        for entry in sheet.entries.all()
        if entry.leaf.number in same
    }
    return Contestant(
        unit=whole.unit,
        key=whole.key,
        figures=figures,
        counts={code: n for code, n in whole.counts.items() if code in codes},
        exclusions={code: why for code, why in whole.exclusions.items() if code in out},
    )


def _sorted(plain, numbers):
    return [f"{leaf.number} {leaf.title}" for leaf in plain.leaves() if leaf.number in numbers]
