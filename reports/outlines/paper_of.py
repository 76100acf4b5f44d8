"""A report as a paper: the head of its issuer, its outline, its marks."""

from django.conf import settings
from django.urls import reverse

from clusters.text import moment
from reports.models import Report
from reports.outlines import spine
from reports.outlines.cluster import cluster_blocks
from reports.outlines.province import province_blocks
from reports.outlines.unit import unit_blocks
from reports.papers.paper import Head, Paper
from reports.papers.sources import notes_of, signatures

TEMPLATE_VERSION = "2026-11"
"""Changes with the outlines; an issued report says by which it was made."""


def paper_of(report, *, now) -> Paper:
    """The report as the figures are at `now`."""
    parts, head = report.parts, Head.of(report.issuer)
    return Paper(
        head=head,
        kind="BÁO CÁO",
        title=spine.title(report.period),
        blocks=tuple(_blocks(report, parts, now)),
        signatures=signatures(head),
        notes=tuple(_notes(parts)),
        foot=f"Số liệu lúc {moment(now)}",
        draft=_draft(report, parts, now),
        number=report.number if report.wants_issue else "",
        issued_on=report.issued_on if report.wants_issue else None,
        code=report.code,
        address=settings.PORTAL_URL + reverse("paper-check", args=[report.code]),
    )


def is_provisional(parts) -> bool:
    return not parts or not all(part.is_frozen for part in parts)


def _blocks(report, parts, now):
    texts = report.texts
    if report.scope == Report.Scope.PROVINCE:
        return province_blocks(parts, report.planned, texts, report.pieces, report.period)
    if report.scope == Report.Scope.UNIT:
        return unit_blocks(report.sheet, texts, report.pieces, now=now)
    return cluster_blocks(parts[0], texts, report.pieces, now=now)


def _draft(report, parts, now):
    if is_provisional(parts):
        return f"DỰ THẢO – chưa chốt (số liệu lúc {moment(now)})"
    return "" if report.wants_issue else "DỰ THẢO"


def _notes(parts):
    """What stands in brackets under the title; what clusters do not share names them."""
    said = {}
    for part in parts:
        for note in notes_of(part):
            said.setdefault(note, []).append(str(part.cluster))
    for note, clusters in said.items():
        yield note if len(clusters) == len(parts) else f"{', '.join(clusters)}: {note}"
