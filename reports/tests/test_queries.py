"""Every list page costs a constant number of queries, at most fifteen, whoever looks at it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.tests.factories import make_decision
from clusters.models import Membership
from clusters.tests.factories import MembershipFactory, UnitFactory, UserFactory
from emulation.tests.factories import ClusterPeriodFactory, make_sheet
from reports.tests.factories import make_report

pytestmark = pytest.mark.django_db
MOST = 15
PAGES = {
    "officer": ["my-work", "sheet-list", "result-list", "decisions", "criteria-sets"],
    "lead": ["my-work", "sheet-list", "result-list", "decisions", "report-jobs"],
    "province": [
        "my-work", "sheet-list", "result-list", "decisions", "report-jobs", "period-admin",
        "units-admin", "users-admin", "audit", "mails", "settings", "criteria-sets",
    ],
    "administrator": ["my-work", "units-admin", "users-admin", "audit", "mails"],
    "auditor": ["sheet-list", "result-list", "decisions", "report-jobs", "audit"],
}  # fmt: skip


def grow(lead, officer):
    """One more period of one more cluster, in which both units take part, with sheets under way."""
    part = ClusterPeriodFactory()
    MembershipFactory(cluster=part.cluster, unit=lead, role=Membership.Role.LEAD)
    for unit, state in [(officer, "draft"), (UnitFactory(), "submitted"), (lead, "submitted")]:
        sheet = make_sheet(part, unit, state=state)
    make_sheet(part, state="confirmed")
    make_report(part)
    make_decision(officer, number=f"{part.pk}/QĐ-UBND")
    sheet.send_back(UserFactory(provincial=True), "Sửa", part.closes_at)


def costs(client, pages):
    """Queries of each page."""
    counted = {}
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(page)).status_code == 200
        counted[page] = len(queries)
    return counted


@pytest.mark.parametrize("role", PAGES)
def test_a_list_page_costs_the_same_however_much_there_is(client, role):
    lead, officer = UnitFactory(), UnitFactory()
    users = {
        "officer": {"unit": officer},
        "lead": {"unit": lead, "acting": True},
        "province": {"provincial": True},
        "administrator": {"administrator": True},
        "auditor": {"auditor": True},
    }
    user = UserFactory(**users[role])
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    grow(lead, officer)
    grow(lead, officer)
    before = costs(client, PAGES[role])
    grow(lead, officer)
    after = costs(client, PAGES[role])
    assert after == before
    assert {page: n for page, n in after.items() if n > MOST} == {}


def test_a_row_is_saved_with_ten_queries_at_most(client):
    sheet = make_sheet(state="draft")
    user = UserFactory(unit=sheet.unit)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    row = sheet.entries.get(leaf__number="1")
    where = reverse("sheet-row-save", args=[sheet.pk, row.pk])
    data = {f"d{row.pk}-actual": "321,5", "seen": sheet.version}
    client.get(reverse("my-work"))
    with CaptureQueriesContext(connection) as queries:
        assert client.post(where, data).status_code == 200
    row.refresh_from_db()
    assert row.actual == Decimal("321.5")
    own = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"] and "session" not in q["sql"]]
    assert len(own) <= 10, "\n".join(own)
