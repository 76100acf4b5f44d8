"""The cross-check: fair pairs, a narrow sight, blind to the end, a list of differences."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clusters import desk
from clusters.models import Change, Membership, Notice
from clusters.tests import made_files
from clusters.tests.factories import MembershipFactory, UnitFactory, UserFactory
from emulation import cross_check, evidence
from emulation.models import CheckPair, CheckRow, CrossCheck, ScoreSheet
from emulation.tests.factories import ClusterPeriodFactory, make_sheet
from emulation.workflow import Refused


class Seat:
    """A unit as far as drawing knows it."""

    def __init__(self, pk):
        self.pk = pk


@given(size=st.integers(3, 40), seed=st.integers(1, 9999), each=st.integers(1, 3))
def test_everybody_checks_and_is_checked_as_often_and_nobody_itself(size, seed, each):
    units = [Seat(n) for n in range(size)]
    if each > size - 1:
        return
    pairs = cross_check.draw(units, seed, each)
    assert len(set(pairs)) == size * each
    assert all(one is not other for one, other in pairs)
    checking = [sum(one is unit for one, _ in pairs) for unit in units]
    checked = [sum(other is unit for _, other in pairs) for unit in units]
    assert set(checking) == set(checked) == {each}
    if each == 1:
        assert not {(b, a) for a, b in pairs} & set(pairs)
    assert cross_check.draw(units[::-1], seed, each) == pairs


def test_one_unit_alone_cannot_be_checked():
    with pytest.raises(Refused):
        cross_check.draw([Seat(1)], 5)


@pytest.fixture
def world(db, settings, tmp_path):
    """A cluster of a lead and two members, each with a submitted sheet; people of each."""
    settings.MEDIA_ROOT = tmp_path
    part = ClusterPeriodFactory()
    lead = UnitFactory()
    MembershipFactory(cluster=part.cluster, unit=lead, role=Membership.Role.LEAD)
    sheets = [make_sheet(part, lead, state="submitted")]
    sheets += [make_sheet(part, state="submitted") for _ in range(2)]
    people = [UserFactory(unit=sheet.unit) for sheet in sheets]
    acting = UserFactory(unit=lead, acting=True)
    return part, sheets, people, acting


def begin(world, by=None):
    part, sheets, _, acting = world
    units = [sheet.unit for sheet in sheets]
    pairs = [(units[at], units[(at + 1) % 3]) for at in range(3)]
    due = timezone.now() + timedelta(days=3)
    return cross_check.arrange(part=part, pairs=pairs, seed=None, due=due, by=by or acting)


def page(part, name="cross-check"):
    return reverse(name, args=[part.period.code, part.cluster.code])


def pair_of(check, at, world):
    return check.pairs.get(checker=world[1][at].unit)


def url(pair):
    return reverse("cross-check-pair", args=[pair.pk])


def typed(pair, verdicts):
    """The form of a pair: {number of the leaf: (verdict, points, note)}."""
    data = {}
    for number, (verdict, points, note) in verdicts.items():
        key = pair.sheet.entries.get(leaf__number=number).pk
        data |= {f"d{key}-verdict": verdict, f"d{key}-points": points, f"d{key}-note": note}
    return data


GOOD = {"1": ("agree", "", ""), "2": ("differ", "28", "Thiếu căn cứ 2 điểm")}


def test_the_lead_draws_changes_and_confirms_pairs(world, signed_in):
    part, sheets, people, acting = world
    client = signed_in(acting)
    arrange = page(part, "cross-check-arrange")
    drawn = client.get(arrange, {"due": "1/1/2099 17:00", "each": "1", "seed": "4821"})
    form = drawn.context["form"]
    data = {f"p-{unit.pk}-0": fields[0].value() for unit, fields in form.lines()}
    data |= {"each": "1", "seed": "4821", "due": "1/1/2099 17:00"}
    assert client.post(arrange, data).url == page(part)
    check = CrossCheck.objects.get()
    assert (check.seed, check.pairs.count()) == (4821, 3)
    assert Notice.objects.filter(to__in=people).count() == 3
    assert Change.objects.of(check).get().reason == "bốc thăm số 4821"
    units = [sheet.unit for sheet in sheets]
    drawn = set(cross_check.draw(units, 4821))
    another = next(
        pairs for seed in range(99) if set(pairs := cross_check.draw(units, seed)) != drawn
    )
    client.post(arrange, data | {f"p-{unit.pk}-0": other.pk for unit, other in another})
    check.refresh_from_db()
    assert check.seed is None


def test_pairs_set_by_hand_have_no_seed(world):
    check = begin(world)
    assert check.seed is None
    assert Change.objects.of(check).get().reason == "đặt bằng tay"


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([(0, 0), (1, 2), (2, 1)], "không tự kiểm tra mình"),
        ([(0, 1), (0, 1), (2, 0)], "Một cặp đứng hai lần"),
        ([(0, 1), (1, 2), (2, 1)], "Chưa có đơn vị kiểm tra"),
    ],
)
def test_pairs_that_are_no_cross_check_are_refused_whole(world, pairs, sentence):
    part, sheets, _, acting = world
    units = [(sheets[a].unit, sheets[b].unit) for a, b in pairs]
    with pytest.raises(Refused, match=sentence):
        cross_check.arrange(part=part, pairs=units, seed=None, due=timezone.now(), by=acting)
    assert not CrossCheck.objects.exists()


def test_a_foreign_unit_in_the_form_is_refused_and_what_was_typed_is_kept(world, signed_in):
    part, sheets, _, acting = world
    data = {f"p-{sheet.unit_id}-0": UnitFactory().pk for sheet in sheets}
    answer = signed_in(acting).post(
        page(part, "cross-check-arrange"), data | {"each": "1", "due": "5/5/2099 8:00"}
    )
    assert "Chọn một mục trong danh sách" in answer.content.decode()
    assert "5/5/2099 8:00" in answer.content.decode()
    assert not CrossCheck.objects.exists()


def test_once_somebody_has_begun_pairs_stand(world):
    check = begin(world)
    pair = pair_of(check, 1, world)
    look(pair, world[2][1])
    with pytest.raises(Refused, match="Đã có đơn vị bắt đầu"):
        begin(world)


def look(pair, by, verdicts=GOOD):
    found = {"agree": True, "differ": False}
    findings = {
        pair.sheet.entries.get(leaf__number=n): (found[v], int(p) if p else None, note)
        for n, (v, p, note) in verdicts.items()
    }
    pair = CheckPair.objects.get(pk=pair.pk)
    return cross_check.look_at(pair=pair, findings=findings, by=by)


def test_a_checker_sees_its_sheet_through_the_pair_alone(world, signed_in):
    check = begin(world)
    pair = pair_of(check, 1, world)
    document = evidence.add(
        sheet=pair.sheet,
        record=pair.sheet.entries.get(leaf__number="1"),
        upload=SimpleUploadedFile("a.pdf", made_files.pdf()),
        by=world[2][2],
    )
    file = reverse("cross-check-file", args=[pair.pk, document.pk])
    review = reverse("sheet-review", args=[pair.sheet_id])
    codes = {
        name: [code(signed_in(user), where) for where in (url(pair), file, review)]
        for name, user in {
            "checker": world[2][1],
            "checked": world[2][2],
            "lead's officer": world[2][0],
            "lead": world[3],
            "province": UserFactory(provincial=True),
            "stranger": UserFactory(),
        }.items()
    }
    assert codes == {
        "checker": [200, 200, 404],
        "checked": [404, 404, 403],
        "lead's officer": [404, 404, 404],
        "lead": [404, 404, 200],
        "province": [404, 404, 200],
        "stranger": [404, 404, 404],
    }


def code(client, where):
    answer = client.get(where)
    if answer.streaming:
        b"".join(answer.streaming_content)  # reads to the end, so that the file is closed
    return answer.status_code


def test_neither_verified_nor_cluster_points_reach_the_checker(world, signed_in):
    check = begin(world)
    pair = pair_of(check, 1, world)
    entry = pair.sheet.entries.get(leaf__number="1")
    rows = [
        (entry, "cluster_points", 17, "", ""),
        (entry, "cluster_reason", "chữ của cụm", "", ""),
        (entry, "verified_points", 13, "", ""),
        (entry, "verified_reason", "chữ của tỉnh", "", ""),
    ]
    pair.sheet.record(rows, by=None)
    text = signed_in(world[2][1]).get(url(pair)).content.decode()
    assert "17,00" not in text
    assert "13,00" not in text
    assert "chữ của" not in text


def test_what_is_found_is_hidden_from_all_until_the_round_is_closed(world, signed_in):
    part, sheets, people, acting = world
    check = begin(world)
    pair = pair_of(check, 1, world)
    assert signed_in(people[1]).post(url(pair), typed(pair, GOOD)).status_code == 302
    note = "Thiếu căn cứ 2 điểm"
    watchers = [acting, UserFactory(provincial=True), UserFactory(auditor=True)]
    places = [page(part), reverse("audit"), reverse("sheet-history", args=[pair.sheet_id])]

    def seen():
        return [
            note in signed_in(user).get(where).content.decode()
            for user in watchers
            for where in places
        ]

    assert not any(seen())
    assert "2/2" in signed_in(acting).get(page(part)).content.decode()
    signed_in(acting).post(page(part, "cross-check-close"))
    board = signed_in(acting).get(page(part))
    assert note in board.content.decode()
    (found,) = board.context["differences"]
    assert (found.reported, found.row.points, found.gap) == (30, 28, -2)
    assert note in signed_in(people[2]).get(url(pair)).content.decode()
    assert note in signed_in(watchers[2]).get(reverse("audit")).content.decode()
    other = pair_of(check, 2, world)
    assert signed_in(people[1]).get(url(other)).status_code == 404


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (("differ", "28", ""), "Ghi ý kiến khi kết quả khác"),
        (("differ", "31", "x"), "30"),
        (("agree", "28", ""), "chọn “Khác”"),
        (("", "", "x"), "chọn “Khác”"),
        (("lạ", "", ""), "Chọn một mục"),
        (("differ", "hai", "x"), "số"),
    ],
)
def test_a_faulty_row_writes_nothing_and_keeps_what_was_typed(world, signed_in, verdict, sentence):
    pair = pair_of(begin(world), 1, world)
    data = typed(pair, {"1": ("agree", "", ""), "2": verdict})
    text = signed_in(world[2][1]).post(url(pair), data).content.decode()
    assert sentence in text
    assert "<title>Lỗi:" in text
    assert not CheckRow.objects.exists()
    if verdict[1]:
        assert f'value="{verdict[1]}"' in text


def test_a_checker_is_done_only_when_every_row_was_looked_at(world, signed_in):
    pair = pair_of(begin(world), 1, world)
    client = signed_in(world[2][1])
    half = client.post(url(pair), typed(pair, {"1": GOOD["1"]}) | {"finish": "1"})
    assert "Còn 1 dòng chưa kiểm tra: 2." in half.content.decode()
    client.post(url(pair), typed(pair, GOOD) | {"finish": "1"})
    pair.refresh_from_db()
    assert pair.done_by == world[2][1]
    client.post(url(pair), typed(pair, {"2": ("agree", "", "")}))
    pair.refresh_from_db()
    assert pair.done_at is None


def test_who_may_not_check_is_refused(world, signed_in):
    pair = pair_of(begin(world), 1, world)
    leader = UserFactory(unit=pair.checker, duty="leader")
    data = typed(pair, GOOD)
    codes = [signed_in(u).post(url(pair), data).status_code for u in (leader, world[2][2])]
    ScoreSheet.objects.filter(pk=pair.sheet_id).update(state="returned")
    codes.append(signed_in(world[2][1]).post(url(pair), data).status_code)
    assert codes == [403, 404, 403]
    assert "Bảng đang ở đơn vị" in signed_in(world[2][1]).get(url(pair)).content.decode()
    assert not CheckRow.objects.exists()


def test_after_the_round_nothing_is_written_and_it_ends_once(world):
    part, _, people, acting = world
    check = begin(world)
    pair = pair_of(check, 1, world)
    cross_check.close(check=check, by=acting)
    with pytest.raises(Refused):
        look(pair, people[1])
    with pytest.raises(Refused, match="đã đóng trước đó"):
        cross_check.close(check=check, by=acting)
    assert Notice.objects.filter(key__startswith="cross-check-closed").count() == 4


def test_a_row_that_the_unit_changed_afterwards_says_so(world, signed_in):
    check = begin(world)
    pair = pair_of(check, 1, world)
    look(pair, world[2][1])
    entry = pair.sheet.entries.get(leaf__number="2")
    pair.sheet.record([(entry, "given_points", 29, "", "29")], by=world[2][2])
    assert "đơn vị đã sửa sau khi xem" in signed_in(world[2][1]).get(url(pair)).content.decode()
    cross_check.close(check=check, by=world[3])
    board = signed_in(world[3]).get(page(world[0])).content.decode()
    assert "đơn vị đã sửa dòng này sau đó" in board


def test_the_desk_asks_checkers_and_then_the_lead(world):
    check = begin(world)

    def titles(user):
        from clusters.models import User

        fresh = User.objects.get(pk=user.pk)
        return [t.title for t in desk.tasks_for(fresh) if "kiểm tra chéo" in t.title.lower()]

    pair = pair_of(check, 1, world)
    assert titles(world[2][1]) == [f"Kiểm tra chéo bảng của {pair.sheet.unit.short_name}"]
    assert [t for t in titles(world[3]) if t.startswith("Đóng")] == []
    check.pairs.update(done_at=timezone.now(), done_by=world[3])
    assert titles(world[2][1]) == []
    assert any(t.startswith("Đóng vòng") for t in titles(world[3]))


def test_only_who_steers_arranges_and_ends(world, signed_in):
    part, _, people, acting = world
    begin(world)
    arrange, close = page(part, "cross-check-arrange"), page(part, "cross-check-close")
    users = [people[1], UserFactory(auditor=True), UserFactory(acting=True)]
    codes = [
        (signed_in(u).get(arrange).status_code, signed_in(u).post(close).status_code) for u in users
    ]
    assert codes == [(404, 404), (403, 403), (404, 404)]
    assert signed_in(acting).post(close).status_code == 302


def test_the_board_costs_the_same_queries_for_any_number_of_pairs(
    world, signed_in, django_assert_max_num_queries
):
    part, sheets, _, acting = world
    client, counts = signed_in(acting), []
    begin(world)
    for _ in range(2):
        with django_assert_max_num_queries(20) as queries:
            client.get(page(part))
        counts.append(len(queries))
        sheet = make_sheet(part, state="submitted")
        CrossCheck.objects.get().pairs.create(checker=sheets[0].unit, sheet=sheet)
    assert counts[0] == counts[1]
