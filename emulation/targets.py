"""The verbs on plan figures (kế hoạch, chỉ tiêu giao): given, corrected, counted."""

from django.db import transaction
from django.utils import timezone

from clusters.models import Membership, note_changes
from emulation.models import Criterion, ScoreSheet, Target

OPEN_STATES = {ScoreSheet.State.DRAFT, ScoreSheet.State.SIGNOFF, ScoreSheet.State.RETURNED}
"""While a sheet lies with its unit a corrected target reaches it; later the reviewer decides."""


@transaction.atomic
def set_target(*, unit, leaf, year, value, by, not_assigned_reason="", **document):
    """Give a unit its plan figure for a leaf and year; sheets that lie with the unit follow it.

    Without a figure `not_assigned_reason` says why there is none. `document`: source,
    document_number, document_date; what is blank stays. A mark “không giao” on a sheet falls away
    once there is a figure, and comes with the reason. Returns the sheets that
    were handed in already: they keep the figure they were handed in with.
    """
    target, _ = Target.objects.select_for_update().get_or_create(unit=unit, leaf=leaf, year=year)
    facts = {"value": value, "not_assigned_reason": not_assigned_reason if value is None else ""}
    facts |= {name: given or getattr(target, name) for name, given in document.items()}
    number = document.get("document_number", "")
    changes = [
        (target, name, getattr(target, name), after, number, "") for name, after in facts.items()
    ]
    for name, after in facts.items():
        setattr(target, name, after)
    target.save()
    note_changes(changes, by=by)
    sheets = ScoreSheet.objects.filter(unit=unit, cluster_period__period__year=year)
    sheets = sheets.filter(entries__leaf=leaf).exclude(
        cluster_period__state__in=["closed", "published"]
    )
    kept = []
    for sheet in sheets.select_related("cluster_period__period"):
        if sheet.state in OPEN_STATES:
            _follow(sheet, leaf, target, by, number)
        else:
            kept.append(sheet)
    return kept


def _follow(sheet, leaf, target, by, document_number):
    held = ScoreSheet.objects.hold(sheet.pk)
    entry = next(entry for entry in held.entries.all() if entry.leaf_id == leaf.pk)
    changes = [(entry, "target", target.value, document_number, "")]
    reason = target.not_assigned_reason
    if reason or (entry.not_assigned and target.value is not None):
        why = "Tỉnh không giao" if reason else "Đã được giao kế hoạch"
        changes.append((entry, "not_assigned_reason", reason, "", ""))
        changes.append((entry, "not_assigned", bool(reason), why, ""))
    held.record(changes, by=by)


def target_leaves(part):
    """The leaves of a part's set that this period scores and that cannot do without a target."""
    return _needing(part, part.criteria_set.criteria.leaves().in_order())


def _needing(part, leaves):
    for leaf in leaves:
        leaf.criteria_set = part.criteria_set
    return [
        leaf for leaf in leaves if leaf.plain.needs_target and leaf.plain.measured(part.half_year)
    ]


def target_counts(parts) -> list[list[tuple]]:
    """Of each part (unit, settled, needed) of every member on its opening day.

    Settled: given, or said why not. Three queries for any number of parts.
    """
    leaves, members = {}, {}
    for leaf in Criterion.objects.filter(criteria_set__parts__in=parts).distinct().leaves():
        leaves.setdefault(leaf.criteria_set_id, []).append(leaf)
    spans = Membership.objects.filter(cluster__in={part.cluster_id for part in parts})
    for member in spans.in_order():
        members.setdefault(member.cluster_id, []).append(member)
    given = Target.objects.filter(leaf__criteria_set__parts__in=parts).settled().distinct()
    settled = set(given.values_list("unit_id", "leaf_id", "year"))
    found = []
    for part in parts:
        needed = _needing(part, leaves.get(part.criteria_set_id, []))
        day = timezone.localdate(part.opens_at)
        units = [m.unit for m in members.get(part.cluster_id, []) if m.is_at(day)]
        found.append([(unit, _settled(settled, unit, needed, part), len(needed)) for unit in units])
    return found


def _settled(settled, unit, leaves, part):
    return sum((unit.pk, leaf.pk, part.period.year) in settled for leaf in leaves)


def missing_targets(part) -> list[str]:
    """Which members lack plan figures, in words; opening is refused until there are none."""
    return [
        f"{unit.short_name}: thiếu {needed - given}/{needed} kế hoạch"
        for unit, given, needed in target_counts([part])[0]
        if given < needed
    ]
