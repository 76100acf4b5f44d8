"""The province of a hundred communes: made up, labelled, usable; loaded once (long lane)."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.models import Unit, User
from emulation.models import Criterion, ScoreSheet

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def load():
    out = io.StringIO()
    call_command("load_demo", "--communes", stdout=out)
    return out.getvalue()


@pytest.fixture
def province(monkeypatch, client):
    monkeypatch.setenv("DEMO_PASSWORD", "demo-pass-123")
    assert "Đã thêm 100 bảng" in load()
    client.force_login(
        User.objects.get(username="tinh"), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def test_a_hundred_communes_stand_in_every_state_and_say_that_they_are_made_up(province):
    sheets = ScoreSheet.objects.filter(cluster_period__period__code="2026-H1")
    assert sheets.state_counts() == {
        "Bản nháp": 20,
        "Đã nộp": 20,
        "Yêu cầu bổ sung": 10,
        "Cụm đã thống nhất": 20,
        "Đã duyệt": 30,
    }
    communes = Unit.objects.filter(kind__in=["commune", "ward"])
    assert communes.count() == 100
    assert all("(đơn vị mẫu)" in unit.full_name for unit in communes)
    assert "đã có" in load()
    assert sheets.count() == 100


def test_every_page_of_the_province_stays_within_fifteen_queries(province):
    leaf = Criterion.objects.get(criteria_set__code="XA-12TC", number="2")
    pages = [
        reverse(name)
        for name in ("my-work", "sheet-list", "progress-all", "overview", "result-list")
    ]
    pages += [
        reverse("verify", args=["2026-H1", leaf.pk]),
        reverse("targets", args=[2026]),
        reverse("matrix", args=["2026-H1", "xa-1"]),
        reverse("progress", args=["2026-H1", "xa-1"]),
        reverse("units-admin"),
        reverse("users-admin"),
    ]
    costs = {}
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            assert province.get(page).status_code == 200
        costs[page] = len(queries)
    assert {page: n for page, n in costs.items() if n > 15} == {}
