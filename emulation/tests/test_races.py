"""Two people pressing at once, on PostgreSQL: one is let through, nothing is done twice."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from clusters.actions import save_membership
from clusters.models import Membership
from clusters.tests.factories import MembershipFactory, UnitFactory, UserFactory
from emulation import actions
from emulation.models import ScoreSheet
from emulation.tests.factories import ClusterPeriodFactory, make_sheet
from emulation.workflow import Refused

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite locks the whole file"),
]


def at_once(*acts):
    """Run all `acts` in threads that start together; return what each gave or raised."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        gate.wait()
        try:
            answers[index] = act()
        except Exception as fault:
            answers[index] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def fresh(sheet):
    return ScoreSheet.objects.get(pk=sheet.pk)


@pytest.mark.parametrize("attempt", range(3))
def test_two_submissions_give_one_receipt(attempt):
    sheet = make_sheet()
    officer = UserFactory(unit=sheet.unit)
    answers = at_once(*[lambda: fresh(sheet).submit(by=officer)] * 2)
    assert sorted(isinstance(a, Refused) for a in answers) == [False, True]
    assert (sheet.receipts.count(), sheet.steps.count()) == (1, 1)


def test_confirming_and_recalling_at_once_lets_one_through():
    sheet = make_sheet(state="submitted")
    by = UserFactory()
    answers = at_once(lambda: fresh(sheet).confirm(by=by), lambda: fresh(sheet).recall(by=by))
    assert sum(isinstance(a, Refused) for a in answers) == 1
    assert sheet.steps.count() == 1


def test_units_that_submit_at_once_get_receipts_of_their_own():
    part = ClusterPeriodFactory()
    sheets = [make_sheet(part) for _ in range(4)]
    by = UserFactory()
    answers = at_once(*[lambda s=s: fresh(s).submit(by=by) for s in sheets])
    assert sorted(receipt.serial for receipt in answers) == [1, 2, 3, 4]


def test_closing_and_reopening_a_sheet_at_once_never_mix():
    from datetime import timedelta

    from django.utils import timezone

    part = ClusterPeriodFactory()
    sheet = make_sheet(part, verified=True, state="approved")
    by = UserFactory(provincial=True)
    actions.notify_units(part=part, by=by)
    soon = timezone.now() + timedelta(days=1)
    at_once(
        lambda: actions.close_ranking(part=type(part).objects.get(pk=part.pk), by=by),
        lambda: fresh(sheet).reopen(by, "Văn bản 1", soon),
    )
    part.refresh_from_db()
    approved = fresh(sheet).state == "approved"
    assert (part.state == "closed") is approved
    assert part.placings.exists() is approved


def test_the_database_itself_refuses_two_leads_and_a_unit_twice():
    first = MembershipFactory(lead=True)
    for facts in ({"lead": True}, {"unit": first.unit}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MembershipFactory(cluster=first.cluster, active_from="2020-03-01", **facts)
    MembershipFactory(cluster=first.cluster)


@pytest.mark.parametrize("attempt", range(3))
def test_two_leads_entered_at_once_give_one(attempt):
    first = MembershipFactory()
    other = MembershipFactory(cluster=first.cluster, active_to="2020-03-31")
    by = UserFactory(administrator=True)
    facts = {"year": 2020, "role": Membership.Role.LEAD, "active_from": date(2020, 5, 1)}

    def enter(unit):
        membership = Membership(cluster=first.cluster)
        save_membership(record=membership, facts=facts | {"unit": unit}, by=by)

    answers = at_once(lambda: enter(other.unit), lambda: enter(UnitFactory()))

    assert sorted(isinstance(answer, ValidationError) for answer in answers) == [False, True]
    assert first.cluster.memberships.filter(role=Membership.Role.LEAD).count() == 1
