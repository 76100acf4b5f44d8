"""The verbs on plan figures (kế hoạch, chỉ tiêu giao): given, corrected, counted."""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from clusters.models import note_changes
from emulation.models import ScoreSheet, Target

OPEN_STATES = {ScoreSheet.State.DRAFT, ScoreSheet.State.SIGNOFF, ScoreSheet.State.RETURNED}
"""While a sheet lies with its unit a corrected target reaches it; later the reviewer decides."""


@transaction.atomic
def set_target(*, unit, leaf, year, value, by, source=None, document_number="", document_date=None):
    """Give a unit its plan figure for a leaf and year; sheets that lie with the unit follow it.

    A mark “không giao” on such a sheet falls away once there is a figure. Returns the sheets that
    were handed in already: they keep the figure they were handed in with.
    """
    target, _ = Target.objects.select_for_update().get_or_create(unit=unit, leaf=leaf, year=year)
    facts = {
        "value": value,
        "source": source or target.source,
        "document_number": document_number or target.document_number,
        "document_date": document_date or target.document_date,
    }
    changes = [
        (target, name, getattr(target, name), after, document_number, "")
        for name, after in facts.items()
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
            _follow(sheet, leaf, value, by, document_number)
        else:
            kept.append(sheet)
    return kept


def _follow(sheet, leaf, value, by, document_number):
    held = ScoreSheet.objects.hold(sheet.pk)
    entry = next(entry for entry in held.entries.all() if entry.leaf_id == leaf.pk)
    changes = [(entry, "target", value, document_number, "")]
    if entry.not_assigned and value is not None:
        changes.append((entry, "not_assigned", False, "Đã được giao kế hoạch", ""))
        changes.append((entry, "not_assigned_reason", "", "", ""))
    held.record(changes, by=by)


def target_leaves(part):
    """The leaves of a part's set that this period scores and that cannot do without a target."""
    leaves = part.criteria_set.criteria.leaves().in_order()
    for leaf in leaves:
        leaf.criteria_set = part.criteria_set
    return [
        leaf for leaf in leaves if leaf.plain.needs_target and leaf.plain.measured(part.half_year)
    ]


def target_counts(part) -> list[tuple]:
    """(unit, given, needed) plan figures of every member on the opening day."""
    needed = [leaf.pk for leaf in target_leaves(part)]
    given = Target.objects.filter(leaf__in=needed, year=part.period.year).exclude(value=None)
    counts = Counter(given.values_list("unit_id", flat=True))
    members = part.cluster.memberships.at(timezone.localdate(part.opens_at)).in_order()
    return [(member.unit, counts[member.unit_id], len(needed)) for member in members]


def missing_targets(part) -> list[str]:
    """Which members lack plan figures, in words; it warns, for a task may not be assigned."""
    return [
        f"{unit.short_name}: thiếu {needed - given}/{needed} kế hoạch"
        for unit, given, needed in target_counts(part)
        if given < needed
    ]
