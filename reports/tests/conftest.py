"""The portal as its users have it: own processes, own data folder, own database."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

PASSWORD = "demo-pass-123"


@dataclass
class Stack:
    """Environment of the processes, and how to ask their database."""

    environment: dict
    data: Path
    dsn: str

    def manage(self, *words):
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            env=self.environment,
            cwd=settings.BASE_DIR,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def start(self, *words):
        return subprocess.Popen(
            [sys.executable, *words],
            env=self.environment,
            cwd=settings.BASE_DIR,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def query(self, text):
        """Rows of one query, past Django."""
        if self.dsn:
            import psycopg2

            connection = psycopg2.connect(self.dsn)
        else:
            import sqlite3

            connection = sqlite3.connect(self.data / "portal.sqlite3", timeout=20)
        try:
            cursor = connection.cursor()
            cursor.execute(text)
            return cursor.fetchall()
        finally:
            connection.close()


def _own_database(name):
    """On PostgreSQL a database of the stack's own; on SQLite the data folder is enough."""
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        return "", ""
    import psycopg2

    connection = psycopg2.connect(given)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    parts = urlsplit(given)
    return given, urlunsplit(parts._replace(path=f"/{name}"))


def _drop(given, name):
    import psycopg2

    connection = psycopg2.connect(given)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    connection.close()


def fill(stack):
    stack.manage("migrate", "-v", "0")
    stack.manage("load_demo")


def prepared(tmp_path_factory, environment):
    """The folder of a demo that was loaded once in this run; every module starts from a copy.

    Workers share it: the first that needs it makes it, the others wait.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / "prepared-stack"
    with (shared / "prepared-stack.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = shared / "prepared-stack.making"
            making.mkdir()
            fill(Stack(environment | {"PORTAL_DATA": str(making)}, making, ""))
            making.rename(folder)
    return folder


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """A demo province in a database and a queue of its own."""
    data = tmp_path_factory.mktemp("portal")
    name = f"portal_stack_{os.getpid()}_{data.name.replace('-', '_')}"
    given, dsn = _own_database(name)
    environment = {
        **os.environ,
        "PORTAL_DATA": str(data),
        "DEMO_PASSWORD": PASSWORD,
        "REPORT_STALE_SECONDS": "3",
        "DATABASE_URL": dsn,
    }
    broker = os.environ.get("CELERY_BROKER_URL", "")
    if broker:
        environment["CELERY_BROKER_URL"] = broker.rsplit("/", 1)[0] + f"/{10 + os.getpid() % 6}"
    made = Stack(environment, data, dsn)
    if given:
        fill(made)
    else:
        shutil.copytree(prepared(tmp_path_factory, environment), data, dirs_exist_ok=True)
    yield made
    if given:
        _drop(given, name)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def portal(stack):
    """The address of a running portal: web server and worker, ended afterwards."""
    port = free_port()
    process = stack.start("manage.py", "serve", "--port", str(port))
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 40
    while True:
        try:
            urllib.request.urlopen(f"{address}/dang-nhap/", timeout=5).close()
            break
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(timeout=40)


def _watch(page, portal, faults):
    """Note script errors, calls that leave this machine, missing files and failures of the server.

    The browser also complains of every 401, 404, 409 and lost connection: those are answers.
    """

    def hear(message):
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    def look(response):
        missing = response.status == 404 and "/static/" in response.url
        if missing or response.status >= 500:
            faults.append(f"{response.status} {response.url}")

    page.on("console", hear)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("request", lambda r: None if r.url.startswith(portal) else faults.append(r.url))
    page.on("response", look)


@pytest.fixture
def people(browser, portal):
    """`people(name)` is a page of that person, signed in; what `_watch` finds fails the test."""
    contexts, faults = [], []

    def enter(name, **options):
        context = browser.new_context(
            base_url=portal, viewport={"width": 1366, "height": 800}, **options
        )
        contexts.append(context)
        page = context.new_page()
        _watch(page, portal, faults)
        page.goto("/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(name)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        return page

    yield enter
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="module")
def sheets(stack):
    """Keys of the blank sheets by the name of their officer."""
    words = "from reports.tests.arena import build; build()"
    return json.loads(stack.manage("shell", "-v", "0", "-c", words).strip().splitlines()[-1])


@pytest.fixture
def open_sheet(people, sheets):
    """`open_sheet(name)` is the sheet of that officer on a page of theirs."""

    def open_it(name, *, who=None, **options):
        page = people(who or name, **options)
        page.goto(f"/phieu/{sheets[name]}/")
        return page

    return open_it


@pytest.fixture
def prepare(stack, sheets):
    """`prepare("hand_in", "phang-1")` brings a blank sheet of the arena to where a test begins."""

    def do(act, *words):
        told = ", ".join(repr(word) for word in words)
        stack.manage(
            "shell", "-v", "0", "-c", f"from reports.tests.arena import {act}; {act}({told})"
        )

    return do


@pytest.fixture(autouse=True)
def no_second_hand(monkeypatch):
    """Signs of life come from a second thread, which a test's transaction would lock out."""
    monkeypatch.setattr("reports.working.BEAT_SECONDS", 3600)
