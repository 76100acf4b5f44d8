"""The rules, one function each: figures in, points and bonus and the working in words out.

M is the maximum, T the target (at a half-year already times the expected share), A the actual,
r = A/T. Fractions keep every step exact; rounding happens once, outside.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from clusters.text import format_number, format_points
from emulation.scoring.values import Criterion, Figures, State


@dataclass(frozen=True)
class Field:
    """What a rule may know of the whole contest: how many units, and their figures on the leaf."""

    size: int = 1
    others: Sequence[Figures] = ()


@dataclass(frozen=True)
class Earned:
    """What a rule gives, unrounded, and the sentence that shows how."""

    points: Fraction = Fraction(0)
    bonus: Fraction = Fraction(0)
    words: str = ""
    state: State = State.OK
    is_typed: bool = False
    """Set by a person in place of the rule's."""


def _n(value) -> str:
    """A figure in a sentence; fractions to four places, for the eye only."""
    if isinstance(value, Fraction):
        value = (value * 10**4).__round__() / Fraction(10**4)
        return format_number(_decimal(value))
    return format_number(value)


def _decimal(value: Fraction):
    from decimal import Decimal

    return Decimal(value.numerator) / Decimal(value.denominator)


def _percent(ratio: Fraction) -> str:
    return f"{_n(Fraction(round(ratio * 10**4), 100))}%"


def _of_target(f: Figures) -> str:
    return f"thực hiện {_n(f.actual)} so với kế hoạch {_n(f.target)}"


def direct_points(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """The points entered, between 0 and M, on the step."""
    return Earned(Fraction(f.points), words=f"Điểm được chấm: {format_points(f.points)}")


def yes_no(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """M when the condition is met, else nothing."""
    if f.actual:
        return Earned(Fraction(leaf.max_points), words=f"Đạt: được {_n(leaf.max_points)} điểm")
    return Earned(words="Không đạt: 0 điểm")


def full_at_target(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """M when the target is reached (where less is better: not passed), else nothing."""
    met = f.actual <= f.target if leaf.is_lower_better else f.actual >= f.target
    verdict = f"đạt, được {_n(leaf.max_points)} điểm" if met else "chưa đạt, 0 điểm"
    points = Fraction(leaf.max_points) if met else Fraction(0)
    return Earned(points, words=f"{_of_target(f).capitalize()}: {verdict}")


def proportional(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """M·r, at most M; nothing below the lowest ratio that still earns points."""
    ratio = Fraction(f.actual) / Fraction(f.target)
    least = leaf.rule.floor_ratio
    if least is not None and ratio < Fraction(least):
        words = f"{_of_target(f).capitalize()} đạt {_percent(ratio)}, "
        words += f"dưới mức {_percent(Fraction(least))}: 0 điểm"
        return Earned(words=words)
    counted = min(max(ratio, Fraction(0)), Fraction(1))
    words = (
        f"{_of_target(f).capitalize()} đạt {_percent(ratio)}; {_n(leaf.max_points)} × {_n(counted)}"
    )
    return Earned(Fraction(leaf.max_points) * counted, words=words)


def deduct_per_percent_short(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """M less k for each per cent short of the target; g for each per cent over it as bonus."""
    rule, ratio = leaf.rule, Fraction(f.actual) / Fraction(f.target)
    short = _whole(max(Fraction(0), (1 - ratio) * 100), rule.percent)
    over = _whole(max(Fraction(0), (ratio - 1) * 100), rule.percent)
    points = max(
        Fraction(rule.floor), Fraction(leaf.max_points) - Fraction(rule.points_per_percent) * short
    )
    bonus = Fraction(rule.bonus_per_percent_over or 0) * over
    if rule.bonus_cap is not None:
        bonus = min(Fraction(rule.bonus_cap), bonus)
    words = f"{_of_target(f).capitalize()} đạt {_percent(ratio)}"
    if short:
        words += f"; {_n(leaf.max_points)} - {_n(rule.points_per_percent)} × {_n(short)}% thiếu"
        words += _not_below(rule.floor, points)
    if bonus:
        words += f"; thưởng {_n(rule.bonus_per_percent_over)} × {_n(over)}% vượt"
        words += f", tối đa {_n(rule.bonus_cap)}" if rule.bonus_cap is not None else ""
    return Earned(points, bonus, words)


def _not_below(floor_points, points) -> str:
    """Said where the floor decided: the working alone would not give the points."""
    return f", không dưới {_n(floor_points)}" if points == floor_points else ""


def _whole(percent: Fraction, how: str) -> Fraction:
    """Per cent as the rule counts them: exact, only whole ones, or begun ones too."""
    return {
        "exact": lambda p: p,
        "floor": lambda p: Fraction(floor(p)),
        "ceil": lambda p: Fraction(ceil(p)),
    }[how](percent)


def count_based(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """q for each item, at most M; without q the share of the target that was reached."""
    most = Fraction(leaf.max_points)
    if leaf.rule.points_each is None:
        ratio = Fraction(f.actual) / Fraction(f.target)
        words = f"{_of_target(f).capitalize()}; {_n(most)} × {_n(min(ratio, Fraction(1)))}"
        return Earned(most * min(ratio, Fraction(1)), words=words)
    each = Fraction(leaf.rule.points_each)
    words = f"{_n(f.actual)} × {_n(leaf.rule.points_each)} điểm, tối đa {_n(leaf.max_points)}"
    return Earned(min(each * Fraction(f.actual), most), words=words)


def steps(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """The points of the row in which the figure, or its share of the target, falls."""
    value, shown = Fraction(f.actual), f"mức {_n(f.actual)}"
    if leaf.rule.metric == "percent_of_target":
        value = Fraction(f.actual) / Fraction(f.target) * 100
        shown = f"{_of_target(f)} đạt {_percent(value / 100)}"
    row = _row_for(leaf, value)
    if row is None:
        return Earned(
            words=f"{shown.capitalize()}: không có bậc điểm, cần người xem xét", state=State.NO_ROW
        )
    bound = row.max if leaf.is_lower_better else row.min
    word = "không quá" if leaf.is_lower_better else "từ"
    return Earned(
        Fraction(row.points),
        words=f"{shown.capitalize()}: bậc {word} {_n(bound)}, {_n(row.points)} điểm",
    )


def _row_for(leaf, value):
    if leaf.is_lower_better:
        fitting = [row for row in leaf.rule.rows if row.max >= value]
        return min(fitting, key=lambda row: row.max, default=None)
    fitting = [row for row in leaf.rule.rows if row.min <= value]
    return max(fitting, key=lambda row: row.min, default=None)


def choice(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """The points of the level that was chosen."""
    row = next((row for row in leaf.rule.rows if row.label == f.level), None)
    if row is None:
        return Earned(words=f"Mức “{f.level}” không có trong bảng điểm", state=State.NO_ROW)
    return Earned(Fraction(row.points), words=f"Xếp mức “{row.label}”: {_n(row.points)} điểm")


def deduct_per_violation(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """M less p for each violation, the deduction at most `cap`, never below the floor."""
    lost = Fraction(leaf.rule.points_each) * Fraction(f.actual)
    if leaf.rule.cap is not None:
        lost = min(lost, Fraction(leaf.rule.cap))
    points = max(Fraction(leaf.rule.floor), Fraction(leaf.max_points) - lost)
    words = f"{_n(leaf.max_points)} - {_n(f.actual)} × {_n(leaf.rule.points_each)} điểm trừ"
    if leaf.rule.cap is not None and lost == leaf.rule.cap:
        words += f", trừ tối đa {_n(leaf.rule.cap)}"
    return Earned(points, words=words + _not_below(leaf.rule.floor, points))


def rank_based(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """Points for a rank among the units of the cluster, by formula or table, or for an index."""
    most = Fraction(leaf.max_points)
    if leaf.rule.method == "index":
        points = min(most * Fraction(f.actual) / 100, most)
        return Earned(
            points,
            words=f"Chỉ số {_n(f.actual)}/100; {_n(leaf.max_points)} × {_n(f.actual)}/100",
        )
    if leaf.rule.method == "linear":
        n = field.size
        points = most * (n - Fraction(f.actual) + 1) / n
        return Earned(
            points,
            words=f"Hạng {_n(f.actual)}/{n}: {_n(most)} × ({n} - {_n(f.actual)} + 1)/{n}",
        )
    listed = dict(leaf.rule.table).get(int(f.actual))
    if listed is None:
        return Earned(
            words=f"Hạng {_n(f.actual)}: bảng điểm không có hạng này, cần người xem xét",
            state=State.NO_ROW,
        )
    return Earned(Fraction(listed), words=f"Hạng {_n(f.actual)}: {_n(listed)} điểm theo bảng")


def relative_to_leader(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """Half of M at target; above it the rest, measured against the one furthest above.

    Units without a target but with a result are measured against the best of their kind.
    """
    most = Fraction(leaf.max_points)
    if not f.target:
        best = max(
            Fraction(o.actual) for o in field.others if not o.target and o.actual is not None
        )
        points = most * Fraction(f.actual) / best if best else Fraction(0)
        return Earned(
            points,
            words=f"Thực hiện {_n(f.actual)}, cao nhất của đơn vị không giao kế hoạch {_n(best)}",
        )
    ratio = Fraction(f.actual) / Fraction(f.target)
    if ratio <= 1:
        return Earned(
            most / 2 * ratio,
            words=f"{_of_target(f).capitalize()} đạt {_percent(ratio)}: nửa số điểm × {_n(ratio)}",
        )
    excess = ratio - 1
    leader = max(
        Fraction(o.actual) / Fraction(o.target) - 1
        for o in field.others
        if o.target and o.actual is not None
    )
    words = f"{_of_target(f).capitalize()} vượt {_percent(excess)}, "
    words += f"đơn vị dẫn đầu vượt {_percent(leader)}: "
    words += f"{_n(most / 2)} + {_n(most / 2)} × {_percent(excess)}/{_percent(leader)}"
    return Earned(most / 2 + most / 2 * excess / leader, words=words)


def evaluated_by_department(leaf: Criterion, f: Figures, field: Field) -> Earned:
    """As `choice` when the rule has rows, else the points that the verifier enters."""
    return choice(leaf, f, field) if leaf.rule.rows else direct_points(leaf, f, field)


RULES: dict[str, Callable[[Criterion, Figures, Field], Earned]] = {
    rule.__name__: rule
    for rule in (
        direct_points,
        yes_no,
        full_at_target,
        proportional,
        deduct_per_percent_short,
        count_based,
        steps,
        choice,
        deduct_per_violation,
        rank_based,
        relative_to_leader,
        evaluated_by_department,
    )
}
