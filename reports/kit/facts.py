"""Points on the sheets of a kit: places, criteria, differences, a unit's own sheet. All as text."""

from decimal import Decimal
from statistics import median

from clusters.graphics import Pair, dot_pairs
from clusters.text import format_number, format_percent, format_points
from emulation import sheet_rows
from emulation.analysis import history_of, places_chart
from emulation.models import Appeal, ScoreEntry, ScoreSheet
from emulation.models.entries import Column
from emulation.scoring.points import half_up
from emulation.standing_rows import Matrix, matrix, standing_rows
from reports.outlines.cells import UNKNOWN
from reports.papers.sources import points_of, reported

BEST, LOW = 95, 70
"""From so many percent of the most a cell stands in a thick box; below so many it is hatched."""
NOTED = Decimal("0.5")
"""A difference as large as this is on the list (design of the kit)."""
PERIODS_IN_CHART = 4
MOST_COLUMNS = 12
INKS = ("#0b5394", "#b45309", "#38761d")
"""Colours of the first three on the screen in the hall; dark enough on white."""


def signed(value) -> str:
    """A difference with its sign."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{format_points(abs(value))}"


def points(value) -> str:
    return UNKNOWN if value is None else format_points(value)


def part_notes(part) -> dict:
    """What stands under the title of each sheet with points."""
    return {
        "draft": "" if part.is_frozen else "DỰ THẢO – chưa chốt",
        "illustrative": "Số liệu minh họa" if part.is_illustrative else "",
        "unmeasured": part.unmeasured_words,
        "points_word": part.points_word,
        "place_word": part.place_word,
        "word": " tạm tính" if part.half_year else "",
        "period": part.period.title,
        "scale": format_points(part.criteria_set.plain.total_points, 0),
    }


def own_totals(part) -> dict:
    sheets = ScoreSheet.objects.of_part(part).prefetch_related("totals")
    return {sheet.unit_id: sheet.total("self") for sheet in sheets}


def ranking(part, tie_rule, is_copy=True) -> dict:
    """Rank, unit, own, verified, difference, the same period last year; the chart of places."""
    own = own_totals(part)
    rows = []
    for line in standing_rows(part):
        mine = own.get(line.unit_id)
        rows.append(
            {
                "place": str(line.place or UNKNOWN),
                "is_top": bool(line.place and line.place <= 3),
                "unit": line.unit,
                "own": points(mine and mine.total),
                "verified": points(line.total),
                "gap": signed(line.total - mine.total) if mine else UNKNOWN,
                "before": _moved(line),
                "note": line.reason,
            }
        )
    history = history_of(part)
    return {
        "rows": rows,
        "chart": places_chart(history, PERIODS_IN_CHART, **({} if is_copy else {"inks": INKS})),
        "tie_rule": tie_rule,
        "has_before": any(row["before"] != UNKNOWN for row in rows),
    }


def _moved(line):
    """Last year's place and how it moved: 2 ▲1, 4 =."""
    if not line.before or not line.before.place:
        return UNKNOWN
    before = line.before.place
    if not line.place:
        return str(before)
    gap = before - line.place
    sign = f"▲{gap}" if gap > 0 else f"▼{-gap}" if gap < 0 else "="
    return f"{before} {sign}"


def leaf_sheets(part) -> list[dict]:
    """The matrix of leaves in tables of so many columns as a lying page holds."""
    rows = matrix(part, leaves=True).rows
    starts = range(0, len(rows), MOST_COLUMNS)
    return [matrix_sheet(part, leaves=slice(start, start + MOST_COLUMNS)) for start in starts]


def matrix_sheet(part, *, leaves: slice | None = None) -> dict:
    """Units in the order of their places × criteria; strong and weak cells are marked."""
    table = matrix(part, leaves=leaves is not None)
    if leaves is not None:
        table = Matrix(table.units, table.rows[leaves])
    index = {name: n for n, name in enumerate(table.units)}
    rows = []
    for line in standing_rows(part):
        n = index.get(line.short_name)
        if n is not None:
            cells = [_mark(values[n], most) for _, _, most, values in table.rows]
            rows.append(
                {
                    "place": str(line.place or UNKNOWN),
                    "unit": line.short_name,
                    "cells": cells,
                    "total": points(line.total),
                }
            )
    return {
        "heads": [f"{number} {title}" for number, title, _, _ in table.rows],
        "most": [points(most) for _, _, most, _ in table.rows],
        "rows": rows,
        "middle": [_middle(values) for _, _, _, values in table.rows],
    }


def _mark(value, most):
    kind = ""
    if value is not None and most:
        share = value * 100 / most
        kind = "best" if share >= BEST else "low" if share < LOW else ""
    return {"text": points(value), "kind": kind}


def _middle(values):
    known = [value for value in values if value is not None]
    return points(half_up(median(known), 2)) if known else UNKNOWN


def differences(part) -> dict:
    """Rows whose verified points are far from the unit's own, the largest first."""
    entries = ScoreEntry.objects.filter(sheet__cluster_period=part, measured=True)
    entries = entries.exclude(verified_points=None)
    related = entries.select_related("leaf", "sheet__unit", "verified_by__unit")
    found = [
        (_whole(entry, Column.VERIFIED) - own, entry)
        for entry in related.order_by("leaf__position", "sheet__unit__order")
        if (own := _whole(entry, Column.SELF)) is not None
    ]
    large = sorted(
        ((gap, entry) for gap, entry in found if abs(gap) >= NOTED), key=lambda pair: -abs(pair[0])
    )
    appeals = {appeal.entry_id: appeal for appeal in Appeal.objects.of_part(part).exclude(
        withdrawn_at__isnull=False
    )}  # fmt: skip
    gaps = [gap for gap, _ in found]
    return {
        "rows": [_difference(gap, entry, appeals.get(entry.pk)) for gap, entry in large],
        "middle": signed(half_up(median(gaps), 2)) if gaps else UNKNOWN,
        "unscored": entries.count() - len(found),
    }


def _whole(entry, column):
    """Points and bonus of a row together; what nobody typed over follows the formula."""
    value, bonus = entry.points(column)
    return None if value is None else value + (bonus or 0)


def _difference(gap, entry, appeal):
    by = entry.verified_by
    return {
        "unit": entry.sheet.unit.short_name,
        "leaf": f"{entry.leaf.number} {entry.leaf.title}",
        "own": points_of(entry, Column.SELF),
        "cluster": points_of(entry, Column.CLUSTER),
        "verified": points_of(entry, Column.VERIFIED),
        "gap": signed(gap),
        "reason": entry.verified_reason,
        "who": by.unit.short_name if by else "",
        "appeal": appeal.text if appeal else "",
        "answer": (appeal.answer or "chưa trả lời") if appeal else "",
    }


def unit_sheets(part) -> list[dict]:
    """Each unit's sheet on paper, in the order of places."""
    lines = {line.unit_id: line for line in standing_rows(part)}
    order = {unit: n for n, unit in enumerate(lines)}
    sheets = ScoreSheet.objects.of_part(part).for_list()
    charts = _gap_charts(part)
    return [
        _unit_sheet(sheet, lines.get(sheet.unit_id))
        | {"chart": charts.get(sheet.unit.short_name, "")}
        for sheet in sorted(sheets, key=lambda sheet: order.get(sheet.unit_id, len(order)))
    ]


def _gap_charts(part):
    """{unit's short name: own against verified points of the criteria in which they differ}."""
    own, verified = matrix(part, column=Column.SELF), matrix(part)
    charts = {}
    for n, name in enumerate(verified.units):
        pairs = [
            Pair(f"Tiêu chí {now[0]}", mine[3][n], now[3][n])
            for mine, now in zip(own.rows, verified.rows, strict=True)
            if None not in (mine[3][n], now[3][n]) and mine[3][n] != now[3][n]
        ]
        words = "Điểm của từng tiêu chí: ○ tự chấm, ● thẩm định."
        charts[name] = dot_pairs(f"Điểm của {name}", words, pairs) if pairs else ""
    return charts


def _unit_sheet(sheet, line):
    entries = list(sheet.entries.in_order())
    for entry in entries:
        entry.leaf.criteria_set = sheet.cluster_period.criteria_set
    rows = sheet_rows.rows(sheet, entries, last_year=sheet_rows.last_year_of(sheet))
    own = sheet.total("self")
    items = sheet.items.select_related("item")
    return {
        "unit": sheet.unit.full_name,
        "place": str(line.place or UNKNOWN) if line else UNKNOWN,
        "own": points(own and own.total),
        "verified": points(line.total) if line else UNKNOWN,
        "bonus": points(line.bonus) if line else UNKNOWN,
        "penalty": points(line.penalty) if line else UNKNOWN,
        "rows": [_leaf_row(row) for row in rows if not row.is_heading],
        "items": [
            f"{row.item.code} {row.item.title}: {row.verified_count or row.self_count} lần"
            for row in items
            if row.verified_count or row.self_count
        ],
    }


def _leaf_row(row):
    entry = row.entry
    then = row.last_year.points if row.last_year else None
    return {
        "leaf": f"{row.number} {row.title}",
        "target": "không giao" if entry.not_assigned else str(format_number(entry.target)),
        "actual": reported(entry),
        "percent": format_percent(row.percent_of_target),
        "points": [
            points_of(entry, name) or UNKNOWN
            for name in ("computed", "self", "cluster", "verified")
        ],
        "most": points(row.max_points),
        "reason": entry.verified_reason,
        "before": points(then),
    }
