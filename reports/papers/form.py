"""What the PDF and the DOCX of a paper share: fixed lines, annexes, rows in columns, the foot.

Form: Decree 30/2020/NĐ-CP, annex I.
"""

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import NamedTuple

from clusters.text import long_date
from reports.papers.paper import Align, Block, Cell, Head, Paper, Row, Signature, Table

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
BLANK = " " * 6
"""Room for what the clerk writes or stamps: number, day, month, year."""
NO_PLACE = "…………"
NOTHING = "(trống)"
"""Stands for an empty text where a change is shown."""
LEGEND = "Chữ gạch ngang là nội dung ở bản in trước; chữ đậm ngay sau là nội dung mới."
SMALL_FROM_COLUMNS = 8
HEAD_LETTERS = 28
"""As many capitals stand in one line of the head's left column."""
RANKS = ("TỈNH", "THÀNH PHỐ", "XÃ", "PHƯỜNG", "ĐẶC KHU")
"""Words that a line of the head does not end with: the name follows them."""
UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, and carriage returns."""
_ROMAN_ONES = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]


class Placed(NamedTuple):
    """A cell where it stands: how many columns it takes, how it is written."""

    cell: Cell
    span: int
    align: Align
    bold: bool


class Annex(NamedTuple):
    label: str
    table: Table


def cleaned(value):
    """The same paper without characters that XML cannot hold; nothing else is touched."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return UNFIT.sub("", value)
    if isinstance(value, tuple):
        return tuple(cleaned(part) for part in value)
    if is_dataclass(value):
        return replace(value, **{f.name: cleaned(getattr(value, f.name)) for f in fields(value)})
    return value


def head_lines(text: str) -> str:
    """A line of the head, broken in two near its middle when it is too long for one."""
    gaps = [
        gap.start() for gap in re.finditer(" ", text) if not text[: gap.start()].endswith(RANKS)
    ]
    if len(text) <= HEAD_LETTERS or not gaps:
        return text
    middle = min(gaps, key=lambda gap: abs(gap - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def number_line(paper: Paper) -> str:
    """Empty for a paper without a number of its own."""
    return f"Số: {paper.number or BLANK}/{paper.head.document_code}" if paper.has_number else ""


def date_line(paper: Paper) -> str:
    return f"{paper.head.place or NO_PLACE}, {_date_words(paper)}"


def code_line(paper: Paper) -> str:
    """What stands beside the QR code: where to type the code."""
    return f"Mã {paper.code} · tra cứu tại {paper.address.rpartition(paper.code)[0]}"


def attached_line(paper: Paper) -> str:
    """Under the title of an annex: the paper that it belongs to."""
    given = f" {paper.number}" if paper.number else BLANK
    number = f" số{given}/{paper.head.document_code}" if paper.has_number else ""
    kind, issuer = paper.kind.capitalize(), paper.head.name or paper.head.issuer_line
    return f"(Kèm theo {kind}{number} {_date_words(paper)} của {issuer})"


def _date_words(paper):
    return long_date(paper.issued_on) or f"ngày{BLANK}tháng{BLANK}năm{BLANK}"


def recipient_lines(head: Head) -> list[str]:
    """With the dash, the semicolons and the full stop of the official form, each once."""
    lines = [line.lstrip("-– ").rstrip(";. ") for line in head.recipients]
    return [f"- {line};" for line in lines[:-1]] + [f"- {line}." for line in lines[-1:]]


def body(paper: Paper) -> list[Block]:
    """What stands between the title and the signatures."""
    return [block for block in paper.blocks if not _is_annex(block)]


def annexes(paper: Paper) -> list[Annex]:
    """The lying tables, behind the signatures; two and more are numbered."""
    tables = [block for block in paper.blocks if _is_annex(block)]
    if len(tables) == 1:
        return [Annex("PHỤ LỤC", tables[0])]
    return [Annex(f"PHỤ LỤC {roman(place)}", table) for place, table in enumerate(tables, 1)]


def _is_annex(block):
    return isinstance(block, Table) and block.is_landscape


def roman(number: int) -> str:
    """For 1 to 39."""
    return "X" * (number // 10) + _ROMAN_ONES[number % 10]


def is_small(table: Table) -> bool:
    return len(table.columns) >= SMALL_FROM_COLUMNS


def shares(table: Table) -> list[float]:
    """Each column's share of the width, in percent."""
    whole = sum(column.width for column in table.columns)
    return [100 * column.width / whole for column in table.columns]


def head_cells(table: Table) -> list[Placed]:
    return [Placed(Cell(column.title), 1, Align.CENTRE, True) for column in table.columns]


def placed(table: Table, row: Row) -> list[Placed]:
    """The cells of a row in the table's columns.

    Raises:
        ValueError: a row has too few or too many cells; only a heading row may have fewer.
    """
    spare = len(table.columns) - len(row.cells)
    if spare < 0 or not row.cells or (spare and not row.is_heading):
        raise ValueError(f"{len(row.cells)} cells in {len(table.columns)} columns.")
    first, columns = row.cells[0], table.columns[spare:]
    align = Align.LEFT if spare else columns[0].align
    cells = [Placed(first, 1 + spare, align, first.bold or row.is_heading)]
    for cell, column in zip(row.cells[1:], columns[1:], strict=True):
        cells.append(Placed(cell, 1, column.align, cell.bold or row.is_heading))
    return cells


def has_changes(table: Table) -> bool:
    return any(cell.before is not None for row in table.rows for cell in row.cells)


def recipients_beside(paper: Paper) -> bool:
    """Nơi nhận stands left of the signature; of several signatures it stands below."""
    return paper.has_recipients and len(paper.signatures) <= (2 if paper.is_landscape else 1)


def signature_rows(paper: Paper) -> list[tuple[Signature | None, ...]]:
    """Signatures in rows of equal length, from left to right; None is an empty place."""
    signatures = list(paper.signatures)
    if not recipients_beside(paper) and len(signatures) == 1:
        signatures = [None, *signatures]
    length = 2 if len(signatures) in (2, 4) else min(3, len(signatures))
    if not length:
        return []
    signatures += [None] * (-len(signatures) % length)
    return list(zip(*[iter(signatures)] * length, strict=True))
