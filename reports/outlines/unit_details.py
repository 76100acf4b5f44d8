"""The annex with every figure of every unit."""

from emulation import tally
from emulation.models.entries import Column as Points
from emulation.scoring.points import half_up
from reports.outlines import cells
from reports.papers.paper import Align, Column, Row, Table


def units_annex(part, caption) -> Table:
    """Unit by unit, leaf by leaf: plan, done, share, own points, verified points."""
    sheets = list(tally.sheets_with_rows(part))
    own = {o.key: o for o in tally.outcomes(part, sheets, Points.SELF)}
    verified = {o.key: o for o in tally.outcomes(part, sheets, Points.VERIFIED)}
    leaves = [leaf for leaf in part.criteria_set.plain.leaves() if leaf.measured(part.half_year)]
    rows = []
    for sheet in sheets:
        key = str(sheet.pk)
        rows.append(_total_row(sheet.unit.full_name, own[key].total, verified[key].total))
        figures = tally.contestant(sheet, Points.VERIFIED).figures
        rows += [_row(leaf, figures.get(leaf.number), own[key], verified[key]) for leaf in leaves]
    columns = (
        Column("Tiêu chí", 40),
        Column("Đơn vị tính", 11, Align.CENTRE),
        cells.figures_column("Kế hoạch", 11),
        cells.figures_column("Thực hiện", 11),
        cells.figures_column("So với kế hoạch (%)", 9),
        cells.figures_column("Tự chấm", 9),
        cells.figures_column("Thẩm định", 9),
    )
    return Table(columns, tuple(rows), caption=caption, is_landscape=True)


def _total_row(name, own, verified):
    return Row((cells.words(name), cells.points(own), cells.points(verified)), is_heading=True)


def _row(leaf, figures, own, verified):
    target = figures.target if figures else None
    actual = figures.actual if figures else None
    share = half_up(actual * 100 / target, 1) if target and actual is not None else None
    return Row(
        (
            cells.words(f"{leaf.number} {leaf.title}"),
            cells.words(leaf.unit_of_measure or "điểm"),
            cells.number(target),
            cells.number(actual),
            cells.percent(share),
            _points(own, leaf),
            _points(verified, leaf),
        )
    )


def _points(outcome, leaf):
    scored = outcome.criteria[leaf.number]
    return cells.points(None if scored.state.is_blocking else scored.points)
