"""An official paper as PDF: its parts in the order of the form, laid out by print/paper.html."""

from itertools import groupby

from reports.papers import form
from reports.papers.paper import Item, Paper, Table
from reports.pdf import Pdf, render_pdf

TEMPLATE = "reports/print/paper.html"


def paper_pdf(paper: Paper) -> Pdf:
    """The paper as tagged PDF; the same paper gives the same bytes.

    Raises:
        PdfFault: Pango or the paper's font is missing.
        ValueError: a row does not fit the columns of its table.
    """
    paper = form.cleaned(paper)
    return render_pdf(
        TEMPLATE,
        paper=paper,
        parent=form.head_lines(paper.head.parent_line),
        issuer=form.head_lines(paper.head.issuer_line),
        nation=form.NATION,
        motto=form.MOTTO,
        number=form.number_line(paper.head) if paper.has_number else "",
        date=form.date_line(paper.head),
        parts=list(_parts(form.body(paper))),
        recipients=form.recipient_lines(paper.head),
        recipients_beside=form.recipients_beside(paper),
        signature_rows=form.signature_rows(paper),
        annexes=[(annex.label, _table(annex.table)) for annex in form.annexes(paper)],
        attached=form.attached_line(paper),
    )


def _parts(blocks):
    """(name, part) of each block; neighbouring items are one list."""
    for kind, group in groupby(blocks, type):
        name = kind.__name__.lower()
        if kind is Item:
            yield name, list(group)
        else:
            for block in group:
                yield name, _table(block) if kind is Table else block


def _table(table):
    return {
        "caption": table.caption,
        "is_small": form.is_small(table),
        "columns": [
            (column.title, f"{share:.2f}%")
            for column, share in zip(table.columns, form.shares(table), strict=True)
        ],
        "rows": [(row.is_heading, form.placed(table, row)) for row in table.rows],
        "legend": form.LEGEND if form.has_changes(table) else "",
        "nothing": form.NOTHING,
    }
