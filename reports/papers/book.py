"""The tables of a paper as an Excel workbook and as CSV: numbers as numbers, no formula."""

import csv
import io
import re
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from clusters.files.workbook import is_formula_like, write_text
from reports.papers import form
from reports.papers.paper import Align, Paper, Table

FONT = "Times New Roman"
LINE = Border(*(Side(style="thin") for _ in range(4)))
HEAD_ROW = 3
"""Title, an empty row, then the head of the table."""
LETTERS_ACROSS = 130
LETTER, LINE_POINTS = 1.15, 16
"""Width of a letter in Excel's unit, height of a line in points, both of 12 pt type."""
MOST_NAME = 31
"""Excel's limit for the name of a sheet."""
BAD_IN_NAME = re.compile(r"[\[\]:*?/\\']")
AXES = {Align.LEFT: "left", Align.RIGHT: "right", Align.CENTRE: "center"}


def tables_of(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


def paper_book(paper: Paper) -> bytes:
    """One sheet a table, its head frozen; the same paper gives a book of the same cells."""
    paper = form.cleaned(paper)
    book = Workbook()
    book.remove(book.active)
    tables = tables_of(paper)
    for place, table in enumerate(tables, start=1):
        _write(book.create_sheet(_name(place, table)), table)
    if not tables:
        write_text(book.create_sheet("Báo cáo")["A1"], "Báo cáo này không có bảng nào.")
    book.properties.title, book.properties.creator = paper.title[:255], paper.head.issuer_line
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _name(place, table):
    words = BAD_IN_NAME.sub(" ", table.caption or "Bảng")
    return f"{place} {words}"[:MOST_NAME].strip()


def _write(sheet, table):
    write_text(sheet.cell(1, 1), table.caption)
    sheet.cell(1, 1).font = Font(name=FONT, bold=True, size=13)
    for column, place in enumerate(form.head_cells(table), start=1):
        _cell(sheet, HEAD_ROW, column, place)
    widths = [max(9, share * LETTERS_ACROSS / 100) for share in form.shares(table)]
    sheet.row_dimensions[HEAD_ROW].height = _height(form.head_cells(table), widths)
    for row, line in enumerate(table.rows, start=HEAD_ROW + 1):
        column, places = 1, form.placed(table, line)
        for place in places:
            _cell(sheet, row, column, place)
            column += place.span
        sheet.row_dimensions[row].height = _height(places, widths)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 2)
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.orientation = "landscape" if table.is_landscape else "portrait"
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _height(places, widths):
    """Points for as many lines as the longest cell takes; Excel does not work it out by itself."""
    lines, column = 1, 0
    for place in places:
        room = sum(widths[column : column + place.span])
        lines = max(lines, ceil(len(place.cell.text) * LETTER / room))
        column += place.span
    return LINE_POINTS * lines


def _cell(sheet, row, column, place):
    cell = sheet.cell(row, column)
    if place.cell.value is None:
        write_text(cell, place.cell.text)
    else:
        cell.value = place.cell.value
        decimals = f".{'0' * place.cell.places}" if place.cell.places else ""
        cell.number_format = f"#,##0{decimals}"
    cell.font = Font(name=FONT, bold=place.bold, size=12)
    cell.border = LINE
    cell.alignment = Alignment(AXES[place.align], "center", wrap_text=True)


def figures_csv(paper: Paper) -> bytes:
    """All tables one under another, each with its caption, in UTF-8; empty without tables."""
    tables = tables_of(form.cleaned(paper))
    if not tables:
        return b""
    written = io.StringIO()
    rows = csv.writer(written)
    for table in tables:
        rows.writerow([_text(table.caption)])
        rows.writerow([_text(column.title) for column in table.columns])
        rows.writerows([_plain(cell) for cell in row.cells] for row in table.rows)
        rows.writerow([])
    return written.getvalue().encode("utf-8-sig")


def _plain(cell):
    return _text(cell.text) if cell.value is None else str(cell.value)


def _text(words):
    # Opened in Excel, text that begins like a formula would become one
    return f"'{words}" if is_formula_like(words) else words
