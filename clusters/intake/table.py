"""A table of an Excel file or of pasted text, read into rows of text under known headings."""

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, range_boundaries

from clusters.files import FileFault
from clusters.files.workbook import (
    MOST_COLUMNS,
    CellKind,
    CellValue,
    Page,
    read_workbook,
    write_text,
)
from clusters.text import format_number, legacy, nfc, search_key, short_date, single_line

MOST_ROWS = 500
"""So many rows are written in one request; a province has some hundred units and accounts."""
LAST_HEAD_ROW = 20
LONGEST_CELL = 2000
WRONG_CELLS = {
    CellKind.ERROR: "có lỗi {value} của Excel. Nhập lại ô này.",
    CellKind.FORMULA: "là công thức chưa có kết quả. Mở bằng Excel, lưu lại rồi tải lên.",
}


@dataclass(frozen=True)
class Column:
    """One heading that is understood; `also`: other words for it."""

    key: str
    label: str
    also: tuple[str, ...] = ()
    is_required: bool = False
    hint: str = ""

    @property
    def names(self):
        return {search_key(name) for name in (self.label, *self.also)}


@dataclass(frozen=True)
class Row:
    """One row: where it stands (“Dòng 5”), its text by column, what is wrong with its cells."""

    at: str
    cells: dict[str, str]
    faults: tuple[str, ...] = ()

    def __getitem__(self, key):
        return self.cells.get(key, "")


@dataclass
class Table:
    rows: list[Row] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def from_text(pasted, columns) -> Table:
    """Rows pasted from Excel (tabs), or written with ; or , between the cells.

    Raises:
        FileFault: no heading row, a heading missing or twice, too many rows.
    """
    text = pasted.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    first = text.split("\n", 1)[0]
    between = next((mark for mark in "\t;," if mark in first), "\t")
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=between))
    except csv.Error:
        raise FileFault(
            'Không đọc được nội dung dán: có dấu ngoặc kép (") mở mà không đóng, hoặc ô quá dài. '
            "Sửa chỗ đó, hoặc dùng tệp Excel."
        ) from None
    cells = {
        (row, column): CellValue(f"dòng {row}, cột {column}", CellKind.TEXT, words)
        for row, line in enumerate(lines, start=1)
        for column, words in enumerate(line[:MOST_COLUMNS], start=1)
        if words.strip()
    }
    return _table(Page("", False, cells, rows=len(lines)), columns)


def from_workbook(file, name, columns, title="") -> Table:
    """Rows of the one page of an .xlsx that has the headings; `title` chooses among several.

    Raises:
        FileFault: as `from_text`, an unsafe or damaged file, two pages that could be meant.
    """
    book = read_workbook(file, name)
    found = [page for page in book.pages if _head_row(page, columns)]
    if title:
        found = [page for page in book.pages if search_key(page.title) == search_key(title)]
        if not found:
            raise FileFault(f"Tệp không có trang “{title}”. Xem lại tên trang ở cuối cửa sổ Excel.")
    elif len(found) > 1:
        names = ", ".join(f"“{page.title}”" for page in found)
        raise FileFault(f"Tệp có nhiều trang dùng được: {names}. Ghi tên trang cần nhập.")
    page = found[0] if found else book.pages[0]
    table = _table(page, columns)
    if page.is_hidden or page.hidden_rows:
        table.notices.insert(0, f"Trang “{page.title}” có dòng hoặc trang đang ẩn; vẫn được đọc.")
    return table


def _table(page, columns):
    head = _head_row(page, columns)
    if not head:
        wanted = ", ".join(f"“{column.label}”" for column in columns if column.is_required)
        raise FileFault(f"Không thấy dòng tiêu đề. Cần có các cột {wanted}.")
    places, unknown = _places(page, head, columns)
    table = Table(notices=[f"Cột “{words}” không dùng, bỏ qua." for words in unknown])
    merged = _merged_cells(page)
    for number in range(head + 1, page.rows + 1):
        row = _row(page, number, places, merged, table.notices)
        if row is not None:
            table.rows.append(row)
    if not table.rows:
        raise FileFault("Dưới dòng tiêu đề không có dòng nào. Nhập ít nhất một dòng.")
    if len(table.rows) > MOST_ROWS:
        raise FileFault(
            f"Có {len(table.rows)} dòng; mỗi lần nhập tối đa {MOST_ROWS} dòng. Chia làm nhiều lần."
        )
    return table


def _head_row(page, columns) -> int:
    """The first row that names every required column; 0 when there is none."""
    wanted = [column.names for column in columns if column.is_required]
    for row in range(1, min(page.rows, LAST_HEAD_ROW) + 1):
        names = {search_key(str(c.value)) for (r, _), c in page.cells.items() if r == row}
        if all(names & known for known in wanted):
            return row
    return 0


def _places(page, head, columns):
    """({column key: column number}, headings that nobody knows)."""
    written = {
        at: single_line(str(cell.value)) for (row, at), cell in page.cells.items() if row == head
    }
    places, unknown = {}, []
    for at, words in sorted(written.items()):
        column = next((c for c in columns if search_key(words) in c.names), None)
        if column is None:
            unknown.append(words[:60])
        elif column.key in places:
            raise FileFault(f"Cột “{column.label}” có hai lần. Xóa một cột rồi tải lại.")
        else:
            places[column.key] = at
    return places, unknown


def _merged_cells(page):
    cells = set()
    for span in page.merged:
        left, top, right, bottom = range_boundaries(span)
        cells |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
    return cells


def _row(page, number, places, merged, notices):
    cells, faults = {}, []
    for key, at in places.items():
        cell = page.at(number, at)
        if (number, at) in merged:
            faults.append(f"ô {cell.address} là ô gộp. Bỏ gộp ô rồi nhập lại.")
        elif cell.kind in WRONG_CELLS:
            faults.append(f"ô {cell.address} {WRONG_CELLS[cell.kind].format(value=cell.value)}")
        else:
            cells[key] = _text(cell, notices)
    if not faults and not any(cells.values()):
        return None
    return Row(f"Dòng {number}", cells, tuple(faults))


def _text(cell, notices) -> str:
    """What a cell holds, as it would be typed; old fonts turned into Unicode and said so."""
    if cell.kind == CellKind.BLANK:
        return ""
    if isinstance(cell.value, Decimal):
        plain = format_number(cell.value)
        return plain if "," in plain else plain.replace(".", "")
    if isinstance(cell.value, datetime):
        return short_date(cell.value)
    if cell.kind == CellKind.BOOLEAN:
        return "có" if cell.value else "không"
    words = nfc(str(cell.value))[:LONGEST_CELL]
    encoding = legacy.detect(words, cell.font)
    if encoding:
        turned = legacy.convert(words, encoding, cell.font)
        notices.append(f"Ô {cell.address}: đổi phông cũ “{words[:40]}” thành “{turned[:40]}”.")
        words = turned
    if cell.is_computed:
        notices.append(f"Ô {cell.address} là công thức, lấy kết quả “{words[:40]}”.")
    return words


def list_workbook(title, columns, lines) -> bytes:
    """An .xlsx with these headings and lines: a pattern to fill in, or what is there now."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for at, column in enumerate(columns, start=1):
        head = page.cell(1, at)
        write_text(head, column.label)
        head.font = Font(name="Times New Roman", size=12, bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="center")
        page.column_dimensions[get_column_letter(at)].width = max(len(column.label) + 6, 16)
    for number, line in enumerate(lines, start=2):
        for at, column in enumerate(columns, start=1):
            write_text(page.cell(number, at), line.get(column.key, ""))
    page.freeze_panes = "A2"
    help_page = book.create_sheet("Hướng dẫn")
    help_page.column_dimensions["A"].width, help_page.column_dimensions["B"].width = 28, 90
    for number, column in enumerate(columns, start=1):
        must = "Bắt buộc. " if column.is_required else ""
        write_text(help_page.cell(number, 1), column.label)
        write_text(help_page.cell(number, 2), f"{must}{column.hint}".strip())
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
