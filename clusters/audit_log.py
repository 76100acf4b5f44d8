"""The audit page's sources: changes of fields, and the steps that other apps register."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from clusters.models import Change
from clusters.text import search_key


@dataclass(frozen=True)
class LogLine:
    """One line of the audit page."""

    at: datetime
    by: object
    ip: str
    name: str
    field: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Source:
    """Append-only rows that the page can show: how they are fetched, searched, written as lines."""

    key: str
    label: str
    rows: Callable
    """() → queryset, newest first, with `by__unit` and all that `line` reads."""
    words: Callable
    """(words) → condition on the rows."""
    line: Callable


_sources: list[Source] = []


def register(source) -> None:
    if source.key not in {known.key for known in _sources}:
        _sources.append(source)


def sources() -> list[Source]:
    return list(_sources)


def source(key) -> Source:
    """The source of that key; the changes of fields for an unknown one."""
    return next((known for known in _sources if known.key == key), _sources[0])


def narrowed(chosen, asked):
    """The rows of a source by `asked`: words, who, unit, field, first and last day (cleaned)."""
    rows = chosen.rows()
    if asked.get("words"):
        rows = rows.filter(chosen.words(asked["words"]))
    if asked.get("who"):
        who = asked["who"]
        rows = rows.filter(Q(by__username__iexact=who) | Q(by__full_name__icontains=who))
    if asked.get("unit"):
        rows = rows.filter(by__unit__search_key__contains=search_key(asked["unit"]))
    if asked.get("first"):
        rows = rows.filter(at__gte=_start(asked["first"]))
    if asked.get("last"):
        rows = rows.filter(at__lt=_start(asked["last"] + timedelta(days=1)))
    return rows


def _start(day):
    return timezone.make_aware(datetime.combine(day, time()))


def _change_line(change):
    return LogLine(
        at=change.at,
        by=change.by,
        ip=change.ip or "",
        name=change.record_name,
        field=change.field_label,
        before=change.before,
        after=change.after,
        reason=change.reason,
    )


register(
    Source(
        key="thay-doi",
        label="Thay đổi số liệu",
        rows=Change.objects.for_list,
        words=lambda words: Q(record_name__icontains=words) | Q(field_label__icontains=words),
        line=_change_line,
    )
)
