"""A criteria set as an Excel file: one page a list, one row a node, every field a column."""

import io

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from clusters.files.workbook import write_text
from emulation.set_drafting.nodes import (
    CRITERION,
    HEAD,
    HIGHLIGHT,
    KINDS,
    LISTS,
    RULE_FIELDS,
    RULES,
    text_of,
)

HEAD_PAGE, HELP_PAGE = "Bộ tiêu chí", "Hướng dẫn"
PAGES = {name: KINDS[name][0] for name in LISTS}
RULE, PARENT = "Cách chấm", "Thuộc tiêu chí"
COLUMNS = {name: KINDS[name][1] for name in LISTS} | {
    "criteria": (*CRITERION, *RULE_FIELDS.values(), *HIGHLIGHT)
}
FONT = "Times New Roman"
HELP = (
    "Mỗi trang một phần của bộ tiêu chí; mỗi dòng một mục. Không đổi tên trang, tên cột.",
    f"Tiêu chí thành phần ghi số của tiêu chí chứa nó ở cột “{PARENT}” và đứng sau tiêu chí đó.",
    f"Cột “{RULE}” ghi một trong: " + "; ".join(name for name, _ in RULES.values()) + ".",
    "Cột không dùng cho cách chấm của dòng thì để trống.",
    "Xong: lưu tệp .xlsx, ở cổng chọn Soạn bộ mới, rồi chọn tệp này.",
)


def set_workbook(document) -> bytes:
    """The file of a document, finished or not; texts stay texts, there is no formula in it."""
    book = openpyxl.Workbook()
    head = book.active
    head.title = HEAD_PAGE
    for row, spec in enumerate(HEAD, start=1):
        _cell(head, row, 1, spec.label, bold=True)
        _cell(head, row, 2, text_of(spec, document))
        _cell(head, row, 3, spec.hint)
    head.column_dimensions["A"].width, head.column_dimensions["B"].width = 30, 70
    for name in LISTS:
        _list_page(book.create_sheet(PAGES[name]), name, document.get(name, []))
    page = book.create_sheet(HELP_PAGE)
    page.column_dimensions["A"].width = 110
    for row, words in enumerate(HELP, start=1):
        _cell(page, row, 1, words)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _list_page(page, name, listed):
    extra = [PARENT, RULE] if name == "criteria" else []
    labels = [*extra, *(spec.label for spec in COLUMNS[name])]
    for at, label in enumerate(labels, start=1):
        _cell(page, 1, at, label, bold=True)
        page.column_dimensions[get_column_letter(at)].width = 40 if "Tên" in label else 16
    page.freeze_panes = "E2" if extra else "C2"
    for row, (node, parent) in enumerate(_walk(listed, ""), start=2):
        rule = (node.get("rule") or {}).get("type", "")
        own = [parent, RULES.get(rule, (str(rule),))[0]] if extra else []
        texts = [*own, *(text_of(spec, node) for spec in COLUMNS[name])]
        for at, text in enumerate(texts, start=1):
            _cell(page, row, at, text)


def _walk(listed, parent):
    """(node, number of the node that holds it), parents before their parts."""
    for node in listed:
        yield node, parent
        yield from _walk(node.get("sub") or [], str(node.get("number", "")))


def _cell(page, row, column, text, bold=False):
    cell = page.cell(row, column)
    if text:
        write_text(cell, text)
    cell.font = Font(name=FONT, size=11, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
