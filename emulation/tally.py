"""Between the sheets in the database and the pure arithmetic: figures in, points and totals out.

Points never come from SQL. Whatever changes a figure calls `retally` in the same transaction.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from emulation import scoring
from emulation.models import ScoreEntry, ScoreSheet, SetItem, SheetTotal
from emulation.models.entries import Column
from emulation.scoring import Contestant, Outcome


def sheets_with_rows(part):
    """The sheets of a cluster's period with everything the arithmetic reads, official order."""
    return (
        ScoreSheet.objects.of_part(part)
        .select_related("unit")
        .prefetch_related("entries__leaf", "items__item", "totals")
        .order_by("unit__order", "unit__sort_key")
    )


def contestant(sheet, column: str) -> Contestant:
    """One sheet as the arithmetic reads it, for one column of points."""
    items = [(row.item, row.count(column), row.reason) for row in sheet.items.all()]
    exclusion = SetItem.Kind.EXCLUSION
    return Contestant(
        unit=sheet.unit.full_name,
        key=str(sheet.pk),
        figures={entry.leaf.number: entry.figures(column) for entry in sheet.entries.all()},
        counts={item.code: n for item, n, _ in items if n and item.kind != exclusion},
        exclusions={item.code: why for item, n, why in items if n and item.kind == exclusion},
    )


def outcomes(part, sheets: Iterable, column: str, change=None) -> list[Outcome]:
    """Score all `sheets` of a cluster's period together, in one column, best first.

    `change` turns a contestant into another, for what is only supposed.
    """
    contestants = [contestant(sheet, column) for sheet in sheets]
    contestants = [change(one) for one in contestants] if change else contestants
    return scoring.score(part.criteria_set.plain, contestants, half_year=part.half_year)


def retally(sheet) -> None:
    """Compute anew the points and totals that follow from the sheet's figures, and store them.

    A set with a rule that compares the units (relative_to_leader) is computed for all of them.
    """
    part = sheet.cluster_period
    if part.criteria_set.plain.needs_field:
        retally_part(part)
        sheet.totals.all()._result_cache = None
    else:
        _store(sheet if sheet.is_held else _fresh(sheet), part, _score_alone(part))


def retally_part(part) -> None:
    """Compute anew every sheet of a cluster's period."""
    sheets = list(sheets_with_rows(part))
    if part.criteria_set.plain.needs_field:
        by_column = {
            column: {outcome.key: outcome for outcome in outcomes(part, sheets, column)}
            for column in Column.values
        }

        def score(sheet, column):
            return by_column[column][str(sheet.pk)]
    else:
        score = _score_alone(part, field_size=len(sheets))
    for sheet in sheets:
        _store(sheet, part, score)


def verified_formula(sheet) -> Outcome:
    """What the rules make of the verified figures of `sheet`, before anyone types points over.

    The other units stand in with their verified figures, as reported where nothing is verified,
    as far as the set compares units at all.
    """
    part = sheet.cluster_period
    plain = part.criteria_set.plain
    mine = _to_verify(sheet)
    if not plain.needs_field:
        size = ScoreSheet.objects.of_part(part).count()
        return scoring.score_alone(plain, mine, half_year=part.half_year, field_size=size)
    others = [s for s in sheets_with_rows(part) if s.pk != sheet.pk]
    everyone = [mine, *map(_to_verify, others)]
    scored = scoring.score(plain, everyone, half_year=part.half_year)
    return next(outcome for outcome in scored if outcome.key == mine.key)


def _to_verify(sheet) -> Contestant:
    """A sheet with its figures to verify, without the points that anyone typed."""
    figures = {entry.leaf.number: entry.figures_to_verify() for entry in sheet.entries.all()}
    return replace(contestant(sheet, Column.COMPUTED), figures=figures)


def out_of_step(part) -> list[tuple]:
    """Rows whose verified points are no longer what the rule makes of all units' figures.

    Only where a rule compares the units (relative_to_leader): there the figure of one unit moves
    the points of another. Rows with a reason were typed over and stay. (entry, points now).
    """
    plain = part.criteria_set.plain
    if not plain.needs_field:
        return []
    sheets = list(sheets_with_rows(part))
    scored = scoring.score(plain, [*map(_to_verify, sheets)], half_year=part.half_year)
    made = {outcome.key: outcome.criteria for outcome in scored}
    return [
        (entry, made[str(sheet.pk)][entry.leaf.number].points)
        for sheet in sheets
        for entry in sheet.entries.all()
        if entry.measured and entry.verified_points is not None and not entry.verified_reason
        and entry.verified_points != made[str(sheet.pk)][entry.leaf.number].points
    ]  # fmt: skip


def _fresh(sheet):
    return (
        ScoreSheet.objects.select_related("unit")
        .prefetch_related("entries__leaf", "items__item", "totals")
        .get(pk=sheet.pk)
    )


def _score_alone(part, field_size=None):
    plain = part.criteria_set.plain
    size = field_size
    if size is None and plain.needs_size:
        size = ScoreSheet.objects.of_part(part).count()

    def score(sheet, column):
        return scoring.score_alone(
            plain, contestant(sheet, column), half_year=part.half_year, field_size=size
        )

    return score


def _store(sheet, part, score) -> None:
    """Write computed points first, for the other columns follow them; then the four totals."""
    computed = score(sheet, Column.COMPUTED)
    _store_computed(sheet, computed)
    kept = {total.column: total for total in sheet.totals.all()}
    changed = []
    for column in Column.values:
        outcome = computed if column == Column.COMPUTED else score(sheet, column)
        values = _total_values(sheet, column, outcome, part)
        total = kept.get(column)
        if total is None:
            SheetTotal.objects.create(sheet=sheet, column=column, **values)
        elif any(getattr(total, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(total, name, value)
            changed.append(total)
    SheetTotal.objects.bulk_update(changed, TOTAL_FIELDS)


def _store_computed(sheet, outcome) -> None:
    changed = []
    for entry in sheet.entries.all():
        made = outcome.criteria[entry.leaf.number]
        fresh = (made.points, made.bonus, str(made.state), made.explanation)
        names = ("computed_points", "computed_bonus", "rule_state", "explanation")
        if fresh != tuple(getattr(entry, name) for name in names):
            for name, value in zip(names, fresh, strict=True):
                setattr(entry, name, value)
            changed.append(entry)
    ScoreEntry.objects.bulk_update(
        changed, ["computed_points", "computed_bonus", "rule_state", "explanation"]
    )


TOTAL_FIELDS = [
    "base", "bonus", "penalty", "total", "percent", "assigned_max", "raw", "band", "incomplete",
]  # fmt: skip


def _total_values(sheet, column, outcome, part):
    top = [criterion.number for criterion in part.criteria_set.plain.criteria]
    return {
        "base": outcome.base,
        "bonus": outcome.bonus,
        "penalty": outcome.penalty,
        "total": outcome.total,
        "percent": outcome.percent,
        "assigned_max": outcome.assigned_max,
        "raw": sum((outcome.criteria[number].points for number in top), start=Decimal(0)),
        "band": outcome.band or "",
        "incomplete": outcome.incomplete or _unverified(sheet, column),
    }


def _unverified(sheet, column):
    if column != Column.VERIFIED:
        return False
    return any(entry.measured and entry.verified_points is None for entry in sheet.entries.all())
