"""What the portal writes to people about sheets: returned, handed in. No points, no places."""

from clusters import outbox
from clusters.text import moment


def officers_of(unit):
    return unit.users.filter(is_active=True, duty="officer", is_administrator=False)


def tell_returned(sheet, step):
    """To the unit's officers: what must be completed, and until when."""
    rows = [f"- {row}: {row.comment}" for row in step.rows.of_step(step)]
    lines = [
        f"{step.by} ({step.by.unit.short_name}) trả lại bảng tự chấm {sheet.period.title} "
        f"của {sheet.unit} để bổ sung.",
        f"Nộp lại chậm nhất {moment(sheet.due)}.",
    ]
    lines += [step.note] if step.note else []
    lines += ["\n".join(rows)] if rows else []
    return outbox.write(
        event=f"sheet-return-{step.pk}",
        people=officers_of(sheet.unit),
        subject=f"Yêu cầu bổ sung bảng tự chấm {sheet.period.title}",
        lines=lines,
        route="sheet-edit",
        args=[sheet.pk],
    )


def tell_opened(part):
    """To the officers of every member: the period is open, until when, where to begin."""
    for sheet in part.sheets.select_related("unit"):
        outbox.write(
            event=f"part-opened-{sheet.pk}",
            people=officers_of(sheet.unit),
            subject=f"Mở kỳ chấm điểm {part.period.title}",
            lines=[
                f"Kỳ {part.period.title} của {part.cluster} đã mở. {sheet.unit} nộp bảng tự chấm "
                f"chậm nhất {moment(part.deadline)}.",
                "Kế hoạch năm đã có sẵn trong bảng.",
            ],
            route="sheet-edit",
            args=[sheet.pk],
        )


def tell_extended(sheet, reason):
    """To the unit's officers: it has more time, and why."""
    return outbox.write(
        event=f"sheet-extended-{sheet.pk}-{sheet.due.timestamp():.0f}",
        people=officers_of(sheet.unit),
        subject=f"Gia hạn nộp bảng tự chấm {sheet.period.title}",
        lines=[
            f"{sheet.unit} được gia hạn nộp bảng tự chấm {sheet.period.title} "
            f"đến {moment(sheet.due)}.",
            f"Lý do: {reason}",
        ],
        route="sheet-edit",
        args=[sheet.pk],
    )


def tell_cancelled(part, reason):
    """To the officers of every unit that was given a sheet: there is nothing to hand in."""
    people = [
        person for sheet in part.sheets.select_related("unit") for person in officers_of(sheet.unit)
    ]
    return outbox.write(
        event=f"part-cancelled-{part.pk}",
        people=people,
        subject=f"Đã hủy kỳ chấm điểm {part.period.title}",
        lines=[
            f"Kỳ chấm điểm {part.period.title} của {part.cluster} đã hủy; không phải nộp bảng.",
            f"Lý do: {reason}",
        ],
    )


def receipt_words(sheet, receipt) -> str:
    """A message to paste into a chat group: who, what, when, the number; no points, no places."""
    late = " (nộp chậm)" if sheet.is_late else ""
    return (
        f"{sheet.unit} đã nộp bảng tự chấm {sheet.period.title} lúc {moment(receipt.at)}{late}. "
        f"Biên nhận {receipt.number}, mã kiểm tra {receipt.short_checksum}."
    )


def tell_handed_in(sheet, receipt):
    """To the unit's officers and who handed it in: the receipt's number and time."""
    people = {person.pk: person for person in [*officers_of(sheet.unit), receipt.by]}
    return outbox.write(
        event=f"receipt-{receipt.pk}",
        people=people.values(),
        subject=f"Biên nhận {receipt.number}",
        lines=[
            f"{sheet.unit} đã nộp bảng tự chấm {sheet.period.title}.",
            f"Số biên nhận: {receipt.number}. Nộp lúc {moment(receipt.at)}, "
            f"người nộp {receipt.by}. Mã kiểm tra nội dung: {receipt.short_checksum}.",
        ],
        route="sheet-receipt",
        args=[sheet.pk],
    )
