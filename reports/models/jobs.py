"""What every paper that a worker makes has in common: claimed once, signs of life, tried again."""

import hashlib
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from clusters import files
from clusters.fields import TextBlock

RESEND_AFTER = timedelta(minutes=2)
"""A waiting job whose message seems lost is sent again after this long."""


class JobState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    WAITING = "waiting", "Đang chờ"
    RENDERING = "rendering", "Đang tạo"
    READY = "ready", "Xong"
    FAILED = "failed", "Lỗi"
    CANCELLED = "cancelled", "Đã hủy"


class JobQuerySet(models.QuerySet):
    def claim(self, pk):
        """Take a job for rendering; None when it is done, or in the hands of a living worker.

        One UPDATE decides, so of two workers one gets it. `attempt` tells the hands apart.
        """
        stale = timezone.now() - timedelta(seconds=settings.REPORT_STALE_SECONDS)
        free = Q(state=JobState.WAITING) | Q(state=JobState.RENDERING, heartbeat__lt=stale)
        taken = self.filter(free, pk=pk).update(
            state=JobState.RENDERING,
            attempt=F("attempt") + 1,
            tries=F("tries") + 1,
            heartbeat=timezone.now(),
            done=0,
            pages_laid=0,
        )
        return self.get(pk=pk) if taken else None

    def under_way(self):
        return self.filter(state__in=Job.UNDER_WAY)

    def lost(self):
        """Rendering without a sign of life, or waiting although the message was sent long ago."""
        stale = timezone.now() - timedelta(seconds=settings.REPORT_STALE_SECONDS)
        unsent = timezone.now() - RESEND_AFTER
        return self.filter(
            Q(state=JobState.RENDERING, heartbeat__lt=stale, enqueued_at__lt=stale)
            | Q(state=JobState.WAITING, enqueued_at__lt=unsent)
        )


class MadeFile(models.Model):
    """One file of a job that makes several; the subclass has the key to its job, and `file`."""

    extension = models.CharField(max_length=5)
    name = models.CharField("tên tệp", max_length=160)
    pages = models.PositiveSmallIntegerField("số trang", null=True)
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return self.name

    @classmethod
    def keep(cls, content, **facts):
        """Write one file and its row; `pages` is None for forms that have none of their own."""
        kept = cls(size=len(content), sha256=hashlib.sha256(content).hexdigest(), **facts)
        kept.file.save(files.stored_name(kept.extension), ContentFile(content), save=False)
        kept.save()


def kinds():
    """All kinds of jobs."""
    return Job.__subclasses__()


def line():
    """All jobs under way, of every kind: since when, and whether among the big ones."""
    first, *rest = [
        kind.objects.under_way().values_list("enqueued_at", "is_big") for kind in kinds()
    ]
    return list(first.union(*rest, all=True))


def stand_in_line(jobs):
    """Count once for a whole list how many stand before each that waits."""
    waiting = [job for job in jobs if job.state == JobState.WAITING]
    now = line() if waiting else []
    for job in waiting:
        job.ahead = job.ahead_in(now)


class Job(models.Model):
    """A paper to be rendered away from the request. The row is the truth, messages may be lost."""

    State = JobState
    STEPS = 4
    MOST_ATTEMPTS = 3
    UNDER_WAY = (JobState.WAITING, JobState.RENDERING)
    IDLE = (JobState.DRAFT, JobState.FAILED, JobState.CANCELLED)
    """Nobody works at it, there is no file: it can be written and asked for."""

    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    state = models.CharField("trạng thái", max_length=9, choices=JobState, default=JobState.DRAFT)
    attempt = models.PositiveIntegerField(default=0)
    """Counts every claim and never starts again, so that two pairs of hands are never alike."""
    tries = models.PositiveSmallIntegerField(default=0)
    """Claims since it was last asked for."""
    heartbeat = models.DateTimeField(null=True)
    enqueued_at = models.DateTimeField(null=True)
    done = models.PositiveSmallIntegerField(default=0)
    pages_laid = models.PositiveSmallIntegerField(default=0)
    is_big = models.BooleanField(default=False)
    error = TextBlock("lý do lỗi", blank=True)
    finished_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        abstract = True

    @property
    def is_under_way(self):
        return self.state in self.UNDER_WAY

    @property
    def has_come_to_nothing(self):
        return self.state in (JobState.FAILED, JobState.CANCELLED)

    @property
    def seconds_waited(self):
        return (timezone.now() - (self.enqueued_at or self.created_at)).total_seconds()

    @transaction.atomic
    def enqueue(self):
        """Ask for the file; one under way or done is left alone. Returns whether it was sent."""
        mine = type(self).objects.filter(pk=self.pk, state__in=self.IDLE)
        sent = mine.update(
            state=JobState.WAITING,
            enqueued_at=timezone.now(),
            is_big=self.takes_long,
            error="",
            tries=0,
            done=0,
            pages_laid=0,
        )
        if sent:
            from reports.tasks import send

            self.refresh_from_db()
            transaction.on_commit(lambda: send(self))
        return bool(sent)

    @property
    def takes_long(self) -> bool:
        """Whether it waits among the big ones; decided when it is asked for."""
        return False

    def cancel(self) -> bool:
        """Give up a job that is under way; its worker stops at its next sign of life.

        Returns whether there was anything to give up.
        """
        mine = type(self).objects.filter(pk=self.pk, state__in=self.UNDER_WAY)
        return bool(mine.update(state=JobState.CANCELLED))

    @cached_property
    def ahead(self) -> int:
        """How many jobs of any kind stand before it in its queue."""
        return self.ahead_in(line())

    def ahead_in(self, now) -> int:
        since = self.enqueued_at or self.created_at
        return sum(bool(at) and at < since and is_big == self.is_big for at, is_big in now)

    @property
    def how_far(self) -> str:
        """How far it has come, in words."""
        if self.state == JobState.WAITING:
            return f"Còn {self.ahead} văn bản xếp trước" if self.ahead else "Sắp đến lượt"
        return f"Đã dàn {self.pages_laid} trang" if self.pages_laid else "Đang lấy số liệu"

    # What the worker that holds the job says; nothing is written by one that lost it

    def mine(self):
        """The row as long as this attempt holds it."""
        held = type(self).objects.filter(pk=self.pk)
        return held.filter(attempt=self.attempt, state=JobState.RENDERING)

    def beat(self, **progress) -> bool:
        """A sign of life, with steps `done` or `pages_laid`; False when another has taken over."""
        return bool(self.mine().update(heartbeat=timezone.now(), **progress))

    def fail(self, sentence):
        """Say why there is no file; it can be asked for again."""
        self.mine().update(state=JobState.FAILED, error=sentence)

    def hold(self):
        """The locked row, while this attempt still holds the job; else None."""
        return self.mine().select_for_update().first()

    def mark_done(self, *, figures_at, snapshot):
        """Say on the held row that all files are there, and what they hold."""
        self.state, self.done = JobState.READY, self.STEPS
        self.finished_at, self.figures_at, self.snapshot = timezone.now(), figures_at, snapshot
        self.save()

    def render(self):
        """Make the file or files; called by the worker that claimed the job.

        Raises:
            ReportFault: there can be no file; the text says why.
        """
        raise NotImplementedError
