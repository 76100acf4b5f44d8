"""The rules of a criteria set in Vietnamese sentences, one function a type."""

from clusters.text import format_number


def rule_sentence(criterion) -> str:
    """How the criterion earns its points, in one sentence."""
    return _WORDS[criterion.rule.type](
        criterion, criterion.rule, format_number(criterion.max_points)
    )


def expected_sentence(leaf, target, half_year: bool) -> str:
    """What the half-year expects of a year's target: 50% kế hoạch năm = 15.900."""
    if not half_year or target is None or leaf.share in (None, 1) or not leaf.needs_target:
        return ""
    return f"{format_number(leaf.share * 100)}% kế hoạch năm = {format_number(leaf.share * target)}"


def _steps(criterion, rule, most):
    unit = "% kế hoạch" if rule.metric == "percent_of_target" else ""
    word, bound = ("không quá", "max") if criterion.is_lower_better else ("từ", "min")
    rows = [
        f"{word} {format_number(getattr(row, bound))}{unit}: {format_number(row.points)}"
        for row in rule.rows
    ]
    return "Theo bậc – " + "; ".join(rows)


def _labels(criterion, rule, most):
    return "; ".join(f"{row.label}: {format_number(row.points)}" for row in rule.rows)


def _deduct(criterion, rule, most):
    lost = format_number(rule.points_per_percent)
    words = f"{most} điểm khi đạt kế hoạch, trừ {lost} điểm cho mỗi 1% thiếu"
    if rule.bonus_per_percent_over:
        words += f"; thưởng {format_number(rule.bonus_per_percent_over)} điểm cho mỗi 1% vượt"
        if rule.bonus_cap is not None:
            words += f", tối đa {format_number(rule.bonus_cap)}"
    return words


def _count(criterion, rule, most):
    if rule.points_each is None:
        return f"{most} điểm nhân tỷ lệ thực hiện so với kế hoạch, tối đa {most}"
    return f"{format_number(rule.points_each)} điểm cho mỗi đơn vị tính, tối đa {most}"


def _violation(criterion, rule, most):
    words = f"{most} điểm, trừ {format_number(rule.points_each)} điểm cho mỗi trường hợp"
    return words + (f", trừ tối đa {format_number(rule.cap)}" if rule.cap is not None else "")


def _rank(criterion, rule, most):
    if rule.method == "index":
        return f"{most} điểm nhân chỉ số chia 100"
    if rule.method == "linear":
        return f"Hạng 1 được {most} điểm, mỗi hạng sau giảm đều theo số đơn vị của cụm"
    return "Theo hạng – " + "; ".join(f"hạng {n}: {format_number(p)}" for n, p in rule.table)


def _proportional(criterion, rule, most):
    words = f"{most} điểm nhân tỷ lệ thực hiện so với kế hoạch, tối đa {most}"
    if rule.floor_ratio is not None:
        words += f"; dưới {format_number(rule.floor_ratio * 100)}% không có điểm"
    return words


def _target(criterion, rule, most):
    met = "không vượt kế hoạch" if criterion.is_lower_better else "đạt kế hoạch"
    return f"{most} điểm khi {met}, còn lại 0 điểm"


def _points(criterion, rule, most):
    step = f", bội số của {format_number(rule.step)}" if rule.step is not None else ""
    return f"Chấm trực tiếp từ 0 đến {most} điểm{step}"


def _department(criterion, rule, most):
    given = _labels(criterion, rule, most) if rule.rows else f"từ 0 đến {most} điểm"
    return f"Sở, ngành chấm – {given}"


_WORDS = {
    "direct_points": _points,
    "yes_no": lambda c, r, most: f"{most} điểm khi có, 0 điểm khi không",
    "full_at_target": _target,
    "proportional": _proportional,
    "deduct_per_percent_short": _deduct,
    "count_based": _count,
    "steps": _steps,
    "choice": _labels,
    "deduct_per_violation": _violation,
    "rank_based": _rank,
    "relative_to_leader": lambda c, r, most: (
        f"Nửa của {most} điểm khi đạt kế hoạch; phần còn lại so với đơn vị vượt nhiều nhất"
    ),
    "evaluated_by_department": _department,
    "sum_of_children": lambda c, r, most: "Cộng điểm các tiêu chí thành phần",
    "average_of_children": lambda c, r, most: (
        f"{most} điểm nhân trung bình tỷ lệ đạt của các tiêu chí thành phần"
    ),
}


def tie_words(part):
    """The tie rule of the set in words, in order."""
    plain = part.criteria_set.plain
    groups = {group.code: group.title for group in plain.groups}
    words = {"penalty": "ít điểm trừ hơn", "bonus": "ít điểm thưởng hơn"}
    said = []
    for rule in plain.tie_break:
        what, _, name = rule.partition(":")
        if what == "criterion":
            said.append(f"điểm cao hơn ở tiêu chí {name} ({plain.find(name).title})")
        elif what == "group":
            said.append(f"điểm cao hơn ở nhóm {name} ({groups[name]})")
        else:
            said.append(words[rule])
    return said
