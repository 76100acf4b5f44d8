"""Guards of the house: layers, sizes, strangers at every address, words of the interface."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import URLResolver, get_resolver, reverse

from clusters.tests.factories import UserFactory

LAYERS = ["clusters", "emulation", "awards", "reports"]
WIRING = {"emulation/urls.py", "emulation/celery.py"}
CODE = [path for app in LAYERS for path in (settings.BASE_DIR / app).rglob("*.py")]
PAGES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


def name(path):
    return str(path.relative_to(settings.BASE_DIR))


def imported_apps(module: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module)
    return {module.split(".")[0] for module in names} & set(LAYERS)


@pytest.mark.parametrize("app", LAYERS)
def test_an_app_imports_only_apps_below_it(app):
    above = set(LAYERS[LAYERS.index(app) + 1 :])
    wrong = {
        name(path): imported_apps(path) & above
        for path in CODE
        if name(path).startswith(f"{app}/") and name(path) not in WIRING
    }
    assert {path: apps for path, apps in wrong.items() if apps} == {}


def test_nobody_imports_the_wiring():
    wiring = re.compile(r"(from|import) emulation\.(urls|wsgi|settings|addresses)\b")
    others = [p for p in CODE if name(p) not in WIRING and "/tests/" not in name(p)]
    assert [name(p) for p in others if wiring.search(p.read_text("utf-8"))] == []


def test_scoring_knows_no_database_and_no_floats():
    scoring = [p for p in CODE if name(p).startswith("emulation/scoring/")]
    assert [name(p) for p in scoring if "django" in p.read_text("utf-8")] == []
    assert [name(p) for p in scoring if re.search(r"\bfloat\(", p.read_text("utf-8"))] == []


def test_files_stay_under_400_lines_and_functions_under_40():
    long = []
    for path in CODE:
        if "/migrations/" in name(path):
            continue
        text = path.read_text("utf-8")
        if text.count("\n") > 400:
            long.append(name(path))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 40:
                long.append(f"{name(path)}: {node.name}")
    assert long == []


def test_pages_hold_no_script_or_style_of_their_own_and_nothing_from_outside():
    wrong = re.compile(r"<script>|<style|\son\w+=|\sstyle=|https?://(?!www\.w3\.org)|\|safe\b")
    assert [name(p) for p in PAGES if wrong.search(p.read_text("utf-8"))] == []


def test_the_words_of_the_interface():
    """One please a page, no exclamation marks, a sheet is handed in, no level of government."""
    shown = {p: re.sub(r"\{[#%].*?[#%]\}", "", p.read_text("utf-8"), flags=re.S) for p in PAGES}
    shown = {p: re.sub(r"<!doctype html>|!=", "", text) for p, text in shown.items()}
    wrong = re.compile(r"gửi bảng|gửi phiếu điểm|\bhuyện\b|\bHuyện\b|!")
    assert [name(p) for p, text in shown.items() if wrong.search(text)] == []
    assert [name(p) for p, text in shown.items() if text.lower().count("vui lòng") > 1] == []


def test_every_public_module_says_what_it_is_for():
    silent = [
        name(p)
        for p in CODE
        if "/migrations/" not in name(p)
        and p.name not in ("__init__.py", "apps.py")
        and "/commands/" not in name(p)
        and ast.get_docstring(ast.parse(p.read_text("utf-8"))) is None
    ]
    assert silent == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


PUBLIC = {"setup", "data-request-guest"}
OPEN = {"login": [200, 200], "paper-lookup": [200, 405], "paper-check": [404, 405]}
"""What a stranger gets there by GET and by POST."""
POST_ONLY_OR_OWN = {"logout"}


def patterns(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def address(pattern):
    values = {"p": "2020-H1", "c": "bk-htp", "owner": "cum", "y": 2020}
    return reverse(pattern.name, kwargs={n: values.get(n, 1) for n in pattern.pattern.converters})


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", list(patterns()), ids=lambda p: p.name)
def test_a_stranger_must_sign_in(client, pattern):
    UserFactory()
    answers = [client.get(address(pattern)), client.post(address(pattern))]
    if pattern.name in OPEN:
        assert [a.status_code for a in answers] == OPEN[pattern.name]
    elif pattern.name in PUBLIC:
        assert [a.status_code for a in answers] == [404, 404]
    else:
        assert [a.status_code for a in answers] == [302, 302]
        assert all(reverse("login") in answer.url for answer in answers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "role",
    [
        "officer",
        "provincial",
        pytest.param("administrator", marks=pytest.mark.long),
        pytest.param("auditor", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("pattern", list(patterns()), ids=lambda p: p.name)
def test_no_address_breaks_for_anybody_on_an_empty_portal(signed_in, pattern, role):
    user = UserFactory(**({} if role == "officer" else {role: True}))
    client = signed_in(user)
    known = {200, 204, 302, 403, 404, 405}
    assert client.get(address(pattern)).status_code in known
    assert client.post(address(pattern), {"x": "1"}).status_code in known


@pytest.mark.django_db
def test_an_auditor_writes_nowhere(signed_in):
    client = signed_in(UserFactory(auditor=True))
    own = {"password", "logout", "login", "session-keep", "search", "notifications"}
    for pattern in patterns():
        if pattern.name not in own:
            assert client.post(address(pattern)).status_code in (403, 404, 405), pattern.name


def test_nothing_answers_under_admin(client, db):
    assert client.get("/admin/").status_code in (302, 404)
    assert not any(str(p.pattern).startswith("admin") for p in patterns())


def test_every_variable_is_in_the_example():
    settings_text = (settings.BASE_DIR / "emulation" / "settings.py").read_text("utf-8")
    read = set(re.findall(r'read\(\s*"\w+",\s*"(\w+)"', settings_text))
    example = (settings.BASE_DIR / ".env.example").read_text("utf-8")
    listed = set(re.findall(r"^([A-Z_]+)=", example, flags=re.M))
    assert read == listed


def test_every_package_says_where_it_is_used():
    lines = (settings.BASE_DIR / "requirements.txt").read_text("utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+\s+# .+", line) for line in packages)


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["0", "1944", "2101", "99999", "9" * 20, "٢٠٢٠"])
def test_a_year_in_an_address_is_sane(signed_in, year):
    client = signed_in(UserFactory(provincial=True))
    for page in (f"/chi-tieu/{year}/", f"/don-vi/1/chi-tieu/{year}/"):
        assert client.post(page).status_code == 404
