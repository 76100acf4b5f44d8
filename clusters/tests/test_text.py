"""Vietnamese text, order, numbers and dates: tables of cases, and what must hold for any text."""

import json
import time
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters import text

CASES = json.loads((Path(__file__).parents[1] / "data" / "number_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['kind']} {c['raw']!r}")
def test_a_number_is_read_as_the_table_says(case):
    extra = {name: Decimal(case[name]) for name in ("reference", "maximum") if name in case}
    if "fault" in case:
        with pytest.raises(text.NumberFault) as fault:
            text.parse_number(case["raw"], case["kind"], **extra)
        assert fault.value.code == case["fault"]
        assert str(fault.value)
    else:
        expected = None if case["value"] is None else Decimal(case["value"])
        assert text.parse_number(case["raw"], case["kind"], **extra).value == expected


def test_minus_zero_is_zero_without_a_sign():
    assert str(text.parse_number("-0", "quantity").value) == "0"


def test_what_was_understood_is_said():
    assert text.parse_number("1,234.5", "quantity").note == "Đã hiểu là 1.234,5"
    assert text.parse_number("12.5", "points").note == "Đã hiểu là 12,5"
    assert text.parse_number("12,5", "points").note == ""


def test_five_thousand_digits_are_refused_at_once():
    start = time.perf_counter()
    with pytest.raises(text.NumberFault):
        text.parse_number("9" * 5000, "quantity")
    assert time.perf_counter() - start < 0.05


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_what_is_written_is_read_back(value):
    assert text.parse_number(text.format_number(value), "quantity").value == value


@given(st.text(max_size=80), st.sampled_from(["points", "quantity", "percent"]))
def test_any_text_is_a_number_or_a_sentence(raw, kind):
    try:
        parsed = text.parse_number(raw, kind)
    except text.NumberFault as fault:
        assert str(fault)
    else:
        assert parsed.value is None or parsed.value >= 0


@given(st.text(max_size=200))
def test_clean_text_is_composed_and_stays_as_it_is(raw):
    clean = text.nfc(raw)
    assert unicodedata.is_normalized("NFC", clean)
    assert text.nfc(clean) == clean
    assert "\0" not in clean
    assert clean == clean.strip()


def test_invisible_characters_and_lookalikes_are_dealt_with():
    assert text.nfc("Ð\u202eắk\u200b  Lắk\u00a0\ud800") == "Đắk Lắk"
    assert text.nfc("một\r\nhai\x0b") == "một\nhai"
    assert text.single_line(" a \n b ") == "a b"
    assert text.nfc(unicodedata.normalize("NFD", "Nguyễn Thị Hoà")) == "Nguyễn Thị Hoà"


NAMES = ["Ôn", "An", "Ơn", "Bình", "Đức", "Ân", "Ánh", "Dũng", "Ất", "Oanh"]


def test_names_stand_in_vietnamese_order():
    ordered = ["An", "Ánh", "Ân", "Ất", "Bình", "Dũng", "Đức", "Oanh", "Ôn", "Ơn"]
    assert sorted(NAMES, key=text.sort_key) == ordered
    assert sorted(["da", "dz", "đa", "đz"][::-1], key=text.sort_key) == ["da", "dz", "đa", "đz"]
    tones = ["a", "à", "ả", "ã", "á", "ạ"]
    assert sorted(tones[::-1], key=text.sort_key) == tones
    assert sorted(["Cụm 10", "Cụm 2"], key=text.sort_key) == ["Cụm 2", "Cụm 10"]


def test_units_stand_in_the_order_of_their_letters():
    names = ["Huyện Chợ Mới", "Huyện Bạch Thông", "Thành phố Bắc Kạn", "Huyện Ba Bể"]
    assert sorted(names, key=text.sort_key) == [names[3], names[1], names[0], names[2]]


def test_a_sort_key_is_plain_for_any_collation():
    key = text.sort_key("Đặng Thị Hoà 12 – A")
    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()


def test_people_are_ordered_by_given_name():
    people = ["Nguyễn Văn Bình", "Trần An", "Lê Thị Ánh", "Hoàng An"]
    assert sorted(people, key=text.person_sort_key) == [
        "Hoàng An",
        "Trần An",
        "Lê Thị Ánh",
        "Nguyễn Văn Bình",
    ]


@pytest.mark.parametrize("typed", ["bach thong", "Bạch Thông", "BẠCH  THÔNG", "Ba\u0323ch Thông"])
def test_search_ignores_marks_case_and_spaces(typed):
    assert text.search_key(typed) == "bach thong"


def test_search_folds_d_and_tone_placement():
    assert text.search_key("Chợ Đồn") == "cho don"
    assert text.search_key("hoà") == text.search_key("hòa")
    assert text.search_key("Lý") == text.search_key("Lí")


def test_numbers_and_counts_are_written_the_vietnamese_way():
    assert text.format_number(Decimal("1234567.50")) == "1.234.567,5"
    assert text.format_points(Decimal("916.07")) == "916,07"
    assert text.format_percent(Decimal("59.25")) == "59,3%"
    assert text.pad_count(7) == "07"
    assert text.format_number(None) == ""


def test_dates_and_moments_are_written_the_official_way():
    assert text.long_date(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert text.long_date(date(2026, 7, 5)) == "ngày 05 tháng 7 năm 2026"
    assert text.short_date(date(2026, 12, 15)) == "15/12/2026"
    assert text.moment(datetime(2026, 7, 10, 10, 0, tzinfo=UTC)) == "thứ Sáu 10/7/2026, 17 giờ"
    assert text.moment(datetime(2026, 7, 10, 10, 30, tzinfo=UTC)).endswith("17 giờ 30")
    assert text.clock(datetime(2026, 7, 10, 7, 5, tzinfo=UTC)) == "14:05"
