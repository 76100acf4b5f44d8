"""Places over periods (bump chart): one line a unit, the chosen ones strong, the others thin."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

WIDTH, STEP, TOP, LEFT, RIGHT = 624, 26, 34, 150, 150
"""WIDTH is that of the text on paper (165 mm) in pixels, so 15 px there are 11 pt and more."""
DASHES = ["", "12 5", "3 4"]
"""The strong lines by their order: whole, dashed, dotted; told apart after copying."""
MARK = 10
"""Radius of the circle in which a place stands."""


@dataclass(frozen=True)
class Course:
    """One unit's places, period by period; None where it had none."""

    label: str
    places: tuple[int | None, ...]
    is_strong: bool = False


def bump_chart(title: str, description: str, periods: Sequence[str], courses, inks=()) -> str:
    """Places of at most fifteen units over their periods; each place stands in its circle.

    All lines are black: the strong ones thick, whole, dashed and dotted, the others thin. Names
    stand at both ends. `inks` colours the strong lines in their order, where colour is wanted.
    """
    lowest = max((p for c in courses for p in c.places if p), default=1)
    height = TOP + STEP * lowest + 10
    across = (WIDTH - LEFT - RIGHT) / max(len(periods) - 1, 1)

    def point(index, place):
        return LEFT + across * index, TOP + STEP * (place - 0.5)

    heads = format_html_join(
        "",
        '<text x="{}" y="18" font-size="15" text-anchor="middle">{}</text>',
        ((f"{LEFT + across * i:.0f}", label) for i, label in enumerate(periods)),
    )
    strong = [course for course in courses if course.is_strong]
    pens = {
        id(course): (DASHES[n % len(DASHES)], inks[n % len(inks)] if inks else "#000")
        for n, course in enumerate(strong)
    }
    ordered = sorted(courses, key=lambda course: course.is_strong)
    lines = format_html_join(
        "",
        "{}",
        ((_line(course, point, *pens.get(id(course), ("", "#000"))),) for course in ordered),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" role="img" width="{0}" '
        'height="{1}" font-family="Liberation Serif, serif"><title>{2}</title>'
        "<desc>{3}</desc>{4}{5}</svg>",
        WIDTH,
        height,
        title,
        description,
        heads,
        lines,
    )


def _line(course, point, dash, ink):
    placed = [(place, *point(i, place)) for i, place in enumerate(course.places) if place]
    if not placed:
        return ""
    width, weight = ("4", "bold") if course.is_strong else ("1.5", "normal")
    path = " ".join(f"{x:.1f},{y:.1f}" for _, x, y in placed)
    marks = format_html_join(
        "",
        '<circle cx="{0}" cy="{1}" r="{2}" fill="#fff" stroke="#000" stroke-width="1.5"/>'
        '<text x="{0}" y="{3}" font-size="15" text-anchor="middle">{4}</text>',
        ((f"{x:.1f}", f"{y:.1f}", MARK, f"{y + 5:.1f}", place) for place, x, y in placed),
    )
    return format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"{}/>{}{}{}',
        path,
        ink,
        width,
        format_html(' stroke-dasharray="{}"', dash) if dash else "",
        marks,
        _name(course.label, placed[0], -1, weight),
        _name(course.label, placed[-1], 1, weight),
    )


def _name(label, end, side, weight):
    """The unit's name beside its first (side −1) or last place."""
    _, x, y = end
    return format_html(
        '<text x="{}" y="{}" font-size="15" text-anchor="{}" font-weight="{}">{}</text>',
        f"{x + side * (MARK + 5):.1f}",
        f"{y + 5:.1f}",
        "start" if side > 0 else "end",
        weight,
        label,
    )
