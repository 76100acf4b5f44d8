"""An official paper as DOCX: every text, styles to go on writing, form, the same bytes again."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from reports.papers import form, measures
from reports.papers.pages import paper_pdf
from reports.papers.paper import Align, Cell, Column, Item, PageBreak, Row, Signature, Table, Text
from reports.papers.word import paper_docx
from reports.tests.papers import CLERK, HEAD, SIGNER, make_paper, text_table, wide_table

MADE_AT = datetime(2020, 7, 5, 8, 20, tzinfo=UTC)
SOFFICE = shutil.which("soffice")
CLEAN = "</p><script>alert(1)</script>{{ 7 }} =1+1 <b>"


def opened(paper):
    return Document(io.BytesIO(paper_docx(paper, made_at=MADE_AT)))


@pytest.fixture(scope="module")
def document():
    return opened(make_paper())


def parts(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def test_every_text_stands_under_its_style_in_order(document):
    said = [(p.style.name, p.text) for p in document.paragraphs if p.text]
    opening, second = make_paper().blocks[1].text.split("\n")
    assert said == [
        ("Title", "BÁO CÁO"),
        ("Subtitle", "Kết quả thực hiện các phong trào thi đua 6 tháng đầu năm 2020"),
        ("Ghi chú dưới tên loại", "(DỰ THẢO – chưa chốt)"),
        ("Ghi chú dưới tên loại", "(Số liệu minh họa)"),
        ("Heading 1", "I. Đặc điểm tình hình"),
        ("Body Text", opening),
        ("Body Text", second),
        ("Heading 2", "1. Thuận lợi"),
        ("Body Text", "Câu đậm đứng giữa."),
        ("Body Text", "Câu nghiêng bên phải."),
        ("List Bullet", make_paper().blocks[5].text),
        ("List Bullet", CLEAN),
        ("Heading 1", "II. Kết quả"),
        ("Caption", "Điểm của các đơn vị"),
        ("Chú giải bảng", form.LEGEND),
        ("Body Text", "Trên đây là báo cáo của đơn vị./."),
        ("Phụ lục", "PHỤ LỤC"),
        ("Tên phụ lục", "Điểm theo tiêu chí"),
        ("Ghi chú dưới tên loại", form.attached_line(make_paper())),
        ("Ghi chú dưới tên loại", "(DỰ THẢO – chưa chốt)"),
        ("Ghi chú dưới tên loại", "(Số liệu minh họa)"),
    ]


def test_the_head_and_the_foot_are_tables_without_lines(document):
    head, _, foot, _ = document.tables
    assert [[cell.text for cell in row.cells] for row in head.rows] == [
        [
            "ỦY BAN NHÂN DÂN\nTỈNH MẪU SỐ MỘT\nỦY BAN NHÂN DÂN\nXÃ THƯỢNG NGUYÊN PHƯƠNG\n",
            f"{form.NATION}\n{form.MOTTO}\n",
        ],
        [form.number_line(make_paper()), form.date_line(make_paper())],
    ]
    recipients = "\n".join(["Nơi nhận:", *form.recipient_lines(HEAD)])
    assert [[cell.text for cell in row.cells] for row in foot.rows] == [
        [recipients, "\n".join(SIGNER.lines)],
        [recipients, SIGNER.name],
    ]
    assert foot.rows[1].height >= Mm(28 + 5)
    assert [table.style.name for table in (head, foot)] == ["Bảng không kẻ"] * 2


def test_tables_hold_the_papers_cells(document):
    _, table, _, wide = document.tables
    said = make_paper().blocks
    for written, meant in ((table, said[8]), (wide, said[11])):
        rows = [[cell.text for cell in row.cells] for row in written.rows]
        assert rows[0] == [column.title for column in meant.columns]
        assert rows[1:] == [expected(meant, row) for row in meant.rows]
        assert written.style.name == "Bảng kẻ"


def expected(table, row):
    texts = []
    for place in form.placed(table, row):
        cell = place.cell
        text = cell.text if cell.before is None else f"{cell.before} {cell.text}"
        texts += [text] * place.span
    return texts


def test_heads_of_tables_repeat_and_rows_are_not_split(document):
    _, table, _, wide = document.tables
    for written in (table, wide):
        marks = [{mark.tag for mark in row._tr.trPr} for row in written.rows]
        assert all(qn("w:cantSplit") in mark for mark in marks)
        assert [qn("w:tblHeader") in mark for mark in marks] == [True] + [False] * (len(marks) - 1)


def test_a_change_is_struck_through_before_the_new_bold_text(document):
    cell = document.tables[1].rows[4].cells[2]
    runs = [(run.text, run.font.strike, run.bold) for run in cell.paragraphs[0].runs]
    assert runs == [("880,25", True, None), (" ", None, None), ("897,50", None, True)]
    cells = (Cell("", before="5"), Cell("7", before=""))
    table = Table(text_table().columns[:2], (Row(cells),))
    texts = [c.text for c in opened(make_paper(blocks=(table,))).tables[1].rows[1].cells]
    assert texts == ["5 (trống)", "(trống) 7"]


def test_pages_and_their_numbers(document):
    body, annex = document.sections
    for section, sides in ((body, (210, 297)), (annex, (297, 210))):
        assert [round(side.mm) for side in (section.page_width, section.page_height)] == list(sides)
        margins = [section.top_margin, section.bottom_margin]
        margins += [section.left_margin, section.right_margin]
        assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
        fields = section.header._element.findall(".//" + qn("w:fldSimple"))
        assert [field.get(qn("w:instr")) for field in fields] == ["PAGE"]
        assert section.footer.paragraphs[0].text == make_paper().foot
    assert body.different_first_page_header_footer
    assert [p.text for p in body.first_page_header.paragraphs] == [""]
    assert body.first_page_footer.paragraphs[0].text == make_paper().foot
    assert not annex.different_first_page_header_footer
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    assert [run.get(qn("w:start")) for run in annex._sectPr.findall(qn("w:pgNumType"))] == ["1"]
    assert body._sectPr.find(qn("w:pgNumType")) is None


def test_each_annex_begins_its_own_run_and_a_lying_paper_lies():
    paper = make_paper(is_landscape=True, blocks=(Text("Một."), wide_table(9, 2), wide_table(9, 2)))
    sections = opened(paper).sections
    assert [section.orientation for section in sections] == [WD_ORIENT.LANDSCAPE] * 3
    starts = [len(section._sectPr.findall(qn("w:pgNumType"))) for section in sections]
    assert starts == [0, 1, 1]


def test_a_page_break_moves_what_follows(document):
    begins = [p.text for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert begins == ["Trên đây là báo cáo của đơn vị./."]


def test_the_only_field_is_the_page_number():
    evil = (Item("{ HYPERLINK http://x } =1+1"), Text(CLEAN), Item("a\tb\x00\x1f\ufffe\ud800c"))
    packed = paper_docx(make_paper(blocks=evil, foot="PAGE"))
    body = parts(packed)["word/document.xml"].decode()
    assert "fldSimple" not in body
    assert "instrText" not in body
    texts = [p.text for p in Document(io.BytesIO(packed)).paragraphs]
    assert "{ HYPERLINK http://x } =1+1" in texts
    assert CLEAN in texts
    assert "a\tbc" in texts


def test_language_font_and_facts_of_the_file(document):
    facts = document.core_properties
    assert (facts.title, facts.author) == (make_paper().title, HEAD.issuer_line)
    assert (facts.language, facts.comments) == ("vi-VN", "")
    assert facts.created == facts.modified == MADE_AT
    packed = parts(paper_docx(make_paper()))
    styles = packed["word/styles.xml"].decode()
    assert 'w:lang w:val="vi-VN"' in styles
    fonts = re.findall(r"<w:rFonts ([^>]+)/>", styles)
    assert {name for font in fonts for name in re.findall('"([^"]+)"', font)} == {"Times New Roman"}
    assert not [name for name in packed if "thumbnail" in name or "theme" in name or "app" in name]
    assert b"dcterms:created" not in packed["docProps/core.xml"]


def test_the_same_paper_gives_the_same_bytes():
    packed = paper_docx(make_paper(), made_at=MADE_AT)
    assert packed == paper_docx(make_paper(), made_at=MADE_AT)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_empty_parts_do_no_harm():
    bare = Signature(lines=())
    paper = make_paper(blocks=(text_table(0), PageBreak()), signatures=(bare,), title="", notes=())
    empty = replace(paper, blocks=(Table(text_table().columns, ()),))
    for one in (paper, empty):
        document = opened(one)
        assert all(cell.paragraphs for t in document.tables for row in t.rows for cell in row.cells)


def test_a_paper_without_foot_and_signatures_ends_with_its_text():
    document = opened(make_paper(blocks=(Text("Hết."),), signatures=(), has_recipients=False))
    assert len(document.tables) == 1
    assert document.paragraphs[-1].text == "Hết."


def test_recipients_stand_below_several_signatures():
    document = opened(make_paper(blocks=(Text("Hết."),), signatures=(CLERK, SIGNER)))
    assert [p.text for p in document.paragraphs if p.text][-4:] == [
        "Nơi nhận:",
        *form.recipient_lines(HEAD),
    ]


def test_narrow_columns_get_what_their_longest_word_needs():
    columns = (Column("STT", 1), Column("Tên", 98), Column("Điểm", 1, Align.RIGHT))
    table = Table(columns, (Row((Cell("1"), Cell("Xã Mẫu"), Cell("95,50 + 2,00"))),))
    number, name, points = measures.column_widths(table, 165, 12)
    assert number == pytest.approx(measures.text_width("STT", 12) + measures.PADDING)
    assert points == pytest.approx(measures.text_width("95,50 + 2,00", 12) + measures.PADDING)
    assert number + name + points == pytest.approx(165)


@pytest.mark.long
@pytest.mark.skipif(not SOFFICE, reason="LibreOffice Writer is missing: libreoffice-writer")
def test_both_forms_say_the_same_on_paper(tmp_path):
    paper = make_paper()
    (tmp_path / "paper.docx").write_bytes(paper_docx(paper))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    office = [SOFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", "."]
    subprocess.run([*office, "paper.docx"], cwd=tmp_path, capture_output=True, check=True)
    (tmp_path / "pages.pdf").write_bytes(paper_pdf(paper).content)
    texts = []
    for name in ("paper.pdf", "pages.pdf"):
        tool = ["pdftotext", "-layout", name, "-"]
        shown = subprocess.run(tool, cwd=tmp_path, capture_output=True, check=True).stdout
        texts.append(shown.decode())
    from_word, from_pages = ([re.sub(r"\s+", " ", t) for t in text.split("\f")] for text in texts)
    assert len(from_word) == len(from_pages) == 7
    assert words(from_word) == words(from_pages)
    for page in (0, 4):
        assert from_word[page][:300] == from_pages[page][:300]


def words(pages):
    """Every word of the pages, without their order: tools read columns and breaks differently."""
    return sorted(" ".join(pages).split())
