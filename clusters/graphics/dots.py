"""Pairs of points on a line: what a unit gave itself ○ and what was verified ●."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join

from clusters.text import format_points

WIDTH, ROW, LEFT, RIGHT, TOP = 624, 26, 130, 210, 10


@dataclass(frozen=True)
class Pair:
    """One line: own and verified points."""

    label: str
    own: Decimal
    verified: Decimal


def dot_pairs(title: str, description: str, pairs: Sequence[Pair]) -> str:
    """○ own, ● verified, a line between; both figures and the difference stand at the right."""
    values = [value for pair in pairs for value in (pair.own, pair.verified)]
    low, high = (float(min(values)), float(max(values))) if values else (0.0, 1.0)
    span = (high - low) or 1.0

    def x(value):
        return LEFT + 10 + (WIDTH - LEFT - RIGHT - 20) * (float(value) - low) / span

    height = TOP * 2 + ROW * len(pairs)
    drawn = format_html_join(
        "", "{}", ((_pair(pair, TOP + ROW * (i + 0.5), x),) for i, pair in enumerate(pairs))
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" role="img" width="{0}" '
        'height="{1}" font-family="Liberation Sans, Arial, sans-serif"><title>{2}</title>'
        "<desc>{3}</desc>{4}</svg>",
        WIDTH,
        height,
        title,
        description,
        drawn,
    )


def _pair(pair, y, x):
    gap = pair.verified - pair.own
    sign = "+" if gap > 0 else "−" if gap < 0 else ""
    return format_html(
        '<text x="{0}" y="{1}" font-size="15" text-anchor="end">{2}</text>'
        '<line x1="{3}" x2="{4}" y1="{5}" y2="{5}" stroke="#000" stroke-width="2"/>'
        '<circle cx="{3}" cy="{5}" r="5" fill="#fff" stroke="#000" stroke-width="2"/>'
        '<circle cx="{4}" cy="{5}" r="5" fill="#000"/>'
        '<text x="{6}" y="{1}" font-size="15">{7} → {8} ({9}{10})</text>',
        LEFT,
        f"{y + 4:.1f}",
        pair.label,
        f"{x(pair.own):.1f}",
        f"{x(pair.verified):.1f}",
        f"{y:.1f}",
        WIDTH - RIGHT + 6,
        format_points(pair.own),
        format_points(pair.verified),
        sign,
        format_points(abs(gap)),
    )
