"""The cells of the merged table; every number is formatted once."""

from functools import lru_cache
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import format_html_join

from clusters.text import format_points

register = template.Library()
CELL = '<td class="num{}"><a href="{}{}/" data-panel>{}</a></td>'


@lru_cache(maxsize=4096)
def _shown(points):
    return "–" if points is None else format_points(points)


@register.simple_tag
def matrix_cells(line, columns, what, limit):
    """All cells of one unit, each a link to what stands behind it."""
    base = reverse("matrix-cell", args=[line.sheet.pk, "0"])[:-2]
    return format_html_join("", CELL, _rows(line, columns, base, what, limit))


def _rows(line, columns, base, what, limit):
    for column, cell in zip(columns, line.cells, strict=True):
        yield (
            _classes(cell, what, limit),
            base,
            _quoted(column.number),
            _shown(cell.points) + _mark(cell),
        )


@lru_cache(maxsize=512)
def _quoted(number):
    return quote(number, safe="")


def _classes(cell, what, limit):
    names = " done" if not cell.open and cell.points is not None else ""
    if cell.gap:
        names += " gap"
    return names + " found" if what and cell.is_found(what, limit) else names


def _mark(cell):
    """Marks that read without colour: ✓ verified, ▲ ▼ other than the unit's own, ✎ asked for."""
    mark = " ✓" if not cell.open and cell.points is not None else ""
    if cell.gap:
        mark += " ▲" if cell.gap > 0 else " ▼"
    return mark + " ✎" if cell.asked else mark
