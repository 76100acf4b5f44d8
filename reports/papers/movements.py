"""Báo cáo kết quả phong trào thi đua: what the unit wrote, its results, commendations."""

from decimal import Decimal

from clusters.text import format_number, format_percent, format_points, pad_count
from reports.papers.paper import Align, Cell, Column, Heading, Paper, Row, Table, Text
from reports.papers.sources import Sources, points_of, reported, signatures


def movements_paper(s: Sources) -> Paper:
    """Paper 2: what the unit says of its movements, its results, commendations, shortcomings."""
    sheet = s.sheet
    blocks = [
        Heading("I. KẾT QUẢ PHONG TRÀO THI ĐUA"),
        Text(sheet.movements or "Chưa có nội dung."),
        Heading("II. KẾT QUẢ TỰ CHẤM THEO TIÊU CHÍ"),
        *(Text(sentence) for sentence in result_sentences(s)),
        results_table(s),
        Heading("III. CÔNG TÁC KHEN THƯỞNG"),
        *commendation_blocks(s),
        Heading("IV. HẠN CHẾ, NGUYÊN NHÂN"),
        Text(sheet.shortcomings or "Chưa có nội dung."),
        Heading("V. KIẾN NGHỊ, ĐỀ XUẤT"),
        Text(sheet.proposals or "Không có."),
        Text(f"Trên đây là báo cáo kết quả thi đua {sheet.period.title} của {sheet.unit}./."),
    ]
    return Paper(
        head=s.head,
        kind="BÁO CÁO",
        title=f"Kết quả phong trào thi đua {sheet.period.title}",
        blocks=tuple(blocks),
        signatures=signatures(s.head),
        notes=s.notes,
        foot=s.foot,
    )


def result_sentences(s):
    total, plain = s.total, s.part.criteria_set.plain
    if total is not None:
        scale = f"{format_points(total.total)}/{format_points(plain.total_points, 0)} điểm"
        bonus = f"trong đó điểm thưởng{s.word} {format_points(total.bonus)}"
        yield f"Tổng điểm tự chấm{s.word}: {scale}, {bonus}."
    full = [row for row in s.leaves if row.entry.points("self")[0] == row.max_points]
    counts = f"{pad_count(len(full))}/{pad_count(len(s.leaves))}"
    yield f"Số tiêu chí thành phần đạt điểm tối đa: {counts}."


def results_table(s):
    columns = (
        Column("STT", 6, Align.CENTRE),
        Column("Tiêu chí", 34),
        Column("Kế hoạch năm", 12, Align.RIGHT),
        Column("Thực hiện", 12, Align.RIGHT),
        Column("% kế hoạch", 10, Align.RIGHT),
        Column("Điểm tự chấm", 12, Align.RIGHT),
        Column("Cùng kỳ năm trước", 12, Align.RIGHT),
    )
    rows = tuple(_result_row(row) for row in s.leaves)
    return Table(columns, rows, caption="Kết quả theo tiêu chí")


def _result_row(row):
    then = row.last_year.points if row.last_year else None
    entry, own = row.entry, row.entry.points("self")
    planned = "không giao" if entry.not_assigned else format_number(entry.target)
    cells = [
        Cell(row.number),
        Cell(row.title),
        Cell(planned, value=entry.target),
        Cell(reported(entry), value=entry.actual),
        Cell(format_percent(row.percent_of_target), value=row.percent_of_target),
        # points with a bonus beside them stay two figures, and so words
        Cell(points_of(entry, "self"), value=None if own[1] else own[0]),
        Cell(format_points(then) if then is not None else "–", value=then),
    ]
    return Row(tuple(cells))


def _count(number):
    return Cell(pad_count(number), value=Decimal(number))


def commendation_blocks(s):
    if not s.commendations:
        return [Text("Chưa có số liệu khen thưởng.")]
    columns = (
        Column("Cấp khen, loại hình", 40),
        Column("Tập thể", 15, Align.RIGHT),
        Column("Cá nhân", 15, Align.RIGHT),
        Column("Hộ gia đình", 15, Align.RIGHT),
        Column("Lao động trực tiếp", 15, Align.RIGHT),
    )
    rows = tuple(
        Row((Cell(str(row)), *(_count(getattr(row, n)) for n in row.COUNTS)))
        for row in s.commendations
    )
    persons = sum(row.persons for row in s.commendations)
    direct = sum(row.direct_workers for row in s.commendations)
    blocks = [Table(columns, rows, caption="Số lượng khen thưởng")]
    if persons:
        share = format_percent(Decimal(direct) * 100 / Decimal(persons))
        said = f"{pad_count(direct)}/{pad_count(persons)} cá nhân ({share})"
        blocks.append(Text(f"Người lao động trực tiếp được khen: {said}."))
    return blocks
