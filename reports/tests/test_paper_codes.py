"""Codes of papers: strangers wait for one another; a preview carries none."""

import pytest
from django.test import Client
from django.urls import reverse

from reports.tests.factories import acting_lead, make_part, make_report
from reports.tests.test_issued_reports import issued
from reports.views import checks

pytestmark = pytest.mark.django_db


def test_a_second_stranger_is_asked_to_wait_who_is_signed_in_is_not(signed_in, monkeypatch):
    report = issued()
    monkeypatch.setattr(checks, "PATIENCE_SECONDS", 0)
    address = reverse("paper-check", args=[report.code])
    with checks._strangers:
        answer = Client().get(address)
        assert answer.status_code == 503
        assert "Đợi vài giây" in answer.content.decode()
        assert signed_in(acting_lead(report.cluster_period)).get(address).status_code == 200
    assert Client().get(address).status_code == 200


def test_a_page_that_was_not_made_yet_carries_no_code(signed_in):
    report = make_report(make_part())
    client = signed_in(acting_lead(report.cluster_period))
    page = client.get(reverse("report-preview", args=[report.pk])).content.decode()
    assert report.code not in page
