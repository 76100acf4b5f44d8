"""Past decisions: entered by the province, under their printed name, seen by whom they name."""

from datetime import date

import pytest
from django.urls import reverse

from awards.actions import load_kinds
from awards.models import Award, AwardKind, Decision
from awards.tests.factories import make_decision, make_kind
from clusters.models import Change
from clusters.tests.factories import MembershipFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(signed_in):
    return signed_in(UserFactory(provincial=True))


def form(unit, **typed):
    base = {
        "kind": make_kind().pk,
        "printed_name": "Cờ thi đua của UBND tỉnh",
        "number": "12/QĐ-UBND",
        "signed_on": "01/3/2019",
        "for_year": "2018",
        "handed_over_on": "25/7/2019",
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-name": "Nhân dân và cán bộ",
        "form-0-type": "collective",
        "form-0-unit": unit.pk,
        "form-1-name": "",
        "form-1-type": "collective",
    }
    return base | typed


def test_the_kinds_of_the_law_are_loaded_once():
    count = load_kinds()
    assert load_kinds() == count == AwardKind.objects.count() == 74


def test_the_province_enters_a_decision_older_than_its_kind(province):
    unit = UnitFactory()
    answer = province.post(reverse("decision-create"), form(unit))
    decision = Decision.objects.get()
    assert answer.url == decision.get_absolute_url()
    assert decision.signed_on < decision.kind.valid_from
    assert (decision.printed_name, decision.awards.get().unit) == ("Cờ thi đua của UBND tỉnh", unit)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"signed_on": "1/1/2099"}, "Ngày ký không được sau hôm nay"),
        ({"signed_on": "29/2/2019"}, "Không có ngày 29/2/2019"),
        ({"number": ""}, "Nhập số quyết định"),
        ({"number": "x" * 61}, "Tối đa 60 ký tự"),
        ({"handed_over_on": "1/1/2019"}, "Ngày trao không được trước ngày ký"),
        ({"for_year": "20"}, "Nhập năm từ 1945"),
        ({"form-0-name": "", "form-0-unit": ""}, "Nhập ít nhất một tập thể"),
        ({"form-0-name": ""}, "Nhập tên ghi trên quyết định của dòng này"),
        ({"form-0-type": "person"}, "không dành cho đối tượng"),
        ({"form-1-name": "NHÂN DÂN và can bo", "form-1-unit": "same"}, "ghi hai lần"),
        ({"kind": "9999"}, "Chọn một mục trong danh sách"),
    ],
)
def test_a_faulty_decision_is_said_kept_and_not_written(province, typed, sentence):
    unit = UnitFactory()
    typed = {k: unit.pk if v == "same" else v for k, v in typed.items()}
    page = province.post(reverse("decision-create"), form(unit, **typed)).content.decode()
    assert sentence in page
    assert "12/QĐ-UBND" in page or "number" in typed
    assert not Decision.objects.exists()


def test_the_same_number_and_day_is_refused(province):
    make_decision()
    page = province.post(reverse("decision-create"), form(UnitFactory())).content.decode()
    assert "Quyết định cùng số, cùng ngày đã có" in page


def test_more_rows_come_without_javascript_and_nothing_typed_is_lost(province):
    page = province.post(reverse("decision-create"), form(UnitFactory(), more="1")).content.decode()
    assert 'name="form-4-name"' in page
    assert "Nhân dân và cán bộ" in page
    assert not Decision.objects.exists()


def test_a_correction_keeps_its_reason(province):
    unit = UnitFactory()
    decision = make_decision(unit)
    address = reverse("decision-edit", args=[decision.pk])
    assert "Nhập lý do sửa" in province.post(address, form(unit, number="13/QĐ")).content.decode()
    province.post(address, form(unit, number="13/QĐ", reason="Ghi nhầm số"))
    change = Change.objects.under(decision).get(field="number", before="12/QĐ-UBND")
    assert (change.after, change.reason) == ("13/QĐ", "Ghi nhầm số")


def test_who_may_enter_and_who_sees(signed_in):
    member = MembershipFactory()
    lead = MembershipFactory(cluster=member.cluster, lead=True).unit
    decision = make_decision(member.unit)
    users = {
        "unit": UserFactory(unit=member.unit),
        "lead": UserFactory(unit=lead, acting=True),
        "stranger": UserFactory(),
        "province": UserFactory(provincial=True),
        "auditor": UserFactory(auditor=True),
        "administrator": UserFactory(administrator=True),
    }
    see = {n: signed_in(u).get(decision.get_absolute_url()).status_code for n, u in users.items()}
    unit_page = reverse("unit-awards", args=[member.unit.pk])
    unit_see = {n: signed_in(u).get(unit_page).status_code for n, u in users.items()}
    enter = {n: signed_in(u).get(reverse("decision-create")).status_code for n, u in users.items()}
    hidden = {"stranger", "administrator"}
    assert see == unit_see == {n: 404 if n in hidden else 200 for n in users}
    assert enter == {n: 200 if n == "province" else 403 for n in users}


def test_other_units_recipients_are_not_shown_to_a_unit(signed_in):
    unit = UnitFactory()
    decision = make_decision(unit)
    other = Award.objects.create(
        decision=decision, recipient_name="Đơn vị khác", recipient_type="collective", order=2
    )
    page = signed_in(UserFactory(unit=unit)).get(decision.get_absolute_url()).content.decode()
    assert other.recipient_name not in page


@pytest.mark.parametrize("words", ["bach thong", "BẠCH THÔNG", "thông bạch", "co thi dua", "12/qd"])
def test_search_finds_without_marks(province, words):
    make_decision(UnitFactory(), name="Nhân dân huyện Bạch Thông")
    page = province.get(reverse("decisions"), {"q": words}).content.decode()
    assert "12/QĐ-UBND" in page


@pytest.mark.parametrize("words", ["%", "_", "\\", "(a+)+$", "'; --", "x" * 9000])
def test_search_takes_signs_literally(province, words):
    make_decision(UnitFactory())
    answer = province.get(reverse("decisions"), {"q": words})
    assert "Không có dòng nào khớp bộ lọc" in answer.content.decode()


def test_what_was_handed_over_in_a_span_days_included():
    unit = UnitFactory()
    make_decision(unit)
    found = [
        Award.objects.handed_over_between(start, end, [unit]).count()
        for start, end in [
            (date(2019, 7, 25), date(2020, 6, 30)),
            (date(2019, 7, 26), date(2020, 6, 30)),
            (date(2018, 7, 1), date(2019, 7, 25)),
        ]
    ]
    assert found == [1, 0, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries(province, django_assert_max_num_queries, count):
    for n in range(count):
        make_decision(UnitFactory(), number=f"{n}/QĐ")
    with django_assert_max_num_queries(15) as queries:
        province.get(reverse("decisions"))
    assert len(queries) == 11


def test_every_fact_and_every_recipient_is_in_the_history(province):
    first, second = UnitFactory(), UnitFactory()
    province.post(reverse("decision-create"), form(first))
    decision = Decision.objects.get()
    told = Change.objects.under(decision)
    assert {"kind", "number", "signed_on", "for_year"} <= set(told.values_list("field", flat=True))
    moved = form(second, reason="Ghi nhầm đơn vị") | {"form-0-merit": "Dẫn đầu phong trào"}
    province.post(reverse("decision-edit", args=[decision.pk]), moved)
    last = told.filter(field="người, tập thể được tặng").order_by("pk").last()
    assert str(first) in last.before
    assert f"{second}): Dẫn đầu phong trào" in last.after
    assert last.reason == "Ghi nhầm đơn vị"
