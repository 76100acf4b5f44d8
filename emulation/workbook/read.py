"""A filled Excel file taken apart: which cells were changed, what stands in them, what is odd."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.core import signing

from clusters.files import FileFault
from clusters.files.workbook import Book, CellKind, CellValue, read_workbook
from clusters.text import legacy, nfc
from emulation.workbook import layout

CELL_FAULTS = {
    CellKind.DATE: (
        "Excel đã chuyển số này thành ngày tháng. Đổi định dạng ô sang Số (Number), rồi nhập lại"
    ),
    CellKind.ERROR: "ô có lỗi {value} của Excel. Nhập lại số",
    CellKind.FORMULA: "công thức chưa có kết quả. Mở bằng Excel, lưu lại, hoặc nhập số",
}
YES_NO = {"có": "1", "khong": "0", "không": "0", "co": "1", "1": "1", "0": "0"}


@dataclass(frozen=True)
class Typed:
    """What a cell holds for one field of the form, as it would be typed; `at`: page and cell."""

    text: str
    at: str
    base: str
    old: str = ""
    """The text before it was turned into Unicode; empty when it was Unicode all along."""


@dataclass
class Filled:
    """A file taken apart. `typed`: by the form's field name, only cells that were changed."""

    typed: dict[str, Typed] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    encoding: str = ""


def take_apart(file, name, sheet, form) -> Filled:
    """Read an uploaded workbook of `sheet`; `form` is its unbound SheetForm.

    Raises:
        FileFault: not our file, of another sheet, unsafe or damaged.
    """
    book = read_workbook(file, name)
    base = _base(book, sheet)
    filled = Filled()
    known = {}
    for part in form.forms:
        for key, places in layout.lines_of(part):
            known[key] = (part, places)
    for title, columns in layout.PAGES.items():
        page = book.page(title)
        if page is None:
            filled.faults.append(f"Tệp thiếu trang “{title}”. Tải lại mẫu rồi nhập vào mẫu mới.")
            continue
        _take_page(filled, page, columns, known, base)
    return filled


def _base(book: Book, sheet) -> dict[str, str]:
    """What stood in each field when the file was made; refuses files that are not of this sheet."""
    page = book.page(layout.HIDDEN)
    signed = page.at(1, 1).value if page else ""
    try:
        key = signing.loads(str(signed), salt=layout.SALT)
    except signing.BadSignature:
        raise FileFault(
            "Tệp này không phải mẫu tải từ cổng, hoặc mẫu đã bị đổi. Tải mẫu Excel của bảng này, "
            "hoặc dùng Dán từ Excel để lấy số từ tệp khác."
        ) from None
    if key.get("sheet") != sheet.pk:
        raise FileFault(
            f"Tệp này là mẫu của bảng khác, không phải bảng {sheet.unit} – {sheet.period.title}. "
            "Mở đúng bảng rồi nhập tệp."
        )
    rows = range(layout.FIRST_BASE_ROW, page.rows + 1)
    return {str(page.at(n, 1).value or ""): str(page.at(n, 2).value or "") for n in rows}


def _take_page(filled, page, columns, known, base):
    seen = set()
    for row in range(layout.HEAD_ROW + 1, page.rows + 1):
        key = str(page.at(row, layout.KEY_COLUMN).value or "")
        if not key:
            _note_loose(filled, page, row, columns)
            continue
        if key in seen:
            filled.faults.append(f"Trang “{page.title}”, dòng {row}: dòng này bị sao chép hai lần.")
        elif key in known:
            _take_row(filled, page, row, columns, *known[key], base)
        else:
            filled.notices.append(
                f"Trang “{page.title}”, dòng {row}: dòng này đang khóa trên cổng, bỏ qua."
            )
        seen.add(key)
    hidden = [n for n in page.hidden_rows if page.at(n, layout.KEY_COLUMN).value]
    if hidden or page.is_hidden:
        filled.notices.append(
            f"Trang “{page.title}” có {len(hidden) or 'các'} dòng đang ẩn; vẫn được đọc."
        )


def _note_loose(filled, page, row, columns):
    """Something typed beside the lines of the template goes nowhere; it is said."""
    cells = [page.at(row, index) for index in range(2, 2 + len(columns))]
    written = [cell.address for cell in cells if cell.kind != CellKind.BLANK]
    if written:
        filled.notices.append(f"Trang “{page.title}”, dòng {row}: không thuộc mẫu, không được đọc.")


def _take_row(filled, page, row, columns, part, places, base):
    for index, column in enumerate(columns, start=2):
        name = places.get(column.carries)
        if not name:
            continue
        cell, field_name = page.at(row, index), part.add_prefix(name)
        at = f"{page.title}, ô {cell.address}"
        if cell.kind in CELL_FAULTS:
            words = CELL_FAULTS[cell.kind].format(value=cell.value)
            filled.faults.append(f"{at}: {words}.")
            continue
        text = as_typed(cell, part.fields[name])
        if _same(text, base.get(field_name, "")):
            continue
        if cell.is_computed:
            filled.notices.append(f"{at}: ô là công thức, lấy kết quả {text}.")
        filled.typed[field_name] = _in_unicode(filled, text, at, base.get(field_name, ""), cell)


def as_typed(cell: CellValue, form_field) -> str:
    """A cell's content as a person would type it into the form."""
    if cell.kind == CellKind.BLANK:
        return ""
    if cell.kind == CellKind.BOOLEAN:
        return "1" if cell.value else "0"
    if isinstance(cell.value, Decimal):
        plain = f"{cell.value.normalize():f}"
        return plain if getattr(form_field, "choices", None) else plain.replace(".", ",")
    text = nfc(cell.value)
    if getattr(form_field, "choices", None) and hasattr(form_field, "coerce"):
        return YES_NO.get(text.lower(), text)
    return text


def _same(text, base):
    """The cell holds what the template had: numbers by value, words by letter."""
    if text == base or YES_NO.get(base.lower()) == text != "":
        return True
    return text.replace(",", ".") == base


def _in_unicode(filled, text, at, base, cell):
    encoding = legacy.detect(text, cell.font)
    if encoding is None:
        return Typed(text, at, base)
    filled.encoding = encoding
    return Typed(legacy.convert(text, encoding, cell.font), at, base, old=text)
