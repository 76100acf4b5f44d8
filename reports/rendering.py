"""From a claimed report to its files: figures, layout, PDF, Word, Excel, with signs of life."""

import json
from dataclasses import dataclass
from functools import partial

from django.utils import timezone

from clusters.text import search_key
from reports.outlines.paper_of import TEMPLATE_VERSION, is_provisional, paper_of
from reports.papers.book import figures_csv, paper_book
from reports.papers.pages import paper_pdf
from reports.papers.plain import from_plain, to_plain
from reports.papers.word import paper_docx
from reports.pdf import Attached, Pdf, PdfFault
from reports.side_by_side import together


class ReportFault(Exception):
    """Why there is no file, in a sentence for whoever asked for it."""


@dataclass(frozen=True)
class Made:
    """The three files of a report and their name without an ending."""

    name: str
    pdf: Pdf
    word: bytes
    book: bytes


def render(report) -> None:
    """Render a claimed report; does nothing more once another worker has taken it over.

    Raises:
        ReportFault: the machine lacks what a PDF needs; or a period was opened again meanwhile.
    """
    now = timezone.now()
    provisional = is_provisional(report.parts)
    if report.wants_issue and provisional:
        raise ReportFault("Xếp hạng đã mở lại trước khi báo cáo được tạo. Chốt rồi phát hành lại.")
    paper = paper_of(report, now=now)
    if not report.beat(done=1):
        return
    try:
        pdf, word, book = together(
            partial(report_pdf, paper),
            partial(paper_docx, paper, made_at=now),
            partial(paper_book, paper),
        )
    except PdfFault as fault:
        raise ReportFault(str(fault)) from fault
    if not report.beat(done=4):
        return
    made = Made(file_name(report), pdf, word, book)
    report.finish(
        made,
        is_provisional=provisional,
        snapshot=json.dumps(to_plain(paper), ensure_ascii=False),
        figures_at=now,
        template_version=TEMPLATE_VERSION,
    )


def report_pdf(paper) -> Pdf:
    """The paper with its figures inside, as rows to go on reckoning with."""
    figures = figures_csv(paper)
    name = "so-lieu.csv"
    inside = [Attached(name, figures, "Số liệu của các bảng")] if figures else []
    return paper_pdf(paper, inside)


def paper_kept(report):
    """The paper of a finished report, word for word as it was made.

    None for one that was made before papers were kept.
    """
    return from_plain(json.loads(report.snapshot)) if report.template_version else None


def file_name(report) -> str:
    """Without an ending: bao-cao-so-ket-2020-h1-bk-htp."""
    word = "so-ket" if report.period.is_half else "tong-ket"
    if report.scope == report.Scope.PROVINCE:
        whose = "toan-tinh"
    elif report.scope == report.Scope.UNIT:
        whose = search_key(report.sheet.unit.short_name).replace(" ", "-")
    else:
        whose = report.cluster_period.cluster.code
    return f"bao-cao-{word}-{report.period.code}-{whose}"
