"""Rights on a cluster's period, its hearing, targets and cross-checks, and on results."""

from clusters.access import held_by
from emulation.rights.sheets import (
    OWN_STATES,
    PartState,
    State,
    is_of_sheets_unit,
    is_reviewer,
    judges_itself,
    verifies,
)


def may_see_ranking(user, part):
    """Before publication: who steers the cluster, the province, the auditor."""
    if user.is_provincial or user.is_auditor:
        return True
    return part.cluster_id in user.steered_clusters()


@held_by("đơn vị trưởng, phó cụm, khối; tỉnh")
def may_remind(user, part):
    """Remind units that have not handed in: who steers the cluster, the province."""
    return user.is_provincial or part.cluster_id in user.steered_clusters()


def may_see_overview(user):
    """The overview of all clusters: the province's people and leaders, the auditor."""
    return user.is_provincial or user.is_auditor


@held_by("tỉnh")
def may_open(user, part):
    return part.state == PartState.PLANNED and user.is_provincial


@held_by("tỉnh, khi chưa có đơn vị nào nộp")
def may_cancel(user, part):
    return part.state in {PartState.PLANNED, PartState.OPEN} and user.is_provincial


@held_by("tỉnh")
def may_notify(user, part):
    return part.state == PartState.OPEN and user.is_provincial


@held_by("tỉnh")
def may_close(user, part):
    return part.state == PartState.NOTIFIED and user.is_provincial


@held_by("tỉnh")
def may_publish(user, part):
    return part.state == PartState.CLOSED and user.is_provincial


@held_by("tỉnh")
def may_reopen_part(user, part):
    return part.is_frozen and user.is_provincial


@held_by("tỉnh")
def may_manage_periods(user):
    return user.is_provincial


@held_by("tỉnh")
def may_see_periods(user):
    return user.is_provincial or user.is_auditor


@held_by("đơn vị có bảng điểm, trong thời gian giải trình, kiến nghị")
def may_appeal(user, sheet):
    """Answer the expected result: the unit's people, while the hearing runs."""
    hearing = sheet.state == State.APPROVED and sheet.cluster_period.is_hearing
    return hearing and is_of_sheets_unit(user, sheet)


@held_by("đơn vị đã viết, khi chưa được trả lời")
def may_withdraw_appeal(user, appeal):
    return appeal.is_open and may_appeal(user, appeal.sheet)


@held_by("đơn vị trưởng cụm, khối (bảng của trưởng do phó)")
def may_word_appeal(user, appeal):
    """The cluster's word on what concerns its points; the decision is the verifier's."""
    told = appeal.sheet.cluster_period.state == PartState.NOTIFIED
    return appeal.is_open and told and not user.is_provincial and is_reviewer(user, appeal.sheet)


@held_by("đơn vị thẩm định tiêu chí, tỉnh")
def may_settle_appeal(user, appeal):
    """Answer and, where it is right, mend the points: who verifies the leaf, the province."""
    part = appeal.sheet.cluster_period
    if not appeal.is_open or part.state != PartState.NOTIFIED:
        return False
    if user.is_provincial:
        return True
    if judges_itself(user, appeal.sheet):
        return False
    return bool(appeal.entry_id) and verifies(user, part.period, appeal.entry.leaf)


def _verifies_in(user, part):
    """The unit of this person verifies a leaf by which the cluster is scored in the period."""
    own = user.unit.verified_leaves.filter(period=part.period_id)
    return user.is_of_member and own.filter(leaf__criteria_set=part.criteria_set_id).exists()


def may_see_target_grid(user, part):
    """The plan figures of a cluster: province and auditor, a verifying unit its own leaves."""
    return may_see_periods(user) or _verifies_in(user, part)


@held_by("tỉnh, đơn vị thẩm định tiêu chí")
def may_give_targets(user, part):
    """Give plan figures until the places are closed."""
    return part.takes_changes and (user.is_provincial or _verifies_in(user, part))


@held_by("cán bộ của đơn vị")
def may_propose_target(user, unit):
    own = user.is_of_member and user.unit_id == unit.pk
    return own and user.duty == user.Duty.OFFICER


@held_by("đơn vị đã đề nghị, khi chưa có quyết định")
def may_withdraw_proposal(user, proposal):
    return proposal.is_open and may_propose_target(user, proposal.unit)


@held_by("tỉnh, đơn vị thẩm định tiêu chí")
def may_decide_target(user, proposal):
    """Accept or decline: who gives the figure, never the unit that asks."""
    if not proposal.is_open or user.unit_id == proposal.unit_id:
        return False
    if user.is_provincial:
        return True
    own = proposal.leaf.verifiers.filter(unit=user.unit_id, period__year=proposal.year)
    return user.is_of_member and own.exists()


@held_by("đơn vị trưởng, phó cụm, khối; tỉnh")
def may_arrange_checks(user, part):
    """Begin and set the cross-check: who steers the cluster, the province, while it is open."""
    steers = user.is_provincial or part.cluster_id in user.steered_clusters()
    return steers and part.state == PartState.OPEN


@held_by("đơn vị trưởng, phó cụm, khối; tỉnh")
def may_close_checks(user, check):
    """End an open round, also when the period has gone on meanwhile."""
    steers = user.is_provincial or check.cluster_period.cluster_id in user.steered_clusters()
    return steers and check.is_open


def sees_check_findings(user, check):
    """What was found: nobody before the round is closed, then who steers, province, auditor."""
    return not check.is_open and may_see_ranking(user, check.cluster_period)


def sees_pair(user, pair):
    """The checking unit's people; once the round is closed the checked unit's, and who steers."""
    if user.is_of_member and user.unit_id == pair.checker_id:
        return True
    if pair.check_round.is_open:
        return False
    own = user.is_of_member and user.unit_id == pair.sheet.unit_id
    return own or sees_check_findings(user, pair.check_round)


@held_by("cán bộ đơn vị được giao kiểm tra, khi vòng kiểm tra còn mở")
def may_check(user, pair):
    """Write what was found: an officer of the checking unit, on a sheet that was handed in."""
    own = user.is_of_member and user.unit_id == pair.checker_id and user.duty == user.Duty.OFFICER
    part = pair.check_round.cluster_period
    open_still = pair.check_round.is_open and part.state == PartState.OPEN
    return own and open_still and pair.sheet.state not in {*OWN_STATES, State.SIGNOFF}


def may_see_unit_results(user, unit):
    """A unit's own verified points over time: its people, who steers its cluster, the province."""
    if user.is_provincial or user.is_auditor:
        return True
    if user.is_administrator:
        return False
    steered = unit.memberships.filter(cluster__in=user.steered_clusters())
    return user.unit_id == unit.pk or steered.exists()
