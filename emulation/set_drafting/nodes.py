"""What may be written in each kind of node of a set's document: one list for pages and Excel."""

from dataclasses import dataclass
from decimal import Decimal

from clusters.text import NumberFault, format_number, nfc, parse_number, search_key
from emulation.scoring import reading_rules

RULES = {
    "direct_points": ("Chấm trực tiếp", "Đơn vị ghi số điểm, từ 0 đến điểm tối đa."),
    "yes_no": ("Có hoặc không", "Điểm tối đa khi có, 0 điểm khi không."),
    "full_at_target": ("Đạt kế hoạch", "Điểm tối đa khi đạt kế hoạch, còn lại 0 điểm."),
    "proportional": ("Theo tỷ lệ", "Điểm tối đa nhân tỷ lệ thực hiện so với kế hoạch."),
    "deduct_per_percent_short": ("Trừ theo % thiếu", "Trừ điểm cho mỗi 1% thiếu so với kế hoạch."),
    "count_based": ("Theo số lượng", "Điểm cho mỗi đơn vị tính, đến điểm tối đa."),
    "steps": ("Theo bậc", "Điểm của bậc mà số liệu rơi vào."),
    "choice": ("Chọn mức", "Đơn vị chọn một mức, mỗi mức một số điểm."),
    "deduct_per_violation": ("Trừ theo vụ việc", "Điểm tối đa, trừ cho mỗi trường hợp."),
    "rank_based": ("Theo thứ hạng", "Điểm theo hạng hoặc chỉ số do sở, ngành xếp."),
    "relative_to_leader": ("So với đơn vị dẫn đầu", "Nửa điểm khi đạt kế hoạch, còn lại so vượt."),
    "evaluated_by_department": ("Sở, ngành chấm", "Sở, ngành ghi mức hoặc số điểm."),
    "sum_of_children": ("Cộng thành phần", "Cộng điểm các tiêu chí thành phần."),
    "average_of_children": ("Trung bình thành phần", "Trung bình tỷ lệ đạt của các thành phần."),
}
"""Short name and one sentence of each rule type (docs/criteria_set.md)."""

HIGHLIGHTS = {
    "": "Không",
    "sum": "Tổng",
    "above": "Vượt mức",
    "top": "Dẫn đầu",
    "all_met": "Đều đạt",
}
SHARE_NONE = "không chấm"
LONGEST_LINE, LONGEST_BLOCK = 500, 4000


@dataclass(frozen=True)
class Spec:
    """One field of a node. `place`: where it stands, e.g. ("rule", "step")."""

    name: str
    label: str
    kind: str = "line"
    """line, block, number, count, flag, choice, share, lines, rows, table, numbers"""
    is_required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    place: tuple[str, ...] = ()

    @property
    def path(self):
        return self.place or (self.name,)


def _rule(name, label, kind="number", **facts):
    return Spec(f"rule_{name}", label, kind, place=("rule", name), **facts)


def _highlight(name, label, kind="line", **facts):
    return Spec(f"highlight_{name}", label, kind, place=("highlight", name), **facts)


HEAD = (
    Spec("code", "Mã", is_required=True),
    Spec("title", "Tên", is_required=True),
    Spec("year", "Năm", "count", is_required=True),
    Spec("legal_basis", "Căn cứ", "block"),
    Spec("applies_to", "Áp dụng cho", "lines", hint="Mỗi loại đơn vị một dòng."),
    Spec("total_points", "Tổng điểm", "number", is_required=True),
    Spec("base_points", "Điểm các tiêu chí", "number", is_required=True),
    Spec("bonus_cap", "Điểm thưởng tối đa", "number"),
    Spec("penalty_cap", "Điểm trừ tối đa", "number"),
    Spec("cap_total", "Không vượt tổng điểm", "flag"),
    Spec("places", "Số chữ số sau dấu phẩy", "count", hint="Để trống: 2."),
    Spec(
        "not_assigned",
        "Khi không giao kế hoạch",
        "choice",
        choices=(
            ("", "Mặc định (quy đổi)"),
            ("rescale", "Quy đổi theo phần còn lại"),
            ("zero", "0 điểm"),
            ("full", "Đủ điểm"),
        ),
    ),
    Spec(
        "tie_break",
        "Thứ tự khi bằng điểm",
        "lines",
        hint="Mỗi dòng một mục: penalty, bonus, criterion:số tiêu chí, group:mã nhóm.",
    ),
)
GROUP = (
    Spec("code", "Mã nhóm", is_required=True),
    Spec("title", "Tên nhóm", is_required=True),
    Spec("max_points", "Điểm tối đa", "number", is_required=True),
    Spec("bonus_cap", "Điểm thưởng tối đa của nhóm", "number"),
)
ENTRY = (
    Spec("code", "Mã", is_required=True),
    Spec("title", "Nội dung", is_required=True),
    Spec("points_each", "Điểm mỗi lần", "number", is_required=True),
    Spec("group", "Nhóm"),
    Spec("cap", "Tối đa", "number"),
)
EXCLUSION = (
    Spec("code", "Mã", is_required=True),
    Spec("title", "Nội dung", is_required=True),
)
BAND = (
    Spec("label", "Mức", is_required=True),
    Spec("min_percent", "Từ (% điểm)", "number", is_required=True),
    Spec("min_each_percent", "Mỗi tiêu chí từ (%)", "number"),
)
CRITERION = (
    Spec("number", "Số", is_required=True),
    Spec("title", "Tên tiêu chí", "block", is_required=True),
    Spec("code", "Mã"),
    Spec("group", "Nhóm", hint="Mã nhóm; chỉ cần ở tiêu chí cấp trên cùng."),
    Spec("unit_of_measure", "Đơn vị tính"),
    Spec("max_points", "Điểm tối đa", "number", is_required=True),
    Spec(
        "direction",
        "Chiều tốt",
        "choice",
        choices=(
            ("", "Càng cao càng tốt"),
            ("higher", "Càng cao càng tốt (ghi rõ)"),
            ("lower", "Càng thấp càng tốt"),
        ),
    ),
    Spec(
        "expected_share",
        "6 tháng đầu năm",
        "share",
        hint="Phần của kế hoạch năm, ví dụ 0,5; “không chấm”; để trống: như tiêu chí trên.",
    ),
    Spec("verifier", "Đơn vị thẩm định"),
    Spec("evidence", "Minh chứng cần có", "lines", hint="Mỗi loại một dòng."),
    Spec("evidence_required", "Bắt buộc có minh chứng", "flag"),
    Spec("guidance", "Hướng dẫn", "block"),
)
RULE_FIELDS = {
    "step": _rule("step", "Bội số của điểm"),
    "floor_ratio": _rule("floor_ratio", "Tỷ lệ thấp nhất có điểm", hint="Ví dụ 0,5 là 50%."),
    "points_per_percent": _rule("points_per_percent", "Trừ cho mỗi 1% thiếu"),
    "floor": _rule("floor", "Không trừ quá còn (điểm)"),
    "percent": _rule(
        "percent",
        "Phần lẻ của 1%",
        "choice",
        choices=(
            ("", "Tính đúng phần lẻ"),
            ("exact", "Đúng"),
            ("floor", "Bỏ"),
            ("ceil", "Làm tròn lên"),
        ),
    ),
    "bonus_per_percent_over": _rule("bonus_per_percent_over", "Thưởng cho mỗi 1% vượt"),
    "bonus_cap": _rule("bonus_cap", "Thưởng vượt tối đa"),
    "points_each": _rule("points_each", "Điểm mỗi đơn vị tính, mỗi trường hợp"),
    "cap": _rule("cap", "Trừ tối đa"),
    "metric": _rule(
        "metric",
        "Bậc tính theo",
        "choice",
        choices=(("percent_of_target", "% kế hoạch"), ("actual", "Số thực hiện")),
    ),
    "rows": _rule("rows", "Các bậc, mức", "rows", hint="Mỗi dòng “mức: điểm”, ví dụ 95: 70."),
    "method": _rule(
        "method",
        "Cách tính theo hạng",
        "choice",
        choices=(("linear", "Giảm đều"), ("table", "Theo bảng"), ("index", "Theo chỉ số")),
    ),
    "table": _rule("table", "Điểm theo hạng", "table", hint="Mỗi dòng “hạng: điểm”, ví dụ 1: 90."),
    "weights": _rule("weights", "Trọng số", "numbers", hint="Cách nhau bằng dấu chấm phẩy."),
}
HIGHLIGHT = (
    _highlight("type", "Câu nổi bật trong báo cáo", "choice", choices=tuple(HIGHLIGHTS.items())),
    _highlight("text", "Câu nổi bật"),
    _highlight("percent", "Vượt mức (%)", "number"),
    _highlight("count", "Số đơn vị dẫn đầu", "count"),
    _highlight("min_percent", "Chỉ khi từ (%)", "number"),
    _highlight("otherwise", "Câu thay khi không đạt"),
)
KINDS = {
    "groups": ("Nhóm tiêu chí", GROUP),
    "criteria": ("Tiêu chí", CRITERION),
    "sub": ("Tiêu chí thành phần", CRITERION),
    "bonuses": ("Điểm thưởng", ENTRY),
    "penalties": ("Điểm trừ", ENTRY),
    "exclusions": ("Loại khỏi xếp hạng", EXCLUSION),
    "bands": ("Mức xếp loại", BAND),
}
LISTS = ("groups", "criteria", "bonuses", "penalties", "exclusions", "bands")


def specs_of(kind, rule_type="") -> tuple[Spec, ...]:
    """The fields of a node of the list `kind` ("" for the head); a criterion's by its rule."""
    if not kind:
        return HEAD
    specs = KINDS[kind][1]
    if specs is not CRITERION:
        return specs
    names = reading_rules.PARAMETERS.get(rule_type, set())
    own = tuple(spec for name, spec in RULE_FIELDS.items() if name in names)
    return (*CRITERION, *own, *HIGHLIGHT)


def text_of(spec, node) -> str:
    """What stands in a field of a node, as it would be typed."""
    value = node
    for key in spec.path:
        value = value.get(key) if isinstance(value, dict) else None
    if spec.kind == "share":
        return SHARE_NONE if "expected_share" in node and value is None else _number(value)
    if value is None:
        return ""
    if spec.kind in ("lines", "numbers") and isinstance(value, list):
        return ("\n" if spec.kind == "lines" else "; ").join(_number(part) for part in value)
    if spec.kind == "rows" and isinstance(value, list):
        return "\n".join(_row_text(row) for row in value if isinstance(row, dict))
    if spec.kind == "table" and isinstance(value, dict):
        return "\n".join(f"{rank}: {_number(points)}" for rank, points in value.items())
    if spec.kind == "flag":
        return "có" if value is True else ""
    return _number(value)


def _number(value) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, Decimal | int):
        return format_number(Decimal(value)).replace(".", "")
    return str(value)


def _row_text(row):
    bound = next((row[key] for key in ("label", "min", "max") if key in row), "")
    return f"{_number(bound)}: {_number(row.get('points'))}"


def name_of(node) -> str:
    """By what people call a node in its list: number, code or label."""
    return str(node.get("number") or node.get("code") or node.get("label") or "")


def rule_name(node) -> str:
    """The short name of a criterion's way of scoring; "" where it has none that is known."""
    return RULES.get((node.get("rule") or {}).get("type"), ("",))[0]


def label_of(kind, name) -> str:
    """What people call a field of a node by its place in the document: rule.step → Bội số …"""
    specs = (
        (*specs_of(kind), *RULE_FIELDS.values()) if kind in ("criteria", "sub") else specs_of(kind)
    )
    if name == "rule.type":
        return "Cách chấm"
    for spec in specs:
        place = ".".join(spec.path)
        if name == place or name.startswith((f"{place}[", f"{place}.")):
            return spec.label
    return name


class FieldFault(Exception):
    """A field that cannot be understood; its text is the sentence."""


def read(spec, typed, *, bound="label"):
    """The value of a field from what was typed; None: nothing is written there.

    `bound`: what a row of a table begins with: label, min or max.

    Raises:
        FieldFault: with the sentence.
    """
    typed = nfc(typed or "")
    if not typed:
        return None
    if spec.kind == "choice":
        return _read_choice(spec, typed)
    if spec.kind == "rows":
        return [_read_row(line, bound) for line in typed.split("\n") if line]
    return _READERS[spec.kind](typed)


def _read_line(typed, longest=LONGEST_LINE):
    if len(typed) > longest:
        raise FieldFault(f"Tối đa {longest} ký tự; đang có {len(typed)}. Rút gọn.")
    return " ".join(typed.split())


def _read_block(typed):
    _read_line(typed, LONGEST_BLOCK)
    return typed


def _read_share(typed):
    return None if search_key(typed) == search_key(SHARE_NONE) else _read_number(typed)


def _read_number(typed, whole=False):
    try:
        value = parse_number(typed, "quantity", places=6).value
    except NumberFault as fault:
        raise FieldFault(str(fault)) from None
    if whole and value != value.to_integral_value():
        raise FieldFault("Nhập số nguyên.")
    return value


def _read_flag(typed):
    if search_key(typed) not in ("co", "x", "1", "on", "true", "khong", "0"):
        raise FieldFault("Ghi Có hoặc để trống.")
    return search_key(typed) not in ("khong", "0") or None


def _read_choice(spec, typed):
    for value, label in spec.choices:
        if value and search_key(typed) in (search_key(value), search_key(label)):
            return value
    if any(not value and search_key(typed) == search_key(label) for value, label in spec.choices):
        return None
    labels = ", ".join(label for value, label in spec.choices if value)
    raise FieldFault(f"Ghi một trong: {labels}.")


def _split(line):
    before, mark, after = line.rpartition(":")
    if not mark or not before.strip():
        raise FieldFault(f"Dòng “{line[:40]}” cần dạng “mức: điểm”.")
    return before.strip(), _read_number(after)


def _read_row(line, bound):
    before, points = _split(line)
    return {bound: before if bound == "label" else _read_number(before), "points": points}


def _read_rank(line):
    before, points = _split(line)
    if not (before.isascii() and before.isdigit()):
        raise FieldFault(f"Dòng “{line[:40]}”: hạng phải là số nguyên.")
    return before, points


_READERS = {
    "line": _read_line,
    "block": _read_block,
    "number": _read_number,
    "count": lambda typed: _read_number(typed, whole=True),
    "share": _read_share,
    "flag": _read_flag,
    "lines": lambda typed: [line for line in typed.split("\n") if line],
    "numbers": lambda typed: [_read_number(p) for p in typed.split(";") if p.strip()],
    "table": lambda typed: dict(_read_rank(line) for line in typed.split("\n") if line),
}


def bound_of(rule_type, direction) -> str:
    """What a row of the rule's table begins with."""
    if rule_type != "steps":
        return "label"
    return "max" if direction == "lower" else "min"


def put(node, spec, value, typed) -> None:
    """Write a field into a node; an empty one is taken out of it."""
    *above, key = spec.path
    for name in above:
        node = node.setdefault(name, {})
    if spec.kind == "share" and nfc(typed or "") and value is None:
        node[key] = None
    elif value is None:
        node.pop(key, None)
    else:
        node[key] = value


def tidy(node) -> None:
    """A highlight without a type is none at all."""
    if not (node.get("highlight") or {}).get("type"):
        node.pop("highlight", None)
