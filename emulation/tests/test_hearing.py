"""The hearing: units answer their expected result; nothing is closed over an open kiến nghị."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Change, Holiday, Mail
from clusters.tests.factories import MembershipFactory, UnitFactory, UserFactory
from emulation import actions, hearing, rights
from emulation.models import Appeal, ClusterPeriod, ScoreSheet, Verifier
from emulation.tests.factories import ClusterPeriodFactory, make_sheet
from emulation.workflow import Refused

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def sheet():
    """An approved sheet of an ordinary member, its cluster notified, three days to answer."""
    part = ClusterPeriodFactory()
    MembershipFactory(cluster=part.cluster, lead=True)
    made = make_sheet(part, verified=True, state="approved")
    UserFactory(provincial=True, username="tinh", email="tinh@example.vn")
    told = {"answers_until": TODAY() + timedelta(days=3)}
    actions.notify_units(part=part, by=UserFactory(), **told)
    return ScoreSheet.objects.get(pk=made.pk)


def entry_of(sheet):
    return sheet.entries.select_related("leaf").get(leaf__number="1")


def write(sheet, kind="appeal", record=None, by=None):
    record = record or entry_of(sheet)
    by = by or UserFactory(unit=sheet.unit)
    return hearing.appeal(sheet=sheet, record=record, kind=kind, text="Số của Kho bạc", by=by)


def settle(appeal, outcome="kept", points=None, count=None):
    new = hearing.NewPoints(points=points and D(points), count=count)
    answer = {"answer": "Đã đối chiếu", "new": new, "by": UserFactory(provincial=True)}
    hearing.settle(appeal=appeal, outcome=outcome, **answer)


def close(sheet, **how):
    part = ClusterPeriod.objects.get(pk=sheet.cluster_period_id)
    return actions.close_ranking(part=part, by=UserFactory(), **how)


def test_closing_waits_for_every_kien_nghi_and_for_the_silent(sheet):
    with pytest.raises(Refused, match=f"chưa trả lời: {sheet.unit.short_name}"):
        close(sheet)
    made = write(sheet)
    with pytest.raises(Refused, match="còn 1 kiến nghị chưa giải quyết: .*tiêu chí 1"):
        close(sheet)
    with pytest.raises(Refused, match="còn 1 kiến nghị"):
        close(sheet, early=True)
    settle(made)
    assert len(close(sheet)) == 1


def test_closing_early_is_said_in_the_step(sheet):
    close(sheet, early=True)
    note = ClusterPeriod.objects.get().closing.note
    assert note.startswith("Chốt sớm: còn nhận giải trình, kiến nghị đến hết ngày")


def test_a_giai_trinh_does_not_hold_the_closing_up(sheet):
    write(sheet, kind="explanation")
    assert len(close(sheet)) == 1


def test_the_unit_may_say_that_it_agrees(sheet):
    by = UserFactory(unit=sheet.unit)
    hearing.accept_result(sheet, by=by)
    assert Change.objects.under(sheet).filter(field="accepted_at").get().by == by
    assert len(close(sheet)) == 1


def test_who_has_an_open_kien_nghi_cannot_agree_and_a_later_one_takes_the_word_back(sheet):
    by = UserFactory(unit=sheet.unit)
    hearing.accept_result(sheet, by=by)
    made = write(sheet, by=by)
    assert ScoreSheet.objects.get(pk=sheet.pk).accepted_at is None
    with pytest.raises(Refused, match="Còn kiến nghị"):
        hearing.accept_result(sheet, by=by)
    hearing.withdraw(appeal=made, by=by)
    hearing.accept_result(sheet, by=by)


def test_an_answer_that_changes_points_moves_the_total_with_its_reason(sheet):
    before = sheet.total("verified").total
    settle(write(sheet), "changed", points="50")
    fresh = ScoreSheet.objects.get(pk=sheet.pk)
    assert (before, fresh.total("verified").total) == (D(100), D("88.89"))
    change = Change.objects.under(sheet).filter(field="verified_points").latest("pk")
    assert (change.before, change.after, change.reason) == ("60", "50", "Đã đối chiếu")
    assert fresh.state == "approved"


def test_a_penalty_is_answered_by_a_new_count(sheet):
    row = sheet.items.get(item__code="P1")
    sheet.record([(row, "verified_count", 1, "", ""), (row, "verified_reason", "x", "", "")], None)
    settle(write(sheet, record=row), "changed", count=0)
    row.refresh_from_db()
    assert (row.verified_count, row.verified_reason) == (0, "Đã đối chiếu")
    assert ScoreSheet.objects.get(pk=sheet.pk).total("verified").penalty == 0


def test_points_that_do_not_change_are_no_change(sheet):
    made = write(sheet)
    with pytest.raises(Exception, match="Điểm mới bằng điểm đang có"):
        settle(made, "changed", points="60")
    assert Appeal.objects.get().is_open


def test_one_at_a_time_on_a_row_and_none_after_the_last_day(sheet):
    made = write(sheet)
    with pytest.raises(Refused, match="đang chờ trả lời"):
        write(sheet)
    settle(made)
    write(sheet)
    ClusterPeriod.objects.update(answers_until=TODAY() - timedelta(days=1))
    with pytest.raises(Refused, match="đã hết"):
        write(ScoreSheet.objects.get(pk=sheet.pk))


def test_an_answer_comes_once_and_not_after_closing(sheet):
    made = write(sheet)
    settle(made)
    with pytest.raises(Refused, match="vừa được trả lời"):
        settle(Appeal.objects.get(pk=made.pk))
    close(sheet)
    with pytest.raises(Refused, match="Đã chốt"):
        settle(Appeal.objects.get(pk=made.pk))


def test_a_second_announcement_begins_a_new_hearing(sheet):
    hearing.accept_result(sheet, by=UserFactory(unit=sheet.unit))
    part = ClusterPeriod.objects.get()
    actions.close_ranking(part=part, by=UserFactory())
    actions.reopen_part(part=part, by=UserFactory(), note="Văn bản số 5")
    actions.notify_units(part=part, by=UserFactory(), answers_until=TODAY())
    assert ScoreSheet.objects.get(pk=sheet.pk).accepted_at is None


def test_who_may_write_word_and_settle(sheet):
    cluster = sheet.cluster_period.cluster
    lead = cluster.memberships.get(role="lead").unit
    leaf = sheet.cluster_period.criteria_set.criteria.get(number="1")
    department = UnitFactory(kind="department")
    Verifier.objects.create(period=sheet.period, leaf=leaf, unit=department)
    appeal = write(sheet)
    people = {
        "own officer": UserFactory(unit=sheet.unit),
        "own leader": UserFactory(unit=sheet.unit, leader=True),
        "lead": UserFactory(unit=lead, acting=True),
        "verifier": UserFactory(unit=department),
        "other department": UserFactory(unit=UnitFactory(kind="department")),
        "member": UserFactory(unit=MembershipFactory(cluster=cluster).unit),
        "province": UserFactory(provincial=True),
        "administrator": UserFactory(administrator=True),
        "auditor": UserFactory(auditor=True),
    }

    def who(right, record):
        return {name for name, user in people.items() if right(user, record)}

    assert who(rights.may_appeal, sheet) == {"own officer", "own leader"}
    assert who(rights.may_withdraw_appeal, appeal) == {"own officer", "own leader"}
    assert who(rights.may_word_appeal, appeal) == {"lead"}
    assert who(rights.may_settle_appeal, appeal) == {"verifier", "province"}
    seen = {n for n, u in people.items() if Appeal.objects.visible_to(u).exists()}
    assert seen == {"own officer", "own leader", "lead", "verifier", "province", "auditor"}


def test_the_way_through_the_pages(sheet, signed_in):
    officer = signed_in(UserFactory(unit=sheet.unit))
    notice = officer.get(reverse("notice", args=[sheet.pk])).text
    address = reverse("appeal", args=[sheet.pk, entry_of(sheet).pk])
    assert address in notice
    assert "Không có kiến nghị" in notice
    assert officer.post(address, {"kind": "appeal", "text": ""}).status_code == 200
    assert officer.post(address, {"kind": "appeal", "text": "Sai số"}).status_code == 302
    appeal = Appeal.objects.get()
    assert "Sai số" in officer.get(reverse("notice", args=[sheet.pk])).text
    assert Mail.objects.filter(to__username="tinh", subject__startswith="Kiến nghị").exists()

    detail = reverse("appeal-detail", args=[appeal.pk])
    clerk = signed_in(UserFactory(provincial=True))
    listed = reverse("appeals", args=[sheet.period.code, sheet.cluster_period.cluster.code])
    assert detail in clerk.get(listed).text
    refused = clerk.post(detail, {"settle": "1", "outcome": "changed", "answer": "Đúng"})
    assert "Nhập số mới, hoặc chọn giữ nguyên điểm." in refused.text
    done = {"settle": "1", "outcome": "changed", "answer": "Đúng", "points": "55,5"}
    assert clerk.post(detail, done).status_code == 302
    assert entry_of(sheet).verified_points == D("55.5")
    stranger = signed_in(UserFactory())
    assert [stranger.get(a).status_code for a in (detail, listed, address)] == [404] * 3


def test_announcing_proposes_the_last_working_day(sheet, signed_in):
    part = ClusterPeriod.objects.get()
    ClusterPeriod.objects.update(state="open", answers_until=None)
    clerk = signed_in(UserFactory(provincial=True))
    address = reverse("ranking-notify", args=[part.period.code, part.cluster.code])
    assert f"{hearing.proposed_end(part):%d/%m/%Y}" in clerk.get(address).text
    past = clerk.post(address, {"answers_until": "01/01/2020"})
    assert "Ngày này đã qua" in past.text
    day = TODAY() + timedelta(days=2)
    assert clerk.post(address, {"answers_until": f"{day:%d/%m/%Y}"}).status_code == 302
    assert ClusterPeriod.objects.get().answers_until == day


def test_working_days_leave_out_weekends_and_holidays():
    Holiday.objects.create(day=date(2026, 4, 30), name="Ngày Chiến thắng")
    Holiday.objects.create(day=date(2026, 5, 1), name="Quốc tế Lao động")
    Holiday.objects.create(day=date(2026, 5, 9), name="Làm bù", is_worked=True)
    after = Holiday.objects.working_day_after
    # Wednesday 29 April: Thursday and Friday are off, Saturday and Sunday too
    assert after(date(2026, 4, 29), 3) == date(2026, 5, 6)
    assert after(date(2026, 5, 8), 1) == date(2026, 5, 9)
    assert after(date(2026, 4, 29), 0) == date(2026, 4, 29)
    between = Holiday.objects.working_days_between
    assert between(date(2026, 4, 29), date(2026, 5, 5)) == 3


def test_days_off_are_entered_and_removed_by_the_province(signed_in):
    clerk = signed_in(UserFactory(provincial=True))
    sent = {"day": "02/09/2026", "name": "Quốc khánh"}
    assert clerk.post(reverse("holiday-create"), sent).status_code == 302
    assert "Ngày này đã có" in clerk.post(reverse("holiday-create"), sent).text
    day = Holiday.objects.get()
    assert "Quốc khánh" in clerk.get(reverse("holidays")).text
    officer = signed_in(UserFactory())
    assert officer.post(reverse("holiday-remove", args=[day.pk])).status_code == 403
    clerk = signed_in(UserFactory(provincial=True))
    assert clerk.post(reverse("holiday-remove", args=[day.pk])).status_code == 302
    assert not Holiday.objects.exists()
