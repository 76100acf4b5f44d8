"""Sheets and their period driven through the pages by chance, held to a table of their states.

The table below is written from the rules (who, from where, to where), not taken from the program.
"""

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from clusters.models import Change
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation.models import ClusterPeriod, Placing, ScoreSheet
from emulation.tests.factories import ClusterPeriodFactory, make_sheet

pytestmark = pytest.mark.django_db
ACTORS = ["officer", "leader", "lead", "province", "auditor", "stranger"]
OWN, OPEN = {"draft", "returned"}, {"open", "notified"}
SHEET = {
    # verb: {actor: (from, to)}; "own": draft, or returned once the sheet was returned
    "submit": {"officer": (OWN, "submitted"), "leader": ({"signoff"}, "submitted")},
    "sign-off": {"officer": (OWN, "signoff")},
    "hand-back": {"leader": ({"signoff"}, "own")},
    "recall": {"officer": ({"submitted"}, "own"), "leader": ({"submitted"}, "own")},
    "confirm": {"lead": ({"submitted"}, "confirmed")},
    "return": {"lead": ({"submitted"}, "returned"), "province": ({"confirmed"}, "returned")},
    "approve": {"province": ({"confirmed"}, "approved")},
    "reopen": {"province": ({"approved"}, "returned")},
}
PART = {
    # verb: (from, to, the sheet must be approved)
    "ranking-notify": ({"open"}, "notified", True),
    "ranking-close": ({"notified"}, "closed", True),
    "ranking-publish": ({"closed"}, "published", False),
    "ranking-reopen": ({"closed", "published"}, "open", False),
}
LONGEST = 40 if os.environ.get("PORTAL_LONG") else 4
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTORS), st.sampled_from([*SHEET, *PART])), max_size=LONGEST
)
ROAD = [
    ("officer", "submit"),
    ("lead", "confirm"),
    ("province", "approve"),
    ("province", "ranking-notify"),
    ("province", "ranking-close"),
    ("province", "ranking-publish"),
]


@dataclass
class Oracle:
    """What the rules say the sheet and its period are."""

    sheet: str = "draft"
    part: str = "open"
    was_returned: bool = False

    def press(self, actor, verb, *, was_opened, is_verified):
        """Go where the rules lead; True when the press does something."""
        if verb in PART:
            return self._steer(actor, verb)
        before, after = SHEET[verb].get(actor, (set(), ""))
        blocked = self.part not in OPEN or (verb == "recall" and was_opened)
        if self.sheet not in before or blocked or (verb == "approve" and not is_verified):
            return False
        own = "returned" if self.was_returned else "draft"
        self.sheet = own if after == "own" else after
        self.was_returned |= after == "returned"
        return True

    def _steer(self, actor, verb):
        before, after, needs_approval = PART[verb]
        may = actor == "province" and self.part in before
        if not may or (needs_approval and self.sheet != "approved"):
            return False
        self.part = after
        return True


class World:
    """One member's sheet, filled and verified, and a browser session of each actor."""

    def __init__(self):
        part = ClusterPeriodFactory()
        lead = MembershipFactory(cluster=part.cluster, lead=True).unit
        self.sheet = make_sheet(part, verified=True)
        self.part = part
        unit = self.sheet.unit
        self.people = {
            "officer": UserFactory(unit=unit),
            "leader": UserFactory(unit=unit, leader=True),
            "lead": UserFactory(unit=lead, acting=True),
            "province": UserFactory(provincial=True),
            "auditor": UserFactory(auditor=True),
            "stranger": UserFactory(),
        }
        self.clients = {name: Client() for name in self.people}
        for name, client in self.clients.items():
            client.force_login(self.people[name], "django.contrib.auth.backends.ModelBackend")

    def press(self, actor, verb):
        """Post to the address of the verb, with all that its page would send."""
        if verb in PART:
            where = reverse(verb, args=[self.part.period.code, self.part.cluster.code])
            data = {"word": "công bố", "reason": "x", "note": "VB 1", "early": "1"}
        else:
            where = reverse(f"sheet-{verb}", args=[self.sheet.pk])
            due = f"{timezone.localdate() + timedelta(days=10):%d/%m/%Y} 17:00"
            data = {"version": self.now.version, "note": "VB 1", "due": due}
            data |= {"r-note": "VB 1", "r-due": due}
        return self.clients[actor].post(where, data)

    @property
    def now(self):
        return ScoreSheet.objects.get(pk=self.sheet.pk)

    @property
    def states(self):
        return self.now.state, ClusterPeriod.objects.get(pk=self.part.pk).state

    @property
    def steps(self):
        """Who made each step of the sheet and of the period."""
        part = ClusterPeriod.objects.get(pk=self.part.pk)
        return [step.by_id for rows in (self.now.steps, part.steps) for step in rows.all()]

    @property
    def figures(self):
        rows = self.now.entries.order_by("pk").values_list("actual", "verified_points")
        return list(rows), list(Placing.objects.order_by("pk").values_list("pk", "place"))


def walk(world, presses, oracle=None):
    """Hold every press to the oracle: states, one step by the right person, no figure touched."""
    oracle = oracle or Oracle()
    for actor, verb in presses:
        was_opened = world.now.opened_at is not None
        is_verified = not world.now.entries.to_verify().exists()
        steps, figures = len(world.steps), world.figures
        changes = Change.objects.filter(field="actual").count()
        does = oracle.press(actor, verb, was_opened=was_opened, is_verified=is_verified)
        answer = world.press(actor, verb)
        seen = f"{actor} {verb}: {answer.status_code}"
        assert answer.status_code in (200, 302, 403, 404), seen
        assert world.states == (oracle.sheet, oracle.part), seen
        made = world.steps
        assert len(made) == steps + does, seen
        if does:
            assert world.people[actor].pk in made, seen
        else:
            assert world.figures == figures, seen
        assert Change.objects.filter(field="actual").count() == changes
    return oracle


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def road(begin, presses):
    """So far on the straight road, then by chance; nothing of it stays."""
    with taken_back():
        walk(World(), [*ROAD[:begin], *presses])


BACK = [("province", "ranking-reopen"), ("province", "reopen"), ("officer", "sign-off")]
ON = [("leader", "submit"), ("lead", "confirm"), ("province", "approve")]
PLACES = {
    **{verb: ROAD[:at] for at, (_, verb) in enumerate(ROAD)},
    "published": ROAD,
    "returned": [*ROAD, *BACK[:2]],
    "signoff again": [*ROAD, *BACK],
    "signoff": BACK[2:],
    "reopened while announced": [*ROAD[:4], BACK[1]],
}
"""A way to every state, named by what comes next or by where it ends."""


def test_the_whole_road_and_back_again():
    walk(World(), [*ROAD, *BACK, *ON, *ROAD[3:]])


SHORT = {"submit", "confirm", "approve", "ranking-close"}
EACH = [n if n in SHORT else pytest.param(n, marks=pytest.mark.long) for n in PLACES]


@pytest.mark.parametrize("name", EACH)
def test_in_every_state_every_press_of_everybody_does_what_the_rules_say(name):
    world = World()
    oracle = walk(world, PLACES[name])
    for actor in ACTORS:
        for verb in [*SHEET, *PART]:
            with taken_back():
                walk(world, [(actor, verb)], replace(oracle))


@hypothesis_settings(max_examples=50)
@given(begin=st.integers(0, len(ROAD)), presses=STEPS)
def test_no_road_leads_where_the_rules_do_not(begin, presses):
    road(begin, presses)


@pytest.mark.long
@hypothesis_settings(max_examples=2000)
@given(begin=st.integers(0, len(ROAD)), presses=STEPS)
def test_two_thousand_roads(begin, presses):
    road(begin, presses)
