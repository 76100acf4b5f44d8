"""A ranking as pages and papers show it: frozen places, or how things stand now."""

from dataclasses import dataclass, replace
from decimal import Decimal

from emulation import actions, tally
from emulation.models import ClusterPeriod, Placing, ScoreSheet
from emulation.models.entries import Column
from emulation.scoring import State


@dataclass(frozen=True)
class Line:
    """One unit in a ranking. `reason` says why there is no place; `before` is last year's."""

    unit_id: int
    unit: str
    short_name: str
    place: int | None
    tied: bool
    base: Decimal
    bonus: Decimal
    penalty: Decimal
    total: Decimal
    percent: Decimal
    band: str
    reason: str
    state_label: str
    sheet_id: int | None
    before: "Before | None" = None
    tied_with: tuple[str, ...] = ()
    is_waiting: bool = False
    """Neither approved nor excluded: there is no place yet."""


@dataclass(frozen=True)
class Before:
    """Points and place of the same unit in the same kind of period one year before."""

    total: Decimal
    place: int | None


def same_period_last_year(part) -> dict[int, Before]:
    """By unit id, from the published places of the same kind of period one year before."""
    published = ClusterPeriod.objects.same_kind_before(part).filter(state="published")
    placings = Placing.objects.filter(cluster_period__in=published)
    return {row.unit_id: Before(row.total, row.place) for row in placings}


def standing_rows(part) -> list[Line]:
    """The frozen places of a closed period; else the verified column as it stands now."""
    before = same_period_last_year(part)
    lines = _frozen(part, before) if part.is_frozen else _present(part, before)
    names = {}
    for line in lines:
        names.setdefault(line.place, []).append(line.short_name)
    return [_with_ties(line, names) for line in lines]


def _with_ties(line, names):
    if not line.tied or line.place is None:
        return line
    others = tuple(name for name in names[line.place] if name != line.short_name)
    return replace(line, tied_with=others)


def _frozen(part, before):
    sheets = dict(ScoreSheet.objects.of_part(part).values_list("unit_id", "pk"))
    return [
        Line(
            unit_id=row.unit_id,
            unit=row.unit_name,
            short_name=row.unit_short_name,
            place=row.place,
            tied=row.tied,
            base=row.base,
            bonus=row.bonus,
            penalty=row.penalty,
            total=row.total,
            percent=row.percent,
            band=row.band,
            reason=row.excluded,
            state_label="",
            sheet_id=sheets.get(row.unit_id),
            before=before.get(row.unit_id),
        )
        for row in part.placings.in_rank_order()
    ]


def _present(part, before):
    return [_line(standing, before) for standing in actions.standings(part)]


def _line(standing, before):
    sheet, outcome = standing.sheet, standing.outcome
    waiting = "" if standing.approved else "chưa duyệt"
    return Line(
        unit_id=sheet.unit_id,
        unit=sheet.unit.full_name,
        short_name=sheet.unit.short_name,
        place=standing.rank,
        tied=outcome.tied and standing.approved,
        base=outcome.base,
        bonus=outcome.bonus,
        penalty=outcome.penalty,
        total=outcome.total,
        percent=outcome.percent,
        band=outcome.band or "",
        reason=outcome.excluded or waiting,
        state_label=sheet.state_label,
        sheet_id=sheet.pk,
        before=before.get(sheet.unit_id),
        is_waiting=not standing.approved and outcome.excluded is None,
    )


@dataclass(frozen=True)
class Matrix:
    """Criteria × units. `rows` are (number, title, max, points); points None: not known yet."""

    units: list[str]
    rows: list[tuple]


def matrix(part, *, leaves=False, column=Column.VERIFIED) -> Matrix:
    """Points per criterion, or per leaf, and unit."""
    return matrices(part, column)[leaves]


def matrices(part, column=Column.VERIFIED) -> tuple[Matrix, Matrix]:
    """Points per criterion and per leaf: verified ones (as reported where nothing is verified)."""
    sheets = list(tally.sheets_with_rows(part))
    by_key = {o.key: o for o in tally.outcomes(part, sheets, column)}
    ordered = [by_key[str(sheet.pk)] for sheet in sheets]
    plain, units = part.criteria_set.plain, [sheet.unit.short_name for sheet in sheets]
    chosen = [c for c, _ in plain.walk() if c.measured(part.half_year)]
    leaves = [c for c in chosen if c.is_leaf]
    tops = [c for c in plain.criteria if c in chosen]
    return tuple(Matrix(units, [_matrix_row(c, ordered) for c in some]) for some in (tops, leaves))


def _matrix_row(c, outcomes):
    return c.number, c.title, _counted(c, outcomes), [_points(c, o) for o in outcomes]


def _points(criterion, outcome):
    """Points of a criterion; None where nothing below it can be scored yet."""
    states = {outcome.criteria[leaf.number].state for leaf in criterion.leaves()}
    if all(state.is_blocking for state in states - {State.NOT_MEASURED}):
        return None
    return outcome.criteria[criterion.number].points


def _counted(criterion, outcomes):
    """The most that counts for any unit in this period."""
    return max((o.criteria[criterion.number].counted_max for o in outcomes), default=Decimal(0))
