"""Reminders are computed from open work when they are sent, and sent once."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from clusters.models import Mail, Notice, Province
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import reminders
from emulation.models import ClusterPeriod, Reminder, ScoreSheet
from emulation.tests.factories import ClusterPeriodFactory, make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    return ClusterPeriodFactory()


def due_in(part, **span):
    deadline = timezone.now() + timedelta(**span)
    ClusterPeriod.objects.filter(pk=part.pk).update(
        deadline=deadline, opens_at=deadline - timedelta(days=30)
    )
    part.refresh_from_db()


def officer_of(sheet, **facts):
    return UserFactory(unit=sheet.unit, email="xa@example.vn", **facts)


@pytest.mark.parametrize(
    ("days", "told"), [(4, 0), (3, 1), (2, 0), (1, 1), (-1, 1), (-2, 0), (-3, 1)]
)
def test_on_which_days_a_unit_is_reminded(part, days, told):
    due_in(part, days=days)
    officer = officer_of(make_sheet(part))
    reminders.send_due()
    own = Notice.objects.filter(to=officer, key__startswith="reminder-")
    assert own.count() == told


def test_the_days_are_the_provinces_own(part):
    Province.objects.create(pk=1, name="tỉnh Mẫu", remind_first=5, remind_last=0)
    due_in(part, days=5)
    officer_of(make_sheet(part))
    reminders.send_due()
    assert Reminder.objects.get().kind == "soon"


def test_however_often_the_schedule_runs_it_is_sent_once(part):
    due_in(part, days=3)
    officer_of(make_sheet(part))
    for _ in range(3):
        call_command("send_reminders")
    assert Notice.objects.filter(key__startswith="reminder-").count() == 1
    assert Mail.objects.filter(subject__startswith="Nhắc nộp").count() == 1


@pytest.mark.parametrize("state", ["submitted", "confirmed", "approved"])
def test_what_is_handed_in_is_not_reminded_of(part, state):
    due_in(part, days=3)
    officer_of(make_sheet(part, state=state))
    reminders.send_due()
    assert not Reminder.objects.exists()


def test_a_sheet_handed_in_a_second_before_is_left_out(part):
    sheet = make_sheet(part)
    ScoreSheet.objects.filter(pk=sheet.pk).update(state="submitted")
    assert reminders.remind(sheets=[sheet], by=UserFactory()) == 0


def test_the_text_says_what_is_missing_and_no_points(part):
    due_in(part, days=3)
    sheet = make_sheet(part, filled=False)
    officer_of(sheet)
    reminders.send_due()
    text = Notice.objects.get(key__startswith="reminder-").text
    assert "Còn thiếu 2 tiêu chí: 1, 2." in text
    assert "điểm" not in text
    chat = reminders.chat_words([sheet])
    assert sheet.unit.short_name in chat
    assert sheet.get_absolute_url() in chat
    assert "điểm" not in chat.replace("chấm điểm", "")


def test_who_has_work_waiting_gets_one_message_on_its_days(part, monkeypatch):
    lead = MembershipFactory(cluster=part.cluster, lead=True).unit
    person = UserFactory(unit=lead, acting=True)
    make_sheet(part, state="submitted")
    monkeypatch.setattr(reminders, "DIGEST_DAYS", {timezone.localdate().weekday()})
    monkeypatch.setattr(reminders.Holiday.objects, "working_days_between", lambda *_: 1)
    reminders.send_due()
    reminders.send_due()
    told = Notice.objects.get(to=person)
    assert "chờ thống nhất" in told.text


def test_the_board_reminds_all_who_are_awaited_in_one_press(part, signed_in):
    given, waiting = make_sheet(part, state="submitted"), make_sheet(part)
    officer_of(waiting, phone="0209 111 222")
    officer_of(given)
    lead = MembershipFactory(cluster=part.cluster, lead=True).unit
    client = signed_in(UserFactory(unit=lead, acting=True))
    page = reverse("progress", args=[part.period.code, part.cluster.code])
    shown = client.get(page).text
    assert "Nhắc 1 đơn vị chưa nộp" in shown
    assert 'href="tel:0209111222"' in shown
    answer = client.post(page, {"all": "1"}, follow=True)
    assert "Đã nhắc 1 đơn vị." in answer.text
    assert Reminder.objects.get().sheet == waiting
    again = client.post(page, {"all": "1"}, follow=True)
    assert "Đã nhắc 0 đơn vị. Lần nhắc trước" in again.text
    chosen = client.post(page, {"sheet": [given.pk]}, follow=True)
    assert "Chưa chọn đơn vị nào" in chosen.text


def test_who_sees_the_board_and_who_reminds(part, signed_in):
    sheet = make_sheet(part)
    lead = MembershipFactory(cluster=part.cluster, lead=True).unit
    people = {
        "lead": UserFactory(unit=lead, acting=True),
        "province": UserFactory(provincial=True),
        "auditor": UserFactory(auditor=True),
        "officer": UserFactory(unit=sheet.unit),
        "administrator": UserFactory(administrator=True),
    }
    page = reverse("progress", args=[part.period.code, part.cluster.code])

    def answers(act, address):
        return {n: getattr(signed_in(u), act)(address).status_code for n, u in people.items()}

    blank = dict.fromkeys(people, 404)
    assert answers("get", page) == blank | {"lead": 200, "province": 200, "auditor": 200}
    assert answers("post", page) == blank | {"lead": 302, "province": 302, "auditor": 403}
    everyone = reverse("progress-all")
    assert answers("get", everyone) == blank | {"lead": 200, "province": 200, "auditor": 200}
    overview = reverse("overview")
    assert answers("get", overview) == blank | {"province": 200, "auditor": 200}


@pytest.mark.parametrize("clusters", [1, 3])
def test_queries_of_the_boards_do_not_grow(signed_in, django_assert_max_num_queries, clusters):
    for _ in range(clusters):
        part = ClusterPeriodFactory()
        for _ in range(clusters):
            make_sheet(part)
    client = signed_in(UserFactory(provincial=True))
    for route, args in (
        ("progress", [part.period.code, part.cluster.code]),
        ("progress-all", []),
        ("overview", []),
    ):
        client.get(reverse(route, args=args))
        with django_assert_max_num_queries(12):
            client.get(reverse(route, args=args))
