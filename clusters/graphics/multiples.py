"""Small multiples: one small black line for each criterion, all on the same years."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join

from clusters.text import format_points

WIDTH, ACROSS, HEIGHT, TOP = 624, 3, 84, 22
LABEL = 24
"""As many letters of a title fit above its line."""


def small_multiples(title: str, description: str, periods: Sequence[str], series) -> str:
    """`series` are (label, most, values or None by period); the last value stands as a figure.

    Each line runs from zero to the most that the criterion gives, so they can be compared.
    """
    rows = -(-len(series) // ACROSS)
    room = WIDTH / ACROSS
    drawn = format_html_join(
        "",
        "{}",
        (
            (_line(one, periods, room * (n % ACROSS), HEIGHT * (n // ACROSS), room),)
            for n, one in enumerate(series)
        ),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" role="img" width="{0}" '
        'height="{1}" font-family="Liberation Serif, serif"><title>{2}</title>'
        "<desc>{3}</desc>{4}</svg>",
        WIDTH,
        max(rows, 1) * HEIGHT,
        title,
        description,
        drawn,
    )


def _line(one, periods, left, top, room):
    label, most, values = one
    base, height, width = top + HEIGHT - 20, HEIGHT - 20 - TOP - 6, room - 70
    step = width / max(len(periods) - 1, 1)
    points = [
        (left + step * n, base - height * float(value) / float(most or 1))
        for n, value in enumerate(values)
        if value is not None
    ]
    last = next((value for value in reversed(values) if value is not None), None)
    short = label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…"
    dots = format_html_join(
        "", '<circle cx="{}" cy="{}" r="2.5"/>', ((f"{x:.1f}", f"{y:.1f}") for x, y in points)
    )
    return format_html(
        '<text x="{0}" y="{1}" font-size="15">{2}</text>'
        '<line x1="{0}" x2="{3}" y1="{4}" y2="{4}" stroke="#000" stroke-width="1.3"/>'
        '<polyline points="{5}" fill="none" stroke="#000" stroke-width="2"/>{6}'
        '<text x="{7}" y="{8}" font-size="15" font-weight="bold">{9}</text>'
        '<text x="{0}" y="{10}" font-size="15">{11}</text>'
        '<text x="{3}" y="{10}" font-size="15" text-anchor="end">{12}</text>',
        f"{left:.1f}",
        f"{top + 14:.1f}",
        short,
        f"{left + width:.1f}",
        f"{base:.1f}",
        " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        dots,
        f"{left + width + 6:.1f}",
        f"{points[-1][1] + 5 if points else base:.1f}",
        format_points(last) if last is not None else "–",
        f"{base + 14:.1f}",
        periods[0] if len(periods) > 1 else "",
        periods[-1],
    )
