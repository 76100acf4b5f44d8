"""Two officers on one sheet, held against a simple model: no typed figure is ever lost silently.

The model knows for each hand what its screen last showed of each field. A write over a value that
this hand never saw must be asked about; a write over what it saw must go through; what others wrote
in the row must come back with the answer.
"""

from decimal import Decimal as D

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from clusters.tests.factories import UserFactory
from emulation.models import ScoreEntry, ScoreSheet
from emulation.row_save import as_typed
from emulation.tests.factories import make_sheet

FIELDS = [("1", "actual"), ("1", "self_points"), ("1", "self_reason"), ("2", "given_points")]
HANDS = st.integers(0, 1)
SPOTS = st.sampled_from(FIELDS)
FIGURES = st.sampled_from(["", "1", "12,5", "30"])


class TwoOfficers(RuleBasedStateMachine):
    """Each hand is a signed-in officer of the unit with a page open."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()

    @initialize()
    def open_pages(self):
        sheet = make_sheet(filled=False)
        self.sheet = sheet
        self.entries = {e.leaf.number: e.pk for e in sheet.entries.select_related("leaf")}
        self.clients, self.pages = [], []
        for _ in range(2):
            client = Client()
            client.force_login(UserFactory(unit=sheet.unit))
            self.clients.append(client)
            self.pages.append({})
        for hand in (0, 1):
            self.reload(hand)

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @rule(hand=HANDS)
    def reload(self, hand):
        """The page is fetched anew: this hand sees everything."""
        page = self.clients[hand].get(self.sheet.get_absolute_url())
        assert page.status_code == 200
        tick = page.context["sheet"].version
        self.pages[hand] = {
            "version": tick,
            "seen": {"1": tick, "2": tick},
            "shown": {spot: self.stored(spot) for spot in FIELDS},
        }

    @rule(hand=HANDS, spot=SPOTS, figure=FIGURES)
    def leave_cell(self, hand, spot, figure):
        """A cell was changed and left: its row is saved; a question is answered with one's own."""
        told = self.save(hand, spot, figure)
        if told["conflicts"]:
            (asked,) = told["conflicts"]
            assert asked["theirs"] == self.stored(spot) != figure
            assert asked["by"]
            self.learn(hand, spot[0], told)

    @rule(hand=HANDS, spot=SPOTS, figure=FIGURES)
    def insist(self, hand, spot, figure):
        """The same, and where a question comes, one's own value is kept: then it must stand."""
        told = self.save(hand, spot, figure)
        if told["conflicts"]:
            self.learn(hand, spot[0], told)
            told = self.save(hand, spot, figure)
        assert not told["conflicts"]
        assert self.stored(spot) == figure

    @rule(hand=HANDS, spot=SPOTS, figure=FIGURES)
    def save_whole_page(self, hand, spot, figure):
        """Without JavaScript: the whole page is sent; refused when anybody wrote meanwhile."""
        page, before = self.pages[hand], self.everything()
        posted = {self.name(one): shown for one, shown in page["shown"].items()}
        posted |= {self.name(spot): figure, "version": page["version"]}
        answer = self.clients[hand].post(self.sheet.get_absolute_url(), posted)
        current = ScoreSheet.objects.get(pk=self.sheet.pk).version
        if answer.status_code == 302:
            assert all(page["shown"][one] == before[one] for one in FIELDS)
            assert self.stored(spot) == figure
            self.reload(hand)
        else:
            assert page["version"] != current
            assert self.everything() == before

    def save(self, hand, spot, figure):
        page, number, before = self.pages[hand], spot[0], self.everything()
        address = reverse("sheet-row-save", args=[self.sheet.pk, self.entries[number]])
        posted = {self.name(spot): figure, "seen": page["seen"][number]}
        answer = self.clients[hand].post(address, posted)
        told = answer.json()
        assert not told["faults"]
        if answer.status_code == 200:
            assert before[spot] in (page["shown"][spot], figure)
            assert self.everything() == before | {spot: figure}
            page["shown"][spot] = figure
            self.learn(hand, number, told)
        else:
            assert answer.status_code == 409
            assert before[spot] != figure
            assert self.everything() == before
        return told

    def learn(self, hand, number, told):
        """What the page shows after an answer; it must be what stands in this row."""
        page = self.pages[hand]
        for other in [*told["fresh"], *told["conflicts"]]:
            page["shown"][(number, other["field"])] = other["theirs"]
        page["seen"][number] = told["seen"]
        now = self.everything()
        assert all(page["shown"][spot] == now[spot] for spot in FIELDS if spot[0] == number)

    def name(self, spot):
        return f"d{self.entries[spot[0]]}-{spot[1]}"

    def stored(self, spot):
        return self.everything()[spot]

    def everything(self):
        rows = {e.pk: e for e in ScoreEntry.objects.filter(sheet=self.sheet)}
        found = {}
        for number, field in FIELDS:
            value = getattr(rows[self.entries[number]], field)
            found[number, field] = as_typed(value.normalize() if isinstance(value, D) else value)
        return found


@pytest.mark.django_db
def test_no_typed_figure_is_lost_silently():
    examples = settings().max_examples // 6
    run_state_machine_as_test(
        TwoOfficers, settings=settings(max_examples=examples, stateful_step_count=12)
    )
