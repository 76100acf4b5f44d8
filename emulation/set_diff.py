"""What one criteria set says otherwise than another, in sentences a clerk can check."""

from clusters.text import format_number, format_points
from emulation.rule_words import rule_sentence

FACTS = [
    ("title", "tên", str),
    ("unit_of_measure", "đơn vị tính", str),
    ("max_points", "điểm tối đa", format_points),
    ("share", "phần kế hoạch năm tính cho 6 tháng", lambda share: _share(share)),
    ("verifier", "nơi thẩm định", str),
    ("evidence_required", "minh chứng", lambda needed: "bắt buộc" if needed else "không bắt buộc"),
]
ITEMS = [
    ("bonuses", "điểm thưởng"),
    ("penalties", "điểm trừ"),
    ("exclusions", "loại khỏi xếp hạng"),
]


def set_changes(before, after) -> list[str]:
    """Sentences on what `after` changes of `before`, both plain sets; none when they are alike."""
    found = []
    if before.total_points != after.total_points:
        points = f"{format_points(before.total_points)} → {format_points(after.total_points)}"
        found.append(f"Tổng điểm: {points}")
    old = {criterion.number: criterion for criterion, _depth in before.walk()}
    new = {criterion.number: criterion for criterion, _depth in after.walk()}
    found += [f"Bỏ tiêu chí {number} {old[number].title}" for number in old if number not in new]
    for number, criterion in new.items():
        if number not in old:
            points = format_points(criterion.max_points)
            found.append(f"Thêm tiêu chí {number} {criterion.title} ({points} điểm)")
        else:
            found += _criterion_changes(old[number], criterion)
    return found + _item_changes(before, after)


def _criterion_changes(before, after):
    changed = [
        (words, shown(getattr(before, name)), shown(getattr(after, name)))
        for name, words, shown in FACTS
        if getattr(before, name) != getattr(after, name)
    ]
    if after.is_leaf and before.is_leaf and rule_sentence(before) != rule_sentence(after):
        changed.append(("cách chấm", rule_sentence(before), rule_sentence(after)))
    return [
        f"Tiêu chí {after.number}, {words}: {old or 'để trống'} → {new or 'để trống'}"
        for words, old, new in changed
    ]


def _item_changes(before, after):
    found = []
    for kind, words in ITEMS:
        old = {item.code: item for item in getattr(before, kind)}
        new = {item.code: item for item in getattr(after, kind)}
        found += [f"Bỏ {words} {code}" for code in old if code not in new]
        found += [f"Thêm {words} {code} {new[code].title}" for code in new if code not in old]
        found += [f"Sửa {words} {code}" for code in new if code in old and old[code] != new[code]]
    return found


def _share(share):
    return "không chấm" if share is None else f"{format_number(share * 100)}%"
