"""A report's life: asked for, claimed by one, finished once, tried again; who sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.tests.factories import UserFactory
from reports import tasks
from reports.models import Report
from reports.pdf import Pdf
from reports.rendering import Made
from reports.tests.factories import acting_lead, make_part, make_report

pytestmark = pytest.mark.django_db
State = Report.State


@pytest.fixture
def sent(monkeypatch):
    """The keys that were put on the queue."""
    keys = []
    monkeypatch.setattr(tasks, "send", lambda job: keys.append(job.pk))
    return keys


def test_asking_twice_sends_once(sent, django_capture_on_commit_callbacks):
    report = make_report()
    with django_capture_on_commit_callbacks(execute=True):
        assert report.enqueue()
        assert not report.enqueue()
    assert sent == [report.pk]


def test_a_waiting_report_is_claimed_by_one():
    report = make_report(state="waiting")
    first, second = Report.objects.claim(report.pk), Report.objects.claim(report.pk)
    assert (first.attempt, first.state, second) == (1, State.RENDERING, None)


def test_a_stale_report_is_taken_up_again_and_the_old_hand_writes_nothing():
    report = make_report(state="waiting")
    old = Report.objects.claim(report.pk)
    stale = timezone.now() - timedelta(minutes=5)
    Report.objects.filter(pk=report.pk).update(heartbeat=stale, enqueued_at=stale)
    new = Report.objects.claim(report.pk)
    assert new.attempt == 2
    assert not old.beat(done=1)
    made = Made("a", Pdf(b"%PDF", 1), b"word", b"book")
    kept = {"snapshot": "", "is_provisional": True, "figures_at": None, "template_version": ""}
    assert not old.finish(made, **kept)
    old.fail("không")
    report.refresh_from_db()
    assert (report.state, report.error) == (State.RENDERING, "")
    assert new.finish(made, **kept)


def test_what_was_lost_is_sent_again_but_not_without_end(sent):
    old = timezone.now() - timedelta(minutes=5)
    waiting = make_report(state="waiting", enqueued_at=old)
    rendering = make_report(make_part(), state="rendering", enqueued_at=old, heartbeat=old)
    fresh = make_report(make_part(), state="waiting", enqueued_at=timezone.now())
    assert tasks.reap() == 2
    assert tasks.reap() == 0
    assert sent == [waiting.pk, rendering.pk]
    assert fresh.pk not in sent


def test_a_rendered_report_has_its_file_and_is_never_rendered_again():
    report = make_report(state="waiting")
    tasks.render("reports.report", report.pk)
    report.refresh_from_db()
    assert (report.state, report.attempt, report.is_provisional) == (State.READY, 1, False)
    with report.file.open() as file:
        assert file.read(5) == b"%PDF-"
    assert len(report.sha256) == 64
    done = report.finished_at
    tasks.render("reports.report", report.pk)
    report.refresh_from_db()
    assert report.finished_at == done


def test_a_failure_is_said_and_can_be_tried_again(
    monkeypatch, sent, django_capture_on_commit_callbacks
):
    from reports import pdf, rendering

    def broken(*args, **kwargs):
        raise pdf.PdfFault("Chưa có phông chữ. Cài gói fonts-liberation2.")

    report = make_report(state="waiting")
    monkeypatch.setattr(rendering, "report_pdf", broken)
    tasks.render("reports.report", report.pk)
    report.refresh_from_db()
    assert (report.state, report.error) == (
        State.FAILED,
        "Chưa có phông chữ. Cài gói fonts-liberation2.",
    )
    monkeypatch.undo()
    monkeypatch.setattr(tasks, "send", lambda job: None)
    with django_capture_on_commit_callbacks(execute=True):
        assert report.enqueue()
    tasks.render("reports.report", report.pk)
    report.refresh_from_db()
    assert report.state == State.READY


def test_a_crash_is_marked_and_seen(monkeypatch):
    from reports import rendering

    monkeypatch.setattr(rendering, "paper_of", lambda *a, **k: 1 / 0)
    report = make_report(state="waiting")
    with pytest.raises(ZeroDivisionError):
        tasks.render("reports.report", report.pk)
    report.refresh_from_db()
    assert report.state == State.FAILED
    assert "Thử lại" in report.error


def test_a_dead_queue_is_no_error_for_the_person(monkeypatch):
    def dead(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(tasks.render, "apply_async", dead)
    tasks.send(Report(pk=1))


def test_texts_are_kept_for_the_next_draft():
    report = make_report()
    report.write({"opening": "Mở đầu", "shortcomings": "Hạn chế"}, by=report.requested_by)
    fresh = Report.begin(report.cluster_period, report.issuer_kind, by=report.requested_by)
    assert (fresh.opening, fresh.shortcomings, fresh.state) == ("Mở đầu", "Hạn chế", State.DRAFT)


def test_the_pages_from_asking_to_the_file(
    signed_in, monkeypatch, django_capture_on_commit_callbacks
):
    part = make_part()
    client = signed_in(acting_lead(part))
    answer = client.post(reverse("report-jobs"), {"part": part.pk})
    report = Report.objects.get()
    assert report.issuer_kind == "cluster"
    page = client.get(answer.url).content.decode()
    assert "Tạo báo cáo" in page
    monkeypatch.setattr(tasks, "send", lambda job: tasks.render(job._meta.label_lower, job.pk))
    typed = {"opening": "Mở đầu", "directions": "Nhiệm vụ", "render": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(answer.url, typed)
    progress = client.get(reverse("report-progress", args=[report.pk]))
    assert progress.status_code == 286
    assert "Tải PDF" in progress.content.decode()
    file = client.get(reverse("report-file", args=[report.pk]))
    assert file["Content-Disposition"].startswith("attachment; filename=")
    assert file["Content-Type"] == "application/pdf"
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    assert client.post(answer.url, typed).status_code == 403


def test_progress_is_asked_for_only_while_there_is_some(signed_in):
    report = make_report(state="rendering", enqueued_at=timezone.now())
    client = signed_in(UserFactory(provincial=True))
    address = reverse("report-progress", args=[report.pk])
    asked = client.get(address)
    assert (asked.status_code, "hx-get" in asked.content.decode()) == (200, True)
    Report.objects.update(enqueued_at=timezone.now() - timedelta(minutes=6))
    assert client.get(address).status_code == 286


def test_who_sees_a_report(signed_in):
    part = make_part()
    report = make_report(part)
    users = {
        "lead": acting_lead(part),
        "member": UserFactory(unit=part.sheets.first().unit),
        "stranger": UserFactory(),
        "other lead": acting_lead(make_part()),
        "province": UserFactory(provincial=True),
        "auditor": UserFactory(auditor=True),
        "administrator": UserFactory(administrator=True),
    }
    codes = {n: signed_in(u).get(report.get_absolute_url()).status_code for n, u in users.items()}
    assert codes == {
        "lead": 200,
        "member": 404,
        "stranger": 404,
        "other lead": 404,
        "province": 200,
        "auditor": 200,
        "administrator": 404,
    }
    Report.objects.update(issuer_kind="province")
    assert signed_in(users["lead"]).get(report.get_absolute_url()).status_code == 404


def test_a_member_cannot_ask_for_one(signed_in):
    part = make_part()
    client = signed_in(UserFactory(unit=part.sheets.first().unit))
    assert "Báo cáo của cụm, khối" not in client.get(reverse("report-jobs")).content.decode()
    assert client.post(reverse("report-jobs"), {"part": part.pk}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries(signed_in, django_assert_max_num_queries, count):
    part = make_part()
    for _ in range(count):
        make_report(part)
    client = signed_in(UserFactory(provincial=True))
    with django_assert_max_num_queries(15) as queries:
        client.get(reverse("report-jobs"))
    assert len(queries) == 13
