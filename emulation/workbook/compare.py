"""What a filled file would change: beside what stands now, what clashes, what is wrong."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from clusters.text import format_number
from emulation.row_save import last_hand
from emulation.workbook.read import Filled
from emulation.workbook.write import as_text, choices_of

MINE, THEIRS = "tep", "cong"
"""Answers to a clash: the value of the file, or the one on the portal."""


@dataclass(frozen=True)
class Change:
    """One field that the file would change; `by`, `at`: who wrote what stands now (a clash)."""

    name: str
    label: str
    cell: str
    before: str
    after: str
    old_text: str = ""
    by: str = ""
    when: str = ""

    @property
    def is_clash(self):
        return bool(self.by)


@dataclass
class Comparison:
    changes: list[Change] = field(default_factory=list)
    clashes: list[Change] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    writes: dict = field(default_factory=dict)
    """Rows for `ScoreSheet.record` by field name."""

    @property
    def is_fit(self):
        return not self.faults


def form_data(filled: Filled) -> dict[str, str]:
    """The changed cells as a form posts them."""
    return {name: typed.text for name, typed in filled.typed.items()}


def compare(filled: Filled, form) -> Comparison:
    """Hold a file against the sheet as it is; `form` is the SheetForm bound to `form_data`."""
    found = Comparison(faults=list(filled.faults), notices=list(filled.notices))
    for part in form.forms:
        part.keep_only_posted()
        part.is_valid()
        for name in list(part.fields):
            _compare_field(found, filled, part, name)
    return found


def _compare_field(found, filled, part, name):
    posted = part.add_prefix(name)
    typed = filled.typed[posted]
    for message in part.errors.get(name, ()):
        found.faults.append(f"{typed.at}: {message}.".replace("..", "."))
    if name in part.errors:
        return
    now, new = getattr(part.record, name), part.value_of(name)
    if now == new or (now in (None, "") and new in (None, "")):
        return
    shown = _words(part.fields[name])
    is_clash = shown(now) != typed.base and as_text(now) != typed.base
    by, when = last_hand(part.record, name) if is_clash else ("", "")
    change = Change(
        name=posted,
        label=part.fields[name].label,
        cell=typed.at,
        before=_on_screen(now, shown),
        after=_on_screen(new, shown),
        old_text=typed.old,
        by=by,
        when=when,
    )
    (found.clashes if is_clash else found.changes).append(change)
    found.writes[posted] = (part.record, name, new, "Nhập từ Excel", typed.old or typed.text)


def _words(form_field):
    """How a value of this field stands in the file: what was exported is compared by it."""
    words = choices_of(form_field)

    def shown(value):
        text = as_text(value)
        return words.get(text, text)

    return shown


def _on_screen(value, shown):
    return format_number(value) if isinstance(value, Decimal) else shown(value)


@transaction.atomic
def apply(sheet, found: Comparison, answers: dict[str, str], by) -> int:
    """Write all changes of the file at once; of clashes those answered in favour of the file.

    Returns how many fields were written.
    """
    chosen = [change.name for change in found.changes]
    chosen += [c.name for c in found.clashes if answers.get(c.name) == MINE]
    sheet.record([found.writes[name] for name in chosen], by=by)
    return len(chosen)
