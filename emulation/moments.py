"""What changed on a sheet between two moments: of a resubmission, a print, the history."""

from dataclasses import dataclass
from datetime import UTC, datetime

from clusters.models import Change
from clusters.text import moment

OWN_FIELDS = {
    "target", "actual", "given_points", "level", "not_assigned", "not_assigned_reason",
    "self_points", "self_bonus", "self_reason", "self_count",
    "movements", "shortcomings", "proposals",
    "collectives", "persons", "households", "direct_workers",
}  # fmt: skip
"""What the unit itself writes."""


@dataclass(frozen=True)
class Difference:
    """One figure or text that is not what it was: where, what, before and after."""

    place: str
    label: str
    before: str
    after: str


def differences(sheet, since, until=None, *, fields=None) -> list[Difference]:
    """What of `fields` (all) differs between two moments, in the order of the rows' first change.

    Read from the history: the first value before and the last value after; what was changed and
    changed back is no difference.
    """
    changes = Change.objects.under(sheet).filter(at__gt=since).order_by("pk")
    if until is not None:
        changes = changes.filter(at__lte=until)
    if fields is not None:
        changes = changes.filter(field__in=fields)
    return between(changes)


@dataclass(frozen=True)
class Mark:
    """A moment of a sheet that has a name: opened, handed in, returned, now."""

    key: str
    label: str
    at: datetime | None


def marks(sheet) -> list[Mark]:
    """The named moments of a sheet, the earliest first; the last is now (no time of its own)."""
    states = sheet.State
    steps = [
        Mark(f"b{step.pk}", f"{moment(step.at)}: {states(step.to_state).label.lower()}", step.at)
        for step in sheet.steps.all()
    ]
    start = Mark("dau", "khi mở bảng", datetime(2000, 1, 1, tzinfo=UTC))
    return [start, *steps, Mark("nay", "bây giờ", None)]


def between(changes) -> list[Difference]:
    """The differences that a run of changes amounts to, oldest first."""
    first, last = {}, {}
    for change in changes:
        key = (change.record_type, change.record_id, change.field)
        first.setdefault(key, change)
        last[key] = change
    found = [(first[key], last[key]) for key in first]
    return [
        Difference(old.record_name, old.field_label, old.before, new.after)
        for old, new in found
        if old.before != new.after
    ]


def resubmitted(sheet) -> list[Difference]:
    """What the unit changed after the last return, once the sheet is handed in again."""
    step = sheet.last_return
    if step is None or sheet.state in (sheet.State.RETURNED, sheet.State.DRAFT):
        return []
    return differences(sheet, step.at, fields=OWN_FIELDS)
