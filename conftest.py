"""What all tests share: their own data folder, quick passwords, Debian's Chromium."""

import logging
import os
import shutil
import tempfile

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
_folder = tempfile.mkdtemp(prefix="portal-test-")
os.environ["PORTAL_DATA"] = _folder

import pytest  # noqa: E402
from django.db import connections  # noqa: E402
from hypothesis import HealthCheck, settings as hypothesis_settings  # noqa: E402

CHROMIUM = shutil.which("chromium") or ""
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG = bool(os.environ.get("PORTAL_LONG"))

hypothesis_settings.register_profile(
    "portal",
    deadline=None,
    max_examples=400 if LONG else 60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("portal")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Browser modules come last: Playwright's event loop runs on in the thread after they end.

    A later test on the same worker could then neither call `asyncio.run` nor share Django's
    connections. Workers take modules in this order, so none gets a plain one after a browser one.
    """
    browser = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path in browser)


def pytest_sessionfinish(session):
    shutil.rmtree(_folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def quick_and_quiet(settings):
    """Cheap password hashes; an empty cache; the queue is a list in memory that nobody reads.

    Refusals are not logged: their tracebacks cost a third of the permission matrix.
    """
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from django.core.cache import cache

    from emulation.celery import app

    cache.clear()
    app.conf.broker_url = "memory://"


@pytest.fixture(autouse=True, scope="session")
def append_only_is_lifted_for_cleaning():
    """The triggers of append-only tables are lifted while a test database is emptied, no longer.

    Tests that commit are cleaned up by emptying every table, which those triggers refuse. Nothing
    else lifts them: within a test they hold as they do in a real portal.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from clusters import append_only, audit

    empty = TransactionTestCase._fixture_teardown

    def lifted(self):
        tables = [model._meta.db_table for model in audit.tables()]
        for table in tables:
            append_only.run(connection, append_only.lifting(connection.vendor, table))
        try:
            empty(self)
        finally:
            for table in tables:
                append_only.run(connection, append_only.protection(connection.vendor, table))

    TransactionTestCase._fixture_teardown = lifted
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture
def signed_in(client):
    """`signed_in(user)` is a browser session of that user."""

    def sign_in(user):
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium; where it is missing browser tests are skipped, in CI they fail."""
    if not CHROMIUM:
        if os.environ.get("PORTAL_REQUIRE_BROWSER"):
            pytest.fail("Chromium is missing; browser tests must not be skipped here.")
        pytest.skip("Chromium is missing: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser(browser):
    """While Playwright's loop runs, Django keeps database connections apart from the plain ones.

    They are closed here; an open one would keep PostgreSQL from dropping the test database.
    """
    yield browser
    connections.close_all()
