"""When a sheet is due, until when it is taken, how late it came; more time for one unit."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from clusters.models import note_change
from clusters.text import moment
from emulation.workflow import Refused, lock


class Timed(models.Model):
    """The times of one sheet. Lateness follows from them and is never stored."""

    submitted_at = models.DateTimeField("nộp lúc", null=True)
    first_submitted_at = models.DateTimeField("nộp lần đầu lúc", null=True)
    return_due = models.DateTimeField("nộp lại chậm nhất", null=True)
    extended_until = models.DateTimeField("gia hạn đến", null=True)

    class Meta:
        abstract = True

    @property
    def due(self):
        """The instant by which the unit should hand in: of the return, its own, the period's."""
        return self.return_due or self.extended_until or self.cluster_period.deadline

    @property
    def accepted_until(self):
        """The last instant at which the sheet is taken; more time of its own goes before."""
        return max(self.cluster_period.accepts_until, self.due)

    @property
    def first_due(self):
        """The instant by which it should have come for the first time."""
        return self.extended_until or self.cluster_period.deadline

    @property
    def is_late(self):
        """Handed in after the deadline (nộp chậm): the first time, or again after a return.

        A return takes nothing of it away.
        """
        return self._was_late or self._was_late_again

    @property
    def _was_late(self):
        return bool(self.first_submitted_at and self.first_submitted_at > self.first_due)

    @property
    def _was_late_again(self):
        return bool(self.return_due and self.submitted_at and self.submitted_at > self.return_due)

    @property
    def is_overdue(self):
        """Not handed in although the deadline has passed (quá hạn)."""
        waiting = self.state in {self.State.DRAFT, self.State.SIGNOFF, self.State.RETURNED}
        return waiting and self.is_awaited and timezone.now() > self.due

    @property
    def is_awaited(self):
        """The period takes the sheet: it is open, or told and this one was opened again."""
        state = self.cluster_period.state
        return state == "open" or bool(state == "notified" and self.return_due)

    @property
    def days_late(self):
        """Whole days begun since the deadline, of a late or an overdue sheet."""
        due, until = self._late_span
        return -((due - until) // timedelta(days=1))

    @property
    def _late_span(self):
        """(due, until when it came or has not come) of a late or an overdue sheet."""
        if self._was_late:
            return self.first_due, self.first_submitted_at
        return self.due, self.submitted_at if self._was_late_again else timezone.now()

    @property
    def late_words(self):
        """How late the sheet came, as the reason of a penalty; blank when it came in time."""
        if not self.is_late:
            return ""
        return f"Nộp chậm {self.days_late} ngày so với hạn {moment(self._late_span[0])}"

    @transaction.atomic
    def extend(self, by, until, reason):
        """Give this unit more time (gia hạn); a returned sheet gets a later day of its return.

        Raises:
            Refused: the sheet no longer lies with its unit, or its period is not open.
            ValidationError: the time is past, or not later than what the unit has.
        """
        from emulation import letters

        lock(self)
        own = {self.State.DRAFT, self.State.SIGNOFF, self.State.RETURNED}
        if self.state not in own or self.cluster_period.state != "open":
            raise Refused("Chỉ gia hạn cho bảng còn ở đơn vị, trong kỳ đang mở.")
        if until <= max(timezone.now(), self.due):
            had = moment(self.due)
            raise ValidationError(f"Hạn mới phải sau hiện tại và sau hạn đang có ({had}).")
        if self.state == self.State.RETURNED or self.return_due:
            self._allow_until(until, by=by, reason=reason)
        else:
            note_change(self, "extended_until", self.extended_until, until, by=by, reason=reason)
            self.extended_until = until
            self.save(update_fields=["extended_until"])
        letters.tell_extended(self, reason)

    def _allow_until(self, due, *, by, reason):
        note_change(self, "return_due", self.return_due, due, by=by, reason=reason)
        self.return_due = due
        self.save(update_fields=["return_due"])

    def _in_time_or_refuse(self):
        part = self.cluster_period
        reopened = self.return_due and part.state == part.State.NOTIFIED
        if part.state != part.State.OPEN and not reopened:
            raise Refused(
                f"Kỳ này đang ở trạng thái “{part.get_state_display()}”, không nhận bảng."
            )
        if timezone.now() > self.accepted_until:
            raise Refused(
                f"Kỳ này đã ngừng nhận lúc {moment(self.accepted_until)}. "
                "Số liệu vẫn được giữ; liên hệ cơ quan thường trực để được mở lại."
            )
