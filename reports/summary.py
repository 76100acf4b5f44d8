"""What a report says, apart from how it looks: plain frozen values, no question left open."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from awards.models import Award
from clusters.graphics import Bar, bar_chart
from clusters.text import format_points, long_date, moment, short_date
from emulation import scoring, tally
from emulation.models import CommendationFigure
from emulation.models.entries import Column
from emulation.standing_rows import Line, Matrix, matrices, standing_rows
from reports.cluster_figures import FigureRow, figure_rows


@dataclass(frozen=True)
class RankRow:
    place: str
    unit: str
    total: Decimal
    bonus: Decimal
    before: str
    note: str


@dataclass(frozen=True)
class HandedOver:
    award: str
    recipient: str
    decision: str
    handed_over: str
    is_illustrative: bool


@dataclass(frozen=True)
class CommendationRow:
    level: str
    form: str
    collectives: int
    persons: int
    households: int
    direct_workers: int


@dataclass(frozen=True)
class UnitText:
    unit: str
    text: str


@dataclass(frozen=True)
class Summary:
    """Everything on the paper. Figures are Decimals; texts are as typed."""

    period: str
    cluster: str
    noun: str
    is_half: bool
    is_provisional: bool
    is_illustrative: bool
    data_at: str
    year: int
    members: tuple[str, ...]
    highlights: tuple[str, ...]
    movements: tuple[UnitText, ...]
    points_word: str
    place_word: str
    unmeasured: str
    ranking: tuple[RankRow, ...]
    waiting: tuple[str, ...]
    lines: tuple[Line, ...]
    criteria: Matrix
    leaves: Matrix
    figures: tuple[FigureRow, ...]
    commendations: tuple[CommendationRow, ...]
    commendations_by_unit: tuple[tuple[str, tuple[int, ...]], ...]
    handed_over: tuple[HandedOver, ...]
    handed_from: str
    handed_to: str
    has_last_year: bool = False


def build_summary(part, *, now) -> Summary:
    """Say what is known of one cluster's period at `now`; frozen places once it is closed."""
    sheets = list(tally.sheets_with_rows(part))
    lines = standing_rows(part)
    criteria, leaves = matrices(part)
    rows = commendations(sheets)
    start, end = twelve_months_to(part.period.ends_on)
    return Summary(
        period=part.period.title,
        cluster=part.cluster.name,
        noun=part.cluster.noun,
        is_half=part.half_year,
        is_provisional=not part.is_frozen,
        is_illustrative=part.is_illustrative,
        data_at=moment(now),
        year=part.period.year,
        members=tuple(sheet.unit.name_in_sentence for sheet in sheets),
        highlights=tuple(_highlights(part, sheets)),
        movements=_texts(sheets, "movements"),
        points_word=part.points_word,
        place_word=part.place_word,
        unmeasured=part.unmeasured_words,
        ranking=tuple(_rank_row(line) for line in lines),
        waiting=tuple(line.short_name for line in lines if line.is_waiting),
        lines=tuple(lines),
        criteria=criteria,
        leaves=leaves,
        figures=figure_rows(part),
        commendations=rows,
        commendations_by_unit=_commendations_by_unit(sheets),
        handed_over=handed_over(start, end, [sheet.unit_id for sheet in sheets]),
        handed_from=short_date(start),
        handed_to=short_date(end),
        has_last_year=any(line.before for line in lines),
    )


@dataclass(frozen=True)
class Preview:
    """What the paper would say of the places now: the same chart, and its figures as rows."""

    chart: str
    ranking: tuple[RankRow, ...]
    points_word: str
    place_word: str


def preview(part) -> Preview:
    lines = standing_rows(part)
    ranking = tuple(_rank_row(line) for line in lines)
    return Preview(points_chart(part, lines), ranking, part.points_word, part.place_word)


def material(part) -> dict[str, tuple[UnitText, ...]]:
    """What the units wrote, offered beside the typed parts of the report."""
    sheets = list(tally.sheets_with_rows(part))
    return {name: _texts(sheets, name) for name in ("movements", "shortcomings", "proposals")}


def _highlights(part, sheets):
    """The sentences of the set over what was reported, verified figures where they are known."""
    contestants = [tally.contestant(sheet, Column.VERIFIED) for sheet in sheets]
    names = {sheet.unit.full_name: sheet.unit.short_name for sheet in sheets}
    plain = part.criteria_set.plain
    return scoring.highlights(plain, contestants, part.half_year, names)


def _texts(sheets, name):
    written = ((sheet.unit.short_name, getattr(sheet, name)) for sheet in sheets)
    return tuple(UnitText(unit, text) for unit, text in written if text)


def _rank_row(line):
    before = ""
    if line.before:
        place = f" (thứ {line.before.place})" if line.before.place else ""
        before = f"{format_points(line.before.total)}{place}"
    tie = f"đồng hạng với {', '.join(line.tied_with)}" if line.tied_with else ""
    return RankRow(
        place=str(line.place) if line.place else "–",
        unit=line.unit,
        total=line.total,
        bonus=line.bonus,
        before=before,
        note=line.reason or tie,
    )


def points_chart(part, lines):
    bars = [Bar(line.short_name, line.total, line.bonus) for line in lines]
    said = "; ".join(f"{line.short_name} {format_points(line.total)}" for line in lines)
    title = f"{part.points_word} {part.period.title} của các đơn vị"
    return bar_chart(title, f"Phần gạch chéo là điểm thưởng. {said}.", bars)


def commendations(sheets):
    """Sums over all units, of the level and forms that have any."""
    figures = CommendationFigure.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    sums = {}
    for row in figures:
        key = (row.level, row.form)
        known = sums.setdefault(key, [0, 0, 0, 0])
        for index, name in enumerate(CommendationFigure.COUNTS):
            known[index] += getattr(row, name)
    return tuple(
        CommendationRow(level.label, form.label, *sums[(level.value, form.value)])
        for level in CommendationFigure.Level
        for form in CommendationFigure.Form
        if any(sums.get((level.value, form.value), ()))
    )


def _commendations_by_unit(sheets):
    """(unit, sums in the order of COUNTS) of the units that commended anybody."""
    counts = CommendationFigure.COUNTS
    figures = CommendationFigure.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    sums = {sheet.pk: [0] * len(counts) for sheet in sheets}
    for row in figures:
        for index, name in enumerate(counts):
            sums[row.sheet_id][index] += getattr(row, name)
    named = ((sheet.unit.full_name, tuple(sums[sheet.pk])) for sheet in sheets)
    return tuple((name, row) for name, row in named if any(row))


def twelve_months_to(end: date) -> tuple[date, date]:
    """The day after the same day of the year before, to `end`: 01/7/2019 to 30/6/2020."""
    start = date(end.year - 1, end.month, 1)
    first = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return first, end


def handed_over(start, end, units):
    awards = Award.objects.handed_over_between(start, end, units)
    return tuple(
        HandedOver(
            award=award.decision.printed_name,
            recipient=award.recipient_name,
            decision=f"số {award.decision.number}, {long_date(award.decision.signed_on)}",
            handed_over=short_date(award.decision.handed_over_on),
            is_illustrative=award.decision.is_illustrative,
        )
        for award in awards
    )
