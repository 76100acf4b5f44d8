"""From a claimed print of a sheet to its files: papers as values, changes marked, PDF and DOCX."""

import json
from dataclasses import replace

from django.utils import timezone

from clusters.text import search_key
from emulation.models import ScoreSheet
from reports.models import SheetPrint
from reports.papers.lists import evidence_paper, receipt_paper, request_paper
from reports.papers.movements import movements_paper
from reports.papers.pages import paper_pdf
from reports.papers.paper import Table
from reports.papers.scores import scores_paper
from reports.papers.sources import sources
from reports.papers.word import paper_docx
from reports.pdf import PdfFault
from reports.rendering import ReportFault

SCORES, MOVEMENTS, EVIDENCE = "bang-tu-cham", "bao-cao", "danh-muc"
RECEIPT, REQUEST = "bien-nhan", "phieu-de-nghi"
TITLES = {
    SCORES: "Bảng tự chấm điểm",
    MOVEMENTS: "Báo cáo kết quả phong trào thi đua",
    EVIDENCE: "Danh mục tài liệu minh chứng",
    RECEIPT: "Biên nhận",
    REQUEST: "Phiếu đề nghị cung cấp số liệu",
}
MARKED = {SCORES}
"""The papers in which changes since the last print are marked."""


def render(job) -> None:
    """Render a claimed print; does nothing more once another worker has taken it over.

    Raises:
        ReportFault: the machine lacks what a PDF needs.
    """
    now = timezone.now()
    papers, made = papers_of(job, now=now), []
    before = json.loads(job.before.snapshot) if job.before else {}
    for code, paper in papers.items():
        marked = mark(paper, before[code]) if code in MARKED and code in before else paper
        try:
            pdf = paper_pdf(marked)
        except PdfFault as fault:
            raise ReportFault(str(fault)) from fault
        made.append((code, "pdf", name_of(job.sheet, code, "pdf"), pdf.content, pdf.pages))
        if not job.beat(done=len(made)):
            return
        word = paper_docx(marked, made_at=now)
        made.append((code, "docx", name_of(job.sheet, code, "docx"), word, None))
        if not job.beat(done=len(made)):
            return
    kept = json.dumps({code: cells(paper) for code, paper in papers.items()}, ensure_ascii=False)
    job.finish(made, figures_at=now, snapshot=kept)


def papers_of(job, *, now):
    """The papers of a print by their code, as the figures are now."""
    sheet = ScoreSheet.objects.for_list().get(pk=job.sheet_id)
    made_of = sources(sheet, number=job.number, now=now)
    if job.kind == SheetPrint.Kind.RECEIPT:
        return {RECEIPT: receipt_paper(made_of, job.receipt)}
    if job.kind == SheetPrint.Kind.REQUEST:
        return {REQUEST: request_paper(made_of, job.data_request)}
    return {
        SCORES: scores_paper(made_of),
        MOVEMENTS: movements_paper(made_of),
        EVIDENCE: evidence_paper(made_of),
    }


def name_of(sheet, code, extension) -> str:
    unit = search_key(sheet.unit.short_name).replace(" ", "-")
    return f"{code}-{sheet.period.code}-{unit}.{extension}"


def cells(paper) -> dict[str, list[str]]:
    """The texts of a paper's tables by the row's first two cells: what the next print compares."""
    return {key_of(row): [cell.text for cell in row.cells] for row in _rows(paper)}


def key_of(row) -> str:
    return " ".join(cell.text for cell in row.cells[:2])


def _rows(paper):
    for block in paper.blocks:
        if isinstance(block, Table):
            yield from block.rows


def mark(paper, before: dict[str, list[str]]):
    """The paper with the old text beside each cell that differs from the last print."""

    def marked(row):
        old = before.get(key_of(row))
        if old is None or len(old) != len(row.cells):
            return row
        pairs = zip(row.cells, old, strict=True)
        return replace(row, cells=tuple(_beside(cell, was) for cell, was in pairs))

    blocks = (
        replace(block, rows=tuple(map(marked, block.rows))) if isinstance(block, Table) else block
        for block in paper.blocks
    )
    return replace(paper, blocks=tuple(blocks))


def _beside(cell, was):
    return cell if cell.text == was else replace(cell, before=was)
