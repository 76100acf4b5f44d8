"""Times of the main job, each beside a yardstick of the same run: the start of a bare Django.

    .venv/bin/python bench/main_job.py            report by a warm worker, commands, PDF size
    .venv/bin/python bench/main_job.py --fresh    also: clone into an empty folder, first page

Seconds depend on the machine, ratios less so; quote both. Medians of five, after one warm-up.
Everything happens in a folder of its own, on loopback, and ends with the script.
"""

import argparse
import http.cookiejar
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
PASSWORD = "do-thoi-gian-2020"
ROUNDS = 5


def timed(act):
    """Median seconds of five calls, after one that is not counted."""
    act()
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def process(*words, folder=HOME, **environment):
    return subprocess.run(
        words, cwd=folder, env=os.environ | environment, check=True, capture_output=True
    )


@contextmanager
def serving(*words, folder=HOME, limit=120, **environment):
    """A portal started by `words` until the block ends; gives its address and the wait for it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    start = time.perf_counter()
    running = subprocess.Popen(
        [*words, *(["--port", port] if "serve" in words else [])],
        cwd=folder,
        env=os.environ | environment | {"PORT": port},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while time.perf_counter() - start < limit:
            try:
                urllib.request.urlopen(f"{address}/dang-nhap/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address, time.perf_counter() - start
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)


class Browser:
    """As much of a browser as pressing buttons needs: cookies, and the form's token."""

    def __init__(self, address):
        self.address = address
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path):
        answer = self.opener.open(self.address + path, timeout=30)
        return answer.url, answer.read().decode()

    def press(self, path, **fields):
        _, page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(self.address + path, body)
        request.add_header("Referer", self.address + path)
        answer = self.opener.open(request, timeout=30)
        return answer.url, answer.read().decode()

    def has_file(self, path):
        try:
            return self.opener.open(self.address + path, timeout=30).read(4) == b"%PDF"
        except urllib.error.HTTPError as answer:
            answer.close()
            return False


def report_from_click(address):
    """Seconds from asking for a report to its file, as the province's officer."""
    browser = Browser(address)
    browser.press("/dang-nhap/", username="tinh", password=PASSWORD)
    listed = browser.get("/bao-cao/")[1]
    part = re.search(r'<option value="(\d+)"', listed)[1]

    def once():
        made = browser.press("/bao-cao/", part=part)[0]
        draft = urllib.parse.urlsplit(made).path
        browser.press(draft, render="1")
        while not browser.has_file(f"{draft}tai/"):
            time.sleep(0.05)

    return once


def commands(python, data, own, line):
    """The commands as processes, and the size of the paper."""
    results = HOME / "emulation/data/backan_2020_h1.csv"
    criteria = HOME / "emulation/data/criteria_12.json"
    tried = ("try_criteria", str(criteria), str(results), "--half-year")
    line("try_criteria, process", timed(lambda: process(python, "manage.py", *tried, **own)))
    paper = Path(data) / "paper.pdf"
    asked = ("--cluster", "bk-htp", "--period", "2020-H1", "--output", str(paper))
    cold = timed(lambda: process(python, "manage.py", "render_report", *asked, **own))
    line("render_report, process (cold)", cold)
    print(f"{'PDF of the report':42} {paper.stat().st_size / 1000:6.0f} kB")


def first_page(line):
    """From cloning into an empty folder to the first page that answers."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        process("git", "clone", "-q", str(HOME), f"{folder}/portal")
        cloned = time.perf_counter() - start
        with serving("./portal", "run", folder=f"{folder}/portal") as (_, waited):
            line("fresh clone to first page", cloned + waited)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--fresh", action="store_true")
    fresh = options.parse_args().fresh
    python = sys.executable
    with tempfile.TemporaryDirectory() as data:
        own = {"PORTAL_DATA": data, "DEMO_PASSWORD": PASSWORD}
        process(python, "manage.py", "migrate", "-v", "0", **own)
        process(python, "manage.py", "load_award_kinds", **own)
        process(python, "manage.py", "load_demo", **own)
        yardstick = timed(lambda: process(python, "manage.py", "version", **own))

        def line(name, seconds):
            print(f"{name:42} {seconds:6.2f} s   {seconds / yardstick:.1f}", flush=True)

        line("bare Django, process", yardstick)
        commands(python, data, own, line)
        with serving(python, "manage.py", "serve", **own) as (address, _):
            line("report, click to file, warm worker", timed(report_from_click(address)))
    if fresh:
        first_page(line)


if __name__ == "__main__":
    main()
