"""Kits of meetings (tài liệu hội nghị): one job makes the files of all readers."""

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from emulation.models import ClusterPeriod, Meeting
from reports.kit.parts import AUDIENCES
from reports.models.jobs import Job, JobQuerySet, MadeFile
from reports.models.reports import new_code


class KitQuerySet(JobQuerySet):
    def visible_to(self, user):
        """Who arranges the meeting; the auditor reads."""
        if user.is_provincial or user.is_auditor:
            return self
        return self.filter(meeting__cluster__in=user.steered_clusters())

    def for_list(self):
        related = self.select_related("meeting__cluster", "requested_by")
        return related.prefetch_related("files").order_by("-pk")

    def for_jobs(self):
        """For the page of jobs: without what was printed, told whether a later one replaced it."""
        later = Kit.objects.filter(meeting=OuterRef("meeting"), number__gt=OuterRef("number"))
        return self.for_list().defer("snapshot").annotate(is_newest=~Exists(later))


class Kit(Job):
    """One print of a meeting's papers. What it holds is kept: later changes do not touch it."""

    class Look(models.TextChoices):
        COPY = "copy", "Bản sao chụp: chỉ đen và trắng"
        SCREEN = "screen", "Bản màu cho màn chiếu"

    STEPS = 7

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="kits")
    part = models.ForeignKey(ClusterPeriod, models.PROTECT, null=True, related_name="kits")
    """The period whose points it shows: the one it was made of, whatever became of it."""
    number = models.PositiveSmallIntegerField("lần in")
    parts = models.JSONField("các tài liệu")
    two_sides = models.BooleanField("in hai mặt", default=True)
    look = models.CharField("dạng in", max_length=6, choices=Look, default=Look.COPY)
    copies = models.JSONField("số bản in", default=dict)
    checks = models.JSONField("đã kiểm tra", default=list)
    with_leaves = models.BooleanField("kèm bảng tiêu chí thành phần", default=False)
    code = models.CharField("mã tra cứu", max_length=9, unique=True, default=new_code)
    figures_at = models.DateTimeField("số liệu lúc", null=True)
    snapshot = models.TextField("số liệu đã in", blank=True)

    objects = KitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="kit_number_once_a_meeting")
        ]

    def __str__(self):
        return f"Tài liệu hội nghị lần {self.number}, {self.meeting}"

    def get_absolute_url(self):
        return reverse("meeting-kit", args=[self.meeting_id])

    @property
    def is_copy(self):
        """To be copied in black and white."""
        return self.look == self.Look.COPY

    @property
    def failed_checks(self):
        """The sentences of the checks that the files did not pass."""
        return [check for check in self.checks if not check["is_met"]]

    @property
    def takes_long(self):
        return True

    @classmethod
    @transaction.atomic
    def request(cls, meeting, *, by, **chosen):
        """Ask for the papers as they are now; one that is under way serves whoever asks again.

        `chosen`: parts, copies, look, two_sides, with_leaves.
        """
        Meeting.objects.select_for_update().only("pk").get(pk=meeting.pk)
        mine = cls.objects.filter(meeting=meeting)
        waiting = mine.filter(state__in=cls.UNDER_WAY).last()
        if waiting:
            return waiting
        last = mine.aggregate(last=models.Max("number"))["last"] or 0
        wanted = cls.objects.create(
            meeting=meeting, part=meeting.part, number=last + 1, requested_by=by, **chosen
        )
        wanted.enqueue()
        return cls.objects.get(pk=wanted.pk)

    def render(self):
        from reports.kit.making import render

        render(self)

    @transaction.atomic
    def finish(self, made, *, figures_at, snapshot, checks) -> bool:
        """Keep all files at once; `made` are (audience, name, extension, content, pages).

        `checks` are what the files were looked through for: says, is_met, detail.
        """
        held = self.hold()
        if held is None:
            return False
        for audience, name, extension, content, pages in made:
            facts = {"audience": audience, "extension": extension, "name": name, "pages": pages}
            KitFile.keep(content, kit=held, **facts)
        held.checks = checks
        held.mark_done(figures_at=figures_at, snapshot=snapshot)
        return True


class KitFile(MadeFile):
    """The file of one reader, or a paper to go on writing in Word."""

    kit = models.ForeignKey(Kit, models.PROTECT, related_name="files")
    audience = models.CharField("người dùng", max_length=8)
    file = models.FileField("tệp", upload_to="kits/%Y/%m/", max_length=200)

    class Meta(MadeFile.Meta):
        constraints = [models.UniqueConstraint(fields=["kit", "name"], name="kit_file_once_a_name")]

    @property
    def audience_label(self):
        return AUDIENCES[self.audience]
