"""Báo cáo sơ kết, tổng kết of the province: all clusters side by side."""

from statistics import median

from clusters.graphics import Bar, bar_chart
from clusters.text import format_points, pad_count, short_date
from emulation.models import CommendationFigure, ScoreSheet
from emulation.scoring.points import half_up
from emulation.standing_rows import matrices, standing_rows
from reports.cluster_figures import figure_rows
from reports.outlines import cells, sentences, spine, tables
from reports.outlines.unit_details import units_annex
from reports.papers.paper import Align, Chart, Column, Heading, Row, Table, Text
from reports.summary import commendations, handed_over, twelve_months_to


class ClusterLine:
    """One cluster's period in a line: its places and what they come to."""

    def __init__(self, part):
        self.part, self.lines = part, standing_rows(part)
        self.placed = [line for line in self.lines if line.place is not None]
        totals = [line.total for line in self.placed]
        self.middle = half_up(median(totals), 2) if totals else None
        self.most = max(totals, default=None)
        self.least = min(totals, default=None)

    @property
    def against_last_year(self):
        """The middle of the units beside that of the same units a year ago; empty without one."""
        then = [line.before.total for line in self.placed if line.before]
        if not then or len(then) < len(self.placed):
            return ""
        before = half_up(median(then), 2)
        return (
            f"; điểm trung vị {format_points(self.middle)}, cùng kỳ năm trước "
            f"{format_points(before)}"
        )

    @property
    def against_plan(self):
        """How many leaves with a plan got as far as the time has; empty where none has a plan."""
        planned = [row.percent for row in figure_rows(self.part) if row.percent is not None]
        if not planned:
            return ""
        due = 50 if self.part.half_year else 100
        reached = sum(percent >= due for percent in planned)
        return (
            f"; {pad_count(reached)}/{pad_count(len(planned))} chỉ tiêu đạt từ {due}% "
            "kế hoạch năm trở lên"
        )

    @property
    def leaders(self):
        return ", ".join(line.short_name for line in self.placed if line.place == 1)


def province_blocks(parts, planned, texts, chosen, period):
    """What stands between title and signatures, and the annexes.

    `planned` are the clusters whose period is not open yet.
    """
    lines = [ClusterLine(part) for part in parts]
    sheets = ScoreSheet.objects.filter(cluster_period__in=parts)
    return [
        Heading("I. ĐẶC ĐIỂM TÌNH HÌNH"),
        Text(_situation(lines, planned)),
        *([Text(texts["opening"])] if texts["opening"] else []),
        Heading("II. KẾT QUẢ THỰC HIỆN"),
        *spine.section("1. Văn bản, công tác chỉ đạo, triển khai", texts["leadership"]),
        *spine.section("2. Kiểm tra, tập huấn, hoạt động của Hội đồng", texts["oversight"]),
        *_clusters(lines, chosen, period),
        *_commendations(sheets, chosen, period),
        *spine.section("5. Điển hình tiên tiến", texts["exemplars"]),
        *spine.closing_parts(texts, period),
        spine.last_sentence(period, "tỉnh"),
        *_annexes(lines, chosen, period),
    ]


def _situation(lines, planned):
    units = sum(len(line.lines) for line in lines)
    clusters = len(lines) + len(planned)
    not_yet = f" Chưa mở kỳ: {', '.join(str(part.cluster) for part in planned)}." if planned else ""
    whom = f"{pad_count(units)} đơn vị{' đã vào kỳ' if planned else ''}"
    return f"Toàn tỉnh có {pad_count(clusters)} cụm, khối thi đua với {whom}.{not_yet}"


def _clusters(lines, chosen, period):
    word = " tạm tính" if period.is_half else ""
    said = [
        f"{line.part.cluster}: dẫn đầu {line.leaders} với {format_points(line.most)} điểm{word}"
        f"{line.against_last_year}{line.against_plan}."
        for line in lines
        if line.placed
    ]
    not_yet = [str(line.part.cluster) for line in lines if not line.part.is_frozen]
    blocks = [
        Heading("3. Kết quả của các cụm, khối thi đua", level=2),
        *spine.items(said, "Chưa có cụm, khối nào có kết quả."),
    ]
    if not_yet:
        blocks.append(Text(f"Chưa chốt xếp hạng: {', '.join(not_yet)}."))
    if "clusters" in chosen and lines:
        blocks.append(_clusters_table(lines, period, word))
    if "chart-clusters" in chosen and any(line.middle is not None for line in lines):
        blocks.append(_clusters_chart(lines, period, word))
    return blocks


def _clusters_table(lines, period, word):
    columns = (
        Column("Cụm, khối", 26),
        cells.figures_column("Số đơn vị", 8),
        cells.figures_column("Đã xếp hạng", 9),
        cells.figures_column("Điểm cao nhất", 11),
        cells.figures_column("Điểm trung vị", 11),
        cells.figures_column("Điểm thấp nhất", 11),
        Column("Dẫn đầu", 16),
        Column("Trạng thái", 12, Align.CENTRE),
    )
    rows = tuple(
        Row(
            (
                cells.words(line.part.cluster),
                cells.count(len(line.lines)),
                cells.count(len(line.placed)),
                cells.points(line.most),
                cells.points(line.middle),
                cells.points(line.least),
                cells.words(line.leaders or cells.UNKNOWN),
                cells.words(line.part.get_state_display()),
            )
        )
        for line in lines
    )
    return Table(columns, rows, caption=f"Điểm{word} của các cụm, khối, {period.title}")


def _clusters_chart(lines, period, word):
    known = [line for line in lines if line.middle is not None]
    bars = [Bar(str(line.part.cluster), line.middle) for line in known]
    said = "; ".join(f"{line.part.cluster} {format_points(line.middle)}" for line in known)
    drawn = bar_chart(f"Điểm{word} trung vị {period.title}", f"{said}.", bars)
    return Chart(drawn, f"Biểu đồ: điểm{word} trung vị của các đơn vị trong từng cụm, khối.")


def _commendations(sheets, chosen, period):
    rows = commendations(sheets)
    start, end = twelve_months_to(period.ends_on)
    awards = handed_over(start, end, sheets.values_list("unit_id", flat=True))
    blocks = [
        Heading("4. Công tác khen thưởng", level=2),
        *spine.items(
            sentences.commendation_sentences(rows), "Chưa có số liệu khen thưởng của các đơn vị."
        ),
    ]
    if "commendations" in chosen and rows:
        blocks.append(tables.commendations_table(rows, period.title))
    blocks.append(Text(f"Khen thưởng đã trao từ {short_date(start)} đến {short_date(end)}:"))
    blocks += spine.items(sentences.award_sentences(awards), "Không có.")
    if "handed-over" in chosen and awards:
        blocks += spine.items(spine.handed_over_items(awards))
    return blocks


def _annexes(lines, chosen, period):
    found = []
    if "annex-places" in chosen and lines:
        found.append(_places_annex(lines, period))
    if "annex-commendations" in chosen:
        named = [(str(line.part.cluster), _sums(line.part)) for line in lines]
        caption = f"Khen thưởng theo cụm, khối, {period.title}"
        found.append(tables.sums_annex(named, "Cụm, khối", caption))
    for line in lines:
        found += _cluster_annexes(line.part, chosen, period)
    return found


def _cluster_annexes(part, chosen, period):
    """The points of one cluster, criterion by criterion, and every figure of its units."""
    of, found = f"{part.cluster}, {period.title}", []
    wanted = [("annex-criteria", "tiêu chí"), ("annex-leaves", "tiêu chí thành phần")]
    tables_of = matrices(part) if any(code in chosen for code, _ in wanted) else (None, None)
    for (code, word), table in zip(wanted, tables_of, strict=True):
        if code in chosen:
            found += tables.matrix_annexes(table, f"{part.points_word} theo {word}, {of}")
    if "annex-units" in chosen:
        found.append(units_annex(part, f"Chi tiết từng đơn vị, {of}"))
    return found


def _sums(part):
    figures = CommendationFigure.objects.filter(sheet__cluster_period=part)
    counts = CommendationFigure.COUNTS
    return tuple(sum(values) for values in zip(*figures.values_list(*counts), strict=True)) or (
        (0,) * len(counts)
    )


def _places_annex(lines, period):
    word = "tạm tính" if period.is_half else ""
    columns = (
        Column("Đơn vị", 30),
        Column(f"Thứ hạng {word}".strip(), 12, Align.CENTRE),
        cells.figures_column(f"Điểm {word}".strip(), 14),
        cells.figures_column("Trong đó điểm thưởng", 14),
        cells.figures_column("Cùng kỳ năm trước", 14),
        Column("Ghi chú", 20),
    )
    rows = []
    for cluster in lines:
        rows.append(Row((cells.words(cluster.part.cluster, bold=True),), is_heading=True))
        rows += [_place_row(line) for line in cluster.lines]
    caption = f"Điểm, thứ hạng của từng cụm, khối, {period.title}"
    return Table(columns, tuple(rows), caption=caption, is_landscape=True)


def _place_row(line):
    return Row(
        (
            cells.words(line.unit),
            cells.words(line.place or cells.UNKNOWN),
            cells.points(line.total),
            cells.points(line.bonus),
            cells.points(line.before.total if line.before else None),
            cells.words(line.reason),
        )
    )
