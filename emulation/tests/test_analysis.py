"""Beside the ranking: suppositions that write nothing, working of points, publishing by a word."""

from decimal import Decimal as D

import pytest
from django.core import serializers
from django.urls import reverse

from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import actions, analysis
from emulation.models import ClusterPeriod, Placing, Publication, ScoreEntry, SheetTotal
from emulation.tests.factories import ClusterPeriodFactory, PeriodFactory, make_sheet
from emulation.what_if import Supposed, what_if

pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    """Three approved units: 100, 88,89 and 77,78 points."""
    part = ClusterPeriodFactory()
    for points in (30, 20, 10):
        make_sheet(part, verified=True, state="approved", points=points)
    return part


def sheets_of(part):
    return list(part.sheets.order_by("pk"))


def page(name, part, *more):
    return reverse(name, args=[part.period.code, part.cluster.code, *more])


def everything():
    return serializers.serialize("json", [*ScoreEntry.objects.all(), *SheetTotal.objects.all()])


def test_places_move_as_supposed_and_nothing_is_written(part, signed_in):
    last, before = sheets_of(part)[2], everything()
    moved = what_if(part, last.pk, {"2": Supposed(points=D(25))})
    assert [(m.unit, m.rank, m.new_rank, str(m.new_total)) for m in moved][1] == (
        last.unit.short_name,
        3,
        2,
        "94.44",
    )
    clerk = signed_in(UserFactory(provincial=True))
    entry = last.entries.get(leaf__number="2")
    answer = clerk.get(page("what-if", part), {"dv": last.pk, f"p{entry.pk}": "25"})
    assert "94,44" in answer.text
    assert everything() == before


def test_another_figure_lets_the_rule_say_the_points(part):
    first = sheets_of(part)[0]
    moved = {m.unit: m for m in what_if(part, first.pk, {"1": Supposed(actual=D(475))})}
    # 5 % short: 50 of 60 points; (50 + 30) of 90
    assert moved[first.unit.short_name].new_total == D("88.89")


def test_a_faulty_supposition_is_said(part, signed_in):
    sheet = sheets_of(part)[0]
    entry = sheet.entries.get(leaf__number="2")
    clerk = signed_in(UserFactory(provincial=True))
    answer = clerk.get(page("what-if", part), {"dv": sheet.pk, f"p{entry.pk}": "31"})
    assert "Điểm 31 vượt mức tối đa 30" in answer.text
    assert clerk.get(page("what-if", part), {"dv": "999999"}).status_code == 404


def test_how_near_the_place_above_is(part, signed_in):
    shown = signed_in(UserFactory(provincial=True)).get(page("ranking", part)).text
    assert shown.count("cách hạng trên 11,11") == 2


def test_how_each_point_came_about(part, signed_in):
    sheet = sheets_of(part)[1]
    address = reverse("working", args=[sheet.pk])
    officer = signed_in(UserFactory(unit=sheet.unit))
    assert officer.get(address).status_code == 404
    ClusterPeriod.objects.update(state="notified")
    shown = officer.get(address).text
    assert "Thu ngân sách" in shown
    assert "88,89" in shown
    assert signed_in(UserFactory()).get(address).status_code == 404


def test_outliers_are_named_by_a_robust_rule():
    rows = [("A", f"{n} x", "Sở", D(gap)) for n, gap in enumerate([0, 1, 0, 1, 0, 1, 9])]
    [spread] = analysis._spreads(rows, 0, lambda row: row[1])
    assert (spread.count, spread.middle, spread.most, spread.outliers) == (7, 1, 9, ("6 x",))
    [flat] = analysis._spreads([("A", "1 x", "Sở", D(0))] * 5, 0, lambda row: row[1])
    assert flat.outliers == ()


@pytest.mark.parametrize(("points", "step"), [(0, 0), (19, 0), (20, 1), (79, 3), (80, 4), (100, 4)])
def test_heat_has_five_steps(points, step):
    assert analysis.shade(D(points), D(100)) == step
    assert analysis.shade(None, D(100)) is None


def test_the_analysis_shows_like_periods_only(part, signed_in):
    year = ClusterPeriodFactory(
        cluster=part.cluster,
        criteria_set=part.criteria_set,
        period=PeriodFactory(kind="year", year=2019),
        state="published",
    )
    clerk = signed_in(UserFactory(provincial=True))
    close(part)
    actions.publish(part=part, by=UserFactory())
    assert analysis.history_of(part).periods == [part]
    assert analysis.history_of(year).periods == [year]
    shown = clerk.get(page("analysis", part)).text
    assert "<svg" in shown
    assert "6 tháng đầu năm 2020" in shown
    assert "năm 2019" not in shown


def close(part):
    actions.notify_units(part=part, by=UserFactory())
    actions.close_ranking(part=part, by=UserFactory())


def test_publishing_shows_first_and_asks_for_a_word(part, signed_in):
    close(part)
    clerk = signed_in(UserFactory(provincial=True))
    address = page("ranking-publish", part)
    assert "88,89" in clerk.get(address).text
    assert "Gõ đúng chữ" in clerk.post(address, {"word": "xong"}).text
    assert not Publication.objects.exists()
    assert clerk.post(address, {"word": "CÔNG BỐ"}).status_code == 302
    assert Publication.objects.get().content["set"]["code"] == "NHO"


def test_a_second_version_says_why_and_the_first_stays_as_it_was(part, signed_in):
    close(part)
    actions.publish(part=part, by=UserFactory())
    actions.reopen_part(part=part, by=UserFactory(), note="Văn bản số 9: sửa điểm")
    sheet = sheets_of(part)[2]
    entry = sheet.entries.get(leaf__number="2")
    sheet.record([(entry, "verified_points", D(30), "x", "")], by=None)
    close(part)
    clerk = signed_in(UserFactory(provincial=True))
    address = page("ranking-publish", part)
    assert "Văn bản số 9: sửa điểm" in clerk.get(address).text
    assert clerk.post(address, {"word": "cong bo", "reason": ""}).status_code == 200
    clerk.post(address, {"word": "cong bo", "reason": "Văn bản số 9"})
    first, second = (clerk.get(page("publication", part, n)).text for n in (1, 2))
    assert "77,78" in first
    assert "77,78" not in second
    assert "Lý do của bản này: Văn bản số 9" in second


def test_who_sees_what_and_when(part, signed_in):
    sheet = sheets_of(part)[0]
    lead = MembershipFactory(cluster=part.cluster, lead=True).unit
    people = {
        "lead": UserFactory(unit=lead, acting=True),
        "province": UserFactory(provincial=True),
        "auditor": UserFactory(auditor=True),
        "officer": UserFactory(unit=sheet.unit),
        "stranger": UserFactory(),
        "administrator": UserFactory(administrator=True),
    }

    def seen(address):
        return {n for n, u in people.items() if signed_in(u).get(address).status_code == 200}

    steering = {"lead", "province", "auditor"}
    for name in ("analysis", "what-if"):
        assert seen(page(name, part)) == steering
    own = reverse("unit-results", args=[sheet.unit_id])
    assert seen(own) == steering | {"officer"}
    officer = signed_in(people["officer"])
    assert "100,00" not in officer.get(own).text
    close(part)
    assert "100,00" in officer.get(own).text
    assert seen(page("publication", part, 1)) == set()
    actions.publish(part=part, by=UserFactory())
    assert seen(page("publication", part, 1)) == steering | {"officer"}
    assert Placing.objects.count() == 3


def test_a_member_reads_no_others_points_before_publication(part, signed_in):
    sheet = sheets_of(part)[0]
    officer = signed_in(UserFactory(unit=sheet.unit))
    result, own = page("result", part), reverse("unit-results", args=[sheet.unit_id])

    def shown():
        pages = [result, own, reverse("notice", args=[sheet.pk]), "/"]
        return " ".join(officer.get(address).text for address in pages)

    close(part)
    assert "77,78" not in shown()
    assert "100,00" in shown()
    actions.publish(part=part, by=UserFactory())
    assert "77,78" in shown()
