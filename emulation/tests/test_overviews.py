"""Below the tasks: the unit's steps, last year's place, sheets by state, the next opening."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Membership, Notice
from clusters.tests.factories import MembershipFactory, UnitFactory, UserFactory
from emulation.due import calendar
from emulation.models import ClusterPeriod
from emulation.overviews import next_opening, own_steps, states
from emulation.tests.factories import (
    ClusterPeriodFactory,
    PeriodFactory,
    make_sheet,
)

pytestmark = pytest.mark.django_db


def lines(overview):
    return {line.label: line.status for line in overview.lines}


def test_an_officer_sees_the_steps_of_the_own_sheet_and_how_far_each_is():
    sheet = make_sheet(state="draft")
    user = UserFactory(unit=sheet.unit)
    sheet.data_requests.create(
        office="Phòng Tài chính", due="2020-07-01", created_by=user, expires_at=timezone.now()
    )
    (steps,) = own_steps(user)
    said = lines(steps)
    assert steps.is_ordered
    assert said["Đề nghị cung cấp số liệu"] == "0/1 nơi đã trả lời"
    assert said["Nhập số liệu và tự chấm"] == "2/2 tiêu chí"
    assert said["Đính kèm minh chứng"] == "0 tệp"
    assert said["Kiểm tra và nộp"] == "Còn 6 ngày"
    assert "Lãnh đạo đơn vị duyệt" not in said
    UserFactory(unit=sheet.unit, duty="leader")
    (steps,) = own_steps(user)
    assert lines(steps)["Lãnh đạo đơn vị duyệt"] == "Chưa tới"


def test_last_year_is_told_only_once_it_is_published():
    sheet = make_sheet(state="draft")
    user = UserFactory(unit=sheet.unit)
    before = ClusterPeriodFactory(
        period=PeriodFactory(year=2019), cluster=sheet.cluster_period.cluster, state="closed"
    )
    before.placings.create(
        unit=sheet.unit, unit_name="x", unit_short_name="x", place=1, total=88, unit_order=1,
        base=88, bonus=0, penalty=0, percent=88,
    )  # fmt: skip
    assert len(list(own_steps(user))) == 1
    ClusterPeriod.objects.filter(pk=before.pk).update(state="published")
    _, told = own_steps(user)
    assert told.title == "Cùng kỳ năm trước"
    assert lines(told) == {"Điểm tạm tính 6 tháng đầu năm 2019": "88,00 điểm · thứ 1/1"}


def test_who_steers_sees_how_many_sheets_stand_where(client):
    part = ClusterPeriodFactory()
    lead = UnitFactory()
    MembershipFactory(cluster=part.cluster, unit=lead, role=Membership.Role.LEAD)
    for state in ("submitted", "submitted", "draft"):
        make_sheet(part, state=state)
    user = UserFactory(unit=lead, acting=True)
    (counted,) = states(user)
    assert lines(counted) == {"Bản nháp": "1", "Đã nộp": "2"}
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    page = client.get(counted.lines[1].url)
    assert len(page.context["sheets"]) == 2
    assert list(states(UserFactory())) == []


def test_an_empty_desk_names_the_next_opening(client):
    unit = UnitFactory()
    opens = timezone.now() + timedelta(days=40)
    part = ClusterPeriodFactory(
        state="planned",
        opens_at=opens,
        deadline=opens + timedelta(9),
        closes_at=opens + timedelta(10),
    )
    user = UserFactory(unit=unit)
    assert next_opening(user) == ""
    MembershipFactory(cluster=part.cluster, unit=unit)
    assert "dự kiến mở" in next_opening(user)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    assert next_opening(user) in client.get(reverse("my-work")).content.decode()


def test_many_clusters_stand_in_one_list_and_equal_dates_in_one_line():
    clerk = UserFactory(provincial=True)
    times = {
        name: timezone.now() + timedelta(days=days)
        for name, days in (("opens_at", -1), ("deadline", 7), ("closes_at", 21))
    }
    for _ in range(4):
        part = ClusterPeriodFactory(**times)
        make_sheet(part, state="submitted")
    (listed,) = states(clerk)
    assert listed.title == "Bảng điểm theo cụm, khối"
    assert set(lines(listed).values()) == {"1 đã nộp"}
    assert f"cum={part.cluster.code}" in listed.lines[-1].url
    (date,) = calendar(clerk)
    assert "4 cụm, khối" in date.title


def test_the_list_of_sheets_counts_all_pages_and_narrows_by_cluster(client):
    clerk = UserFactory(provincial=True)
    here, there = ClusterPeriodFactory(), ClusterPeriodFactory()
    for part, state in ((here, "draft"), (here, "submitted"), (there, "submitted")):
        make_sheet(part, state=state)
    client.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("sheet-list"))
    assert page.context["counts"] == {"Bản nháp": 1, "Đã nộp": 2}
    page = client.get(reverse("sheet-list"), {"cum": here.cluster.code})
    assert page.context["counts"] == {"Bản nháp": 1, "Đã nộp": 1}
    assert len(page.context["lines"]) == 2


def test_all_awaited_units_are_reminded_in_one_press(client):
    here, there = ClusterPeriodFactory(), ClusterPeriodFactory()
    for part, state in ((here, "draft"), (here, "submitted"), (there, "draft")):
        UserFactory(unit=make_sheet(part, state=state).unit)
    client.force_login(UserFactory(provincial=True), "django.contrib.auth.backends.ModelBackend")
    assert "Nhắc 2 đơn vị chưa nộp" in client.get(reverse("progress-all")).content.decode()
    answer = client.post(reverse("remind-all"), follow=True)
    assert "Đã nhắc 2 đơn vị ở 2 cụm, khối." in answer.content.decode()
    assert Notice.objects.count() == 2


def test_plan_figures_of_many_clusters_cost_as_few_queries_as_of_one(
    client, django_assert_max_num_queries
):
    client.force_login(UserFactory(provincial=True), "django.contrib.auth.backends.ModelBackend")
    counts = []
    for _ in range(2):
        for _ in range(2):
            make_sheet(ClusterPeriodFactory())
        with django_assert_max_num_queries(15) as queries:
            client.get(reverse("targets", args=[2020]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
