"""Charts as SVG made on the server, from plain values; the same on the page and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from zlib import crc32

from django.utils.html import format_html, format_html_join

from clusters.text import format_points

WIDTH, ROW, LEFT, RIGHT, TOP = 624, 26, 160, 80, 8
LETTER, MOST_LEFT = 7.4, 330
"""WIDTH is that of the text on paper (165 mm) in pixels, so 15 px there are 11 pt and more."""


@dataclass(frozen=True)
class Bar:
    """One bar: its label and value; `part` is the share of it that is bonus."""

    label: str
    value: Decimal
    part: Decimal = Decimal(0)


def bar_chart(title: str, description: str, bars: Sequence[Bar]) -> str:
    """Horizontal bars with their values in figures; the bonus part is hatched, not coloured.

    Readable without colour: black outline, white ground, hatching at 3 px pitch. All text is
    escaped. The same figures stand in a table beside the chart.
    """
    height = TOP * 2 + ROW * len(bars)
    most = max((bar.value for bar in bars), default=Decimal(1)) or Decimal(1)
    longest = max((len(bar.label) for bar in bars), default=0)
    left = round(min(max(LEFT, longest * LETTER + 10), MOST_LEFT))
    scale = (WIDTH - left - RIGHT) / float(most)
    # of its own: two charts may stand on one page
    hatch = f"hatch-{crc32(f'{title}{description}'.encode()):x}"
    drawn = format_html_join(
        "", "{}", ((_bar(bar, TOP + ROW * i, scale, left, hatch),) for i, bar in enumerate(bars))
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" role="img" '
        'width="{0}" height="{1}" font-family="Liberation Serif, serif">'
        "<title>{2}</title><desc>{3}</desc>"
        '<defs><pattern id="{5}" width="4" height="4" patternUnits="userSpaceOnUse">'
        '<path d="M0 4L4 0" stroke="#000" stroke-width="1"/></pattern></defs>{4}</svg>',
        WIDTH,
        height,
        title,
        description,
        drawn,
        hatch,
    )


def _bar(bar, top, scale, left, hatch):
    """Label, bar and figure. Geometry is for the eye: pixels, rounded to tenths."""
    whole, part = float(bar.value) * scale, float(bar.part) * scale
    middle, inner = f"{top + ROW / 2 + 5:.0f}", ROW - 8
    hatched = ""
    if part > 0:
        hatched = format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" fill="url(#{})" stroke="#000"/>',
            f"{left + whole - part:.1f}",
            top + 4,
            f"{part:.1f}",
            inner,
            hatch,
        )
    return format_html(
        '<text x="{0}" y="{1}" text-anchor="end" font-size="15">{2}</text>'
        '<rect x="{3}" y="{4}" width="{5}" height="{6}" fill="none" stroke="#000" '
        'stroke-width="1.3"/>{7}<text x="{8}" y="{1}" font-size="15" font-weight="bold">{9}</text>',
        left - 8,
        middle,
        bar.label,
        left,
        top + 4,
        f"{whole:.1f}",
        inner,
        hatched,
        f"{left + whole + 8:.1f}",
        format_points(bar.value),
    )
