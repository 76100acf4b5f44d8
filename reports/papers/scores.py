"""Bảng tự chấm điểm: every leaf with target, actual, points by the formula, own points, why."""

from clusters.text import format_number, format_percent, format_points
from emulation import scoring
from emulation.models import SetItem
from reports.papers.paper import Align, Cell, Column, Paper, Row, Table
from reports.papers.sources import Sources, points_of, reported, signatures


def scores_paper(s: Sources) -> Paper:
    """Paper 1: every leaf with target, actual, points by the formula, own points, explanation."""
    columns = (
        Column("STT", 5, Align.CENTRE),
        Column("Tiêu chí", 34),
        Column("Đơn vị tính", 8),
        Column("Kế hoạch năm", 9, Align.RIGHT),
        Column("Thực hiện", 9, Align.RIGHT),
        Column("% kế hoạch", 7, Align.RIGHT),
        Column("Điểm tối đa", 7, Align.RIGHT),
        Column("Theo công thức", 9, Align.RIGHT),
        Column("Tự chấm", 9, Align.RIGHT),
        Column("Giải trình", 15),
    )
    rows = tuple(_score_row(row) for row in s.rows) + tuple(_item_rows(s)) + tuple(_total_rows(s))
    return Paper(
        head=s.head,
        kind="BẢNG TỰ CHẤM ĐIỂM THI ĐUA",
        title=f"{s.sheet.period.title[0].upper()}{s.sheet.period.title[1:]} của {s.sheet.unit}",
        blocks=(Table(columns, rows),),
        signatures=signatures(s.head, "NGƯỜI LẬP BẢNG"),
        notes=s.notes,
        has_number=False,
        has_recipients=False,
        is_landscape=True,
        foot=s.foot,
    )


def _score_row(row):
    points = row.points
    if row.is_heading:
        sums = [format_points(row.max_points), _sum(points, "computed"), _sum(points, "self")]
        texts = [row.number, row.title, "", "", "", "", *sums, ""]
        return Row(tuple(Cell(text, bold=True) for text in texts))
    entry = row.entry
    target = "không giao" if entry.not_assigned else format_number(entry.target)
    why = entry.self_reason or entry.not_assigned_reason
    texts = [
        row.number,
        row.title,
        row.unit_of_measure,
        target,
        reported(entry),
        format_percent(row.percent_of_target),
        format_points(row.max_points),
        points_of(entry, "computed"),
        points_of(entry, "self"),
        why,
    ]
    return Row(tuple(Cell(str(text)) for text in texts))


def _sum(points, column):
    value, extra = points[column], points[f"{column}_bonus"]
    if value is None:
        return ""
    return f"{format_points(value)} + {format_points(extra)}" if extra else format_points(value)


def _item_rows(s):
    """Bonuses that the unit proposes; penalties and exclusions are not its own."""
    plain = s.part.criteria_set.plain
    for row in s.items:
        if row.item.kind != SetItem.Kind.BONUS or not row.self_count:
            continue
        earned = format_points(scoring.counted_points(plain, row.item.code, row.self_count))
        title, count = f"Điểm thưởng: {row.item.title}", str(row.self_count)
        texts = [row.item.code, title, "lần", "", count, "", "", earned, earned, row.self_reason]
        yield Row(tuple(Cell(text) for text in texts))


def _total_rows(s):
    total, word = s.total, s.word
    if total is None:
        return
    lines = [
        ("Cộng điểm các tiêu chí", total.raw, total.assigned_max),
        ("Điểm các tiêu chí sau quy đổi", total.base, s.part.criteria_set.plain.base_points),
        (f"Trong đó điểm thưởng{word}", total.bonus, None),
        (f"Tổng điểm tự chấm{word}", total.total, s.part.criteria_set.plain.total_points),
    ]
    for title, points, most in lines:
        shown = format_points(points)
        texts = ["", title, "", "", "", "", format_points(most) if most else "", "", shown, ""]
        yield Row(tuple(Cell(text, bold=True) for text in texts))
