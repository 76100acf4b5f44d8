"""What should be looked at before a sheet is handed in; nothing here blocks."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from clusters.text import format_number
from emulation.models import TargetProposal

JUMP = 3
"""An actual above this multiple of last year's, or below its inverse, is asked about."""
GAP_POINTS, GAP_SHARE = Decimal(1), Decimal("0.15")


@dataclass(frozen=True)
class Caution:
    """One thing to look at: the sentence, and the act that settles it with its address."""

    sentence: str
    act: str
    url: str


def cautions(sheet, rows) -> list[Caution]:
    """What to look at in a sheet's rows, in their order, then in its papers."""
    found = []
    for row in rows:
        if row.is_heading:
            continue
        cell = f"{reverse('sheet-edit', args=[sheet.pk])}#{anchor(row.entry, row.entry.leaf.plain)}"
        files = reverse("evidence", args=[sheet.pk, row.entry.pk])
        for words, act, url in [
            (_jump(row), "Xem ô này", cell),
            (_half(row), "Xem ô này", cell),
            (_gap(row), "Xem ô này", cell),
            (_evidence(row), "Thêm minh chứng", files),
        ]:
            if words:
                sentence = f"Tiêu chí {row.number} – {row.title}: {words}"
                found.append(Caution(sentence, act, url))
    found += [_proposed(proposal) for proposal in _open_proposals(sheet)]
    found += [_facts(document) for document in _without_facts(sheet)]
    return found + _without_signature(sheet)


def anchor(entry, plain) -> str:
    """The id of the cell in which the unit enters the leaf's figure."""
    name = {"actual": "actual", "points": "given_points", "level": "level"}[plain.column]
    return f"id_d{entry.pk}-{name}"


def _jump(row):
    then = row.last_year.actual if row.last_year else None
    now = row.entry.actual
    if not then or now is None:
        return ""
    if now > then * JUMP:
        return f"Gấp {format_number(now / then, 1)} lần cùng kỳ năm trước, đề nghị kiểm tra lại"
    if now * JUMP < then:
        return f"Giảm còn {format_number(now)} so với {format_number(then)} cùng kỳ năm trước"
    return ""


def _half(row):
    """The year's figure still stands where the half-year left it, or below."""
    since = row.entry.since_half_year
    if since is None or since > 0:
        return ""
    half = format_number(row.entry.half_actual)
    how = "bằng" if since == 0 else "thấp hơn"
    return f"Số cả năm {how} số 6 tháng đầu năm ({half}), đề nghị kiểm tra lại"


def _gap(row):
    own, _ = row.entry.points("self")
    computed = row.entry.computed_points
    if own is None or computed is None:
        return ""
    gap = own - computed
    if gap > GAP_POINTS or (gap > 0 and gap > computed * GAP_SHARE):
        return f"Chênh lệch {format_number(gap)} điểm so với công thức"
    return ""


def _evidence(row):
    """A set says for which leaves a file must be brought; it asks, it does not block."""
    if row.files or not row.entry.leaf.plain.evidence_required or row.entry.not_assigned:
        return ""
    return "cần ít nhất 1 minh chứng"


def _without_facts(sheet):
    return [document for document in sheet.documents.live().of_unit() if document.lacks_facts]


def _without_signature(sheet):
    """A unit without a leader in the portal shows the chairman's word by the signed paper."""
    leaders = sheet.unit.users.filter(duty="leader", is_active=True)
    if leaders.exists() or sheet.signed_copies.exists():
        return []
    papers = reverse("sheet-print", args=[sheet.pk])
    return [Caution("Chưa có bản đã ký của lãnh đạo đơn vị", "In và nhận bản đã ký", papers)]


def _open_proposals(sheet):
    leaves = sheet.cluster_period.criteria_set_id
    own = TargetProposal.objects.open().filter(unit=sheet.unit_id, year=sheet.period.year)
    return own.filter(leaf__criteria_set=leaves).select_related("leaf").order_by("leaf__position")


def _proposed(proposal):
    return Caution(
        f"Tiêu chí {proposal.leaf.number} – {proposal.leaf.title}: "
        "đề nghị về kế hoạch còn chờ quyết định",
        "Xem đề nghị",
        reverse("target-proposal", args=[proposal.pk]),
    )


def _facts(document):
    return Caution(
        f"{document}: chưa có số, ngày văn bản",
        "Ghi số, ngày",
        reverse("document", args=[document.sheet_id, document.pk]),
    )
