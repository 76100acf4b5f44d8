"""The verbs of a cross-check: pairs drawn or set, rows looked at, the round ended, differences."""

import random
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from clusters.models import note_change, note_changes
from emulation import letters, rights
from emulation.models import CheckPair, CheckRow, ClusterPeriod, CrossCheck, ScoreSheet
from emulation.models.cross_checks import reported
from emulation.workflow import Refused, lock

MOST_EACH = 3
LARGEST_SEED = 9999
FINDING = "kết quả kiểm tra"


def new_seed() -> int:
    """A number to draw with, as it could be pulled out of a hat at the meeting."""
    return secrets.randbelow(LARGEST_SEED) + 1


def draw(units, seed, each=1) -> list[tuple]:
    """(checker, checked) pairs: every unit checks `each` others and is checked as often.

    The same units and the same seed give the same pairs. Nobody checks itself; with more than two
    units and `each` 1 no two check one another.

    Raises:
        Refused: fewer units than each would have to check.
    """
    if not 1 <= each <= min(MOST_EACH, len(units) - 1):
        raise Refused(f"Có {len(units)} đơn vị; mỗi đơn vị kiểm tra được tối đa {len(units) - 1}.")
    circle = sorted(units, key=lambda unit: unit.pk)
    random.Random(seed).shuffle(circle)
    size = len(circle)
    return [
        (circle[at], circle[(at + step) % size])
        for at in range(size)
        for step in range(1, each + 1)
    ]


@transaction.atomic
def arrange(*, part, pairs, seed, due, by) -> CrossCheck:
    """Open the round with these (checker, checked) units, or set its pairs anew before it began.

    Raises:
        Refused: the period is not open, a unit checks itself or one pair stands twice, a sheet
            is checked by nobody, or something was looked at already.
    """
    _open_or_refuse(part)
    sheets = {sheet.unit_id: sheet for sheet in ScoreSheet.objects.of_part(part)}
    _check_pairs(pairs, sheets)
    held, is_new = CrossCheck.objects.select_for_update(of=("self",)).get_or_create(
        cluster_period=part, defaults={"due": due, "opened_by": by}
    )
    if not held.is_open or CheckRow.objects.filter(pair__check_round=held).exists():
        raise Refused("Đã có đơn vị bắt đầu kiểm tra; không đặt lại cặp được nữa.")
    before = "" if is_new else names(held.pairs.select_related("checker", "sheet__unit"))
    held.pairs.all().delete()
    held.seed, held.due = seed, due
    held.save(update_fields=["seed", "due"])
    made = CheckPair.objects.bulk_create(
        CheckPair(check_round=held, checker=checker, sheet=sheets[unit.pk])
        for checker, unit in pairs
    )
    how = f"bốc thăm số {seed}" if seed else "đặt bằng tay"
    note_change(held, "cặp kiểm tra", before, names(made), by=by, reason=how)
    letters.tell_cross_check(held)
    return held


def _open_or_refuse(part):
    lock(part)
    if part.state != ClusterPeriod.State.OPEN:
        raise Refused(f"{part}: {part.get_state_display().lower()}; không kiểm tra chéo nữa.")


def names(pairs) -> str:
    return "; ".join(str(pair) for pair in pairs)


def _check_pairs(pairs, sheets):
    """Refuse what is no cross-check of this cluster."""
    if len(set(pairs)) < len(pairs):
        raise Refused("Một cặp đứng hai lần. Chọn đơn vị khác.")
    for checker, unit in pairs:
        if checker.pk == unit.pk:
            raise Refused(f"{unit.short_name} không tự kiểm tra mình. Chọn đơn vị khác.")
        if checker.pk not in sheets or unit.pk not in sheets:
            raise Refused(f"{checker.short_name}, {unit.short_name}: chưa có bảng trong kỳ này.")
    checked = {unit.pk for _, unit in pairs}
    left = [sheet.unit.short_name for key, sheet in sheets.items() if key not in checked]
    if left:
        raise Refused(f"Chưa có đơn vị kiểm tra: {', '.join(left)}. Chọn đơn vị.")


def rows_of(pair) -> list:
    """The rows that the checker looks at, in order, each with what it found: (entry, row or None).

    What only a department scores is not among them: the unit reports nothing there.
    """
    entries = pair.sheet.entries.measured().filter(by_department=False).in_order()
    found = {row.entry_id: row for row in pair.rows.all()}
    lines = []
    for entry in entries:
        entry.leaf.criteria_set = pair.sheet.cluster_period.criteria_set
        row = found.get(entry.pk)
        if row:
            row.entry = entry
        lines.append((entry, row))
    return lines


@transaction.atomic
def look_at(*, pair, findings, by) -> int:
    """Write what was found: {entry: (agrees, points, note)}; returns how many rows changed.

    The history says that a row was written, and what only when the round is closed: until then
    nobody reads it, also not on the audit page.

    Raises:
        Refused: the round was closed or the sheet went back to its unit meanwhile.
    """
    _hold(pair, by)
    known = {row.entry_id: row for row in pair.rows.all()}
    changes = []
    for entry, finding in findings.items():
        row = known.get(entry.pk) or CheckRow(pair=pair, entry=entry)
        if row.pk and (row.agrees, row.points, row.note) == finding and not row.is_outdated:
            continue
        row.agrees, row.points, row.note = finding
        row.by = by
        row.reported_points, row.reported_actual = reported(entry)
        row.save()
        changes.append((row, FINDING, "", "đã ghi", "", ""))
    if changes and pair.done_at:
        pair.done_at = pair.done_by = None
        pair.save(update_fields=["done_at", "done_by"])
    note_changes(changes, by=by, under=pair.check_round)
    return len(changes)


def _hold(pair, by):
    """Hold the period, the round and the pair; refuse who may not write in it any more."""
    lock(pair.check_round.cluster_period)
    lock(pair.check_round)
    lock(pair)
    pair.sheet.refresh_from_db(fields=["state"])
    if not rights.may_check(by, pair):
        raise Refused("Vòng kiểm tra đã đóng, hoặc bảng đang ở đơn vị. Tải lại trang để xem.")


def _words(row) -> str:
    if row.agrees:
        return "đồng ý"
    return f"khác: {row.points if row.points is not None else 'chưa ghi điểm'}, {row.note}"


@transaction.atomic
def finish(*, pair, by) -> None:
    """The checker has looked at every row.

    Raises:
        Refused: rows are left.
    """
    _hold(pair, by)
    left = [entry.leaf.number for entry, row in rows_of(pair) if row is None]
    if left:
        raise Refused(f"Còn {len(left)} dòng chưa kiểm tra: {', '.join(left[:12])}.")
    pair.done_at, pair.done_by = timezone.now(), by
    pair.save(update_fields=["done_at", "done_by"])
    note_change(pair, "hoàn thành", "", "xong", by=by, under=pair.check_round)


@transaction.atomic
def close(*, check, by) -> None:
    """End the round: what was found is shown to who steers and to the checked units.

    Raises:
        Refused: it is closed already.
    """
    lock(check.cluster_period)
    lock(check)
    if not check.is_open:
        raise Refused("Vòng kiểm tra đã đóng trước đó.")
    check.closed_at, check.closed_by = timezone.now(), by
    check.save(update_fields=["closed_at", "closed_by"])
    note_change(check, "closed_at", None, check.closed_at, by=by)
    rows = CheckRow.objects.filter(pair__check_round=check)
    rows = rows.select_related("pair__checker", "pair__sheet__unit", "entry__leaf", "by__unit")
    for row in rows.order_by("pk"):
        note_change(row, FINDING, "", _words(row), by=row.by, under=check)
    letters.tell_cross_check_closed(check)


@dataclass(frozen=True)
class Difference:
    """One row of the list for the meeting."""

    pair: CheckPair
    row: CheckRow
    reported: object
    gap: object
    """The checker's points less the unit's; None without points."""


def differences(check) -> list[Difference]:
    """Every row on which a checker differs, by unit and criterion."""
    rows = CheckRow.objects.filter(pair__check_round=check, agrees=False)
    rows = rows.select_related("pair__checker", "pair__sheet__unit", "entry__leaf", "by")
    order = ("pair__sheet__unit__order", "pair__sheet__unit__sort_key", "entry__leaf__position")
    found = []
    for row in rows.order_by(*order, "pk"):
        row.entry.sheet = row.pair.sheet
        known = row.points is not None and row.reported_points is not None
        gap = row.points - row.reported_points if known else None
        found.append(Difference(row.pair, row, row.reported_points, gap))
    return found
