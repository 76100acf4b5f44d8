"""The year's papers on votes and proposals: ballots, tallies, minutes, report; filled or blank."""

import io

import pikepdf
import pytest

from awards import nominating
from awards.models import Quota
from awards.tests.factories import make_kind
from emulation.models import Vote
from reports.checking import changes_since
from reports.kit import ballots, lists
from reports.models import Report
from reports.outlines.paper_of import paper_of
from reports.papers.paper import Item, Text
from reports.tests.factories import acting_lead
from reports.tests.test_kits import content, make_kit, make_meeting, make_year_part, pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    return make_year_part(units=3)


@pytest.fixture
def meeting(part):
    acting_lead(part)
    return make_meeting(part, "year", most_marked=1)


def settle(meeting, subject, *votes, most=1):
    vote = Vote.objects.create(meeting=meeting, subject=subject)
    vote.stand(members(meeting)[: len(votes)], most=most, by=meeting.created_by)
    counts = {line.pk: (n, n, None) for line, n in zip(vote.lines.all(), votes, strict=True)}
    vote.count({"issued": 8, "returned": 8, "valid": 7}, counts, by=meeting.created_by)
    vote.settle(by=meeting.created_by)
    return vote


def members(meeting):
    return [(m.unit_id, m.unit.full_name) for m in meeting.cluster.memberships.in_order()]


def clerks(meeting, *parts, **how):
    kit = make_kit(meeting, list(parts), **how)
    assert kit.state == "ready", kit.error
    assert kit.failed_checks == []
    return pages(content(kit, "clerk"))


def test_the_election_has_a_ballot_for_the_lead_and_one_for_the_deputy(meeting):
    found = clerks(meeting, "order", "election")
    for page in found[1:]:
        ballots = [one.strip() for one in page.split("CỘNG HÒA XÃ HỘI CHỦ NGHĨA") if one.strip()]
        assert (len(ballots), len(set(ballots))) == (2, 1)
    assert "Bầu Cụm trưởng năm 2021" in found[1]
    assert "Bầu Cụm phó năm 2021" in found[2]
    assert "mỗi loại" in found[0]
    for membership in meeting.cluster.memberships.in_order():
        assert found[1].count(membership.unit.full_name) == 2


def test_ballots_of_two_votes_never_share_a_sheet(meeting):
    kit = make_kit(meeting, ["election"], two_sides=True)
    found = pages(content(kit, "clerk"))
    assert ["PHIẾU BẦU" in page for page in found] == [True, False, True]


def test_the_ballot_offers_who_was_chosen(meeting):
    vote = Vote.objects.create(meeting=meeting, subject="lead")
    found = members(meeting)
    vote.stand(found[:2], most=1, by=meeting.created_by)
    page = clerks(meeting, "election")[0]
    assert found[1][1] in page
    assert found[2][1] not in page


def test_the_tally_is_blank_until_the_count_is_settled(meeting):
    page = clerks(meeting, "tally")[0]
    assert "Số phiếu phát ra: ……" in page
    settle(meeting, "honour", 5, 2, 0)
    [page] = clerks(meeting, "tally")
    assert "phát ra: 8; thu về: 8; hợp lệ: 7; không hợp lệ: 1" in page
    assert "5 71,4" in page
    assert " 0 0,0" in page


def test_the_tally_of_the_election_has_both_votes(meeting):
    settle(meeting, "lead", 4, 3)
    said = " ".join(clerks(meeting, "election-tally"))
    assert "1. Bầu Cụm trưởng năm 2021" in said
    assert "4 57,1" in said
    assert "2. Bầu Cụm phó năm 2021" in said
    assert "phát ra: ……" in said


def test_no_more_than_the_settled_counts_are_in_minutes_and_report(meeting, part):
    settle(meeting, "honour", 5, 2, 0)
    open_still = Vote.objects.create(meeting=meeting, subject="deputy")
    assert not open_still.is_settled
    minutes = " ".join(clerks(meeting, "minutes"))
    assert "KẾT QUẢ BỎ PHIẾU" in minutes
    assert "5/7 phiếu hợp lệ (71,4%)" in minutes
    assert "Bầu Cụm phó năm 2021" not in minutes
    sentences = said_in_report(part)
    assert any("5/7 phiếu hợp lệ (71,4%)" in one for one in sentences)
    assert not [one for one in sentences if "Bầu Cụm phó" in one]


def said_in_report(part):
    about = {"scope": "cluster", "issuer_kind": "cluster", "part": part}
    paper = paper_of(Report.about(**about), now=part.closes_at)
    return [block.text for block in paper.blocks if isinstance(block, Text | Item)]


@pytest.fixture
def proposed(part):
    flag = make_kind()
    Quota.objects.create(part=part, kind=flag, most=2, document="12/UBND")
    line = nominating.placed_units(part)[0]
    nominating.nominate(part=part, chosen={flag: [line]}, by=None)
    return line


def test_proposals_stand_with_their_number_and_room_for_the_others(meeting, part, proposed):
    kit = make_kit(meeting, ["nominations"])
    [page] = pages(content(kit, "members"))
    assert "SỐ LƯỢNG, DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG" in page
    assert "2 1" in page
    assert proposed.unit in page
    assert page.count(lists.ROOM) == 1
    assert f"Đề nghị Cờ thi đua (1/2): {proposed.unit}." in said_in_report(part)


def test_the_code_tells_that_a_proposal_has_changed(meeting, part, proposed):
    kit = make_kit(meeting, ["nominations"])
    assert changes_since(kit) == []
    lines = nominating.placed_units(part)
    nominating.nominate(part=part, chosen={make_kind(): lines[:2]}, by=None)
    [change] = changes_since(kit)
    assert change.column == "Đơn vị được đề nghị"
    assert lines[1].unit in change.now


def test_the_chair_reads_how_many_may_be_proposed_and_where(meeting, proposed):
    found = pages(content(make_kit(meeting, ["summary", "ranking", "nominations"]), "chair"))
    assert len(found) == 3
    assert "Số lượng được đề nghị: Cờ thi đua 02 (trang 3)" in found[0]


def test_without_a_number_the_sheet_says_so(meeting):
    [page] = pages(content(make_kit(meeting, ["nominations"]), "members"))
    assert "Tỉnh chưa giao số lượng đề nghị" in page


def test_every_sheet_of_the_year_is_a4(meeting, proposed):
    with pikepdf.open(io.BytesIO(content(make_kit(meeting), "clerk"))) as document:
        boxes = {tuple(sorted(round(float(n)) for n in page.mediabox)) for page in document.pages}
    assert boxes == {(0, 0, 595, 842)}


def test_a_ballot_with_long_names_is_not_cut_but_takes_a_sheet():
    part = make_year_part(units=9)
    name = "Ban Quản lý các khu công nghiệp và Khu kinh tế cửa khẩu tỉnh Mẫu số "
    for placing in part.placings.all():
        part.placings.filter(pk=placing.pk).update(unit_name=f"{name}{placing.place}"[:200])
    meeting = make_meeting(part, "year", most_marked=1)
    found = clerks(meeting, "order", "ballots")
    assert "PHIẾU SUY TÔN" in found[1]
    assert found[1].count("PHIẾU SUY TÔN") == 1
    assert " 2 2 11 " in found[0]  # nine members and two spare, each on a sheet of its own


@pytest.mark.parametrize("two_sides", [True, False])
def test_what_no_count_of_letters_foresees_is_laid_out_again(two_sides, monkeypatch):
    monkeypatch.setattr(ballots, "HALF_SHEET", 30)
    part = make_year_part(units=14)
    meeting = make_meeting(part, "year", most_marked=1)
    kit = make_kit(meeting, ["ballots", "election"], two_sides=two_sides)
    assert kit.failed_checks == []
    said = " ".join(pages(content(kit, "clerk")))
    assert said.count("PHIẾU SUY TÔN") == 1
    assert said.count("PHIẾU BẦU") == 2


def test_a_name_missing_on_the_ballots_of_one_vote_is_noticed(meeting, monkeypatch):
    real = ballots.election_ballots

    def spoilt(one):
        sheets = real(one)
        lead = sheets["ballots"][0]
        sheets["ballots"][0] = lead | {"rows": lead["rows"][1:]}
        return sheets

    monkeypatch.setattr(ballots, "election_ballots", spoilt)
    [check] = make_kit(meeting, ["election"]).failed_checks
    assert "Bầu Cụm trưởng" in check["detail"]


def test_the_code_answers_for_a_settled_tally(meeting):
    vote = settle(meeting, "honour", 5, 2, 0)
    kit = make_kit(meeting, ["tally"])
    assert changes_since(kit) == []
    vote.reopen(reason="Đếm sót", by=meeting.created_by)
    lines = {line.pk: (1, 1, None) for line in vote.lines.all()}
    vote.count({"issued": 8, "returned": 8, "valid": 7}, lines, by=meeting.created_by)
    vote.settle(by=meeting.created_by)
    assert {(change.then, change.now) for change in changes_since(kit)} >= {("5", "1"), ("2", "1")}
