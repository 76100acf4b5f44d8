"""Award decisions with one recipient."""

from datetime import date

from awards.actions import Recipient, enter_decision
from awards.models import AwardKind
from clusters.tests.factories import UserFactory


def make_kind(**facts):
    known = {"name": "Cờ thi đua", "kind": "title", "level": "ministry_province"}
    known |= {"for_collectives": True, "valid_from": date(2024, 1, 1)}
    return AwardKind.objects.get_or_create(code="CO", defaults=known | facts)[0]


def make_decision(unit=None, *, name="Nhân dân và cán bộ", **facts):
    """A decision of 2019 on the year 2018, handed over in July 2019."""
    known = {
        "kind": make_kind(),
        "printed_name": "Cờ thi đua của UBND tỉnh",
        "number": "12/QĐ-UBND",
        "signed_on": date(2019, 3, 1),
        "for_year": 2018,
        "handed_over_on": date(2019, 7, 25),
    }
    recipient = Recipient(name=name, type="collective", unit=unit)
    by = UserFactory(provincial=True)
    return enter_decision(facts=known | facts, recipients=[recipient], by=by)
