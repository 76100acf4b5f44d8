"""Runs the web server and two workers as children: restarts a dead one, leaves none behind."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings

POLL_SECONDS = 0.3
GRACE_SECONDS = 20
QUICK_DEATH_SECONDS = 5
MOST_QUICK_DEATHS = 5
_PR_SET_PDEATHSIG = 1


class PortRefused(Exception):
    """The port cannot be listened on; the words say why and the way out."""


class Child:
    """One process of the portal, in a group of its own."""

    def __init__(self, name, command):
        self.name, self.command = name, command
        self.quick_deaths = 0
        self.start()

    def start(self):
        self.born = time.monotonic()
        self.process = subprocess.Popen(
            self.command, start_new_session=True, preexec_fn=_die_with_parent, cwd=settings.BASE_DIR
        )

    def is_dead(self):
        return self.process.poll() is not None

    def restart(self):
        """Start again after a death; False when it dies too quickly, again and again."""
        quick = time.monotonic() - self.born < QUICK_DEATH_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if quick else 0
        if self.quick_deaths >= MOST_QUICK_DEATHS:
            return False
        self.kill(signal.SIGKILL)
        time.sleep(min(2**self.quick_deaths, 8) * POLL_SECONDS)
        self.start()
        return True

    def kill(self, what):
        try:
            os.killpg(self.process.pid, what)
        except ProcessLookupError:
            return


def _die_with_parent():
    """Ask the kernel to end this child when the supervisor is killed outright (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def commands(host, port):
    web = [
        sys.executable, "-m", "gunicorn", "emulation.wsgi:application", "--bind", f"{host}:{port}",
        "--worker-class", "gthread", "--workers", "1", "--threads", "4", "--timeout", "60",
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    beat = ["--beat", "--schedule", str(settings.PORTAL_DATA / "beat")]
    return [
        ("web", web),
        ("worker", [*worker_command("small"), "--queues", "celery", *beat]),
        ("worker of big jobs", [*worker_command("big"), "--queues", "big"]),
    ]


def worker_command(name):
    """A worker that says which queues it takes with `--queues`; `name` tells it from the others."""
    return [
        sys.executable, "-W", "ignore:You're running the worker", "-m", "celery",
        "--app", "emulation", "--quiet", "worker", "--hostname", f"{name}@%h",
        "--pool", "prefork", "--concurrency", "1", "--loglevel", "WARNING",
        "--without-gossip", "--without-mingle",
    ]  # fmt: skip


def serve(host, port, *, say) -> int:
    """Run all until a signal comes; return the exit status.

    Raises:
        PortRefused: before anything is started.
    """
    _refuse_taken(host, port)
    stopping = []
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.append(True))
    children = [Child(name, command) for name, command in commands(host, port)]
    say(f"Cổng thi đua chạy tại http://{host}:{port} – Ctrl-C để dừng.")
    try:
        return _watch(children, stopping, say)
    finally:
        _end(children)


def _refuse_taken(host, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise PortRefused(_why_not(host, port, fault)) from fault


def _why_not(host, port, fault):
    if fault.errno == errno.EACCES:
        return f"Không được phép mở cổng {port}. Chạy với PORT khác: PORT=8000 ./portal run"
    if fault.errno == errno.EADDRINUSE:
        used = f"Cổng {port} đang được dùng (có thể do lần chạy trước). Dừng chương trình đó, "
        return used + f"hoặc chạy với PORT khác: PORT={port % 65535 + 1} ./portal run"
    return f"Không mở được địa chỉ {host}:{port} ({fault.strerror})."


def _watch(children, stopping, say):
    while not stopping:
        for child in children:
            if child.is_dead() and not child.restart():
                say(f"Tiến trình {child.name} dừng liên tục, không khởi động lại được nữa.")
                return 1
        time.sleep(POLL_SECONDS)
    return 0


def _end(children):
    """Ask all to end, wait, then end what is left; their whole groups."""
    for child in children:
        child.process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < until and not all(child.is_dead() for child in children):
        time.sleep(0.1)
    for child in children:
        child.kill(signal.SIGKILL)
        child.process.wait()
