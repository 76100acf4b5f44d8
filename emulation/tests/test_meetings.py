"""Meetings: called, prefilled, written line by line; faults name their line; who sees what."""

import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Change
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation.meeting_lines import agenda_row, read_guests
from emulation.meetings import begin_meeting
from emulation.models import Meeting
from emulation.tests.factories import ClusterPeriodFactory

pytestmark = pytest.mark.django_db
WHEN = datetime(2020, 7, 24, 8, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def part():
    part = ClusterPeriodFactory()
    MembershipFactory(cluster=part.cluster, lead=True)
    return part


@pytest.fixture
def meeting(part):
    return begin_meeting(
        cluster=part.cluster,
        kind="half",
        year=2020,
        held_at=WHEN,
        place="Hội trường",
        by=UserFactory(provincial=True),
    )


def lead_of(meeting):
    return UserFactory(unit=meeting.cluster.memberships.get(role="lead").unit, acting=True)


def sent(**typed):
    return {"held_at": "24/7/2020 08:00", "place": "Hội trường"} | typed


def test_a_new_meeting_has_the_agenda_of_its_kind_and_the_cluster_invited(signed_in, part):
    client = signed_in(UserFactory(provincial=True))
    facts = {"kind": "half", "cluster": part.cluster_id, "year": "2020"}
    answer = client.post(reverse("meeting-new"), facts | sent())
    meeting = Meeting.objects.get()
    assert answer.url == meeting.get_absolute_url()
    assert "Báo cáo sơ kết" in [item.words for item in meeting.agenda.all()]
    lead = part.cluster.memberships.get().unit
    assert lead.full_name in [guest.unit_name for guest in meeting.guests.all()]
    assert not [item for item in meeting.agenda.all() if "suy tôn" in item.words.lower()]


def test_a_meeting_about_a_period_that_is_not_there_is_refused(signed_in, part):
    client = signed_in(UserFactory(provincial=True))
    facts = {"kind": "year", "cluster": part.cluster_id, "year": "2020"}
    page = client.post(reverse("meeting-new"), facts | sent()).content.decode()
    assert "chưa có kỳ này của năm 2020" in page
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("line", "clock", "words", "presenter"),
    [
        ("08:10 Báo cáo; Cụm trưởng", "08:10", "Báo cáo", "Cụm trưởng"),
        ("8h10 Báo cáo", "08:10", "Báo cáo", ""),
        ("8 giờ 10 – Báo cáo", "08:10", "Báo cáo", ""),
        ("08:10\tBáo cáo\tCụm trưởng", "08:10", "Báo cáo", "Cụm trưởng"),
        ("8h Báo cáo", "08:00", "Báo cáo", ""),
    ],
)
def test_a_line_of_the_agenda_is_read(signed_in, meeting, line, clock, words, presenter):
    signed_in(lead_of(meeting)).post(meeting.get_absolute_url(), sent(agenda=line))
    item = meeting.agenda.get()
    assert (f"{item.starts:%H:%M}", item.words, item.presenter) == (clock, words, presenter)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"agenda": "08:00 Một\nBáo cáo"}, "Dòng 2 “Báo cáo”: chưa có giờ"),
        ({"agenda": "25:00 Một"}, "giờ từ 0 đến 23"),
        ({"agenda": "08:00"}, "chưa có nội dung sau giờ"),
        ({"agenda": "08:00 " + "x" * 301}, "tối đa 300"),
        ({"guests": "; Chủ tịch"}, "chưa có họ tên"),
        ({"guests": "\n".join(["Ai đó"] * 201)}, "Tối đa 200 dòng"),
    ],
)
def test_a_faulty_line_is_named_and_nothing_is_written(signed_in, meeting, typed, said):
    before = meeting.agenda.count(), meeting.guests.count()
    page = signed_in(lead_of(meeting)).post(meeting.get_absolute_url(), sent(**typed))
    assert said in page.content.decode()
    assert (meeting.agenda.count(), meeting.guests.count()) == before


def test_what_changed_stands_in_the_history(signed_in, meeting):
    typed = sent(place="Nhà văn hóa", guests="Ai đó; Chủ tịch; Xã Mẫu")
    signed_in(lead_of(meeting)).post(meeting.get_absolute_url(), typed)
    changes = dict(Change.objects.values_list("field", "after"))
    assert changes["place"] == "Nhà văn hóa"
    assert changes["đại biểu"] == "Ai đó"
    assert (meeting.guests.get().post, meeting.guests.get().unit_name) == ("Chủ tịch", "Xã Mẫu")


def test_members_read_strangers_do_not_see(signed_in, meeting):
    member = UserFactory(unit=MembershipFactory(cluster=meeting.cluster).unit)
    address = meeting.get_absolute_url()
    page = signed_in(member).get(address).content.decode()
    assert "Báo cáo sơ kết" in page
    assert "Lưu hội nghị" not in page
    assert signed_in(member).post(address, sent()).status_code == 403
    assert signed_in(UserFactory()).get(address).status_code == 404
    assert meeting.title not in signed_in(UserFactory()).get(reverse("meetings")).content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_queries(signed_in, meeting, django_assert_max_num_queries, count):
    for _ in range(count - 1):
        Meeting.objects.create(
            cluster=meeting.cluster,
            kind="signing",
            year=2020,
            held_at=WHEN,
            place="x",
            created_by=meeting.created_by,
        )
    client = signed_in(UserFactory(provincial=True))
    with django_assert_max_num_queries(15) as queries:
        client.get(reverse("meetings"))
    assert len(queries) == 9


def base_on(page):
    return re.search(r'name="base" value="([0-9a-f]+)"', page.content.decode())[1]


def test_who_saves_an_old_page_is_told_keeps_what_was_typed_and_decides(signed_in, meeting):
    client = signed_in(UserFactory(provincial=True))
    address = meeting.get_absolute_url()
    base = base_on(client.get(address))
    client.post(address, sent(base=base, chair_name="Bà A", guests="Ông X"))
    late = client.post(address, sent(base=base, chair_name="Ông B"))
    page = late.content.decode()
    assert "Người khác đã lưu hội nghị này" in page
    assert 'value="Ông B"' in page
    meeting.refresh_from_db()
    assert (meeting.chair_name, meeting.guests.count()) == ("Bà A", 1)
    client.post(address, sent(base=base_on(late), chair_name="Ông B"))
    meeting.refresh_from_db()
    assert meeting.chair_name == "Ông B"


@pytest.mark.parametrize(
    ("line", "clock", "words"),
    [
        ("7h - 8h: Đón tiếp đại biểu", "07:00", "Đón tiếp đại biểu"),
        ("8h30-9h00 Báo cáo", "08:30", "Báo cáo"),
        ("09:00 đến 09:30 Thảo luận", "09:00", "Thảo luận"),
        ("10:00 - Giải lao", "10:00", "Giải lao"),
    ],
)
def test_until_when_a_line_lasts_is_read_over(line, clock, words):
    row = agenda_row(line)
    assert (f"{row['starts']:%H:%M}", row["words"]) == (clock, words)


def test_a_list_from_excel_with_its_head_and_numbers_is_read():
    pasted = "STT\tHọ tên\tChức vụ\tĐơn vị\n1\tBà A\tGiám đốc\tSở X\n2.\tÔng B\tPhó\tSở Y"
    rows = read_guests(pasted)
    assert [(row["name"], row["post"], row["unit_name"]) for row in rows] == [
        ("Bà A", "Giám đốc", "Sở X"),
        ("Ông B", "Phó", "Sở Y"),
    ]


def test_a_second_meeting_of_the_same_kind_and_year_is_asked_about(signed_in, meeting):
    client = signed_in(UserFactory(provincial=True))
    assert "Vẫn lập thêm" not in client.get(reverse("meeting-new")).content.decode()
    facts = {"kind": "half", "cluster": meeting.cluster_id, "year": "2020"} | sent()
    page = client.post(reverse("meeting-new"), facts).content.decode()
    assert "Đã có hội nghị sơ kết 6 tháng đầu năm 2020" in page
    assert "Vẫn lập thêm hội nghị cùng loại" in page
    assert Meeting.objects.count() == 1
    client.post(reverse("meeting-new"), facts | {"another": "on"})
    assert Meeting.objects.count() == 2


def test_an_agenda_that_goes_back_in_time_is_refused(signed_in, meeting):
    client, before = signed_in(lead_of(meeting)), meeting.agenda.count()
    lines = "08:00 Khai mạc\n08:40 Thảo luận\n08:40 Giải lao\n08:10 Báo cáo"
    page = client.post(meeting.get_absolute_url(), sent(agenda=lines)).content.decode()
    assert "Dòng 4" in page
    assert "sớm hơn dòng trên (08:40)" in page
    assert lines.replace("\n", "\r\n") in page or lines in page
    assert meeting.agenda.count() == before
