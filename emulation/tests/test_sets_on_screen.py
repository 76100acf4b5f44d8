"""A set version compared with another, and tried on figures that are there already."""

from decimal import Decimal as D

import pytest
from django.core import serializers
from django.urls import reverse

from clusters.tests.factories import UserFactory
from emulation import scoring
from emulation.actions import store_set
from emulation.models import ScoreEntry
from emulation.tests.factories import SMALL_SET, ClusterPeriodFactory, make_sheet, small_set
from emulation.try_set import try_set

pytestmark = pytest.mark.django_db


def draft(**changes):
    return store_set(plain=scoring.load_set(SMALL_SET | changes), by=None)


def criteria(**changes):
    """The small set's criteria, those of criterion 1 changed."""
    first, *rest = SMALL_SET["criteria"]
    return [first | changes, *rest]


@pytest.fixture
def part():
    part = ClusterPeriodFactory()
    make_sheet(part, verified=True, state="approved", actual=450, points=30)
    make_sheet(part, verified=True, state="approved", actual=500, points=20)
    return part


def test_who_moves_under_another_rule_and_nothing_is_written(part, signed_in):
    heavier = SMALL_SET["criteria"][0]["rule"] | {"points_per_percent": 1}
    tried = draft(criteria=criteria(rule=heavier))
    before = serializers.serialize("json", ScoreEntry.objects.all())
    # 10 % short: 40 of 60 points by the old rule, 50 by the new one
    found = {
        u.unit: (u.total, u.rank, u.new_total, u.new_rank) for u in try_set(tried.plain, part).units
    }
    first, second = (sheet.unit.short_name for sheet in part.sheets.order_by("pk"))
    assert found[first] == (D("77.78"), 2, D("88.89"), 1)
    assert found[second] == (D("88.89"), 1, D("88.89"), 1)
    page = reverse("criteria-try", args=[tried.pk])
    shown = signed_in(UserFactory(provincial=True)).get(page, {"ky": part.pk}).text
    assert "▲ 1" in shown
    assert serializers.serialize("json", ScoreEntry.objects.all()) == before


def test_what_could_not_be_carried_over_is_named(part):
    renamed = draft(criteria=criteria(number="9"))
    trial = try_set(renamed.plain, part)
    assert trial.without == ["9 Thu ngân sách"]
    assert trial.left_out == ["1 Thu ngân sách"]


def test_two_versions_are_compared(part, signed_in):
    later = draft(criteria=criteria(title="Thu ngân sách nhà nước"))
    clerk = signed_in(UserFactory(provincial=True))
    shown = clerk.get(reverse("criteria-compare", args=[later.pk])).text
    assert "Tiêu chí 1, tên: Thu ngân sách → Thu ngân sách nhà nước" in shown
    same = small_set()
    page = reverse("criteria-compare", args=[same.pk])
    assert "Không khác NHO, bản 1" in clerk.get(page, {"voi": part.criteria_set_id}).text
    assert clerk.get(page, {"voi": "x"}).status_code == 404
    officer = signed_in(UserFactory())
    assert officer.get(reverse("criteria-compare", args=[later.pk])).status_code == 404
    assert officer.get(reverse("criteria-try", args=[later.pk])).status_code == 403
