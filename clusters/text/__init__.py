"""Vietnamese text, order, numbers and dates: one cleaner, one parser, one formatter."""

from clusters.text.clean import nfc, single_line
from clusters.text.keys import nearest, person_sort_key, search_key, sort_key
from clusters.text.numbers import (
    NumberFault,
    Parsed,
    format_number,
    format_percent,
    format_points,
    pad_count,
    parse_number,
)
from clusters.text.times import clock, long_date, moment, short_date, weekday

__all__ = [
    "NumberFault",
    "Parsed",
    "clock",
    "format_number",
    "format_percent",
    "format_points",
    "long_date",
    "moment",
    "nearest",
    "nfc",
    "pad_count",
    "parse_number",
    "person_sort_key",
    "search_key",
    "short_date",
    "single_line",
    "sort_key",
    "weekday",
]
