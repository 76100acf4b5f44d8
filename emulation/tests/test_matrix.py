"""The merged table: every unit's points as far as they have come, and acts on many sheets."""

from decimal import Decimal as D

import pytest
from django.urls import reverse

from clusters.models import Province
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import matrix
from emulation.models import RowReturn, ScoreSheet
from emulation.tests.factories import ClusterPeriodFactory, make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    return ClusterPeriodFactory()


@pytest.fixture
def lead(part):
    unit = MembershipFactory(cluster=part.cluster, lead=True).unit
    return UserFactory(unit=unit, acting=True)


def page(part, query=""):
    return reverse("matrix", args=[part.period.code, part.cluster.code]) + query


def cells(part, **how):
    columns = matrix.columns_of(part, **how)
    return [[cell.points for cell in line.cells] for line in matrix.lines_of(part, columns)]


def test_a_cell_holds_the_points_as_far_as_they_have_come(part):
    sheet = make_sheet(part, points=20)
    entry = sheet.entries.get(leaf__number="2")
    assert cells(part) == [[D(60), D(20)]]
    sheet.record([(entry, "cluster_points", D(18), "x", "")], by=None)
    assert cells(part) == [[D(60), D(18)]]
    sheet.record([(entry, "verified_points", D(15), "x", "")], by=None)
    assert cells(part) == [[D(60), D(15)]]


def test_what_is_not_reported_is_no_nought(part):
    make_sheet(part, filled=False)
    assert cells(part) == [[None, None]]


def test_filters_name_the_units_with_such_cells(part):
    plain = make_sheet(part, verified=True)
    other = make_sheet(part)
    entry = other.entries.get(leaf__number="2")
    other.record([(entry, "cluster_points", D(28), "x", "")], by=None)
    lines = matrix.lines_of(part, matrix.columns_of(part))

    def units(what, limit=1):
        return [line.sheet.pk for line in matrix.found(lines, what, D(limit))]

    assert units("") == [plain.pk, other.pk]
    assert units("chua-tham-dinh") == [other.pk]
    assert units("lech") == [other.pk]
    assert units("lech", 3) == []
    assert units("thieu-minh-chung") == [plain.pk, other.pk]


def test_many_sheets_are_agreed_at_once_and_what_is_refused_is_named(part, lead, signed_in):
    first, second = (make_sheet(part, state="submitted") for _ in range(2))
    client = signed_in(lead)
    assert "Thống nhất các bảng đã chọn" in client.get(page(part)).text
    sent = {"confirm": "1", "sheet": [first.pk, second.pk]}
    answer = client.post(page(part), sent, follow=True)
    assert "Đã thống nhất 2 bảng." in answer.text
    assert set(ScoreSheet.objects.values_list("state", flat=True)) == {"confirmed"}

    clerk = signed_in(UserFactory(provincial=True))
    answer = clerk.post(page(part), {"approve": "1", "sheet": [first.pk]}, follow=True)
    assert f"{first.unit.short_name}: Chưa duyệt được: chưa thẩm định tiêu chí 1, 2." in answer.text


def test_the_leads_own_sheet_is_not_among_them(part, lead, signed_in):
    own = make_sheet(part, unit=lead.unit, state="submitted")
    make_sheet(part, state="submitted")
    client = signed_in(lead)
    assert client.post(page(part), {"confirm": "1", "sheet": [own.pk]}).status_code == 403
    own.refresh_from_db()
    assert own.state == "submitted"


def test_nothing_chosen_is_said(part, lead, signed_in):
    make_sheet(part, state="submitted")
    answer = signed_in(lead).post(
        page(part), {"confirm": "1", "sheet": ["x", "9" * 30]}, follow=True
    )
    assert "Chưa chọn bảng nào" in answer.text


def test_who_sees_the_table_and_its_cells(part, lead, signed_in):
    sheet = make_sheet(part, state="submitted")
    people = {
        "lead": lead,
        "province": UserFactory(provincial=True),
        "auditor": UserFactory(auditor=True),
        "own officer": UserFactory(unit=sheet.unit),
        "stranger": UserFactory(),
        "administrator": UserFactory(administrator=True),
    }
    cell = reverse("matrix-cell", args=[sheet.pk, "1"])

    def answers(address):
        return {n: signed_in(u).get(address).status_code for n, u in people.items()}

    blank = dict.fromkeys(people, 404) | {"lead": 200, "province": 200, "auditor": 200}
    assert answers(page(part)) == blank
    assert answers(cell) == blank | {"own officer": 403}
    assert signed_in(lead).get(reverse("matrix-cell", args=[sheet.pk, "77"])).status_code == 404


def test_what_must_be_completed_is_written_from_the_cell(part, lead, signed_in):
    sheet = make_sheet(part, state="submitted")
    entry = sheet.entries.get(leaf__number="1")
    cell = reverse("matrix-cell", args=[sheet.pk, "1"])
    sent = {f"y-d{entry.pk}-comment": "Thiếu xác nhận", "back": "https://elsewhere.example/"}
    answer = signed_in(lead).post(cell, sent)
    assert answer["Location"] == cell
    assert RowReturn.objects.waiting(sheet).get().comment == "Thiếu xác nhận"
    assert "60,00 ✎" in signed_in(lead).get(page(part)).text
    sheet.refresh_from_db()
    assert sheet.opened_at is not None  # a look at the figures ends the recall
    auditor = signed_in(UserFactory(auditor=True))
    assert auditor.post(cell, sent).status_code == 403


@pytest.mark.parametrize("units", [1, 3])
def test_queries_do_not_grow(part, units, signed_in, django_assert_num_queries):
    for _ in range(units):
        make_sheet(part, state="confirmed")
    client = signed_in(UserFactory(provincial=True))
    client.get(page(part))
    with django_assert_num_queries(14):
        client.get(page(part))


def test_a_ready_reason_is_picked_and_added_to(part, lead, signed_in):
    sheet = make_sheet(part, state="submitted")
    entry = sheet.entries.get(leaf__number="1")
    client, cell = signed_in(lead), reverse("matrix-cell", args=[sheet.pk, "1"])
    key = f"y-d{entry.pk}"
    assert "Thiếu minh chứng" in client.get(cell).content.decode()
    client.post(cell, {f"{key}-pick": "Thiếu minh chứng", f"{key}-comment": "Biên bản tháng 3"})
    assert RowReturn.objects.get().comment == "Thiếu minh chứng. Biên bản tháng 3"
    client.post(cell, {f"{key}-pick": "Thiếu minh chứng", f"{key}-comment": "Thiếu minh chứng"})
    assert RowReturn.objects.get().comment == "Thiếu minh chứng"
    page = client.post(cell, {f"{key}-pick": "Lý do lạ", f"{key}-comment": "đang viết"})
    assert "Chọn một mục trong danh sách" in page.content.decode()
    assert "đang viết" in page.content.decode()


def test_the_province_writes_its_own_ready_reasons(part, lead, signed_in):
    Province.objects.update_or_create(
        pk=1, defaults={"return_reasons": " Lý do riêng \n\nLý do riêng\nThiếu chữ ký"}
    )
    assert Province.objects.current().ready_reasons == ["Lý do riêng", "Thiếu chữ ký"]
    sheet = make_sheet(part, state="submitted")
    text = signed_in(lead).get(reverse("sheet-review", args=[sheet.pk])).content.decode()
    assert "Thiếu chữ ký" in text
    assert "Sai đơn vị tính" not in text
