"""Set files: every fault named with its path, hostile text never a crash, round trip equal."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation import scoring
from emulation.tests.factories import SMALL_SET

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("name", ["criteria_12.json", "criteria_12_xa.json"])
def test_import_followed_by_export_is_equal(name):
    text = (DATA / name).read_text("utf-8")
    assert json.loads(scoring.dump_text(scoring.read_set(text))) == json.loads(text)


def changed(path, value):
    """The small set with one value put at a dotted path; `...` deletes."""
    document = copy.deepcopy(SMALL_SET)
    *way, last = path
    place = document
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return document


FAULTS = [
    (["nhãn"], 1, "nhãn: khóa không có trong định dạng"),
    (["format"], "criteria-set/2", "format: phải là criteria-set/1"),
    (["title"], ..., "title: thiếu giá trị bắt buộc"),
    (["criteria", 0, "rule"], {"type": "magic"}, "criteria[0].rule.type: kiểu chấm điểm không có"),
    (["criteria", 0, "rule"], {"type": "choice"}, "criteria[0].rule.rows: thiếu giá trị bắt buộc"),
    (
        ["criteria", 0, "rule", "points_per_percent"],
        "nhiều",
        "criteria[0].rule.points_per_percent: phải là số",
    ),
    (["criteria", 1, "number"], "1", "criteria[1].number: “1” đã được dùng"),
    (["bonuses", 0, "code"], "2", "bonuses[0].code: “2” đã được dùng"),
    (["criteria", 0, "group"], "Z", "criteria[0].group: không có nhóm “Z”"),
    (["criteria", 0, "max_points"], 61, "groups[0].max_points: là 100"),
    (["base_points"], 99, "base_points: là 99, nhưng các nhóm cộng lại 100"),
    (["bonus_cap"], 11, "total_points: nhỏ hơn base_points cộng bonus_cap"),
    (["criteria", 0, "rule", "floor"], 61, "criteria[0].rule.floor: lớn hơn điểm tối đa 60"),
    (["criteria", 0, "rule", "floor"], -1, "criteria[0].rule.floor: không được nhỏ hơn 0"),
    (["bonus_cap"], "9.999", "bonus_cap: có quá 2 chữ số thập phân"),
    (["bonuses", 0, "cap"], "3.999", "bonuses[0].cap: có quá 2 chữ số thập phân"),
    (["criteria", 0, "expected_share"], 0, "criteria[0].expected_share: phải lớn hơn 0"),
    (["criteria", 0, "expected_share"], "1.5", "criteria[0].expected_share: phải lớn hơn 0"),
    (["tie_break"], ["criterion:9"], "tie_break[0]: không hiểu “criterion:9”"),
    (
        ["criteria", 0, "highlight"],
        {"type": "sum", "text": "{tong}"},
        "criteria[0].highlight.text: không có chỗ điền {tong}",
    ),
    (["criteria", 0, "direction"], "lower", "criteria[0].rule.type: deduct_per_percent_short"),
    (["criteria", 0, "sub"], [{"number": "1.1"}], "criteria[0].sub[0].title: thiếu"),
    (["criteria"], {}, "criteria: phải là một danh sách"),
    (["places"], 9, "places: phải là số nguyên từ 0 đến 4"),
]


@pytest.mark.parametrize(("path", "value", "sentence"), FAULTS)
def test_a_fault_is_named_with_its_path(path, value, sentence):
    with pytest.raises(scoring.SetFaults) as refusal:
        scoring.load_set(changed(path, value))
    assert any(fault.startswith(sentence) for fault in refusal.value.faults), refusal.value.faults


def test_all_faults_are_said_at_once():
    document = changed(["title"], ...)
    document["criteria"][0]["group"] = "Z"
    document["extra"] = 1
    with pytest.raises(scoring.SetFaults) as refusal:
        scoring.load_set(document)
    assert len(refusal.value.faults) >= 3


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b'"a"',
        b'{"year": 1e999999}',
        b'{"year": NaN}',
        b'{"code": "a", "code": "b"}',
        b'{"code": "\\u0000"}',
        b'{"code": "\\ud800"}',
        b"[" * 100_000,
        b'{"criteria":' * 5000,
        b'{"total_points": ' + b"9" * 5000 + b"}",
    ],
)
def test_hostile_text_is_refused_with_a_sentence(text):
    with pytest.raises(scoring.SetFaults) as refusal:
        scoring.read_set(text)
    assert all(fault.isprintable() for fault in refusal.value.faults)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = sorted({*SMALL_SET, "penalties", "not_assigned", "places", "cap_total", "applies_to"})


@given(st.sampled_from(KEYS), JSON)
def test_any_value_anywhere_is_a_set_or_sentences(key, value):
    for document in (SMALL_SET | {key: value}, changed(["criteria", 0, "rule"], value)):
        try:
            scoring.load_set(document)
        except scoring.SetFaults as refusal:
            assert refusal.faults
