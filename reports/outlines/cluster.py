"""Báo cáo sơ kết, tổng kết of one cluster: I to V and the annexes."""

from awards.nominating import nomination_words
from emulation.analysis import history_of, places_chart
from emulation.votes import result_words, votes_on
from reports.outlines import sentences, spine, tables
from reports.outlines.unit_details import units_annex
from reports.papers.paper import Chart, Heading, Text
from reports.summary import build_summary, points_chart


def cluster_blocks(part, texts, chosen, *, now):
    """What stands between title and signatures, and the annexes; figures as they are at `now`."""
    s = build_summary(part, now=now)
    return [
        *_situation(s, texts),
        Heading("II. KẾT QUẢ THỰC HIỆN"),
        *spine.section("1. Công tác chỉ đạo, triển khai", texts["leadership"]),
        *_movements(s),
        *_results(s, chosen),
        *_ranking(part, s, chosen),
        *_commendations(s, chosen),
        *spine.section("6. Điển hình tiên tiến", texts["exemplars"]),
        *_outcome(part, texts),
        *spine.closing_parts(texts, part.period),
        spine.last_sentence(part.period, s.cluster),
        *_annexes(part, s, chosen),
    ]


def _situation(s, texts):
    members = f"{s.cluster} có {len(s.members):02} đơn vị: {', '.join(s.members)}."
    opening = [Text(texts["opening"])] if texts["opening"] else []
    return [Heading("I. ĐẶC ĐIỂM TÌNH HÌNH"), Text(members), *opening]


def _movements(s):
    said = [Text(f"{item.unit}: {item.text}") for item in s.movements]
    empty = [Text("Chưa có nội dung của các đơn vị.")]
    return [Heading("2. Các phong trào thi đua", level=2), *(said or empty)]


def _results(s, chosen):
    unmeasured = f"{s.unmeasured}." if s.unmeasured else ""
    lead = f"{s.points_word} của từng đơn vị ở phụ lục kèm theo. {unmeasured}".strip()
    shown = [f"{sentence}." for sentence in s.highlights]
    return [
        Heading("3. Kết quả theo tiêu chí", level=2),
        *spine.items(shown),
        *spine.items(sentences.result_sentences(s), "Chưa có số liệu thực hiện."),
        Text(lead if "annex-criteria" in chosen or "annex-leaves" in chosen else unmeasured),
        *([tables.figures_table(s)] if "figures" in chosen else []),
    ]


def _ranking(part, s, chosen):
    word = " tạm tính" if s.is_half else ""
    converted = " (đã quy đổi)" if s.unmeasured else ""
    blocks = [
        Heading(f"4. {s.points_word}, {s.place_word.lower()}", level=2),
        Text(
            f"{s.points_word} gồm điểm các tiêu chí{converted} cộng điểm thưởng, trừ điểm trừ; "
            f"trong đó điểm thưởng{word} được ghi ở cột riêng."
        ),
        *spine.items(sentences.leading_sentences(s)),
    ]
    if "ranking" in chosen:
        blocks.append(tables.ranking_table(s))
    if s.waiting:
        blocks.append(Text(f"Chưa được duyệt, chưa xếp hạng: {', '.join(s.waiting)}."))
    if "chart-points" in chosen and s.lines:
        caption = f"Biểu đồ: {s.points_word.lower()} của các đơn vị; phần gạch chéo là điểm thưởng."
        blocks.append(Chart(points_chart(part, s.lines), caption))
    if "chart-places" in chosen and (drawn := places_chart(history_of(part))):
        caption = "Biểu đồ: thứ hạng qua các kỳ cùng loại đã công bố; ba đơn vị đầu nét đậm."
        blocks.append(Chart(drawn, caption))
    return blocks


def _commendations(s, chosen):
    said = [*sentences.commendation_sentences(s.commendations)]
    blocks = [
        Heading("5. Công tác khen thưởng", level=2),
        *spine.items(said, "Chưa có số liệu khen thưởng của các đơn vị."),
    ]
    if "commendations" in chosen and s.commendations:
        blocks.append(tables.commendations_table(s.commendations, s.period))
    blocks.append(Text(f"Khen thưởng đã trao từ {s.handed_from} đến {s.handed_to}:"))
    blocks += spine.items(sentences.award_sentences(s.handed_over), "Không có.")
    if "handed-over" in chosen and s.handed_over:
        blocks += spine.items(spine.handed_over_items(s.handed_over))
    return blocks


def _outcome(part, texts):
    """At a year's end: what was voted, whom the cluster proposes, what a person adds."""
    if "outcome" not in texts:
        return []
    title = "7. Kết quả suy tôn, đề nghị khen thưởng; đơn vị trưởng, phó và giao ước năm sau"
    said = [*map(result_words, votes_on(part)), *nomination_words(part)]
    typed = [Text(texts["outcome"])] if texts["outcome"] else []
    facts = spine.items([f"{sentence}." for sentence in said])
    return [Heading(title, level=2), *(facts + typed or [Text(spine.NOT_YET)])]


def _annexes(part, s, chosen):
    kinds = [
        ("annex-criteria", s.criteria, f"{s.points_word} theo tiêu chí và đơn vị, {s.period}"),
        ("annex-leaves", s.leaves, f"{s.points_word} theo tiêu chí thành phần, {s.period}"),
    ]
    found = []
    for code, matrix, caption in kinds:
        if code in chosen:
            found += tables.matrix_annexes(matrix, caption)
    if "annex-units" in chosen:
        found.append(units_annex(part, f"Chi tiết từng đơn vị, {s.period}"))
    if "annex-commendations" in chosen and s.commendations_by_unit:
        caption = f"Khen thưởng theo đơn vị, {s.period}"
        found.append(tables.sums_annex(s.commendations_by_unit, "Đơn vị", caption))
    return found
