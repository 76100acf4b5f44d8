"""May this person do this to a report? Each question in one place."""

from clusters.access import held_by
from emulation.models import ClusterPeriod, Period, ScoreSheet
from emulation.rights import may_arrange_meeting
from reports.models import Report

Scope, IssuerKind = Report.Scope, Report.IssuerKind


@held_by("tỉnh, đơn vị trưởng, phó cụm, khối và cán bộ của đơn vị")
def may_see_reports(user):
    steers = bool(user.steered_clusters())
    return user.is_provincial or user.is_auditor or user.is_of_member or steers


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
    """In whose name a cluster's report: the province's own, or the cluster's."""
    return IssuerKind.PROVINCE if user.is_provincial else IssuerKind.CLUSTER


def _speaks_for_issuer(user, report):
    """The province for its own papers, who steers for the cluster's, its people for a unit's."""
    if report.scope == Scope.UNIT:
        return may_print(user, report.sheet)
    if report.issuer_kind == IssuerKind.PROVINCE:
        return user.is_provincial
    return not user.is_provincial and may_begin(user, report.cluster_period)


@held_by("cơ quan ban hành văn bản này")
def may_write(user, report):
    """The texts of a paper that has no file yet, and asking for the file."""
    return report.state in Report.IDLE and _speaks_for_issuer(user, report)


@held_by("cơ quan ban hành văn bản này, khi chưa phát hành")
def may_issue(user, report):
    """Make the final paper, from which nothing changes any more."""
    return not report.is_issued and not report.is_under_way and _speaks_for_issuer(user, report)


@held_by("cơ quan ban hành văn bản này, sau khi phát hành")
def may_bring_signed(user, report):
    """Take back the report that was signed elsewhere."""
    return report.is_issued and _speaks_for_issuer(user, report)


@held_by("cơ quan ban hành văn bản này, khi đang tạo")
def may_cancel(user, report):
    """Give up the making of a report."""
    return report.is_under_way and _speaks_for_issuer(user, report)


@held_by("cơ quan ban hành văn bản này, khi lần tạo trước không thành")
def may_retry(user, report):
    """Ask once more for what failed or was given up, as it was asked for."""
    return report.has_come_to_nothing and _speaks_for_issuer(user, report)


@held_by("cơ quan ban hành văn bản này, khi chưa phát hành và không đang tạo")
def may_discard(user, report):
    """Delete a draft that nobody needs."""
    return not report.is_issued and not report.is_under_way and _speaks_for_issuer(user, report)


@held_by("cơ quan ban hành văn bản này")
def may_renew(user, report):
    """A new paper with the texts of a finished one."""
    return _speaks_for_issuer(user, report)


def may_see_kits(user, meeting):
    """The papers of a meeting before it: who arranges it, the auditor."""
    return user.is_auditor or may_arrange_meeting(user, meeting)


def parts_for(user):
    """The periods of clusters this person may report about."""
    if user.is_auditor or not (user.is_provincial or user.steered_clusters()):
        return ClusterPeriod.objects.none()
    parts = ClusterPeriod.objects.steered_by(user)
    return parts.exclude(state=ClusterPeriod.State.PLANNED).newest_first()


def periods_for(user):
    """The periods that the province reports about as a whole."""
    if not user.is_provincial:
        return Period.objects.none()
    begun = ClusterPeriod.objects.standing().exclude(state=ClusterPeriod.State.PLANNED)
    return Period.objects.filter(pk__in=begun.values("period")).order_by("-year", "-kind")


def sheets_for(user):
    """The sheets that a unit's own people report about."""
    if not user.is_of_member:
        return ScoreSheet.objects.none()
    return ScoreSheet.objects.filter(unit=user.unit_id).for_list()
