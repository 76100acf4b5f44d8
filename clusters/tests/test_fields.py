"""Form fields: what they take, what they say, what stays as typed."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from django import forms

from clusters.fields import (
    BlockField,
    CountField,
    DateField,
    DateTimeField,
    LineField,
    NumberField,
)
from clusters.models import Unit
from clusters.tests.factories import UnitFactory


class Paper(forms.Form):
    points = NumberField(kind="points", max_value=Decimal(8), required=False)
    count = CountField(label="Số", required=False)
    name = LineField(label="Tên", max_length=5, required=False)
    words = BlockField(label="Lời", max_length=10, required=False)
    day = DateField(label="Ngày", required=False)
    at = DateTimeField(label="Lúc", required=False)


def said(**data):
    form = Paper(data)
    return {name: list(errors) for name, errors in form.errors.items()}


def test_good_values_are_understood():
    form = Paper(
        {"points": "7,5", "count": "3", "name": " a  b ", "day": "5/7/2026", "at": "5/7/2026 17:30"}
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["points"] == Decimal("7.5")
    assert form.cleaned_data["count"] == 3
    assert form.cleaned_data["name"] == "a b"
    assert form.cleaned_data["day"] == date(2026, 7, 5)
    assert form.cleaned_data["at"].isoformat() == "2026-07-05T17:30:00+07:00"


def test_each_fault_is_a_sentence():
    assert said(points="8,5") == {"points": ["Điểm 8,5 vượt mức tối đa 8"]}
    assert said(count="-1") == {"count": ["Nhập số nguyên không nhỏ hơn 0, ví dụ 3"]}
    assert said(count="1,5") == {"count": ["Nhập số nguyên không nhỏ hơn 0, ví dụ 3"]}
    assert said(count="99999") == {"count": ["Số lớn nhất là 9.999"]}
    assert said(name="abcdef") == {"name": ["Tối đa 5 ký tự; đang có 6 ký tự. Rút gọn nội dung."]}
    assert said(day="31/02/2024") == {"day": ["Không có ngày 31/2/2024. Kiểm tra lại."]}
    assert said(day="1/1/26") == {"day": ["Năm phải từ 1945 đến 2100."]}
    assert said(day="hôm nay") == {"day": ["Nhập ngày theo mẫu ngày/tháng/năm, ví dụ 05/7/2026"]}
    assert said(at="5/7/2026 25:00") == {"at": ["Giờ từ 0 đến 23, phút từ 0 đến 59, ví dụ 17:00"]}


@pytest.mark.parametrize("value", ["٣", "³", "1e3", "0x1", "½"])
def test_digits_of_other_scripts_are_no_counts(value):
    assert "count" in said(count=value)


def test_a_figure_is_shown_as_it_would_be_typed():
    form = Paper(initial={"points": Decimal("1234.5")})
    assert 'value="1.234,5"' in str(form["points"])


def test_a_figure_typed_in_another_way_is_no_change():
    form = Paper({"points": "7,50"}, initial={"points": Decimal("7.5")})
    form.is_valid()
    assert "points" not in form.changed_data


def test_marks_do_not_count_twice():
    assert said(name=unicodedata.normalize("NFD", "ắắắắắ")) == {}


@pytest.mark.django_db
def test_rows_written_in_bulk_are_clean_and_findable():
    typed = unicodedata.normalize("NFD", "Huyện  Bạch\u200b Thông")
    Unit.objects.bulk_create([Unit(kind="district", full_name=typed, short_name="Bạch Thông")])
    stored = Unit.objects.get()
    assert stored.full_name == "Huyện Bạch Thông"
    assert list(Unit.objects.matching("thong bach")) == [stored]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["%", "_", "\\", "'", '"', "(a+)+$", "x" * 5000])
def test_search_takes_signs_literally(words):
    UnitFactory()
    assert list(Unit.objects.matching(words)) == []
