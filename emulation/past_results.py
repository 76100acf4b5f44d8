"""Results of a past period, brought in whole: figures, verified points, places, publication.

What was decided on paper before the portal is entered once; the ranking, the charts and “cùng kỳ
năm trước” then stand on it. Nobody is written to, no receipt is given: nothing was handed in here.
"""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from clusters.models import note_change
from clusters.text import nearest, search_key
from emulation import actions, opening, tally
from emulation.models import ClusterPeriod, Period, ScoreSheet, Target
from emulation.workflow import Refused, lock, move

State = ScoreSheet.State
NOTE = "Nhập kết quả kỳ trước"
COLUMN_OF_KIND = {"bonus": "self", "penalty": "cluster", "exclusion": "verified"}
"""Who enters a counted row: the unit bonuses, the cluster penalties, the province exclusions."""


@transaction.atomic
def import_results(*, cluster, criteria_set, code, contestants, by) -> ClusterPeriod:
    """Make the period `code` of a cluster from its results, approved, closed and published.

    `contestants` are those of `scoring.read_results`. A period that is planned may be there
    already; one that was opened is left alone.

    Raises:
        Refused: every reason at once; nothing is written.
    """
    period = _period(code)
    if period.ends_on >= timezone.localdate():
        raise Refused(f"Kỳ {period} chưa kết thúc; chỉ nhập kết quả của kỳ đã qua.")
    part = _part(period, cluster, criteria_set)
    units = _units(part, contestants)
    for contestant in contestants:
        _targets(part, units[contestant.unit], contestant)
    actions.apply_set(criteria_set=part.criteria_set, by=by)
    move(part, part.State.OPEN, by=by, note=NOTE)
    for contestant in contestants:
        opening.blank_sheet(part=part, unit=units[contestant.unit])
        _score(part, units[contestant.unit], contestant, by)
    move(part, part.State.NOTIFIED, by=by, note=NOTE)
    actions.close_ranking(part=part, by=by)
    actions.publish(part=part, by=by)
    return part


def _period(code):
    """The period of that code; one that the portal does not know yet is made.

    Raises:
        Refused: the code is not of the form 2018-Y or 2019-H1.
    """
    year, _, suffix = code.partition("-")
    kinds = {word: kind for kind, word in Period.SUFFIX.items()}
    if not (year.isascii() and year.isdigit() and len(year) == 4) or suffix not in kinds:
        raise Refused(f"Mã kỳ “{code}” không đúng dạng 2018-Y (cả năm) hoặc 2019-H1 (6 tháng).")
    half = kinds[suffix] == Period.Kind.HALF
    made, _ = Period.objects.get_or_create(
        code=code,
        defaults={
            "kind": kinds[suffix],
            "year": int(year),
            "starts_on": date(int(year), 1, 1),
            "ends_on": date(int(year), 6, 30) if half else date(int(year), 12, 31),
        },
    )
    return made


def _part(period, cluster, criteria_set):
    part = period.parts.filter(cluster=cluster).with_names().first()
    if part is None:
        begin, end = (_at(day, hour) for day, hour in ((period.starts_on, 8), (period.ends_on, 17)))
        return ClusterPeriod.objects.create(
            period=period,
            cluster=cluster,
            criteria_set=criteria_set,
            opens_at=begin,
            deadline=end,
            closes_at=end,
        )
    lock(part)
    if part.state != part.State.PLANNED:
        label = part.get_state_display().lower()
        raise Refused(f"Kỳ {period} của {cluster}: {label}; chỉ nhập vào kỳ chưa mở.")
    return part


def _at(day, hour):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _units(part, contestants):
    """The unit of each name in the file, found without regard to accents and capitals.

    Raises:
        Refused: names that no member of the cluster bears, each with the nearest ones; and members
            that the file leaves out.
    """
    spans = part.cluster.memberships.select_related("unit")
    period = part.period
    members = {
        member.unit_id: member.unit
        for member in spans.filter(active_from__lte=period.ends_on)
        if member.active_to is None or member.active_to >= period.starts_on
    }
    by_name = {}
    for unit in members.values():
        by_name |= {search_key(unit.short_name): unit, search_key(unit.full_name): unit}
    found, faults = {}, []
    for contestant in contestants:
        unit = by_name.get(search_key(contestant.unit))
        if unit is None:
            faults.append(_unknown(contestant.unit, by_name, part))
        elif unit in found.values():
            faults.append(f"{unit}: có hai tên trong tệp cùng chỉ đơn vị này.")
        else:
            found[contestant.unit] = unit
    missing = [str(unit) for unit in members.values() if unit not in found.values()]
    if missing and not faults:
        faults.append(f"Tệp thiếu thành viên của {part.cluster}: {', '.join(missing)}.")
    if faults:
        raise Refused("\n".join(faults))
    return found


def _unknown(name, by_name, part):
    names = dict.fromkeys(str(by_name[key]) for key in nearest(name, by_name))
    hint = f" Gần giống: {', '.join(names)}." if names else ""
    return f"Không có đơn vị “{name}” trong {part.cluster} ở kỳ {part.period}.{hint}"


def _targets(part, unit, contestant):
    """Plan figures of the file; those that the province gave already stay."""
    leaves = {leaf.number: leaf for leaf in part.criteria_set.criteria.leaves()}
    Target.objects.bulk_create(
        [
            Target(unit=unit, leaf=leaves[number], year=part.period.year, value=figures.target)
            for number, figures in contestant.figures.items()
            if figures.target is not None
        ],
        ignore_conflicts=True,
    )


def _score(part, unit, contestant, by):
    sheet = part.sheets.select_related("cluster_period").get(unit=unit)
    sheet.record(_reported(sheet, contestant), by=by)
    for state in (State.SUBMITTED, State.CONFIRMED):
        move(sheet, state, by=by, note=NOTE)
    verify_by_formula(sheet=sheet, contestant=contestant, by=by, reason=NOTE)
    move(sheet, State.APPROVED, by=by, note=NOTE)
    note_change(sheet, "state", State.DRAFT.label, State.APPROVED.label, by=by, reason=NOTE)


def _reported(sheet, contestant):
    """The figures as reported, the plan of the file where it differs, and the counted rows."""
    changes = []
    for entry in sheet.entries.measured().in_order():
        figures = contestant.figures.get(entry.leaf.number)
        if figures is None:
            continue
        pairs = [("target", figures.target)]
        if not entry.by_department:
            pairs += [("actual", figures.actual), ("given_points", figures.points)]
            pairs += [("level", figures.level)]
        changes += [(entry, name, value, NOTE, "") for name, value in pairs if value is not None]
    return changes + _counted(sheet, contestant)


def _counted(sheet, contestant):
    changes = []
    for row in sheet.items.select_related("item"):
        code = row.item.code
        excluded = code in contestant.exclusions
        count = 1 if excluded else contestant.counts.get(code)
        if count:
            column = COLUMN_OF_KIND[row.item.kind]
            reason = contestant.exclusions.get(code) or NOTE
            changes += [
                (row, f"{column}_count", count, NOTE, ""),
                (row, f"{column}_reason", reason, NOTE, ""),
            ]
    return changes


def verify_by_formula(*, sheet, contestant, by, reason):
    """Make of the reported figures what the rules make of them, and verify every row with it."""
    given = contestant.figures
    levels = [
        (entry, "verified_level", given[entry.leaf.number].level, reason, "")
        for entry in sheet.entries.measured().filter(by_department=True).select_related("leaf")
        if entry.leaf.number in given and given[entry.leaf.number].level
    ]
    sheet.record(levels, by=by)
    verify_open_rows(sheet=sheet, by=by)


def verify_open_rows(*, sheet, by):
    """Verify every row that nobody has verified with what the rules make of its figures.

    Raises:
        Refused: rows whose figures are missing.
    """
    formula = tally.verified_formula(ScoreSheet.objects.get(pk=sheet.pk)).criteria
    changes, lacking = [], []
    for entry in sheet.entries.to_verify().select_related("leaf"):
        made = formula[entry.leaf.number]
        if made.state.is_blocking:
            lacking.append(entry.leaf.number)
        changes += [
            (entry, "verified_points", made.points, "", ""),
            (entry, "verified_bonus", made.bonus, "", ""),
            (entry, "verified_by", by, "", ""),
            (entry, "verified_at", timezone.now(), "", ""),
        ]
    if lacking:
        raise Refused(f"{sheet.unit}: thiếu số liệu tiêu chí {', '.join(lacking)}.")
    sheet.record(changes, by=by)
