"""May this person do this to this record now? Each question in one place, asked of facts."""

from clusters.access import held_by
from emulation.models import ClusterPeriod, ScoreSheet, SetItem, SheetItem

State = ScoreSheet.State
PartState = ClusterPeriod.State
OWN_STATES = {State.DRAFT, State.RETURNED}


def is_of_sheets_unit(user, sheet):
    return user.is_of_member and user.unit_id == sheet.unit_id


def is_reviewer(user, sheet):
    """Confirms this sheet: the lead; for the lead's own the deputy, else the province."""
    if user.unit_id == sheet.unit_id:
        return False
    cluster = sheet.cluster_period.cluster_id
    confirmers = user.steering.confirmers_of(cluster, sheet.unit_id)
    if not confirmers:
        return user.is_provincial
    return user.acts_for_cluster and user.is_of_member and user.unit_id in confirmers


@held_by("cán bộ của đơn vị, khi bảng đang ở đơn vị")
def may_edit(user, sheet):
    """An officer of the unit, while the sheet is in its hands; the province on its behalf."""
    in_hands = sheet.state in OWN_STATES and sheet.cluster_period.takes_changes
    own = is_of_sheets_unit(user, sheet) and user.duty == user.Duty.OFFICER
    return in_hands and (own or types_for_unit(user, sheet))


def types_for_unit(user, sheet):
    """The province, once it has opened the sheet to type for the unit (nhập hộ)."""
    return sheet.behalf_at is not None and user.is_provincial


@held_by("tỉnh, khi bảng còn ở đơn vị")
def may_enter_for(user, sheet):
    """Begin to type for a unit that cannot: the province, while the sheet lies with the unit."""
    in_hands = sheet.state in OWN_STATES and sheet.cluster_period.takes_changes
    return in_hands and user.is_provincial and sheet.behalf_at is None


@held_by("người đang nhập dòng này")
def may_bring_evidence(user, sheet, record):
    """Files on a row: whoever may type in it; of a penalty or an exclusion who enters those."""
    kind = record.item.kind if isinstance(record, SheetItem) else None
    if kind == SetItem.Kind.PENALTY:
        return may_enter_penalties(user, sheet)
    if kind == SetItem.Kind.EXCLUSION:
        return may_exclude(user, sheet)
    return may_edit(user, sheet) and sheet.opening.allows(record)


@held_by("người đang nhập dòng có tài liệu này")
def may_describe(user, document):
    """The facts of a paper: whoever may bring files to a row that it proves."""
    rows = document.rows.select_related("entry", "item__item")
    return any(may_bring_evidence(user, document.sheet, row.entry or row.item) for row in rows)


@held_by("đơn vị có bảng điểm, trước khi nộp")
def may_bring_signed(user, sheet):
    """The signed paper: the unit's people while the sheet is in their hands."""
    in_hands = sheet.state in {*OWN_STATES, State.SIGNOFF} and sheet.cluster_period.takes_changes
    return in_hands and (is_of_sheets_unit(user, sheet) or types_for_unit(user, sheet))


@held_by("cán bộ của đơn vị có lãnh đạo dùng cổng")
def may_sign_off(user, sheet):
    """Lay the sheet before the unit's leader: only where the unit has one in the portal."""
    leaders = sheet.unit.users.filter(duty=user.Duty.LEADER, is_active=True)
    return may_edit(user, sheet) and leaders.exists()


@held_by("lãnh đạo đơn vị")
def may_hand_back(user, sheet):
    leader = is_of_sheets_unit(user, sheet) and user.duty == user.Duty.LEADER
    return sheet.state == State.SIGNOFF and leader


@held_by("cán bộ hoặc lãnh đạo của đơn vị, khi bảng đang ở đơn vị")
def may_submit(user, sheet):
    """The officer directly, or the leader who has the sheet before them."""
    return may_edit(user, sheet) or may_hand_back(user, sheet)


@held_by("đơn vị đã nộp, khi cụm chưa mở bảng")
def may_recall(user, sheet):
    unopened = sheet.state == State.SUBMITTED and sheet.opened_at is None
    return unopened and is_of_sheets_unit(user, sheet)


def may_see_review(user, sheet):
    """The page beside the unit's own: who steers the cluster, the province, the auditor."""
    if user.is_provincial or user.is_auditor:
        return True
    return sheet.cluster_period.cluster_id in user.steered_clusters()


@held_by("đơn vị trưởng cụm, khối (bảng của trưởng do phó)")
def may_confirm(user, sheet):
    """The lead; its own sheet a deputy confirms, without a deputy the province."""
    open_still = sheet.state == State.SUBMITTED and sheet.cluster_period.takes_changes
    return open_still and is_reviewer(user, sheet)


@held_by("tỉnh, khi bảng còn ở đơn vị")
def may_extend(user, sheet):
    """More time for one unit: the province, while the sheet lies with it and the period is open."""
    in_hands = sheet.state in {*OWN_STATES, State.SIGNOFF}
    return in_hands and sheet.cluster_period.state == PartState.OPEN and user.is_provincial


@held_by("người thống nhất hoặc thẩm định bảng này")
def may_send_back(user, sheet):
    """Whoever confirms returns a submitted sheet; a confirmed one the province."""
    if not sheet.cluster_period.takes_changes:
        return False
    if sheet.state == State.SUBMITTED:
        return is_reviewer(user, sheet)
    return sheet.state == State.CONFIRMED and user.is_provincial


@held_by("tỉnh, khi kỳ chưa chốt")
def may_reopen(user, sheet):
    """An approved sheet, by the province, with the number of a document, before the lock."""
    open_still = sheet.cluster_period.takes_changes
    return sheet.state == State.APPROVED and open_still and user.is_provincial


@held_by("tỉnh, sau khi cụm thống nhất")
def may_verify(user, sheet):
    """Verified figures and points: the province, from the cluster's word until approval."""
    return (
        sheet.state == State.CONFIRMED and user.is_provincial and sheet.cluster_period.takes_changes
    )


def sees_leaf_work(user):
    """The list of criteria to verify: units that were given one, the province, the auditor."""
    if user.is_provincial or user.is_auditor:
        return True
    return user.is_of_member and user.unit.verified_leaves.exists()


def verifies(user, period, leaf):
    """The unit of this person is assigned to the leaf in the period."""
    return user.is_of_member and leaf.verifiers.filter(period=period, unit=user.unit_id).exists()


@held_by("đơn vị được giao thẩm định tiêu chí, tỉnh")
def may_see_leaf(user, period, leaf):
    """The page of one criterion: its verifying unit, the province, the auditor."""
    return user.is_provincial or user.is_auditor or verifies(user, period, leaf)


@held_by("đơn vị được giao thẩm định tiêu chí, tỉnh")
def may_verify_leaf(user, period, leaf):
    """Write the verified figures of one criterion, where the sheet of the row is open to it."""
    return user.is_provincial or verifies(user, period, leaf)


def judges_itself(user, sheet):
    """A verifying department is a member of a cluster too: its own rows are the province's."""
    return not user.is_provincial and user.unit_id == sheet.unit_id


@held_by("tỉnh, sau khi cụm thống nhất")
def may_approve(user, sheet):
    return may_verify(user, sheet)


@held_by("người thống nhất hoặc thẩm định bảng này")
def may_enter_penalties(user, sheet):
    """Penalties in the cluster's column (who confirms) or the verified one (the province)."""
    return may_confirm(user, sheet) or may_verify(user, sheet)


@held_by("tỉnh, khi kỳ chưa chốt")
def may_exclude(user, sheet):
    """Leave a unit out of the ranking: the province, in any state of the sheet, before the lock."""
    return user.is_provincial and sheet.cluster_period.takes_changes


def sees_verified(user, sheet):
    """Verified points: hidden from the sheet's own unit until it is notified."""
    if user.is_provincial or user.is_auditor or sheet.cluster_period.is_notified:
        return True
    return sheet.cluster_period.cluster_id in user.steered_clusters()


def sees_cluster_points(user, sheet):
    """The cluster's points: the own unit reads them once the cluster has agreed."""
    agreed = sheet.state in {State.CONFIRMED, State.APPROVED}
    return agreed or may_see_review(user, sheet)


def sees_item(user, sheet, item):
    """Penalties and exclusions: hidden from the sheet's own unit until it is notified."""
    return item.kind == SetItem.Kind.BONUS or sees_verified(user, sheet)


def may_see_notice(user, sheet):
    return sheet.cluster_period.is_notified or may_see_review(user, sheet)


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


@held_by("đơn vị trưởng, phó cụm, khối; tỉnh")
def may_arrange_meeting(user, meeting):
    """Set the facts of a meeting and make its papers: who steers the cluster, the province."""
    return user.is_provincial or meeting.cluster_id in user.steered_clusters()


@held_by("đơn vị trưởng, phó cụm, khối; tỉnh")
def may_call_meetings(user):
    return user.is_provincial or bool(user.steered_clusters())
