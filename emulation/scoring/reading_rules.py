"""Reading a criterion's rule: the parameters each type has, and what must hold among them."""

from decimal import Decimal

from emulation.scoring.reading import Reader, join
from emulation.scoring.values import PARENTS, Row, Rule

PARAMETERS = {
    "direct_points": {"step"},
    "yes_no": set(),
    "full_at_target": set(),
    "proportional": {"floor_ratio"},
    "deduct_per_percent_short": {
        "points_per_percent",
        "floor",
        "percent",
        "bonus_per_percent_over",
        "bonus_cap",
    },
    "count_based": {"points_each"},
    "steps": {"metric", "rows"},
    "choice": {"rows"},
    "deduct_per_violation": {"points_each", "floor", "cap"},
    "rank_based": {"method", "table"},
    "relative_to_leader": set(),
    "evaluated_by_department": {"rows"},
    "sum_of_children": set(),
    "average_of_children": {"weights"},
}
REQUIRED = {
    "deduct_per_percent_short": ("points_per_percent",),
    "steps": ("metric", "rows"),
    "choice": ("rows",),
    "deduct_per_violation": ("points_each",),
    "rank_based": ("method",),
}
LOWER_ALLOWED = {"full_at_target", "steps"}


def read_rule(reader: Reader, value, path: str, max_points, direction: str, has_sub: bool) -> Rule:
    """One rule object; every fault is noted under its own path."""
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in PARAMETERS:
        reader.fault(join(path, "type"), f"kiểu chấm điểm không có: {kind!r}")
        return Rule("direct_points")
    raw = reader.mapping(value, path, {"type", *PARAMETERS[kind]}, REQUIRED.get(kind, ()))
    _check_place(reader, path, kind, direction, has_sub)
    rule = Rule(
        type=kind,
        step=_positive(reader, raw, path, "step"),
        floor_ratio=reader.number(raw.get("floor_ratio"), join(path, "floor_ratio")),
        points_per_percent=reader.number(
            raw.get("points_per_percent"), join(path, "points_per_percent"), Decimal(0)
        ),
        floor=_points(reader, raw.get("floor"), join(path, "floor"), max_points) or Decimal(0),
        percent=reader.one_of(
            raw.get("percent"), join(path, "percent"), ["exact", "floor", "ceil"], "exact"
        ),
        bonus_per_percent_over=reader.number(
            raw.get("bonus_per_percent_over"), join(path, "bonus_per_percent_over")
        ),
        bonus_cap=reader.number(raw.get("bonus_cap"), join(path, "bonus_cap")),
        points_each=_points_each(reader, raw, path, kind),
        cap=reader.number(raw.get("cap"), join(path, "cap")),
        metric=reader.one_of(
            raw.get("metric"), join(path, "metric"), ["percent_of_target", "actual"], ""
        ),
        rows=_rows(reader, raw.get("rows"), join(path, "rows"), kind, direction, max_points),
        method=reader.one_of(
            raw.get("method"), join(path, "method"), ["linear", "table", "index"], ""
        ),
        table=_table(reader, raw.get("table"), join(path, "table"), max_points),
        weights=_weights(reader, raw.get("weights"), join(path, "weights")),
    )
    if rule.method == "table" and not rule.table:
        reader.fault(join(path, "table"), "thiếu bảng điểm theo hạng")
    return rule


def _check_place(reader, path, kind, direction, has_sub):
    if kind in PARENTS and not has_sub:
        reader.fault(join(path, "type"), f"{kind} cần tiêu chí thành phần trong sub")
    if kind not in PARENTS and has_sub:
        reader.fault(join(path, "type"), f"{kind} không dùng cho tiêu chí có thành phần")
    if direction == "lower" and kind not in LOWER_ALLOWED:
        reader.fault(join(path, "type"), f"{kind} không dùng được với direction lower")


def _positive(reader, raw, path, key):
    number = reader.number(raw.get(key), join(path, key))
    if number is not None and number == 0:
        reader.fault(join(path, key), "phải lớn hơn 0")
        return None
    return number


def _points_each(reader, raw, path, kind):
    number = reader.number(raw.get("points_each"), join(path, "points_each"))
    return Decimal(0) if number is None and kind == "deduct_per_violation" else number


def _points(reader, value, path, max_points):
    """Points of a row or a floor: from 0 to the criterion's maximum."""
    points = reader.number(value, path)
    if points is not None and max_points is not None and points > max_points:
        reader.fault(path, f"lớn hơn điểm tối đa {max_points}")
    return points


def _rows(reader, value, path, kind, direction, max_points):
    rows = reader.each(value, path, lambda v, p: _row(reader, v, p, kind, direction, max_points))
    if isinstance(value, list) and not value:
        reader.fault(path, "không được để trống")
    keys = [row.label or row.min if row.max is None else row.max for row in rows]
    if len(set(keys)) < len(keys):
        reader.fault(path, "có hai dòng trùng nhau")
    return rows


def _row(reader, value, path, kind, direction, max_points):
    bound = "label"
    if kind == "steps":
        bound = "max" if direction == "lower" else "min"
    raw = reader.mapping(value, path, {bound, "points"}, (bound, "points"))
    points = _points(reader, raw.get("points"), join(path, "points"), max_points)
    if bound == "label":
        label = reader.text(raw.get("label"), join(path, "label"), required=True)
        return Row(points or Decimal(0), label=label)
    limit = reader.number(raw.get(bound), join(path, bound), Decimal(0))
    return Row(points or Decimal(0), **{bound: limit})


def _table(reader, value, path, max_points):
    if value is None:
        return ()
    if not isinstance(value, dict):
        reader.fault(path, 'phải là một đối tượng, ví dụ {"1": 90}')
        return ()
    table = []
    for rank, points in value.items():
        number = reader.whole(rank, f"{path}.{rank}", least=1)
        earned = _points(reader, points, f"{path}.{rank}", max_points)
        if number in dict(table):
            reader.fault(f"{path}.{rank}", f"hạng {number} đứng hai lần")
        elif number is not None and earned is not None:
            table.append((number, earned))
    return tuple(table)


def _weights(reader, value, path):
    weights = reader.each(value, path, lambda v, p: reader.number(v, p))
    if any(weight == 0 for weight in weights):
        reader.fault(path, "trọng số phải lớn hơn 0")
    return weights
