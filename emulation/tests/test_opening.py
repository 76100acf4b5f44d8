"""How a cluster's period begins, how its time is lengthened for one unit, how it is cancelled."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from clusters.models import Change, Mail
from clusters.tests.factories import MembershipFactory, UnitFactory, UserFactory
from clusters.text import moment
from emulation import opening, rights
from emulation.models import ClusterPeriod, ScoreSheet, Target, Verifier
from emulation.targets import set_target
from emulation.tests.factories import ClusterPeriodFactory, make_sheet, with_verifiers
from emulation.workflow import Refused

pytestmark = pytest.mark.django_db


def fresh(sheet):
    return ScoreSheet.objects.get(pk=sheet.pk)


@pytest.fixture
def planned():
    """A period of a cluster with a lead and one more member, not opened yet."""
    part = ClusterPeriodFactory(state="planned")
    MembershipFactory(cluster=part.cluster, lead=True)
    MembershipFactory(cluster=part.cluster)
    with_verifiers(part)
    return part


def give(part, unit, value=700, **reason):
    leaf = part.criteria_set.criteria.get(number="1")
    value = None if value is None else D(value)
    set_target(unit=unit, leaf=leaf, year=2020, value=value, by=UserFactory(), **reason)
    return leaf


def test_opening_is_refused_until_everything_is_mended():
    part = ClusterPeriodFactory(state="planned")
    with pytest.raises(Refused, match="chưa có đơn vị thành viên"):
        opening.open_part(part=part, by=UserFactory())
    member = MembershipFactory(cluster=part.cluster).unit
    found = opening.faults(part)
    assert "chưa có Cụm trưởng vào ngày mở kỳ" in found[0]
    assert found[1].startswith("Chưa có đơn vị thẩm định: tiêu chí 1, 2.")
    assert f"{member.short_name}: thiếu 1/1 kế hoạch" in found[2]
    with pytest.raises(Refused, match="chưa có Cụm trưởng.*thẩm định.*thiếu 1/1"):
        opening.open_part(part=part, by=UserFactory())
    assert not ScoreSheet.objects.exists()


def test_opening_gives_every_member_a_sheet_with_its_targets(planned):
    lead, other = (m.unit for m in planned.cluster.memberships.order_by("-role", "pk"))
    leaf = give(planned, lead)
    give(planned, other, None, not_assigned_reason="Không có rừng")

    assert opening.open_part(part=planned, by=UserFactory()) == 2

    entry = ScoreSheet.objects.get(unit=lead).entries.get(leaf=leaf)
    assert (entry.target, entry.measured, entry.not_assigned) == (D(700), True, False)
    assert not ScoreSheet.objects.get(unit=lead).entries.get(leaf__number="3").measured
    without = ScoreSheet.objects.get(unit=other).entries.get(leaf=leaf)
    assert (without.target, without.not_assigned) == (None, True)
    assert without.not_assigned_reason == "Không có rừng"


def test_a_task_taken_back_later_reaches_the_open_sheet_with_its_reason():
    sheet = make_sheet()
    leaf = give(sheet.cluster_period, sheet.unit, None, not_assigned_reason="Đã bàn giao")
    entry = sheet.entries.get(leaf=leaf)
    assert (entry.target, entry.not_assigned) == (None, True)
    give(sheet.cluster_period, sheet.unit, 900)
    entry.refresh_from_db()
    assert (entry.target, entry.not_assigned, entry.not_assigned_reason) == (D(900), False, "")


def test_a_figure_and_a_reason_for_none_exclude_each_other(planned, signed_in):
    unit = planned.cluster.memberships.first().unit
    leaf = planned.criteria_set.criteria.get(number="1")
    client = signed_in(UserFactory(provincial=True))
    address = reverse("unit-targets", kwargs={"u": unit.pk, "y": 2020})
    typed = {f"leaf-{leaf.pk}": "5", f"none-{leaf.pk}": "Không có rừng"}
    page = client.post(address, typed).content.decode()
    assert "Đã có kế hoạch thì không ghi lý do không giao" in page
    assert not Target.objects.exists()
    assert client.post(address, typed | {f"leaf-{leaf.pk}": ""}).status_code == 302
    assert Target.objects.get().is_settled


# More time for one unit


def test_more_time_moves_the_due_instant_and_its_last_one_of_that_unit_alone(monkeypatch):
    sheet, other = (make_sheet(p) for p in [ClusterPeriodFactory()] * 2)
    until = sheet.cluster_period.closes_at + timedelta(days=2)
    fresh(sheet).extend(by=UserFactory(provincial=True), until=until, reason="Mưa lũ")
    monkeypatch.setattr(timezone, "now", lambda: until)
    fresh(sheet).submit(by=UserFactory())
    assert (fresh(sheet).due, fresh(sheet).is_late) == (until, False)
    with pytest.raises(Refused, match="ngừng nhận"):
        fresh(other).submit(by=UserFactory())


def test_more_time_is_traced_with_its_reason_and_told_to_the_unit():
    sheet = make_sheet()
    officer = UserFactory(unit=sheet.unit, email="can-bo@example.vn")
    until = sheet.due + timedelta(days=2)
    sheet.extend(by=UserFactory(provincial=True), until=until, reason="Mưa lũ")
    change = Change.objects.of(sheet).get(field="extended_until")
    assert (change.reason, change.after) == ("Mưa lũ", moment(until))
    mail = Mail.objects.get(address=officer.email)
    assert "Lý do: Mưa lũ" in mail.body


@pytest.mark.parametrize("days", [-30, 0])
def test_more_time_must_be_more(days):
    sheet = make_sheet()
    until = sheet.due + timedelta(days=days)
    with pytest.raises(ValidationError, match="Hạn mới phải sau"):
        sheet.extend(by=UserFactory(), until=until, reason="x")
    assert fresh(sheet).extended_until is None


@pytest.mark.parametrize("state", ["submitted", "confirmed", "approved"])
def test_no_more_time_for_what_was_handed_in(state):
    sheet = make_sheet(state=state)
    with pytest.raises(Refused, match="còn ở đơn vị"):
        sheet.extend(by=UserFactory(), until=sheet.due + timedelta(days=1), reason="x")


def test_a_returned_sheet_gets_a_later_day_of_its_return():
    sheet = make_sheet(state="submitted")
    due = timezone.now() + timedelta(days=1)
    sheet.send_back(UserFactory(), "Sửa", due)
    fresh(sheet).extend(by=UserFactory(), until=due + timedelta(days=3), reason="Chờ số liệu")
    assert fresh(sheet).return_due == due + timedelta(days=3)
    assert fresh(sheet).extended_until is None


def test_the_page_of_more_time_says_what_is_wrong_and_keeps_what_was_typed(signed_in):
    sheet = make_sheet()
    address = reverse("sheet-extend", args=[sheet.pk])
    client = signed_in(UserFactory(provincial=True))
    answer = client.post(address, {"until": "1/1/2020 17:00", "reason": "Mưa lũ"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Hạn mới phải sau" in page
    assert "Mưa lũ" in page
    local = timezone.localtime(sheet.due + timedelta(days=2))
    typed = {"until": f"{local:%d/%m/%Y %H:%M}", "reason": "Mưa lũ"}
    assert client.post(address, typed).status_code == 302
    assert fresh(sheet).extended_until.date() == (sheet.due + timedelta(days=2)).date()
    assert "Gia hạn đến" in client.get(reverse("sheet-list")).content.decode()


# After the deadline


@pytest.mark.parametrize(("policy", "taken"), [("accept", True), ("refuse", False)])
def test_what_happens_after_the_deadline_is_a_setting(monkeypatch, policy, taken):
    sheet = make_sheet(ClusterPeriodFactory(late_policy=policy))
    late = sheet.cluster_period.deadline + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: late)
    if taken:
        fresh(sheet).submit(by=UserFactory())
    else:
        with pytest.raises(Refused, match="ngừng nhận"):
            fresh(sheet).submit(by=UserFactory())
    assert fresh(sheet).is_late is taken


# Cancelling


def test_a_cancelled_period_leaves_its_sheets_readable_and_makes_room_for_another():
    sheet = make_sheet()
    officer = UserFactory(unit=sheet.unit, email="can-bo@example.vn")
    part = sheet.cluster_period
    opening.cancel_part(part=part, by=UserFactory(provincial=True), note="Sai bộ tiêu chí")
    again = fresh(sheet)
    assert again.cluster_period.state == "cancelled"
    assert not rights.may_edit(officer, again)
    assert not rights.may_submit(officer, again)
    assert ScoreSheet.objects.visible_to(officer).filter(pk=sheet.pk).exists()
    assert not ClusterPeriod.objects.visible_to(officer).exists()
    assert "Sai bộ tiêu chí" in Mail.objects.get(address=officer.email).body
    second = ClusterPeriodFactory(period=part.period, cluster=part.cluster)
    assert make_sheet(second, sheet.unit).pk != sheet.pk


def test_nothing_is_cancelled_once_a_unit_has_handed_in():
    part = ClusterPeriodFactory()
    sheet = make_sheet(part)
    sheet.submit(by=UserFactory(unit=sheet.unit))
    fresh(sheet).recall(by=UserFactory(unit=sheet.unit))
    with pytest.raises(Refused, match=f"đã có bảng nộp .{sheet.unit.short_name}"):
        opening.cancel_part(part=part, by=UserFactory(), note="x")
    part.refresh_from_db()
    assert part.state == "open"


def test_the_province_cancels_on_a_page_with_a_reason(signed_in):
    part = make_sheet().cluster_period
    client = signed_in(UserFactory(provincial=True))
    address = reverse("period-cancel", args=[part.pk])
    assert "lý do" in client.post(address, {"note": ""}).content.decode().lower()
    assert client.post(address, {"note": "Sai hạn"}).status_code == 302
    part.refresh_from_db()
    assert part.state == "cancelled"
    assert part.steps.last().note == "Sai hạn"
    assert "Đã hủy" in client.get(reverse("period-admin")).content.decode()
    assert client.get(address).status_code == 403


def test_who_cancels_and_who_gives_more_time():
    sheet = make_sheet()
    lead = MembershipFactory(cluster=sheet.cluster_period.cluster, lead=True).unit
    people = {
        "province": UserFactory(provincial=True),
        "lead": UserFactory(unit=lead, acts_for_cluster=True),
        "own": UserFactory(unit=sheet.unit),
        "auditor": UserFactory(auditor=True),
    }
    may = {name for name, user in people.items() if rights.may_extend(user, sheet)}
    cancel = {n for n, user in people.items() if rights.may_cancel(user, sheet.cluster_period)}
    assert (may, cancel) == ({"province"}, {"province"})


# Who verifies


def test_the_province_gives_leaves_to_departments_and_the_rest_to_itself(planned, signed_in):
    Verifier.objects.all().delete()
    department = UnitFactory(kind="department")
    first, second = planned.criteria_set.criteria.filter(number__in="12").order_by("number")
    province = UserFactory(provincial=True)
    address = reverse("period-verifiers", args=[planned.pk])
    typed = {f"leaf-{first.pk}": str(department.pk), "rest": "1"}
    assert signed_in(province).post(address, typed).status_code == 302
    given = {row.leaf: row.unit for row in Verifier.objects.of_part(planned)}
    assert given == {first: department, second: province.unit}
    changes = Change.objects.of(planned.period).filter(by=province)
    assert changes.count() == 2


def test_a_scored_unit_cannot_verify(planned, signed_in):
    unit = planned.cluster.memberships.first().unit
    leaf = planned.criteria_set.criteria.get(number="1")
    before = list(Verifier.objects.values_list("leaf", "unit"))
    client = signed_in(UserFactory(provincial=True))
    address = reverse("period-verifiers", args=[planned.pk])
    page = client.post(address, {f"leaf-{leaf.pk}": str(unit.pk)}).content.decode()
    assert "error-summary" in page
    assert list(Verifier.objects.values_list("leaf", "unit")) == before
