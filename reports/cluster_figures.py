"""The table of a cluster report that sets what was done beside the year's plan, leaf by leaf."""

from dataclasses import dataclass
from decimal import Decimal

from clusters.text import search_key
from emulation import tally
from emulation.models import ClusterPeriod
from emulation.models.entries import Column
from emulation.scoring.points import half_up

MEANS = ("%", "điểm phần trăm", "hạng")
"""Units of measure that are no amounts: over several units they are averaged."""


@dataclass(frozen=True)
class FigureRow:
    """One measured leaf over all units. None: the leaf has no such figure.

    `target` and `actual` are sums, or means where `is_mean` (a percentage adds up to nothing);
    `percent` is the share of the year's plan over the units that have both, `points` the mean of
    the units that have points. `done_by` of `units` have reported.
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
    before: Decimal | None = None
    """The same of the same units in the same kind of period one year before."""
    done_by: int = 0
    units: int = 0
    best: tuple[str, Decimal] | None = None
    """The unit that got furthest with its plan, and how far in percent; None when several did."""


def figure_rows(part) -> tuple[FigureRow, ...]:
    """The measured leaves of the set in its order; verified figures where they are known."""
    sheets = list(tally.sheets_with_rows(part))
    figures = _figures(sheets)
    then = _last_year(part)
    scored = [o.criteria for o in tally.outcomes(part, sheets, Column.VERIFIED)]
    return tuple(
        _row(leaf, figures, scored, then.get(_key(leaf), {}))
        for leaf in part.criteria_set.plain.leaves()
        if leaf.measured(part.half_year)
    )


def _figures(sheets):
    """{unit: {leaf number: figures}}, verified ones where they are known."""
    return {
        sheet.unit.short_name: tally.contestant(sheet, Column.VERIFIED).figures for sheet in sheets
    }


def _key(leaf):
    """By what a leaf is known again in another version of the set."""
    return leaf.number, leaf.unit_of_measure, search_key(leaf.title)


def _last_year(part):
    """{leaf: {unit: actual}} of the published same kind of period one year before."""
    before = ClusterPeriod.objects.same_kind_before(part).filter(state="published").first()
    if before is None:
        return {}
    figures = _figures(tally.sheets_with_rows(before))
    return {
        _key(leaf): {
            unit: mine[leaf.number].actual
            for unit, mine in figures.items()
            if leaf.number in mine and mine[leaf.number].actual is not None
        }
        for leaf in before.criteria_set.plain.leaves()
    }


def _row(leaf, figures, scored, then):
    known = {unit: mine[leaf.number] for unit, mine in figures.items() if leaf.number in mine}
    points = [o[leaf.number].points for o in scored if not o[leaf.number].state.is_blocking]
    is_mean = leaf.unit_of_measure.startswith(MEANS)
    target = actual = percent = before = best = None
    did = {}
    if leaf.column == "actual":
        whole = _mean if is_mean else sum
        did = {unit: f.actual for unit, f in known.items() if f.actual is not None}
        # Before anybody has reported the whole plan; then that of those who have
        planned = [f.target for unit, f in known.items() if unit in did or not did]
        target = _over(whole, [amount for amount in planned if amount is not None])
        actual = _over(whole, list(did.values()))
        percent = _share(leaf, known, whole)
        # A sum over other units would be no comparison
        before = _over(whole, list(then.values())) if then.keys() == did.keys() else None
        best = None if leaf.is_lower_better else _best(known)
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
        before=before,
        best=best,
        done_by=len(did),
        units=len(figures),
    )


def _share(leaf, known, whole):
    """How far the plan is done by the units that have a plan and a figure.

    None where less is better: there "done in percent" would say the opposite.
    """
    both = [f for f in known.values() if f.target is not None and f.actual is not None]
    planned = whole([f.target for f in both]) if both else None
    if not planned or leaf.is_lower_better:
        return None
    return half_up(whole([f.actual for f in both]) * 100 / planned, 1)


def _best(known):
    shares = sorted(
        (half_up(f.actual * 100 / f.target, 1), unit)
        for unit, f in known.items()
        if f.target and f.actual is not None
    )
    if not shares or (len(shares) > 1 and shares[-1][0] == shares[-2][0]):
        return None
    share, unit = shares[-1]
    return unit, share


def _mean(values):
    return half_up(sum(values, start=Decimal(0)) / len(values), 2)


def _over(whole, values):
    return whole(values) if values else None
