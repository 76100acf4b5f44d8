"""From a claimed kit to its files: facts once, then one PDF a reader, checked before it is kept."""

import json
from dataclasses import replace
from functools import partial

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from clusters.text import moment
from emulation.rule_words import tie_words
from reports import pdf
from reports.kit import ballots, facts, lists, papers, tallies
from reports.kit.checks import looked_through
from reports.kit.order import BALLOTS, order_sheet
from reports.kit.parts import AUDIENCES, CLERK, SIGNING, for_reader, offered
from reports.models import Report
from reports.outlines.paper_of import paper_of
from reports.papers.pages import layout
from reports.papers.pictures import qr_code
from reports.papers.word import paper_docx
from reports.rendering import ReportFault, paper_kept
from reports.side_by_side import together

TEMPLATE = "reports/kit/kit.html"
STYLE = settings.BASE_DIR / "static" / "css" / "kit.css"
COLOURS = settings.BASE_DIR / "static" / "css" / "kit-colour.css"
COMPARED = ("ranking", "matrix", "differences", "units", "targets", "nominations")
"""The parts whose figures the code in the foot answers for."""


def render(kit) -> None:
    """Render a claimed kit; does nothing more once another worker has taken it over.

    Raises:
        ReportFault: the machine lacks what a PDF needs, or a sheet breaks a rule of the kit.
    """
    now = timezone.now()
    if kit.part is None and kit.meeting.kind != SIGNING:
        raise ReportFault("Kỳ của hội nghị này đã bị hủy. Lập lại kỳ rồi tạo tài liệu.")
    held = sheets_of(kit, kit.part, kit.parts, now=now)
    if not kit.beat(done=1):
        return
    files = _files(kit, held, now)
    if len(files) < len(_readers(kit)):
        return
    checks = looked_through(kit, files, held)
    if not kit.beat(done=5):
        return
    stem = _stem(kit.meeting)
    made = [
        (audience, f"{stem}-{audience}.pdf", "pdf", done.content, done.pages)
        for audience, _, _, done in files
    ]
    for code in _WORD.keys() & set(kit.parts):
        word = paper_docx(held[code]["paper"], made_at=now)
        made.append(("clerk", f"{stem}-{_WORD[code]}.docx", "docx", word, None))
    kept = json.dumps(figures_of(held), ensure_ascii=False)
    kit.finish(made, figures_at=now, snapshot=kept, checks=checks)


def _readers(kit):
    """(audience, its words, the parts it gets), for each who gets any."""
    all_of_them = (
        (audience, words, for_reader(kit.parts, audience, kit.meeting.kind))
        for audience, words in AUDIENCES.items()
    )
    return [reader for reader in all_of_them if reader[2]]


def _files(kit, held, now):
    """(audience, its words, its parts, its Pdf), or less when another has the kit now.

    The print order in the clerk's file speaks of the pages of the others, so it comes after them.
    """
    readers = _readers(kit)
    first = [reader for reader in readers if reader[0] != CLERK]
    files = _laid(kit, first, held, now)
    if not kit.beat(done=3):
        return []
    for clerk in readers[len(first) :]:
        files.append(_clerks(kit, clerk, files, held, now))
    return files


def _clerks(kit, clerk, others, held, now):
    """The clerk's file; laid out again where a ballot does not fit on half a sheet."""
    while True:
        if "order" in kit.parts:
            held["order"] = order_sheet(kit, [*others, (*clerk, None)], held)
        [file] = _laid(kit, [clerk], held, now)
        at, is_again = file[-1].anchors, False
        for code in {*BALLOTS} & held.keys():
            pages = at[f"e-{code}"] - at[f"p-{code}"] + 1
            two_sides = kit.two_sides and kit.is_copy
            fitting = ballots.as_they_fit(held[code], pages, two_sides=two_sides)
            is_again = is_again or fitting["is_half"] != held[code]["is_half"]
            held[code] = fitting
        if not is_again:
            return file


def _laid(kit, readers, held, now):
    """The files of these readers, laid out at the same time; their texts are made before."""
    texts = [_text_of(kit, *reader, held, now) for reader in readers]
    styles = (pdf.STYLE, STYLE) if kit.is_copy else (pdf.STYLE, STYLE, COLOURS)
    try:
        made = together(*(partial(pdf.pdf_from_html, text, styles=styles) for text in texts))
    except pdf.PdfFault as fault:
        raise ReportFault(str(fault)) from fault
    for (_, _, chosen), done in zip(readers, made, strict=True):
        _check(done, chosen)
    return [(*reader, done) for reader, done in zip(readers, made, strict=True)]


_WORD = {"covenant": "giao-uoc", "minutes": "bien-ban"}


def _stem(meeting):
    words = {"signing": "ky-ket", "half": "so-ket", "year": "tong-ket"}
    return f"tai-lieu-{words[meeting.kind]}-{meeting.year}-{meeting.cluster.code}"


def figures_of(held):
    """What the code answers for, as JSON: {part: rows of unit, leaf and figures}."""
    found = {code: held[code]["rows"] for code in COMPARED if "rows" in held.get(code, {})}
    for code in tallies.SUBJECTS:
        if held.get(code, {}).get("counted"):
            found[code] = held[code]["counted"]
    leaves = held.get("matrix", {}).get("leaves", [])
    if leaves:
        found["leaves"] = [row for table in leaves for row in table["rows"]]
    if "units" in held:
        found["units"] = [
            {"unit": sheet["unit"]} | row
            for sheet in held["units"]["sheets"]
            for row in sheet["rows"]
        ]
    if "targets" in held:
        found["targets"] = [
            {"unit": unit} | row for unit, rows in held["targets"]["units"] for row in rows
        ]
    return found


def compared_sheets(kit) -> dict:
    """Those sheets alone whose figures the code answers for, as they are now."""
    only = [code for code in kit.parts if code in (*COMPARED, *tallies.SUBJECTS)]
    return sheets_of(kit, kit.part, only, now=timezone.now())


def sheets_of(kit, part, codes, *, now) -> dict:
    """{part: what its template needs}; only the chosen ones are worked out."""
    meeting = kit.meeting
    makers = {
        "ranking": lambda: facts.ranking(part, "; ".join(tie_words(part)), kit.is_copy),
        "matrix": lambda: (
            facts.matrix_sheet(part)
            | {"leaves": facts.leaf_sheets(part) if kit.with_leaves else []}
        ),
        "differences": lambda: facts.differences(part),
        "units": lambda: {"sheets": facts.unit_sheets(part)},
        "awards": lambda: lists.awards(meeting, part),
        "nominations": lambda: lists.nominations(part),
        "ballots": lambda: ballots.honour_ballots(meeting, part),
        "election": lambda: ballots.election_ballots(meeting),
        "delegates": lambda: lists.delegates(meeting),
        "targets": lambda: lists.targets(meeting),
        "plan": lambda: {"lines": [line for line in meeting.plan.splitlines() if line.strip()]},
        "covenant": lambda: _official(papers.covenant(meeting)),
        "minutes": lambda: _official(papers.minutes(meeting, part)),
        "tally": lambda: _counted(meeting, "tally", tallies.honour_tally),
        "election-tally": lambda: _counted(meeting, "election-tally", tallies.election_tally),
        "report": lambda: _official(_report(part, now)),
    }
    known = {one.code for one in offered(meeting.kind)}
    held = {code: make() for code, make in makers.items() if code in codes and code in known}
    if "summary" in codes and "summary" in known:
        gaps = held.get("differences") or facts.differences(part)
        held["summary"] = lists.summary(meeting, part, gaps, kit.parts)
    return held


def _official(paper):
    return {"paper": paper, "layout": layout(replace(paper, foot="", code="", address=""))}


def _counted(meeting, code, make):
    return _official(make(meeting)) | {"counted": tallies.counted_rows(meeting, code)}


def _report(part, now):
    """The cluster's issued report, word for word; without one the draft as it would be now."""
    about = {"scope": Report.Scope.CLUSTER, "issuer_kind": Report.IssuerKind.CLUSTER, "part": part}
    fresh = Report.about(**about)
    issued = Report.objects.like(fresh).exclude(issued_at=None).last()
    return paper_kept(issued) if issued else paper_of(fresh, now=now)


def _text_of(kit, audience, words, chosen, held, now):
    """The HTML of one reader's file."""
    meeting, part = kit.meeting, kit.part
    address = settings.PORTAL_URL + reverse("paper-check", args=[kit.code])
    context = {
        "meeting": meeting,
        "when": moment(meeting.held_at),
        "day": lists.day_words(meeting),
        "parts": [(one, held.get(one.code, {})) for one in chosen],
        "listed": [one for one in chosen if one.code not in ("order", "cover")],
        "notes": facts.part_notes(part) if part else {},
        "audience": words,
        "two_sides": kit.two_sides and kit.is_copy,
        "foot": f"mã {kit.code} · tra cứu tại {address.rpartition(kit.code)[0]} · {moment(now)}",
        "code_picture": qr_code(address),
    }
    return render_to_string(TEMPLATE, context)


def _check(done, chosen):
    """The rules that a kit must not break; each is said with what to do."""
    starts = [done.anchors.get(f"p-{one.code}") for one in chosen]
    if None in starts:
        raise ReportFault("Mục lục không tìm thấy trang của một tài liệu. Báo người hỗ trợ.")
    codes = [one.code for one in chosen]
    if "summary" in codes:
        first = done.anchors["p-summary"]
        if done.anchors["e-summary"] != first:
            raise ReportFault(
                "Tờ tóm tắt cho chủ trì dài hơn một trang. Rút gọn nội dung xin ý kiến hoặc "
                "chương trình hội nghị rồi tạo lại."
            )
