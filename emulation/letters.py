"""What the portal writes to people about sheets: returned, handed in. No points, no places."""

from django.utils import timezone

from clusters import outbox
from clusters.models import Steering, Unit, User
from clusters.text import moment, short_date


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


def tell_entered_for(sheet):
    """To the unit: the province types its sheet from its signed paper, and why."""
    return outbox.write(
        event=f"sheet-behalf-{sheet.pk}-{sheet.behalf_at.timestamp():.0f}",
        people=people_of(sheet.unit),
        subject=f"Nhập hộ bảng tự chấm {sheet.period.title}",
        lines=[
            f"{sheet.behalf_by} ({sheet.behalf_by.unit.short_name}) nhập hộ bảng tự chấm "
            f"{sheet.period.title} của {sheet.unit} từ bản giấy đã ký.",
            f"Lý do: {sheet.behalf_reason}",
            "Đơn vị vẫn xem và sửa được bảng như trước.",
        ],
        route="sheet-edit",
        args=[sheet.pk],
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


def people_of(unit):
    """Officers and leaders of a unit who can sign in."""
    return unit.users.filter(is_active=True, is_administrator=False)


def tell_notified(part):
    """To each unit: its verified points can be read, and until when it may answer."""
    times = part.steps.filter(to_state=part.State.NOTIFIED).count()
    until = ""
    if part.answers_until:
        until = (
            "Nhận giải trình, kiến nghị theo từng dòng đến hết ngày "
            f"{short_date(part.answers_until)}."
        )
    for sheet in part.sheets.select_related("unit"):
        outbox.write(
            event=f"part-notified-{sheet.pk}-{times}",
            people=people_of(sheet.unit),
            subject=f"Kết quả thẩm định dự kiến {part.period.title}",
            lines=[
                f"Đã có điểm thẩm định từng tiêu chí và lý do của {sheet.unit}.",
                *filter(None, [until]),
            ],
            route="notice",
            args=[sheet.pk],
        )


def tell_appealed(appeal):
    """To who confirms the sheet, who verifies the leaf and the province: a unit has answered."""
    sheet = appeal.sheet
    part = sheet.cluster_period
    people = {p.pk: p for verifier in _verifiers(appeal) for p in officers_of(verifier.unit)}
    for unit in _confirmers(part, sheet.unit_id):
        # in a lead's unit only those who act for the cluster read what its members write
        people |= {p.pk: p for p in officers_of(unit).filter(acts_for_cluster=True)}
    people |= {p.pk: p for p in User.objects.looking_after(part.cluster)}
    return outbox.write(
        event=f"appeal-{appeal.pk}",
        people=people.values(),
        subject=f"{appeal.get_kind_display()} của {sheet.unit.short_name} – {part.period.title}",
        lines=[
            f"{sheet.unit} gửi {appeal.get_kind_display().lower()} về {appeal.row_name}.",
        ],
        route="appeal-detail",
        args=[appeal.pk],
    )


def _verifiers(appeal):
    if not appeal.entry_id:
        return []
    period = appeal.sheet.cluster_period.period_id
    return appeal.entry.leaf.verifiers.filter(period=period).select_related("unit")


def _confirmers(part, unit_id):
    ids = Steering(timezone.localdate()).confirmers_of(part.cluster_id, unit_id)
    return Unit.objects.filter(pk__in=ids)


def tell_settled(appeal):
    """To the unit: the answer to what it wrote."""
    return outbox.write(
        event=f"appeal-settled-{appeal.pk}",
        people=people_of(appeal.sheet.unit),
        subject=f"Trả lời {appeal.get_kind_display().lower()} – {appeal.sheet.period.title}",
        lines=[
            f"{appeal.get_kind_display()} về {appeal.row_name}: "
            f"{appeal.get_outcome_display().lower()}.",
            appeal.answer,
        ],
        route="notice",
        args=[appeal.sheet_id],
    )


def tell_target_proposed(proposal):
    """To the province and who verifies the leaf: a unit proposes a plan figure."""
    verifiers = proposal.leaf.verifiers.filter(period__year=proposal.year).select_related("unit")
    people = {p.pk: p for verifier in verifiers for p in officers_of(verifier.unit)}
    people |= {p.pk: p for p in User.objects.provincial()}
    return outbox.write(
        event=f"target-proposed-{proposal.pk}",
        people=people.values(),
        subject=f"{proposal.get_kind_display()} kế hoạch {proposal.year} – "
        f"{proposal.unit.short_name}",
        lines=[f"{proposal.unit}, tiêu chí {proposal.leaf}.", proposal.reason],
        route="target-proposal",
        args=[proposal.pk],
    )


def tell_target_decided(proposal):
    """To the unit: what was decided of its proposal."""
    return outbox.write(
        event=f"target-decided-{proposal.pk}",
        people=officers_of(proposal.unit),
        subject=f"Đề nghị kế hoạch {proposal.year}: {proposal.get_state_display().lower()}",
        lines=[f"Tiêu chí {proposal.leaf}.", *filter(None, [proposal.answer])],
        route="target-proposal",
        args=[proposal.pk],
    )


def tell_cross_check(check):
    """To each checking unit: whose sheet it looks at, and until when."""
    part = check.cluster_period
    for pair in check.pairs.select_related("checker", "sheet__unit"):
        outbox.write(
            event=f"cross-check-{pair.pk}",
            people=officers_of(pair.checker),
            subject=f"Kiểm tra chéo {part.period.title}: {pair.sheet.unit.short_name}",
            lines=[
                f"{pair.checker} được giao kiểm tra bảng tự chấm của {pair.sheet.unit}, "
                f"xong trước {moment(check.due)}.",
                "Ý kiến chỉ hiện cho cụm và đơn vị được kiểm tra sau khi vòng kiểm tra đóng.",
            ],
            route="cross-check-pair",
            args=[pair.pk],
        )


def tell_cross_check_closed(check):
    """To each checked unit: what was found on its sheet can be read."""
    for pair in check.pairs.select_related("sheet__unit", "checker"):
        outbox.write(
            event=f"cross-check-closed-{pair.pk}",
            people=officers_of(pair.sheet.unit),
            subject=f"Kết quả kiểm tra chéo {check.cluster_period.period.title}",
            lines=[f"{pair.checker} đã kiểm tra bảng tự chấm của {pair.sheet.unit}."],
            route="cross-check-pair",
            args=[pair.pk],
        )
