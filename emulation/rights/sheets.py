"""Rights on a unit's score sheet, its rows and its evidence."""

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
