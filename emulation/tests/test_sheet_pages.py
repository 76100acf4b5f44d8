"""The officer's and the reviewer's pages: typed text is kept, faults are said, who sees what."""

import re
from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Change
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation.models import ScoreEntry, ScoreSheet
from emulation.tests.factories import ClusterPeriodFactory, make_sheet

pytestmark = pytest.mark.django_db


def fields(sheet, **typed):
    """The form of a sheet as a browser would post it, with the named cells typed over."""
    first, second = (sheet.entries.get(leaf__number=n) for n in "12")
    data = {"version": str(sheet.version)}
    names = {"actual": f"d{first.pk}-actual", "own": f"d{first.pk}-self_points"}
    names |= {"reason": f"d{first.pk}-self_reason", "points": f"d{second.pk}-given_points"}
    if first.actual is not None:
        data[names["actual"]] = str(first.actual.to_integral_value())
    if second.given_points is not None:
        data[names["points"]] = str(second.given_points.to_integral_value())
    return data | {names.get(name, name): value for name, value in typed.items()}


@pytest.fixture
def sheet():
    return make_sheet(filled=False)


@pytest.fixture
def officer(sheet, signed_in):
    return signed_in(UserFactory(unit=sheet.unit))


def stored(sheet, number="1"):
    return ScoreEntry.objects.get(sheet=sheet, leaf__number=number)


def test_figures_are_saved_without_javascript(sheet, officer):
    answer = officer.post(sheet.get_absolute_url(), fields(sheet, actual="487,5", points="29,5"))
    assert answer.status_code == 302
    assert (stored(sheet).actual, stored(sheet, "2").given_points) == (D("487.5"), D("29.5"))
    assert Change.objects.under(sheet).get(field="actual").raw == "487,5"


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("actual", "mười", "Nhập số, ví dụ 87,5"),
        ("actual", "-1", "Số liệu này không được nhỏ hơn 0"),
        ("actual", "5/6", "Excel đã chuyển số này thành ngày tháng"),
        ("actual", "1e5", "Nhập số, ví dụ 87,5"),
        ("actual", "9" * 20, "Nhập số"),
        ("points", "30,5", "Điểm 30,5 vượt mức tối đa 30"),
        ("points", "8,3", "không phải bội số của 0,5"),
        ("points", "8.250", "dùng dấu phẩy cho phần thập phân"),
        ("own", "60,01", "vượt mức tối đa 60"),
        ("own", "8,555", "Tối đa 2 chữ số sau dấu phẩy"),
        ("reason", "x" * 601, "Tối đa 600 ký tự; đang có 601 ký tự"),
        ("v-movements", "x" * 4001, "Tối đa 4000 ký tự"),
        ("k-unit-merit-persons", "1,5", "Nhập số nguyên không nhỏ hơn 0"),
        ("k-unit-merit-direct_workers", "3", "không thể nhiều hơn số cá nhân"),
    ],
)
def test_bad_input_is_said_kept_and_not_written(sheet, officer, name, typed, sentence):
    answer = officer.post(sheet.get_absolute_url(), fields(sheet, **{"points": "12", name: typed}))
    page = answer.content.decode()
    assert answer.status_code == 200
    if len(typed) != 20:
        assert sentence in page
    assert typed[:40] in page
    assert "<title>Lỗi:" in page.replace("\n", "")
    assert stored(sheet, "2").given_points is None
    assert not Change.objects.under(sheet).exists()


def test_typed_figures_and_scripts_are_shown_as_text(sheet, officer):
    evil = '<script>alert(1)</script>"><img src=x onerror=1> {{7*7}} {% load x %}'
    officer.post(sheet.get_absolute_url(), fields(sheet, reason=evil, **{"v-movements": evil}))
    for address in (sheet.get_absolute_url(), reverse("sheet-history", args=[sheet.pk])):
        page = officer.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49" not in page.split("{{7*7}}")[0][-20:]
    assert stored(sheet).self_reason == evil


def test_fields_outside_the_form_are_not_written(sheet, officer):
    entry = stored(sheet)
    hidden = stored(sheet, "3")
    stolen = {
        f"d{entry.pk}-target": "1",
        f"d{entry.pk}-verified_points": "60",
        f"d{entry.pk}-cluster_points": "60",
        f"d{hidden.pk}-actual": "10",
        "state": "approved",
    }
    officer.post(sheet.get_absolute_url(), fields(sheet, actual="100") | stolen)
    after = stored(sheet)
    assert (after.target, after.verified_points, after.cluster_points) == (D(1000), None, None)
    assert stored(sheet, "3").actual is None
    assert ScoreSheet.objects.get(pk=sheet.pk).state == "draft"


def test_a_stale_page_overwrites_nothing_and_keeps_what_was_typed(sheet, officer):
    stale = fields(sheet, actual="111")
    officer.post(sheet.get_absolute_url(), fields(sheet, actual="500"))
    answer = officer.post(sheet.get_absolute_url(), stale)
    page = answer.content.decode()
    assert "Bảng này vừa được" in page
    assert 'value="111"' in page
    assert stored(sheet).actual == D(500)


def test_own_points_equal_to_the_formula_keep_following_it(sheet, officer):
    officer.post(sheet.get_absolute_url(), fields(sheet, actual="400"))
    sheet.refresh_from_db()
    officer.post(sheet.get_absolute_url(), fields(sheet, own="20"))
    assert stored(sheet).self_points is None


def test_the_whole_way_to_a_receipt(sheet, officer):
    officer.post(sheet.get_absolute_url(), fields(sheet, actual="500", points="30", next="check"))
    check = officer.get(reverse("sheet-check", args=[sheet.pk])).content.decode()
    assert "Nộp bảng tự chấm" in check
    assert "Chưa chấm 01 tiêu chí thành phần (10/100 điểm); điểm đã quy đổi" in check
    answer = officer.post(reverse("sheet-submit", args=[sheet.pk]), follow=True)
    assert "2020-H1/" in answer.content.decode()
    again = officer.post(reverse("sheet-submit", args=[sheet.pk]))
    assert again.headers["Location"] == reverse("sheet-receipt", args=[sheet.pk])
    assert sheet.receipts.count() == 1


def test_the_check_names_what_is_missing_and_submitting_is_refused(sheet, officer):
    page = officer.get(reverse("sheet-check", args=[sheet.pk])).content.decode()
    assert "Phải sửa: còn 2 mục" in page
    answer = officer.post(reverse("sheet-submit", args=[sheet.pk]), follow=True)
    assert "chưa có số thực hiện" in answer.content.decode()
    assert ScoreSheet.objects.get(pk=sheet.pk).state == "draft"


ADDRESSES = [
    "sheet-edit", "sheet-check", "sheet-receipt", "sheet-review", "sheet-history", "notice",
]  # fmt: skip


def body(answer):
    """The page without the token that differs each time."""
    return re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content)


POSTS = [
    "sheet-submit", "sheet-sign-off", "sheet-hand-back", "sheet-recall", "sheet-confirm",
    "sheet-approve", "sheet-return", "sheet-reopen", "sheet-agree", "sheet-edit", "sheet-review",
]  # fmt: skip


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_strangers_sheet_is_not_found_like_one_that_does_not_exist(signed_in, sheet, name):
    client = signed_in(UserFactory())
    foreign = client.get(reverse(name, args=[sheet.pk]))
    absent = client.get(reverse(name, args=[sheet.pk + 10**6]))
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert body(foreign) == body(absent)


@pytest.mark.parametrize("name", POSTS)
def test_a_stranger_cannot_press_a_button(signed_in, sheet, name):
    assert signed_in(UserFactory()).post(reverse(name, args=[sheet.pk])).status_code == 404


@pytest.fixture
def cluster(sheet):
    part = sheet.cluster_period
    lead = MembershipFactory(cluster=part.cluster, lead=True).unit
    return UserFactory(unit=lead, acting=True)


def test_the_lead_writes_its_column_with_reasons_returns_or_confirms(signed_in, cluster):
    sheet = make_sheet(cluster_part(cluster), state="submitted", actual=400)
    client, entry = signed_in(cluster), stored(sheet)
    address = reverse("sheet-review", args=[sheet.pk])
    client.get(address)
    assert ScoreSheet.objects.get(pk=sheet.pk).opened_at
    typed = {"version": str(sheet.version), f"c{entry.pk}-cluster_points": "10"}
    refused = client.post(address, typed).content.decode()
    assert "điểm khác điểm tự chấm, cần ghi lý do" in refused
    assert stored(sheet).cluster_points is None
    client.post(address, typed | {f"c{entry.pk}-cluster_reason": "Theo số Kho bạc"})
    assert stored(sheet).cluster_points == D(10)
    client.post(reverse("sheet-confirm", args=[sheet.pk]))
    assert ScoreSheet.objects.get(pk=sheet.pk).state == "confirmed"


def cluster_part(user):
    return user.unit.memberships.get().cluster.parts.get()


def test_a_return_without_words_keeps_the_page_and_writes_nothing(signed_in, cluster):
    sheet = make_sheet(cluster_part(cluster), state="submitted")
    address = reverse("sheet-return", args=[sheet.pk])
    client = signed_in(cluster)
    soon = f"{timezone.localtime() + timedelta(hours=2):%d/%m/%Y %H:%M}"
    for note, due in [
        ("", soon),
        ("Sửa", "1/1/2099 17:00"),
        ("Sửa", "hôm nay"),
        ("Sửa", "1/1/2020 17:00"),
    ]:
        answer = client.post(address, {"version": str(sheet.version), "note": note, "due": due})
        assert answer.status_code == 200
        assert due in answer.content.decode()
    assert ScoreSheet.objects.get(pk=sheet.pk).state == "submitted"
    client.post(address, {"version": str(sheet.version), "note": "Sửa tiêu chí 1", "due": soon})
    assert ScoreSheet.objects.get(pk=sheet.pk).state == "returned"


@pytest.fixture
def province(signed_in):
    return signed_in(UserFactory(provincial=True))


def verify_fields(sheet, **typed):
    entry = stored(sheet)
    names = {n: f"t{entry.pk}-verified_{n}" for n in ("actual", "points", "reason")}
    return {"version": str(sheet.version)} | {names[n]: v for n, v in typed.items()}


def test_the_province_verifies_with_reasons_then_approves(province):
    sheet = make_sheet(state="confirmed", actual=400)
    address = reverse("sheet-review", args=[sheet.pk])
    for typed in ({"actual": "390"}, {"points": "19"}):
        page = province.post(address, verify_fields(sheet, **typed)).content.decode()
        assert "cần ghi lý do" in page
        assert stored(sheet).verified_points is None
    province.post(address, verify_fields(sheet, actual="390", reason="Số của Kho bạc"))
    entry = stored(sheet)
    assert (entry.verified_actual, entry.verified_points) == (D(390), D(16))
    refused = province.post(reverse("sheet-approve", args=[sheet.pk]), follow=True)
    assert "chưa thẩm định tiêu chí 2" in refused.content.decode()
    province.post(reverse("sheet-agree", args=[sheet.pk]))
    assert stored(sheet, "2").verified_points == D(30)
    province.post(reverse("sheet-approve", args=[sheet.pk]))
    approved = ScoreSheet.objects.get(pk=sheet.pk)
    assert approved.state == "approved"
    assert str(approved.total("verified").total.normalize()) == "51.11"


def test_agreeing_leaves_rows_that_differ_to_a_person(province):
    sheet = make_sheet(state="confirmed", actual=400)
    entry = stored(sheet)
    changes = [(entry, "self_points", D(25), "", ""), (entry, "self_reason", "x", "", "")]
    sheet.record(changes, by=None)
    province.post(reverse("sheet-agree", args=[sheet.pk]))
    assert stored(sheet).verified_points is None
    assert stored(sheet, "2").verified_points == D(30)


def test_the_unit_reads_no_verified_point_before_it_is_notified(signed_in):
    sheet = make_sheet(state="confirmed", actual=400)
    entry = stored(sheet)
    secret = [
        (entry, "verified_points", D("17.77"), "lý do kín", "17,77"),
        (entry, "verified_bonus", D(0), "", ""),
        (entry, "verified_reason", "lý do kín", "", ""),
    ]
    sheet.record(secret, by=UserFactory(provincial=True))
    client = signed_in(UserFactory(unit=sheet.unit))
    part = sheet.cluster_period
    pages = [
        sheet.get_absolute_url(),
        reverse("sheet-history", args=[sheet.pk]),
        reverse("sheet-list"),
        reverse("result", args=[part.period.code, part.cluster.code]),
        reverse("my-work"),
    ]
    for address in pages:
        page = client.get(address).content.decode()
        assert "17,77" not in page, address
        assert "lý do kín" not in page, address
    assert client.get(reverse("notice", args=[sheet.pk])).status_code == 404
    part.state = "notified"
    part.save()
    assert "17,77" in client.get(reverse("notice", args=[sheet.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries(signed_in, django_assert_max_num_queries, count):
    part = ClusterPeriodFactory()
    for _ in range(count):
        make_sheet(part)
    client = signed_in(UserFactory(provincial=True))
    with django_assert_max_num_queries(13) as queries:
        client.get(reverse("sheet-list"))
    assert len(queries) == 13


def test_a_hundred_thousand_fields_are_refused(sheet, officer):
    answer = officer.post(sheet.get_absolute_url(), {f"x{n}": "1" for n in range(6000)})
    assert answer.status_code == 400
    assert officer.get(sheet.get_absolute_url() + "?a=%00").status_code == 400


FOREIGN = [
    "d0-actual",
    "d{other}-actual",
    "d{mine}-target",
    "d{mine}-verified_points",
    "d{unmeasured}-actual",
]


@pytest.mark.parametrize("foreign", FOREIGN)
def test_fields_that_the_form_does_not_have_are_refused(signed_in, foreign):
    sheet = make_sheet(state="draft")
    other = make_sheet(sheet.cluster_period, state="draft")
    name = foreign.format(
        other=other.entries.get(leaf__number="1").pk,
        mine=sheet.entries.get(leaf__number="1").pk,
        unmeasured=sheet.entries.get(leaf__number="3").pk,
    )
    client = signed_in(UserFactory(unit=sheet.unit))
    answer = client.post(sheet.get_absolute_url(), {"version": sheet.version, name: "1"})
    assert answer.status_code == 400
    assert "không thuộc biểu mẫu" in answer.content.decode()
    row = reverse("sheet-row-save", args=[sheet.pk, sheet.entries.get(leaf__number="1").pk])
    assert client.post(row, {"seen": "0", name: "1"}).status_code == 400


def test_a_penalty_is_hidden_from_its_unit_until_it_is_notified(signed_in):
    sheet = make_sheet(state="submitted")
    lead = UserFactory(provincial=True)
    penalty = sheet.items.get(item__code="P1")
    sheet.record(
        [(penalty, "cluster_count", 1, "Báo cáo chậm", ""),
         (penalty, "cluster_reason", "Báo cáo chậm", "", "")],
        by=lead,
    )  # fmt: skip
    ScoreSheet.objects.filter(pk=sheet.pk).update(state="confirmed")
    client = signed_in(UserFactory(unit=sheet.unit))
    pages = [sheet.get_absolute_url(), reverse("sheet-history", args=[sheet.pk])]
    assert not any("Báo cáo chậm" in client.get(page).content.decode() for page in pages)
    type(sheet.cluster_period).objects.update(state="notified")
    assert all("Báo cáo chậm" in client.get(page).content.decode() for page in pages)


@pytest.mark.parametrize("name", ["sheet-edit", "sheet-history"])
def test_the_clusters_points_are_hidden_from_the_unit_until_the_cluster_agrees(
    name, signed_in, cluster
):
    sheet = make_sheet(cluster_part(cluster), state="submitted", actual=400)
    entry = stored(sheet)
    sheet.record([(entry, "cluster_points", D("12.34"), "Kiểm tra", "")], by=cluster)
    client = signed_in(UserFactory(unit=sheet.unit))
    address = reverse(name, args=[sheet.pk])
    assert "12,34" not in client.get(address).content.decode()
    ScoreSheet.objects.filter(pk=sheet.pk).update(state="confirmed")
    assert "12,34" in client.get(address).content.decode()
