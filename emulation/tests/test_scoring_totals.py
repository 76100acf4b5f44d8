"""Totals, caps, bands, places, highlights; properties that hold for any board."""

from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.text import sort_key
from emulation import scoring
from emulation.scoring import Contestant, Figures, State
from emulation.tests.factories import SMALL_SET

DATA = Path(__file__).parents[1] / "data"
SMALL = scoring.load_set(SMALL_SET)


def unit(name="Đ", actual=1000, points=30, last=10, counts=None, exclusions=None, target=1000):
    figures = {
        "1": Figures(target=D(target), actual=None if actual is None else D(actual)),
        "2": Figures(points=D(points)),
        "3": Figures(target=D(10), actual=D(last)),
    }
    return Contestant(name, figures, counts or {}, exclusions or {})


def test_the_demo_half_year_is_won_by_bach_thong():
    cs = scoring.read_set((DATA / "criteria_12.json").read_bytes())
    board = scoring.read_results((DATA / "backan_2020_h1.csv").read_bytes(), cs)

    outcomes = scoring.score(cs, board, half_year=True)

    assert [(o.rank, o.unit, str(o.total)) for o in outcomes[:3]] == [
        (1, "Huyện Bạch Thông", "916.07"),
        (2, "Huyện Chợ Đồn", "913.46"),
        (3, "Huyện Pác Nặm", "900.11"),
    ]
    assert scoring.unmeasured(cs, True) == scoring.Unmeasured(
        7, D(325), ("6.1", "7", "8.3", "9.2", "10", "11.2", "11.3")
    )


def test_the_highlights_say_what_was_published():
    cs = scoring.read_set((DATA / "criteria_12.json").read_bytes())
    board = scoring.read_results((DATA / "backan_2020_h1.csv").read_bytes(), cs)
    short = {c.unit: c.unit.removeprefix("Huyện ") for c in board}
    assert scoring.highlights(cs, board, True, short) == [
        "Các địa phương có kết quả trồng rừng cao: Chợ Đồn, Pác Nặm, Ba Bể",
        "Thành lập mới 26 hợp tác xã",
        "Thu ngân sách nhà nước trên địa bàn đạt trên 50% dự toán năm: "
        "Bạch Thông, Pác Nặm, Na Rì, Ngân Sơn",
        "Công tác tuyển quân: 08/08 đơn vị được giao chỉ tiêu đều đạt 100% chỉ tiêu giao",
    ]


def test_half_year_rescales_what_is_measured():
    outcome = scoring.score(SMALL, [unit(actual=500, points=15)], half_year=True)[0]
    assert (str(outcome.assigned_max), str(outcome.base)) == ("90.00", "83.33")
    assert outcome.criteria["3"].state == State.NOT_MEASURED


def test_bonus_and_penalty_count_up_to_their_caps():
    outcome = scoring.score(SMALL, [unit(actual=1200, counts={"T1": 9, "P1": 3})])[0]
    assert (str(outcome.bonus), str(outcome.penalty)) == ("9.00", "3.00")
    assert str(outcome.total) == "106.00"


def test_caps_of_group_set_and_total():
    capped = scoring.load_set(
        SMALL_SET
        | {
            "bonus_cap": 6,
            "penalty_cap": 1,
            "cap_total": True,
            "total_points": 106,
            "groups": [SMALL_SET["groups"][0] | {"bonus_cap": 3}],
        }
    )
    outcome = scoring.score(capped, [unit(actual=1200, counts={"T1": 9, "P1": 3})])[0]
    assert (str(outcome.bonus), str(outcome.penalty), str(outcome.total)) == (
        "6.00",
        "1.00",
        "105.00",
    )


def test_a_total_is_never_below_zero():
    outcome = scoring.score(SMALL, [unit(actual=0, points=0, last=0, counts={"P1": 9})])[0]
    assert str(outcome.total) == "0.00"


def test_a_band_may_ask_for_each_criterion():
    bands = [
        {"label": "A", "min_percent": 50, "min_each_percent": 60},
        {"label": "B", "min_percent": 50},
    ]
    cs = scoring.load_set(SMALL_SET | {"bands": bands})
    good, weak, none = (
        scoring.score(cs, [u])[0].band for u in (unit(), unit(points=10), unit(0, 0, 0))
    )
    assert (good, weak, none) == ("A", "B", None)


def test_equal_totals_share_a_place_and_the_next_is_skipped():
    outcomes = scoring.score(SMALL, [unit("Đức"), unit("An"), unit("Dũng", points=29)])
    assert [(o.rank, o.unit, o.tied) for o in outcomes] == [
        (1, "An", True),
        (1, "Đức", True),
        (3, "Dũng", False),
    ]


@pytest.mark.parametrize(
    ("rules", "winner"),
    [(["penalty"], "A"), (["bonus"], "A"), (["criterion:2"], "A"), (["group:A"], "A")],
)
def test_tie_rules_decide_in_order(rules, winner):
    """A earned 100 without bonus or penalty; B 98 + 4 bonus − 2 penalty."""
    cs = scoring.load_set(SMALL_SET | {"tie_break": rules})
    a, b = unit("A"), unit("B", points=28, counts={"T1": 2, "P1": 2})
    outcomes = scoring.score(cs, [b, a])
    assert outcomes[0].total == outcomes[1].total
    assert [(o.rank, o.unit) for o in outcomes] == [(1, winner), (2, "B")]


def test_the_excluded_leave_the_list_with_their_reason():
    outcomes = scoring.score(
        SMALL, [unit("A", exclusions={"X1": ""}), unit("B", points=1), unit("C", points=2)]
    )
    assert [(o.rank, o.unit, o.excluded) for o in outcomes] == [
        (1, "C", None),
        (2, "B", None),
        (None, "A", "Bị kỷ luật"),
    ]


def test_a_missing_result_leaves_a_unit_incomplete():
    assert scoring.score(SMALL, [unit(actual=None)])[0].incomplete
    assert not scoring.score(SMALL, [unit()])[0].incomplete
    assert scoring.score(SMALL, [Contestant("Đ")])[0].incomplete


boards = st.lists(
    st.tuples(
        st.integers(0, 2000),
        st.integers(0, 60),
        st.integers(0, 20),
        st.integers(0, 3),
        st.booleans(),
    ),
    min_size=1,
    max_size=9,
)


def board_of(rows):
    return [
        unit(
            f"Đơn vị {n}",
            actual,
            D(half) / 2,
            last,
            counts={"P1": late} if late else {},
            exclusions={"X1": "lý do"} if out else {},
        )
        for n, (actual, half, last, late, out) in enumerate(rows)
    ]


def places_again(outcomes):
    """A second, plain reckoning of places, for the tie rule of the small set: less penalty."""
    contest = [o for o in outcomes if o.excluded is None]
    return {
        o.unit: 1 + sum((other.total, -other.penalty) > (o.total, -o.penalty) for other in contest)
        for o in contest
    }


@given(boards, st.booleans())
def test_places_agree_with_a_second_reckoning(rows, half_year):
    outcomes = scoring.score(SMALL, board_of(rows), half_year)
    assert {o.unit: o.rank for o in outcomes if o.excluded is None} == places_again(outcomes)


@given(boards, st.randoms())
def test_the_order_of_the_units_never_matters(rows, random):
    board = board_of(rows)
    mixed = random.sample(board, len(board))
    assert scoring.score(SMALL, board) == scoring.score(SMALL, mixed)


@given(boards, st.booleans())
def test_what_holds_on_any_board(rows, half_year):
    for outcome in scoring.score(SMALL, board_of(rows), half_year):
        assert outcome.total >= 0
        assert outcome.total == max(0, outcome.base + outcome.bonus - outcome.penalty)
        assert outcome.bonus <= SMALL.bonus_cap
        for number, made in outcome.criteria.items():
            assert 0 <= made.points <= SMALL.find(number).max_points
            assert made.explanation.isprintable()


@given(boards, st.booleans())
def test_a_unit_alone_scores_as_among_the_others(rows, half_year):
    board = board_of(rows)
    together = {o.unit: o for o in scoring.score(SMALL, board, half_year)}
    for contestant in board:
        alone = scoring.score_alone(SMALL, contestant, half_year, field_size=len(board))
        assert alone.total == together[contestant.unit].total
        assert alone.criteria == together[contestant.unit].criteria


def test_ties_stand_in_vietnamese_order():
    names = ["Đồn", "Dương", "Ân", "An", "Ánh"]
    outcomes = scoring.score(SMALL, [unit(name) for name in names])
    assert (
        [o.unit for o in outcomes]
        == sorted(names, key=sort_key)
        == ["An", "Ánh", "Ân", "Dương", "Đồn"]
    )
