"""What must hold when a sheet comes a second time, when two people work at once, after the lock."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.forms.base import base_of
from clusters.models import Notice
from clusters.tests.factories import ClusterFactory, MembershipFactory, UnitFactory, UserFactory
from emulation import actions, cross_check, hearing, leaf_review, reminders, tally
from emulation.models import (
    Appeal,
    CheckPair,
    CheckRow,
    ClusterPeriod,
    Reminder,
    RowReturn,
    ScoreEntry,
    ScoreSheet,
    Verifier,
)
from emulation.tests.factories import SMALL_SET, ClusterPeriodFactory, make_sheet, small_set
from emulation.workflow import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return UnitFactory()


@pytest.fixture
def part(lead):
    part = ClusterPeriodFactory()
    MembershipFactory(cluster=part.cluster, unit=lead, lead=True)
    return part


@pytest.fixture
def province():
    return UserFactory(provincial=True)


def again(sheet):
    return ScoreSheet.objects.get(pk=sheet.pk)


def soon(days=2):
    return timezone.now() + timedelta(days=days)


def test_points_for_figures_that_changed_since_are_judged_anew(part, lead, province):
    sheet = make_sheet(part, verified=True, state="confirmed")
    officer = UserFactory(unit=sheet.unit)
    sheet.send_back(by=province, note="sai", due=soon())
    entry = sheet.entries.get(leaf__number="1")
    again(sheet).record([(entry, "actual", Decimal(400), "", "400")], by=officer)
    entry.refresh_from_db()
    assert (entry.verified_points, entry.verified_bonus) == (None, None)
    again(sheet).submit(by=officer)
    again(sheet).confirm(by=UserFactory(unit=lead, acting=True))
    with pytest.raises(Exception, match="chưa thẩm định tiêu chí 1"):
        again(sheet).approve(by=province)


def test_a_department_judges_neither_its_own_row_nor_its_own_appeal(part, signed_in):
    department = UnitFactory(kind="department")
    sheet = make_sheet(part, department, state="confirmed")
    leaf = part.criteria_set.criteria.get(number="2")
    Verifier.objects.create(period=part.period, leaf=leaf, unit=department)
    user = UserFactory(unit=department)
    client = signed_in(user)
    client.post(reverse("verify-agree", args=[part.period.code, leaf.pk]))
    assert sheet.entries.get(leaf=leaf).verified_points is None
    ScoreEntry.objects.filter(sheet=sheet).update(verified_points=Decimal(10), verified_bonus=0)
    ScoreSheet.objects.filter(pk=sheet.pk).update(state="approved")
    told = {"state": "notified", "answers_until": timezone.localdate()}
    ClusterPeriod.objects.filter(pk=part.pk).update(**told)
    record = sheet.entries.get(leaf=leaf)
    written = hearing.appeal(sheet=again(sheet), record=record, kind="appeal", text="Sai", by=user)
    settle = {"settle": "1", "outcome": "changed", "answer": "tự sửa", "points": "30"}
    answer = client.post(reverse("appeal-detail", args=[written.pk]), settle)
    assert answer.status_code == 403
    assert sheet.entries.get(leaf=leaf).verified_points == 10


def test_nothing_moves_once_the_ranking_is_closed(part, lead, province, signed_in):
    make_sheet(part, verified=True, state="approved")
    out = make_sheet(part, state="submitted")
    item = out.items.get(item__kind="exclusion")
    why = [(item, "verified_count", 1, "", ""), (item, "verified_reason", "kỷ luật", "", "")]
    out.record(why, by=None)
    actions.notify_units(part=part, by=province)
    actions.close_ranking(part=ClusterPeriod.objects.get(pk=part.pk), by=province)
    client = signed_in(UserFactory(unit=lead, acting=True))
    assert client.post(reverse("sheet-review", args=[out.pk]), {}).status_code == 403
    assert client.post(reverse("sheet-confirm", args=[out.pk])).status_code == 403
    with pytest.raises(Refused, match="không đổi được"):
        again(out).confirm(by=province)


def test_who_steers_a_cluster_does_not_read_on_when_a_unit_has_left(signed_in):
    before, now = ClusterFactory(), ClusterFactory()
    unit, lead = UnitFactory(), UnitFactory()
    MembershipFactory(cluster=before, unit=unit, ended=True)
    MembershipFactory(cluster=before, unit=lead, lead=True)
    part = ClusterPeriodFactory(cluster=now)
    make_sheet(part, unit, verified=True, state="approved")
    ClusterPeriod.objects.filter(pk=part.pk).update(state="notified")
    client = signed_in(UserFactory(unit=lead, acting=True))
    page = client.get(reverse("unit-results", args=[unit.pk]))
    assert not any(history.sheets for history in page.context["histories"])


def test_an_old_page_wipes_nobodys_comment(part, province, signed_in):
    sheet = make_sheet(part, state="confirmed")
    url = reverse("sheet-review", args=[sheet.pk])
    client = signed_in(province)
    form = client.get(url).context["form"]
    shown = {}
    for row in [*form.rows, *form.items, *form.comments]:
        for name in row.fields:
            value = row[name].value()
            text = "" if value in (None, False) else str(value).replace(".", ",")
            shown[row[name].html_name] = text
    shown["version"] = str(again(sheet).version)
    first, key = form.comments[0], form.comments[0]["comment"].html_name
    shown[f"{key}-shown"] = base_of("")
    client.post(url, shown | {key: "Bổ sung biên bản"})
    signed_in(UserFactory(provincial=True)).post(url, shown)
    assert RowReturn.objects.get(entry=first.place["entry_id"]).comment == "Bổ sung biên bản"
    both = signed_in(UserFactory(provincial=True)).post(url, shown | {key: "Khác"})
    assert "Người khác vừa ghi: “Bổ sung biên bản”" in both.content.decode()


def test_an_old_page_wipes_nobodys_finding(part, lead, signed_in):
    sheets = [make_sheet(part, lead, state="submitted")]
    sheets += [make_sheet(part, state="submitted") for _ in range(2)]
    units = [sheet.unit for sheet in sheets]
    pairs = [(units[n], units[(n + 1) % 3]) for n in range(3)]
    by = UserFactory(unit=lead, acting=True)
    cross_check.arrange(part=part, pairs=pairs, seed=None, due=soon(), by=by)
    pair = CheckPair.objects.get(checker=units[1])
    url = reverse("cross-check-pair", args=[pair.pk])
    one, two = list(pair.sheet.entries.measured().in_order())[:2]

    def typed(entry, verdict, points="", note="", shown=""):
        names = {"verdict": verdict, "points": points, "note": note, "note-shown": base_of(shown)}
        return {f"d{entry.pk}-{name}": value for name, value in names.items()}

    client = signed_in(UserFactory(unit=units[1]))
    client.post(url, typed(one, "agree"))
    client.post(url, typed(one, "differ", "10", "số sai", shown="đồng ý"))
    other = signed_in(UserFactory(unit=units[1]))
    other.post(url, typed(one, "agree", shown="đồng ý") | typed(two, "agree"))
    row = CheckRow.objects.get(pair=pair, entry=one)
    assert (row.agrees, row.points, row.note) == (False, Decimal(10), "số sai")
    assert CheckRow.objects.filter(pair=pair, entry=two).exists()
    page = other.post(url, typed(one, "differ", "5", "khác nữa", shown="đồng ý"))
    assert "Người khác vừa ghi: khác, 10: số sai" in page.content.decode()


def test_a_return_takes_nothing_of_lateness_away(lead):
    now = timezone.now()
    times = {"opens_at": now - timedelta(days=30), "deadline": now - timedelta(days=3)}
    part = ClusterPeriodFactory(**times)
    MembershipFactory(cluster=part.cluster, unit=lead, lead=True)
    sheet = make_sheet(part)
    officer = UserFactory(unit=sheet.unit)
    sheet.submit(by=officer)
    words = again(sheet).late_words
    assert words.startswith("Nộp chậm")
    again(sheet).send_back(by=UserFactory(unit=lead, acting=True), note="bổ sung", due=soon(1))
    assert again(sheet).late_words == words
    again(sheet).submit(by=officer)
    assert again(sheet).late_words == words


def test_what_was_opened_again_is_awaited_and_reminded_of(part, province):
    sheet = make_sheet(part, verified=True, state="approved")
    actions.notify_units(part=part, by=province)
    again(sheet).reopen(by=province, note="CV 12", due=soon(1))
    assert [one.pk for one in reminders.waiting_sheets()] == [sheet.pk]
    late = again(sheet)
    late.return_due = timezone.now() - timedelta(days=1)
    assert late.is_overdue


def test_a_second_press_within_ten_minutes_reminds_nobody(part):
    sheet = make_sheet(part)
    UserFactory(unit=sheet.unit)
    assert [reminders.remind(sheets=[sheet], by=None) for _ in range(2)] == [1, 0]
    # ten minutes by the clock, wherever in the hour they begin
    Reminder.objects.update(at=timezone.now() - timedelta(minutes=9, seconds=55))
    assert reminders.remind(sheets=[sheet], by=None) == 0
    Reminder.objects.update(at=timezone.now() - timedelta(minutes=10, seconds=5))
    assert reminders.remind(sheets=[sheet], by=None) == 1


def test_what_a_unit_writes_reaches_only_those_who_may_read_it(part, lead, province):
    plain, acting = UserFactory(unit=lead), UserFactory(unit=lead, acting=True)
    sheet = make_sheet(part, verified=True, state="approved")
    actions.notify_units(part=part, by=province, answers_until=timezone.localdate())
    text = "Được 57,25 điểm là sai"
    hearing.appeal(
        sheet=again(sheet), record=sheet.entries.first(), kind="appeal", text=text,
        by=UserFactory(unit=sheet.unit),
    )  # fmt: skip
    assert not Appeal.objects.visible_to(plain).exists()
    assert not Notice.objects.filter(to=plain).exists()
    assert text not in " ".join(Notice.objects.filter(to=acting).values_list("text", flat=True))


LEADER = {"type": "relative_to_leader"}


def test_units_are_compared_by_their_verified_figures(province):
    leaf = SMALL_SET["criteria"][0] | {"rule": LEADER}
    kept = small_set(criteria=[leaf, *SMALL_SET["criteria"][1:]])
    part = ClusterPeriodFactory(criteria_set=kept)
    MembershipFactory(cluster=part.cluster, lead=True)
    one, two = make_sheet(part, actual=2000), make_sheet(part, actual=1500)
    ScoreSheet.objects.update(state="confirmed")
    leaf = part.criteria_set.criteria.get(number="1")

    def entry_of(sheet):
        return ScoreEntry.objects.get(sheet=sheet, leaf=leaf)

    def agree():
        lines = leaf_review.lines_of(part.period, leaf, province)
        leaf_review.agree(lines=lines, by=province)

    agree()
    behind = entry_of(two).verified_points
    assert (entry_of(one).verified_points, behind) == (60, entry_of(two).computed_points)
    assert behind < 60
    cut = [(entry_of(one), "verified_actual", Decimal(1500), "", "")]
    again(one).record(cut, by=province)
    found = {entry.sheet_id: points for entry, points in tally.out_of_step(part)}
    assert found == {two.pk: Decimal(60)}
    ScoreEntry.objects.filter(sheet__cluster_period=part).exclude(leaf=leaf).update(
        verified_points=Decimal(0), verified_bonus=0, verified_reason="thử"
    )
    ScoreSheet.objects.update(state="approved")
    with pytest.raises(Refused, match="công thức nay ra 60,00 điểm, đang ghi"):
        actions.notify_units(part=part, by=province)
