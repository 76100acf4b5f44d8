"""A closed half-year with places, and a report about it."""

from clusters.models import Issuer
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import actions
from emulation.tests.factories import ClusterPeriodFactory, make_sheet
from reports.models import Report


def make_part(units=3, *, closed=True, **facts):
    """A half-year of a cluster with an issuer's profile; closed with places when `closed`."""
    part = ClusterPeriodFactory(**facts)
    Issuer.objects.create(
        cluster=part.cluster,
        parent_line="UBND TỈNH MẪU",
        issuer_line="CỤM THI ĐUA MẪU",
        document_code="BC-CTĐ",
        place="Mẫu",
        signer_post="CỤM TRƯỞNG",
        recipients="Các đơn vị\nLưu: VT",
    )
    for index in range(units):
        make_sheet(part, verified=True, state="approved", points=30 - index % 30)
    if closed:
        by = UserFactory(provincial=True)
        actions.notify_units(part=part, by=by)
        actions.close_ranking(part=part, by=by)
        part.refresh_from_db()
    return part


def make_report(part=None, **facts):
    part = part or make_part()
    by = UserFactory(provincial=True)
    report = Report.begin(part, Report.IssuerKind.CLUSTER, by=by)
    Report.objects.filter(pk=report.pk).update(**facts)
    report.refresh_from_db()
    return report


def acting_lead(part):
    """An officer who acts for the cluster's lead unit."""
    unit = MembershipFactory(cluster=part.cluster, lead=True).unit
    return UserFactory(unit=unit, acting=True)
