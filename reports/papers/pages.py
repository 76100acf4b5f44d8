"""An official paper as PDF: its parts in the order of the form, laid out by print/paper.html."""

from dataclasses import replace
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from reports.papers import form, measures
from reports.papers.paper import Chart, Item, Paper, Table
from reports.papers.pictures import qr_code
from reports.pdf import Pdf, render_pdf

TEMPLATE = "reports/print/paper.html"
SHEET = "reports/print/_sheet.html"
STANDING, LYING = 165, 252
"""Width of the text in millimetres."""
ORDINARY, SMALL = 12, 11
"""Type sizes of tables in points, as in print.css."""


def paper_pdf(paper: Paper, attachments=()) -> Pdf:
    """The paper as tagged PDF; the same paper gives the same bytes.

    `attachments` are files inside it, as `reports.pdf.Attached`.

    Raises:
        PdfFault: Pango or the paper's font is missing.
        ValueError: a row does not fit the columns of its table.
    """
    return render_pdf(TEMPLATE, attachments=attachments, **layout(paper))


def paper_html(paper: Paper) -> str:
    """What stands on the pages, to be looked at inside a page of the portal."""
    return render_to_string(SHEET, layout(paper))


def layout(paper: Paper) -> dict:
    """What the templates need of a paper."""
    paper = form.cleaned(paper)
    return dict(
        paper=paper,
        parent=form.head_lines(paper.head.parent_line),
        issuer=form.head_lines(paper.head.issuer_line),
        nation=form.NATION,
        motto=form.MOTTO,
        number=form.number_line(paper),
        date=form.date_line(paper),
        code=form.code_line(paper) if paper.code else "",
        code_picture=qr_code(paper.address) if paper.code else "",
        parts=list(_parts(form.body(paper), LYING if paper.is_landscape else STANDING)),
        recipients=form.recipient_lines(paper.head),
        recipients_beside=form.recipients_beside(paper),
        signature_rows=form.signature_rows(paper),
        annexes=[(annex.label, _table(annex.table, LYING)) for annex in form.annexes(paper)],
        attached=form.attached_line(paper),
    )


def _parts(blocks, room):
    """(name, part) of each block; neighbouring items are one list."""
    for kind, group in groupby(blocks, type):
        name = kind.__name__.lower()
        if kind is Item:
            yield name, list(group)
        else:
            for block in group:
                yield name, _ready(block, room)


def _ready(block, room):
    if isinstance(block, Table):
        return _table(block, room)
    if isinstance(block, Chart):
        # Drawn by clusters.graphics, which escapes every word
        return replace(block, svg=mark_safe(block.svg))
    return block


def _table(table, room):
    rows = [(row.is_heading, form.placed(table, row)) for row in table.rows]
    points = SMALL if form.is_small(table) else ORDINARY
    widths = measures.column_widths(table, room, points)
    return {
        "caption": table.caption,
        "is_small": form.is_small(table),
        "columns": [
            (column.title, f"{100 * width / room:.2f}%")
            for column, width in zip(table.columns, widths, strict=True)
        ],
        "rows": rows,
        "legend": form.LEGEND if form.has_changes(table) else "",
        "nothing": form.NOTHING,
    }
