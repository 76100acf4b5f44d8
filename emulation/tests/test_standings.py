"""From verified sheets to closed places: who is ranked, what blocks, what stays frozen."""

from decimal import Decimal as D

import pytest

from clusters.tests.factories import UnitFactory, UserFactory
from emulation import actions
from emulation.models import ClusterPeriod, Placing, ScoreSheet
from emulation.standing_rows import matrix
from emulation.tests.factories import ClusterPeriodFactory, make_sheet
from emulation.workflow import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    """Three approved sheets: 100, 88,89 and 88,89 points."""
    part = ClusterPeriodFactory()
    make_sheet(part, verified=True, state="approved")
    make_sheet(part, verified=True, state="approved", points=20)
    make_sheet(part, verified=True, state="approved", points=20)
    return part


def ranked(part):
    return [(line.rank, str(line.outcome.total)) for line in actions.standings(part)]


def test_only_the_approved_are_ranked_and_the_others_do_not_push(part):
    make_sheet(part, verified=True, state="confirmed")
    assert ranked(part) == [(1, "100.00"), (2, "88.89"), (2, "88.89"), (None, "100.00")]


def test_what_is_not_reported_yet_is_no_nought(part):
    make_sheet(part, filled=False, unit=UnitFactory(order=9999))
    points = {number: points[-1] for number, _, _, points in matrix(part, leaves=True).rows}
    assert points == {"1": None, "2": None}


def test_the_road_to_publication(part):
    by = UserFactory(provincial=True)
    with pytest.raises(Refused):
        actions.close_ranking(part=part, by=by)
    actions.notify_units(part=part, by=by)
    actions.close_ranking(part=part, by=by)
    publication = actions.publish(part=part, by=by)

    placings = Placing.objects.of(part).in_rank_order()
    assert [(p.place, p.tied, p.total) for p in placings] == [
        (1, False, D(100)),
        (2, True, D("88.89")),
        (2, True, D("88.89")),
    ]
    assert publication.version == 1
    assert [row["place"] for row in publication.content["rows"]] == [1, 2, 2]


def test_a_member_neither_approved_nor_excluded_blocks_by_name(part):
    late = make_sheet(part)
    by = UserFactory(provincial=True)
    with pytest.raises(Refused, match=late.unit.short_name):
        actions.notify_units(part=part, by=by)
    out = late.items.get(item__code="X1")
    late.record(
        [(out, "verified_count", 1, "kỷ luật", ""), (out, "verified_reason", "kỷ luật", "", "")],
        by=by,
    )
    actions.notify_units(part=part, by=by)
    actions.close_ranking(part=part, by=by)
    assert Placing.objects.get(unit=late.unit).excluded == "kỷ luật"
    assert Placing.objects.get(unit=late.unit).place is None


def test_frozen_places_survive_later_changes(part):
    by = UserFactory(provincial=True)
    actions.notify_units(part=part, by=by)
    actions.close_ranking(part=part, by=by)
    unit = part.sheets.first().unit
    before = list(part.placings.values_list("unit_name", "total"))
    unit.full_name = "Tên mới"
    unit.save()
    assert list(part.placings.values_list("unit_name", "total")) == before


def test_reopening_needs_a_document_and_makes_a_new_version(part):
    by = UserFactory(provincial=True)
    for step in (actions.notify_units, actions.close_ranking, actions.publish):
        step(part=part, by=by)
    with pytest.raises(Exception, match="văn bản"):
        actions.reopen_part(part=part, by=by, note=" ")
    actions.reopen_part(part=part, by=by, note="Văn bản 12/VB")
    part.refresh_from_db()
    assert part.state == ClusterPeriod.State.OPEN
    for step in (actions.notify_units, actions.close_ranking, actions.publish):
        step(part=part, by=by)
    assert list(part.publications.values_list("version", flat=True)) == [1, 2]


def test_a_rule_that_compares_units_is_reckoned_for_all_of_them():
    from emulation.tests.factories import SMALL_SET, small_set

    leaf = SMALL_SET["criteria"][0] | {"rule": {"type": "relative_to_leader"}}
    kept = small_set(criteria=[leaf, *SMALL_SET["criteria"][1:]])
    part = ClusterPeriodFactory(criteria_set=kept)
    first, second = make_sheet(part, actual=600), make_sheet(part, actual=700)
    points = [s.entries.get(leaf__number="1").computed_points for s in (first, second)]
    assert points == [D(45), D(60)]
    assert ScoreSheet.objects.count() == 2
