"""The smallest valid rows of the contest; a criteria set small enough to reckon by hand."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from clusters.tests.factories import ClusterFactory, MembershipFactory, UnitFactory
from emulation import scoring, verifying
from emulation.actions import store_set
from emulation.models import ClusterPeriod, CriteriaSet, Period, ScoreSheet, Target
from emulation.opening import blank_sheet

SMALL_SET = {
    "format": "criteria-set/1",
    "code": "NHO",
    "title": "Bộ tiêu chí nhỏ",
    "year": 2020,
    "total_points": 110,
    "base_points": 100,
    "bonus_cap": 10,
    "groups": [{"code": "A", "title": "Nhóm A", "max_points": 100}],
    "criteria": [
        {
            "number": "1",
            "title": "Thu ngân sách",
            "group": "A",
            "unit_of_measure": "triệu đồng",
            "max_points": 60,
            "rule": {
                "type": "deduct_per_percent_short",
                "points_per_percent": 2,
                "bonus_per_percent_over": 1,
                "bonus_cap": 5,
            },
            "expected_share": "0.5",
        },
        {
            "number": "2",
            "title": "Phong trào",
            "group": "A",
            "max_points": 30,
            "rule": {"type": "direct_points", "step": "0.5"},
        },
        {
            "number": "3",
            "title": "Xếp loại",
            "group": "A",
            "max_points": 10,
            "rule": {"type": "proportional"},
            "expected_share": None,
        },
    ],
    "bonuses": [{"code": "T1", "title": "Mô hình mới", "points_each": 2, "cap": 4}],
    "penalties": [{"code": "P1", "title": "Báo cáo chậm", "points_each": 1}],
    "exclusions": [{"code": "X1", "title": "Bị kỷ luật"}],
    "bands": [{"label": "Tốt", "min_percent": 80}, {"label": "Khá", "min_percent": 0}],
    "tie_break": ["penalty"],
}
"""At a half-year criterion 3 is not measured: 90 of 100 points count. Full marks: 60 and 30."""


def small_set(**changes) -> CriteriaSet:
    """A stored, applied set; `changes` replace keys of the document."""
    kept = store_set(plain=scoring.load_set(SMALL_SET | changes), by=None)
    kept.state = CriteriaSet.State.APPLIED
    kept.save()
    return kept


class PeriodFactory(DjangoModelFactory):
    class Meta:
        model = Period
        django_get_or_create = ["code"]

    kind = Period.Kind.HALF
    year = 2020
    code = factory.LazyAttribute(lambda o: Period.code_for(o.kind, o.year))
    starts_on = factory.LazyAttribute(lambda o: date(o.year, 1, 1))
    ends_on = factory.LazyAttribute(
        lambda o: date(o.year, 6, 30) if o.kind == "half" else date(o.year, 12, 31)
    )


class ClusterPeriodFactory(DjangoModelFactory):
    """An open period of a cluster: opened yesterday, due in a week, closing in three."""

    class Meta:
        model = ClusterPeriod

    period = factory.SubFactory(PeriodFactory)
    cluster = factory.SubFactory(ClusterFactory)
    criteria_set = factory.LazyFunction(small_set)
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    deadline = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=21))
    state = ClusterPeriod.State.OPEN


def with_verifiers(part):
    """Every measured leaf is given to one department; returns it."""
    unit = UnitFactory(kind="department")
    leaves = dict.fromkeys(verifying.measured_leaves(part), unit)
    verifying.assign(part=part, units=leaves, by=None)
    return unit


def make_sheet(part=None, unit=None, *, state="draft", filled=True, verified=False, **facts):
    """A sheet of a member unit: target 1000, and when `filled` an actual of 500 and 30 points.

    At the half-year that earns full marks: 60 + 30 of 90, rescaled to 100. `verified` writes
    verified points equal to the computed ones.
    """
    part = part or ClusterPeriodFactory()
    unit = unit or UnitFactory()
    if not part.cluster.memberships.filter(unit=unit).exists():
        MembershipFactory(cluster=part.cluster, unit=unit)
    leaf = part.criteria_set.criteria.get(number="1")
    Target.objects.get_or_create(
        unit=unit, leaf=leaf, year=part.period.year, defaults={"value": Decimal(1000)}
    )
    blank_sheet(part=part, unit=unit)
    sheet = ScoreSheet.objects.get(unit=unit, cluster_period=part)
    if filled or verified:
        fill(sheet, **facts)
    if verified:
        verify(sheet)
    ScoreSheet.objects.filter(pk=sheet.pk).update(state=state)
    return ScoreSheet.objects.get(pk=sheet.pk)


def fill(sheet, actual=500, points=30):
    """Enter the two figures of the small set and compute what follows."""
    officer = None
    first, second = sheet.entries.get(leaf__number="1"), sheet.entries.get(leaf__number="2")
    sheet.record(
        [
            (first, "actual", Decimal(actual), "", str(actual)),
            (second, "given_points", Decimal(points), "", str(points)),
        ],
        by=officer,
    )


def verify(sheet):
    """Verified points equal to the computed ones, on every measured row."""
    rows = []
    for entry in sheet.entries.measured():
        rows += [
            (entry, "verified_points", entry.computed_points, "", ""),
            (entry, "verified_bonus", entry.computed_bonus, "", ""),
        ]
    sheet.record(rows, by=None)


def at(*parts):
    """An aware moment in Vietnam: at(2026, 7, 10, 17)."""
    return timezone.make_aware(datetime(*parts))
