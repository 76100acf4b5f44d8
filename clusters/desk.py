"""The desk: what a person has to do. Each app registers a provider; none is imported here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Task:
    """One thing to do: what, the facts in one line, until when, and the button that leads there."""

    title: str
    detail: str
    due: datetime
    action: str
    url: str
    is_own_sheet: bool = False
    """A sheet that the person's own unit hands in; it has reminders of its own."""
    keeper: str = ""
    """The colleague who looks after the cluster and has it first; empty: it is this person's."""


def remembered(user, name, fetch):
    """What `fetch` gives, once for all providers while one page of this person is made."""
    memory = getattr(user, "desk_memory", None)
    if memory is None:
        return fetch()
    if name not in memory:
        memory[name] = fetch()
    return memory[name]


Provider = Callable[[object], Iterable[Task]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider `user -> tasks`; called once per app, in AppConfig.ready."""
    if provider not in _providers:
        _providers.append(provider)


def tasks_for(user) -> list[Task]:
    """Everything that `user` has to do, the earliest deadline first."""
    found = [task for provider in _providers for task in provider(user)]
    return sorted(found, key=lambda task: task.due)


_heirs: list[Callable] = []


def register_hand_over(leave_word) -> None:
    """Add `(user, to, note, by)`, called when a person's work goes to a colleague."""
    if leave_word not in _heirs:
        _heirs.append(leave_word)


def leave_words(**facts) -> None:
    """What the apps do with a person's open work when it is handed over."""
    for leave_word in _heirs:
        leave_word(**facts)


@dataclass(frozen=True)
class Date:
    """One line of the calendar beside the tasks."""

    title: str
    detail: str
    at: datetime


@dataclass(frozen=True)
class Link:
    """One way from the management index: label, what for, route, and who may take it."""

    label: str
    detail: str
    route: str
    shown: Callable[[object], bool]


@dataclass(frozen=True)
class Line:
    """One line of an overview: what, how far it is, and the way there where there is one."""

    label: str
    status: str
    url: str = ""


@dataclass(frozen=True)
class Overview:
    """A list below the tasks: the steps of a period, or how many records stand where."""

    title: str
    lines: tuple[Line, ...]
    is_ordered: bool = False


_overviews: list[Callable[[object], Iterable[Overview]]] = []
_empty_words: list[Callable[[object], str]] = []
_calendars: list[Callable[[object], Iterable[Date]]] = []
_links: list[Link] = []


def register_calendar(provider) -> None:
    """Add a provider `user -> dates` of the calendar."""
    if provider not in _calendars:
        _calendars.append(provider)


def dates_for(user) -> list[Date]:
    return sorted((date for give in _calendars for date in give(user)), key=lambda date: date.at)


def register_overview(provider) -> None:
    """Add a provider `user -> overviews` below the tasks."""
    if provider not in _overviews:
        _overviews.append(provider)


def overviews_for(user) -> list[Overview]:
    return [overview for give in _overviews for overview in give(user)]


def register_empty_words(provider) -> None:
    """Add a provider `user -> sentence` for a desk without tasks; "" says nothing."""
    if provider not in _empty_words:
        _empty_words.append(provider)


def empty_words(user) -> str:
    return " ".join(filter(None, (give(user) for give in _empty_words)))


@dataclass(frozen=True)
class Hit:
    """One thing found: what kind, its name, a fact or two, the way there; exact ones come first."""

    kind: str
    title: str
    detail: str
    url: str
    is_exact: bool = False


_finders: list[Callable[[object, str], Iterable[Hit]]] = []


def register_finder(finder) -> None:
    """Add a finder `(user, words) -> hits`; it shows only what the person may see."""
    if finder not in _finders:
        _finders.append(finder)


def find(user, words: str) -> list[Hit]:
    """What all finders know of `words`, exact hits first, else in the finders' order."""
    hits = [hit for finder in _finders for hit in finder(user, words)]
    return sorted(hits, key=lambda hit: not hit.is_exact)


def register_links(*links: Link) -> None:
    """Add ways to management pages."""
    _links.extend(link for link in links if link not in _links)


def management_links(user) -> list[Link]:
    return [link for link in _links if link.shown(user)]
