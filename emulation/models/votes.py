"""Votes at the year's meeting by paper ballots, and their count (kiểm phiếu) by two counters."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from clusters.fields import TextLine
from clusters.models import Unit, note_change, note_changes
from emulation.models.meetings import Meeting
from emulation.workflow import Refused, lock

CANDIDATES = "đơn vị trên phiếu"


class Vote(models.Model):
    """One question put to the meeting by ballot: whom to honour (suy tôn), who leads next year.

    Every count is of ballots. `valid` is the base of each share; who has reached what the
    cluster's own rules ask is for the meeting to say.
    """

    class Subject(models.TextChoices):
        HONOUR = "honour", "Suy tôn đơn vị dẫn đầu"
        LEAD = "lead", "Bầu đơn vị trưởng"
        DEPUTY = "deputy", "Bầu đơn vị phó"

    SLUGS = {
        "suy-ton": Subject.HONOUR,
        "don-vi-truong": Subject.LEAD,
        "don-vi-pho": Subject.DEPUTY,
    }
    """Subjects as they stand in an address."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="votes")
    subject = models.CharField("nội dung", max_length=6, choices=Subject)
    most = models.PositiveSmallIntegerField("số đơn vị được chọn tối đa", default=1)
    issued = models.PositiveSmallIntegerField("số phiếu phát ra", null=True)
    returned = models.PositiveSmallIntegerField("số phiếu thu về", null=True)
    valid = models.PositiveSmallIntegerField("số phiếu hợp lệ", null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField("chốt lúc", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "subject"], name="vote_once_a_meeting"),
            models.CheckConstraint(condition=Q(most__gte=1), name="vote_for_one_at_least"),
            models.CheckConstraint(
                condition=Q(returned=None) | Q(issued__isnull=False, returned__lte=F("issued")),
                name="vote_returned_were_issued",
            ),
            models.CheckConstraint(
                condition=Q(valid=None) | Q(returned__isnull=False, valid__lte=F("returned")),
                name="vote_valid_were_returned",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False, valid__isnull=False),
                name="vote_settled_by_somebody_with_figures",
            ),
        ]

    def __str__(self):
        return f"{self.title} – {self.meeting}"

    def get_absolute_url(self):
        return reverse("ballot", args=[self.meeting_id, self.slug])

    @property
    def slug(self):
        return next(slug for slug, subject in self.SLUGS.items() if subject == self.subject)

    @property
    def title(self):
        """What is voted on, in the cluster's own words."""
        cluster, later = self.meeting.cluster, self.meeting.year + 1
        return {
            self.Subject.HONOUR: f"Suy tôn đơn vị dẫn đầu {cluster} năm {self.meeting.year}",
            self.Subject.LEAD: f"Bầu {cluster.lead_label} năm {later}",
            self.Subject.DEPUTY: f"Bầu {cluster.deputy_label} năm {later}",
        }[self.subject]

    @property
    def allowed(self):
        """How many may be marked on one ballot; None while nobody has said it.

        For an honour the meeting says it until the count is settled; then it stands as it was.
        """
        is_open_honour = self.subject == self.Subject.HONOUR and not self.is_settled
        return self.meeting.most_marked if is_open_honour else self.most

    @property
    def is_settled(self):
        return self.settled_at is not None

    @property
    def invalid(self):
        """Ballots that were returned and do not count."""
        return None if self.valid is None else self.returned - self.valid

    @property
    def standings(self):
        """The lines with votes, most votes first; of equals the order of the ballot."""
        counted = [line for line in self.lines.all() if line.votes is not None]
        return sorted(counted, key=lambda line: (-line.votes, line.order))

    @property
    def lacking(self) -> list[str]:
        """What must be done before the count can be settled, as sentences."""
        lines = list(self.lines.all())
        faults = []
        if self.valid is None:
            faults.append("Nhập số phiếu phát ra, thu về, hợp lệ.")
        if self.allowed is None:
            faults.append("Nhập số đơn vị được suy tôn tối đa ở trang hội nghị.")
        if not lines:
            faults.append("Chưa có đơn vị nào trên phiếu.")
        empty = [line.unit_name for line in lines if None in (line.first, line.second)]
        if empty:
            faults.append(f"Nhập đủ hai lần đếm: {'; '.join(empty)}.")
        different = [line.unit_name for line in lines if line.differs and line.third is None]
        if different:
            faults.append(f"Hai lần đếm lệch, đếm lại lần ba: {'; '.join(different)}.")
        return faults or self._impossible(lines)

    def _impossible(self, lines):
        """Votes that so many valid ballots with so many marks cannot hold."""
        faults = [
            f"{line.unit_name}: {line.votes} phiếu, nhiều hơn {self.valid} phiếu hợp lệ. Đếm lại."
            for line in lines
            if line.votes > self.valid
        ]
        marks, most = sum(line.votes for line in lines), self.valid * self.allowed
        if marks > most:
            faults.append(f"Tổng {marks} lượt chọn, nhiều hơn {most} lượt cho phép. Đếm lại.")
        return faults

    def _hold_open(self):
        """Lock the vote for a change.

        Raises:
            Refused: the count is settled, or the ranking that it stands on is open again.
        """
        lock(self)
        if self.is_settled:
            raise Refused("Kết quả kiểm phiếu đã chốt. Tải lại trang để xem.")
        part = self.meeting.part
        if part is None or not part.is_frozen:
            raise Refused("Xếp hạng đã mở lại. Chốt xếp hạng rồi kiểm phiếu tiếp.")

    @transaction.atomic
    def stand(self, candidates, *, most, by):
        """Put these (unit's key, name) on the ballot in this order.

        Other units than before: what was counted is dropped, with its trace.

        Raises:
            Refused: the count is settled, or the ranking is open again.
        """
        self._hold_open()
        note_change(self, "most", self.most, most, by=by, under=self.meeting)
        self.most = most
        self.save(update_fields=["most"])
        before, after = list(self.lines.all()), list(candidates)
        if [line.unit_id for line in before] == [key for key, _ in after]:
            return
        if self.valid is not None or any(line.first is not None for line in before):
            blank = {line.pk: (None, None, None) for line in before}
            self.count(dict.fromkeys(("issued", "returned", "valid")), blank, by=by)
        self.lines.all().delete()
        VoteLine.objects.bulk_create(
            VoteLine(vote=self, unit_id=key, unit_name=name, order=n)
            for n, (key, name) in enumerate(after, start=1)
        )
        names = [line.unit_name for line in before], [name for _, name in after]
        note_change(self, CANDIDATES, *map("; ".join, names), by=by, under=self.meeting)

    @transaction.atomic
    def count(self, facts, counts, *, by):
        """Keep what was counted: `facts` are issued, returned, valid; `counts` three a line's key.

        Raises:
            Refused: the count is settled, or the ranking is open again.
        """
        self._hold_open()
        rows = [(self, name, getattr(self, name), value, "", "") for name, value in facts.items()]
        for name, value in facts.items():
            setattr(self, name, value)
        self.save(update_fields=list(facts))
        for line in self.lines.all():
            for name, value in zip(VoteLine.COUNTS, counts[line.pk], strict=True):
                rows.append((line, name, getattr(line, name), value, "", ""))
                setattr(line, name, value)
            line.save(update_fields=VoteLine.COUNTS)
        note_changes(rows, by=by, under=self.meeting)

    @transaction.atomic
    def settle(self, *, by):
        """The count stands; it goes into minutes and report.

        Raises:
            Refused: it is settled already, or something is lacking.
        """
        self._hold_open()
        if self.lacking:
            raise Refused(" ".join(self.lacking))
        self.most = self.allowed
        self.settled_by, self.settled_at = by, timezone.now()
        self.save(update_fields=["most", "settled_by", "settled_at"])
        note_change(self, "settled_at", None, self.settled_at, by=by, under=self.meeting)

    @transaction.atomic
    def reopen(self, *, reason, by):
        """Count again; the reason stays in the history.

        Raises:
            Refused: it is not settled.
        """
        lock(self)
        if not self.is_settled:
            raise Refused("Kết quả kiểm phiếu đang mở. Tải lại trang để xem.")
        before, self.settled_at, self.settled_by = self.settled_at, None, None
        self.save(update_fields=["settled_by", "settled_at"])
        note_change(self, "settled_at", before, None, by=by, under=self.meeting, reason=reason)


class VoteLine(models.Model):
    """One unit on a ballot with its votes as two people counted them; a third count decides."""

    COUNTS = ["first", "second", "third"]

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="lines")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_name = TextLine("đơn vị", max_length=200)
    order = models.PositiveSmallIntegerField()
    first = models.PositiveSmallIntegerField("người đếm 1", null=True)
    second = models.PositiveSmallIntegerField("người đếm 2", null=True)
    third = models.PositiveSmallIntegerField("đếm lại", null=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "unit"], name="vote_line_once_a_unit"),
            models.UniqueConstraint(fields=["vote", "order"], name="vote_line_in_its_place"),
            models.CheckConstraint(
                condition=Q(third=None)
                | Q(first__isnull=False, second__isnull=False) & ~Q(first=F("second")),
                name="vote_line_third_count_only_when_two_differ",
            ),
        ]

    def __str__(self):
        return self.unit_name

    @property
    def differs(self):
        """Both counted, and not the same."""
        return None not in (self.first, self.second) and self.first != self.second

    @property
    def votes(self):
        """The votes that count; None while the two counts are not there or not settled."""
        return self.third if self.differs else self.first if self.second is not None else None
