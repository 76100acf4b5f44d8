"""Excel files read into plain values: what stands in each cell, and what kind of thing it is."""

import io
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

import openpyxl
from openpyxl.utils import get_column_letter

from clusters.files.archives import guard
from clusters.files.kinds import XLSX, FileFault, look
from clusters.files.names import shown_name

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 5_000, 200, 50
LONGEST_TEXT = 32_767


class CellKind(StrEnum):
    BLANK = "blank"
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    FORMULA = "formula"
    """A formula without a stored result: the file was never calculated."""
    ERROR = "error"


@dataclass(frozen=True)
class CellValue:
    """One cell. `value`: Decimal, str, bool, datetime or None; numbers as Excel shows them."""

    address: str
    kind: CellKind
    value: object = None
    font: str = ""
    is_computed: bool = False
    """The stored result of a formula."""


@dataclass(frozen=True)
class Page:
    """One sheet of the workbook; cells by (row, column) from 1."""

    title: str
    is_hidden: bool
    cells: dict[tuple[int, int], CellValue] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[str, ...] = ()
    rows: int = 0

    def at(self, row: int, column: int) -> CellValue:
        """The cell there; one that the file does not hold is blank."""
        address = f"{get_column_letter(column)}{row}"
        return self.cells.get((row, column)) or CellValue(address, CellKind.BLANK)


@dataclass(frozen=True)
class Book:
    pages: tuple[Page, ...]

    def page(self, title: str) -> Page | None:
        return next((page for page in self.pages if page.title == title), None)


def read_workbook(file, name: str) -> Book:
    """Guard an .xlsx file, then read it; nothing of it is ever run.

    Raises:
        FileFault: not an .xlsx, unsafe, damaged, or larger than a sheet of the portal can be.
    """
    shown = shown_name(name)
    look(file, name, allowed=(XLSX,))
    guard(file, name)
    content = file.read()
    file.seek(0)
    try:
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except Exception:
        # openpyxl meets damage with whatever its parsers raise; for the person it is one thing
        raise FileFault(
            f"Tệp {shown} hỏng, không đọc được. Mở bằng Excel, lưu lại rồi tải lên."
        ) from None
    if len(values.worksheets) > MOST_SHEETS:
        raise FileFault(f"Tệp {shown} có quá {MOST_SHEETS} trang tính.")
    pairs = zip(values.worksheets, formulas.worksheets, strict=True)
    return Book(tuple(_page(sheet, formula, shown) for sheet, formula in pairs))


def _page(sheet, formulas, shown):
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise FileFault(
            f"Tệp {shown}, trang “{sheet.title}” có {sheet.max_row} dòng, {sheet.max_column} cột; "
            f"nhận tối đa {MOST_ROWS} dòng, {MOST_COLUMNS} cột. Xóa phần thừa rồi tải lại."
        )
    cells = {}
    for row in sheet.iter_rows():
        for cell in row:
            written = formulas.cell(cell.row, cell.column)
            if cell.value is not None or written.value is not None:
                cells[cell.row, cell.column] = _cell(cell, written)
    hidden = (n for n, dimension in sheet.row_dimensions.items() if dimension.hidden)
    return Page(
        title=sheet.title,
        is_hidden=sheet.sheet_state != "visible",
        cells=cells,
        hidden_rows=frozenset(hidden),
        merged=tuple(str(span) for span in sheet.merged_cells.ranges),
        rows=sheet.max_row,
    )


def _cell(cell, written):
    is_formula = written.data_type == "f"
    kind, value = _kind_and_value(cell, is_formula)
    return CellValue(
        address=cell.coordinate,
        kind=kind,
        value=value,
        font=(cell.font.name or "") if cell.font else "",
        is_computed=is_formula,
    )


def _kind_and_value(cell, is_formula):
    value = cell.value
    if value is None:
        return (CellKind.FORMULA if is_formula else CellKind.BLANK), None
    if cell.data_type == "e":
        return CellKind.ERROR, str(value)
    if isinstance(value, bool):
        return CellKind.BOOLEAN, value
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, datetime | date | time):
        return CellKind.DATE, value
    text = str(value)
    return CellKind.TEXT, text[:LONGEST_TEXT]


def _number(value):
    """As Excel shows it: fifteen significant digits, without the noise of binary fractions."""
    plain = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if not plain.is_finite():
        return CellKind.ERROR, str(value)
    return CellKind.NUMBER, plain + 0 if plain else Decimal(0)


_STARTERS = "=+-@\t\r\n＝＋－＠"


def is_formula_like(text: str) -> bool:
    """Excel would take this text for a formula if it were typed, or opened from a CSV."""
    return str(text).lstrip(" '\"\u00a0")[:1] in set(_STARTERS)


def write_text(cell, text) -> None:
    """Write text into a cell so that it stays text whatever it begins with."""
    cell.value = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", str(text))
    cell.data_type = "s"
    if is_formula_like(text):
        cell.quotePrefix = True
