"""An official paper as PDF: form, lines, tables over pages, changes, foot, nothing but its font."""

import io
import re
import subprocess

import pikepdf
import pytest

from reports.papers import form
from reports.papers.pages import paper_pdf
from reports.papers.paper import Cell, Column, PageBreak, Row, Table, Text
from reports.tests.papers import CLERK, HEAD, SIGNER, make_paper, text_table, wide_table

MM = 72 / 25.4
WORD = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'


@pytest.fixture(scope="module")
def pdf():
    return paper_pdf(make_paper())


def run(pdf, *tool):
    return subprocess.run(tool, input=pdf.content, capture_output=True, check=True).stdout


def pages_of(pdf):
    return run(pdf, "pdftotext", "-layout", "-", "-").decode().split("\f")[:-1]


def flat(text):
    return re.sub(r"\s+", " ", text)


def said(pdf):
    return flat(" ".join(pages_of(pdf)))


def words_of(pdf, page):
    """(left, top, right, bottom, text) of each word of a page, in points."""
    page = str(page)
    boxes = run(pdf, "pdftotext", "-bbox-layout", "-f", page, "-l", page, "-", "-").decode()
    return [(*map(float, word[:4]), word[4]) for word in re.findall(WORD, boxes)]


def first_line(page):
    return page.strip().splitlines()[0].strip()


def test_the_head_title_and_foot_stand_in_their_order(pdf):
    texts = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "XÃ THƯỢNG NGUYÊN PHƯƠNG",
        "Số: /BC-UBND Thượng Nguyên Phương, ngày tháng năm",
        "BÁO CÁO Kết quả thực hiện các phong trào thi đua 6 tháng đầu năm 2020",
        "(DỰ THẢO – chưa chốt)",
        "(Số liệu minh họa)",
        "I. ĐẶC ĐIỂM TÌNH HÌNH",
        "1. Thuận lợi",
        "Nơi nhận: TM. ỦY BAN NHÂN DÂN",
        "- Lưu: VT, VHXH.",
        "Nguyễn Thị Hương Giang",
        "PHỤ LỤC ĐIỂM THEO TIÊU CHÍ (Kèm theo Báo cáo số /BC-UBND ngày tháng năm của ỦY BAN",
    ]
    text = said(pdf)
    places = [text.find(words) for words in texts]
    assert -1 not in places, texts[places.index(-1)]
    assert places == sorted(places)


def test_the_number_is_left_blank_or_left_out(pdf):
    assert re.search(r"Số: {6,}/BC-UBND", form.number_line(make_paper()))
    assert "Số:" not in said(paper_pdf(make_paper(has_number=False, blocks=())))


def test_pages_stand_annexes_lie_each_with_its_own_run(pdf):
    both = paper_pdf(make_paper(blocks=(Text("Một."), wide_table(rows=60), wide_table(9, 3))))
    with pikepdf.open(io.BytesIO(both.content)) as document:
        sizes = [tuple(round(float(v)) for v in page.mediabox[2:]) for page in document.pages]
    assert sizes == [(595, 842)] + 4 * [(842, 595)]
    pages = pages_of(both)
    assert [first_line(page) for page in pages[1:]] == ["1", "2", "3", "1"]
    assert "PHỤ LỤC I\n" in pages[1].replace(" \n", "\n")
    assert "PHỤ LỤC II" in pages[4]


def test_the_page_number_is_above_from_the_second_page_on(pdf):
    pages = pages_of(pdf)
    assert not first_line(pages[0]).isdigit()
    assert [first_line(page) for page in pages[1:4]] == ["2", "3", "4"]
    left, top, right, bottom, text = words_of(pdf, 2)[0]
    assert text == "2"
    assert bottom < 20 * MM
    assert (left + right) / 2 == pytest.approx((30 + 165 / 2) * MM, abs=1)


def test_the_text_stays_within_the_margins(pdf):
    for page in (1, 2, 3):
        body = [word for word in words_of(pdf, page) if 20 * MM <= word[1] < 277 * MM]
        outset, overhang = (8, 2) if page == 1 else (0, 0)
        assert min(word[0] for word in body) >= (30 - outset) * MM - 1
        assert max(word[2] for word in body) <= (195 + overhang) * MM + 1
        assert max(word[3] for word in body) <= 277 * MM + 1


def test_only_the_papers_font_is_embedded_and_the_file_is_tagged(pdf):
    lines = run(pdf, "pdffonts", "-").decode().splitlines()[2:]
    names = {line.split()[0].split("+")[1] for line in lines}
    bold, italic = "Liberation-Serif-Bold", "Liberation-Serif-Italic"
    assert names == {"Liberation-Serif", bold, italic, "Liberation-Serif-Bold-Italic"}
    with pikepdf.open(io.BytesIO(pdf.content)) as document:
        assert str(document.Root.Lang) == "vi"
        assert "/StructTreeRoot" in document.Root
        assert str(document.docinfo.Title).startswith("Kết quả thực hiện")
        assert str(document.docinfo.Author) == HEAD.issuer_line


def test_heads_repeat_and_no_row_is_split(pdf):
    pages = [flat(page) for page in pages_of(pdf)[:3]]
    assert all("STT Đơn vị Điểm Ghi chú" in page for page in pages)
    assert [page.count("Xã Mẫu") > 0 for page in pages] == [True] * 3
    begun = [page.count("Ủy ban nhân dân xã") for page in pages]
    assert begun == [page.count("vùng cao") - page.count("Nhóm xã vùng cao") for page in pages]
    assert sum(begun) == 8


def test_numbers_stand_right_and_a_heading_row_spans():
    words = words_of(paper_pdf(make_paper(blocks=(text_table(6),))), 1)
    rights = {round(word[2]) for word in words if re.fullmatch(r"[\d.]+,\d\d", word[4])}
    assert len(rights) == 1
    title = [word for word in words if word[4] == "A."][0]
    assert title[0] < 33 * MM


def test_a_change_is_struck_through_before_the_new_text_and_explained():
    pdf = paper_pdf(make_paper(blocks=(text_table(12),)))
    words = words_of(pdf, 1)
    old = [word for word in words if word[4] == "880,25"][0]
    new = [word for word in words if word[4] == "897,50"][0]
    assert (new[1], new[0]) > (old[1], old[0])
    assert black_line_through(pdf, old)
    assert not black_line_through(pdf, new)
    assert form.LEGEND in said(pdf)
    assert form.LEGEND not in said(paper_pdf(make_paper(blocks=(text_table(2),))))


def black_line_through(pdf, box, dpi=200):
    """Whether some row of points is black over the whole width of a word, as copiers need it."""
    picture = run(pdf, "pdftoppm", "-r", str(dpi), "-gray", "-f", "1", "-l", "1", "-")
    _, size, _, points = picture.split(b"\n", 3)
    width = int(size.split()[0])
    left, top, right, bottom = (round(value * dpi / 72) for value in box[:4])
    lines = (points[y * width : (y + 1) * width] for y in range(top + 6, bottom - 6))
    return any(max(line[left + 2 : right - 2]) < 64 for line in lines)


def test_emptied_and_filled_cells_say_so():
    cells = (Cell("", before="5"), Cell("7", before=""), Cell("8"))
    table = Table((Column("A"), Column("B"), Column("C")), (Row(cells),))
    assert "5 (trống) (trống) 7 8" in said(paper_pdf(make_paper(blocks=(table,))))


def test_hostile_texts_are_printed_as_text(pdf):
    assert "- </p><script>alert(1)</script>{{ 7 }} =1+1 <b>" in said(pdf)


def test_the_small_print_stands_on_every_page(pdf):
    pages = pages_of(pdf)
    assert len(pages) == pdf.pages == 6
    assert all("mã 7F3A-21C0" in page for page in pages)


def test_signatures_have_room_for_the_seal_and_stay_with_the_text():
    paper = make_paper(
        blocks=(text_table(14),), signatures=(CLERK, SIGNER), has_recipients=False, notes=()
    )
    pdf = paper_pdf(paper)
    last = pages_of(pdf)[-1]
    assert pdf.pages == 2
    assert "886,50" in last
    assert "887,50" not in last
    assert "Nơi nhận" not in last
    words = words_of(pdf, 2)
    post = [word for word in words if word[4] == "TỊCH"][0]
    name = [word for word in words if word[4] == "Giang"][0]
    clerk = [word for word in words if word[4] == "Đức"][0]
    assert name[1] - post[3] >= 28 * MM - 1
    assert name[1] == clerk[1]
    assert clerk[2] < post[0]


def test_a_page_break_at_the_end_leaves_no_empty_page():
    bare = {"signatures": (), "has_recipients": False}
    blocks = (Text("Một."), PageBreak())
    assert paper_pdf(make_paper(blocks=blocks, **bare)).pages == 1
    assert paper_pdf(make_paper(blocks=(*blocks, wide_table(9, 2)), **bare)).pages == 2


def test_a_lying_paper_lies_from_its_first_page():
    pdf = paper_pdf(make_paper(is_landscape=True, blocks=(text_table(30),)))
    with pikepdf.open(io.BytesIO(pdf.content)) as document:
        sizes = {tuple(round(float(v)) for v in page.mediabox[2:]) for page in document.pages}
    assert sizes == {(842, 595)}
    assert [first_line(page) for page in pages_of(pdf)[1:]] == ["2", "3"]


def test_the_same_paper_gives_the_same_bytes(pdf):
    assert paper_pdf(make_paper()).sha256 == pdf.sha256


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("SỞ NỘI VỤ", "SỞ NỘI VỤ"),
        ("ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN", "ỦY BAN NHÂN DÂN\nTỈNH THÁI NGUYÊN"),
        (HEAD.issuer_line, "ỦY BAN NHÂN DÂN\nXÃ THƯỢNG NGUYÊN PHƯƠNG"),
        ("A" * 40, "A" * 40),
    ],
)
def test_long_lines_of_the_head_break_before_the_name(text, lines):
    assert form.head_lines(text) == lines


def test_signs_of_recipients_stand_once():
    lines = ["- Cụm trưởng;", "- Ban Thi đua - Khen thưởng tỉnh;", "- Lưu: VT, VHXH."]
    assert form.recipient_lines(HEAD) == lines


@pytest.mark.parametrize(
    ("count", "lengths"), [(0, []), (1, [2]), (2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 3])]
)
def test_signatures_stand_in_rows(count, lengths):
    paper = make_paper(signatures=(SIGNER,) * count, has_recipients=False)
    rows = form.signature_rows(paper)
    assert [len(row) for row in rows] == lengths
    assert sum(signature is not None for row in rows for signature in row) == count


def test_a_row_that_does_not_fit_its_table_is_refused():
    table = Table((Column("A"), Column("B")), (Row((Cell("1"),)),))
    with pytest.raises(ValueError, match="1 cells in 2 columns"):
        paper_pdf(make_paper(blocks=(table,)))


def test_annexes_are_numbered_in_roman():
    assert [form.roman(number) for number in (1, 4, 9, 14, 39)] == ["I", "IV", "IX", "XIV", "XXXIX"]
