"""Jobs that take long: given up, told of when done; the renderer is warm; the nightly run."""

import time
from datetime import timedelta
from functools import partial

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.urls import reverse
from django.utils import timezone

from clusters.models import Notice
from clusters.tests.factories import UserFactory
from reports import tasks, working
from reports.models import Report
from reports.side_by_side import together
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
    monkeypatch.setattr(tasks, "send", lambda job: sent.append(job.pk))
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


def test_a_job_that_wants_too_much_memory_is_parked_with_its_reason(monkeypatch, settings):
    settings.JOB_MEMORY_MB = 8192
    report = make_report(state="waiting", enqueued_at=timezone.now())
    monkeypatch.setattr(Report, "render", lambda self: bytearray(9 * 2**30))
    tasks.render("reports.report", report.pk)
    report.refresh_from_db()
    assert (report.state, "8192 MB bộ nhớ" in report.error) == ("failed", True)
    bytearray(9 * 2**30)  # the limit was the job's alone


def test_a_job_that_takes_too_long_is_parked_with_its_reason(monkeypatch):
    def slow(self):
        raise SoftTimeLimitExceeded

    report = make_report(state="waiting", enqueued_at=timezone.now())
    monkeypatch.setattr(Report, "render", slow)
    tasks.render("reports.report", report.pk)
    report.refresh_from_db()
    assert report.error.startswith("Tạo quá 4 phút")


def test_pages_are_counted_while_they_are_laid(monkeypatch):
    from reports import pdf

    told = []
    report = make_report(state="waiting", enqueued_at=timezone.now())
    held = Report.objects.claim(report.pk)
    monkeypatch.setattr(working, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(held, "beat", lambda **said: told.append(said["pages_laid"]) or True)
    page = '<p style="break-after: page">a</p>'
    made = [f"<html lang=vi><title>a</title>{page * pages}</html>" for pages in (30, 20, 10)]
    with working.at_work(held):
        pdf.pdf_from_html(made[0])
        together(partial(pdf.pdf_from_html, made[1]), partial(pdf.pdf_from_html, made[2]))
        time.sleep(0.1)
    assert told == sorted(told)
    assert told[-1] == 60


def test_big_jobs_wait_in_a_queue_of_their_own(monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(
        tasks.render, "apply_async", lambda args, queue, **rest: sent.append((args[1], queue))
    )
    part, by = make_part(), UserFactory(provincial=True)
    small = Report.begin(part, "province", by=by)
    about = {"scope": "province", "issuer_kind": "province", "period": part.period}
    big = Report.start(Report.about(**about), by=by)
    with django_capture_on_commit_callbacks(execute=True):
        small.enqueue()
        big.enqueue()
    assert sent == [(small.pk, "celery"), (big.pk, "big")]
    big.refresh_from_db()
    assert big.ahead == 0  # the small one stands elsewhere
    later = Report.begin(part, "province", by=by)
    later.enqueue()
    assert later.ahead == 1


def test_what_failed_is_asked_for_again_as_it_was(signed_in, django_capture_on_commit_callbacks):
    report = make_report(state="failed", error="Thiếu phông chữ.")
    report.issued_by = report.requested_by
    report.save()
    client = signed_in(acting_lead(report.cluster_period))
    page = client.get(report.get_absolute_url()).content.decode()
    again = reverse("report-retry", args=[report.pk])
    assert again in page
    client.post(again)
    report.refresh_from_db()
    assert (report.state, report.wants_issue) == ("waiting", True)
    assert client.post(again).status_code == 403
    listed = client.get(reverse("report-jobs")).content.decode()
    assert "Thiếu phông chữ." not in listed


@pytest.mark.django_db(transaction=True)
def test_a_job_given_up_frees_its_worker_at_once(monkeypatch):
    monkeypatch.setattr(working, "BEAT_SECONDS", 0.05)
    report = make_report(state="waiting", enqueued_at=timezone.now())

    def endless(self):
        Report.objects.get(pk=self.pk).cancel()
        until = time.monotonic() + 20
        while time.monotonic() < until:
            time.sleep(0.01)
        raise AssertionError("Nobody broke it off.")

    monkeypatch.setattr(Report, "render", endless)
    tasks.render("reports.report", report.pk)
    report.refresh_from_db()
    assert report.state == "cancelled"


def test_old_hands_cannot_finish_what_was_asked_for_anew():
    report = make_report(state="waiting", enqueued_at=timezone.now())
    old = Report.objects.claim(report.pk)
    old.cancel()
    report.refresh_from_db()
    report.enqueue()
    new = Report.objects.claim(report.pk)
    assert not old.beat(done=1)
    assert new.beat(done=1)
    assert new.tries == 1
