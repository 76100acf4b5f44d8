"""A year's sheet begins with the half-year's figures and asks about what stood still since."""

from decimal import Decimal as D

import pytest

from clusters.models import Change
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import opening, sheet_rows
from emulation.cautions import cautions
from emulation.models import ClusterPeriod
from emulation.templatetags.sheet_tags import half_year
from emulation.tests.factories import (
    ClusterPeriodFactory,
    PeriodFactory,
    make_sheet,
    with_verifiers,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def half():
    """A half-year sheet: reported 500, one bonus proposed."""
    sheet = make_sheet()
    item = sheet.items.get(item__code="T1")
    sheet.record([(item, "self_count", 1, "", ""), (item, "self_reason", "Mô hình", "", "")], None)
    return sheet


def year_sheet(half):
    """The year of the same cluster opened; the sheet of the same unit."""
    part = ClusterPeriodFactory(
        period=PeriodFactory(kind="year"),
        cluster=half.cluster_period.cluster,
        criteria_set=half.cluster_period.criteria_set,
        state="planned",
    )
    MembershipFactory(cluster=part.cluster, lead=True)
    with_verifiers(part)
    lead = part.cluster.memberships.get(role="lead").unit
    make_sheet(half.cluster_period, unit=lead, filled=False)
    for leaf in part.criteria_set.criteria.filter(number="3"):
        for unit in (half.unit, lead):
            unit.targets.get_or_create(leaf=leaf, year=2020, defaults={"value": D(100)})
    opening.open_part(part=part, by=UserFactory())
    return part.sheets.get(unit=half.unit)


def first(sheet):
    entry = sheet.entries.get(leaf__number="1")
    entry.leaf.criteria_set = sheet.cluster_period.criteria_set
    return entry


def verify(half, state):
    half.record([(first(half), "verified_actual", D(480), "", "")], by=None)
    ClusterPeriod.objects.filter(pk=half.cluster_period_id).update(state=state)


def test_the_reported_figure_comes_over_with_its_source(half):
    sheet = year_sheet(half)
    assert (first(sheet).actual, first(sheet).half_actual) == (D(500), D(500))
    written = Change.objects.under(sheet).filter(field="actual").get()
    assert (written.after, written.reason) == ("500", "Lấy từ kỳ 6 tháng đầu năm 2020")
    item = sheet.items.get(item__code="T1")
    assert (item.self_count, item.self_reason) == (1, "Mô hình")
    assert sheet.entries.get(leaf__number="3").half_actual is None


@pytest.mark.parametrize(("state", "taken"), [("open", 500), ("notified", 480), ("published", 480)])
def test_the_verified_figure_only_once_the_unit_has_been_told(half, state, taken):
    verify(half, state)
    assert first(year_sheet(half)).half_actual == taken


def test_the_change_shows_and_what_stood_still_is_asked_about(half):
    sheet = year_sheet(half)

    def asked():
        rows = sheet_rows.rows(sheet, list(sheet.entries.in_order()))
        for row in rows:
            row.entry.leaf.criteria_set = sheet.cluster_period.criteria_set
        return [c.sentence for c in cautions(sheet, rows) if "6 tháng" in c.sentence]

    assert asked() == [
        "Tiêu chí 1 – Thu ngân sách: Số cả năm bằng số 6 tháng đầu năm (500), đề nghị kiểm tra lại"
    ]
    assert "6 tháng: 500 · không đổi" in half_year(first(sheet))
    sheet.record([(first(sheet), "actual", D(450), "", "")], by=None)
    assert "thấp hơn số 6 tháng đầu năm" in asked()[0]
    sheet.record([(first(sheet), "actual", D(1200), "", "")], by=None)
    assert asked() == []
    assert "6 tháng: 500 · thêm 700" in half_year(first(sheet))


def test_a_half_year_that_was_cancelled_gives_nothing(half):
    ClusterPeriod.objects.filter(pk=half.cluster_period_id).update(state="cancelled")
    sheet = year_sheet(half)
    assert (first(sheet).actual, first(sheet).half_actual) == (None, None)
