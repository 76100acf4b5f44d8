"""Times of a 40-page province report: ours, Chromium and LibreOffice, taking turns in one run.

    .venv/bin/python bench/papers.py [ROUNDS]

Six clusters × 14 units × 12 criteria: prose, a matrix, a chart and four sheets for each. Each round
has other figures, so that nothing can be kept from the round before. Chromium stays open and prints
the same HTML; LibreOffice is started cold and converts the same paper from Word. Medians; seconds
depend on the machine, so the ratios per page stand beside them. Needs Chromium (playwright) and
soffice; what is missing is left out.
"""

import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.settings")
os.environ.setdefault("PORTAL_DATA", tempfile.mkdtemp(prefix="bench-papers-"))

import django  # noqa: E402

django.setup()

from django.template.loader import render_to_string  # noqa: E402

from clusters.graphics import Bar, bar_chart  # noqa: E402
from reports.outlines import cells  # noqa: E402
from reports.papers.pages import TEMPLATE, layout  # noqa: E402
from reports.papers.paper import Chart, Column, Head, Heading, Paper, Row, Table, Text  # noqa: E402
from reports.papers.word import paper_docx  # noqa: E402
from reports.pdf import STYLE, pdf_from_html  # noqa: E402

CLUSTERS, UNITS, CRITERIA, SHEETS = 6, 14, 12, 4
SENTENCE = (
    "Các đơn vị trong cụm đã phát động phong trào thi đua, gắn với nhiệm vụ chính trị của địa "
    "phương, hoàn thành các chỉ tiêu được giao và đề ra giải pháp cho sáu tháng cuối năm. "
)
HEAD = Head("UBND TỈNH MẪU", "BAN MẪU", "BC-M", "Mẫu", "", "TRƯỞNG BAN", "", ("VT",))


def paper(seed, clusters=CLUSTERS):
    """The report of one round."""
    luck = random.Random(seed)
    blocks = []
    for number in range(1, clusters + 1):
        blocks += _cluster(number, luck)
    return Paper(head=HEAD, kind="BÁO CÁO", title="Sơ kết", blocks=tuple(blocks), signatures=())


def _cluster(number, luck):
    yield Heading(f"{number}. Cụm thi đua số {number}")
    yield from (Text(SENTENCE * 4) for _ in range(4))
    columns = [Column("Đơn vị", 20), *(cells.figures_column(f"{n}", 6) for n in range(1, 15))]
    rows = [_row(f"Đơn vị số {n}", 14, luck) for n in range(1, UNITS + 1)]
    yield Table(tuple(columns), tuple(rows), caption="Điểm theo tiêu chí")
    bars = [Bar(f"Đơn vị {n}", Decimal(luck.randint(70000, 99000)) / 100) for n in range(UNITS)]
    yield Chart(bar_chart("Điểm", "Điểm của các đơn vị", bars), "Điểm của các đơn vị")
    for sheet in range(SHEETS):
        columns = [Column("Tiêu chí", 30), *(cells.figures_column(f"Cột {n}") for n in range(1, 6))]
        rows = [_row(f"{n}. Tiêu chí thành phần", 5, luck) for n in range(1, CRITERIA + 1)]
        yield Table(tuple(columns), tuple(rows), caption=f"Bảng điểm của đơn vị {sheet + 1}")
    yield from (Text(SENTENCE * 4) for _ in range(3))


def _row(name, count, luck):
    values = (Decimal(luck.randint(0, 9999)) / 100 for _ in range(count))
    return Row((cells.words(name), *map(cells.points, values)))


def ours(document):
    done = pdf_from_html(render_to_string(TEMPLATE, layout(document)))
    return done.pages, len(done.content)


def chromium(page, document):
    html = render_to_string(TEMPLATE, layout(document))
    style = f"<style>{STYLE.read_text('utf-8')}</style></head>"
    page.set_content(html.replace("</head>", style))
    content = page.pdf(prefer_css_page_size=True, tagged=True)
    return _pages(content), len(content)


def libreoffice(document, folder):
    (folder / "a.docx").write_bytes(paper_docx(document))
    office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    call = [*office, "--convert-to", "pdf", "--outdir", str(folder), str(folder / "a.docx")]
    subprocess.run(call, check=True, capture_output=True)
    content = (folder / "a.pdf").read_bytes()
    return _pages(content), len(content)


def _pages(content):
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)


def engines(page, folder):
    yield "ours", ours
    if page is not None:
        yield "Chromium, warm, same HTML", lambda document: chromium(page, document)
    if shutil.which("soffice"):
        yield "LibreOffice, cold, from Word", lambda document: libreoffice(document, folder)


def measure(page, folder, rounds):
    """{engine: [(seconds, pages, bytes)]}, the engines taking turns."""
    found = {}
    for number in range(rounds + 1):
        document = paper(number)
        for name, make in engines(page, folder):
            start = time.perf_counter()
            pages, size = make(document)
            taken = time.perf_counter() - start
            if number:  # the first round warms up and is not counted
                found.setdefault(name, []).append((taken, pages, size))
    return found


def cost_per_cell(rounds=3):
    """CPU seconds of 24 clusters against those of 3, by cluster."""
    taken = {}
    for clusters in (3, 24) * rounds:
        start = time.process_time()
        ours(paper(clusters, clusters))
        taken.setdefault(clusters, []).append((time.process_time() - start) / clusters)
    small, large = (statistics.median(taken[n]) for n in (3, 24))
    print(f"cost of a cluster's cells, 24 clusters against 3: {large / small:.2f}")


def by_parts(rounds=3):
    """What it would cost to lay the clusters out one by one: CPU and bytes against the whole."""
    whole, parts = [], []
    for number in range(1, rounds + 1):
        document = paper(number)
        start = time.process_time()
        _, size = ours(document)
        whole.append((time.process_time() - start, size))
        heads = [n for n, block in enumerate(document.blocks) if isinstance(block, Heading)]
        pieces = [
            document.blocks[a:b] for a, b in zip(heads, [*heads[1:], None], strict=True)
        ]  # fmt: skip
        start, size = time.process_time(), 0
        for piece in pieces:
            size += ours(replace(document, blocks=piece))[1]
        parts.append((time.process_time() - start, size))
    cpu, size = (
        statistics.median(row[n] for row in parts) / statistics.median(row[n] for row in whole)
        for n in (0, 1)
    )
    print(f"clusters laid out one by one: {cpu:.2f} of the CPU, {size:.2f} of the bytes")


def report(found):
    own = None
    for name, rows in found.items():
        seconds = statistics.median(row[0] for row in rows)
        pages, size = rows[-1][1], rows[-1][2]
        each = seconds / pages
        own = own or each
        print(
            f"{name:30} {seconds:6.2f} s  {pages:3} pages  {size / 1000:6.0f} kB  "
            f"{each * 1000:5.0f} ms a page  ours is {own / each:.2f} of it"
        )


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            found = measure(None, Path(name), rounds)
        else:
            path = shutil.which("chromium")
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
                found = measure(browser.new_page(), Path(name), rounds)
                browser.close()
    report(found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process: {peak:.0f} MiB")
    cost_per_cell()
    by_parts()


if __name__ == "__main__":
    main()
