"""An official paper as DOCX to go on writing: the only module that knows python-docx.

Styles, the list and the settings lie in word_base/*.xml, as print.css does for the PDF; here a
paper's parts get their style and place. Lengths are millimetres.
"""

import io
import re
import zipfile
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm

from reports.papers import form, measures
from reports.papers.paper import Align, Chart, Heading, Item, PageBreak, Paper, Table, Text
from reports.papers.pictures import chart_png

BASE = Path(__file__).parent / "word_base"
KEPT = {KIND.OFFICE_DOCUMENT, KIND.CORE_PROPERTIES, KIND.STYLES, KIND.NUMBERING, KIND.SETTINGS}
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
SHORT, LONG = 210, 297
TOP, RIGHT, BOTTOM, LEFT = 20, 15, 20, 30
HEAD_OUTSET, HEAD_OVERHANG, HEAD_LEFT = -8, 10, 0.42
"""The head of a standing paper begins left of its text, is wider; share of its left column."""
MOTTO_WIDTH = 56.1
MARGIN_LINE = 10
"""From the edge of the page to the page number and to the small print."""
SEAL_ROOM = 28
NAME_LINE = 9
RECIPIENTS_SHARE = 0.45
ALIGN = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
    Align.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
}


def paper_docx(paper: Paper, *, made_at: datetime | None = None) -> bytes:
    """The paper as DOCX; the same paper and time give the same bytes.

    Raises:
        ValueError: a row does not fit the columns of its table.
    """
    paper = form.cleaned(paper)
    document = _empty_document()
    _describe(document, paper, made_at)
    _Writer(document, paper).write()
    packed = io.BytesIO()
    document.save(packed)
    return _without_times(packed.getvalue())


def _empty_document():
    """python-docx's own template reduced to its parts that are needed, filled from word_base."""
    document = Document()
    for part in (document.part.package, document.part):
        for key in [key for key, link in part.rels.items() if link.reltype not in KEPT]:
            del part.rels[key]
    _fill(document.styles.element, "styles")
    _fill(document.part.numbering_part.element, "numbering")
    _fill(document.settings.element, "settings")
    return document


def _fill(element, name):
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(_base_file(name))))


@lru_cache
def _base_file(name):
    return (BASE / f"{name}.xml").read_bytes()


def _describe(document, paper, made_at):
    facts = document.core_properties
    facts.title = (paper.title or paper.kind)[:255]
    facts.author = facts.last_modified_by = paper.head.issuer_line[:255]
    facts.comments, facts.language = "", "vi-VN"
    if made_at:
        facts.created = facts.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    else:
        element = document.part.package.core_properties._element
        for name in ("dcterms:created", "dcterms:modified"):
            element.remove(element.find(qn(name)))


def _without_times(packed):
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


class _Writer:
    """Writes the parts of a paper one under the other."""

    def __init__(self, document, paper):
        self.document, self.paper = document, paper
        self.styles = {style.style_id: style for style in document.styles}
        self.width = (LONG if paper.is_landscape else SHORT) - LEFT - RIGHT
        self.begins_page = False
        self.last = []
        """The paragraphs that stay on the page of the signatures."""

    def write(self):
        section = self.document.sections[0]
        _set_page(section, self.paper.is_landscape)
        self._margin_lines(section)
        self._head()
        self._title()
        for block in form.body(self.paper):
            self._block(block)
        self._foot()
        for annex in form.annexes(self.paper):
            self._annex(annex)

    def _say(self, text, style, where=None):
        """A new paragraph at the end of `where`, a cell or the paper itself."""
        paragraph = (where or self.document).add_paragraph(text, self.styles[style])
        if where is None:
            self.last = [paragraph]
            if self.begins_page:
                paragraph.paragraph_format.page_break_before = True
                self.begins_page = False
        return paragraph

    def _rule(self, length, room, where=None):
        shape = self._say("", "Rule", where).paragraph_format
        shape.left_indent = shape.right_indent = Mm((room - length) / 2)

    def _grid(self, rows, widths, style="BareTable", indent=0):
        """A table whose columns keep their widths and whose rows are not split."""
        grid = self.document.add_table(rows, len(widths), self.styles[style])
        grid.autofit = False
        whole = grid._tbl.tblPr.find(qn("w:tblW"))
        whole.set(qn("w:type"), "dxa")
        whole.set(qn("w:w"), str(_twips(sum(widths))))
        whole.addnext(_element("w:tblInd", w=_twips(indent), type="dxa"))
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Mm(width)
        for row in grid.rows:
            _mark(row, "w:cantSplit")
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        return grid

    def _margin_lines(self, section):
        """The page number above from the second page on, the small print below everywhere."""
        section.different_first_page_header_footer = True
        section.first_page_header.is_linked_to_previous = False
        field = _element("w:fldSimple", instr="PAGE")
        section.header.paragraphs[0]._p.append(field)
        lines = [self.paper.foot, form.code_line(self.paper) if self.paper.code else ""]
        if small := " · ".join(filter(None, lines)):
            for footer in (section.footer, section.first_page_footer):
                footer.paragraphs[0].text = small

    def _head(self):
        head = self.paper.head
        outset, overhang = (0, 0) if self.paper.is_landscape else (HEAD_OUTSET, HEAD_OVERHANG)
        whole = self.width + overhang
        widths = [HEAD_LEFT * whole, (1 - HEAD_LEFT) * whole]
        grid = self._grid(2, widths, indent=outset)
        (left, right), (number, date) = (row.cells for row in grid.rows)
        issuer = form.head_lines(head.issuer_line)
        if head.parent_line:
            self._say(form.head_lines(head.parent_line), "ParentLine", left)
        self._say(issuer, "IssuerLine", left)
        self._rule(measures.rule_length(issuer, 12, widths[0]), widths[0], left)
        self._say(form.NATION, "Nation", right)
        self._say(form.MOTTO, "Motto", right)
        self._rule(MOTTO_WIDTH, widths[1], right)
        self._say(form.number_line(self.paper), "NumberLine", number)
        self._say(form.date_line(self.paper), "PlaceDate", date)
        for cell in (left, right, number, date):
            _drop_first(cell)

    def _title(self):
        title = self.paper.title
        if self.paper.draft:
            self._say(self.paper.draft, "Caption")
        self._say(self.paper.kind, "Title")
        if title:
            self._say(title, "Subtitle")
            self._rule(measures.rule_length(title, 14, self.width), self.width)
        self._notes()

    def _notes(self):
        for note in self.paper.notes:
            self._say(f"({note})", "Remark")

    def _block(self, block):
        match block:
            case Heading():
                self._say(block.text, "Heading1" if block.level == 1 else "Heading2")
            case Text():
                self._text(block)
            case Item():
                self._say(block.text, "ListBullet")
            case Table():
                self._table(block, block.caption)
            case Chart():
                self._chart(block)
            case PageBreak():
                self.begins_page = True

    def _chart(self, block):
        picture = io.BytesIO(chart_png(block.svg, block.width))
        run = self._say("", "Caption").add_run()
        run.add_picture(picture, width=Mm(block.width))
        title = re.search("<title>(.*?)</title>", block.svg)
        # What a screen reader says of the picture
        run._r.find(f".//{qn('wp:docPr')}").set("descr", unescape(title[1]) if title else "")
        self._say(block.caption, "Legend")

    def _text(self, block):
        for line in filter(None, block.text.splitlines()):
            paragraph = self._say("", "BodyText")
            run = paragraph.add_run(line)
            run.bold, run.italic = block.bold or None, block.italic or None
            if block.align:
                paragraph.alignment = ALIGN[block.align]
                paragraph.paragraph_format.first_line_indent = 0

    def _table(self, table, caption=""):
        if caption:
            self._say(caption, "Caption")
        elif self.begins_page:
            self._say("", "Gap")
        style = self.styles["TableTextSmall" if form.is_small(table) else "TableText"]
        widths = measures.column_widths(table, self.width, style.font.size.pt)
        grid = self._grid(1 + len(table.rows), widths, "RuledTable")
        head, *rows = grid.rows
        _mark(head, "w:tblHeader")
        for place, cell in zip(form.head_cells(table), head.cells, strict=True):
            _write_cell(cell, place, style).paragraph_format.keep_with_next = True
        last = []
        for row, line in zip(rows, table.rows, strict=True):
            last = _write_row(row, form.placed(table, line), style)
        text, style = (form.LEGEND, "Legend") if form.has_changes(table) else ("", "Gap")
        self._say(text, style)
        self.last += last

    def _foot(self):
        """Signatures and Nơi nhận; what stands last above them goes with them to a new page."""
        paper = self.paper
        if not (paper.signatures or paper.has_recipients):
            return
        for paragraph in [*self.last, self._say("", "FootGap")]:
            paragraph.paragraph_format.keep_with_next = True
        rows, beside = form.signature_rows(paper), form.recipients_beside(paper)
        left = [RECIPIENTS_SHARE * self.width] if beside else []
        signs = len(rows[0]) if rows else 1
        widths = left + [(self.width - sum(left)) / signs] * signs
        grid = self._grid(max(2 * len(rows), 1), widths)
        for place, row in enumerate(rows):
            for column, signature in enumerate(row, len(left)):
                pair = [grid.cell(2 * place + part, column) for part in (0, 1)]
                self._signature(signature, *pair)
            _keep_height(grid.rows[2 * place + 1])
        self._say("", "Gap")
        if beside:
            self._recipients(grid.cell(0, 0).merge(grid.cell(len(grid.rows) - 1, 0)))
        elif paper.has_recipients:
            self._recipients()

    def _signature(self, signature, lines, name):
        name.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        if not signature:
            return
        for line in signature.lines:
            self._say(line, "SignatureLines", lines)
        self._say(signature.name, "SignatureName", name)
        _drop_first(lines)
        _drop_first(name)

    def _recipients(self, where=None):
        self._say("Nơi nhận:", "RecipientsLabel", where)
        for line in form.recipient_lines(self.paper.head):
            self._say(line, "Recipients", where)
        if where:
            _drop_first(where)

    def _annex(self, annex):
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self.document.paragraphs[-1].style = self.styles["Gap"]
        _set_page(section, is_landscape=True)
        _begin_page_run(section)
        section.different_first_page_header_footer = False
        self.width = LONG - LEFT - RIGHT
        self._say(annex.label, "AnnexLabel")
        if annex.table.caption:
            self._say(annex.table.caption, "AnnexTitle")
        attached = form.attached_line(self.paper)
        self._say(attached, "Remark")
        self._rule(measures.rule_length(attached, 13, self.width), self.width)
        self._notes()
        self._table(annex.table)


def _twips(millimetres):
    return round(Mm(millimetres).twips)


def _element(name, **attributes):
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


def _mark(row, name):
    row._tr.get_or_add_trPr().append(_element(name))


def _drop_first(cell):
    """Away with the empty paragraph that a new cell has; a cell needs one paragraph."""
    first, *others = cell.paragraphs
    if others:
        cell._tc.remove(first._p)


def _keep_height(row):
    row.height, row.height_rule = Mm(SEAL_ROOM + NAME_LINE), WD_ROW_HEIGHT_RULE.AT_LEAST


def _set_page(section, is_landscape):
    sides = (LONG, SHORT) if is_landscape else (SHORT, LONG)
    section.page_width, section.page_height = map(Mm, sides)
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(MARGIN_LINE)


def _begin_page_run(section):
    """Pages of this section count from 1; the section before it is the pattern it was made from."""
    properties = section._sectPr
    if properties.find(qn("w:pgNumType")) is None:
        properties.find(qn("w:pgMar")).addnext(_element("w:pgNumType", start=1))


def _write_row(row, places, style):
    """Fill a row; returns its paragraphs."""
    cells, written = list(row.cells), []
    for place in places:
        taken, cells = cells[: place.span], cells[place.span :]
        cell = taken[0].merge(taken[-1]) if place.span > 1 else taken[0]
        written.append(_write_cell(cell, place, style))
    return written


def _write_cell(cell, place, style):
    paragraph = cell.paragraphs[0]
    # setting paragraph.style looks through all styles, cell by cell: a quarter of a long paper
    paragraph._p.style = style.style_id
    paragraph.alignment = ALIGN[place.align]
    text, before = place.cell.text, place.cell.before
    if before is None:
        paragraph.add_run(text).bold = place.bold or None
    else:
        paragraph.add_run(before or form.NOTHING).font.strike = True
        paragraph.add_run(" ")
        paragraph.add_run(text or form.NOTHING).bold = True
    return paragraph
