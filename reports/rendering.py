"""From a claimed report to its file: figures, layout, the file, step by step with signs of life."""

import json
from decimal import Decimal

from django.utils import timezone

from emulation.models import ClusterPeriod
from reports.models import Report
from reports.pdf import PdfFault, render_pdf
from reports.summary import build_summary

TEMPLATE = "reports/print/summary.html"


class ReportFault(Exception):
    """Why there is no file, in a sentence for whoever asked for it."""


def render(report) -> None:
    """Render a claimed report; does nothing more once another worker has taken it over.

    Raises:
        ReportFault: the machine lacks what a PDF needs.
    """
    part = ClusterPeriod.objects.with_names().get(pk=report.cluster_period_id)
    texts = {name: getattr(report, name) for name in Report.TEXTS}
    summary = build_summary(part, report.issuer, texts, now=timezone.now())
    if not report.beat(done=1):
        return
    try:
        pdf = render_pdf(TEMPLATE, summary=summary)
    except PdfFault as fault:
        raise ReportFault(str(fault)) from fault
    if not report.beat(done=3):
        return
    report.finish(
        pdf.content,
        name=file_name(part),
        pages=pdf.pages,
        sha256=pdf.sha256,
        snapshot=json.dumps(summary.as_plain(), ensure_ascii=False, default=_plain),
        is_provisional=summary.is_provisional,
    )


def file_name(part) -> str:
    word = "so-ket" if part.half_year else "tong-ket"
    return f"bao-cao-{word}-{part.period.code}-{part.cluster.code}.pdf"


def _plain(value):
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{value!r} has no place in a snapshot.")
