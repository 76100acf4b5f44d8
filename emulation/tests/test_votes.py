"""Votes of a year's meeting: candidates, two counts, a third that decides, settled and reopened."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clusters.models import Change
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import actions
from emulation.forms.votes import CandidatesForm, CountForm
from emulation.meetings import begin_meeting
from emulation.models import ClusterPeriod, Meeting, Vote, VoteLine
from emulation.tests.factories import ClusterPeriodFactory, PeriodFactory, make_sheet
from emulation.votes import result_words, settled_votes, votes_of
from emulation.workflow import Refused

pytestmark = pytest.mark.django_db
WHEN = datetime(2021, 1, 20, 8, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def meeting():
    """A closed year of three units, the lead among them with a place."""
    part = ClusterPeriodFactory(period=PeriodFactory(kind="year"))
    lead = MembershipFactory(cluster=part.cluster, lead=True).unit
    for unit in (lead, None, None):
        make_sheet(part, unit, state="approved", verified=True)
    by = UserFactory(provincial=True)
    actions.notify_units(part=part, by=by)
    actions.close_ranking(part=part, by=by, early=True)
    made = begin_meeting(
        cluster=part.cluster, kind="year", year=2020, held_at=WHEN, place="Hội trường", by=by
    )
    made.most_marked = 2
    made.save()
    return made


def lead_of(meeting):
    return UserFactory(unit=meeting.cluster.memberships.get(role="lead").unit, acting=True)


def stand(meeting, subject="honour", most=1):
    vote, _ = Vote.objects.get_or_create(meeting=meeting, subject=subject)
    members = [(m.unit_id, m.unit.full_name) for m in meeting.cluster.memberships.in_order()]
    vote.stand(members, most=most, by=meeting.created_by)
    return vote


def counted(vote, *rows, **ballots):
    """What the page sends: ballots, and first, second, third of each line."""
    base = CountForm(vote=Vote.objects.get(pk=vote.pk)).base
    sent = {"base": base, "issued": "8", "returned": "8", "valid": "7"} | ballots
    for line, row in zip(vote.lines.all(), rows, strict=False):
        sent |= {f"{name}-{line.pk}": str(n) for name, n in zip(VoteLine.COUNTS, row, strict=False)}
    return sent


def test_the_ballot_is_made_of_the_members_who_are_ticked(signed_in, meeting):
    client = signed_in(lead_of(meeting))
    units = [m.unit for m in meeting.cluster.memberships.in_order()]
    page = client.get(reverse("ballot", args=[meeting.pk, "don-vi-truong"])).content.decode()
    assert all(unit.full_name in page for unit in units)
    base = page.partition('name="base" value="')[2][:16]
    chosen = {"units": [units[0].pk, units[2].pk], "most": "3", "base": base}
    client.post(reverse("ballot-candidates", args=[meeting.pk, "don-vi-truong"]), chosen)
    vote = Vote.objects.get(subject="lead")
    assert [line.unit for line in vote.lines.all()] == [units[0], units[2]]
    assert vote.most == 1
    assert Change.objects.under(meeting).filter(field="đơn vị trên phiếu").count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"units": [], "most": "1"}, "Đánh dấu ít nhất một đơn vị"),
        ({"most": "0"}, "Nhập số từ 1 trở lên"),
        ({"most": "9"}, "Nhiều hơn số đơn vị trên phiếu"),
    ],
)
def test_an_impossible_ballot_is_refused(signed_in, meeting, typed, sentence):
    units = [m.unit_id for m in meeting.cluster.memberships.all()]
    address = reverse("ballot-candidates", args=[meeting.pk, "don-vi-pho"])
    base = CandidatesForm(vote=Vote(meeting=meeting, subject="deputy"), candidates=[]).base
    page = signed_in(lead_of(meeting)).post(address, {"units": units, "base": base} | typed)
    assert sentence in page.content.decode()
    assert not VoteLine.objects.exists()


def test_two_equal_counts_are_settled_and_one_that_differs_is_counted_again(signed_in, meeting):
    client, vote = signed_in(lead_of(meeting)), stand(meeting)
    client.post(vote.get_absolute_url(), counted(vote, (5, 5), (2, 1), (3, 3)))
    page = client.get(vote.get_absolute_url()).content.decode()
    assert page.count("⚠ lệch, đếm lại") == 1
    assert page.count("khớp") == 2
    settle = reverse("ballot-settle", args=[meeting.pk, vote.slug])
    base = page.partition('name="base" value="')[2][:16]
    said = client.post(settle, {"base": base}, follow=True).content.decode()
    assert "Hai lần đếm lệch" in said
    assert not settled_votes(meeting)
    client.post(vote.get_absolute_url(), counted(vote, (5, 5), (2, 1, 2), (3, 3)))
    page = client.get(vote.get_absolute_url()).content.decode()
    assert "Chốt kết quả kiểm phiếu" in page
    base = page.partition('name="base" value="')[2][:16]
    page = client.post(settle, {"base": base}, follow=True).content.decode()
    assert "5/7 phiếu hợp lệ (71,4%)" in page
    [settled] = settled_votes(meeting)
    assert [line.votes for line in settled.standings] == [5, 3, 2]
    assert (settled.invalid, settled.settled_by.unit) == (1, lead_unit(meeting))


def lead_unit(meeting):
    return meeting.cluster.memberships.get(role="lead").unit


@pytest.mark.parametrize(
    ("ballots", "rows", "sentence"),
    [
        ({"returned": "9"}, [], "9 phiếu, nhiều hơn 8 phiếu phát ra"),
        ({"valid": "9"}, [], "9 phiếu, nhiều hơn 8 phiếu thu về"),
        ({"issued": ""}, [], "Nhập số phiếu phát ra"),
        ({}, [(8, 5)], "8 phiếu, nhiều hơn 7 phiếu hợp lệ"),
        ({}, [(7, 7), (7, 7), (1, 0)], "tổng 15 lượt chọn, nhiều hơn 14 lượt"),
        ({}, [("a", 5)], "Nhập số nguyên"),
    ],
)
def test_counts_that_cannot_be_are_refused_and_stay_typed(
    signed_in, meeting, ballots, rows, sentence
):
    vote = stand(meeting)
    sent = counted(vote, *rows, **ballots)
    page = signed_in(lead_of(meeting)).post(vote.get_absolute_url(), sent).content.decode()
    assert sentence in page
    assert all(f'value="{typed}"' in page for typed in sent.values() if typed)
    vote.refresh_from_db()
    assert vote.issued is None
    assert not vote.lines.exclude(first=None).exists()


def test_a_third_count_that_gives_too_many_votes_is_not_settled(meeting):
    vote = stand(meeting)
    rows = [(7, 7, None), (6, 7, 7), (1, 0, 1)]
    counts = dict(zip([line.pk for line in vote.lines.all()], rows, strict=True))
    vote.count({"issued": 8, "returned": 8, "valid": 7}, counts, by=meeting.created_by)
    with pytest.raises(Refused, match="Tổng 15 lượt chọn"):
        vote.settle(by=meeting.created_by)


def test_an_old_page_writes_over_nobodys_count(signed_in, meeting):
    client, vote = signed_in(lead_of(meeting)), stand(meeting)
    page = client.get(vote.get_absolute_url()).content.decode()
    base = page.partition('name="base" value="')[2][:16]
    client.post(vote.get_absolute_url(), counted(vote, (5, 5)))
    late = client.post(vote.get_absolute_url(), counted(vote, (1, 1)) | {"base": base})
    assert "Người khác đã lưu số phiếu" in late.content.decode()
    assert vote.lines.first().first == 5


def test_a_settled_count_is_opened_again_by_the_province_with_a_reason(signed_in, meeting):
    vote = settled(meeting)
    address = reverse("ballot-reopen", args=[meeting.pk, vote.slug])
    assert signed_in(lead_of(meeting)).post(address, {"reason": "x"}).status_code == 403
    province = signed_in(meeting.created_by)
    assert "Nhập lý do mở lại" in province.post(address, {"reason": ""}).content.decode()
    province.post(address, {"reason": "Đếm sót một phiếu"})
    vote.refresh_from_db()
    assert not vote.is_settled
    assert Change.objects.under(meeting).filter(reason="Đếm sót một phiếu").exists()


def settled(meeting, subject="honour", counts=((5, 5), (2, 2), (3, 3))):
    vote = stand(meeting, subject)
    lines = dict(zip(vote.lines.all(), counts, strict=True))
    facts = {"issued": 8, "returned": 8, "valid": 7}
    counts = {line.pk: (*row, None) for line, row in lines.items()}
    vote.count(facts, counts, by=meeting.created_by)
    vote.settle(by=meeting.created_by)
    return vote


def test_members_read_a_result_only_when_it_is_settled(signed_in, meeting):
    member = UserFactory(unit=meeting.cluster.memberships.filter(role="member").first().unit)
    vote, client = stand(meeting), signed_in(member)
    facts = {"issued": 8, "returned": 8, "valid": 7}
    counts = {line.pk: (n, n, None) for n, line in zip((5, 1, 1), vote.lines.all(), strict=True)}
    vote.count(facts, counts, by=meeting.created_by)
    page = client.get(vote.get_absolute_url()).content.decode()
    assert "Chưa có kết quả" in page
    assert "5/7" not in page
    vote.settle(by=meeting.created_by)
    assert "5/7" in client.get(vote.get_absolute_url()).content.decode()


def test_nothing_is_counted_before_the_year_is_closed(signed_in, meeting):
    vote, client = stand(meeting), signed_in(lead_of(meeting))
    ClusterPeriod.objects.filter(cluster=meeting.cluster).update(state="notified")
    with pytest.raises(Refused, match="Xếp hạng đã mở lại"):
        vote.settle(by=meeting.created_by)
    assert client.post(vote.get_absolute_url(), counted(vote, (5, 5))).status_code == 403
    assert "Số phiếu" not in client.get(vote.get_absolute_url()).content.decode()


@pytest.mark.parametrize("kind", ["half", "signing"])
def test_no_other_meeting_votes(signed_in, meeting, kind):
    Meeting.objects.filter(pk=meeting.pk).update(kind=kind)
    client = signed_in(lead_of(meeting))
    assert client.get(reverse("ballot", args=[meeting.pk, "suy-ton"])).status_code == 404
    assert votes_of(Meeting.objects.get()) == []
    assert "Bỏ phiếu, kiểm phiếu" not in client.get(meeting.get_absolute_url()).content.decode()


def test_equals_in_an_election_are_both_named(meeting):
    vote = settled(meeting, "lead", [(3, 3), (1, 1), (3, 3)])
    names = [line.unit_name for line in vote.lines.all()]
    said = result_words(vote)
    assert said.startswith("Bầu Cụm trưởng năm 2021: ")
    assert names[0] in said
    assert names[2] in said
    assert names[1] not in said


@pytest.mark.parametrize(
    "wrong",
    [{"returned": 9, "issued": 8}, {"issued": 8, "returned": 7, "valid": 8}, {"most": 0}],
)
def test_the_database_refuses_impossible_ballots(meeting, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(meeting=meeting, subject="lead", **wrong)


def test_a_third_count_needs_two_that_differ(meeting):
    line = stand(meeting).lines.first()
    line.first, line.second, line.third = 5, 5, 5
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


def test_a_smaller_number_of_marks_leaves_no_impossible_count(meeting):
    vote = settled_not(meeting, "deputy", [(7, 7), (7, 7), (0, 0)], most=2)
    members = [(line.unit_id, line.unit_name) for line in vote.lines.all()]
    vote.stand(members, most=1, by=meeting.created_by)
    with pytest.raises(Refused, match="Tổng 14 lượt chọn, nhiều hơn 7"):
        vote.settle(by=meeting.created_by)


def settled_not(meeting, subject, counts, most=1):
    vote = stand(meeting, subject, most)
    lines = dict(zip(vote.lines.all(), counts, strict=True))
    counts = {line.pk: (*row, None) for line, row in lines.items()}
    vote.count({"issued": 8, "returned": 8, "valid": 7}, counts, by=meeting.created_by)
    return vote


def test_an_honour_keeps_the_number_of_marks_it_was_settled_with(meeting):
    vote = settled(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(most_marked=1)
    assert Vote.objects.get(pk=vote.pk).allowed == 2


def test_other_candidates_drop_the_counts_with_their_trace(meeting):
    vote = settled_not(meeting, "lead", [(4, 4), (3, 3), (0, 0)])
    members = [(line.unit_id, line.unit_name) for line in vote.lines.all()]
    vote.stand(members[:2], most=1, by=meeting.created_by)
    vote.refresh_from_db()
    assert (vote.issued, vote.valid, vote.lines.exclude(first=None).count()) == (None, None, 0)
    dropped = Change.objects.under(meeting).filter(field="first", before="4", after="")
    assert dropped.count() == 1


def test_a_new_name_keeps_the_counts(meeting):
    vote = settled_not(meeting, "lead", [(4, 4), (3, 3), (0, 0)])
    members = [(line.unit_id, f"{line.unit_name} mới") for line in vote.lines.all()]
    vote.stand(members, most=1, by=meeting.created_by)
    assert vote.lines.first().first == 4


def test_a_page_with_faults_offers_no_settling(signed_in, meeting):
    vote = settled_not(meeting, "honour", [(5, 5), (2, 2), (3, 3)])
    client = signed_in(lead_of(meeting))
    assert "Chốt kết quả" in client.get(vote.get_absolute_url()).content.decode()
    page = client.post(vote.get_absolute_url(), counted(vote, (1, 1), (1, 1), (1, 1), base="x"))
    assert "Người khác đã lưu" in page.content.decode()
    assert "ballot-settle" not in page.content.decode()
    assert "/chot/" not in page.content.decode()


def test_counts_of_another_list_are_refused(signed_in, meeting):
    client, vote = signed_in(lead_of(meeting)), stand(meeting)
    sent = counted(vote, (5, 5))
    members = [(line.unit_id, line.unit_name) for line in vote.lines.all()]
    vote.stand(members[::-1], most=1, by=meeting.created_by)
    page = client.post(vote.get_absolute_url(), sent).content.decode()
    assert "Người khác đã lưu" in page


def test_candidates_typed_on_an_old_page_drop_no_counts(signed_in, meeting):
    vote = stand(meeting, "lead")
    old = CountForm(vote=vote).base
    lines = {line.pk: (2, 2, None) for line in vote.lines.all()}
    vote.count({"issued": 8, "returned": 8, "valid": 7}, lines, by=meeting.created_by)
    units = [line.unit_id for line in vote.lines.all()][:1]
    address = reverse("ballot-candidates", args=[meeting.pk, vote.slug])
    page = signed_in(lead_of(meeting)).post(address, {"units": units, "base": old})
    assert "Danh sách hoặc số phiếu đã thay đổi" in page.content.decode()
    assert vote.lines.count() == 3
