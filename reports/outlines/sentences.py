"""What the figures say, as sentences: one sentence a fact, nothing that the figures do not hold."""

from decimal import Decimal

from clusters.text import format_number, format_percent, format_points, pad_count
from emulation.scoring.points import half_up

MOST_NAMED = 3


def result_sentences(s):
    """Each measured figure against the year's plan and the same period last year."""
    for row in s.figures:
        if row.percent is None and row.before is None:
            continue
        then = against_last_year(row.actual, row.before, is_mean=row.is_mean)
        yield "; ".join(filter(None, [_done(row), then, _best(row)])) + "."


def _done(row):
    unit = f" {row.unit_of_measure}" if row.unit_of_measure not in ("", "%") else ""
    sign = "%" if row.unit_of_measure == "%" else ""
    mean = "bình quân các đơn vị " if row.is_mean else ""
    some = (
        f" ({row.done_by:02}/{row.units:02} đơn vị có số liệu)" if row.done_by < row.units else ""
    )
    said = f"{row.title}: {mean}{format_number(row.actual)}{sign}{unit}{some}"
    if row.percent is None:
        return said
    return f"{said}, đạt {format_percent(row.percent)} kế hoạch năm"


def against_last_year(actual, before, *, is_mean):
    """In percent of last year; of shares the difference in points of percent. Empty without any."""
    if before is None or actual is None:
        return ""
    if is_mean:
        gap = actual - before
        if not gap:
            return "bằng cùng kỳ năm trước"
        way = "tăng" if gap > 0 else "giảm"
        return f"{way} {format_number(abs(gap))} điểm phần trăm so với cùng kỳ năm trước"
    if not before:
        return ""
    return f"bằng {format_percent(half_up(actual * 100 / before, 1))} cùng kỳ năm trước"


def _best(row):
    if row.best is None:
        return ""
    unit, share = row.best
    return f"{unit} đạt cao nhất ({format_percent(share)} kế hoạch năm)"


def leading_sentences(s):
    """Who leads, with the points and how the leader stood a year ago; then who gained most."""
    placed = [line for line in s.lines if line.place is not None]
    if not placed:
        return
    first = [line for line in placed if line.place == 1]
    names = ", ".join(line.short_name for line in first)
    among = "Trong các đơn vị đã duyệt, dẫn đầu" if s.waiting else "Dẫn đầu"
    yield (
        f"{among} {s.noun}: {names} với {format_points(first[0].total)} điểm"
        f"{' tạm tính' if s.is_half else ''}{_stood(first)}."
    )
    others = [line for line in placed if 1 < line.place <= MOST_NAMED]
    if others:
        said = "; ".join(f"{line.short_name} {format_points(line.total)} điểm" for line in others)
        yield f"Tiếp theo: {said}."
    gained = _most_gained(placed)
    if gained:
        yield gained


def _stood(first):
    if len(first) > 1 or not first[0].before or not first[0].before.place:
        return ""
    before = first[0].before
    return f" (cùng kỳ năm trước {format_points(before.total)} điểm, thứ {before.place})"


def _most_gained(lines):
    gains = sorted(
        ((line.total - line.before.total, line.short_name) for line in lines if line.before),
        reverse=True,
    )
    if not gains or gains[0][0] <= 0 or (len(gains) > 1 and gains[0][0] == gains[1][0]):
        return ""
    return (
        f"So với cùng kỳ năm trước, {gains[0][1]} tăng nhiều nhất: {format_points(gains[0][0])} "
        "điểm."
    )


def commendation_sentences(rows):
    """How many collectives, persons, households; by level, by form; the share of direct workers."""
    if not rows:
        return
    yield f"Trong kỳ đã khen thưởng {_counts(rows)}."
    for name, words in (("level", "Theo cấp khen"), ("form", "Theo loại hình")):
        groups = {}
        for row in rows:
            groups.setdefault(getattr(row, name), []).append(row)
        if len(groups) > 1:
            said = "; ".join(f"{label.lower()}: {_counts(mine)}" for label, mine in groups.items())
            yield f"{words} – {said}."
    persons, direct = _sum(rows, "persons"), _sum(rows, "direct_workers")
    if persons:
        share = format_percent(half_up(Decimal(direct) * 100 / Decimal(persons), 1))
        yield (
            "Người lao động trực tiếp được khen: "
            f"{pad_count(direct)}/{pad_count(persons)} cá nhân ({share})."
        )


def _counts(rows):
    kinds = [("collectives", "tập thể"), ("persons", "cá nhân"), ("households", "hộ gia đình")]
    said = [f"{pad_count(n)} {word}" for name, word in kinds if (n := _sum(rows, name))]
    return ", ".join(said) or "00 trường hợp"


def _sum(rows, name):
    return sum(getattr(row, name) for row in rows)


def award_sentences(handed_over):
    """How many of each award were handed over."""
    kinds = {}
    for item in handed_over:
        kinds[item.award] = kinds.get(item.award, 0) + 1
    if kinds:
        yield f"Đã trao: {', '.join(f'{pad_count(n)} {name}' for name, n in kinds.items())}."
