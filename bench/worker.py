"""The province's report through a running worker, beside Chromium and LibreOffice, in one run.

    .venv/bin/python bench/worker.py [ROUNDS] [RENDERS]

A hundred made-up communes in ten clusters, twelve criteria: the report with the annexes of criteria
and leaves, about fifty pages. Ours is the whole job in a real worker: figures, PDF, Word, Excel.
Chromium stays open and prints the same HTML; LibreOffice is started cold and converts the report's
own Word file. CPU is that of each whole process tree, memory its proportional share (PSS) at the
highest. Then eight reports by one worker and by two, and RENDERS short reports by one worker whose
processes are replaced as in life. Medians; ratios per page.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))
os.environ["DJANGO_SETTINGS_MODULE"] = "emulation.settings"
os.environ["PORTAL_DATA"] = tempfile.mkdtemp(prefix="bench-worker-")
os.environ["DEMO_PASSWORD"] = "bench-only"  # noqa: S105 - a made-up province in a temporary folder
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402

from clusters.models import User  # noqa: E402
from clusters.supervisor import worker_command  # noqa: E402
from emulation.models import ClusterPeriod, Period  # noqa: E402
from reports.models import Report  # noqa: E402
from reports.papers.pages import TEMPLATE, layout  # noqa: E402
from reports.pdf import STYLE  # noqa: E402
from reports.rendering import paper_kept  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
BIG = ["annex-criteria", "annex-leaves"]


def prepare():
    for command in (["migrate", "-v", "0"], ["load_award_kinds"], ["load_demo", "--communes"]):
        with Path(os.devnull).open("w") as nowhere:
            call_command(*command, stdout=nowhere)


def tree(root):
    """The process and all below it."""
    below, found = {}, [root]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        below.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    for pid in found:
        found += below.get(pid, [])
    return found


def cpu(root):
    """Seconds of the tree, with what its ended and waited children have used."""
    total = 0
    for pid in tree(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(field) for field in fields[11:15])
    return total / TICKS


def memory(root):
    """Proportional share of the tree in MiB."""
    total = 0
    for pid in tree(root):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(text.partition("\nPss:")[2].split()[0])
    return total / 1024


@contextmanager
def watched(root):
    """{"cpu", "peak", "wall"} of a process tree while the block runs."""
    found, over = {"peak": 0.0}, threading.Event()

    def look():
        while not over.wait(0.05):
            found["peak"] = max(found["peak"], memory(root))

    thread = threading.Thread(target=look)
    before, start = cpu(root), time.perf_counter()
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()
        found["cpu"], found["wall"] = cpu(root) - before, time.perf_counter() - start


@contextmanager
def workers(count):
    made = [
        subprocess.Popen(
            [*worker_command(f"bench{n}"), "--queues", "celery,big"],
            cwd=HOME,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for n in range(count)
    ]
    try:
        done_with([ask(cluster_part()) for _ in range(2 * count)])  # all are up and warm
        yield made
    finally:
        for process in made:
            process.terminate()
        for process in made:
            process.wait(timeout=60)


def person():
    return User.objects.get(username="tinh")


def cluster_part():
    return ClusterPeriod.objects.filter(period__code__startswith="2026").first()


def ask(part=None):
    """Ask for a cluster's report, or the province's when no part is named."""
    if part is not None:
        report = Report.begin(part, "province", by=person())
    else:
        period = Period.objects.get(code__startswith="2026")
        about = {"scope": "province", "issuer_kind": "province", "period": period}
        report = Report.start(Report.about(**about), by=person())
        report.pieces = [*report.pieces, *BIG]
        report.save()
    report.enqueue()
    return report


def done_with(reports):
    while True:
        for report in reports:
            report.refresh_from_db()
        if all(report.state == "ready" for report in reports):
            return reports
        assert not any(report.state == "failed" for report in reports), reports[0].error
        time.sleep(0.05)


def browser_pid():
    """The browser that playwright has started below this process."""
    for pid in tree(os.getpid()):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"chromium" in words[0] and not any(word.startswith(b"--type=") for word in words):
            return pid
    raise LookupError("Chromium is not running.")


def chromium(page, paper):
    html = render_to_string(TEMPLATE, layout(paper))
    style = f"<style>{STYLE.read_text('utf-8')}</style></head>"
    page.set_content(html.replace("</head>", style))
    return pages_of(page.pdf(prefer_css_page_size=True, tagged=True))


def pages_of(content):
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)


def libreoffice(word, folder):
    (folder / "a.docx").write_bytes(word)
    office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    call = [*office, "--convert-to", "pdf", "--outdir", str(folder), str(folder / "a.docx")]
    subprocess.run(call, check=True, capture_output=True)
    return pages_of((folder / "a.pdf").read_bytes())


def one_round(worker, page, folder):
    """{engine: its figures}; the engines one after another, on the same report."""
    rows = {}
    with watched(worker.pid) as row:
        [report] = done_with([ask()])
    rows["ours, the whole job"] = row | {"pages": report.pages, "bytes": report.size}
    with watched(browser_pid()) as row:
        pages = chromium(page, paper_kept(report))
    rows["Chromium, warm, same HTML"] = row | {"pages": pages}
    if shutil.which("soffice"):
        with report.word.open() as file:
            word = file.read()
        with watched(os.getpid()) as row:
            pages = libreoffice(word, folder)
        # seconds by the clock: this process's own tree holds the browser too
        rows["LibreOffice, cold, from Word"] = row | {"pages": pages}
    return rows


def compare(rounds):
    from playwright.sync_api import sync_playwright

    found = {}
    with tempfile.TemporaryDirectory() as name, workers(1) as [worker], sync_playwright() as driver:
        path = shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        for number in range(rounds + 1):
            rows = one_round(worker, page, Path(name))
            for engine, row in rows.items() if number else ():  # the first round warms up
                found.setdefault(engine, []).append(row)
        browser.close()
    say(found)


def say(found):
    def middle(rows, what):
        return statistics.median(row[what] / row["pages"] for row in rows)

    own = next(iter(found.values()))
    print(f"ours: {own[-1]['pages']} pages, {own[-1]['bytes'] / 1000:.0f} kB")
    for engine, rows in found.items():
        peak = statistics.median(row["peak"] for row in rows)
        own_peak = statistics.median(row["peak"] for row in own)
        print(
            f"{engine:30} {rows[-1]['pages']:3} pages  wall {middle(rows, 'wall') * 1000:5.0f} ms "
            f"a page (ours {middle(own, 'wall') / middle(rows, 'wall'):.2f} of it)  CPU "
            f"{middle(rows, 'cpu') * 1000:5.0f} ms a page (ours "
            f"{middle(own, 'cpu') / middle(rows, 'cpu'):.2f})  peak {peak:4.0f} MiB "
            f"(ours {own_peak / peak:.2f})"
        )


def one_against_two(reports=8):
    """Reports in an hour by two workers against one."""
    taken = {}
    for count in (1, 2):
        with workers(count):
            start = time.perf_counter()
            done_with([ask() for _ in range(reports)])
            taken[count] = time.perf_counter() - start
    print(f"{reports} reports: one worker {taken[1]:.1f} s, two {taken[2]:.1f} s, "
          f"{taken[1] / taken[2]:.2f} times as many")  # fmt: skip


def over_many(renders):
    """Memory of one worker's tree over many renders."""
    seen = []
    with workers(1) as [worker]:
        for _ in range(renders):
            done_with([ask(cluster_part())])
            seen.append(memory(worker.pid))
    tenth = max(len(seen) // 10, 1)
    print(f"{renders} renders: first tenth {statistics.mean(seen[:tenth]):.0f} MiB, last "
          f"{statistics.mean(seen[-tenth:]):.0f} MiB, highest {max(seen):.0f} MiB")  # fmt: skip


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    renders = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    try:
        prepare()
        compare(rounds)
        one_against_two()
        over_many(renders)
    finally:
        shutil.rmtree(os.environ["PORTAL_DATA"], ignore_errors=True)


if __name__ == "__main__":
    main()
