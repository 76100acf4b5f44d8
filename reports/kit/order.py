"""Phiếu đặt in: which pages of which file are printed how many times."""

from clusters.text import pad_count
from reports.kit.ballots import SPARE
from reports.kit.parts import CHAIR, MEMBERS, offered

BALLOTS = ("ballots", "election")
CHAIR_SETS = "chair"
"""The key under which the number of the chair's sets stands among the copies of the parts."""


def usual_copies(meeting) -> dict[str, int]:
    """How many of each paper a meeting of this size needs; what is typed goes before it."""
    members = meeting.cluster.memberships.at(meeting.day).count()
    seats = meeting.guests.count() or members
    own = {
        "ballots": members + SPARE,
        "election": members + SPARE,
        "units": 2,
        "tally": 2,
        "election-tally": 2,
        "minutes": 2,
        "covenant": members + 1,
    }
    return {CHAIR_SETS: 1} | {
        part.code: own.get(part.code, seats if MEMBERS in part.readers else 1)
        for part in counted(meeting.kind)
    }


def counted(kind):
    """The parts whose copies are a matter of choice: all but what only the chair gets."""
    return [part for part in offered(kind) if part.readers != (CHAIR,) and part.code != "order"]


def copies_of(kit, audience, code) -> int:
    """The chair's file is printed as a whole; the others part by part."""
    return kit.copies.get(CHAIR_SETS if audience == CHAIR else code, 1)


def order_sheet(kit, files, held) -> dict:
    """What stands on it. `files` are (audience, its words, its parts, its Pdf).

    A file that is still being made has None; `held` are the sheets by their parts.
    """
    rows = []
    for audience, words, parts, pdf in files:
        listed = [part for part in parts if part.code != "order"]
        copies = {copies_of(kit, audience, part.code) for part in listed}
        if pdf and len(copies) == 1:
            rows.append(_row(words, "Cả tệp", 1, pdf.pages, copies.pop()))
            continue
        for part in listed:
            ends = (pdf and pdf.anchors[f"{end}-{part.code}"] for end in "pe")
            title, count = part.title, copies_of(kit, audience, part.code)
            if part.code in BALLOTS:
                title, count = _ballots(title, count, held[part.code])
            rows.append(_row(words, title, *ends, count, part.code))
    return {"rows": rows, "is_copy": kit.is_copy}


def _row(file, title, first, last, copies, code=""):
    """`code` leads to the pages of a file that does not know them yet."""
    to = "" if first else code
    return {"file": file, "title": title, "first": first, "last": last, "copies": copies, "to": to}


def _ballots(title, count, sheet):
    """Ballots are counted one by one, but printed by the sheet; of each vote as many."""
    each, votes = len(sheet["on_a_sheet"]), sheet["counted"]
    cut = "; cắt theo nét đứt" if each > 1 else ""
    of_each = " mỗi loại" if votes > 1 else ""
    words = f"{title} ({pad_count(count)} phiếu{of_each}, mỗi tờ {pad_count(each)}{cut})"
    return words, -(-count // each)
