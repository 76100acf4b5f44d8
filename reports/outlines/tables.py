"""The tables of reports about clusters, from plain values."""

from reports.outlines import cells
from reports.papers.paper import Align, Column, Row, Table

MOST_UNITS_ACROSS = 9
"""As many units stand beside one another; more stand under one another."""
MOST_CRITERIA_ACROSS = 13


def figures_table(s) -> Table:
    """What all units did together beside the year's plan, leaf by leaf."""
    has_before = any(row.before is not None for row in s.figures)
    columns = [
        Column("Chỉ tiêu", 34),
        Column("Đơn vị tính", 10, Align.CENTRE),
        cells.figures_column(f"Kế hoạch năm {s.year}", 12),
        cells.figures_column(f"Thực hiện{' 6 tháng' if s.is_half else ''}", 12),
        cells.figures_column("So với kế hoạch năm (%)", 11),
        cells.figures_column("Cùng kỳ năm trước", 12),
        cells.figures_column("Điểm bình quân / tối đa", 14),
    ]
    rows = [_figure_row(row) for row in s.figures]
    if not has_before:
        del columns[5]
        rows = [Row(row.cells[:5] + row.cells[6:]) for row in rows]
    caption = f"Kết quả theo chỉ tiêu, {s.period}"
    return Table(tuple(columns), tuple(rows), caption=caption)


def _figure_row(row):
    mean = " (bình quân các đơn vị)" if row.is_mean else ""
    if 0 < row.done_by < row.units:
        mean += f" ({row.done_by:02}/{row.units:02} đơn vị có số liệu)"
    shown = f"{cells.points(row.points).text} / {cells.number(row.max_points).text}"
    return Row(
        (
            cells.words(f"{row.number}. {row.title}{mean}"),
            cells.words(row.unit_of_measure or cells.UNKNOWN),
            cells.number(row.target),
            cells.number(row.actual),
            cells.percent(row.percent),
            cells.number(row.before),
            cells.words(shown),
        )
    )


def ranking_table(s) -> Table:
    """Places with points, bonus, the same period last year; frozen ones once they are closed."""
    provisional = " tạm tính" if s.is_half else ""
    columns = [
        Column(s.place_word, 9, Align.CENTRE),
        Column("Đơn vị", 26),
        cells.figures_column(s.points_word, 14),
        cells.figures_column(f"Trong đó điểm thưởng{provisional}", 14),
        cells.figures_column("Cùng kỳ năm trước", 18),
        Column("Ghi chú", 20),
    ]
    rows = [
        Row(
            (
                cells.words(row.place),
                cells.words(row.unit),
                cells.points(row.total),
                cells.points(row.bonus),
                cells.words(row.before or cells.UNKNOWN),
                cells.words(row.note),
            )
        )
        for row in s.ranking
    ]
    if not s.has_last_year:
        del columns[4]
        rows = [Row(row.cells[:4] + row.cells[5:]) for row in rows]
    caption = f"{s.points_word}, {s.place_word.lower()} {s.period}"
    return Table(tuple(columns), tuple(rows), caption=caption)


def commendations_table(rows, period) -> Table:
    """Level and form of commendation × whom."""
    columns = (
        Column("Cấp khen", 22),
        Column("Loại hình", 24),
        *(cells.figures_column(t, 13) for t in ("Tập thể", "Cá nhân", "Hộ gia đình")),
        cells.figures_column("Lao động trực tiếp", 15),
    )
    counts = ("collectives", "persons", "households", "direct_workers")
    made = [
        Row(
            (
                cells.words(row.level),
                cells.words(row.form),
                *(cells.count(getattr(row, name)) for name in counts),
            )
        )
        for row in rows
    ]
    sums = (sum(getattr(row, name) for row in rows) for name in counts)
    total = (cells.words("Cộng", bold=True), cells.words(""))
    made.append(Row((*total, *(cells.count(n, bold=True) for n in sums))))
    return Table(columns, tuple(made), caption=f"Số lượng khen thưởng {period}")


def sums_annex(named, first_column, caption) -> Table:
    """Commendations summed up by unit or by cluster; `named` are (name, counts)."""
    titles = ("Tập thể", "Cá nhân", "Hộ gia đình", "Lao động trực tiếp")
    columns = (Column(first_column, 40), *(cells.figures_column(title, 15) for title in titles))
    rows = [Row((cells.words(name), *map(cells.count, counts))) for name, counts in named]
    sums = [sum(counts[i] for _, counts in named) for i in range(len(titles))]
    rows.append(Row((cells.words("Cộng", bold=True), *(cells.count(n, bold=True) for n in sums))))
    return Table(columns, tuple(rows), caption=caption, is_landscape=True)


def matrix_annexes(matrix, caption) -> list[Table]:
    """Criteria × units; many units stand under one another, then many criteria take tables more."""
    if len(matrix.units) <= MOST_UNITS_ACROSS:
        return [_criteria_down(matrix, caption)]
    slices = range(0, len(matrix.rows), MOST_CRITERIA_ACROSS)
    return [
        _units_down(matrix, matrix.rows[start : start + MOST_CRITERIA_ACROSS], caption)
        for start in slices
    ]


def _criteria_down(matrix, caption):
    columns = (
        Column("Tiêu chí", 30),
        cells.figures_column("Tối đa", 8),
        *(cells.figures_column(unit, 9) for unit in matrix.units),
    )
    rows = tuple(
        Row((cells.words(f"{number}. {title}"), cells.points(most), *map(cells.points, values)))
        for number, title, most, values in matrix.rows
    )
    return Table(columns, rows, caption=caption, is_landscape=True)


def _units_down(matrix, criteria, caption):
    columns = (
        Column("Đơn vị", 16),
        *(cells.figures_column(f"{number}. {title}", 8) for number, title, _, _ in criteria),
    )
    head = Row(
        (
            cells.words("Điểm tối đa", bold=True),
            *(cells.points(most, bold=True) for _, _, most, _ in criteria),
        )
    )
    rows = [
        Row((cells.words(unit), *(cells.points(values[place]) for _, _, _, values in criteria)))
        for place, unit in enumerate(matrix.units)
    ]
    return Table(columns, (head, *rows), caption=caption, is_landscape=True)
