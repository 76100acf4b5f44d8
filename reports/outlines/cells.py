"""Cells and columns of report tables: the text as it is read, the number as it is reckoned with."""

from clusters.text import format_number, format_percent, format_points, pad_count
from reports.papers.paper import Align, Cell, Column

UNKNOWN = "–"


def words(text, *, bold=False) -> Cell:
    return Cell(str(text), bold=bold)


def points(value, *, bold=False, unknown=UNKNOWN) -> Cell:
    """Points with two decimals."""
    if value is None:
        return Cell(unknown, bold=bold)
    return Cell(format_points(value), bold=bold, value=value, places=2)


def number(value, *, bold=False) -> Cell:
    """A figure with as many decimals as it has."""
    if value is None:
        return Cell(UNKNOWN, bold=bold)
    places = max(0, -value.normalize().as_tuple().exponent) if value else 0
    return Cell(str(format_number(value)), bold=bold, value=value, places=places)


def percent(value) -> Cell:
    """A share with one decimal, without the sign: it stands in the column's head."""
    if value is None:
        return Cell(UNKNOWN)
    return Cell(format_percent(value).rstrip("%"), value=value, places=1)


def count(value, *, bold=False) -> Cell:
    """How many; below ten with a zero before it."""
    return Cell(pad_count(value), bold=bold, value=value)


def figures_column(title, width=10) -> Column:
    return Column(title, width, Align.RIGHT)
