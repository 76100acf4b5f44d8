"""Who has a cluster's work first, what a hand-over leaves on sheets, units that became others."""

import pytest
from django.urls import reverse

from clusters import accounts, desk, outbox
from clusters.models import Change, Mail, Succession, Unit
from clusters.tests.factories import MembershipFactory, UnitFactory, UserFactory
from emulation.models import ScoreSheet
from emulation.tests.factories import make_sheet

pytestmark = pytest.mark.django_db


def test_a_clusters_work_is_its_specialists_first(signed_in):
    sheet = make_sheet(state="confirmed", verified=True)
    cluster = sheet.cluster_period.cluster
    specialist = UserFactory(provincial=True)
    colleague = UserFactory(unit=specialist.unit)
    keepers = [{task.keeper for task in desk.tasks_for(colleague)}]
    cluster.specialist = specialist
    cluster.save()
    keepers += [{task.keeper for task in desk.tasks_for(u)} for u in (colleague, specialist)]
    assert keepers == [{""}, {specialist.full_name}, {""}]
    page = signed_in(colleague).get(reverse("my-work"))
    assert "Cụm, khối do đồng nghiệp theo dõi: 1 việc" in page.content.decode()
    assert [task.keeper for task in page.context["tasks"]] == []


def test_a_specialist_who_has_left_keeps_nothing_back():
    sheet = make_sheet(state="confirmed", verified=True)
    cluster = sheet.cluster_period.cluster
    specialist = UserFactory(provincial=True)
    cluster.specialist = specialist
    cluster.save()
    administrator = UserFactory(administrator=True)
    accounts.close_account(user=specialist, by=administrator, reason="Nghỉ hưu")
    colleague = UserFactory(unit=specialist.unit)
    assert {task.keeper for task in desk.tasks_for(colleague)} == {""}
    cluster.refresh_from_db()
    assert cluster.specialist is None


def test_a_hand_over_leaves_its_word_on_the_units_open_sheets():
    sheet = make_sheet(state="draft")
    old = UserFactory(unit=sheet.unit)
    new = UserFactory(unit=sheet.unit)
    administrator = UserFactory(administrator=True)
    sheet.hand_over(by=old, note="Còn chờ Phòng Tài chính.")
    facts = {"note": "Đã nhập 1 dòng", "tasks": ["Nộp bảng"], "closes": True, "by": administrator}
    accounts.hand_over(user=old, to=new, **facts)
    kept = ScoreSheet.objects.get(pk=sheet.pk).handover
    assert kept == f"Còn chờ Phòng Tài chính.\n{old} bàn giao cho {new}: Đã nhập 1 dòng"


def test_a_long_hand_over_keeps_the_newest_words_within_what_a_sheet_holds():
    sheet = make_sheet(state="draft")
    old, new = UserFactory(unit=sheet.unit), UserFactory(unit=sheet.unit)
    sheet.hand_over(by=old, note="Cũ. " * 120)
    facts = {"tasks": [], "closes": False, "by": UserFactory(administrator=True)}
    accounts.hand_over(user=old, to=new, note="Mới " * 40, **facts)
    kept = ScoreSheet.objects.get(pk=sheet.pk).handover
    assert kept.startswith(f"{old} bàn giao cho {new}: Mới")
    accounts.hand_over(user=old, to=new, note="Dài " * 250, **facts)
    assert len(ScoreSheet.objects.get(pk=sheet.pk).handover) <= 600


def test_only_the_specialist_is_written_to_of_a_kien_nghi():
    sheet = make_sheet(state="approved", verified=True)
    part = sheet.cluster_period
    specialist = UserFactory(provincial=True, email="a@example.vn")
    UserFactory(unit=specialist.unit, email="b@example.vn")
    from clusters.models import User

    def told(event):
        people = User.objects.looking_after(part.cluster)
        outbox.write(event=event, people=people, subject="x", lines=["x"])
        return set(Mail.objects.filter(key__startswith=event).values_list("address", flat=True))

    assert told("one") == {"a@example.vn", "b@example.vn"}
    part.cluster.specialist = specialist
    part.cluster.save()
    assert told("two") == {"a@example.vn"}


@pytest.fixture
def clerk(signed_in):
    return signed_in(UserFactory(provincial=True))


def merge(client, old, new, **facts):
    asked = {
        "predecessor": old.pk,
        "successor": new.pk,
        "kind": "merge",
        "effective_on": "1/7/2025",
        "resolution_number": "1684/NQ",
        "ends_predecessor": "on",
    }
    return client.post(reverse("succession-create"), asked | facts)


def test_a_merger_is_recorded_once_and_ends_the_old_unit_and_its_places(clerk):
    sheet = make_sheet()
    new = UnitFactory(full_name="Xã Mới", kind="commune")
    assert merge(clerk, sheet.unit, new).status_code == 302
    old = Unit.objects.get(pk=sheet.unit_id)
    place = old.memberships.get()
    assert (str(old.active_to), str(place.active_to)) == ("2025-06-30", "2025-06-30")
    why = set(Change.objects.filter(field="active_to").values_list("reason", flat=True))
    assert why == {"Sáp nhập, nghị quyết 1684/NQ"}
    assert "đã được ghi" in merge(clerk, sheet.unit, new).content.decode()
    assert Succession.objects.count() == 1


def test_a_split_may_leave_the_old_unit_standing(clerk):
    old, new = UnitFactory(), UnitFactory()
    merge(clerk, old, new, kind="split", ends_predecessor="")
    old.refresh_from_db()
    assert (old.active_to, Succession.objects.count()) == (None, 1)


def test_an_open_sheet_says_what_its_unit_became(clerk, signed_in):
    sheet = make_sheet()
    officer = UserFactory(unit=sheet.unit)
    new = UnitFactory(full_name="Xã Mới", kind="commune")
    said = []
    for _ in range(2):
        said.append("Xã Mới" in signed_in(officer).get(sheet.get_absolute_url()).text)
        merge(signed_in(UserFactory(provincial=True)), sheet.unit, new)
    assert said == [False, True]
    assert sheet.unit.full_name in signed_in(officer).get(sheet.get_absolute_url()).text


def test_results_stay_under_the_old_name_and_show_beside_the_new(clerk):
    oldest = make_sheet(state="approved", verified=True)
    part = oldest.cluster_period
    part.state = "published"
    part.save()
    middle, new = UnitFactory(), UnitFactory(full_name="Xã Mới", kind="commune")
    merge(clerk, oldest.unit, middle)
    merge(clerk, middle, new, kind="rename", effective_on="1/1/2026")
    assert new.forebears() == [middle, oldest.unit]
    page = clerk.get(reverse("unit-results", args=[new.pk])).content.decode()
    assert f"Dưới tên cũ: {oldest.unit}" in page
    assert f"Dưới tên cũ: {middle}" not in page
    assert "100,00" in page


def test_a_circle_of_successions_ends(clerk):
    one, two = UnitFactory(), UnitFactory()
    merge(clerk, one, two)
    merge(clerk, two, one, effective_on="1/8/2025")
    assert one.forebears() == [two]


def test_history_of_a_merged_unit_costs_a_constant_number_of_queries(
    clerk, django_assert_max_num_queries
):
    new = UnitFactory()
    counts = []
    for _ in range(2):
        MembershipFactory(unit=UnitFactory())
        merge(clerk, UnitFactory(), new)
        with django_assert_max_num_queries(60) as queries:
            clerk.get(reverse("unit-results", args=[new.pk]))
        counts.append(len(queries))
    assert counts[1] - counts[0] <= 1
