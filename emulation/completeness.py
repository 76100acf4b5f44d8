"""What a sheet still lacks before it can be handed in: one list for the check page and the door."""

from dataclasses import dataclass

from clusters.models import Province
from clusters.text import format_number
from emulation.cautions import anchor
from emulation.scoring import State


@dataclass(frozen=True)
class Fault:
    """One thing that blocks submission: the sentence, and the id of the cell that mends it."""

    anchor: str
    sentence: str


def faults(sheet) -> list[Fault]:
    """Everything that blocks submission, in the order of the sheet."""
    found = []
    for entry in sheet.entries.measured().in_order():
        found += _entry_faults(entry)
    for row in sheet.items.select_related("item"):
        if row.self_count and not row.self_reason:
            sentence = f"{row}: đã đề nghị {row.self_count} lần, chưa ghi lý do"
            found.append(Fault(f"id_t{row.pk}-self_reason", sentence))
    return found


def done(entries) -> tuple[int, int]:
    """How many of a sheet's rows lack nothing, of how many that the unit enters."""
    rows = [entry for entry in entries if entry.measured and not entry.by_department]
    return sum(not _lack(entry) for entry in rows), len(rows)


def missing_numbers(sheet) -> list[str]:
    """Numbers of the leaves that still lack something, in the order of the sheet."""
    rows = sheet.entries.measured().in_order()
    return [entry.leaf.number for entry in rows if _lack(entry)]


def _lack(entry) -> str:
    """What a row lacks: its target, its result, the reason of its own points; "" for nothing."""
    plain = entry.leaf.plain
    if entry.by_department or entry.not_assigned:
        return ""
    if plain.needs_target and _lacks_target(entry, plain):
        return "target"
    if _lacks_result(entry, plain):
        return "result"
    return "reason" if entry.is_typed_over and not entry.self_reason else ""


def _entry_faults(entry):
    name, plain = f"Tiêu chí {entry.leaf.number} – {entry.leaf.title}", entry.leaf.plain
    match _lack(entry):
        case "target":
            return [Fault(f"id_d{entry.pk}-not_assigned", f"{name}: {_target_missing()}")]
        case "result":
            missing = "chưa có số thực hiện" if plain.column == "actual" else "chưa có điểm tự chấm"
            return [Fault(anchor(entry, plain), f"{name}: {missing}")]
        case "reason":
            return [Fault(f"id_d{entry.pk}-self_reason", f"{name}: {_explain_needed(entry)}")]
    return []


def _lacks_target(entry, plain):
    """A target of 0 is one only where less is better; elsewhere it means not assigned."""
    return entry.target is None and plain.rule.type != "relative_to_leader"


def _lacks_result(entry, plain):
    if plain.column == "actual":
        return entry.actual is None and entry.rule_state != State.NOT_ASSIGNED
    return entry.given_points is None if plain.column == "points" else not entry.level


def _target_missing():
    province = Province.objects.current()
    contact = ", ".join(filter(None, [province.help_name, province.help_phone]))
    whom = f"Liên hệ {contact or 'cơ quan thường trực'}"
    return f"chưa có kế hoạch. {whom} hoặc đánh dấu “Không giao” và nêu lý do"


def _explain_needed(entry):
    points, bonus = entry.points("self")
    gap = (points + (bonus or 0)) - ((entry.computed_points or 0) + (entry.computed_bonus or 0))
    word = "cao hơn" if gap > 0 else "thấp hơn" if gap < 0 else "khác"
    amount = f" {format_number(abs(gap))} điểm" if gap else ""
    return f"Điểm tự chấm {word} điểm theo công thức{amount}; cần giải trình"
