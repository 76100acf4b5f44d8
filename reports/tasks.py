"""The work that is done away from requests: one report each, never twice, never lost."""

import logging
from datetime import timedelta
from typing import NamedTuple

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_process_init
from django.conf import settings
from django.urls import resolve
from django.utils import timezone

from clusters import outbox
from clusters.models import User
from emulation.models import ClusterPeriod
from reports.models import JobState, Kit, Report, SheetPrint
from reports.working import Abandoned, at_work

KINDS = {kind._meta.label_lower: kind for kind in [Kit, Report, SheetPrint]}
"""The kinds of jobs by the name that stands in their messages."""

logger = logging.getLogger(__name__)
LONG_WAIT_SECONDS = 60
SMALLER = "Chọn bớt bảng, phụ lục rồi tạo lại."
LATELY = timedelta(days=30)
"""Periods closed within this time get their reports at night; older ones when somebody asks."""


@shared_task
def render(kind: str, pk: int) -> None:
    """Render one waiting job; a second run finds nothing to claim and does nothing."""
    from reports.rendering import ReportFault

    job = KINDS[kind].objects.claim(pk)
    if job is None:
        logger.info("%s %s is gone, done or held by another worker.", kind, pk)
        return
    if job.tries > job.MOST_ATTEMPTS:
        job.fail("Đã thử nhiều lần nhưng tiến trình tạo văn bản bị dừng. Thử lại sau.")
        return
    try:
        with at_work(job):
            job.render()
        _tell_when_long(job)
    except Abandoned:
        logger.info("%s %s was given up or taken over while it was made.", kind, pk)
    except ReportFault as fault:
        job.fail(str(fault))
    except SoftTimeLimitExceeded:
        job.fail(f"Tạo quá {limits(job).minutes} phút nên đã dừng. {SMALLER}")
    except MemoryError:
        job.fail(f"Văn bản cần hơn {settings.JOB_MEMORY_MB} MB bộ nhớ nên đã dừng. {SMALLER}")
    except Exception:
        job.fail("Hệ thống gặp sự cố khi tạo văn bản. Thử lại; nếu vẫn lỗi, báo người hỗ trợ.")
        raise


def _tell_when_long(job):
    """Whoever waited long has gone away meanwhile: a notice, and a mail where one is wanted."""
    done = KINDS[job._meta.label_lower].objects.filter(pk=job.pk).first()
    if done is None or done.state != JobState.READY or job.seconds_waited < LONG_WAIT_SECONDS:
        return
    page = resolve(done.get_absolute_url())
    outbox.write(
        event=f"{job._meta.model_name}-{job.pk}-{job.attempt}",
        people=[job.requested_by],
        subject="Văn bản đã tạo xong",
        lines=[f"{done} đã tạo xong, có thể tải về."],
        route=page.view_name,
        args=page.args or tuple(page.kwargs.values()),
    )


@worker_process_init.connect
def warm_up(**kwargs):
    """Load the renderer and its fonts before the first job; a machine without them says so then."""
    from reports.pdf import PdfFault, pdf_from_html

    try:
        pdf_from_html("<html lang=vi><title>a</title><p>ẩ</html>")
    except PdfFault as fault:
        logger.warning("%s", fault)


@shared_task
def make_nightly_reports() -> int:
    """A draft of the province's report for each period closed lately that has none.

    Returns how many were asked for.
    """
    asked, kind = 0, Report.IssuerKind.PROVINCE
    known = Report.objects.filter(scope=Report.Scope.CLUSTER, issuer_kind=kind)
    parts = ClusterPeriod.objects.closed_since(timezone.now() - LATELY).with_names()
    for part in parts.exclude(pk__in=known.values("cluster_period")):
        keeper = User.objects.looking_after(part.cluster).first()
        if keeper:
            asked += Report.begin(part, kind, by=keeper).enqueue()
    return asked


class Limits(NamedTuple):
    """Where a job waits and how long it may take."""

    queue: str
    minutes: int


def limits(job) -> Limits:
    """Big jobs wait in a queue of their own, so that a small one is not held up by them."""
    return Limits("big", 20) if job.is_big else Limits("celery", 4)


def send(job) -> None:
    """Put the message on the queue; while the broker is down the row waits for `reap`."""
    queue, minutes = limits(job)
    kind = job._meta.label_lower
    try:
        render.apply_async(
            (kind, job.pk),
            queue=queue,
            soft_time_limit=minutes * 60,
            time_limit=minutes * 60 + 60,
            retry=False,
        )
    except Exception:
        logger.exception("The queue does not answer; %s %s will be sent again.", kind, job.pk)


def reap() -> int:
    """Send again what lost its worker or its message; return how many. Called every few seconds."""
    sent = 0
    for kind in KINDS.values():
        for job in kind.objects.lost():
            if kind.objects.lost().filter(pk=job.pk).update(enqueued_at=timezone.now()):
                send(job)
                sent += 1
    return sent
