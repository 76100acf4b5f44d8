"""The permission matrix: every address × every role × GET and POST has a decided answer.

`permissions.txt` holds the decisions, a line an address: who is let in by GET and by POST, a letter
a role. Addresses come from the URL resolver: one without a line fails, with the line that it would
need; judge it before you write it down. Let in means any answer but 403, 404 and 405.

A page with several buttons has a line for each of them beside its own (`VARIANTS`).
"""

from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from awards.tests.factories import make_decision
from clusters import outbox
from clusters.models import Holiday, Mail, Membership, Notice
from clusters.tests import made_files
from clusters.tests.factories import MembershipFactory, UnitFactory, UserFactory
from emulation import evidence, hearing, period_papers, scoring, target_proposals
from emulation.meetings import begin_meeting
from emulation.models import ClusterPeriod, CrossCheck, ScoreSheet, Verifier
from emulation.set_drafting import verbs
from emulation.tests.factories import ClusterPeriodFactory, PeriodFactory, make_sheet
from reports.models import Kit, KitFile
from reports.tests.factories import make_report

pytestmark = pytest.mark.django_db
FILE = Path(__file__).with_name("permissions.txt")
ROLES = {
    "o": "officer of the unit",
    "l": "leader of the unit",
    "m": "officer of another member",
    "t": "lead of the cluster",
    "v": "verifying department",
    "p": "province",
    "k": "auditor",
    "q": "administrator",
    "s": "officer of a unit elsewhere",
}
WORLDS = {
    "draft": ("draft", "open"),
    "confirmed": ("confirmed", "open"),
    "notified": ("approved", "notified"),
    "published": ("approved", "published"),
}
"""In the last one the cross-check is closed too."""
VARIANTS = {
    "appeal-detail": ["withdraw", "word", "settle"],
    "target-proposal": ["withdraw", "accept"],
    "sheet-print": ["signed"],
    "evidence-part": ["penalty"],
}
"""The buttons of a page by their names; of evidence a row of another kind."""
PUBLIC = {"login", "logout", "setup", "data-request-guest", "paper-lookup", "paper-check"}
LONG = [pytest.param(name, marks=pytest.mark.long) for name in ("draft", "notified", "published")]


def patterns(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        elif entry.name not in PUBLIC:
            yield entry


class Case(NamedTuple):
    """One address with one of its buttons; the name as it stands in the file."""

    pattern: object
    button: str = ""

    @property
    def name(self):
        return f"{self.pattern.name}+{self.button}" if self.button else self.pattern.name


def cases():
    for pattern in patterns():
        yield Case(pattern)
        for button in VARIANTS.get(pattern.name, []):
            yield Case(pattern, button)


class World:
    """One member's sheet with everything that hangs on it, and a person of each role."""

    def __init__(self, sheet_state, part_state):
        self.addresses = {}
        self.part = part = ClusterPeriodFactory()
        self.sheet = sheet = make_sheet(part, verified=True)
        unit, cluster = sheet.unit, part.cluster
        lead = MembershipFactory(cluster=cluster, lead=True).unit
        other = MembershipFactory(cluster=cluster).unit
        department = UnitFactory(kind="department")
        self.entry = sheet.entries.select_related("leaf").get(leaf__number="1")
        Verifier.objects.create(period=part.period, leaf=self.entry.leaf, unit=department)
        self.people = {
            "o": UserFactory(unit=unit),
            "l": UserFactory(unit=unit, leader=True),
            "m": UserFactory(unit=other),
            "t": UserFactory(unit=lead, acting=True),
            "v": UserFactory(unit=department),
            "p": UserFactory(provincial=True),
            "k": UserFactory(auditor=True),
            "q": UserFactory(administrator=True),
            "s": UserFactory(),
        }
        self.fill()
        self.bring_to(sheet_state, part_state)

    def fill(self):
        officer, sheet = self.people["o"], self.sheet
        pdf = SimpleUploadedFile("a.pdf", made_files.pdf())
        self.document = evidence.add(sheet=sheet, record=self.entry, upload=pdf, by=officer)
        facts = {"title": "Công văn", "number": "1", "dated_on": "2020-01-01", "issuer": ""}
        pdf = SimpleUploadedFile("b.pdf", made_files.pdf())
        by = self.people["p"]
        self.paper = period_papers.attach(period=self.part.period, facts=facts, upload=pdf, by=by)
        asked = {"value": 5, "not_assigned": False, "reason": "x", "document_number": ""}
        place = {"unit": sheet.unit, "leaf": self.entry.leaf, "year": 2020}
        self.proposal = target_proposals.propose(**place, facts=asked, by=officer)
        self.decision = make_decision(sheet.unit, number="1/QĐ")
        self.report = make_report(self.part)
        check = CrossCheck.objects.create(
            cluster_period=self.part, due=self.part.closes_at, opened_by=by
        )
        self.pair = check.pairs.create(checker=self.people["m"].unit, sheet=sheet)
        self.draft = verbs.begin(
            document=scoring.read_document(self.part.criteria_set.document), by=by
        )
        self.meeting = begin_meeting(
            cluster=self.part.cluster, kind="half", year=2020, held_at=self.part.closes_at,
            place="x", by=by,
        )  # fmt: skip
        self.year = ClusterPeriodFactory(
            cluster=self.part.cluster, criteria_set=self.part.criteria_set,
            period=PeriodFactory(kind="year", year=2020), state="closed",
        )  # fmt: skip
        self.year_meeting = begin_meeting(
            cluster=self.part.cluster, kind="year", year=2020, held_at=self.part.closes_at,
            place="x", by=by,
        )  # fmt: skip
        self.kit = Kit.objects.create(
            meeting=self.meeting, number=1, parts=["ranking"], requested_by=by
        )
        KitFile.keep(b"%PDF", kit=self.kit, audience="chair", name="a.pdf", extension="pdf")
        self.holiday = Holiday.objects.create(day="2020-09-02", name="Quốc khánh")
        outbox.write(event="x", people=[officer], subject="x", lines=["x"])
        outbox.write_to(event="y", address="a@example.vn", name="x", subject="x", lines=["x"])

    def bring_to(self, sheet_state, part_state):
        """The states in which the addresses are asked; an answer to settle where one can be."""
        ScoreSheet.objects.filter(pk=self.sheet.pk).update(state="approved")
        ClusterPeriod.objects.filter(pk=self.part.pk).update(
            state="notified", answers_until="2099-01-01"
        )
        fresh = ScoreSheet.objects.get(pk=self.sheet.pk)
        text = {"kind": "appeal", "text": "x", "by": self.people["o"]}
        self.appeal = hearing.appeal(sheet=fresh, record=self.entry, **text)
        ScoreSheet.objects.filter(pk=self.sheet.pk).update(state=sheet_state)
        ClusterPeriod.objects.filter(pk=self.part.pk).update(state=part_state)
        if part_state == "published":
            closing = {"closed_at": self.part.closes_at, "closed_by": self.people["p"]}
            CrossCheck.objects.update(**closing)

    def keys(self, name):
        """What the parts of an address stand for in this world."""
        part, sheet = self.part, self.sheet
        own = {
            "appeal-detail": {"n": self.appeal.pk},
            "target-proposal": {"n": self.proposal.pk},
            "period-paper-file": {"n": self.paper.pk},
            "period-paper-withdraw": {"n": self.paper.pk},
            "target-grid": {"pk": part.pk},
            "target-book": {"pk": part.pk},
            "target-import": {"pk": part.pk},
            "part-edit": {"pk": part.pk},
            "period-open": {"pk": part.pk},
            "period-verifiers": {"pk": part.pk},
            "period-cancel": {"pk": part.pk},
            "verify-row": {"d": self.entry.pk},
            "evidence-part": {"key": sheet.items.get(item__code="T1").key},
            "appeal-part": {"key": sheet.items.get(item__code="T1").key},
            "decision": {"pk": self.decision.pk},
            "decision-edit": {"pk": self.decision.pk},
            "unit-edit": {"pk": sheet.unit_id},
            "cluster-edit": {"pk": part.cluster_id},
            "membership-edit": {"pk": Membership.objects.get(unit=sheet.unit).pk},
            "user-edit": {"pk": self.people["o"].pk},
            "user-reopen": {"pk": self.people["o"].pk},
            "user-hand-over": {"pk": self.people["o"].pk},
            "holiday-remove": {"pk": self.holiday.pk},
            "notice-open": {"pk": Notice.objects.get(key=f"x:{self.people['o'].pk}").pk},
            "mail-retry": {"pk": Mail.objects.first().pk},
            "issuer-edit": {"pk": sheet.unit_id},
        }
        common = {
            "pk": sheet.pk, "rid": self.entry.pk, "key": "v", "d": self.document.pk, "n": 1,
            "p": part.period.code, "c": part.cluster.code, "k": self.entry.leaf_id, "y": 2020,
            "u": sheet.unit_id, "v": part.criteria_set_id, "r": self.report.pk, "number": "1",
            "owner": "don-vi", "m": self.meeting.pk, "f": 1, "s": 1, "page": 1,
        }  # fmt: skip
        return common | own.get(name, {}) | self.numbers(name)

    def numbers(self, name):
        """The number of a draft, a pair or a kit in addresses that have several parts."""
        if name.startswith("criteria-draft"):
            path = "criteria" if name == "criteria-draft-add" else "criteria.0"
            return {"n": self.draft.pk, "path": path}
        if name.startswith("kit-"):
            return {"n": self.kit.pk, "f": self.kit.files.get().pk}
        if name.startswith("ballot"):
            return {"m": self.year_meeting.pk, "b": "don-vi-truong"}
        if name in ("quotas", "nominations"):
            return {"p": self.year.period.code}
        if name in ("cross-check-pair", "cross-check-file", "cross-check-page"):
            return {"n": self.pair.pk}
        return {}

    def address(self, case):
        """Worked out once: the keys take more time than many a page."""
        if case not in self.addresses:
            self.addresses[case] = self._address(case)
        return self.addresses[case]

    def _address(self, case):
        name, pattern = case.pattern.name, case.pattern.pattern
        keys = self.keys(name)
        if case.button == "penalty":
            keys["key"] = self.sheet.items.filter(item__kind="penalty").first().key
        return reverse(name, kwargs={n: keys[n] for n in pattern.converters})

    def line(self, case, clients):
        """The line of one address as the portal answers now."""
        let_in = {act: "" for act in ("get", "post")}
        for act in let_in:
            for letter, client in clients.items():
                let_in[act] += letter if self.lets_in(client, act, case) else ""
        return f"{case.name}: {let_in['get'] or '-'} {let_in['post'] or '-'}"

    def lets_in(self, client, act, case):
        """The answer to one request, everything that it wrote taken back."""
        address = self.address(case)
        with transaction.atomic():
            answer = getattr(client, act)(address, {case.button: "1"} if case.button else {})
            if answer.streaming:
                b"".join(answer.streaming_content)  # reads to the end, so that the file is closed
            transaction.set_rollback(True)
        assert answer.status_code < 500, address
        return answer.status_code not in (403, 404, 405)


def decided():
    """{world: {address: line}} of the file."""
    found, world = {}, ""
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            world = line.strip("[]")
            found[world] = {}
        elif line and not line.startswith("#"):
            found[world][line.partition(":")[0]] = line
    return found


@pytest.mark.parametrize("name", ["confirmed", *LONG])
def test_every_address_has_a_decided_answer_for_every_role(name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = World(*WORLDS[name])
    clients = {}
    for letter, person in world.people.items():
        clients[letter] = Client()
        clients[letter].force_login(person, "django.contrib.auth.backends.ModelBackend")
    lines = decided()[name]
    found = ((case.name, world.line(case, clients)) for case in cases())
    wrong = [line for name, line in found if line != lines.get(name)]
    assert not wrong, "\n".join(wrong)


def test_no_decision_is_about_an_address_that_is_gone():
    known = {case.name for case in cases()}
    assert {name for lines in decided().values() for name in lines} - known == set()
