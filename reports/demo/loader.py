"""Puts the demo province into an empty database, or completes the one that is there."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from awards.actions import Recipient, enter_decision, load_kinds
from awards.models import AwardKind
from awards.nominating import set_quotas
from clusters.models import Cluster, Province, Unit, User
from emulation.meetings import begin_meeting
from emulation.models import ClusterPeriod, CriteriaSet, Meeting, Period, ScoreSheet
from reports.demo import contest, people


class NotEmpty(Exception):
    """The database belongs to somebody; the demo is not mixed into it."""


@transaction.atomic
def load(password=None):
    """Load the demo into an empty database.

    Returns the password of all demo accounts, or None when the demo is there already.

    Raises:
        NotEmpty: other data is there.
    """
    if Province.objects.filter(is_demo=True).exists():
        return None
    if Unit.objects.exists() or User.objects.exists():
        raise NotEmpty
    load_kinds()
    body, units = people.make_province(), people.make_units()
    cluster = people.make_cluster(units)
    department = people.make_department()
    users, password = people.make_users(body, units, department, password)
    demo = contest.Demo(cluster, units, users)
    contest.make_set(demo)
    _past(demo)
    _present(demo)
    _meetings(demo)
    _quotas(demo)
    _awards(demo)
    return password


def _past(demo):
    year = contest.make_part(demo, Period.Kind.YEAR, 2018, "backan_2018_year.csv")
    contest.close(demo, year, publish=True)
    contest.date_back(year, date(2018, 12, 3), date(2018, 12, 20))
    half = contest.make_part(demo, Period.Kind.HALF, 2019, "backan_2019_h1.csv")
    contest.close(demo, half, publish=True)
    contest.date_back(half, date(2019, 6, 17), date(2019, 7, 5))


def _present(demo):
    part = contest.make_part(demo, Period.Kind.HALF, 2020, "backan_2020_h1.csv")
    for code, unit in demo.units.items():
        sheet = ScoreSheet.objects.get(unit=unit, cluster_period=part)
        goal = contest.ROADS.get(code, contest.State.APPROVED)
        if goal == contest.State.DRAFT:
            contest.fill(demo, sheet, rows=contest.FIRST_ROWS)
        contest.walk(demo, sheet, goal)


def _meetings(demo):
    """The year's meeting of 2018 and the half-year's of 2020, their papers not made yet."""
    meetings = [
        (Meeting.Kind.YEAR, 2018, datetime(2018, 12, 25, 8)),
        (Meeting.Kind.HALF, 2020, datetime(2020, 7, 24, 8)),
    ]
    for kind, year, held_at in meetings:
        begin_meeting(
            cluster=demo.cluster,
            kind=kind,
            year=year,
            held_at=timezone.make_aware(held_at),
            place="Hội trường đơn vị đăng cai (minh họa)",
            by=demo.province,
        )


def _quotas(demo):
    """One flag and one certificate may be proposed for 2018: the numbers are made up."""
    part = ClusterPeriod.objects.get(period__code="2018-Y", cluster=demo.cluster)
    numbers = {(part, AwardKind.objects.get(code=code)): 1 for code in ("CTD_T", "BK_T")}
    said = {"document": "Số liệu minh họa", "by": demo.province}
    set_quotas(period=part.period, numbers=numbers, **said)


def _awards(demo):
    """The two awards of 2018, handed over at the meeting of July 2019; numbers are made up."""
    rows = [
        ("CTD_T", "Cờ thi đua của UBND tỉnh", "01/QĐ-UBND (minh họa)", "bach-thong"),
        ("BK_T", "Bằng khen của UBND tỉnh", "02/QĐ-UBND (minh họa)", "cho-don"),
    ]
    for code, printed, number, unit_code in rows:
        unit = demo.units[unit_code]
        name = f"Nhân dân và cán bộ {unit.full_name[0].lower()}{unit.full_name[1:]}"
        enter_decision(
            facts={
                "kind": AwardKind.objects.get(code=code),
                "printed_name": printed,
                "number": number,
                "signed_on": date(2019, 3, 1),
                "signer_name": "Người ký (minh họa)",
                "signer_post": "Chủ tịch",
                "title": f"Về việc tặng {printed} năm 2018",
                "for_year": 2018,
                "handed_over_on": date(2019, 7, 25),
                "handed_over_at": "Hội nghị sơ kết 6 tháng đầu năm 2019",
            },
            recipients=[Recipient(name=name, type="collective", unit=unit)],
            by=demo.province,
            is_illustrative=True,
        )


@transaction.atomic
def complete():
    """Approve, notify and close all of 2020-H1, verified points equal to the computed ones."""
    units = {code: Unit.objects.get(users__username=code) for code, *_ in people.UNITS}
    users = {user.username: user for user in User.objects.select_related("unit")}
    demo = contest.Demo(Cluster.objects.get(code="bk-htp"), units, users)
    demo.criteria_set = CriteriaSet.objects.get(code="BK-12TC", version=1)
    part = ClusterPeriod.objects.with_names().get(period__code="2020-H1", cluster=demo.cluster)
    demo.figures[part.pk] = contest.results(demo, "backan_2020_h1.csv")
    contest.close(demo, part, publish=False)
