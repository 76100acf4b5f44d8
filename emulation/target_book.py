"""The plan figures of a cluster as an Excel file: handed out filled, taken back, compared."""

import io
from decimal import Decimal

import openpyxl
from django.core import signing
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter

from clusters.files import FileFault
from clusters.files.workbook import CellKind, read_workbook, write_text
from clusters.text import format_number, legacy, nfc
from emulation.workbook.read import CELL_FAULTS
from emulation.workbook.write import FONT, HEAD, LINE, LOCKED

PAGE, HIDDEN, SALT = "Chỉ tiêu", "_khoa", "emulation.targets"
KEY_ROW, HEAD_ROW, FIRST_COLUMN = 2, 3, 3
HELP = "Mỗi ô: số kế hoạch năm, hoặc “Không giao: lý do”. Không thêm, xóa dòng, cột."


def target_workbook(grid) -> bytes:
    """The file of one grid: units down, leaves right, present figures filled in."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = PAGE
    write_text(
        page.cell(1, 2), f"Chỉ tiêu năm {grid.part.period.year} – {grid.part.cluster}. {HELP}"
    )
    page.cell(1, 2).font = Font(name=FONT, size=12, bold=True)
    _head(page.cell(HEAD_ROW, 2), "Đơn vị")
    for column, leaf in enumerate(grid.leaves, start=FIRST_COLUMN):
        write_text(page.cell(KEY_ROW, column), f"l{leaf.pk}")
        unit = f" ({leaf.unit_of_measure})" if leaf.unit_of_measure else ""
        _head(page.cell(HEAD_ROW, column), f"{leaf.number} {leaf.title}{unit}")
        page.column_dimensions[get_column_letter(column)].width = 18
    for row, unit in enumerate(grid.units, start=HEAD_ROW + 1):
        write_text(page.cell(row, 1), f"u{unit.pk}")
        name = page.cell(row, 2)
        write_text(name, unit.full_name)
        name.font, name.fill, name.border = Font(name=FONT, size=12), LOCKED, LINE
        for column, leaf in enumerate(grid.leaves, start=FIRST_COLUMN):
            _fill(page.cell(row, column), grid, unit, leaf)
    _finish(book, page, grid)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(cell, words):
    write_text(cell, words)
    cell.font, cell.fill, cell.border = Font(name=FONT, size=11, bold=True), HEAD, LINE
    cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")


def _fill(cell, grid, unit, leaf):
    target = grid.given.get((unit.pk, leaf.pk))
    if target and target.value is not None:
        cell.value, cell.number_format = target.value, "#,##0.####"
    elif target and target.not_assigned_reason:
        write_text(cell, grid.text(unit, leaf))
    cell.font, cell.border = Font(name=FONT, size=12), LINE
    cell.protection = Protection(locked=False)


def _finish(book, page, grid):
    page.column_dimensions["A"].hidden = page.row_dimensions[KEY_ROW].hidden = True
    page.column_dimensions["B"].width = 34
    page.freeze_panes = page.cell(HEAD_ROW + 1, FIRST_COLUMN)
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    key = book.create_sheet(HIDDEN)
    base = [(*place, text) for place, text in grid.texts.items()]
    write_text(key.cell(1, 1), signing.dumps(grid.part.pk, salt=SALT))
    for row, (unit, leaf, text) in enumerate(base, start=2):
        for column, words in enumerate((unit, leaf, text), start=1):
            write_text(key.cell(row, column), words)
    key.sheet_state = "hidden"


def take_apart(file, name, grid) -> tuple[dict, dict, list[str]]:
    """(typed, base, faults) of an uploaded file, as `target_grid.compare` takes them.

    Raises:
        FileFault: not our file, of another cluster's period, unsafe or damaged.
    """
    book = read_workbook(file, name)
    _check_key(book, grid)
    page = book.page(PAGE)
    if page is None:
        raise FileFault(f"Tệp thiếu trang “{PAGE}”. Tải lại mẫu rồi nhập vào mẫu mới.")
    leaves = {f"l{leaf.pk}": leaf for leaf in grid.leaves}
    units = {f"u{unit.pk}": unit for unit in grid.units}
    columns = {n: leaves.get(str(page.at(KEY_ROW, n).value)) for n in range(FIRST_COLUMN, 200)}
    typed, faults = {}, []
    for row in range(HEAD_ROW + 1, page.rows + 1):
        unit = units.get(str(page.at(row, 1).value))
        if unit is None:
            if page.at(row, 2).kind != CellKind.BLANK:
                faults.append(f"Dòng {row}: “{page.at(row, 2).value}” không có trong mẫu.")
            continue
        if any(key[0] == unit.pk for key in typed):
            faults.append(f"Dòng {row}: {unit} có hai dòng.")
            continue
        for column, leaf in columns.items():
            if leaf is not None:
                _take(page.at(row, column), unit, leaf, typed, faults)
    return typed, _base(book.page(HIDDEN)), faults


def _base(page):
    """What stood in the cells when the file was made."""
    rows = ([str(page.at(n, c).value or "") for c in (1, 2, 3)] for n in range(2, page.rows + 1))
    return {(int(u), int(k)): text for u, k, text in rows if u.isdigit() and k.isdigit()}


def _check_key(book, grid):
    page = book.page(HIDDEN)
    try:
        part = signing.loads(str(page.at(1, 1).value if page else ""), salt=SALT)
    except signing.BadSignature:
        raise FileFault(
            "Tệp này không phải mẫu chỉ tiêu tải từ cổng. Tải mẫu rồi nhập lại."
        ) from None
    if part != grid.part.pk:
        raise FileFault(f"Tệp này là mẫu của cụm hoặc kỳ khác, không phải {grid.part}.")


def _take(cell, unit, leaf, typed, faults):
    at = f"ô {cell.address}"
    if cell.kind in CELL_FAULTS:
        faults.append(f"{at}: {CELL_FAULTS[cell.kind].format(value=cell.value)}.")
        return
    if isinstance(cell.value, Decimal):
        text = format_number(cell.value)
    else:
        text = nfc("" if cell.value is None else str(cell.value))
        encoding = legacy.detect(text, cell.font)
        if encoding:
            text = legacy.convert(text, encoding, cell.font)
    typed[unit.pk, leaf.pk] = (text, at)
