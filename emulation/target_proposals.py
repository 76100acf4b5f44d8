"""The verbs on proposed plan figures: proposed by the unit, withdrawn, accepted, declined."""

from django.db import transaction
from django.utils import timezone

from clusters.models import note_change
from emulation import letters
from emulation.models import Target, TargetProposal
from emulation.targets import set_target
from emulation.workflow import Refused, lock

State, Kind = TargetProposal.State, TargetProposal.Kind


@transaction.atomic
def propose(*, unit, leaf, year, facts, by) -> TargetProposal:
    """A unit's own figure where none was given, else a correction; it waits for a decision.

    `facts`: value or not_assigned, reason, document_number.

    Raises:
        Refused: an earlier proposal for the same figure still waits.
    """
    lock(unit)
    known = TargetProposal.objects.open().filter(unit=unit, leaf=leaf, year=year)
    if known.exists():
        raise Refused("Đã có một đề nghị đang chờ cho tiêu chí này. Rút lại trước khi gửi mới.")
    given = Target.objects.settled().filter(unit=unit, leaf=leaf, year=year).exists()
    kind = Kind.CORRECTION if given else Kind.REGISTERED
    made = TargetProposal.objects.create(unit=unit, leaf=leaf, year=year, kind=kind, by=by, **facts)
    note_change(made, "value", None, made.value, by=by, reason=made.reason)
    letters.tell_target_proposed(made)
    return made


def _open_or_refuse(proposal):
    lock(proposal)
    if not proposal.is_open:
        raise Refused(f"Đề nghị này: {proposal.get_state_display().lower()}. Tải lại trang để xem.")


def _decide(proposal, state, by, answer=""):
    note_change(proposal, "state", proposal.get_state_display(), state.label, by=by, reason=answer)
    proposal.state, proposal.answer = state, answer
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.save(update_fields=["state", "answer", "decided_by", "decided_at"])


@transaction.atomic
def withdraw(*, proposal, by) -> None:
    """The unit takes its proposal back while it waits."""
    _open_or_refuse(proposal)
    _decide(proposal, State.WITHDRAWN, by)


@transaction.atomic
def accept(*, proposal, by, answer="") -> list:
    """Make it the plan figure; returns the sheets that were handed in already and keep the old.

    A registered figure has the covenant as its source from then on.
    """
    _open_or_refuse(proposal)
    _decide(proposal, State.ACCEPTED, by, answer)
    registered = proposal.kind == Kind.REGISTERED
    kept = set_target(
        unit=proposal.unit,
        leaf=proposal.leaf,
        year=proposal.year,
        value=proposal.value,
        by=by,
        not_assigned_reason=proposal.reason[:300] if proposal.not_assigned else "",
        source=Target.Source.COVENANT if registered else Target.Source.PROVINCE,
        document_number=proposal.document_number,
    )
    letters.tell_target_decided(proposal)
    return kept


@transaction.atomic
def decline(*, proposal, by, answer) -> None:
    """Leave the figure as it is; the answer says why."""
    _open_or_refuse(proposal)
    _decide(proposal, State.DECLINED, by, answer)
    letters.tell_target_decided(proposal)
