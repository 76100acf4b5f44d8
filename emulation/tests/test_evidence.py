"""Evidence: kept once, used for many rows, taken off and back, seen by those who see the sheet."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clusters.models import Change
from clusters.tests import made_files
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import evidence
from emulation.models import Document, RowReturn
from emulation.tests.factories import make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def file(name="a.pdf", content=None):
    return SimpleUploadedFile(name, made_files.pdf() if content is None else content)


@pytest.fixture
def sheet():
    return make_sheet(state="draft")


@pytest.fixture
def officer(sheet):
    return UserFactory(unit=sheet.unit)


def row(sheet, number="1"):
    return sheet.entries.get(leaf__number=number)


def address(sheet, number="1"):
    return reverse("evidence", args=[sheet.pk, row(sheet, number).pk])


def stored(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_name_of_our_own_and_shown_under_its_own(
    sheet, officer, signed_in, tmp_path
):
    client = signed_in(officer)
    client.post(address(sheet), {"files": [file("Báo cáo số 5.pdf")]})
    kept = sheet.documents.get()
    assert kept.name == "Báo cáo số 5.pdf"
    assert "Báo" not in kept.file.name
    assert [path.suffix for path in stored(tmp_path)] == [".pdf"]
    page = client.get(address(sheet)).content.decode()
    assert "Báo cáo số 5.pdf" in page
    assert "1 tệp" in client.get(sheet.get_absolute_url()).content.decode()
    told = set(Change.objects.under(sheet).values_list("field", flat=True))
    assert {"tệp", "minh chứng"} <= told


def test_one_file_serves_several_rows_and_lies_there_once(sheet, officer, signed_in, tmp_path):
    client = signed_in(officer)
    content = made_files.pdf()
    client.post(address(sheet, "1"), {"files": [file("a.pdf", content)]})
    client.post(address(sheet, "2"), {"files": [file("b.pdf", content)]})
    assert sheet.documents.count() == len(stored(tmp_path)) == 1
    assert evidence.counts(sheet) == {f"d{row(sheet, n).pk}": 1 for n in "12"}


def test_taken_off_its_last_row_a_file_is_struck_out_and_comes_back(sheet, officer, signed_in):
    client = signed_in(officer)
    client.post(address(sheet), {"files": [file()]})
    document = sheet.documents.get()
    client.post(address(sheet), {"remove": document.pk})
    assert not sheet.documents.live().exists()
    assert "Hoàn tác" in client.get(address(sheet)).content.decode()
    client.post(address(sheet), {"use": document.pk})
    assert sheet.documents.live().get().rows.get().entry == row(sheet)


def test_each_unfit_file_is_named_and_the_fit_ones_are_kept(sheet, officer, signed_in):
    answer = signed_in(officer).post(
        address(sheet), {"files": [file(), file("b.pdf", b"x"), file("c.docx", b"")]}
    )
    page = answer.content.decode()
    assert sheet.documents.get().name == "a.pdf"
    assert "Tệp b.pdf là văn bản thuần" in page
    assert "Tệp c.docx rỗng" in page


def test_the_quota_of_a_sheet_is_kept(sheet, officer, signed_in, settings):
    settings.EVIDENCE_QUOTA = 400
    page = signed_in(officer).post(address(sheet), {"files": [file()]}).content.decode()
    assert "Bảng này đã có 0,0 MB minh chứng" in page
    assert not Document.objects.exists()


def test_nothing_lies_on_the_disk_when_its_row_could_not_be_written(
    sheet, officer, monkeypatch, tmp_path
):
    def fail(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(Document, "save", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        evidence.add(sheet=sheet, record=row(sheet), upload=file(), by=officer)
    assert stored(tmp_path) == []


def test_who_sees_and_who_brings_evidence(sheet, officer, client):
    evidence.add(sheet=sheet, record=row(sheet), upload=file(), by=officer)
    document = sheet.documents.get()
    cluster = sheet.cluster_period.cluster
    lead = MembershipFactory(cluster=cluster, lead=True).unit
    people = {
        "officer": officer,
        "leader": UserFactory(unit=sheet.unit, duty="leader"),
        "lead": UserFactory(unit=lead, acting=True),
        "stranger": UserFactory(),
        "administrator": UserFactory(administrator=True),
        "province": UserFactory(provincial=True),
    }
    answers = {}
    for name, user in people.items():
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        seen = [
            client.get(reverse(route, args=args)).status_code
            for route, args in [
                ("document-page", [sheet.pk, document.pk, 1]),
                ("document", [sheet.pk, document.pk]),
                ("evidence", [sheet.pk, row(sheet).pk]),
            ]
        ]
        brought = client.post(address(sheet), {"use": document.pk}).status_code
        answers[name] = (set(seen), brought)
    assert answers == {
        "officer": ({200}, 302),
        "leader": ({200}, 403),
        "lead": ({200}, 403),
        "stranger": ({404}, 404),
        "administrator": ({404}, 404),
        "province": ({200}, 403),
    }


def test_another_sheets_file_cannot_be_used_or_fetched(sheet, officer, signed_in):
    other = make_sheet(sheet.cluster_period, state="draft")
    evidence.add(sheet=other, record=row(other), upload=file(), by=UserFactory(unit=other.unit))
    foreign = other.documents.get()
    client = signed_in(officer)
    assert client.post(address(sheet), {"use": foreign.pk}).status_code == 404
    assert client.get(reverse("document-file", args=[sheet.pk, foreign.pk])).status_code == 404


def test_a_download_is_an_attachment_that_runs_nothing(sheet, officer, signed_in):
    evidence.add(sheet=sheet, record=row(sheet), upload=file("Bản “số 1”.pdf"), by=officer)
    document = sheet.documents.get()
    answer = signed_in(officer).get(reverse("document-file", args=[sheet.pk, document.pk]))
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content)


def test_of_a_returned_sheet_only_the_rows_asked_for_take_evidence(officer, sheet, signed_in):
    by = UserFactory(provincial=True)
    sheet.state = "submitted"
    sheet.save()
    RowReturn.objects.create(sheet=sheet, entry=row(sheet, "2"), comment="Thiếu", by=by)
    sheet.send_back(by=by, note="", due=timezone.now() + timedelta(days=2))
    client = signed_in(officer)
    codes = [client.post(address(sheet, n), {"files": [file()]}).status_code for n in "12"]
    assert codes == [403, 302]


def test_the_facts_of_a_paper_are_written_and_traced(sheet, officer, signed_in):
    evidence.add(sheet=sheet, record=row(sheet), upload=file(), by=officer)
    document = sheet.documents.get()
    client = signed_in(officer)
    where = reverse("document", args=[sheet.pk, document.pk])
    client.post(where, {"number": "12/BC-UBND", "dated_on": "5/7/2020", "issuer": "UBND xã"})
    document.refresh_from_db()
    assert (document.number, str(document.dated_on)) == ("12/BC-UBND", "2020-07-05")
    assert Change.objects.under(sheet).filter(field="number", after="12/BC-UBND").exists()
    bad = client.post(where, {"dated_on": "31/02/2020"}).content.decode()
    assert "Không có ngày 31/2/2020" in bad


def test_what_was_handed_in_is_never_purged(sheet, officer, tmp_path):
    evidence.add(sheet=sheet, record=row(sheet), upload=file(), by=officer)
    sheet.submit(by=officer)
    sheet.recall(by=officer)
    evidence.add(
        sheet=sheet, record=row(sheet), upload=file("b.png", made_files.picture("PNG")), by=officer
    )
    for document in sheet.documents.all():
        evidence.take_off(document=document, record=row(sheet), by=officer)
    assert evidence.purge(before=timezone.now() + timedelta(seconds=1)) == 1
    assert [path.suffix for path in stored(tmp_path)] == [".pdf"]


def test_the_sheet_asks_the_same_number_of_queries_however_many_files(
    sheet, officer, signed_in, django_assert_max_num_queries
):
    client = signed_in(officer)
    for n in range(3):
        evidence.add(
            sheet=sheet, record=row(sheet), upload=file(content=made_files.pdf(n + 1)), by=officer
        )
    with django_assert_max_num_queries(22):
        client.get(sheet.get_absolute_url())
    with django_assert_max_num_queries(17):
        client.get(address(sheet))


def test_a_body_larger_than_its_page_takes_is_refused_unread(sheet, officer, signed_in):
    client = signed_in(officer)
    answer = client.post(
        reverse("my-work"), b"x", content_type="text/plain", CONTENT_LENGTH=str(50_000_000)
    )
    assert answer.status_code == 413
    assert "Nội dung quá lớn" in answer.content.decode()


def test_the_command_removes_only_what_was_struck_out_long_ago(sheet, officer):
    evidence.add(sheet=sheet, record=row(sheet), upload=file(), by=officer)
    document = sheet.documents.get()
    evidence.take_off(document=document, record=row(sheet), by=officer)
    said = io.StringIO()
    call_command("purge_evidence", stdout=said)
    call_command("purge_evidence", "--days", "0", stdout=said)
    assert said.getvalue().split("\n")[:2] == ["Đã xóa 0 tệp.", "Đã xóa 1 tệp."]
    document.refresh_from_db()
    assert not document.file


def test_papers_of_a_penalty_are_hidden_from_the_unit_until_it_is_notified(sheet, signed_in):
    province = UserFactory(provincial=True)
    officer = UserFactory(unit=sheet.unit)
    sheet.state = "confirmed"
    sheet.save()
    penalty = sheet.items.get(item__code="P1")
    page = reverse("evidence-part", args=[sheet.pk, penalty.key])

    assert signed_in(province).post(page, {"files": [file("Quyết định 7.pdf")]}).status_code == 302
    kept = sheet.documents.get()
    seen_by_unit = [
        page,
        reverse("document", args=[sheet.pk, kept.pk]),
        reverse("document-file", args=[sheet.pk, kept.pk]),
    ]
    client = signed_in(officer)
    assert [client.get(a).status_code for a in seen_by_unit] == [404, 404, 404]
    for shown in (reverse("sheet-history", args=[sheet.pk]), address(sheet)):
        assert "Quyết định 7" not in client.get(shown).text
    sheet.cluster_period.state = "notified"
    sheet.cluster_period.save()
    assert "Quyết định 7" in client.get(page).text
    assert client.post(page, {"files": [file()]}).status_code == 403


def test_a_late_sheet_gets_the_proposal_that_a_person_enters(sheet, signed_in):
    part = sheet.cluster_period
    part.late_penalty = part.criteria_set.items.get(code="P1")
    part.opens_at = timezone.now() - timedelta(days=9)
    part.deadline = timezone.now() - timedelta(days=3)
    part.save()
    now = timezone.now()
    came = {"submitted_at": now, "first_submitted_at": now}
    type(sheet).objects.filter(pk=sheet.pk).update(state="confirmed", **came)
    page = signed_in(UserFactory(provincial=True)).get(reverse("sheet-review", args=[sheet.pk]))
    assert "<strong>Đề nghị 1 lần:</strong> Nộp chậm 4 ngày so với hạn" in page.text
    assert sheet.items.get(item__code="P1").verified_count is None
