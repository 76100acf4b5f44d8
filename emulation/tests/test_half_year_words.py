"""A half-year is a review: its points and places are provisional, and nothing is voted on."""

import re

import pytest
from django.urls import reverse

from clusters.tests.factories import UserFactory
from emulation import actions
from emulation.models import ClusterPeriod
from emulation.tests.factories import ClusterPeriodFactory, PeriodFactory, make_sheet

pytestmark = pytest.mark.django_db
OF_THE_YEAR = re.compile(r"suy tôn|bỏ phiếu|biểu quyết|đề nghị khen thưởng|tỷ lệ khen", re.I)


def published(kind):
    """A published period of two units; the first one's sheet."""
    part = ClusterPeriodFactory(period=PeriodFactory(kind=kind))
    sheets = [
        make_sheet(part, verified=True, state="approved", points=points) for points in (30, 20)
    ]
    for sheet in sheets:
        for entry in sheet.entries.measured().filter(verified_points=None):
            sheet.record([(entry, "verified_points", 5, "", "")], by=None)
    clerk = UserFactory(provincial=True)
    for act in (actions.notify_units, actions.close_ranking, actions.publish):
        act(part=ClusterPeriod.objects.get(pk=part.pk), by=clerk)
    return part, sheets[0]


def pages(part, sheet):
    """Every page that shows points or places of the period."""
    words = [part.period.code, part.cluster.code]
    kind = "" if part.half_year else "?loai=nam"
    return {
        "ranking": reverse("ranking", args=words),
        "result": reverse("result", args=words),
        "publication": reverse("publication", args=[*words, 1]),
        "analysis": reverse("analysis", args=words),
        "what-if": reverse("what-if", args=words) + f"?dv={sheet.pk}",
        "matrix": reverse("matrix", args=words),
        "working": reverse("working", args=[sheet.pk]),
        "notice": reverse("notice", args=[sheet.pk]),
        "sheet-review": reverse("sheet-review", args=[sheet.pk]),
        "unit-results": reverse("unit-results", args=[sheet.unit_id]) + kind,
        "overview": reverse("overview"),
    }


def texts(client, part, sheet):
    found = {}
    for name, page in pages(part, sheet).items():
        answer = client.get(page)
        assert answer.status_code == 200, name
        found[name] = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return found


def test_points_and_places_of_a_half_year_are_called_provisional(signed_in):
    found = texts(signed_in(UserFactory(provincial=True)), *published("half"))
    assert [name for name, text in found.items() if "tạm tính" not in text] == []


def test_nothing_of_a_half_year_offers_a_vote_or_a_nomination(signed_in):
    part, sheet = published("half")
    people = [UserFactory(provincial=True), UserFactory(unit=sheet.unit)]
    for user in people:
        for page in pages(part, sheet).values():
            text = signed_in(user).get(page).content.decode()
            assert not OF_THE_YEAR.search(text), page


def test_a_years_points_and_places_are_not(signed_in):
    found = texts(signed_in(UserFactory(provincial=True)), *published("year"))
    assert [name for name, text in found.items() if "tạm tính" in text] == []
