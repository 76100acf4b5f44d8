"""A second cluster of twenty made-up units beside the demo, each with a blank sheet: one a test.

Half of them score on the demo's set, half on a flat set of twelve criteria without parts.
"""

import json
import sys
from datetime import date, timedelta

from django.utils import timezone

from clusters.models import Cluster, Membership, Unit, User
from emulation import actions, opening, scoring
from emulation.models import (
    ClusterPeriod,
    CriteriaSet,
    Period,
    RowReturn,
    ScoreSheet,
    Target,
)

UNITS = 10
MOST = [10, 8, 9, 10, 8, 8, 10, 9, 8, 10, 8, 10]
FLAT = {
    "format": "criteria-set/1",
    "code": "PHANG",
    "title": "Bộ tiêu chí phẳng (minh họa)",
    "year": 2020,
    "total_points": sum(MOST),
    "base_points": sum(MOST),
    "bonus_cap": 0,
    "groups": [{"code": "A", "title": "Nhóm A", "max_points": sum(MOST)}],
    "criteria": [
        {
            "number": str(n),
            "title": f"Tiêu chí thử {n}",
            "group": "A",
            "unit_of_measure": "việc",
            "max_points": most,
            "rule": {"type": "proportional"},
        }
        for n, most in enumerate(MOST, start=1)
    ],
    "bonuses": [],
    "penalties": [],
    "exclusions": [],
    "bands": [],
    "tie_break": [],
}


def build():
    """Make both clusters with an officer a unit (two for the first); print their sheets' keys."""
    period = Period.objects.get(code="2020-H1")
    password = User.objects.get(username="tinh").password
    demo = CriteriaSet.objects.get(code="BK-12TC")
    flat = actions.store_set(plain=scoring.load_set(FLAT), by=None)
    made = {}
    for code, criteria_set in [("thu", demo), ("phang", flat)]:
        part = _part(code, criteria_set, period)
        for n in range(1, UNITS + 1):
            made |= _unit(part, f"{code}-{n}", n, password)
    sys.stdout.write(json.dumps(made))


def fill(name):
    """Type a figure into every row of a flat sheet, so that it may be handed in."""
    sheet = ScoreSheet.objects.get(unit__short_name=f"Thử {name}")
    officer = User.objects.get(username=name)
    User.objects.filter(pk=officer.pk).update(email=f"{name}@example.vn")
    rows = [(entry, "actual", 600, "", "600") for entry in sheet.entries.measured()]
    sheet.record(rows, by=officer)


def hand_in(name):
    """The filled sheet, handed in by its officer."""
    fill(name)
    sheet = ScoreSheet.objects.get(unit__short_name=f"Thử {name}")
    sheet.submit(by=User.objects.get(username=name))


def ask_again(name, *numbers):
    """The handed-in sheet, some rows of it returned by the province with a comment each."""
    hand_in(name)
    sheet = ScoreSheet.objects.get(unit__short_name=f"Thử {name}")
    by = User.objects.get(username="tinh")
    for entry in sheet.entries.filter(leaf__number__in=numbers):
        RowReturn.objects.create(sheet=sheet, entry=entry, comment="Xem lại (minh họa)", by=by)
    sheet.send_back(by=by, note="", due=timezone.now() + timedelta(days=3))


def _part(code, criteria_set, period):
    cluster = Cluster.objects.create(code=code, name=f"Cụm thử {code} (minh họa)", order=50)
    now = timezone.now()
    return ClusterPeriod.objects.create(
        period=period,
        cluster=cluster,
        criteria_set=criteria_set,
        opens_at=now - timedelta(days=1),
        deadline=now + timedelta(days=7),
        closes_at=now + timedelta(days=21),
        state=ClusterPeriod.State.OPEN,
        is_illustrative=True,
    )


def _unit(part, name, n, password):
    unit = Unit.objects.create(
        kind=Unit.Kind.COMMUNE, full_name=f"Xã Thử {name}", short_name=f"Thử {name}", order=500 + n
    )
    role = Membership.Role.LEAD if n == UNITS else Membership.Role.MEMBER
    Membership.objects.create(
        cluster=part.cluster, unit=unit, year=2020, role=role, active_from=date(2020, 1, 1)
    )
    leaves = part.criteria_set.criteria.leaves()
    Target.objects.bulk_create(
        Target(unit=unit, leaf=leaf, year=2020, value=1000)
        for leaf in leaves
        if part.criteria_set.plain.find(leaf.number).needs_target
    )
    for suffix in ("", "-b"):
        User.objects.create(
            username=f"{name}{suffix}",
            full_name=f"Cán bộ {name}{suffix} (minh họa)",
            unit=unit,
            password=password,
            acts_for_cluster=role == Membership.Role.LEAD,
        )
    opening.blank_sheet(part=part, unit=unit)
    return {name: part.sheets.get(unit=unit).pk}
