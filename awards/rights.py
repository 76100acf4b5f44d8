"""May this person do this to an award decision? Each question in one place."""

from clusters.access import held_by
from emulation.rights import may_see_ranking, may_see_unit_results


@held_by("tỉnh")
def may_enter(user):
    """Past decisions are entered by the province."""
    return user.is_provincial


@held_by("tỉnh")
def may_correct(user, decision):
    """Corrections too; each keeps its reason in the history."""
    return user.is_provincial


def may_see_unit_awards(user, unit):
    """A unit's history of awards: who may see its results over time."""
    return may_see_unit_results(user, unit)


def may_see_award(user, award):
    """One recipient's row on a decision: as the history of the recipient's unit."""
    return award.unit is not None and may_see_unit_awards(user, award.unit)


def may_see_quotas(user):
    """The table of all clusters: province and auditor."""
    return user.is_provincial or user.is_auditor


@held_by("tỉnh")
def may_set_quotas(user):
    """How many each cluster may propose."""
    return user.is_provincial


def may_see_nominations(user, part):
    """A year's proposals before they are decided: who steers the cluster, province, auditor."""
    return not part.half_year and may_see_ranking(user, part)


@held_by("đơn vị trưởng, phó cụm, khối; tỉnh; sau khi kỳ năm đã chốt xếp hạng")
def may_nominate(user, part):
    """Propose units of a closed year."""
    steers = user.is_provincial or part.cluster_id in user.steered_clusters()
    return steers and part.is_frozen and not part.half_year
