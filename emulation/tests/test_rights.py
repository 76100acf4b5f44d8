"""Who may do what to a sheet: one setup, many people, one dictionary each."""

import pytest

from clusters.models import Membership, User
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import rights
from emulation.models import ScoreSheet
from emulation.tests.factories import ClusterPeriodFactory, make_sheet

pytestmark = pytest.mark.django_db
State = ScoreSheet.State


@pytest.fixture
def people():
    """Everyone around one sheet of an ordinary member."""
    part = ClusterPeriodFactory()
    cluster = part.cluster
    sheet = make_sheet(part)
    lead = MembershipFactory(cluster=cluster, lead=True).unit
    deputy = MembershipFactory(cluster=cluster, deputy=True).unit
    former = MembershipFactory(cluster=cluster, role=Membership.Role.LEAD, ended=True).unit
    other = MembershipFactory(cluster=cluster).unit
    users = {
        "own officer": UserFactory(unit=sheet.unit),
        "own leader": UserFactory(unit=sheet.unit, leader=True),
        "lead": UserFactory(unit=lead, acting=True),
        "lead's other officer": UserFactory(unit=lead),
        "deputy": UserFactory(unit=deputy, acting=True),
        "former lead": UserFactory(unit=former, acting=True),
        "member": UserFactory(unit=other),
        "stranger": UserFactory(),
        "province": UserFactory(provincial=True),
        "administrator": UserFactory(administrator=True),
        "auditor": UserFactory(auditor=True),
    }
    return sheet, users


def who_may(right, sheet, users):
    return {name for name, user in users.items() if right(user, sheet)}


EXPECTED = {
    (rights.may_edit, State.DRAFT): {"own officer"},
    (rights.may_edit, State.RETURNED): {"own officer"},
    (rights.may_edit, State.SUBMITTED): set(),
    (rights.may_submit, State.DRAFT): {"own officer"},
    (rights.may_submit, State.SIGNOFF): {"own leader"},
    (rights.may_hand_back, State.SIGNOFF): {"own leader"},
    (rights.may_sign_off, State.DRAFT): {"own officer"},
    (rights.may_recall, State.SUBMITTED): {"own officer", "own leader"},
    (rights.may_confirm, State.SUBMITTED): {"lead"},
    (rights.may_confirm, State.DRAFT): set(),
    (rights.may_send_back, State.SUBMITTED): {"lead"},
    (rights.may_send_back, State.CONFIRMED): {"province"},
    (rights.may_verify, State.CONFIRMED): {"province"},
    (rights.may_verify, State.SUBMITTED): set(),
    (rights.may_approve, State.CONFIRMED): {"province"},
    (rights.may_reopen, State.APPROVED): {"province"},
    (rights.may_exclude, State.DRAFT): {"province"},
    (rights.may_see_review, State.DRAFT): {"lead", "deputy", "province", "auditor"},
    (rights.sees_verified, State.APPROVED): {"lead", "deputy", "province", "auditor"},
}


@pytest.mark.parametrize(
    ("question", "names"), EXPECTED.items(), ids=lambda v: getattr(v, "__name__", None)
)
def test_who_may(people, question, names):
    (right, state), (sheet, users) = question, people
    sheet.state = state
    assert who_may(right, sheet, users) == names


def test_the_deputy_confirms_the_leads_own_sheet_and_nobody_else():
    part = ClusterPeriodFactory()
    lead = MembershipFactory(cluster=part.cluster, lead=True).unit
    deputy = MembershipFactory(cluster=part.cluster, deputy=True).unit
    sheet = make_sheet(part, lead, state="submitted")
    users = {
        "lead": UserFactory(unit=lead, acting=True),
        "deputy": UserFactory(unit=deputy, acting=True),
        "province": UserFactory(provincial=True),
    }
    assert who_may(rights.may_confirm, sheet, users) == {"deputy"}
    part.cluster.memberships.filter(unit=deputy).delete()
    users = {name: User.objects.get(pk=user.pk) for name, user in users.items()}
    assert who_may(rights.may_confirm, sheet, users) == {"province"}


def test_verified_points_open_to_the_unit_when_it_is_notified(people):
    sheet, users = people
    sheet.cluster_period.state = "notified"
    assert "own officer" in who_may(rights.sees_verified, sheet, users)


def test_what_each_person_sees(people):
    sheet, users = people
    seen = {n for n, u in users.items() if ScoreSheet.objects.visible_to(u).filter(pk=sheet.pk)}
    assert seen == {"own officer", "own leader", "lead", "deputy", "province", "auditor"}


def test_nobody_edits_a_closed_period(people):
    sheet, users = people
    sheet.cluster_period.state = "closed"
    questions = [rights.may_edit, rights.may_exclude, rights.may_send_back, rights.may_reopen]
    for state in State:
        sheet.state = state
        assert [who_may(right, sheet, users) for right in questions] == [set()] * 4
