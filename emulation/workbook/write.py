"""The sheet as an Excel file to fill in offline: what may be typed is open, all else is locked."""

import io
from decimal import Decimal

import openpyxl
from django.core import signing
from django.forms import TypedChoiceField
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from clusters.files.workbook import write_text
from clusters.text import moment
from emulation.workbook import layout

FONT = "Times New Roman"
HEAD = PatternFill("solid", fgColor="EEF1F4")
LOCKED = PatternFill("solid", fgColor="F3F1EA")
LINE = Border(*[Side(style="thin", color="B0B8C0")] * 4)
WHOLE, BROKEN = "#,##0", "#,##0.0###"
YES_NO = {"1": "Có", "0": "Không"}
HELP_LINES = (
    "Nhập vào các ô nền trắng ở các trang phía sau. Các ô nền xám chỉ để xem, không sửa được.",
    "Số thực hiện nhập theo đơn vị tính của dòng; phần thập phân theo cách viết của máy.",
    "Điểm tự chấm để trống thì lấy theo công thức; nhập khác công thức thì ghi ở cột Giải trình.",
    "Không thêm, xóa dòng; không đổi tên các trang.",
    "Nhập xong: lưu tệp dạng .xlsx, mở bảng trên cổng, chọn Nhập từ Excel, xem trước rồi ghi.",
    "Ô để nguyên như khi tải thì cổng giữ số đang có, kể cả số người khác vừa sửa.",
)  # fmt: skip


def sheet_workbook(sheet, form, rows, *, now) -> bytes:
    """The file of one sheet; `form` is its unbound SheetForm, `rows` those of `sheet_rows`."""
    book = openpyxl.Workbook()
    _write_help(book.active, sheet, now)
    base = {}
    by_key = {f"d{row.entry.pk}": row for row in rows if not row.is_heading}
    for title, columns in layout.PAGES.items():
        page = book.create_sheet(title)
        _write_head(page, columns, f"{sheet.unit} – {sheet.period.title}")
        at = layout.HEAD_ROW
        for part in (p for p in form.forms if layout.page_of(p.prefix) == title):
            for key, places in layout.lines_of(part):
                at += 1
                _write_line(page, at, key, columns, _shown(part, key, by_key))
                base |= _write_inputs(page, at, columns, part, places)
        _finish(page, columns, at)
    _write_key(book.create_sheet(layout.HIDDEN), sheet, base)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_help(page, sheet, now):
    page.title = layout.HELP
    page.column_dimensions["A"].width = 110
    lines = [f"Bảng tự chấm – {sheet.period.title} – {sheet.unit}", f"Tải lúc {moment(now)}"]
    for at, words in enumerate([*lines, "", *HELP_LINES], start=1):
        cell = page.cell(at, 1)
        write_text(cell, words)
        cell.font = Font(name=FONT, size=14 if at == 1 else 12, bold=at == 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.protection.sheet = True


def _write_head(page, columns, words):
    title = page.cell(1, 2)
    write_text(title, words)
    title.font = Font(name=FONT, size=13, bold=True)
    for index, column in enumerate(columns, start=2):
        cell = page.cell(layout.HEAD_ROW, index)
        write_text(cell, column.head)
        cell.font, cell.fill, cell.border = Font(name=FONT, size=11, bold=True), HEAD, LINE
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        page.column_dimensions[get_column_letter(index)].width = column.width
    page.row_dimensions[layout.HEAD_ROW].height = 34


def _shown(part, key, rows):
    """The cells to read of one line, from the left; the inputs follow them."""
    page = layout.page_of(part.prefix)
    if page == layout.ROWS:
        row, then = rows[key], rows[key].last_year
        before = (then.actual, then.points) if then else (None, None)
        unit = row.unit_of_measure
        return [row.number, row.title, unit, row.max_points, row.entry.target, *before]
    if page == layout.BONUSES:
        item = part.record.item
        return [item.code, item.title, item.points_each]
    if page == layout.TEXTS:
        return [part.fields[key.partition("-")[2]].label]
    return [str(part.record)]


def _write_line(page, at, key, columns, shown):
    write_text(page.cell(at, layout.KEY_COLUMN), key)
    for index in range(2, 2 + len(columns)):
        cell = page.cell(at, index)
        value = shown[index - 2] if index - 2 < len(shown) else None
        if isinstance(value, Decimal):
            cell.value, cell.number_format = value, WHOLE
        elif value is not None:
            write_text(cell, value)
        cell.font, cell.fill, cell.border = Font(name=FONT, size=12), LOCKED, LINE
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_inputs(page, at, columns, part, places) -> dict[str, str]:
    """Open the cells of a line that may be typed in; returns what each field held, as text."""
    base = {}
    for index, column in enumerate(columns, start=2):
        if column.carries not in places:
            continue
        name = places[column.carries]
        cell, value = page.cell(at, index), getattr(part.record, name)
        choices = choices_of(part.fields[name])
        if choices:
            value = choices.get(_posted(value), "")
            _offer(page, cell, list(choices.values()))
        _put(cell, value, is_text=isinstance(value, str))
        cell.protection = Protection(locked=False)
        cell.fill = PatternFill()
        base[part.add_prefix(name)] = as_text(value)
    return base


def _put(cell, value, *, is_text):
    if value in (None, ""):
        cell.number_format = "@" if is_text else WHOLE
    elif is_text:
        write_text(cell, value)
        cell.number_format = "@"
    else:
        cell.value, cell.number_format = value, WHOLE


def choices_of(field) -> dict[str, str]:
    """Posted value → word in the cell of a field that is chosen; empty for all others."""
    values = [str(value) for value, _ in getattr(field, "choices", None) or [] if value]
    is_yes_no = isinstance(field, TypedChoiceField)
    return {value: YES_NO[value] if is_yes_no else value for value in values}


def _posted(value):
    return str(int(value)) if isinstance(value, Decimal) else str(value or "")


def _offer(page, cell, words):
    """A list to choose from, in the cell itself."""
    listed = ",".join(word.replace('"', "'") for word in words)
    if len(listed) > 250 or any("," in word for word in words):
        return
    offer = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    page.add_data_validation(offer)
    offer.add(cell)


def as_text(value) -> str:
    """A value as it is compared later: plain text, no grouping."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _finish(page, columns, last):
    """Lock, freeze, hide the keys; broken numbers show their decimals, whole ones none."""
    page.column_dimensions["A"].hidden = True
    page.freeze_panes = page.cell(layout.HEAD_ROW + 1, 4)
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
    page.print_title_rows = f"{layout.HEAD_ROW}:{layout.HEAD_ROW}"
    first, end = f"B{layout.HEAD_ROW + 1}", f"{get_column_letter(1 + len(columns))}{max(last, 4)}"
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=BROKEN))
    broken = f"AND(ISNUMBER({first}),MOD({first},1)<>0)"
    page.conditional_formatting.add(
        f"{first}:{end}", Rule(type="expression", dxf=style, formula=[broken])
    )


def _write_key(page, sheet, base):
    key = {"sheet": sheet.pk, "tick": sheet.version}
    write_text(page.cell(1, 1), signing.dumps(key, salt=layout.SALT))
    write_text(page.cell(2, 1), "Không sửa trang này.")
    for at, (name, words) in enumerate(base.items(), start=layout.FIRST_BASE_ROW):
        write_text(page.cell(at, 1), name)
        write_text(page.cell(at, 2), words)
    page.sheet_state = "hidden"
    page.protection.sheet = True
