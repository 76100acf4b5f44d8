"""Saving one row of a sheet: what was typed meanwhile by another hand is never overwritten.

A hand says at which tick of the sheet's clock it last saw the row. Fields written after that by
somebody else and differing from what is typed now are conflicts: they are not written, both values
are shown. All other fields are saved; fields of the row that others wrote come back fresh.
"""

from dataclasses import dataclass, field

from clusters.models import Change
from clusters.text import clock, format_number


@dataclass
class Saved:
    """What a save of one row did, by the names of the fields."""

    changes: list = field(default_factory=list)
    faults: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)
    conflicts: list = field(default_factory=list)
    fresh: list = field(default_factory=list)


def save_row(sheet, form, *, seen: int, by) -> Saved:
    """Save the posted fields of a row's form on a held sheet; `seen`: tick of the last look."""
    record = form.record
    form.keep_only_posted()
    form.is_valid()
    saved = Saved(faults=_faults(form), notes=_notes(form))
    for change in form.changes():
        name = change[1]
        if record.is_newer(name, seen):
            saved.conflicts.append(_other_hand(form, record, name))
        elif form.add_prefix(name) not in saved.faults:
            saved.changes.append(change)
    newer = [n for n in record.ticks if record.is_newer(n, seen) and n in form.names]
    told = {conflict["field"] for conflict in saved.conflicts}
    saved.fresh = [_other_hand(form, record, name) for name in newer if name not in told]
    sheet.record(saved.changes, by=by)
    return saved


def _faults(form):
    return {
        form.add_prefix(name): messages[0]
        for name, messages in form.errors.items()
        if name in form.fields
    }


def _notes(form):
    return {
        form.add_prefix(name): kept.note
        for name, kept in form.fields.items()
        if getattr(kept, "note", "")
    }


def _other_hand(form, record, name):
    """The value that stands now, who wrote it and when."""
    by, at = last_hand(record, name)
    return {
        "field": name,
        "name": form.add_prefix(name),
        "theirs": as_typed(getattr(record, name)),
        "by": by,
        "at": at,
    }


def last_hand(record, name) -> tuple[str, str]:
    """Who last wrote a field of a row, and at what time of day."""
    last = Change.objects.of(record).filter(field=name).for_list().first()
    if last is None:
        return "hệ thống", ""
    return str(last.by or "hệ thống"), clock(last.at)


def as_typed(value) -> str:
    """A value as its input shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "on" if value else ""
    return value if isinstance(value, str) else format_number(value)
