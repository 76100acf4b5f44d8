"""Verification by criterion: its unit writes its leaf for all units, and sees nothing else."""

from decimal import Decimal as D

import pytest
from django.urls import reverse

from clusters.models import Change
from clusters.tests.factories import MembershipFactory, UnitFactory, UserFactory
from emulation import leaf_review
from emulation.models import RowReturn, ScoreSheet, Verifier
from emulation.review import agrees
from emulation.tests.factories import ClusterPeriodFactory, make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    return ClusterPeriodFactory()


@pytest.fixture
def department(part):
    """An officer of the department that verifies criterion 1."""
    unit = UnitFactory(kind="department", full_name="Sở Tài chính")
    leaf = part.criteria_set.criteria.get(number="1")
    Verifier.objects.create(period=part.period, leaf=leaf, unit=unit)
    return UserFactory(unit=unit)


def page(part, number="1", route="verify", *more):
    leaf = part.criteria_set.criteria.get(number=number)
    return reverse(route, args=[part.period.code, leaf.pk, *more])


def entry_of(sheet):
    return sheet.entries.select_related("leaf").get(leaf__number="1")


def typed(sheet, **values):
    """What the page posts for one row, the boxes and cells as they stand unless given."""
    entry = entry_of(sheet)
    sheet.refresh_from_db()
    names = ["actual", "points", "bonus", "reason", "target"]
    sent = {f"verified_{name}": values.get(name, "") for name in names}
    sent |= {"seen": sheet.version, "comment": values.get("comment", "")}
    if values.get("agreed"):
        sent["agreed"] = "on"
    return {f"t{entry.pk}-{name}": value for name, value in sent.items()}


def test_own_figure_gives_the_points_and_names_who_verified(part, department, signed_in):
    sheet = make_sheet(part, state="confirmed")
    sent = typed(sheet, actual="475", agreed=True, reason="Theo Kho bạc")
    assert signed_in(department).post(page(part), sent).status_code == 302
    entry = entry_of(sheet)
    # 475 of 500 is 5 % short: 2 points a per cent
    assert (entry.verified_actual, entry.verified_points) == (D(475), D(50))
    assert (entry.verified_by, entry.verified_reason) == (department, "Theo Kho bạc")
    assert Change.objects.under(sheet).filter(field="verified_points").get().by == department
    assert sheet.total("verified").incomplete


def test_a_difference_without_a_reason_writes_nothing_and_keeps_what_was_typed(
    part, department, signed_in
):
    first, second = make_sheet(part, state="confirmed"), make_sheet(part, state="confirmed")
    sent = typed(first, actual="500", agreed=True) | typed(second, actual="475", agreed=True)
    answer = signed_in(department).post(page(part), sent)
    assert "số thẩm định khác số báo cáo, cần ghi lý do" in answer.text
    assert 'value="475"' in answer.text
    assert [entry_of(s).verified_points for s in (first, second)] == [None, None]


def test_a_column_of_figures_is_kept_before_anything_is_decided(part, department, signed_in):
    sheet = make_sheet(part, state="confirmed")
    signed_in(department).post(page(part), typed(sheet, actual="500") | {"x": "1"})
    assert entry_of(sheet).verified_actual == D(500)


def test_those_that_match_are_agreed_in_one_act(part, department, signed_in):
    same, close, other = (make_sheet(part, state="confirmed") for _ in range(3))
    for sheet, value in ((same, "500"), (close, "500.4"), (other, "480")):
        sheet.record([(entry_of(sheet), "verified_actual", D(value), "", "")], by=None)
    client = signed_in(department)
    assert "Đồng ý 2 dòng khớp" in client.get(page(part)).text
    client.post(page(part, "1", "verify-agree"))
    done = [entry_of(sheet).verified_points for sheet in (same, close, other)]
    assert done == [D(60), D(60), None]


@pytest.mark.parametrize(
    ("own", "reported", "same"),
    [("48510", "48510", 1), ("48510.4", "48510", 1), ("48510.5", "48510", 0), ("1.25", "1.2", 0),
     ("1.24", "1.2", 1), ("0", "0", 1)],
)  # fmt: skip
def test_a_figure_agrees_to_the_last_digit_reported(own, reported, same):
    assert agrees(D(own), D(reported)) is bool(same)


def test_a_later_figure_moves_the_points_that_stood_there(part, department, signed_in):
    sheet = make_sheet(part, state="confirmed")
    client = signed_in(department)
    client.post(page(part), typed(sheet, actual="475", agreed=True, reason="Kho bạc"))
    again = typed(sheet, actual="450", points="50", agreed=True, reason="Kho bạc, bản sau")
    client.post(page(part), again)
    assert entry_of(sheet).verified_points == D(40)


def test_who_wrote_meanwhile_is_named_and_nothing_is_overwritten(part, department, signed_in):
    sheet = make_sheet(part, state="confirmed")
    sent = typed(sheet, actual="475", agreed=True, reason="Kho bạc")
    sheet.record([(entry_of(sheet), "verified_actual", D(490), "", "")], by=None)
    answer = signed_in(department).post(page(part), sent)
    assert "vừa sửa dòng này: thực hiện thẩm định 490" in answer.text
    assert 'value="475"' in answer.text
    assert entry_of(sheet).verified_actual == D(490)


def test_what_must_be_completed_waits_for_the_return(part, department, signed_in):
    sheet = make_sheet(part, state="confirmed")
    signed_in(department).post(page(part), typed(sheet, comment="Thiếu xác nhận của Kho bạc"))
    waiting = RowReturn.objects.waiting(sheet).get()
    assert (waiting.comment, waiting.by) == ("Thiếu xác nhận của Kho bạc", department)
    assert entry_of(sheet).verified_points is None


def test_a_sheet_that_moved_on_is_refused_with_a_sentence(part, department, signed_in):
    sheet = make_sheet(part, state="confirmed")
    sent = typed(sheet, actual="475", agreed=True, reason="Kho bạc")
    lines = leaf_review.lines_of(
        part.period, part.criteria_set.criteria.get(number="1"), department
    )
    ScoreSheet.objects.filter(pk=sheet.pk).update(state="returned")
    assert signed_in(department).post(page(part), sent).status_code == 302  # no open row is sent
    assert leaf_review.agree(lines=lines, by=department) == 0
    assert entry_of(sheet).verified_points is None


def test_who_sees_and_who_writes_a_leaf(part, department, signed_in):
    sheet = make_sheet(part, state="confirmed")
    lead = MembershipFactory(cluster=part.cluster, lead=True).unit
    people = {
        "verifier": department,
        "province": UserFactory(provincial=True),
        "auditor": UserFactory(auditor=True),
        "other department": UserFactory(unit=UnitFactory(kind="department")),
        "lead": UserFactory(unit=lead, acting=True),
        "own officer": UserFactory(unit=sheet.unit),
        "administrator": UserFactory(administrator=True),
    }

    def answers(address, act):
        return {n: getattr(signed_in(u), act)(address).status_code for n, u in people.items()}

    blank = dict.fromkeys(people, 404)
    mine = page(part)
    assert answers(mine, "get") == blank | {"verifier": 200, "province": 200, "auditor": 200}
    assert answers(mine, "post") == blank | {"verifier": 302, "province": 302, "auditor": 403}
    # the department sees no other criterion, no sheet, no ranking
    assert answers(page(part, "2"), "get") == blank | {"province": 200, "auditor": 200}
    for route in ("sheet-edit", "sheet-review", "sheet-history"):
        assert signed_in(department).get(reverse(route, args=[sheet.pk])).status_code == 404
    ranking = reverse("ranking", args=[part.period.code, part.cluster.code])
    assert signed_in(department).get(ranking).status_code == 404


def test_figures_show_only_from_the_clusters_word_on(part, department, signed_in):
    sheet = make_sheet(part, state="submitted", actual=4321)
    client = signed_in(department)
    row = page(part, "1", "verify-row", entry_of(sheet).pk)
    assert "4.321" not in client.get(page(part)).text
    assert client.get(row).status_code == 404
    ScoreSheet.objects.filter(pk=sheet.pk).update(state="confirmed")
    assert "4.321" in client.get(page(part)).text
    assert client.get(row).status_code == 200


def test_the_list_counts_what_waits(part, department, signed_in):
    make_sheet(part, state="confirmed")
    make_sheet(part, state="submitted")
    work = leaf_review.work_of(department)
    assert [(w.leaf.number, w.waiting, w.done, w.total) for w in work] == [("1", 1, 0, 2)]
    assert "Thu ngân sách" in signed_in(department).get(reverse("verify-list")).text
    assert signed_in(UserFactory()).get(reverse("verify-list")).status_code == 404


@pytest.mark.parametrize("units", [1, 4])
def test_queries_do_not_grow_with_units(
    part, department, signed_in, units, django_assert_num_queries
):
    for _ in range(units):
        make_sheet(part, state="confirmed")
    client = signed_in(department)
    client.get(page(part))
    with django_assert_num_queries(15):
        client.get(page(part))
