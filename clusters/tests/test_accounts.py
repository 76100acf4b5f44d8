"""Accounts closed, opened, handed over, found: what ends, what moves, what is told."""

import pytest
from django.urls import reverse

from clusters import accounts
from clusters.models import Change, Notice, User
from clusters.tests.factories import ClusterFactory, MembershipFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(signed_in):
    return signed_in(UserFactory(administrator=True))


def test_closing_ends_the_session_with_a_reason(administrator, django_user_model):
    from django.test import Client

    officer = UserFactory()
    theirs = Client()
    theirs.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    assert theirs.get(reverse("my-work")).status_code == 200
    asked = {"tk": officer.pk, "reason": "Chuyển công tác"}
    assert administrator.post(reverse("users-close"), asked).url == reverse("users-admin")
    assert theirs.get(reverse("my-work")).status_code == 302
    change = Change.objects.of(officer).get(field="is_active")
    assert (change.before, change.after, change.reason) == ("có", "không", "Chuyển công tác")


def test_an_account_opened_again_has_a_new_password(administrator):
    officer = UserFactory()
    administrator.post(reverse("users-close"), {"tk": officer.pk, "reason": "Nghỉ dài ngày"})
    asked = {"reason": "Đi làm lại"}
    page = administrator.post(reverse("user-reopen", args=[officer.pk]), asked).content.decode()
    password = page.split('data-label="Mật khẩu"><strong>')[1].split("<")[0]
    officer.refresh_from_db()
    assert officer.is_active
    assert officer.check_password(password)


def test_closing_without_a_reason_closes_nothing(administrator):
    officer = UserFactory()
    page = administrator.post(reverse("users-close"), {"tk": officer.pk, "reason": " "})
    assert "Nhập lý do" in page.content.decode()
    officer.refresh_from_db()
    assert officer.is_active


def test_of_many_one_that_cannot_be_closed_closes_none(administrator):
    me = User.objects.get(is_administrator=True)
    officer = UserFactory()
    asked = {"tk": [officer.pk, me.pk], "reason": "Dọn danh sách"}
    page = administrator.post(reverse("users-close"), asked).content.decode()
    assert accounts.LAST_ADMINISTRATOR in page
    officer.refresh_from_db()
    assert officer.is_active
    assert not Change.objects.of(officer).exists()


def test_many_passwords_are_shown_once(administrator):
    people = [UserFactory() for _ in range(3)]
    asked = {"tk": [person.pk for person in people]}
    page = administrator.post(reverse("users-reset"), asked).content.decode()
    made = [part.split("<")[0] for part in page.split('data-label="Mật khẩu"><strong>')[1:]]
    shown = User.objects.filter(pk__in=asked["tk"]).in_order()
    assert [user.check_password(p) for user, p in zip(shown, made, strict=True)] == [True] * 3
    assert not Change.objects.filter(after__in=made).exists()


def test_a_closed_account_gets_no_password(administrator):
    closed = UserFactory(is_active=False)
    answer = administrator.post(reverse("users-reset"), {"tk": closed.pk}, follow=True)
    assert "Mở lại tài khoản" in answer.content.decode()
    closed.refresh_from_db()
    assert closed.password == ""


def hand_over(client, old, to, **facts):
    asked = {"to": to.pk, "note": "Bảng 6 tháng nhập xong 7 dòng."} | facts
    return client.post(reverse("user-hand-over", args=[old.pk]), asked)


def test_work_is_handed_to_a_colleague_and_the_account_closed(administrator):
    old = UserFactory(provincial=True)
    new = UserFactory(unit=old.unit)
    cluster = ClusterFactory(specialist=old)
    assert hand_over(administrator, old, new, closes="on").url == reverse("users-admin")
    cluster.refresh_from_db()
    old.refresh_from_db()
    assert (cluster.specialist, old.is_active) == (new, False)
    told = Notice.objects.get(to=new)
    assert "Bảng 6 tháng nhập xong 7 dòng." in told.text
    assert Change.objects.of(old).filter(field=accounts.HANDED_OVER).count() == 1


def test_acting_for_the_cluster_goes_with_the_work(administrator):
    old = UserFactory(acting=True)
    new = UserFactory(unit=old.unit)
    hand_over(administrator, old, new)
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.acts_for_cluster, old.is_active) == (True, True)


def test_work_never_goes_to_another_unit(administrator):
    old, stranger = UserFactory(), UserFactory()
    page = hand_over(administrator, old, stranger).content.decode()
    assert "Chọn một mục trong danh sách" in page
    assert not Notice.objects.exists()


def names(page):
    return {user.username for user in page.context["object_list"]}


def test_accounts_are_found_by_name_unit_cluster_and_state(administrator):
    unit = UnitFactory(full_name="Xã Ba Sơn", short_name="Ba Sơn")
    MembershipFactory(unit=unit, cluster=ClusterFactory(name="Cụm số 1"))
    cluster = unit.memberships.get().cluster
    UserFactory(username="bason", unit=unit, full_name="Đỗ Thị Mẫu")
    UserFactory(username="cu", unit=unit, is_active=False)
    asked = [
        ({"q": "do thi mau"}, {"bason"}),
        ({"q": "ba son"}, {"bason", "cu"}),
        ({"cluster": cluster.pk}, {"bason", "cu"}),
        ({"cluster": cluster.pk, "state": "dong"}, {"cu"}),
        ({"state": "nonsense", "q": "cu"}, {"cu"}),
    ]
    page = reverse("users-admin")
    assert [names(administrator.get(page, query)) for query, _ in asked] == [w for _, w in asked]


def test_a_specialist_is_told_first_and_a_colleague_takes_over(signed_in):
    specialist = UserFactory(provincial=True)
    colleague = UserFactory(unit=specialist.unit)
    cluster = ClusterFactory(specialist=specialist)
    assert list(User.objects.looking_after(cluster)) == [specialist]
    signed_in(colleague).post(reverse("cluster-take", args=[cluster.code]))
    cluster.refresh_from_db()
    assert cluster.specialist == colleague
    assert Change.objects.of(cluster).get().after == colleague.full_name
    cluster.specialist.is_active = False
    cluster.specialist.save()
    assert list(User.objects.looking_after(cluster)) == [specialist]


def test_many_units_join_a_cluster_in_one_act_or_none(administrator):
    cluster = ClusterFactory()
    units = [UnitFactory() for _ in range(3)]
    asked = {"units": [u.pk for u in units], "year": "2026", "active_from": "1/1/2026"}
    page = reverse("members-add", args=[cluster.code])
    assert administrator.post(page, asked | {"active_from": "31/2/2026"}).status_code == 200
    assert not cluster.memberships.exists()
    assert administrator.post(page, asked).status_code == 302
    assert cluster.memberships.filter(role="member", year=2026).count() == 3
    again = administrator.post(page, asked).content.decode()
    assert "Chọn một mục trong danh sách" in again


@pytest.mark.parametrize("key", ["9" * 30, "-1", "x", "²", "\u0663"])
def test_a_made_up_key_chooses_nobody(administrator, key):
    answer = administrator.post(reverse("users-reset"), {"tk": key}, follow=True)
    assert "Chưa chọn tài khoản nào" in answer.content.decode()
    assert administrator.get(reverse("users-close"), {"tk": key}).status_code == 302
    assert administrator.get(reverse("users-admin"), {"cluster": key}).status_code == 200
