"""Saving a row, saving a page: nobody's figure is overwritten unseen, nothing unsent is emptied."""

from decimal import Decimal as D

import pytest
from django.urls import reverse

from clusters.models import Change
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation.models import RowReturn, ScoreEntry, ScoreSheet
from emulation.tests.factories import make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    return make_sheet()


@pytest.fixture
def officer(sheet, signed_in):
    return signed_in(UserFactory(unit=sheet.unit))


def figures(sheet):
    entries = ScoreEntry.objects.filter(sheet=sheet, measured=True).order_by("pk")
    return list(entries.values_list("actual", "given_points", "self_reason"))


@pytest.mark.parametrize("posted", [{}, {"full": "1"}, {"next": "1"}, {"v-movements": "Sôi nổi"}])
def test_what_a_page_did_not_send_stays_as_it_is(sheet, officer, posted):
    before = figures(sheet)
    answer = officer.post(sheet.get_absolute_url(), {"version": sheet.version, **posted})
    assert answer.status_code == 302
    assert figures(sheet) == before
    assert ScoreSheet.objects.get(pk=sheet.pk).movements == posted.get("v-movements", "")


def test_an_unticked_box_counts_as_sent_with_its_row(sheet, officer):
    entry = sheet.entries.get(leaf__number="1")
    sheet.record(
        [(entry, "target", None, "", ""), (entry, "not_assigned", True, "", ""),
         (entry, "not_assigned_reason", "Không có rừng", "", "")],
        by=None,
    )  # fmt: skip
    sheet.refresh_from_db()
    name = f"d{entry.pk}-not_assigned_reason"
    officer.post(sheet.get_absolute_url(), {"version": sheet.version, name: "Không có rừng"})
    assert ScoreEntry.objects.get(pk=entry.pk).not_assigned is False


def test_what_a_reviewers_page_did_not_send_stays_as_it_is(signed_in):
    sheet = make_sheet(state="confirmed", verified=True)
    before = list(sheet.entries.order_by("pk").values_list("verified_points", flat=True))
    client = signed_in(UserFactory(provincial=True))
    answer = client.post(reverse("sheet-review", args=[sheet.pk]), {"version": sheet.version})
    assert answer.status_code == 302
    after = list(sheet.entries.order_by("pk").values_list("verified_points", flat=True))
    assert after == before
    assert any(after)


def test_a_comment_that_a_page_did_not_send_waits_on(signed_in):
    sheet = make_sheet(state="confirmed", verified=True)
    entry, person = sheet.entries.get(leaf__number="1"), UserFactory(provincial=True)
    RowReturn.objects.create(sheet=sheet, entry=entry, comment="Xem lại", by=person)
    address = reverse("sheet-review", args=[sheet.pk])
    signed_in(person).post(address, {"version": sheet.version})
    assert RowReturn.objects.waiting(sheet).get().comment == "Xem lại"


def writing_addresses(sheet):
    """Every address that writes figures of a sheet, with the fields of one honest change."""
    entry = sheet.entries.get(leaf__number="1")
    row = {f"d{entry.pk}-actual": "77"}
    return [
        (sheet.get_absolute_url(), row),
        (reverse("sheet-row-save", args=[sheet.pk, entry.pk]), row),
        (reverse("sheet-part-save", args=[sheet.pk, "v"]), {"v-movements": "Mới"}),
    ]


@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize(
    "version", [{}, {"version": "", "seen": ""}, {"version": "0", "seen": "x"}]
)
def test_a_write_without_a_version_is_refused(sheet, officer, which, version):
    before, address, posted = figures(sheet), *writing_addresses(sheet)[which]
    answer = officer.post(address, posted | version)
    assert answer.status_code in (200, 400)
    assert "location" not in answer.headers
    assert figures(sheet) == before
    assert ScoreSheet.objects.get(pk=sheet.pk).movements == ""


@pytest.mark.parametrize("column", ["cluster", "verified"])
def test_a_review_without_a_version_is_refused(signed_in, column):
    state = {"cluster": "submitted", "verified": "confirmed"}[column]
    sheet = make_sheet(state=state)
    entry = sheet.entries.get(leaf__number="1")
    person = UserFactory(provincial=True)
    if column == "cluster":
        lead = MembershipFactory(cluster=sheet.cluster_period.cluster, lead=True)
        person = UserFactory(unit=lead.unit, acts_for_cluster=True)
    client = signed_in(person)
    posted = {
        f"c{entry.pk}-cluster_points": "1", f"c{entry.pk}-cluster_reason": "Kiểm tra",
        f"t{entry.pk}-verified_points": "1", f"t{entry.pk}-verified_reason": "Kiểm tra",
    }  # fmt: skip
    assert client.post(reverse("sheet-review", args=[sheet.pk]), posted).status_code == 200
    entry.refresh_from_db()
    assert getattr(entry, f"{column}_points") is None


def test_the_panel_says_who_wrote_the_row_last(sheet, officer, signed_in):
    entry = sheet.entries.get(leaf__number="1")
    colleague = UserFactory(unit=sheet.unit, full_name="Người Gõ (mẫu)")
    sheet.record([(entry, "actual", D("812.5"), "", "812,5")], by=colleague)
    sheet.record([(entry, "verified_reason", "Nội bộ", "", "")], by=UserFactory(provincial=True))
    page = officer.get(reverse("sheet-row-save", args=[sheet.pk, entry.pk])).content.decode()
    assert "812,5 – Người Gõ (mẫu)" in page
    assert "Nội bộ" not in page
    assert Change.objects.of(entry).count() == 3


def test_an_answer_says_how_many_rows_lack_nothing(signed_in):
    sheet = make_sheet(filled=False)
    client = signed_in(UserFactory(unit=sheet.unit))
    entry = sheet.entries.get(leaf__number="1")
    address = reverse("sheet-row-save", args=[sheet.pk, entry.pk])
    told = client.post(address, {f"d{entry.pk}-actual": "500", "seen": sheet.version}).json()
    assert "<strong>1/2</strong> dòng" in told["html"]["sheet-total"]
