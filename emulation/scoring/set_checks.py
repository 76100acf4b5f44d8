"""What must hold between the parts of a set: sums, references, one name space, fineness."""

import re
from collections import Counter
from decimal import Decimal

from emulation.scoring.reading import Reader, decimals
from emulation.scoring.values import CriteriaSet, Criterion

PLACEHOLDERS = {
    "sum": {"sum", "n"},
    "above": {"units", "count", "n"},
    "top": {"units", "n"},
    "all_met": {"met", "assigned", "n"},
}
LONGEST = {
    "code": 40, "title": 300, "number": 40, "unit_of_measure": 80, "criterion title": 500,
}  # fmt: skip
"""Characters that a set's texts may have: what the portal's tables hold."""
LARGEST_POINTS = Decimal(10) ** 9
HIGHLIGHT_NEEDS = {"above": "percent", "top": "count"}


def check_set(reader: Reader, cs: CriteriaSet) -> None:
    """Note every fault between the parts of `cs`."""
    placed = list(_placed(cs.criteria, "criteria"))
    _check_names(reader, cs, placed)
    _check_sums(reader, cs, placed)
    _check_fineness(reader, cs, placed)
    _check_sizes(reader, cs, placed)
    for criterion, path in placed:
        _check_criterion(reader, criterion, path)
    _check_tie_rules(reader, cs)


def _placed(criteria, path):
    """(criterion, its path in the file) of the whole tree."""
    for index, criterion in enumerate(criteria):
        here = f"{path}[{index}]"
        yield criterion, here
        yield from _placed(criterion.sub, f"{here}.sub")


def _check_names(reader, cs, placed):
    """Numbers of criteria and codes of entries share one name space; groups exist, once."""
    named = [(criterion.number, f"{path}.number") for criterion, path in placed]
    for kind in ("bonuses", "penalties", "exclusions"):
        named += [(e.code, f"{kind}[{i}].code") for i, e in enumerate(getattr(cs, kind))]
    groups = [group.code for group in cs.groups]
    _no_doubles(reader, named)
    _no_doubles(reader, [(code, f"groups[{i}].code") for i, code in enumerate(groups)])
    used = [(c.group, f"{path}.group") for c, path in placed]
    for kind in ("bonuses", "penalties"):
        used += [(e.group, f"{kind}[{i}].group") for i, e in enumerate(getattr(cs, kind))]
    for group, path in used:
        if group and group not in groups:
            reader.fault(path, f"không có nhóm “{group}”")


def _no_doubles(reader, named):
    counted = Counter(name for name, _ in named)
    seen = set()
    for name, path in named:
        if name and counted[name] > 1 and name in seen:
            reader.fault(path, f"“{name}” đã được dùng")
        seen.add(name)


def _check_sums(reader, cs, placed):
    for criterion, path in placed:
        if criterion.rule.type == "sum_of_children" and criterion.sub:
            _same(reader, f"{path}.max_points", criterion.max_points, criterion.sub, "thành phần")
    for index, group in enumerate(cs.groups):
        members = [c for c in cs.criteria if c.group == group.code]
        _same(reader, f"groups[{index}].max_points", group.max_points, members, "tiêu chí của nhóm")
    _same(reader, "base_points", cs.base_points, cs.groups, "nhóm")
    if cs.bonus_cap is not None and cs.base_points + cs.bonus_cap > cs.total_points:
        reader.fault("total_points", "nhỏ hơn base_points cộng bonus_cap")
    if cs.total_points <= 0:
        reader.fault("total_points", "phải lớn hơn 0")


def _same(reader, path, whole, parts, what):
    together = sum((part.max_points for part in parts), start=Decimal(0))
    if together != whole:
        reader.fault(path, f"là {whole}, nhưng các {what} cộng lại {together}")


def _check_fineness(reader, cs, placed):
    """Maxima, scales and caps are no finer than the points are."""
    values = [
        (getattr(cs, n), n) for n in ("base_points", "total_points", "bonus_cap", "penalty_cap")
    ]
    for index, group in enumerate(cs.groups):
        values += [(getattr(group, n), f"groups[{index}].{n}") for n in ("max_points", "bonus_cap")]
    for kind in ("bonuses", "penalties"):
        values += [(e.cap, f"{kind}[{i}].cap") for i, e in enumerate(getattr(cs, kind))]
    values += [(criterion.max_points, f"{path}.max_points") for criterion, path in placed]
    for value, path in values:
        if value is not None and decimals(value) > cs.places:
            reader.fault(path, f"có quá {cs.places} chữ số thập phân")


def _check_sizes(reader, cs, placed):
    """Texts and points that the tables of the portal could not hold."""
    for text, what, path in _texts(cs, placed):
        if len(text) > LONGEST[what]:
            reader.fault(path, f"dài {len(text)} ký tự, tối đa {LONGEST[what]}")
    for value, path in _amounts(cs, placed):
        if value is not None and value > LARGEST_POINTS:
            reader.fault(path, f"lớn hơn {LARGEST_POINTS:f}")


def _entries(cs, *kinds):
    for kind in kinds:
        for index, entry in enumerate(getattr(cs, kind)):
            yield entry, f"{kind}[{index}]"


def _texts(cs, placed):
    yield from [(cs.code, "code", "code"), (cs.title, "title", "title")]
    for criterion, path in placed:
        yield criterion.number, "number", f"{path}.number"
        yield criterion.title, "criterion title", f"{path}.title"
        yield criterion.unit_of_measure, "unit_of_measure", f"{path}.unit_of_measure"
    for entry, path in _entries(cs, "bonuses", "penalties", "exclusions"):
        yield entry.code, "code", f"{path}.code"
        yield entry.title, "criterion title", f"{path}.title"


def _amounts(cs, placed):
    yield from [(cs.total_points, "total_points"), (cs.base_points, "base_points")]
    for criterion, path in placed:
        yield criterion.max_points, f"{path}.max_points"
    for entry, path in _entries(cs, "bonuses", "penalties"):
        yield entry.points_each, f"{path}.points_each"
        yield entry.cap, f"{path}.cap"


def _check_criterion(reader: Reader, criterion: Criterion, path: str) -> None:
    weights = criterion.rule.weights
    if weights and len(weights) != len(criterion.sub):
        reader.fault(f"{path}.rule.weights", "phải có một trọng số cho mỗi thành phần")
    if criterion.highlight is not None:
        _check_highlight(reader, criterion, f"{path}.highlight")


def _check_highlight(reader, criterion, path):
    highlight = criterion.highlight
    if criterion.sub or criterion.column != "actual":
        reader.fault(path, "chỉ dùng cho tiêu chí có số thực hiện")
    if highlight.type in ("above", "top", "all_met") and not criterion.takes_target:
        reader.fault(path, f"{highlight.type} cần tiêu chí có kế hoạch")
    needed = HIGHLIGHT_NEEDS.get(highlight.type)
    if needed and getattr(highlight, needed) is None:
        reader.fault(f"{path}.{needed}", "thiếu giá trị bắt buộc")
    for key in ("text", "otherwise"):
        for name in re.findall(r"\{([^{}]*)\}", getattr(highlight, key)):
            if name not in PLACEHOLDERS[highlight.type]:
                reader.fault(f"{path}.{key}", f"không có chỗ điền {{{name}}}")


def _check_tie_rules(reader, cs):
    numbers = {criterion.number for criterion, _ in cs.walk()}
    groups = {group.code for group in cs.groups}
    for index, rule in enumerate(cs.tie_break):
        what, _, name = rule.partition(":")
        known = {"criterion": numbers, "group": groups}.get(what, set())
        if rule not in ("penalty", "bonus") and name not in known:
            reader.fault(f"tie_break[{index}]", f"không hiểu “{rule}”")
