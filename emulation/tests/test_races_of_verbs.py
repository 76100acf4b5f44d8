"""More verbs pressed at once, on PostgreSQL: one outcome, nothing lost or doubled, no deadlock."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from clusters import accounts, audit, intake
from clusters.intake import units
from clusters.models import Unit, User
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import actions, cross_check, hearing, scoring, target_proposals
from emulation.models import (
    Appeal,
    CheckPair,
    CheckRow,
    CrossCheck,
    SetDraft,
    TargetProposal,
)
from emulation.set_drafting import tree, verbs
from emulation.tests.factories import ClusterPeriodFactory, make_sheet, small_set
from emulation.tests.test_races import at_once
from emulation.workflow import Refused

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole file"),
]


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def refused(answers):
    """How many were told no; anything else that was raised is a fault of the program."""
    others = [a for a in answers if isinstance(a, Exception)]
    assert all(isinstance(a, Refused | ValidationError) for a in others), others
    return len(others)


@pytest.fixture
def told():
    """An approved sheet of an announced period, and the province."""
    sheet = make_sheet(verified=True, state="approved")
    clerk = UserFactory(provincial=True)
    actions.notify_units(part=sheet.cluster_period, by=clerk, answers_until=timezone.localdate())
    return sheet, clerk


def appeal_of(sheet, by):
    entry = sheet.entries.get(leaf__number="1")
    facts = {"kind": Appeal.Kind.APPEAL, "text": "Xem lại", "by": by}
    return hearing.appeal(sheet=fresh(sheet), record=entry, **facts)


def test_an_answer_and_a_withdrawal_end_a_kien_nghi_once(told):
    sheet, clerk = told
    officer = UserFactory(unit=sheet.unit)
    appeal = appeal_of(sheet, officer)
    kept = {"outcome": Appeal.Outcome.KEPT, "answer": "Giữ", "new": {}, "by": clerk}
    answers = at_once(
        lambda: hearing.settle(appeal=fresh(appeal), **kept),
        lambda: hearing.withdraw(appeal=fresh(appeal), by=officer),
    )
    assert refused(answers) == 1
    ended = fresh(appeal)
    assert (ended.settled_at is None) != (ended.withdrawn_at is None)


def test_a_kien_nghi_and_the_closing_never_pass_one_another(told):
    sheet, clerk = told
    officer = UserFactory(unit=sheet.unit)
    part = sheet.cluster_period
    answers = at_once(
        lambda: appeal_of(sheet, officer),
        lambda: actions.close_ranking(part=fresh(part), by=clerk, early=True),
    )
    assert refused(answers) == 1
    assert (fresh(part).state == "closed") is not Appeal.objects.exists()


def test_announcing_and_opening_a_sheet_again_leave_one_truth():
    sheet = make_sheet(verified=True, state="approved")
    clerk = UserFactory(provincial=True)
    soon = timezone.now() + timedelta(days=1)
    answers = at_once(
        lambda: actions.notify_units(part=fresh(sheet.cluster_period), by=clerk),
        lambda: fresh(sheet).reopen(clerk, "VB 1", soon),
    )
    assert refused(answers) <= 1
    assert fresh(sheet).state == "returned"
    assert fresh(sheet.cluster_period).state in {"open", "notified"}


def test_two_deciders_decide_a_proposal_once():
    sheet = make_sheet()
    leaf = sheet.entries.get(leaf__number="1").leaf
    asked = {"value": 5, "not_assigned": False, "reason": "x", "document_number": ""}
    place = {"unit": sheet.unit, "leaf": leaf, "year": 2020}
    by = UserFactory(unit=sheet.unit)
    proposal = target_proposals.propose(**place, facts=asked, by=by)
    clerk = UserFactory(provincial=True)
    answers = at_once(
        lambda: target_proposals.accept(proposal=fresh(proposal), by=clerk),
        lambda: target_proposals.decline(proposal=fresh(proposal), by=clerk, answer="Không"),
    )
    assert refused(answers) == 1
    assert TargetProposal.objects.get().state in {"accepted", "declined"}


def test_publishing_twice_makes_one_version(told):
    sheet, clerk = told
    part = sheet.cluster_period
    actions.close_ranking(part=fresh(part), by=clerk, early=True)
    answers = at_once(*[lambda: actions.publish(part=fresh(part), by=clerk)] * 2)
    assert refused(answers) == 1
    assert part.publications.count() == 1


def test_confirming_twice_makes_one_step():
    sheet = make_sheet(state="submitted")
    by = UserFactory()
    answers = at_once(*[lambda: fresh(sheet).confirm(by=by)] * 2)
    assert refused(answers) == 1
    assert sheet.steps.count() == 1


def test_sealing_twice_seals_every_row_once(settings, tmp_path):
    settings.PORTAL_DATA = tmp_path
    audit.key()
    make_sheet()
    at_once(*[lambda: audit.seal(timezone.now() + timedelta(hours=2))] * 2)
    verdict = audit.verify()
    assert (verdict.faults, verdict.waiting) == ([], 0)


def round_of_two():
    part = ClusterPeriodFactory()
    lead = MembershipFactory(cluster=part.cluster, lead=True).unit
    sheets = [make_sheet(part, state="submitted") for _ in range(2)]
    acting = UserFactory(unit=lead, acting=True)
    pairs = [(sheets[0].unit, sheets[1].unit), (sheets[1].unit, sheets[0].unit)]
    check = cross_check.arrange(part=part, pairs=pairs, seed=None, due=part.closes_at, by=acting)
    return check, sheets, acting


def test_a_finding_and_the_end_of_the_round_never_mix():
    check, sheets, acting = round_of_two()
    pair = CheckPair.objects.get(checker=sheets[0].unit)
    checker = UserFactory(unit=sheets[0].unit)
    entry = pair.sheet.entries.get(leaf__number="1")
    finding = {entry: (True, None, "")}
    answers = at_once(
        lambda: cross_check.look_at(pair=fresh(pair), findings=finding, by=checker),
        lambda: cross_check.close(check=CrossCheck.objects.get(), by=acting),
    )
    assert not isinstance(answers[1], Exception)
    assert CheckRow.objects.exists() is not isinstance(answers[0], Refused)


def test_two_checkers_of_one_row_leave_one_finding():
    _, sheets, _ = round_of_two()
    pair = CheckPair.objects.get(checker=sheets[0].unit)
    entry = pair.sheet.entries.get(leaf__number="1")
    people = [UserFactory(unit=sheets[0].unit) for _ in range(2)]
    findings = [{entry: (True, None, "")}, {entry: (False, Decimal(1), "khác")}]
    answers = at_once(
        *[
            lambda by=by, found=found: cross_check.look_at(pair=fresh(pair), findings=found, by=by)
            for by, found in zip(people, findings, strict=True)
        ]
    )
    assert refused(answers) == 0
    assert CheckRow.objects.count() == 1


def test_two_editors_of_a_draft_write_different_nodes_both_and_one_node_once():
    clerk = UserFactory(provincial=True)
    document = scoring.read_document(small_set().document)
    draft = verbs.begin(document=document, by=clerk)

    def write(at, title):
        node = {**document["criteria"][at], "title": title}
        seen = tree.seen(document, f"criteria.{at}")
        facts = {"path": f"criteria.{at}", "node": node, "seen": seen, "by": clerk}
        return lambda: verbs.change_node(draft=SetDraft.objects.get(), **facts)

    assert refused(at_once(write(0, "Một"), write(1, "Hai"))) == 0
    titles = [c["title"] for c in fresh(draft).plain["criteria"]]
    assert titles[:2] == ["Một", "Hai"]
    assert refused(at_once(write(2, "Ba"), write(2, "Bốn"))) == 1


def test_of_two_administrators_who_close_one_another_one_stays():
    one, two = UserFactory(administrator=True), UserFactory(administrator=True)

    def close(user, by):
        return lambda: accounts.close_account(user=fresh(user), by=by, reason="x")

    assert refused(at_once(close(one, two), close(two, one))) == 1
    assert User.objects.filter(is_administrator=True, is_active=True).count() == 1


def test_one_list_brought_in_twice_at_once_makes_each_unit_once():
    by = UserFactory(administrator=True)
    cells = {"full_name": "Xã Một", "kind": "Xã", "short_name": "Một", "order": "1"}
    rows = [intake.Row("Dòng 2", cells)]
    answers = at_once(*[lambda: intake.run(rows, units.taker(by), keep=lambda lines: True)] * 2)
    states = sorted(str(lines[0].state) for lines in answers)
    assert states in (["faulty", "new"], ["new", "same"])
    assert Unit.objects.filter(full_name="Xã Một").count() == 1


def test_more_time_and_handing_in_at_once_leave_a_sheet_that_is_handed_in():
    sheet = make_sheet()
    clerk, officer = UserFactory(provincial=True), UserFactory(unit=sheet.unit)
    until = sheet.cluster_period.closes_at
    answers = at_once(
        lambda: fresh(sheet).extend(until=until, reason="x", by=clerk),
        lambda: fresh(sheet).submit(by=officer),
    )
    assert not isinstance(answers[1], Exception)
    assert refused(answers) <= 1
    assert (fresh(sheet).state, sheet.steps.count()) == ("submitted", 1)
