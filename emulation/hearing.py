"""The hearing (giải trình, kiến nghị): units answer their expected result, each answer is settled.

Every verb holds the cluster's period first, as closing does: nothing slips in behind a closing.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clusters.models import Holiday, note_change, note_changes
from emulation import letters
from emulation.models import Appeal, ScoreEntry, ScoreSheet
from emulation.workflow import Refused, lock


def proposed_end(part, today=None) -> date | None:
    """The last day of the hearing when units are notified today; None where there is none."""
    if not part.hearing_days:
        return None
    day = today or timezone.localdate()
    return Holiday.objects.working_day_after(day, part.hearing_days)


def days_left(part) -> int:
    """Working days that units still have to answer, today included."""
    if not part.is_hearing:
        return 0
    return Holiday.objects.working_days_between(timezone.localdate(), part.answers_until)


def _hold(sheet):
    part = lock(sheet.cluster_period)
    lock(sheet)
    return part


def _hearing_or_refuse(sheet):
    part = _hold(sheet)
    if not part.is_hearing:
        raise Refused("Thời gian giải trình, kiến nghị đã hết. Liên hệ cơ quan thường trực.")
    if sheet.state != ScoreSheet.State.APPROVED:
        raise Refused(f"Bảng đang ở trạng thái “{sheet.state_label}”, chưa nhận kiến nghị.")


@transaction.atomic
def appeal(*, sheet, record, kind, text, by) -> Appeal:
    """A unit's giải trình or kiến nghị on one row of its verified points.

    Raises:
        Refused: outside the hearing, or something on the row still waits for its answer.
    """
    _hearing_or_refuse(sheet)
    place = {"entry": record} if isinstance(record, ScoreEntry) else {"item": record}
    if Appeal.objects.open().filter(**place).exists():
        raise Refused("Dòng này đã có một nội dung đang chờ trả lời. Rút lại trước khi viết mới.")
    made = Appeal.objects.create(sheet=sheet, kind=kind, text=text, by=by, **place)
    note_change(made, made.get_kind_display().lower(), "", text, by=by, under=sheet)
    _note_accepted(sheet, None, by)
    letters.tell_appealed(made)
    return made


@transaction.atomic
def withdraw(*, appeal, by) -> None:
    """The unit takes back what it wrote, while it has not been answered."""
    _hearing_or_refuse(appeal.sheet)
    if not lock(appeal).is_open:
        raise Refused("Nội dung này đã được trả lời hoặc đã rút.")
    appeal.withdrawn_at = timezone.now()
    appeal.save(update_fields=["withdrawn_at"])
    note_change(appeal, "rút lúc", "", "đã rút", by=by, under=appeal.sheet)


@transaction.atomic
def accept_result(sheet, by) -> None:
    """[Không có kiến nghị]: the unit has read its points and says nothing against them.

    Raises:
        Refused: outside the hearing, or one of its kiến nghị is open.
    """
    _hearing_or_refuse(sheet)
    if sheet.appeals.blocking().exists():
        raise Refused("Còn kiến nghị chưa được trả lời. Rút kiến nghị trước.")
    if sheet.accepted_at is None:
        _note_accepted(sheet, timezone.now(), by)


def _note_accepted(sheet, at, by):
    if sheet.accepted_at != at:
        note_change(sheet, "accepted_at", sheet.accepted_at, at, by=by)
        sheet.accepted_at = at
        sheet.save(update_fields=["accepted_at"])


@transaction.atomic
def word(*, appeal, text, by) -> None:
    """The cluster's word on a kiến nghị; who decides reads it beside the unit's."""
    _open_or_refuse(appeal)
    note_change(appeal, "cluster_word", appeal.cluster_word, text, by=by, under=appeal.sheet)
    appeal.cluster_word, appeal.cluster_by = text, by
    appeal.save(update_fields=["cluster_word", "cluster_by"])


@dataclass(frozen=True)
class NewPoints:
    """What the answer makes of a row: of a leaf points and bonus, of an item its count."""

    points: Decimal | None = None
    bonus: Decimal | None = None
    count: int | None = None


@transaction.atomic
def settle(*, appeal, outcome, answer, new, by) -> None:
    """Answer; with outcome “sửa điểm” write the new verified points, the answer as their reason.

    Raises:
        Refused: settled or withdrawn meanwhile, or the period has moved on.
        ValidationError: the points are to change and do not.
    """
    _open_or_refuse(appeal)
    if outcome == Appeal.Outcome.CHANGED:
        held = ScoreSheet.objects.hold(appeal.sheet_id)
        changes = _changes(held, appeal, new, answer)
        if not changes:
            raise ValidationError("Điểm mới bằng điểm đang có. Nhập điểm khác, hoặc giữ nguyên.")
        held.record(changes, by=by)
    appeal.outcome, appeal.answer = outcome, answer
    appeal.settled_by, appeal.settled_at = by, timezone.now()
    appeal.save(update_fields=["outcome", "answer", "settled_by", "settled_at"])
    told = [(appeal, "outcome", "", appeal.get_outcome_display(), answer, "")]
    note_changes(told, by=by, under=appeal.sheet)
    letters.tell_settled(appeal)


def _open_or_refuse(appeal):
    part = _hold(appeal.sheet)
    if part.state != part.State.NOTIFIED:
        raise Refused(f"Kỳ đang ở trạng thái “{part.get_state_display()}”, không trả lời được.")
    if not lock(appeal).is_open:
        raise Refused("Nội dung này vừa được trả lời hoặc đã rút. Tải lại trang để xem.")


def _changes(sheet, appeal, new, answer):
    if appeal.item_id:
        row = next(item for item in sheet.items.all() if item.pk == appeal.item_id)
        wanted = {"verified_count": new.count, "verified_reason": answer}
        same = row.count("verified") == new.count
    else:
        row = next(entry for entry in sheet.entries.all() if entry.pk == appeal.entry_id)
        bonus = row.verified_bonus if new.bonus is None else new.bonus
        wanted = {"verified_points": new.points, "verified_bonus": bonus, "verified_reason": answer}
        same = (row.verified_points, row.verified_bonus) == (new.points, bonus)
    if same:
        return []
    return [(row, name, value, answer, "") for name, value in wanted.items()]
