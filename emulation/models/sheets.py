"""Score sheets (bảng tự chấm): a unit's figures and points for one period, and their states."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from clusters.fields import TextBlock
from clusters.models import Change, Unit, note_change, note_changes
from clusters.text import moment
from emulation.models.entries import (
    Clocked,
    CommendationFigure,
    ScoreEntry,
    SheetItem,
    SheetTotal,
)
from emulation.models.periods import ClusterPeriod
from emulation.models.sheet_behalf import OnBehalf
from emulation.models.sheet_sets import ScoreSheetQuerySet
from emulation.models.sheet_times import Timed
from emulation.workflow import Refused, Step, lock, move

__all__ = [
    "CommendationFigure",
    "ScoreEntry",
    "ScoreSheet",
    "SheetItem",
    "SheetStep",
    "SheetTotal",
]


class ScoreSheet(Timed, OnBehalf, Clocked):
    """One unit's sheet in one period of one cluster."""

    class State(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        SIGNOFF = "signoff", "Chờ lãnh đạo duyệt"
        SUBMITTED = "submitted", "Đã nộp"
        RETURNED = "returned", "Yêu cầu bổ sung"
        CONFIRMED = "confirmed", "Cụm đã thống nhất"
        APPROVED = "approved", "Đã duyệt"

    MOVES = {
        State.DRAFT: {State.SIGNOFF, State.SUBMITTED},
        State.SIGNOFF: {State.DRAFT, State.RETURNED, State.SUBMITTED},
        State.SUBMITTED: {State.DRAFT, State.RETURNED, State.CONFIRMED},
        State.RETURNED: {State.SIGNOFF, State.SUBMITTED},
        State.CONFIRMED: {State.RETURNED, State.APPROVED},
        State.APPROVED: {State.RETURNED},
    }

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sheets", verbose_name="đơn vị")
    cluster_period = models.ForeignKey(ClusterPeriod, models.PROTECT, related_name="sheets")
    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.DRAFT)
    movements = TextBlock("kết quả phong trào thi đua", max_length=4000, blank=True)
    shortcomings = TextBlock("hạn chế, nguyên nhân", max_length=4000, blank=True)
    proposals = TextBlock("kiến nghị, đề xuất", max_length=4000, blank=True)
    opened_at = models.DateTimeField("cụm mở xem lúc", null=True)
    changed_at = models.DateTimeField("hoạt động cuối", null=True)
    changed_by = models.ForeignKey("clusters.User", models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField("không có kiến nghị, lúc", null=True)
    handover = TextBlock("bàn giao", max_length=600, blank=True)
    version = models.PositiveIntegerField(default=0)

    is_held = False
    """Fetched by `hold`: its rows are those in memory, and nobody else writes meanwhile."""

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "cluster_period"], name="sheet_once_a_period")
        ]

    def __str__(self):
        return f"{self.unit}, {self.cluster_period.period}"

    def get_absolute_url(self):
        return reverse("sheet-edit", args=[self.pk])

    # What follows from the facts, never stored

    @property
    def period(self):
        return self.cluster_period.period

    @property
    def state_label(self):
        """The state in words: derived “Đang thẩm định”, and the bloc's own word for cụm."""
        if self.state != self.State.CONFIRMED:
            return self.get_state_display()
        if self.is_being_verified:
            return "Đang thẩm định"
        return f"{self.cluster_period.cluster.noun.capitalize()} đã thống nhất"

    @property
    def is_being_verified(self):
        if self.state != self.State.CONFIRMED:
            return False
        counted = getattr(self, "verified_rows", None)
        if counted is not None:
            return counted > 0
        return self.entries.filter(verified_points__isnull=False).exists()

    @property
    def resubmissions(self):
        """How often the sheet was handed in again after the cluster or province returned it."""
        count, is_returned = 0, False
        for step in self.steps.all():
            is_returned = is_returned or step.is_return
            if step.to_state == self.State.SUBMITTED and is_returned:
                count, is_returned = count + 1, False
        return count

    @property
    def recalled_at(self):
        """When its unit took it back and has not handed it in since; None otherwise."""
        steps = list(self.steps.all())
        return steps[-1].at if steps and steps[-1].is_recall else None

    @property
    def opening(self):
        """What of the sheet is open to its unit: of a returned one the rows named, else all."""
        from emulation.models.returns import Opening

        return Opening.of(self)

    @property
    def last_return(self):
        """The step by which the cluster or the province last returned the sheet, or None."""
        given = [step for step in self.steps.all() if step.is_return]
        return given[-1] if given else None

    def total(self, column):
        """The stored total of one column of points: computed, self, cluster or verified."""
        return next((total for total in self.totals.all() if total.column == column), None)

    # Verbs

    @transaction.atomic(savepoint=False)
    def record(self, changes, by):
        """Write figures and words of this sheet, their changes and all that follows from them.

        `changes` are rows of (record, field, value, reason, raw): the sheet itself, its entries,
        items and commendation figures; unchanged values are left out of the history. Points and
        totals are computed anew in the same transaction.
        """
        from emulation import tally

        if not changes:
            return
        if not self.is_held:
            held = ScoreSheet.objects.select_for_update(of=("self",)).only("version")
            self.version = held.get(pk=self.pk).version
        self.version += 1
        changes = [*changes, *_points_to_judge_anew(changes)]
        behalf = self.behalf_words(by)
        notes = [
            (record, field, getattr(record, field), value, reason or behalf, raw)
            for record, field, value, reason, raw in changes
        ]
        touched = {}
        for record, field, value, _reason, _raw in changes:
            setattr(record, field, value)
            record.ticks[field] = self.version
            touched.setdefault(id(record), (record, {"ticks"}))[1].add(field)
        for record, fields in touched.values():
            record.save(update_fields=fields if record.pk else None)
        note_changes(notes, by=by, under=self)
        self.changed_at, self.changed_by = timezone.now(), by
        self.save(update_fields=["changed_at", "changed_by", "version"])
        tally.retally(self)

    @transaction.atomic
    def hand_over(self, by, note):
        """Leave a sentence for whoever goes on with the draft; an empty one takes it away."""
        lock(self)
        note_change(self, "handover", self.handover, note, by=by)
        self.handover = note
        self.save(update_fields=["handover"])

    @property
    def handed_over(self):
        """The change that wrote the present hand-over: who, when; None where there is none."""
        if not self.handover:
            return None
        written = Change.objects.under(self).filter(field="handover")
        return written.select_related("by").order_by("pk").last()

    def sign_off(self, by):
        """Lay the sheet before the unit's leader."""
        self._complete_or_refuse()
        move(self, self.State.SIGNOFF, by=by)

    @transaction.atomic
    def hand_back(self, by, note=""):
        """The leader gives the sheet back to the officer; a sheet once returned stays returned."""
        lock(self)
        move(self, self._own_state, by=by, note=note)

    @property
    def _own_state(self):
        """The state in which the sheet lies with its unit; once returned it stays returned."""
        return self.State.RETURNED if self.return_due else self.State.DRAFT

    @transaction.atomic
    def submit(self, by):
        """Hand the sheet to the cluster and write the receipt; returns it.

        Raises:
            ValidationError: a measured leaf is incomplete; all faults at once.
            Refused: outside the time in which sheets are taken, or from another state.
        """
        lock(self.cluster_period)  # first, as in closing and reopening, so that none wait in a ring
        lock(self)
        self._in_time_or_refuse()
        self._complete_or_refuse()
        self._signed_or_refuse(by)
        move(self, self.State.SUBMITTED, by=by, note=self.behalf_words(by))
        self._end_behalf(by)
        self.submitted_at = timezone.now()
        self.first_submitted_at = self.first_submitted_at or self.submitted_at
        self.opened_at = None
        self.save(update_fields=["submitted_at", "first_submitted_at", "opened_at"])
        return self._give_receipt(by)

    def _give_receipt(self, by):
        from emulation import letters
        from emulation.models.receipts import Receipt

        receipt = Receipt.give(self, by=by)
        letters.tell_handed_in(self, receipt)
        return receipt

    @transaction.atomic
    def recall(self, by):
        """Take the sheet back while the cluster has not opened it."""
        if lock(self).opened_at:
            raise Refused(
                f"{self.cluster_period.cluster.noun.capitalize()} đã mở xem, không rút lại được. "
                "Đề nghị trả lại để bổ sung."
            )
        self._in_time_or_refuse()
        move(self, self._own_state, by=by, note="Đơn vị rút lại để sửa", is_recall=True)
        if not self.return_due:
            self.first_submitted_at = None  # it was not handed in after all
            self.save(update_fields=["first_submitted_at"])

    @transaction.atomic
    def send_back(self, by, note, due):
        """Return the sheet to its unit, saying why and until when (trả lại để bổ sung).

        The comments written on rows go with it; then only those rows open. Without any the whole
        sheet opens, and `note` must say why.
        """
        from emulation import letters
        from emulation.models.returns import RowReturn

        lock(self)
        waiting = RowReturn.objects.waiting(self)
        if not note.strip() and not waiting.exists():
            raise ValidationError("Ghi lý do trả lại, hoặc ghi ý kiến ở từng dòng cần bổ sung.")
        if due <= timezone.now():
            raise ValidationError("Hạn nộp lại phải sau thời điểm hiện tại.")
        closes = self.cluster_period.closes_at
        if due > closes and not by.is_provincial:
            raise ValidationError(
                f"Hạn nộp lại không được sau khi kỳ ngừng nhận ({moment(closes)}). "
                "Cần lâu hơn thì đề nghị cơ quan thường trực trả lại."
            )
        step = move(self, self.State.RETURNED, by=by, note=note)
        waiting.update(step=step)
        self._allow_until(due, by=by, reason=note)
        letters.tell_returned(self, step)

    @transaction.atomic
    def reopen(self, by, note, due):
        """Open an approved sheet again; `note` holds the number of the document that orders it.

        The period is held first, as by the closing of the ranking: the two never mix.
        """
        part = lock(self.cluster_period)
        if part.is_frozen:
            raise Refused(f"Kỳ này: {part.get_state_display().lower()}. Mở lại kỳ trước.")
        lock(self)
        if self.state != self.State.APPROVED:
            raise Refused("Chỉ mở lại bảng điểm đã duyệt.")
        self.send_back(by=by, note=note, due=due)

    @transaction.atomic
    def confirm(self, by):
        """The cluster agrees with the sheet (thống nhất)."""
        self._before_the_lock()
        move(self, self.State.CONFIRMED, by=by)

    def _before_the_lock(self):
        """Hold the sheet and look at its period: nothing moves once the ranking is closed.

        Closing holds every sheet too, so the period's state cannot change after this look.
        """
        lock(self)
        part = self.cluster_period
        part.refresh_from_db(fields=["state"])
        if not part.takes_changes:
            state = part.get_state_display().lower()
            raise Refused(f"Kỳ này: {state}. Bảng điểm không đổi được nữa.")

    @transaction.atomic
    def approve(self, by):
        """Make the verified points official (duyệt)."""
        self._before_the_lock()
        missing = self.entries.to_verify().select_related("leaf")
        numbers = ", ".join(entry.leaf.number for entry in missing)
        if numbers:
            raise ValidationError(f"Chưa duyệt được: chưa thẩm định tiêu chí {numbers}.")
        move(self, self.State.APPROVED, by=by)

    @transaction.atomic
    def note_opening(self, by):
        """Remember that the cluster has opened the sheet: from now on it cannot be recalled."""
        if lock(self).opened_at is None and self.state == self.State.SUBMITTED:
            self.opened_at = timezone.now()
            self.save(update_fields=["opened_at"])
            note_change(self, "opened_at", None, self.opened_at, by=by)

    def _complete_or_refuse(self):
        from emulation.completeness import faults

        found = faults(self)
        if found:
            raise ValidationError([fault.sentence for fault in found])


REPORTED = {"target", "actual", "given_points", "level", "not_assigned"}
"""Fields of a row from which its points follow; whoever verified judged what stood in them."""


def _points_to_judge_anew(changes):
    """Verified points of rows whose reported figure changes: taken off, with their trace."""
    rows = {
        id(record): record
        for record, field, value, *_ in changes
        if field in REPORTED and getattr(record, field) != value
    }
    written = {(id(record), field) for record, field, *_ in changes}
    why = "Số liệu đơn vị báo cáo đã đổi"
    for record in rows.values():
        for field in ("verified_points", "verified_bonus"):
            if (id(record), field) not in written and getattr(record, field, None) is not None:
                yield record, field, None, why, ""


class SheetStep(Step):
    """One move of one sheet."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="steps")

    is_recall = models.BooleanField("đơn vị tự rút lại", default=False)

    class Meta(Step.Meta):
        abstract = False

    @property
    def is_return(self):
        """Back from the cluster or the province, not from the unit's own leader or by recall."""
        state = ScoreSheet.State
        handed_in = self.from_state in {state.SUBMITTED, state.CONFIRMED, state.APPROVED}
        return self.to_state == state.RETURNED and handed_in and not self.is_recall
