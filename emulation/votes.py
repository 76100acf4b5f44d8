"""Votes of a year's meeting: who stands on the ballots, and what the counts say as words."""

from clusters.text import format_percent
from emulation.models import Meeting, Vote
from emulation.standing_rows import standing_rows

Subject = Vote.Subject


def candidates_for(meeting, subject) -> list[tuple[int, str]]:
    """Whom the ballot offers unless it is changed, as (unit's key, name).

    Units with a place under the names of the ranking, or all members.
    """
    if subject != Subject.HONOUR:
        members = meeting.cluster.memberships.at(meeting.day).in_order()
        return [(m.unit_id, m.unit.full_name) for m in members]
    lines = standing_rows(meeting.part)
    return [(line.unit_id, line.unit) for line in lines if line.place is not None]


def votes_of(meeting) -> list[Vote]:
    """The three votes of a year's meeting, stored or not yet; none at another meeting."""
    if meeting.kind != Meeting.Kind.YEAR:
        return []
    stored = {vote.subject: vote for vote in meeting.votes.prefetch_related("lines")}
    for vote in stored.values():
        vote.meeting = meeting  # read with its cluster already
    return [stored.get(subject) or Vote(meeting=meeting, subject=subject) for subject in Subject]


def vote_of(meeting, subject) -> Vote:
    """One of the three votes of a year's meeting, as it is stored now or not stored yet."""
    return next(vote for vote in votes_of(meeting) if vote.subject == subject)


def settled_votes(meeting) -> list[Vote]:
    """Those whose count stands."""
    return [vote for vote in votes_of(meeting) if vote.is_settled]


def votes_on(part) -> list[Vote]:
    """The settled votes about a cluster's closed year; of two meetings the later one counts."""
    if not part.is_frozen:
        return []
    about = {"cluster": part.cluster_id, "year": part.period.year, "kind": Meeting.Kind.YEAR}
    meetings = Meeting.objects.filter(**about).for_list().order_by("held_at", "pk")
    found = {vote.subject: vote for meeting in meetings for vote in settled_votes(meeting)}
    return [found[subject] for subject in Subject if subject in found]


def share_words(vote, votes) -> str:
    """5/7 phiếu hợp lệ (71,4%): both counts beside the share."""
    share = f" ({format_percent(votes * 100 / vote.valid)})" if vote.valid else ""
    return f"{votes}/{vote.valid} phiếu hợp lệ{share}"


def result_words(vote) -> str:
    """The outcome of a settled vote as one sentence without its full stop."""
    leading = _leading(vote)
    said = [f"{line.unit_name} được {share_words(vote, line.votes)}" for line in leading]
    is_tied = vote.subject != Subject.HONOUR and len(leading) > vote.most
    tie = " (bằng phiếu)" if is_tied else ""
    return f"{vote.title}: {'; '.join(said) or 'không đơn vị nào có phiếu'}{tie}"


def _leading(vote):
    """For an honour all with votes; of an election those with the most, equals among them."""
    ranked = [line for line in vote.standings if line.votes]
    if vote.subject == Subject.HONOUR:
        return ranked
    last = ranked[: vote.most][-1:]
    return [line for line in ranked if last and line.votes >= last[0].votes]
