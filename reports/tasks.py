"""The work that is done away from requests: one report each, never twice, never lost."""

import logging
import threading
from contextlib import contextmanager

from celery import shared_task
from django.db import connection
from django.utils import timezone

from reports.models import Kit, Report, SheetPrint

KINDS = {kind._meta.label_lower: kind for kind in [Kit, Report, SheetPrint]}
"""The kinds of jobs by the name that stands in their messages."""

logger = logging.getLogger(__name__)
BEAT_SECONDS = 5


@shared_task
def render(kind: str, pk: int) -> None:
    """Render one waiting job; a second run finds nothing to claim and does nothing."""
    from reports.rendering import ReportFault

    job = KINDS[kind].objects.claim(pk)
    if job is None:
        logger.info("%s %s is gone, done or held by another worker.", kind, pk)
        return
    if job.attempt > job.MOST_ATTEMPTS:
        job.fail("Đã thử nhiều lần nhưng tiến trình tạo văn bản bị dừng. Thử lại sau.")
        return
    try:
        with _beating(job):
            job.render()
    except ReportFault as fault:
        job.fail(str(fault))
    except Exception:
        job.fail("Hệ thống gặp sự cố khi tạo văn bản. Thử lại; nếu vẫn lỗi, báo người hỗ trợ.")
        raise


@contextmanager
def _beating(job):
    """Give signs of life from a second thread as long as the block runs."""
    over = threading.Event()

    def beat():
        try:
            while not over.wait(BEAT_SECONDS):
                job.beat()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def send(kind, pk: int) -> None:
    """Put the message on the queue; while the broker is down the row waits for `reap`."""
    try:
        render.apply_async((kind._meta.label_lower, pk), retry=False)
    except Exception:
        logger.exception("The queue does not answer; %s %s will be sent again.", kind, pk)


def reap() -> int:
    """Send again what lost its worker or its message; return how many. Called every few seconds."""
    sent = 0
    for kind in KINDS.values():
        for job in kind.objects.lost():
            if kind.objects.lost().filter(pk=job.pk).update(enqueued_at=timezone.now()):
                send(kind, job.pk)
                sent += 1
    return sent
