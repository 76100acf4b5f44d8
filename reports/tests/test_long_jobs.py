"""Jobs that take long: given up, told of when done; the renderer is warm; the nightly run."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Notice
from clusters.tests.factories import UserFactory
from reports import tasks
from reports.models import Report
from reports.tests.factories import acting_lead, make_part, make_report

pytestmark = pytest.mark.django_db


def test_a_job_given_up_is_written_by_nobody_and_can_be_asked_for_again(signed_in):
    report = make_report(state="waiting", enqueued_at=timezone.now())
    held = Report.objects.claim(report.pk)
    client = signed_in(acting_lead(report.cluster_period))
    page = client.get(reverse("report-progress", args=[report.pk])).content.decode()
    assert "Hủy tạo báo cáo" in page
    client.post(reverse("report-cancel", args=[report.pk]))
    assert not held.beat(done=1)
    report.refresh_from_db()
    assert report.state == "cancelled"
    assert client.post(reverse("report-cancel", args=[report.pk])).status_code == 403
    assert report.make_draft()


def test_whoever_waited_long_is_told_once_and_nobody_else():
    quick = make_report(state="waiting", enqueued_at=timezone.now())
    tasks.render("reports.report", quick.pk)
    assert not Notice.objects.exists()
    long_ago = timezone.now() - timedelta(seconds=90)
    slow = make_report(make_part(), state="waiting", enqueued_at=long_ago)
    tasks.render("reports.report", slow.pk)
    notice = Notice.objects.get()
    assert notice.to == slow.requested_by
    assert str(slow) in notice.text


def test_the_nightly_run_makes_each_closed_periods_report_once(monkeypatch):
    sent = []
    monkeypatch.setattr(tasks, "send", lambda kind, pk: sent.append(pk))
    UserFactory(provincial=True)
    closed, _ = make_part(), make_part(closed=False)
    assert tasks.make_nightly_reports() == 1
    assert tasks.make_nightly_reports() == 0
    assert Report.objects.get().cluster_period == closed


def test_a_worker_is_warm_before_its_first_job(monkeypatch):
    from reports import pdf

    laid = []
    monkeypatch.setattr(pdf, "pdf_from_html", lambda html: laid.append(html))
    tasks.warm_up()
    assert laid
