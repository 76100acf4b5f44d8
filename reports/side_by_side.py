"""Pieces that need nothing of one another are made at the same time, each in its own process."""

import ctypes
import os
import pickle
import select
import signal
import sys
import warnings

_PR_SET_PDEATHSIG = 1


class CopyLost(Exception):
    """The process that made a piece ended without handing it over."""


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def together(*calls) -> list:
    """What the calls return, in their order: the first is made here, the others in copies.

    A copy is a fork of this process, so renderer and fonts are loaded in it already. A call may ask
    nothing of the database, whose connection is this process's; what it returns is pickled. On one
    core the calls follow one another.

    Raises:
        CopyLost: a copy was ended from outside. Else what a call raised.
    """
    if cores() < 2 or len(calls) < 2:
        return [call() for call in calls]
    copies = []
    try:
        copies += (_Copy(call) for call in calls[1:])
        return [calls[0](), *(copy.result() for copy in copies)]
    finally:
        for copy in copies:
            copy.end()


class _Copy:
    def __init__(self, call):
        self.source, sink = os.pipe()
        self.is_done = False
        with warnings.catch_warnings():
            # Python 3.12 warns of other threads; the only one here writes signs of life
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            _work(call, sink)
        os.close(sink)

    def result(self):
        said = b""
        while block := self._block():
            said += block
        self.is_done = True
        if not said:
            raise CopyLost
        is_whole, value = pickle.loads(said)
        if not is_whole:
            raise value
        return value

    def _block(self):
        """What comes next; looked for twice a second, so that this process can be broken off."""
        while not select.select([self.source], [], [], 0.5)[0]:
            pass
        return os.read(self.source, 2**20)

    def end(self):
        """Nothing of a copy is left behind, whatever became of it."""
        os.close(self.source)
        if not self.is_done:
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def _work(call, sink):
    """In the copy: make the piece, hand it over, end without clearing up what the first owns."""
    try:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        try:
            said = pickle.dumps((True, call()))
        except Exception as fault:
            said = pickle.dumps((False, fault))
        with os.fdopen(sink, "wb") as out:
            out.write(said)
    finally:
        os._exit(0)
