"""The verbs that begin a cluster's period, or end it before anything was handed in."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from clusters.models import note_change
from emulation import actions, half_year, letters, tally
from emulation.models import (
    ClusterPeriod,
    CriteriaSet,
    Period,
    ScoreEntry,
    ScoreSheet,
    SheetItem,
    Target,
)
from emulation.targets import missing_targets
from emulation.verifying import assign, measured_leaves, proposed, without_verifier
from emulation.workflow import Refused, lock, move


def faults(part) -> list[str]:
    """What must be mended before a cluster's period is opened, each with its way out."""
    cluster = part.cluster
    members = list(cluster.memberships.at(timezone.localdate(part.opens_at)))
    if not members:
        return [f"{cluster} chưa có đơn vị thành viên vào ngày mở kỳ. Thêm thành viên."]
    found = []
    if not any(member.role == member.Role.LEAD for member in members):
        found.append(f"{cluster} chưa có {cluster.lead_label} vào ngày mở kỳ. Chọn đơn vị.")
    numbers = ", ".join(without_verifier(part))
    if numbers:
        found.append(f"Chưa có đơn vị thẩm định: tiêu chí {numbers}. Giao đơn vị thẩm định.")
    missing = missing_targets(part)
    if missing:
        names = "; ".join(missing)
        found.append(f"{names}. Nhập kế hoạch, hoặc ghi lý do không giao.")
    return found


@transaction.atomic
def open_part(*, part, by) -> int:
    """Open a cluster's period: a blank sheet with its targets for every member; return how many.

    Members are those on the opening day, leaves those of the set version. The set is put into
    force with it. A year's sheets begin with the figures of the half-year.

    Raises:
        Refused: something of `faults` is not mended yet.
    """
    lock(part)
    found = faults(part)
    if found:
        raise Refused(" · ".join(found))
    members = part.cluster.memberships.at(timezone.localdate(part.opens_at)).select_related("unit")
    part.open(by=by)
    actions.apply_set(criteria_set=part.criteria_set, by=by)
    made = sum(blank_sheet(part=part, unit=member.unit) for member in members)
    for sheet in part.sheets.select_related("cluster_period__period", "unit"):
        half_year.take_over(sheet, by=by)
    letters.tell_opened(part)
    return made


TIMES = ("opens_at", "deadline", "closes_at")


@transaction.atomic
def copy_period(*, source, year, times, by) -> Period:
    """A period of the same kind for another year, with the same clusters, nothing opened yet.

    Each cluster gets the newest version of its set. `times` (opens_at, deadline, closes_at) are
    those of all clusters; where one is None each cluster's own is moved by the years between.
    """
    made = Period.objects.create(
        kind=source.kind,
        year=year,
        code=Period.code_for(source.kind, year),
        starts_on=moved(source.starts_on, year),
        ends_on=moved(source.ends_on, year),
    )
    note_change(made, "code", "", made.code, by=by, reason=f"Sao chép từ {source.code}")
    for part in source.parts.standing().with_names():
        own = {name: times[name] or _moved_time(getattr(part, name), year) for name in TIMES}
        newest = CriteriaSet.objects.newest_of(part.criteria_set)
        penalty = part.late_penalty
        new = ClusterPeriod.objects.create(
            period=made,
            cluster=part.cluster,
            criteria_set=newest,
            late_policy=part.late_policy,
            hearing_days=part.hearing_days,
            late_penalty=penalty and newest.items.filter(code=penalty.code).first(),
            **own,
        )
        note_change(new, "state", "", new.state, by=by, reason=f"Sao chép từ {source.code}")
        known = proposed(new)
        leaves = [leaf for leaf in measured_leaves(new) if leaf.pk in known]
        assign(part=new, units={leaf: known[leaf.pk] for leaf in leaves}, by=by)
    return made


def moved(day, year):
    """The same day of another year; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _moved_time(moment, year):
    """The same hour of the same day in Vietnam, in another year."""
    local = timezone.localtime(moment)
    return timezone.make_aware(datetime.combine(moved(local.date(), year), local.time()))


def open_period(*, period, by) -> tuple[list, list]:
    """Open every cluster's period that nothing keeps back; (opened, kept back with their faults).

    Each in a transaction of its own: what is opened stays opened.
    """
    opened, kept = [], []
    for part in period.parts.with_names().filter(state=ClusterPeriod.State.PLANNED):
        try:
            open_part(part=part, by=by)
            opened.append(part)
        except Refused as refusal:
            kept.append((part, str(refusal)))
    return opened, kept


@transaction.atomic
def cancel_part(*, part, by, note) -> None:
    """Cancel a cluster's period while nobody has handed anything in; its sheets stay readable.

    Raises:
        Refused: a unit has handed its sheet in, if only to take it back again.
    """
    lock(part)
    given = part.sheets.filter(receipts__isnull=False).select_related("unit").distinct()
    if given:
        names = ", ".join(sheet.unit.short_name for sheet in given)
        raise Refused(f"Không hủy được: đã có bảng nộp ({names}).")
    move(part, part.State.CANCELLED, by=by, note=note)
    letters.tell_cancelled(part, note)


def blank_sheet(*, part, unit) -> bool:
    """Give `unit` a blank sheet in the period, its targets filled in; False when it has one."""
    sheet, is_new = ScoreSheet.objects.get_or_create(unit=unit, cluster_period=part)
    if is_new:
        plain = part.criteria_set.plain
        targets = _targets(part, unit)
        ScoreEntry.objects.bulk_create(
            _blank_entry(sheet, leaf, plain.find(leaf.number), targets, part.half_year)
            for leaf in part.criteria_set.criteria.leaves().in_order()
        )
        SheetItem.objects.bulk_create(
            SheetItem(sheet=sheet, item=item) for item in part.criteria_set.items.all()
        )
        tally.retally(sheet)
    return is_new


def _targets(part, unit):
    given = Target.objects.filter(
        unit=unit, leaf__criteria_set=part.criteria_set_id, year=part.period.year
    )
    return {target.leaf_id: target for target in given}


def _blank_entry(sheet, leaf, plain, targets, half_year):
    target = targets.get(leaf.pk)
    reason = target.not_assigned_reason if target else ""
    return ScoreEntry(
        sheet=sheet,
        leaf=leaf,
        measured=plain.measured(half_year),
        by_department=plain.entered_by_department,
        target=target.value if target else None,
        not_assigned=bool(reason),
        not_assigned_reason=reason,
    )
