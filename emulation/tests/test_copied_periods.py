"""A period begun from an earlier one: clusters, newest sets, times; opened in bulk."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import actions, opening, scoring
from emulation.models import ClusterPeriod, Period, ScoreSheet, Verifier
from emulation.set_diff import set_changes
from emulation.targets import set_target
from emulation.tests.factories import SMALL_SET, ClusterPeriodFactory, at, with_verifiers

pytestmark = pytest.mark.django_db
NO_TIMES = dict.fromkeys(opening.TIMES)


@pytest.fixture
def source():
    """2020-H1 of one cluster, with times of its own and verifying units, published."""
    part = ClusterPeriodFactory(
        opens_at=at(2020, 6, 1, 8),
        deadline=at(2020, 7, 10, 17),
        closes_at=at(2020, 7, 20, 17),
        state="published",
        late_policy="refuse",
    )
    with_verifiers(part)
    return part


def copied(source, **facts):
    facts = {"year": 2021, "times": NO_TIMES} | facts
    return opening.copy_period(source=source.period, by=UserFactory(provincial=True), **facts)


def newer_set():
    """A second version of the source's set, in which the first criterion has another name."""
    criteria = [dict(one) for one in SMALL_SET["criteria"]]
    criteria[0]["title"] = "Tên mới"
    plain = scoring.load_set(SMALL_SET | {"criteria": criteria})
    return actions.store_set(plain=plain, by=None)


def test_clusters_and_times_come_along_a_year_later_and_nothing_is_open(source):
    made = copied(source)
    part = made.parts.get()
    assert (made.code, made.starts_on, made.ends_on) == (
        "2021-H1", date(2021, 1, 1), date(2021, 6, 30),
    )  # fmt: skip
    assert (part.cluster, part.state, part.late_policy) == (source.cluster, "planned", "refuse")
    times = [timezone.localtime(getattr(part, name)) for name in opening.TIMES]
    assert times == [at(2021, 6, 1, 8), at(2021, 7, 10, 17), at(2021, 7, 20, 17)]


def test_verifying_units_come_along_by_the_number_of_the_leaf(source):
    newer_set()
    part = copied(source).parts.get()
    before = {v.leaf.number: v.unit for v in Verifier.objects.of_part(source)}
    assert {v.leaf.number: v.unit for v in Verifier.objects.of_part(part)} == before
    assert set(before) == {"1", "2"}


def test_the_newest_version_in_use_is_taken_and_what_it_changes_is_said(source):
    newer = newer_set()
    part = copied(source).parts.get()
    assert part.criteria_set == newer
    assert set_changes(source.criteria_set.plain, newer.plain) == [
        f"Tiêu chí 1, tên: {SMALL_SET['criteria'][0]['title']} → Tên mới"
    ]


def test_a_closed_version_is_not_taken(source):
    newer = newer_set()
    type(newer).objects.filter(pk=newer.pk).update(state="closed")
    assert copied(source).parts.get().criteria_set == source.criteria_set


def test_a_cancelled_cluster_period_is_not_copied(source):
    ClusterPeriodFactory(period=source.period, state="cancelled")
    assert copied(source).parts.count() == 1


def test_the_29th_of_february_becomes_the_28th():
    assert opening.moved(date(2020, 2, 29), 2021) == date(2021, 2, 28)


def test_a_whole_period_opens_what_nothing_keeps_back(source):
    other = ClusterPeriodFactory(period=source.period)
    made = copied(source)
    ready = made.parts.get(cluster=source.cluster)
    unit = MembershipFactory(
        cluster=source.cluster, year=2021, lead=True, active_from=date(2021, 1, 1)
    ).unit
    leaf = ready.criteria_set.criteria.get(number="1")
    set_target(unit=unit, leaf=leaf, year=2021, value=D(10), by=UserFactory())
    opened, kept = opening.open_period(period=made, by=UserFactory(provincial=True))
    assert [part.cluster for part in opened] == [source.cluster]
    assert [(part.cluster, "chưa có đơn vị thành viên" in why) for part, why in kept] == [
        (other.cluster, True)
    ]
    assert ScoreSheet.objects.filter(cluster_period=ready).count() == 1


def test_the_province_copies_and_reads_what_is_missing_in_few_steps(source, signed_in):
    client = signed_in(UserFactory(provincial=True))
    listed = client.get(reverse("period-admin")).content.decode()
    address = reverse("period-copy", args=[source.period.code])
    assert address in listed
    answer = client.post(address, {"year": "2021"}, follow=True)
    page = answer.content.decode()
    assert "Phải sửa trước khi mở" in page
    assert "Không đổi." in page
    assert client.post(answer.redirect_chain[-1][0]).status_code == 302
    assert ClusterPeriod.objects.get(period__year=2021).state == "planned"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"year": "2020"}, "Kỳ này của năm 2020 đã có"),
        ({"year": "x"}, "Nhập năm từ"),
        ({"year": "2021", "deadline": "10/7/2021 17:00"}, "Nhập đủ ba mốc"),
        (
            {"year": "2021", "opens_at": "1/7/2021 8:00", "deadline": "1/6/2021 8:00",
             "closes_at": "2/7/2021 8:00"},
            "theo thứ tự",
        ),
    ],
)  # fmt: skip
def test_what_is_typed_wrongly_copies_nothing(source, signed_in, typed, sentence):
    client = signed_in(UserFactory(provincial=True))
    page = client.post(reverse("period-copy", args=[source.period.code]), typed).content.decode()
    assert sentence in page
    assert Period.objects.count() == 1


def test_only_the_province_copies(source, signed_in):
    for facts in ({"auditor": True}, {}):
        client = signed_in(UserFactory(**facts))
        address = reverse("period-copy", args=[source.period.code])
        assert client.post(address, {"year": "2021"}).status_code == 403
