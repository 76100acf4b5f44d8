"""The verbs on verifying units: given a leaf, proposed, carried over to another period."""

from django.db import transaction

from clusters.models import Unit, note_changes
from clusters.text import search_key
from emulation.models import ClusterPeriod, Verifier

KINDS = [
    Unit.Kind.STANDING_BODY,
    Unit.Kind.DEPARTMENT,
    Unit.Kind.PARTY_BODY,
    Unit.Kind.MASS_ORGANISATION,
]
"""What may verify: bodies of the province, not the units that are scored."""


def verifying_units():
    return Unit.objects.filter(kind__in=KINDS, active_to=None).order_by("order", "sort_key")


def measured_leaves(part):
    """The leaves that this period scores, in the set's order."""
    leaves = list(part.criteria_set.criteria.leaves().in_order())
    for leaf in leaves:
        leaf.criteria_set = part.criteria_set
    return [leaf for leaf in leaves if leaf.plain.measured(part.half_year)]


def without_verifier(part) -> list[str]:
    """Numbers of the measured leaves that no unit verifies."""
    given = set(Verifier.objects.of_part(part).values_list("leaf", flat=True))
    return [leaf.number for leaf in measured_leaves(part) if leaf.pk not in given]


@transaction.atomic
def assign(*, part, units, by) -> int:
    """Give leaves their verifying units: {leaf: unit or None}; returns how many changed."""
    held = (
        Verifier.objects.of_part(part)
        .select_related("leaf", "unit")
        .select_for_update(of=("self",))
    )
    kept = {row.leaf_id: row for row in held}
    changes = []
    for leaf, unit in units.items():
        row = kept.get(leaf.pk)
        before = row.unit if row else None
        if before == unit:
            continue
        name = f"đơn vị thẩm định tiêu chí {leaf.number}"
        changes.append((part.period, name, before, unit, "", ""))
        if unit is None:
            row.delete()
        else:
            Verifier.objects.update_or_create(
                period=part.period, leaf=leaf, defaults={"unit": unit}
            )
    note_changes(changes, by=by)
    return len(changes)


def proposed(part) -> dict[int, Unit]:
    """By leaf, who would verify it: as in the last period of the kind, else as the set says."""
    by_name = {}
    for unit in verifying_units():
        by_name |= {search_key(unit.full_name): unit, search_key(unit.short_name): unit}
    before = ClusterPeriod.objects.of_kind_before(part).first()
    last = {}
    if before:
        rows = Verifier.objects.of_part(before).select_related("leaf", "unit")
        last = {row.leaf.number: row.unit for row in rows}
    found = {}
    for leaf in measured_leaves(part):
        unit = last.get(leaf.number) or by_name.get(search_key(leaf.plain.verifier))
        if unit:
            found[leaf.pk] = unit
    return found
