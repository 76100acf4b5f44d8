"""May this person do this to an award decision? Each question in one place."""

from clusters.access import held_by


@held_by("tỉnh")
def may_enter(user):
    """Past decisions are entered by the province."""
    return user.is_provincial


@held_by("tỉnh")
def may_correct(user, decision):
    """Corrections too; each keeps its reason in the history."""
    return user.is_provincial


def may_see_unit_awards(user, unit):
    """A unit's history: its own people, who steers its cluster, the province, the auditor."""
    if user.is_provincial or user.is_auditor:
        return True
    if user.is_administrator:
        return False
    steered = unit.memberships.filter(cluster__in=user.steered_clusters())
    return user.unit_id == unit.pk or steered.exists()


def may_see_award(user, award):
    """One recipient's row on a decision: as the history of the recipient's unit."""
    return award.unit is not None and may_see_unit_awards(user, award.unit)
