"""The paper as a PDF: what it says, its form, its fonts; the renderer reads nothing else."""

import http.server
import io
import re
import subprocess
import threading
from datetime import UTC, datetime

import pikepdf
import pytest
from django.conf import settings

from reports import fonts
from reports.models import Report
from reports.outlines.paper_of import paper_of
from reports.pdf import pdf_from_html
from reports.rendering import report_pdf
from reports.tests.factories import make_part

NOW = datetime(2020, 7, 20, 3, 0, tzinfo=UTC)
MM = 72 / 25.4


def paper(part, **texts):
    """The report of a part as it is issued, without being stored."""
    report = Report.about(scope="cluster", issuer_kind="cluster", part=part)
    report.code, report.issued_by_id = "7F3A-21C0", 1
    for name, text in texts.items():
        setattr(report, name, text)
    return report_pdf(paper_of(report, now=NOW))


def text_of(pdf, *options):
    tool = ["pdftotext", "-layout", *options, "-", "-"]
    return subprocess.run(tool, input=pdf.content, capture_output=True, check=True).stdout.decode()


def flat(text):
    return re.sub(r"\s+", " ", text)


@pytest.mark.django_db
def test_the_paper_says_what_was_closed():
    pdf = paper(make_part(), opening="Thuận lợi.", directions="Một.\nHai.")
    said = flat(text_of(pdf))
    for words in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "CỤM THI ĐUA MẪU",
        "/BC-CTĐ",
        "Sơ kết công tác thi đua, khen thưởng 6 tháng đầu năm 2020; phương hướng, "
        "nhiệm vụ 6 tháng cuối năm 2020",
        "I. ĐẶC ĐIỂM TÌNH HÌNH",
        "V. KIẾN NGHỊ, ĐỀ XUẤT",
        "Chưa chấm 01 tiêu chí thành phần (10/100 điểm); điểm đã quy đổi",
        "Thuận lợi.",
        "Hai.",
        "Nơi nhận:",
        "- Lưu: VT.",
        "CỤM TRƯỞNG",
        "./.",
    ]:
        assert words in said, words
    assert "DỰ THẢO" not in said


@pytest.mark.django_db
def test_the_paper_sets_the_year_plan_beside_what_was_done():
    said = flat(text_of(paper(make_part(units=3))))
    assert "Kết quả theo chỉ tiêu, 6 tháng đầu năm 2020" in said
    assert "3.000 1.500 50,0" in said


@pytest.mark.django_db
def test_before_closing_the_paper_says_that_it_is_a_draft():
    assert "DỰ THẢO – chưa chốt" in text_of(paper(make_part(closed=False)))


@pytest.mark.django_db
def test_pages_have_official_size_and_numbers_from_the_second_on():
    pdf = paper(make_part(units=9), directions="\n".join(f"Nhiệm vụ {n}." for n in range(60)))
    with pikepdf.open(io.BytesIO(pdf.content)) as document:
        sizes = [tuple(round(float(v)) for v in page.mediabox[2:]) for page in document.pages]
    portrait = sizes.count((595, 842))
    assert portrait >= 2
    assert set(sizes[portrait:]) == {(842, 595)}
    first = [line.strip() for line in text_of(pdf, "-l", "1").splitlines() if line.strip()][0]
    second = [
        line.strip() for line in text_of(pdf, "-f", "2", "-l", "2").splitlines() if line.strip()
    ][0]
    assert not first.isdigit()
    assert second == "2"
    annex = text_of(pdf, "-f", str(portrait + 1), "-l", str(portrait + 1)).strip().splitlines()
    assert annex[0].strip() == "1"


@pytest.mark.django_db
def test_the_text_stays_within_the_margins():
    pdf = paper(make_part(), opening="Một đoạn dài để đo lề. " * 80)
    tool = ["pdftotext", "-bbox", "-f", "2", "-l", "2", "-", "-"]
    page = subprocess.run(tool, input=pdf.content, capture_output=True, check=True).stdout.decode()
    words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', page)
    # Above the text stands the page number, below it the small print
    body = [tuple(map(float, w)) for w in words if 20 * MM - 2 < float(w[1]) < (297 - 20) * MM]
    assert min(w[0] for w in body) >= 30 * MM - 1
    assert max(w[2] for w in body) <= (210 - 15) * MM + 1
    assert max(w[3] for w in body) <= (297 - 20) * MM + 1


@pytest.mark.django_db
def test_only_the_papers_font_is_embedded_and_the_file_is_small():
    pdf = paper(make_part(units=8))
    with pikepdf.open(io.BytesIO(pdf.content)) as document:
        names = {
            str(font.BaseFont).split("+")[-1]
            for page in document.pages
            for font in page.Resources.get("/Font", {}).values()
        }
        assert str(document.Root.Lang) == "vi"
        assert "/StructTreeRoot" in document.Root
    assert names
    assert all(name.startswith("Liberation-Serif") for name in names), names
    assert len(pdf.content) < 400_000


@pytest.mark.django_db
def test_heads_of_long_tables_repeat():
    pdf = paper(make_part(units=60))
    assert text_of(pdf).count("Cùng kỳ") == 0
    pages = text_of(pdf).split("\f")
    ranked = [page for page in pages if "Huyện Mẫu" in page and "Ghi chú" in page]
    assert len(ranked) >= 2


@pytest.mark.django_db
def test_the_same_figures_give_the_same_bytes():
    part = make_part()
    assert paper(part).sha256 == paper(part).sha256


def test_the_papers_font_has_every_vietnamese_letter():
    assert len(fonts.LETTERS) > 134
    assert all(fonts.lacking(path) == "" for path in fonts.files().values())


EVIL = '<script>alert(1)</script><img src="file:///etc/passwd"><link rel=attachment href="file:///etc/hostname">'


@pytest.mark.django_db
def test_hostile_texts_are_printed_as_text():
    part = make_part()
    part.sheets.update(movements=EVIL)
    pdf = paper(part, opening=EVIL, proposals="{{ 7 }} {% now 'Y' %}")
    said = flat(text_of(pdf))
    assert "<script>alert(1)</script>" in said
    assert "{{ 7 }}" in said
    assert "root:" not in said


class Canary(http.server.BaseHTTPRequestHandler):
    seen: list = []

    def do_GET(self):
        self.seen.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        """Quiet: what counts is `seen`."""


WAYS = [
    '<img src="{}">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<iframe src="{}"></iframe>',
    '<style>@import url("{}");</style>',
    '<style>body{{background:url("{}")}}</style>',
    '<style>@font-face{{font-family:x;src:url("{}")}} body{{font-family:x}}</style>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="{}#a"/></svg>',
    '<base href="{}"><img src="x">',
    '<body background="{}">',
    '<table background="{}"><tr><td background="{}">x</table>',
]


def test_the_renderer_reads_neither_the_disk_nor_the_network(tmp_path):
    secret = tmp_path / "canary.txt"
    secret.write_text("CANARY-7F3A")
    server = http.server.HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    traversal = settings.BASE_DIR / "static" / ".." / "manage.py"
    targets = [
        secret.as_uri(),
        f"http://127.0.0.1:{server.server_port}/canary",
        f"file://localhost{secret}",
        f"file://{traversal}",
        f"FILE://{secret}",
    ]
    for way in WAYS:
        for target in targets:
            pdf = pdf_from_html(f"<html lang=vi><body>{way.format(target, target)}</body></html>")
            assert b"CANARY" not in pdf.content
            with pikepdf.open(io.BytesIO(pdf.content)) as document:
                assert len(document.attachments) == 0, (way, target)
    server.shutdown()
    server.server_close()
    assert Canary.seen == []


def test_a_chart_escapes_its_words_and_says_its_figures():
    from decimal import Decimal

    from clusters.graphics import Bar, bar_chart

    svg = bar_chart("<b>", "&", [Bar("<i>", Decimal("916.07"), Decimal(21))])
    assert "<b>" not in svg
    assert "&lt;i&gt;" in svg
    assert "916,07" in svg
    assert "url(#hatch-" in svg
