"""Pieces made in copies of a process: in order, with their faults, and nothing left behind."""

import os
import signal
import time
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from reports import side_by_side
from reports.outlines.paper_of import paper_of
from reports.papers.book import paper_book
from reports.papers.word import paper_docx
from reports.pdf import PdfFault
from reports.rendering import report_pdf
from reports.side_by_side import CopyLost, together
from reports.tests.factories import make_part, make_report


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(side_by_side, "cores", lambda: 2)


def children():
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_pieces_come_in_their_order_from_processes_of_their_own():
    before = children()
    first, *others = together(os.getpid, os.getpid, os.getpid)
    assert first == os.getpid()
    assert len({first, *others}) == 3
    assert children() == before


def test_one_core_makes_them_one_after_another(monkeypatch):
    monkeypatch.setattr(side_by_side, "cores", lambda: 1)
    assert together(os.getpid, os.getpid) == [os.getpid()] * 2


def refuse():
    raise PdfFault("Chưa có phông chữ.")


@pytest.mark.parametrize("calls", [(refuse, os.getpid), (os.getpid, refuse)])
def test_a_fault_is_raised_wherever_it_happened(calls):
    before = children()
    with pytest.raises(PdfFault, match="phông chữ"):
        together(*calls)
    assert children() == before


def test_a_copy_that_is_killed_is_missed():
    with pytest.raises(CopyLost):
        together(os.getpid, lambda: os.kill(os.getpid(), signal.SIGKILL))


def test_a_large_piece_fits_through():
    assert together(lambda: 1, lambda: b"x" * 5_000_000)[1] == b"x" * 5_000_000


@pytest.mark.django_db
def test_the_files_of_a_report_ask_nothing_of_the_database(django_assert_num_queries):
    paper = paper_of(make_report(make_part()), now=timezone.now())
    with django_assert_num_queries(0):
        report_pdf(paper)
        paper_docx(paper, made_at=timezone.now())
        paper_book(paper)


def test_what_breaks_off_while_a_copy_is_waited_for_stays_what_it_is_and_ends_the_copy():
    before = children()

    def strike(*_):
        raise SoftTimeLimitExceeded

    old = signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(SoftTimeLimitExceeded):
            together(os.getpid, lambda: time.sleep(60), lambda: time.sleep(60))
    finally:
        signal.signal(signal.SIGALRM, old)
    assert children() == before
