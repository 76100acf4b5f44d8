"""Ballots of a year's meeting: whom to honour, who leads and is deputy next year; all alike."""

from clusters.text import format_points, pad_count
from emulation.models import Vote
from emulation.standing_rows import standing_rows
from emulation.votes import candidates_for, vote_of

HALF_SHEET = 9
"""So many rows of candidates fit on half a sheet, when their names take one line."""
SHORT_NAME = {1: 44, 2: 22}
"""So many letters of a name fit on one line of a ballot of one or two columns."""
SPARE = 2


def honour_ballots(meeting, part) -> dict:
    """Phiếu suy tôn: the units with a place, with their points, or those chosen for the vote."""
    totals = {
        line.unit_id: format_points(line.total)
        for line in standing_rows(part)
        if line.place is not None
    }
    vote = vote_of(meeting, Vote.Subject.HONOUR)
    return _sheets([_ballot(vote, "PHIẾU SUY TÔN", totals)])


def election_ballots(meeting) -> dict:
    """Phiếu bầu: one for the next year's lead, one for the deputy."""
    votes = (vote_of(meeting, one) for one in (Vote.Subject.LEAD, Vote.Subject.DEPUTY))
    return _sheets([_ballot(vote, "PHIẾU BẦU") for vote in votes])


def _ballot(vote, heading, totals=None):
    """One ballot as texts. Without `totals` it has no column of points."""
    most, cluster = vote.allowed, vote.meeting.cluster
    candidates = [
        {"n": n, "unit": name, "total": (totals or {}).get(key, "")}
        for n, (key, name) in enumerate(_names(vote), start=1)
    ]
    columns = 1 if len(candidates) <= HALF_SHEET else 2
    rows = -(-len(candidates) // columns)
    return {
        "heading": heading,
        "title": vote.title,
        "has_points": totals is not None,
        "instruction": f"Đánh dấu X tối đa {pad_count(most)} đơn vị" if most else "",
        "candidates": candidates,
        "rows": [candidates[n::rows] for n in range(rows)],
        "columns": range(columns),
        "seal": f"(đóng dấu treo của đơn vị {cluster.lead_label})",
    }


def _names(vote):
    """(unit's key, name) of who stands on it: as it was set, else as is usual."""
    lines = vote.lines.all() if vote.pk else []
    if lines:
        return [(line.unit_id, line.unit_name) for line in lines]
    return candidates_for(vote.meeting, vote.subject)


def _sheets(ballots):
    """Two on a sheet while all of them fit, side by side when candidates are more, else one."""
    return _placed(ballots, is_half=all(_fits_half(ballot) for ballot in ballots))


def _placed(ballots, *, is_half):
    return {
        "ballots": ballots,
        "is_half": is_half,
        "on_a_sheet": range(2 if is_half else 1),
        "counted": len(ballots),
    }


def as_they_fit(sheets, pages, *, two_sides) -> dict:
    """The same ballots when they took more pages than half sheets would: one on a sheet.

    `pages`: what they took as laid out. A name or a title of several lines is what no count of
    letters foresees; a ballot is never cut.
    """
    votes = sheets["counted"]
    expected = 2 * votes - 1 if two_sides else votes
    return _placed(sheets["ballots"], is_half=sheets["is_half"] and pages <= expected)


def _fits_half(ballot):
    longest = max((len(one["unit"]) for one in ballot["candidates"]), default=0)
    is_short = longest <= SHORT_NAME[len(ballot["columns"])]
    return is_short and len(ballot["rows"]) <= HALF_SHEET
