"""Rows written one by one, each whole or not at all; a preview is the writing, taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


class RowFault(Exception):
    """A row that cannot be written; its arguments are the sentences."""


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"

    @property
    def label(self):
        return {"new": "Thêm mới", "changed": "Sửa", "same": "Không đổi", "faulty": "Lỗi"}[self]


@dataclass(frozen=True)
class Line:
    """What one row came to. `changes`: (label, before, after) of each field that it writes."""

    at: str
    name: str
    state: State
    changes: tuple[tuple[str, str, str], ...] = ()
    faults: tuple[str, ...] = ()
    record: object = None

    @property
    def label(self):
        return self.state.label


class _TakenBack(Exception):
    """Ends the transaction of a preview."""


def run(rows, take: Callable, *, keep: Callable) -> list[Line]:
    """Write every row with `take(row) -> Line`; keep what was written if `keep(lines)` says so.

    A row that is refused leaves nothing behind and is a faulty line. Without `keep`'s word the
    whole of it is taken back, so what a preview shows is what the writing would have done.
    """
    lines = []
    try:
        with transaction.atomic():
            lines = [_one(row, take) for row in rows]
            if not keep(lines):
                raise _TakenBack
    except _TakenBack:
        pass
    return lines


def _one(row, take) -> Line:
    name = next(iter(filter(None, row.cells.values())), "")
    if row.faults:
        return Line(row.at, name, State.FAULTY, faults=row.faults)
    try:
        with transaction.atomic():
            return take(row)
    except RowFault as fault:
        return Line(row.at, name, State.FAULTY, faults=fault.args)
    except ValidationError as refusal:
        return Line(row.at, name, State.FAULTY, faults=tuple(refusal.messages))
    except IntegrityError:
        sentence = "Trùng với dữ liệu đang có. Kiểm tra lại các cột tên, ngày."
        return Line(row.at, name, State.FAULTY, faults=(sentence,))


def form_faults(form) -> RowFault:
    """The errors of a form as sentences that name the column."""
    sentences = [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]
    return RowFault(*sentences)


def state_of(is_new, changes) -> State:
    if is_new:
        return State.NEW
    return State.CHANGED if changes else State.SAME
