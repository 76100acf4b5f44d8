"""Places over periods (bump chart): one line a unit, the chosen ones strong, the others thin."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

WIDTH, STEP, TOP, LEFT, RIGHT = 720, 26, 34, 30, 190


@dataclass(frozen=True)
class Course:
    """One unit's places, period by period; None where it had none."""

    label: str
    places: tuple[int | None, ...]
    is_strong: bool = False


def bump_chart(title: str, description: str, periods: Sequence[str], courses) -> str:
    """Places of at most fifteen units over their periods; places stand as figures at both ends.

    Strong lines are thick and black, the others thin and grey: told apart without colour.
    """
    lowest = max((p for c in courses for p in c.places if p), default=1)
    height = TOP + STEP * lowest + 10
    across = (WIDTH - LEFT - RIGHT) / max(len(periods) - 1, 1)

    def point(index, place):
        return LEFT + across * index, TOP + STEP * (place - 0.5)

    heads = format_html_join(
        "",
        '<text x="{}" y="18" font-size="12" text-anchor="middle">{}</text>',
        ((f"{LEFT + across * i:.0f}", label) for i, label in enumerate(periods)),
    )
    ordered = sorted(courses, key=lambda course: course.is_strong)
    lines = format_html_join("", "{}", ((_line(course, point),) for course in ordered))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" role="img" width="{0}" '
        'height="{1}" font-family="Liberation Sans, Arial, sans-serif"><title>{2}</title>'
        "<desc>{3}</desc>{4}{5}</svg>",
        WIDTH,
        height,
        title,
        description,
        heads,
        lines,
    )


def _line(course, point):
    points = [point(i, place) for i, place in enumerate(course.places) if place]
    if not points:
        return ""
    stroke, width = ("#1F2328", "3") if course.is_strong else ("#8c959f", "1.2")
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}" fill="{}"/>',
        ((f"{x:.1f}", f"{y:.1f}", "4" if course.is_strong else "3", stroke) for x, y in points),
    )
    last = [place for place in course.places if place][-1]
    x, y = points[-1]
    return format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"/>{}'
        '<text x="{}" y="{}" font-size="13"{}>{}. {}</text>',
        path,
        stroke,
        width,
        dots,
        f"{x + 10:.1f}",
        f"{y + 4:.1f}",
        format_html(' font-weight="bold"') if course.is_strong else "",
        last,
        course.label,
    )
