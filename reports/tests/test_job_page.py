"""S51: reports and kits in one place, with their state, their buttons, drafts thrown away."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from clusters.models import Change
from clusters.tests.factories import UserFactory
from emulation.meetings import begin_meeting
from emulation.workflow import Refused
from reports.models import Kit, KitFile, Report
from reports.tests.factories import acting_lead, make_part, make_report

pytestmark = pytest.mark.django_db
PAGE = reverse("report-jobs")


@pytest.fixture
def part():
    return make_part(units=1)


def make_kit(part, number=1, meeting=None, **facts):
    by = UserFactory(provincial=True)
    meeting = meeting or begin_meeting(
        cluster=part.cluster, kind="half", year=2020, held_at=part.closes_at, place="x", by=by
    )
    return Kit.objects.create(
        meeting=meeting, number=number, parts=["ranking"], requested_by=by, **facts
    )


def make_ready(report, **facts):
    """A draft with its three files, written without laying it out."""
    for field, ending in ((report.file, "pdf"), (report.word, "docx"), (report.book, "xlsx")):
        field.save(f"a.{ending}", ContentFile(b"a"), save=False)
    report.state, report.sha256, report.pages, report.size = "ready", "0" * 64, 12, 1_400_000
    for name, value in facts.items():
        setattr(report, name, value)
    report.save()
    return report


def forms(text):
    """Where the buttons of a page lead."""
    names = ("huy", "thu-lai", "xoa")
    return {name for name in names if f"/{name}/" in text}


def test_kits_stand_there_for_who_may_see_them_and_for_nobody_else(signed_in, part):
    kit = make_kit(part, state="ready")
    KitFile.keep(b"%PDF", kit=kit, audience="chair", name="a.pdf", extension="pdf", pages=7)
    users = {
        "lead": acting_lead(part),
        "member": UserFactory(unit=part.sheets.first().unit),
        "stranger": UserFactory(),
        "other lead": acting_lead(make_part(units=1)),
        "province": UserFactory(provincial=True),
        "auditor": UserFactory(auditor=True),
    }
    shown = {n: "Tài liệu hội nghị lần 1" in signed_in(u).get(PAGE).text for n, u in users.items()}
    assert [name for name, is_shown in shown.items() if is_shown] == ["lead", "province", "auditor"]
    page = signed_in(users["lead"]).get(PAGE).text
    assert reverse("kit-file", args=[kit.meeting_id, kit.files.get().pk]) in page
    assert "7 trang" in page


def test_a_row_says_how_far_its_job_has_come(signed_in, part):
    now = timezone.now()
    make_report(part, state="rendering", enqueued_at=now - timedelta(seconds=9), pages_laid=34)
    make_report(part, state="waiting", enqueued_at=now - timedelta(seconds=5))
    make_kit(part, state="waiting", enqueued_at=now, is_big=True)
    make_report(part, state="failed", error="Thiếu phông chữ.")
    make_ready(make_report(part))
    page = signed_in(acting_lead(part)).get(PAGE).text
    for words in (
        "Đã dàn 34 trang",
        "Còn 1 văn bản xếp trước",
        "Sắp đến lượt",
        "Thiếu phông chữ.",
        "12 trang · 1,4 MB",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        ("waiting", {"huy"}),
        ("rendering", {"huy"}),
        ("failed", {"thu-lai", "xoa"}),
        ("cancelled", {"thu-lai", "xoa"}),
        ("draft", {"xoa"}),
    ],
)
def test_a_row_has_the_buttons_of_its_state_for_who_may_press_them(signed_in, part, state, buttons):
    make_report(part, state=state)
    assert forms(signed_in(acting_lead(part)).get(PAGE).text) == buttons
    for reader in (UserFactory(provincial=True), UserFactory(auditor=True)):
        assert forms(signed_in(reader).get(PAGE).text) == set()


def test_a_kit_is_given_up_and_asked_for_again_from_the_list(signed_in, part):
    kit = make_kit(part, state="waiting", enqueued_at=timezone.now())
    client, keys = signed_in(acting_lead(part)), [kit.meeting_id, kit.pk]
    assert forms(client.get(PAGE).text) == {"huy"}
    answer = client.post(reverse("kit-cancel", args=keys), {"back": PAGE})
    kit.refresh_from_db()
    assert (answer.status_code, answer["Location"], kit.state) == (302, PAGE, "cancelled")
    assert forms(client.get(PAGE).text) == {"thu-lai"}
    answer = client.post(reverse("kit-retry", args=keys), {"back": PAGE})
    kit.refresh_from_db()
    assert (answer["Location"], kit.state) == (PAGE, "waiting")
    assert forms(signed_in(UserFactory(auditor=True)).get(PAGE).text) == set()


def test_only_the_newest_kit_of_a_meeting_is_asked_for_again(signed_in, part):
    old = make_kit(part, state="failed")
    new = make_kit(part, 2, meeting=old.meeting, state="failed")
    page = signed_in(acting_lead(part)).get(PAGE).text
    assert reverse("kit-retry", args=[new.meeting_id, new.pk]) in page
    assert reverse("kit-retry", args=[old.meeting_id, old.pk]) not in page


def test_a_stranger_gives_up_nothing(signed_in, part):
    report = make_report(part, state="waiting", enqueued_at=timezone.now())
    kit = make_kit(part, state="waiting", enqueued_at=timezone.now())
    for stranger in (UserFactory(), acting_lead(make_part(units=1))):
        client = signed_in(stranger)
        of_kit = [kit.meeting_id, kit.pk]
        for name, keys in (("report", [report.pk]), ("kit", of_kit)):
            assert client.post(reverse(f"{name}-cancel", args=keys)).status_code == 404
            assert client.get(reverse(f"{name}-row", args=keys)).status_code == 404
        assert client.post(reverse("report-discard", args=[report.pk])).status_code == 404
    assert set(Report.objects.values_list("state", flat=True)) == {"waiting"}
    assert Kit.objects.get().state == "waiting"


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        (PAGE, PAGE),
        (f"{PAGE}?page=2", f"{PAGE}?page=2"),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("javascript:alert(1)", None),
        ("logout", None),
        ("x", None),
        ("", None),
    ],
)
def test_a_button_leads_back_to_a_page_of_ours_only(signed_in, part, back, leads_to):
    report = make_report(part, state="waiting", enqueued_at=timezone.now())
    client = signed_in(acting_lead(part))
    for name in ("report-cancel", "report-retry"):
        answer = client.post(reverse(name, args=[report.pk]), {"back": back})
        assert answer["Location"] == (leads_to or report.get_absolute_url())


def test_nothing_is_asked_again_while_nothing_is_under_way(signed_in, part):
    make_report(part)
    make_ready(make_report(part))
    make_kit(part, state="failed")
    client = signed_in(acting_lead(part))
    assert "hx-get" not in client.get(PAGE).text
    late = timezone.now() - timedelta(minutes=6)
    make_report(part, state="waiting", enqueued_at=late)
    page = client.get(PAGE).text
    assert "hx-get" not in page
    assert "Tải lại để xem tiến độ" in page


def test_a_row_asks_until_its_job_is_over_and_shows_what_came_of_it(signed_in, part):
    report = make_report(part, state="rendering", enqueued_at=timezone.now(), pages_laid=3)
    kit = make_kit(part, state="rendering", enqueued_at=timezone.now(), pages_laid=4)
    rows = {
        reverse("report-row", args=[report.pk]): "Đã dàn 3 trang",
        reverse("kit-row", args=[kit.meeting_id, kit.pk]): "Đã dàn 4 trang",
    }
    client = signed_in(acting_lead(part))
    page = client.get(PAGE).text
    for row, words in rows.items():
        assert f'hx-get="{row}" hx-trigger="every 1s"' in page
        answer = client.get(row)
        assert (answer.status_code, words in answer.text) == (200, True)
        assert not answer.has_header("HX-Retarget")
    for kind in (Report, Kit):
        kind.objects.update(state="failed", error="Hết bộ nhớ.")
    for row in rows:
        answer = client.get(row)
        assert (answer.status_code, answer["HX-Retarget"]) == (286, "closest tr")
        assert "Hết bộ nhớ." in answer.text
        assert "Thử lại" in answer.text
        assert "hx-get" not in answer.text


def test_a_draft_is_thrown_away_with_its_files_and_leaves_its_trace(
    signed_in, part, django_capture_on_commit_callbacks
):
    report = make_ready(make_report(part))
    lead, name, code = acting_lead(part), str(report), report.code
    files = [report.file, report.word, report.book]
    client, address = signed_in(lead), reverse("report-discard", args=[report.pk])
    assert address in client.get(report.get_absolute_url()).text
    assert code in client.get(address).text
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address)
        assert all(file.storage.exists(file.name) for file in files)
    assert answer["Location"] == PAGE
    assert not Report.objects.exists()
    assert not any(file.storage.exists(file.name) for file in files)
    trace = Change.objects.get(record_type="reports.report", record_id=report.pk)
    assert (trace.by, trace.record_name, trace.after) == (lead, name, "đã xóa")
    assert code in trace.before
    assert client.post(address).status_code == 404


def test_what_is_issued_or_being_made_is_not_thrown_away(signed_in, part):
    issued = make_ready(
        make_report(part), issued_at=timezone.now(), is_provisional=False, snapshot="{}"
    )
    made = make_report(part, state="rendering", enqueued_at=timezone.now())
    client = signed_in(acting_lead(part))
    for report, words in ((issued, "đã phát hành"), (made, "đang được tạo")):
        answer = client.post(reverse("report-discard", args=[report.pk]))
        assert answer.status_code == 403
        assert "khi chưa phát hành và không đang tạo" in answer.text
        with pytest.raises(Refused, match=words):
            report.discard(by=report.requested_by)
        assert reverse("report-discard", args=[report.pk]) not in client.get(PAGE).text
    assert Report.objects.count() == 2
    assert issued.file.storage.exists(issued.file.name)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_queries(signed_in, django_assert_num_queries, part, count):
    for _ in range(count):
        make_report(part, state="waiting", enqueued_at=timezone.now())
        make_ready(make_report(part))
        kit = make_kit(part, state="waiting", enqueued_at=timezone.now())
        KitFile.keep(b"%PDF", kit=kit, audience="chair", name="a.pdf", extension="pdf")
    client = signed_in(UserFactory(provincial=True))
    with django_assert_num_queries(15):
        client.get(PAGE)
