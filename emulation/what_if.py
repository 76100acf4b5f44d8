"""What would be if (giả định): other verified figures of a unit, how places move; never saved."""

from dataclasses import dataclass, replace
from decimal import Decimal

from emulation import actions, tally


@dataclass(frozen=True)
class Supposed:
    """Another figure or other points for one leaf; None: as it stands."""

    actual: Decimal | None = None
    points: Decimal | None = None


@dataclass(frozen=True)
class Moved:
    """One unit before and after."""

    unit: str
    total: Decimal
    rank: int | None
    new_total: Decimal
    new_rank: int | None

    @property
    def is_moved(self):
        return (self.total, self.rank) != (self.new_total, self.new_rank)


def what_if(part, sheet_id, supposed) -> list[Moved]:
    """The standings with `supposed` ({leaf number: Supposed}) for one sheet, by the new places."""
    sheets = list(tally.sheets_with_rows(part))
    now = actions.standings(part, sheets=sheets)
    then = actions.standings(part, sheets=sheets, change=_changing(sheet_id, supposed))
    before = {line.sheet.pk: line for line in now}
    return [
        Moved(
            unit=line.sheet.unit.short_name,
            total=before[line.sheet.pk].outcome.total,
            rank=before[line.sheet.pk].rank,
            new_total=line.outcome.total,
            new_rank=line.rank,
        )
        for line in then
    ]


def _changing(sheet_id, supposed):
    """The change of one contestant that `supposed` asks for; the others stay."""

    def change(contestant):
        if contestant.key != str(sheet_id):
            return contestant
        figures = dict(contestant.figures)
        for number, wanted in supposed.items():
            figures[number] = _figure(figures[number], wanted)
        return replace(contestant, figures=figures)

    return change


def _figure(figures, wanted):
    """Other points stand as typed; another figure lets the rule say the points anew."""
    if wanted.points is not None:
        return replace(figures, typed_points=wanted.points)
    return replace(figures, actual=wanted.actual, typed_points=None, typed_bonus=None)
