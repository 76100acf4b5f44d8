"""Báo cáo of a unit: what it wrote itself, its own figures and points, never others' columns."""

from clusters.graphics import small_multiples
from clusters.text import format_number, format_percent
from emulation.models import ScoreEntry, ScoreSheet
from reports.cluster_figures import MEANS
from reports.outlines import sentences, spine
from reports.papers.movements import commendation_blocks, result_sentences, results_table
from reports.papers.paper import Chart, Heading, Text
from reports.papers.sources import sources
from reports.summary import handed_over, twelve_months_to


def unit_blocks(sheet, texts, chosen, *, now):
    """What stands between title and signatures."""
    s = sources(sheet, number=1, now=now)
    period = sheet.period
    texts = texts | {
        name: texts[name] or getattr(sheet, name) for name in ("shortcomings", "proposals")
    }
    return [
        Heading("I. ĐẶC ĐIỂM TÌNH HÌNH"),
        Text(texts["opening"] or spine.NOT_YET),
        Heading("II. KẾT QUẢ THỰC HIỆN"),
        *spine.section("1. Công tác chỉ đạo, triển khai", texts["leadership"]),
        *spine.section("2. Các phong trào thi đua", sheet.movements),
        Heading("3. Kết quả tự chấm theo tiêu chí", level=2),
        *spine.items([*result_sentences(s), *_against_plan(s)]),
        *([results_table(s)] if "figures" in chosen else []),
        *_history(sheet, chosen),
        Heading("4. Công tác khen thưởng", level=2),
        *_commendations(s, sheet, chosen),
        *spine.section("5. Điển hình tiên tiến", texts["exemplars"]),
        *spine.closing_parts(texts, period),
        spine.last_sentence(period, sheet.unit.name_in_sentence),
    ]


def _against_plan(s):
    """Each reported figure beside the year's plan and the same period last year."""
    lower = {leaf.number for leaf in s.part.criteria_set.plain.leaves() if leaf.is_lower_better}
    for row in s.leaves:
        leaf, actual = row.entry.leaf, row.entry.actual
        if actual is None:
            continue
        is_share = leaf.unit_of_measure.startswith(MEANS)
        amount = format_number(actual) + (
            "%" if leaf.unit_of_measure == "%" else f" {leaf.unit_of_measure}"
        )
        share = None if leaf.number in lower else row.percent_of_target
        plan = f", đạt {format_percent(share)} kế hoạch năm" if share is not None else ""
        before = row.last_year.actual if row.last_year else None
        then = sentences.against_last_year(actual, before, is_mean=is_share)
        if plan or then:
            yield "; ".join(filter(None, [f"{row.title}: {amount}{plan}", then])) + "."


def _commendations(s, sheet, chosen):
    found = commendation_blocks(s) if "commendations" in chosen else []
    start, end = twelve_months_to(sheet.period.ends_on)
    awards = handed_over(start, end, [sheet.unit_id])
    found += spine.items(sentences.award_sentences(awards))
    if "handed-over" in chosen:
        found += spine.items(spine.handed_over_items(awards))
    return found or [Text("Chưa có số liệu khen thưởng.")]


def _history(sheet, chosen):
    """Own points by criterion over the like periods up to this one."""
    if "chart-history" not in chosen:
        return []
    like = ScoreSheet.objects.filter(
        unit=sheet.unit_id,
        cluster_period__period__kind=sheet.period.kind,
        cluster_period__period__year__lte=sheet.period.year,
    )
    sheets = list(like.for_list().order_by("cluster_period__period__year"))
    if len(sheets) < 2:
        return []
    years = [str(each.period.year) for each in sheets]
    drawn = small_multiples(
        "Điểm tự chấm theo tiêu chí",
        f"Điểm tự chấm của từng tiêu chí thành phần các năm {', '.join(years)}.",
        years,
        _points(sheets),
    )
    caption = "Biểu đồ: điểm tự chấm của từng tiêu chí thành phần qua các kỳ cùng loại."
    return [Chart(drawn, caption)]


def _points(sheets):
    """(number and title, most, [own points or None]) of each leaf of the last sheet."""
    index = {sheet.pk: n for n, sheet in enumerate(sheets)}
    entries = ScoreEntry.objects.filter(sheet__in=sheets, measured=True).select_related("leaf")
    last = {e.leaf.number: e.leaf for e in entries if e.sheet_id == sheets[-1].pk}
    found = {number: [None] * len(sheets) for number in last}
    for entry in entries:
        leaf = last.get(entry.leaf.number)
        if leaf is not None and leaf.title == entry.leaf.title:
            found[leaf.number][index[entry.sheet_id]] = entry.points("self")[0]
    ordered = sorted(last.values(), key=lambda leaf: leaf.position)
    return [
        (f"{leaf.number} {leaf.title}", leaf.max_points, found[leaf.number]) for leaf in ordered
    ]
