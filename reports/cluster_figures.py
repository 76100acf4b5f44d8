"""The table of a cluster report that sets what was done beside the year's plan, leaf by leaf."""

from dataclasses import dataclass
from decimal import Decimal

from emulation import tally
from emulation.models.entries import Column
from emulation.scoring.points import half_up


@dataclass(frozen=True)
class FigureRow:
    """One measured leaf over all units. None: the leaf has no such figure.

    `target` and `actual` are sums, or means where `is_mean` (a percentage adds up to nothing);
    `percent` is the share of the year's plan, `points` the mean of the units that have points.
    """

    number: str
    title: str
    unit_of_measure: str
    target: Decimal | None
    actual: Decimal | None
    percent: Decimal | None
    points: Decimal | None
    max_points: Decimal
    is_mean: bool


def figure_rows(part) -> tuple[FigureRow, ...]:
    """The measured leaves of the set in its order; verified figures where they are known."""
    sheets = list(tally.sheets_with_rows(part))
    figures = [tally.contestant(sheet, Column.VERIFIED).figures for sheet in sheets]
    scored = [o.criteria for o in tally.outcomes(part, sheets, Column.VERIFIED)]
    return tuple(
        _row(leaf, figures, scored)
        for leaf in part.criteria_set.plain.leaves()
        if leaf.measured(part.half_year)
    )


def _row(leaf, figures, scored):
    known = [mine[leaf.number] for mine in figures if leaf.number in mine]
    points = [o[leaf.number].points for o in scored if not o[leaf.number].state.is_blocking]
    is_mean = leaf.unit_of_measure.startswith("%")
    target = actual = percent = None
    if leaf.column == "actual":
        whole = _mean if is_mean else sum
        target = _over(whole, [f.target for f in known if f.target is not None])
        actual = _over(whole, [f.actual for f in known if f.actual is not None])
        if target and actual is not None:
            percent = half_up(actual * 100 / target, 1)
    return FigureRow(
        number=leaf.number,
        title=leaf.title,
        unit_of_measure=leaf.unit_of_measure,
        target=target,
        actual=actual,
        percent=percent,
        points=_mean(points) if points else None,
        max_points=leaf.max_points,
        is_mean=is_mean and actual is not None,
    )


def _mean(values):
    return half_up(sum(values, start=Decimal(0)) / len(values), 2)


def _over(whole, values):
    return whole(values) if values else None
