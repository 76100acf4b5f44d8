"""How wide texts are, roughly, in millimetres: for what Word does not work out by itself."""

from reports.papers import form
from reports.papers.paper import Align, Table

POINT = 25.4 / 72
CAPITAL, LETTER = 0.62, 0.46
"""Mean width of a bold capital and of another bold letter, as a share of the type size."""
PADDING = 3.0
"""Left and right of the text in a cell, with its rule."""
RULE_SHARE = 0.4
"""The lines under issuer and title: a third to a half of the text above (Decree 30/2020/NĐ-CP)."""


def text_width(text: str, points: int) -> float:
    letter = CAPITAL if text.isupper() else LETTER
    return len(text) * letter * points * POINT


def rule_length(text: str, points: int, room: float) -> float:
    longest = max(text_width(line, points) for line in text.split("\n"))
    return RULE_SHARE * min(longest, room)


def column_widths(table: Table, room: float, points: int) -> list[float]:
    """The columns' shares of `room`; narrow ones get what their longest word needs from others."""
    wanted = [room * share / 100 for share in form.shares(table)]
    needed = [max(widths) + PADDING for widths in _word_widths(table, points)]
    widths = [max(pair) for pair in zip(wanted, needed, strict=True)]
    spare = [width - need for width, need in zip(widths, needed, strict=True)]
    excess = sum(widths) - room
    if excess <= 0 or sum(spare) <= excess:
        return wanted
    part = excess / sum(spare)
    return [width - part * free for width, free in zip(widths, spare, strict=True)]


def _word_widths(table, points):
    """By column: how wide each of its words is; a number stays whole, however it is written."""
    columns = [[0, *(text_width(word, points) for word in c.title.split())] for c in table.columns]
    for row in table.rows:
        if row.is_heading:
            continue
        for cell, column, widths in zip(row.cells, table.columns, columns, strict=True):
            for text in (cell.text, cell.before or ""):
                words = text.split("\n") if column.align is Align.RIGHT else text.split()
                widths += [text_width(word, points) for word in words]
    return columns
