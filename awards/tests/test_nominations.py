"""Numbers that the province sets, and units that clusters propose within them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards import nominating
from awards.models import Nomination, Quota
from awards.tests.factories import make_kind
from clusters.models import Change
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import actions
from emulation.models import ClusterPeriod
from emulation.tests.factories import ClusterPeriodFactory, PeriodFactory, make_sheet
from emulation.workflow import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    """A closed year of three units with places; the cluster's lead takes no part in it."""
    part = ClusterPeriodFactory(period=PeriodFactory(kind="year"))
    MembershipFactory(cluster=part.cluster, lead=True)
    for points in (30, 20, 10):
        make_sheet(part, state="approved", verified=True, points=points)
    by = UserFactory(provincial=True)
    actions.notify_units(part=part, by=by)
    actions.close_ranking(part=part, by=by, early=True)
    return ClusterPeriod.objects.with_names().get(pk=part.pk)


@pytest.fixture
def flag():
    return make_kind()


def lead_of(part):
    return UserFactory(unit=part.cluster.memberships.get(role="lead").unit, acting=True)


def give(part, kind, most):
    return Quota.objects.create(part=part, kind=kind, most=most)


def grid_of(part):
    return reverse("quotas", args=[part.period.code])


def list_of(part):
    return reverse("nominations", args=[part.period.code, part.cluster.code])


def base_in(page):
    return page.partition('name="base" value="')[2][:16]


def sent(client, address, typed):
    """Posts what is typed on the page as it is now."""
    base = base_in(client.get(address).content.decode())
    return client.post(address, {"base": base} | typed)


def test_the_province_sets_numbers_for_kinds_it_adds(signed_in, part, flag):
    client = signed_in(UserFactory(provincial=True))
    assert f"q-{part.pk}-{flag.pk}" not in client.get(grid_of(part)).content.decode()
    address = f"{grid_of(part)}?them={flag.code}"
    page = client.get(address).content.decode()
    name = f"q-{part.pk}-{flag.pk}"
    assert name in page
    client.post(address, {name: "2", "document": "12/UBND", "base": base_in(page)})
    quota = Quota.objects.get()
    assert (quota.part, quota.kind, quota.most, quota.document) == (part, flag, 2, "12/UBND")
    assert Change.objects.under(part).get(field="most").after == "2"
    assert name in client.get(grid_of(part)).content.decode()


@pytest.mark.parametrize(("typed", "sentence"), [("a", "số nguyên"), ("1000", "999")])
def test_a_wrong_number_is_refused_and_stays_typed(signed_in, part, flag, typed, sentence):
    give(part, flag, 1)
    client = signed_in(UserFactory(provincial=True))
    page = sent(client, grid_of(part), {f"q-{part.pk}-{flag.pk}": typed}).content.decode()
    assert sentence in page
    assert f'value="{typed}"' in page
    assert Quota.objects.get().most == 1


def test_a_number_below_what_is_proposed_is_refused(signed_in, part, flag):
    give(part, flag, 2)
    lines = nominating.placed_units(part)
    nominating.nominate(part=part, chosen={flag: lines[:2]}, by=None)
    client = signed_in(UserFactory(provincial=True))
    page = sent(client, grid_of(part), {f"q-{part.pk}-{flag.pk}": "1"}).content.decode()
    assert "đã đề nghị 2 đơn vị" in page
    assert Quota.objects.get().most == 2


def test_a_cluster_proposes_within_its_number(signed_in, part, flag):
    give(part, flag, 1)
    client, lines = signed_in(lead_of(part)), nominating.placed_units(part)
    keys = [str(line.unit_id) for line in lines]
    page = sent(client, list_of(part), {f"k-{flag.pk}": keys[:2]}).content.decode()
    assert "Đã chọn 2 đơn vị, được đề nghị tối đa 1" in page
    assert not Nomination.objects.exists()
    sent(client, list_of(part), {f"k-{flag.pk}": keys[:1]})
    assert [row.unit_name for row in Nomination.objects.all()] == [lines[0].unit]
    assert Change.objects.under(part).get(field__startswith="đề nghị").after == lines[0].unit


def test_the_verb_holds_the_number_whatever_the_form_saw(part, flag):
    give(part, flag, 1)
    lines = nominating.placed_units(part)
    with pytest.raises(Refused, match="tối đa 1"):
        nominating.nominate(part=part, chosen={flag: lines[:2]}, by=None)


def test_an_old_page_takes_nobodys_proposal_back(signed_in, part, flag):
    give(part, flag, 2)
    client, lines = signed_in(lead_of(part)), nominating.placed_units(part)
    base = base_in(client.get(list_of(part)).content.decode())
    keys = [str(line.unit_id) for line in lines]
    client.post(list_of(part), {f"k-{flag.pk}": keys[:1], "base": base})
    late = client.post(list_of(part), {f"k-{flag.pk}": keys[1:2], "base": base})
    assert "Người khác đã lưu" in late.content.decode()
    assert Nomination.objects.get().unit_id == lines[0].unit_id


def test_only_units_with_a_place_can_be_proposed(signed_in, part, flag):
    give(part, flag, 2)
    outside = MembershipFactory(cluster=part.cluster).unit
    typed = {f"k-{flag.pk}": [str(outside.pk)]}
    page = sent(signed_in(lead_of(part)), list_of(part), typed).content.decode()
    assert "Chọn đơn vị đã được xếp hạng" in page
    assert not Nomination.objects.exists()


def test_who_is_proposed_twice_is_named(signed_in, part, flag):
    other = make_kind()
    other.pk, other.code, other.name = None, "BK", "Bằng khen"
    other.save()
    line = nominating.placed_units(part)[0]
    for kind in (flag, other):
        give(part, kind, 1)
    nominating.nominate(part=part, chosen={flag: [line], other: [line]}, by=None)
    page = signed_in(lead_of(part)).get(list_of(part)).content.decode()
    assert f"Được đề nghị nhiều hình thức: {line.unit}" in page


def test_a_proposed_unit_that_lost_its_place_is_named_and_leaves_with_the_next_save(
    signed_in, part, flag
):
    give(part, flag, 1)
    line = nominating.placed_units(part)[0]
    nominating.nominate(part=part, chosen={flag: [line]}, by=None)
    part.placings.filter(unit=line.unit_id).update(place=None, excluded="Bị kỷ luật")
    client = signed_in(lead_of(part))
    assert f"không còn thứ hạng: {line.unit}" in client.get(list_of(part)).content.decode()
    sent(client, list_of(part), {})
    assert not Nomination.objects.exists()


def test_nothing_is_proposed_before_the_year_is_closed(signed_in, part, flag):
    give(part, flag, 1)
    ClusterPeriod.objects.filter(pk=part.pk).update(state="notified")
    client = signed_in(lead_of(part))
    assert client.post(list_of(part), {}).status_code == 403
    assert "sau khi chốt xếp hạng" in client.get(list_of(part)).content.decode()


def test_a_half_year_proposes_nothing(signed_in):
    part = ClusterPeriodFactory()
    client = signed_in(UserFactory(provincial=True))
    assert client.get(list_of(part)).status_code == 404
    assert client.get(grid_of(part)).status_code == 404


def test_the_table_of_numbers_takes_the_same_queries_for_more_clusters(signed_in, part, flag):
    client, counts = signed_in(UserFactory(provincial=True)), []
    for _ in range(2):
        give(part, flag, 1)
        with CaptureQueriesContext(connection) as asked:
            client.get(grid_of(part))
        counts.append(len(asked))
        part = ClusterPeriodFactory(period=part.period, criteria_set=part.criteria_set)
    assert counts[0] == counts[1]


def test_a_document_alone_is_written_to_all_numbers(signed_in, part, flag):
    give(part, flag, 2)
    client = signed_in(UserFactory(provincial=True))
    sent(client, grid_of(part), {f"q-{part.pk}-{flag.pk}": "2", "document": "12/UBND"})
    assert Quota.objects.get().document == "12/UBND"
    sent(client, grid_of(part), {f"q-{part.pk}-{flag.pk}": "3", "document": ""})
    assert (Quota.objects.get().most, Quota.objects.get().document) == (3, "12/UBND")


def test_a_post_without_its_page_changes_no_number(signed_in, part, flag):
    give(part, flag, 3)
    signed_in(UserFactory(provincial=True)).post(grid_of(part), {})
    assert Quota.objects.get().most == 3


def test_nobody_proposes_while_the_ranking_is_open_again(part, flag):
    give(part, flag, 1)
    lines = nominating.placed_units(part)
    ClusterPeriod.objects.filter(pk=part.pk).update(state="open")
    with pytest.raises(Refused, match="Xếp hạng đã mở lại"):
        nominating.nominate(part=part, chosen={flag: lines[:1]}, by=None)
