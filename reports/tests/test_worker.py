"""A real worker, killed in mid-job: the report comes all the same, once. On either broker."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from reports.tests.conftest import free_port

pytestmark = [pytest.mark.worker]
WORKER = ("-m", "celery", "--app", "emulation", "worker", "--pool", "prefork", "--concurrency", "1",
          "--without-gossip", "--without-mingle")  # fmt: skip
ASK = """
from clusters.models import User
from emulation.models import ClusterPeriod
from reports.models import Report
by = User.objects.get(username="tinh")
part = ClusterPeriod.objects.get(period__code="2020-H1")
Report.begin(part, "province", by=by).enqueue()
"""


def row(stack):
    return stack.query("SELECT state, attempt FROM reports_report ORDER BY id DESC LIMIT 1")[0]


def wait_for(stack, state, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if row(stack)[0] == state:
            return True
        time.sleep(0.02)
    return False


def end(process, how):
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        return
    process.wait(timeout=30)


def test_a_killed_workers_report_is_taken_up_again_and_rendered_once(stack):
    worker = stack.start(*WORKER)
    try:
        stack.manage("shell", "-c", ASK)
        assert wait_for(stack, "rendering", 40)
        end(worker, signal.SIGKILL)
        assert row(stack) == ("rendering", 1)
        worker = stack.start(*WORKER)
        assert wait_for(stack, "ready", 60)
        assert row(stack) == ("ready", 2)
        time.sleep(4)
        assert row(stack) == ("ready", 2)
        files = list((stack.data / "media" / "reports").rglob("*.pdf"))
        assert len(files) == 1
        assert files[0].read_bytes()[:5] == b"%PDF-"
    finally:
        end(worker, signal.SIGKILL)


def processes(stack):
    """Command lines of living processes that work on this stack's data folder."""
    mine = f"PORTAL_DATA={stack.data}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if mine in (entry / "environ").read_bytes().split(b"\0"):
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append((int(entry.name), line))
        except OSError:
            continue
    return found


def test_serve_restarts_a_dead_worker_refuses_a_taken_port_and_leaves_nothing(stack):
    port = str(free_port())
    serve = stack.start("manage.py", "serve", "--port", port)
    try:
        first = wait_for_worker(stack, set())
        os.kill(first, signal.SIGKILL)
        assert wait_for_worker(stack, {first}) != first
        again = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", port],
            env=stack.environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
        )
        assert (again.returncode, "đang được dùng" in again.stderr) == (1, True)
    finally:
        serve.send_signal(signal.SIGINT)
        serve.wait(timeout=40)
    time.sleep(0.5)
    assert processes(stack) == []


def wait_for_worker(stack, known):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        workers = [pid for pid, line in processes(stack) if "celery" in line]
        fresh = [pid for pid in workers if pid not in known]
        if fresh and (not known or not known & set(workers)):
            return min(fresh)
        time.sleep(0.1)
    raise AssertionError("No worker came up.")
