"""Danh mục tài liệu minh chứng, biên nhận, phiếu đề nghị cung cấp số liệu."""

from clusters.text import format_number, format_points, moment, short_date
from reports.papers.paper import (
    Align,
    Cell,
    Column,
    Item,
    Paper,
    Row,
    Signature,
    Table,
    Text,
)
from reports.papers.sources import Sources, signatures


def evidence_paper(s: Sources) -> Paper:
    """Paper 3: the list of evidence: number, date, issuer of each paper, the rows it proves."""
    columns = (
        Column("STT", 5, Align.CENTRE),
        Column("Tiêu chí", 12),
        Column("Tên tài liệu", 33),
        Column("Số", 14),
        Column("Ngày", 10, Align.CENTRE),
        Column("Cơ quan ban hành", 20),
    )
    rows = tuple(_evidence_row(n, document) for n, document in enumerate(s.documents, start=1))
    blocks = (Table(columns, rows),) if rows else (Text("Không có tài liệu minh chứng."),)
    return Paper(
        head=s.head,
        kind="DANH MỤC TÀI LIỆU MINH CHỨNG",
        title=f"Kèm theo Bảng tự chấm điểm thi đua {s.sheet.period.title} của {s.sheet.unit}",
        blocks=blocks,
        signatures=signatures(s.head, "NGƯỜI LẬP DANH MỤC"),
        notes=tuple(note for note in s.notes if "minh họa" in note),
        has_number=False,
        has_recipients=False,
        foot=s.foot,
    )


def _evidence_row(number, document):
    proves = [
        row.entry.leaf.number if row.entry else row.item.item.code for row in document.rows.all()
    ]
    texts = [str(number), ", ".join(proves), document.name, document.number,
             short_date(document.dated_on), document.issuer]  # fmt: skip
    return Row(tuple(Cell(text) for text in texts))


def receipt_paper(s: Sources, receipt) -> Paper:
    """The receipt: number, time, who, total, checksum; without a number of its own and a seal."""
    lines = [
        f"Đơn vị nộp: {s.sheet.unit}",
        f"Kỳ: {s.sheet.period.title} – {s.part.cluster}",
        f"Số biên nhận: {receipt.number}",
        f"Nộp lúc: {moment(receipt.at)}",
        f"Người nộp: {receipt.by}",
        f"Tổng điểm tự chấm{s.word}: {format_points(receipt.total)}",
        f"Mã kiểm tra nội dung: {receipt.short_checksum} (SHA-256: {receipt.checksum})",
    ]
    return Paper(
        head=s.head,
        kind="BIÊN NHẬN",
        title=f"Nộp bảng tự chấm điểm thi đua {s.sheet.period.title}",
        blocks=tuple(Item(line) for line in lines),
        signatures=(),
        notes=tuple(note for note in s.notes if "minh họa" in note),
        has_number=False,
        has_recipients=False,
        foot="Biên nhận do cổng thi đua lập khi nhận bảng tự chấm; không cần ký.",
    )


def request_paper(s: Sources, asked) -> Paper:
    """The request to another office: what is asked for, by when, room for the answer by hand."""
    columns = (
        Column("STT", 6, Align.CENTRE),
        Column("Số liệu", 40),
        Column("Đơn vị tính", 12),
        Column("Kế hoạch năm", 13, Align.RIGHT),
        Column("Cùng kỳ năm trước", 13, Align.RIGHT),
        Column("Số liệu cung cấp", 18),
    )
    then = {row.number: row.last_year for row in s.leaves}
    figures = asked.figures.select_related("entry__leaf")
    rows = tuple(_asked_row(n, f.entry, then) for n, f in enumerate(figures, start=1))
    wish = (
        f"Để hoàn thành bảng tự chấm điểm thi đua {s.sheet.period.title}, {s.sheet.unit} đề nghị "
        f"{asked.office} cung cấp các số liệu sau, chậm nhất ngày {short_date(asked.due)}:"
    )
    by = asked.created_by
    contact = ", ".join(filter(None, [str(by), by.post, by.phone, by.email]))
    blocks = [
        Text(f"Kính gửi: {asked.office}", align=Align.CENTRE),
        Text(wish),
        Table(columns, rows),
    ]
    blocks += [Text(asked.note)] if asked.note else []
    blocks.append(Text(f"Liên hệ: {contact}."))
    return Paper(
        head=s.head,
        kind="PHIẾU ĐỀ NGHỊ",
        title="Cung cấp số liệu phục vụ tự chấm điểm thi đua",
        blocks=tuple(blocks),
        signatures=(Signature(("NGƯỜI CUNG CẤP SỐ LIỆU",)), *signatures(s.head)),
        notes=tuple(note for note in s.notes if "minh họa" in note),
        has_recipients=False,
    )


def _asked_row(number, entry, then):
    before = then.get(entry.leaf.number)
    texts = [
        str(number),
        f"{entry.leaf.number} {entry.leaf.title}",
        entry.leaf.unit_of_measure or "điểm",
        format_number(entry.target),
        format_number(before.actual) if before else "",
        "",
    ]
    return Row(tuple(Cell(text) for text in texts))
