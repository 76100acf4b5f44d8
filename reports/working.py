"""While a job is made: signs of life, pages counted, no more memory than it may have."""

import ctypes
import logging
import mmap
import os
import resource
import struct
import threading
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import connection

BEAT_SECONDS = 2
SLOTS, COUNT = 1024, struct.Struct("I")


class PagesLaid(logging.Handler):
    """Counts the pages of all files of a job from what the renderer says of its progress.

    Page numbers that refer to other pages make it lay a file out again: a page counts once. What
    is laid out in a copy of the process counts too; each process has its place in shared memory.
    """

    def __init__(self):
        super().__init__()
        self._counts = mmap.mmap(-1, SLOTS * COUNT.size)
        self._begin()

    def _begin(self):
        self._process = os.getpid()
        self._finished = self._current = 0

    @property
    def pages(self) -> int:
        return sum(count for (count,) in COUNT.iter_unpack(self._counts[:]))

    def emit(self, record):
        if os.getpid() != self._process:
            self._begin()
        if record.msg.startswith("Step 4"):
            self._finished, self._current = self._finished + self._current, 0
        elif record.msg.endswith("Page %d"):
            self._current = max(self._current, record.args[0])
        place = self._process % SLOTS * COUNT.size
        COUNT.pack_into(self._counts, place, self._finished + self._current)


@contextmanager
def at_work(job):
    """Look after a claimed job as long as the block runs."""
    with _pages_counted() as laid, _beating(job, laid), memory_limited(settings.JOB_MEMORY_MB):
        yield


@contextmanager
def _pages_counted():
    logger = logging.getLogger("weasyprint.progress")
    level, laid = logger.level, PagesLaid()
    logger.addHandler(laid)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield laid
    finally:
        logger.removeHandler(laid)
        logger.setLevel(level)
        logger.propagate = True


class Abandoned(BaseException):
    """The job is no longer this worker's: it was given up, or another has taken it over."""


@contextmanager
def _beating(job, laid):
    """Tell the row from a second thread that its worker lives, and how many pages there are.

    When the row says that the job is no longer ours, the making is broken off.
    """
    over, maker = threading.Event(), ctypes.c_ulong(threading.get_ident())

    def beat():
        try:
            while not over.wait(BEAT_SECONDS):
                if not job.beat(pages_laid=laid.pages) and not over.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(maker, ctypes.py_object(Abandoned))
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        # what was not raised yet would hit whatever this worker does next
        ctypes.pythonapi.PyThreadState_SetAsyncExc(maker, None)


@contextmanager
def memory_limited(megabytes: int):
    """A job that wants more gets a MemoryError (or its process ends) and not the whole machine."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    _, hard = before
    wanted = megabytes * 2**20
    resource.setrlimit(
        resource.RLIMIT_DATA,
        (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard),
    )
    try:
        yield
    finally:
        with suppress(ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, before)
