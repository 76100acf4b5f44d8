"""Accounts, units, settings: who may, what is refused, what is traced."""

import pytest
from django.urls import reverse

from clusters.models import Change, Cluster, Membership, Province, Unit, User
from clusters.tests.factories import ClusterFactory, MembershipFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "mật-khẩu-dài-123"


@pytest.fixture
def administrator(signed_in):
    return signed_in(UserFactory(administrator=True))


def sign_in(client, name, password, **extra):
    return client.post(reverse("login"), {"username": name, "password": password}, **extra)


def test_signing_in_and_out(client):
    user = UserFactory(username="canbo")
    user.set_password(PASSWORD)
    user.save()
    assert sign_in(client, "canbo", PASSWORD).url == reverse("my-work")
    assert client.post(reverse("logout")).url == reverse("login")
    assert client.get(reverse("my-work")).status_code == 302


def test_a_wrong_name_and_a_wrong_password_get_the_same_sentence(client):
    UserFactory(username="canbo")
    pages = [sign_in(client, name, "sai").content.decode() for name in ("canbo", "khongco")]
    sentence = "Tên đăng nhập hoặc mật khẩu không đúng"
    assert all(sentence in page for page in pages)


def test_the_sixth_wrong_password_is_not_even_tried(client):
    user = UserFactory(username="canbo")
    user.set_password(PASSWORD)
    user.save()
    codes = [sign_in(client, "canbo", "sai").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    locked = sign_in(client, "canbo", PASSWORD)
    assert locked.status_code == 429
    assert "15 phút" in locked.content.decode()


def test_signing_in_never_leads_out_of_the_portal(client):
    user = UserFactory(username="canbo")
    user.set_password(PASSWORD)
    user.save()
    data = {"username": "canbo", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(reverse("login"), data).url == reverse("my-work")


def test_a_weak_password_is_refused_and_a_strong_one_taken(signed_in):
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    client = signed_in(user)
    for weak, sentence in [("ngan", "ít nhất 10 ký tự"), ("1234567890123", "chỉ gồm chữ số")]:
        data = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
        assert sentence in client.post(reverse("password"), data).content.decode()
    new = "một-mật-khẩu-khác-9"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(reverse("password"), data).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)


SETUP = {
    "province": "tỉnh Mẫu",
    "standing_body": "Ban Thi đua",
    "username": "quantri",
    "full_name": "Quản trị",
    "password": PASSWORD,
    "again": PASSWORD,
}


def test_the_first_start_makes_an_administrator_once(client):
    assert client.get(reverse("setup")).status_code == 200
    assert client.post(reverse("setup"), SETUP).url == reverse("manage")
    assert Province.objects.current().name == "tỉnh Mẫu"
    assert User.objects.get().is_administrator
    assert client.get(reverse("setup")).status_code == 404
    assert client.post(reverse("setup"), SETUP).status_code == 404


def test_a_faulty_first_start_writes_nothing(client):
    for name, value in [("again", "khác"), ("password", "ngan"), ("username", "có dấu")]:
        answer = client.post(reverse("setup"), SETUP | {name: value})
        assert answer.status_code == 200
        assert "chưa lưu" in answer.content.decode()
    assert not User.objects.exists()
    assert not Unit.objects.exists()


UNIT = {"kind": "commune", "full_name": "Xã Mẫu", "short_name": "Mẫu", "order": "3"}


@pytest.mark.parametrize(
    ("role", "code"),
    [("provincial", 302), ("administrator", 302), ("auditor", 403), ("acting", 403)],
)
def test_who_may_enter_a_unit(signed_in, role, code):
    client = signed_in(UserFactory(**{role: True}))
    assert client.post(reverse("unit-create"), UNIT).status_code == code
    assert Unit.objects.filter(full_name="Xã Mẫu").exists() is (code == 302)


def test_a_changed_unit_is_traced_before_and_after(administrator):
    unit = UnitFactory(kind="commune", full_name="Xã Cũ")
    administrator.post(reverse("unit-edit", args=[unit.pk]), UNIT)
    change = Change.objects.under(unit).get(field="full_name")
    assert (change.before, change.after) == ("Xã Cũ", "Xã Mẫu")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("kind", "hành tinh", "Chọn một mục trong danh sách"),
        ("full_name", "", "Nhập tên đầy đủ"),
        ("full_name", "x" * 201, "Tối đa 200 ký tự"),
        ("order", "-1", "Nhập số nguyên"),
        ("active_from", "30/2/2020", "Không có ngày 30/2/2020"),
    ],
)
def test_a_faulty_unit_is_said_kept_and_not_written(administrator, field, typed, sentence):
    page = administrator.post(reverse("unit-create"), UNIT | {field: typed}).content.decode()
    assert sentence in page
    assert "<title>Lỗi:" in page
    assert not Unit.objects.filter(order=3).exists()


def test_a_unit_cannot_end_before_it_starts(administrator):
    dates = {"active_from": "2/1/2020", "active_to": "1/1/2020"}
    page = administrator.post(reverse("unit-create"), UNIT | dates).content.decode()
    assert "chưa lưu" in page
    assert not Unit.objects.filter(order=3).exists()


def member(unit, **facts):
    start = {"active_from": "1/1/2020", "active_to": ""}
    return {"unit": unit.pk, "year": "2020", "role": "member"} | start | facts


def test_two_leads_at_one_date_are_refused_with_a_sentence(administrator):
    cluster = ClusterFactory()
    MembershipFactory(cluster=cluster, lead=True)
    address = reverse("membership-create", args=[cluster.code])
    page = administrator.post(address, member(UnitFactory(), role="lead")).content.decode()
    assert "đã có Cụm trưởng trong thời gian này" in page
    assert Membership.objects.count() == 1


def test_a_unit_twice_at_once_is_refused(administrator):
    known = MembershipFactory()
    address = reverse("membership-create", args=[known.cluster.code])
    page = administrator.post(address, member(known.unit, active_from="1/3/2020")).content.decode()
    assert "đã thuộc" in page
    assert Membership.objects.count() == 1


def test_a_new_lead_is_a_new_row_after_the_old_ones_end(administrator):
    old = MembershipFactory(lead=True, ended=True)
    address = reverse("membership-create", args=[old.cluster.code])
    fresh = member(UnitFactory(), role="lead", active_from="1/7/2020", decision_number="12/QĐ")
    assert administrator.post(address, fresh).status_code == 302
    assert old.cluster.memberships.filter(role="lead").count() == 2


def test_a_cluster_is_out_of_a_strangers_sight(signed_in):
    cluster = Cluster.objects.create(code="kin", name="Kín")
    client = signed_in(UserFactory())
    assert client.get(reverse("cluster", args=["kin"])).status_code == 404
    MembershipFactory(cluster=cluster, unit=User.objects.last().unit)
    assert client.get(reverse("cluster", args=["kin"])).status_code == 200


def account(unit, **facts):
    base = {"username": "moi", "full_name": "Người mới", "unit": unit.pk, "duty": "officer"}
    return base | {"is_active": "on"} | facts


def test_an_account_is_made_with_a_password_shown_once(administrator, client):
    unit = UnitFactory()
    page = administrator.post(reverse("user-create"), account(unit)).content.decode()
    password = page.split('data-label="Mật khẩu"><strong>')[1].split("<")[0]
    assert User.objects.get(username="moi").check_password(password)
    assert not Change.objects.filter(after__contains=password).exists()


def test_the_last_administrator_cannot_be_locked_out(administrator):
    me = User.objects.get(is_administrator=True)
    data = account(me.unit, username=me.username, full_name=me.full_name)
    page = administrator.post(reverse("user-edit", args=[me.pk]), data).content.decode()
    closing = {"tk": me.pk, "reason": "Thử"}
    closed = administrator.post(reverse("users-close"), closing).content.decode()
    assert "Phải còn ít nhất một quản trị" in page
    assert "Phải còn ít nhất một quản trị" in closed
    me.refresh_from_db()
    assert (me.is_active, me.is_administrator) == (True, True)


def test_only_the_administrator_writes_accounts(signed_in):
    client = signed_in(UserFactory(provincial=True))
    assert client.get(reverse("users-admin")).status_code == 200
    assert client.post(reverse("user-create"), account(UnitFactory())).status_code == 403


@pytest.mark.parametrize("route", ["units-admin", "users-admin", "audit", "settings"])
@pytest.mark.parametrize("count", [1, 3])
def test_management_lists_cost_a_constant_number_of_queries(
    administrator, django_assert_max_num_queries, route, count
):
    for _ in range(count):
        member = MembershipFactory()
        UserFactory(unit=member.unit)
        administrator.post(reverse("unit-edit", args=[member.unit.pk]), UNIT)
    with django_assert_max_num_queries(15) as queries:
        administrator.get(reverse(route))
    expected = {"units-admin": 11, "users-admin": 10, "audit": 9, "settings": 11}
    assert len(queries) == expected[route]


EVIL = '<script>alert(1)</script>"><img src=x onerror=1>{{7*7}}'


def test_hostile_names_are_text_everywhere(administrator):
    unit = UnitFactory(full_name=EVIL, short_name=EVIL[:80])
    MembershipFactory(unit=unit, cluster=ClusterFactory(code="x", name=EVIL))
    UserFactory(full_name=EVIL, unit=unit)
    administrator.post(reverse("unit-edit", args=[unit.pk]), UNIT | {"full_name": EVIL + "2"})
    pages = ["units-admin", "users-admin", "audit", "settings"]
    for address in [*map(reverse, pages), reverse("cluster", args=["x"])]:
        page = administrator.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "abc", "1e3"])
def test_odd_page_numbers_are_not_found_or_a_page(administrator, page):
    assert administrator.get(reverse("units-admin") + f"?page={page}").status_code in (200, 404)


def test_every_answer_carries_the_guarding_headers(client):
    answer = client.get(reverse("login"))
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(reverse("login"), headers={"host": "evil.example"}).status_code == 400


def test_the_lock_does_not_ask_for_capital_letters(client):
    user = UserFactory(username="canbo")
    user.set_password(PASSWORD)
    user.save()
    for name in ("canbo", "CANBO", "Canbo", "cAnbo", "canbO"):
        sign_in(client, name, "sai")
    assert sign_in(client, "CanBo", PASSWORD).status_code == 429


def test_many_names_tried_from_one_machine_are_stopped(client, monkeypatch):
    monkeypatch.setattr("clusters.sign_in.MOST_FAILURES_FROM_ONE_ADDRESS", 6)
    codes = [sign_in(client, f"nguoi{n}", "sai").status_code for n in range(8)]
    assert codes == [200] * 6 + [429] * 2


def test_the_old_password_cannot_be_guessed_on_the_page_that_changes_it(signed_in):
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    client = signed_in(user)
    wrong = {"old_password": "sai", "new_password1": "một-mật-khẩu-9", "new_password2": "x"}
    codes = [client.post(reverse("password"), wrong).status_code for _ in range(6)]
    assert codes[0] == 200
    assert codes[-1] == 429


def test_what_a_signed_in_person_sees_stays_out_of_caches(signed_in):
    answer = signed_in(UserFactory()).get(reverse("my-work"))
    assert answer["Cache-Control"] == "no-store"
    assert "geolocation=()" in answer["Permissions-Policy"]


def test_too_many_fields_are_said_to_be_too_many(signed_in, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    data = {f"x{n}": "1" for n in range(9)}
    answer = signed_in(UserFactory()).post(reverse("password"), data)
    assert answer.status_code == 400
    assert "quá nhiều ô" in answer.content.decode()
