"""Biên bản kiểm phiếu of a year's meeting: filled from the settled counts, else by hand."""

from clusters.text import format_percent
from emulation.models import Vote
from emulation.votes import candidates_for, vote_of
from reports.kit.papers import DOTS, frame
from reports.outlines import cells
from reports.papers.paper import Align, Column, Heading, Row, Signature, Table, Text

SUBJECTS = {
    "tally": [Vote.Subject.HONOUR],
    "election-tally": [Vote.Subject.LEAD, Vote.Subject.DEPUTY],
}
"""What each tally of a kit is about, by the code of its part."""
COLUMNS = (
    Column("STT", 8, Align.CENTRE),
    Column("Đơn vị", 50),
    Column("Số phiếu", 20, Align.CENTRE),
    Column("Tỷ lệ (%)", 20, Align.CENTRE),
)


def honour_tally(meeting):
    """The count of the ballots by which units are honoured (suy tôn)."""
    return _tally(meeting, "tally", f"Suy tôn đơn vị dẫn đầu năm {meeting.year}")


def election_tally(meeting):
    """The counts of the ballots for the next year's lead and deputy."""
    cluster = meeting.cluster
    labels = f"{cluster.lead_label}, {cluster.deputy_label}"
    return _tally(meeting, "election-tally", f"Bầu {labels} năm {meeting.year + 1}")


def counted_rows(meeting, code) -> list[dict]:
    """What the settled counts of a tally say, row by row, for the code in its foot to answer."""
    return [
        {"unit": f"{vote.title}, {line.unit_name}", "votes": str(line.votes)}
        for vote in (vote_of(meeting, subject) for subject in SUBJECTS[code])
        if vote.is_settled
        for line in vote.lines.all()
    ]


def _tally(meeting, code, title):
    votes = [vote_of(meeting, subject) for subject in SUBJECTS[code]]
    blocks = [
        Text(f"Ban kiểm phiếu của {meeting.title.lower()} {meeting.cluster} đã kiểm phiếu như sau:")
    ]
    for number, vote in enumerate(votes, start=1):
        if len(votes) > 1:
            blocks.append(Heading(f"{number}. {vote.title}", level=2))
        blocks += [_ballots_of(vote), _table(vote)]
    blocks.append(Text(f"Biên bản lập xong hồi {DOTS} giờ {DOTS} cùng ngày./."))
    signers = ("ỦY VIÊN", "ỦY VIÊN", "TRƯỞNG BAN KIỂM PHIẾU")
    return frame(
        meeting,
        kind="BIÊN BẢN KIỂM PHIẾU",
        title=title,
        blocks=tuple(blocks),
        signatures=tuple(Signature((words,)) for words in signers),
    )


def _ballots_of(vote):
    facts = (vote.issued, vote.returned, vote.valid, vote.invalid)
    issued, returned, valid, invalid = facts if vote.is_settled else (DOTS,) * 4
    return Text(
        f"Số phiếu phát ra: {issued}; thu về: {returned}; hợp lệ: {valid}; không hợp lệ: {invalid}."
    )


def _table(vote):
    rows = [(line.unit_name, line.votes) for line in vote.lines.all()] if vote.pk else []
    if not rows:
        rows = [(name, None) for _, name in candidates_for(vote.meeting, vote.subject)]
    lines = [
        Row(
            (
                cells.words(n),
                cells.words(name),
                cells.words("" if not vote.is_settled else votes),
                cells.words(_share(vote, votes)),
            )
        )
        for n, (name, votes) in enumerate(rows, start=1)
    ]
    return Table(COLUMNS, tuple(lines), caption="Kết quả kiểm phiếu")


def _share(vote, votes):
    """The share of the valid ballots, its sign in the head of the column."""
    if not (vote.is_settled and vote.valid):
        return ""
    return format_percent(votes * 100 / vote.valid).rstrip("%")
