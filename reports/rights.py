"""May this person do this to a report? Each question in one place."""

from clusters.access import held_by
from emulation.models import ClusterPeriod
from reports.models import Report


@held_by("tỉnh và đơn vị trưởng, phó cụm, khối")
def may_see_reports(user):
    return user.is_provincial or user.is_auditor or bool(user.steered_clusters())


def may_see_prints(user, sheet):
    """A unit's own papers: its people, the province, the auditor; not who steers its cluster."""
    if user.is_provincial or user.is_auditor:
        return True
    return user.is_of_member and user.unit_id == sheet.unit_id


@held_by("cán bộ, lãnh đạo của đơn vị")
def may_print(user, sheet):
    """Ask for the papers: the unit's own people, at any time."""
    return user.is_of_member and user.unit_id == sheet.unit_id


@held_by("tỉnh và đơn vị trưởng, phó cụm, khối")
def may_begin(user, part):
    """The province, and who acts for the cluster's lead or deputy."""
    return user.is_provincial or part.cluster_id in user.steered_clusters()


def issuer_kind_for(user):
    """In whose name: the province's own, or the cluster's."""
    return Report.IssuerKind.PROVINCE if user.is_provincial else Report.IssuerKind.CLUSTER


@held_by("cơ quan ban hành văn bản này")
def may_write(user, report):
    """The texts of a paper that has no file yet, and asking for the file."""
    open_states = {Report.State.DRAFT, Report.State.FAILED}
    mine = issuer_kind_for(user) == report.issuer_kind
    return report.state in open_states and mine and may_begin(user, report.cluster_period)


@held_by("cơ quan ban hành văn bản này")
def may_renew(user, report):
    """A new paper with the texts of a finished one."""
    mine = issuer_kind_for(user) == report.issuer_kind
    return mine and may_begin(user, report.cluster_period)


def parts_for(user):
    """The periods this person may report about."""
    if not may_see_reports(user) or user.is_auditor:
        return ClusterPeriod.objects.none()
    parts = ClusterPeriod.objects.steered_by(user)
    return parts.exclude(state=ClusterPeriod.State.PLANNED).newest_first()
