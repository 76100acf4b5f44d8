"""What people are told in the portal and by mail, and what they find with the search box."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from awards.tests.factories import make_decision
from clusters import outbox
from clusters.models import Mail, Notice
from clusters.tests.factories import UnitFactory, UserFactory
from emulation.tests.factories import make_sheet

pytestmark = pytest.mark.django_db


def tell(*people, event="x-1"):
    return outbox.write(
        event=event, people=people, subject="Mở kỳ", lines=["Kỳ đã mở."], route="sheet-list"
    )


def test_everyone_is_told_once_and_by_mail_who_has_one_and_wants_it():
    mail = UserFactory(email="a@example.vn")
    none = UserFactory()
    quiet = UserFactory(email="b@example.vn", wants_mail=False)
    assert tell(mail, none, quiet) == 3
    assert tell(mail, none, quiet) == 0
    assert set(Notice.objects.values_list("to", flat=True)) == {mail.pk, none.pk, quiet.pk}
    assert list(Mail.objects.values_list("to", flat=True)) == [mail.pk]


def test_opening_one_marks_it_read_and_leads_to_the_work(signed_in):
    user = UserFactory()
    tell(user)
    client = signed_in(user)
    assert "(1 mới)" in client.get("/").text
    notice = Notice.objects.get()
    answer = client.post(reverse("notice-open", args=[notice.pk]))
    assert answer["Location"] == reverse("sheet-list")
    assert "(1 mới)" not in client.get("/").text
    stranger = signed_in(UserFactory())
    assert stranger.post(reverse("notice-open", args=[notice.pk])).status_code == 404


def test_mails_are_switched_off_and_all_is_marked_read(signed_in):
    user = UserFactory(email="a@example.vn")
    tell(user)
    client = signed_in(user)
    client.post(reverse("notifications"), {"mail": "0"})
    client.post(reverse("notifications"), {"read": "1"})
    user.refresh_from_db()
    assert (user.wants_mail, Notice.objects.unread().count()) == (False, 0)


@pytest.fixture
def search(signed_in):
    """`search(user, words)`: the names found, in their order."""
    cache.clear()

    def ask(user, words):
        answer = signed_in(user).get(reverse("search"), {"q": words})
        assert answer.status_code == 200
        return [hit.title for hit in answer.context.get("hits", [])]

    return ask


@pytest.mark.parametrize("words", ["bach thong", "BẠCH THÔNG", "Bạch  Thông", "Bạch Thông"])
def test_a_name_is_found_however_it_is_written(search, words):
    UnitFactory(full_name="Huyện Bạch Thông", short_name="Bạch Thông")
    UnitFactory(full_name="Huyện Bạch Thông Bắc", short_name="Bạch Thông Bắc", order=0)
    assert search(UserFactory(provincial=True), words)[0] == "Huyện Bạch Thông"


def test_one_finds_only_what_one_may_see(search):
    sheet = make_sheet()
    decision = make_decision(sheet.unit, number="77/QĐ-UBND")
    name = sheet.unit.short_name
    own, other = UserFactory(unit=sheet.unit), UserFactory()
    found = search(own, name)
    assert f"{name}, {sheet.period.title}" in found
    assert search(own, "77/qd-ubnd") == [str(decision)]
    assert search(other, name) == search(other, "77/qd-ubnd") == []
    assert search(UserFactory(administrator=True), "77/qd-ubnd") == []


@pytest.mark.parametrize(
    "words", ["", " ", "%", "_", "*", '"', "\\", "(", "(a+)+$", "x" * 10_000, "đ"]
)
def test_odd_questions_are_answered(search, words):
    search(UserFactory(provincial=True), words)


def test_a_flood_of_questions_waits(signed_in, search):
    client = signed_in(UserFactory())
    codes = [client.get(reverse("search"), {"q": "x"}).status_code for _ in range(62)]
    assert (codes[0], codes[-1]) == (200, 429)


def test_the_slash_key_can_be_switched_off(signed_in):
    user = UserFactory()
    client = signed_in(user)
    assert 'data-slash="1"' in client.get("/").text
    client.post(reverse("search"), {"shortcuts": "0"})
    assert 'data-slash="0"' in client.get("/").text
