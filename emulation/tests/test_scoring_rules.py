"""Worked examples of every rule and state, reckoned by hand from the contract."""

from decimal import Decimal as D

import pytest

from emulation import scoring
from emulation.scoring import Contestant, Figures, State


def one_leaf(rule, *, most=90, share=None, direction="higher", **top):
    leaf = {
        "number": "1",
        "title": "Một",
        "group": "A",
        "max_points": most,
        "rule": rule,
        "direction": direction,
    }
    if share is not None:
        leaf["expected_share"] = share
    return scoring.load_set(
        {
            "format": "criteria-set/1",
            "code": "M",
            "title": "Mẫu",
            "year": 2020,
            "total_points": most,
            "base_points": most,
            "groups": [{"code": "A", "title": "A", "max_points": most}],
            "criteria": [leaf],
            **top,
        }
    )


def earned(cs, half_year=False, **figures):
    """(points, bonus, state) of one unit alone."""
    values = {
        name: D(value) if name != "level" and value is not None else value
        for name, value in figures.items()
    }
    contestant = Contestant("Đơn vị", {"1": Figures(**values)})
    made = scoring.score(cs, [contestant], half_year)[0].criteria["1"]
    assert made.explanation.isprintable()
    assert made.explanation.endswith(".")
    return str(made.points), str(made.bonus), made.state


OK, MISSING, UNASSIGNED, NO_ROW = (
    State.OK,
    State.MISSING_RESULT,
    State.NOT_ASSIGNED,
    State.NO_ROW,
)
SHORT = {"type": "deduct_per_percent_short", "points_per_percent": 2}
OVER = {**SHORT, "points_per_percent": 1, "bonus_per_percent_over": "0.5", "bonus_cap": 6}
STEPS = {
    "type": "steps",
    "metric": "percent_of_target",
    "rows": [{"min": 90, "points": 60}, {"min": 50, "points": 20}],
}
LOW_STEPS = {
    "type": "steps",
    "metric": "actual",
    "rows": [{"max": 0, "points": 60}, {"max": 2, "points": 20}],
}
CHOICE = {
    "type": "choice",
    "rows": [{"label": "Tốt", "points": 60}, {"label": "Khá", "points": 30}],
}

EXAMPLES = [
    ({"type": "direct_points", "step": "0.5"}, {"points": "7.5"}, ("7.50", "0.00", OK)),
    ({"type": "direct_points"}, {}, ("0.00", "0.00", MISSING)),
    ({"type": "yes_no"}, {"actual": 1}, ("90.00", "0.00", OK)),
    ({"type": "yes_no"}, {"actual": 0}, ("0.00", "0.00", OK)),
    ({"type": "full_at_target"}, {"target": 66, "actual": 66}, ("90.00", "0.00", OK)),
    ({"type": "full_at_target"}, {"target": 66, "actual": 65}, ("0.00", "0.00", OK)),
    ({"type": "full_at_target"}, {"target": 0, "actual": 5}, ("0.00", "0.00", UNASSIGNED)),
    ({"type": "full_at_target"}, {"actual": 5}, ("0.00", "0.00", UNASSIGNED)),
    ({"type": "proportional"}, {"target": 3, "actual": 1}, ("30.00", "0.00", OK)),
    ({"type": "proportional"}, {"target": 3, "actual": 9}, ("90.00", "0.00", OK)),
    ({"type": "proportional"}, {"target": 3}, ("0.00", "0.00", MISSING)),
    (
        {"type": "proportional", "floor_ratio": "0.5"},
        {"target": 100, "actual": "49.9999"},
        ("0.00", "0.00", OK),
    ),
    (
        {"type": "proportional", "floor_ratio": "0.5"},
        {"target": 100, "actual": 50},
        ("45.00", "0.00", OK),
    ),
    (SHORT, {"target": 200, "actual": 190}, ("80.00", "0.00", OK)),
    ({**SHORT, "floor": 40}, {"target": 200, "actual": 10}, ("40.00", "0.00", OK)),
    ({**SHORT, "percent": "floor"}, {"target": 1000, "actual": 985}, ("88.00", "0.00", OK)),
    ({**SHORT, "percent": "ceil"}, {"target": 1000, "actual": 985}, ("86.00", "0.00", OK)),
    (SHORT, {"target": 1000, "actual": 985}, ("87.00", "0.00", OK)),
    (OVER, {"target": 1000, "actual": 1090}, ("90.00", "4.50", OK)),
    (OVER, {"target": 1000, "actual": 2000}, ("90.00", "6.00", OK)),
    ({**OVER, "percent": "floor"}, {"target": 1000, "actual": 1019}, ("90.00", "0.50", OK)),
    ({"type": "count_based", "points_each": 20}, {"actual": 3}, ("60.00", "0.00", OK)),
    ({"type": "count_based", "points_each": 20}, {"actual": 9}, ("90.00", "0.00", OK)),
    ({"type": "count_based"}, {"target": 4, "actual": 3}, ("67.50", "0.00", OK)),
    (STEPS, {"target": 100, "actual": 90}, ("60.00", "0.00", OK)),
    (STEPS, {"target": 100, "actual": "89.9999"}, ("20.00", "0.00", OK)),
    (STEPS, {"target": 100, "actual": 49}, ("0.00", "0.00", NO_ROW)),
    (CHOICE, {"level": "Khá"}, ("30.00", "0.00", OK)),
    (CHOICE, {}, ("0.00", "0.00", MISSING)),
    ({"type": "deduct_per_violation", "points_each": 30}, {"actual": 2}, ("30.00", "0.00", OK)),
    ({"type": "deduct_per_violation", "points_each": 30}, {"actual": 9}, ("0.00", "0.00", OK)),
    (
        {"type": "deduct_per_violation", "points_each": 30, "cap": 40},
        {"actual": 9},
        ("50.00", "0.00", OK),
    ),
    ({"type": "rank_based", "method": "linear"}, {"actual": 1}, ("90.00", "0.00", OK)),
    (
        {"type": "rank_based", "method": "table", "table": {"1": 80}},
        {"actual": 1},
        ("80.00", "0.00", OK),
    ),
    (
        {"type": "rank_based", "method": "table", "table": {"2": 80}},
        {"actual": 1},
        ("0.00", "0.00", NO_ROW),
    ),
    ({"type": "rank_based", "method": "index"}, {"actual": "87.5"}, ("78.75", "0.00", OK)),
    ({"type": "evaluated_by_department"}, {"points": 12}, ("12.00", "0.00", OK)),
    ({**CHOICE, "type": "evaluated_by_department"}, {"level": "Tốt"}, ("60.00", "0.00", OK)),
]


@pytest.mark.parametrize(("rule", "figures", "expected"), EXAMPLES)
def test_a_rule_earns_what_was_reckoned_by_hand(rule, figures, expected):
    assert earned(one_leaf(rule), **figures) == expected


def test_less_is_better_where_the_direction_says_so():
    cs = one_leaf({"type": "full_at_target"}, direction="lower")
    assert earned(cs, target=0, actual=0) == ("90.00", "0.00", OK)
    assert earned(cs, target=0, actual=1) == ("0.00", "0.00", OK)
    assert earned(cs, actual=1) == ("0.00", "0.00", UNASSIGNED)
    steps = one_leaf(LOW_STEPS, direction="lower")
    assert earned(steps, actual=0) == ("60.00", "0.00", OK)
    assert earned(steps, actual=2) == ("20.00", "0.00", OK)
    assert earned(steps, actual=3) == ("0.00", "0.00", NO_ROW)


def test_a_rank_counts_all_units_excluded_ones_too():
    cs = one_leaf(
        {"type": "rank_based", "method": "linear"}, exclusions=[{"code": "X", "title": "X"}]
    )
    units = [Contestant(f"Đ{n}", {"1": Figures(actual=D(n))}) for n in range(1, 9)]
    units[7] = Contestant("Đ8", {"1": Figures(actual=D(8))}, {}, {"X": ""})
    points = {o.unit: str(o.criteria["1"].points) for o in scoring.score(cs, units)}
    assert points["Đ3"] == "67.50"
    assert points["Đ8"] == "11.25"


def leaders(*figures):
    cs = one_leaf({"type": "relative_to_leader"}, most=10)
    units = [
        Contestant(f"Đ{n}", {"1": Figures(t and D(t), None if a is None else D(a))})
        for n, (t, a) in enumerate(figures)
    ]
    outcomes = {o.unit: o.criteria["1"] for o in scoring.score(cs, units)}
    return [(str(outcomes[u.unit].points), outcomes[u.unit].state) for u in units]


def test_points_relative_to_the_leader():
    assert leaders((100, 120), (80, 80), (100, 50), (100, 110)) == [
        ("10.00", OK),
        ("5.00", OK),
        ("2.50", OK),
        ("7.50", OK),
    ]
    assert leaders((None, 150), (None, 100), (None, 75)) == [
        ("10.00", OK),
        ("6.67", OK),
        ("5.00", OK),
    ]
    assert leaders((100, 90), (100, 100)) == [("4.50", OK), ("5.00", OK)]
    assert leaders((None, 0), (None, 0)) == [("0.00", OK), ("0.00", OK)]
    assert leaders((100, 120), (100, None), (None, None)) == [
        ("0.00", State.WAITING_FOR_OTHERS),
        ("0.00", MISSING),
        ("0.00", UNASSIGNED),
    ]


def test_half_year_expects_a_share_of_the_plan():
    half = one_leaf(SHORT, share="0.5")
    assert earned(half, half_year=True, target=200, actual=100) == ("90.00", "0.00", OK)
    assert earned(half, target=200, actual=100) == ("0.00", "0.00", OK)
    assert earned(one_leaf(STEPS, share="0.5"), half_year=True, target=200, actual=90)[0] == "60.00"


def test_rounding_is_half_up_and_only_once():
    cs = one_leaf({"type": "proportional"}, most=1)
    assert earned(cs, target=8, actual=1)[0] == "0.13"
    assert earned(cs, target=200, actual=1)[0] == "0.01"
    assert earned(cs, target=2000, actual=9)[0] == "0.00"


def test_typed_points_replace_those_of_the_rule():
    cs = one_leaf({"type": "proportional"})
    assert earned(cs, target=3, actual=1, typed_points="31.5") == ("31.50", "0.00", OK)
    assert earned(cs, target=3, typed_points="31.5") == ("31.50", "0.00", OK)
    assert earned(cs, typed_points="31.5") == ("0.00", "0.00", UNASSIGNED)


def family(rule, children, half_year=False, not_assigned="rescale"):
    """Points and counted maximum of a parent of two leaves of 40 and 50, and the base of 90."""
    sub = [
        {"number": "1.1", "title": "a", "max_points": 40, "rule": {"type": "proportional"}},
        {"number": "1.2", "title": "b", "max_points": 50, "rule": {"type": "proportional"}},
    ]
    document = dict(one_leaf({"type": "yes_no"}).document)
    document["criteria"] = [{**document["criteria"][0], "rule": rule, "sub": sub}]
    document["not_assigned"] = not_assigned
    cs = scoring.load_set(document)
    figures = {number: Figures(target=t, actual=a) for number, (t, a) in children.items()}
    outcome = scoring.score(cs, [Contestant("Đ", figures)], half_year)[0]
    parent = outcome.criteria["1"]
    return str(parent.points), str(parent.counted_max), parent.state, str(outcome.base)


FULL, HALF, NONE = (D(10), D(10)), (D(10), D(5)), (None, None)


def test_parents_add_up_or_average():
    assert family({"type": "sum_of_children"}, {"1.1": FULL, "1.2": HALF}) == (
        "65.00",
        "90.00",
        OK,
        "65.00",
    )
    assert family({"type": "average_of_children"}, {"1.1": FULL, "1.2": HALF})[0] == "67.50"
    assert family({"type": "average_of_children", "weights": [1, 2]}, {"1.1": FULL, "1.2": HALF})[
        0
    ] == ("60.00")


def test_what_is_not_assigned_is_rescaled_or_zero_or_full():
    rule, children = {"type": "sum_of_children"}, {"1.1": FULL, "1.2": NONE}
    assert family(rule, children) == ("40.00", "40.00", OK, "90.00")
    assert family(rule, children, not_assigned="zero") == ("40.00", "90.00", OK, "40.00")
    assert family(rule, children, not_assigned="full") == ("90.00", "90.00", OK, "90.00")
    assert family(rule, {}) == ("0.00", "0.00", UNASSIGNED, "0.00")


def test_a_parent_says_the_gravest_state_of_its_children():
    rule = {"type": "sum_of_children"}
    assert family(rule, {"1.1": FULL, "1.2": (D(10), None)})[2] == MISSING


def said(leaf, half_year=False, others=(), **figures):
    """The explanation of the leaf of the first unit."""
    mine = Contestant("Đơn vị", {"1": Figures(**{n: D(v) for n, v in figures.items()})})
    rest = [
        Contestant(f"Khác {n}", {"1": Figures(target=D(t), actual=D(a))})
        for n, (t, a) in enumerate(others)
    ]
    made = scoring.score(leaf, [mine, *rest], half_year)
    return next(o for o in made if o.unit == "Đơn vị").criteria["1"].explanation


def test_the_working_gives_the_points_or_says_what_decided():
    short = one_leaf({**SHORT, "floor": 20}, most=100)
    assert said(short, target=10, actual=1) == (
        "Thực hiện 1 so với kế hoạch 10 đạt 10%; 100 - 2 × 90% thiếu, không dưới 20 = 20,00 điểm."
    )
    violation = {"type": "deduct_per_violation", "points_each": 5, "cap": 20}
    assert said(one_leaf(violation, most=100), actual=30) == (
        "100 - 30 × 5 điểm trừ, trừ tối đa 20 = 80,00 điểm."
    )


def test_points_typed_by_a_person_are_said_beside_those_of_the_rule():
    leaf = one_leaf(SHORT, most=100)
    by_rule = "Thực hiện 9 so với kế hoạch 10 đạt 90%; 100 - 2 × 10% thiếu = 80,00 điểm."
    assert said(leaf, target=10, actual=9, typed_points="80") == by_rule
    assert said(leaf, target=10, actual=9, typed_points="85") == (
        "Điểm do người chấm nhập, theo công thức là 80,00 = 85,00 điểm."
    )


def test_the_share_of_a_half_year_is_said_exactly():
    leaf = one_leaf({"type": "proportional"}, most=100, share="0.125")
    assert "(kế hoạch 6 tháng bằng 12,5% năm)" in said(leaf, True, target=8, actual=1)


def test_the_leader_rule_says_the_half_and_the_rest():
    leaf = one_leaf({"type": "relative_to_leader"}, most=10)
    words = said(leaf, others=[(100, 120)], target=100, actual=110)
    assert words.endswith("5 + 5 × 10%/20% = 7,50 điểm.")
