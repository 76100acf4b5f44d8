"""From a unit's figures to the points of each criterion: states, rounding, parents."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from clusters.text import format_number, format_points
from emulation.scoring.rules import RULES, Earned, Field
from emulation.scoring.values import (
    CriteriaSet,
    Criterion,
    CriterionOutcome,
    Figures,
    State,
)

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

_WORDS = {
    State.NOT_MEASURED: "Chưa chấm trong kỳ 6 tháng",
    State.NOT_ASSIGNED: "Đơn vị không được giao chỉ tiêu này",
    State.MISSING_RESULT: "Chưa có số liệu",
    State.WAITING_FOR_OTHERS: "Chờ số liệu của các đơn vị khác trong cụm",
}


def half_up(value, places: int) -> Decimal:
    """Round half up to `places` decimals, exactly, from a Fraction or a Decimal."""
    scaled = Fraction(value) * 10**places
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    sign = -1 if scaled < 0 else 1
    return Decimal(sign * whole).scaleb(-places, context=_EXACT)


def state_of(leaf: Criterion, f: Figures, field: Field, half_year: bool) -> State:
    """The first state that fits; NO_ROW is found by the rule itself."""
    if half_year and leaf.share is None:
        return State.NOT_MEASURED
    if _is_not_assigned(leaf, f):
        return State.NOT_ASSIGNED
    if getattr(f, leaf.column) in (None, ""):
        return State.MISSING_RESULT
    if leaf.rule.type == "relative_to_leader" and any(
        o.target and o.actual is None for o in field.others
    ):
        return State.WAITING_FOR_OTHERS
    return State.OK


def _is_not_assigned(leaf: Criterion, f: Figures) -> bool:
    """No such task: no target, or 0 — which is a target where less is better."""
    if leaf.rule.type == "relative_to_leader":
        return not f.target and f.actual is None
    if not leaf.needs_target:
        return False
    if leaf.rule.type == "full_at_target" and leaf.is_lower_better:
        return f.target is None
    return not f.target


def score_leaf(
    cs: CriteriaSet, leaf: Criterion, f: Figures, field: Field, half_year: bool
) -> CriterionOutcome:
    """Points and bonus of one leaf of one unit, rounded once."""
    state = state_of(leaf, f, field, half_year)
    typed = f.typed_points is not None or f.typed_bonus is not None
    earned = Earned(words=_WORDS.get(state, ""), state=state)
    if state == State.OK:
        earned = RULES[leaf.rule.type](
            leaf, _expected(leaf, f, half_year), _expected_field(leaf, field, half_year)
        )
    if typed and state not in (State.NOT_MEASURED, State.NOT_ASSIGNED):
        earned = _typed_over(cs, earned, f)
    counts = leaf_counts(cs, earned.state)
    points = half_up(earned.points, cs.places)
    if earned.state == State.NOT_ASSIGNED and cs.not_assigned == "full":
        points = half_up(leaf.max_points, cs.places)
    words = _sentence(earned, points, half_up(earned.bonus, cs.places), leaf, half_year)
    return CriterionOutcome(
        points=points,
        bonus=half_up(earned.bonus, cs.places),
        max=half_up(leaf.max_points, cs.places),
        counted_max=half_up(leaf.max_points if counts else 0, cs.places),
        state=earned.state,
        explanation=words,
    )


def leaf_counts(cs: CriteriaSet, state: State) -> bool:
    """Whether the leaf's maximum is part of what the unit could earn."""
    if state == State.NOT_MEASURED:
        return False
    return state != State.NOT_ASSIGNED or cs.not_assigned != "rescale"


def _expected(leaf: Criterion, f: Figures, half_year: bool) -> Figures:
    """At a half-year the target is the part of it expected by 30 June."""
    if not half_year or f.target is None or leaf.share is None:
        return f
    return replace(f, target=f.target * leaf.share)


def _expected_field(leaf: Criterion, field: Field, half_year: bool) -> Field:
    if not field.others:
        return field
    return Field(field.size, [_expected(leaf, other, half_year) for other in field.others])


def _typed_over(cs: CriteriaSet, earned: Earned, f: Figures) -> Earned:
    """The points that a person set; where they are the rule's own, the rule's working stands."""
    by_rule = half_up(earned.points, cs.places), half_up(earned.bonus, cs.places)
    points = by_rule[0] if f.typed_points is None else f.typed_points
    bonus = by_rule[1] if f.typed_bonus is None else f.typed_bonus
    known = earned.state == State.OK
    if known and (points, bonus) == by_rule:
        return earned
    words = "Điểm do người chấm nhập"
    words += f", theo công thức là {_with_bonus(*by_rule)}" if known else ""
    return Earned(Fraction(points), Fraction(bonus), words, State.OK, is_typed=True)


def _with_bonus(points, bonus):
    return format_points(points) + (f" và thưởng {format_points(bonus)}" if bonus else "")


def _sentence(
    earned: Earned, points: Decimal, bonus: Decimal, leaf: Criterion, half_year: bool
) -> str:
    if earned.state != State.OK:
        given = f", được tính đủ {format_points(points)} điểm" if points else ""
        return f"{earned.words}{given}."
    places = max(2, -points.as_tuple().exponent)
    result = f" = {format_points(points, places)} điểm"
    extra = f", thưởng {format_points(bonus, places)}" if bonus else ""
    share = ""
    by_share = half_year and leaf.needs_target and leaf.share not in (None, 1)
    if by_share and not earned.is_typed:
        share = f" (kế hoạch 6 tháng bằng {format_number(leaf.share * 100)}% năm)"
    return f"{earned.words}{share}{result}{extra}."


def score_tree(cs: CriteriaSet, figures, fields, half_year: bool) -> dict[str, CriterionOutcome]:
    """Every criterion of one unit by number, in the set's order, leaves and parents."""
    found: dict[str, CriterionOutcome] = {}
    for criterion in cs.criteria:
        _score_node(cs, criterion, figures, fields, half_year, found)
    return {criterion.number: found[criterion.number] for criterion, _ in cs.walk()}


def _score_node(cs, criterion, figures, fields, half_year, found) -> None:
    for child in criterion.sub:
        _score_node(cs, child, figures, fields, half_year, found)
    number = criterion.number
    if criterion.is_leaf:
        f = figures.get(number) or Figures()
        found[number] = score_leaf(cs, criterion, f, fields(number), half_year)
    else:
        found[number] = _score_parent(
            cs, criterion, [found[child.number] for child in criterion.sub]
        )


def _score_parent(
    cs: CriteriaSet, parent: Criterion, children: list[CriterionOutcome]
) -> CriterionOutcome:
    """Sum or weighted mean of the children, from their rounded points; bonuses add up."""
    state = _parent_state(children)
    bonus = sum((child.bonus for child in children), start=Decimal(0))
    if parent.rule.type == "average_of_children":
        points, counted, words = _average(cs, parent, children)
    else:
        points = sum((child.points for child in children), start=Decimal(0))
        counted = sum((child.counted_max for child in children), start=Decimal(0))
        words = (
            " + ".join(format_points(c.points) for c in children if c.counted_max)
            or "Không có phần nào được chấm"
        )
    points = half_up(points, cs.places)
    return CriterionOutcome(
        points=points,
        bonus=half_up(bonus, cs.places),
        max=half_up(parent.max_points, cs.places),
        counted_max=half_up(counted, cs.places),
        state=state,
        explanation=f"{words} = {format_points(points, max(2, cs.places))} điểm.",
    )


def _average(cs, parent, children):
    weights = parent.rule.weights or tuple(Decimal(1) for _ in children)
    counting = [(w, c) for w, c in zip(weights, children, strict=True) if c.counted_max]
    if not counting:
        return Fraction(0), Decimal(0), "Không có phần nào được chấm"
    weight = sum(Fraction(w) for w, _ in counting)
    mean = (
        sum(Fraction(w) * Fraction(c.points) / Fraction(c.counted_max) for w, c in counting)
        / weight
    )
    weighted = "có trọng số " if parent.rule.weights else ""
    shares = "; ".join(_share_words(w, c, parent) for w, c in counting)
    words = f"{format_points(parent.max_points)} × trung bình {weighted}của ({shares})"
    return Fraction(parent.max_points) * mean, parent.max_points, words


def _share_words(weight, child, parent):
    shown = f"{format_points(child.points)}/{format_points(child.counted_max)}"
    return f"{shown} × {format_number(weight)}" if parent.rule.weights else shown


def _parent_state(children: list[CriterionOutcome]) -> State:
    states = [child.state for child in children]
    if all(state == State.NOT_MEASURED for state in states):
        return State.NOT_MEASURED
    if not any(child.counted_max for child in children):
        return State.NOT_ASSIGNED
    return next((state for state in State if state.is_blocking and state in states), State.OK)
