"""Agenda and invited of a meeting as lines of text: read from what is pasted, and written."""

import re
from datetime import time

from django.core.exceptions import ValidationError

from clusters.text import search_key
from emulation.models import AgendaItem, Guest

_MOMENT = r"(\d{1,2})\s*(?:[:hH.]|giờ)\s*(\d{2})?"
CLOCK = re.compile(rf"^\s*{_MOMENT}(?:\s*(?:[-–]|đến)\s*{_MOMENT})?\s*[-–:.]?\s*")
"""When a line begins; where it says until when, that is read over: the next line says it too."""
HEADS = {"stt", "tt", "so tt", "ho ten", "ho va ten"}
"""What stands first in the head of a pasted list."""
MOST_LINES = 200


def read_agenda(text) -> list[dict]:
    """[{starts, words, presenter}] of lines as “08:10 Báo cáo; Cụm trưởng”.

    Raises:
        ValidationError: each faulty line by its number, and what is wrong with it.
    """
    return _read(text, _agenda_reader())


def read_guests(text) -> list[dict]:
    """[{name, post, unit_name}] of lines as “Họ tên; chức vụ; đơn vị”; raises as `read_agenda`."""
    return _read(text, _guest_row)


def _agenda_reader():
    """Reads line by line and refuses one that begins before the line above it."""
    last = None

    def read_row(line):
        nonlocal last
        row = agenda_row(line)
        if last is not None and row["starts"] < last:
            raise ValidationError(
                f"sớm hơn dòng trên ({last:%H:%M}). Sửa giờ hoặc chuyển dòng lên trên."
            )
        last = row["starts"]
        return row

    return read_row


def _read(text, read_row):
    lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValidationError(f"Tối đa {MOST_LINES} dòng; đang có {len(lines)} dòng.")
    rows, faults = [], []
    for number, line in lines:
        try:
            rows.append(read_row(line))  # None: a head, which is passed over
        except ValidationError as fault:
            faults.append(f"Dòng {number} “{line[:60]}”: {fault.message}")
    if faults:
        raise ValidationError(faults)
    return [row for row in rows if row is not None]


def _parts(line, most):
    """Cells of a line pasted from a table, or parts between semicolons."""
    separator = "\t" if "\t" in line else ";"
    return [part.strip() for part in line.split(separator, most - 1)]


def agenda_row(line) -> dict:
    """One line of an agenda.

    Raises:
        ValidationError: what is wrong with it.
    """
    found = CLOCK.match(line)
    if found is None:
        raise ValidationError("chưa có giờ. Bắt đầu dòng bằng giờ, ví dụ 08:10.")
    hours, minutes = int(found[1]), int(found[2] or 0)
    if hours > 23 or minutes > 59:
        raise ValidationError("giờ từ 0 đến 23, phút từ 0 đến 59.")
    words, presenter = (*_parts(line[found.end() :].lstrip("\t"), 2), "")[:2]
    if not words:
        raise ValidationError("chưa có nội dung sau giờ.")
    row = {"starts": time(hours, minutes), "words": words, "presenter": presenter}
    return _of_length(row, AgendaItem)


def _guest_row(line):
    """One of the invited; None for the head of a pasted table."""
    first, *others = _parts(line, 4)
    if search_key(first) in HEADS:
        return None
    is_numbered = others and first.rstrip(".").isdigit()
    name, post, unit = (*(others if is_numbered else _parts(line, 3)), "", "")[:3]
    if not name:
        raise ValidationError("chưa có họ tên.")
    return _of_length({"name": name, "post": post, "unit_name": unit}, Guest)


def _of_length(row, model):
    for name, value in row.items():
        field = model._meta.get_field(name)
        if isinstance(value, str) and len(value) > field.max_length:
            raise ValidationError(
                f"{field.verbose_name} dài {len(value)} ký tự, tối đa {field.max_length}. Rút gọn."
            )
    return row


def agenda_words(items) -> str:
    """The agenda as it is typed."""
    return "\n".join(
        f"{item.starts:%H:%M} {item.words}{f'; {item.presenter}' if item.presenter else ''}"
        for item in items
    )


def guest_words(guests) -> str:
    """The invited as they are typed."""
    return "\n".join("; ".join((g.name, g.post, g.unit_name)).rstrip("; ") for g in guests)
