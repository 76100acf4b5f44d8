"""What was sent after the session ended: not saved, said so, and led back to its page."""

import pytest
from django.test import Client
from django.urls import reverse

from clusters.tests.factories import ClusterFactory, UserFactory
from emulation.meetings import begin_meeting
from emulation.tests.test_meetings import WHEN

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
KEPT = "7%3Ameeting-3"


@pytest.fixture
def meeting():
    facts = {"cluster": ClusterFactory(), "kind": "signing", "year": 2020}
    return begin_meeting(**facts, held_at=WHEN, place="Hội trường", by=UserFactory())


def after_signing_in(answer):
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("login"))
    return dict(pair.split("=", 1) for pair in answer.url.partition("?")[2].split("&"))["next"]


@pytest.mark.parametrize(
    ("sent_to", "came_from", "leads_to"),
    [
        ("/hoi-nghi/1/", "/hoi-nghi/1/", "/hoi-nghi/1/"),
        ("/bao-cao/1/phat-hanh/", "/bao-cao/1/?a=1", "/bao-cao/1/%3Fa%3D1"),
        ("/bao-cao/1/phat-hanh/", "/bao-cao/1/phat-hanh/", "/bao-cao/1/"),
        ("/bao-cao/1/phat-hanh/", "", "/bao-cao/1/"),
        ("/hoi-nghi/1/", "/dang-xuat/", "/hoi-nghi/1/"),
        ("/hoi-nghi/1/", "/khong-co/", "/hoi-nghi/1/"),
        ("/dang-xuat/", "", "/"),
    ],
)
def test_a_form_sent_too_late_leads_to_its_page(client, sent_to, came_from, leads_to):
    extra = {"HTTP_REFERER": HOST + came_from} if came_from else {}
    assert after_signing_in(client.post(sent_to, {"place": "Nhà"}, **extra)) == leads_to


def test_nobody_is_led_out_of_the_portal(client):
    answer = client.post("/hoi-nghi/1/", HTTP_REFERER="https://evil.example/hoi-nghi/2/")
    assert after_signing_in(answer) == "/hoi-nghi/1/"


def test_sign_in_says_that_it_was_not_saved(client):
    said = "nội dung vừa gửi chưa được lưu"
    assert said not in client.get("/hoi-nghi/1/", follow=True).content.decode()
    assert said in client.post("/hoi-nghi/1/", follow=True).content.decode()


def test_a_script_is_told_instead_of_led(client):
    for header in ("HTTP_HX_REQUEST", "HTTP_X_PORTAL"):
        answer = client.post(reverse("report-text", args=[1]), **{header: "true"})
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/json")


def test_a_page_from_before_signing_in_anew_leads_to_itself():
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(), "django.contrib.auth.backends.ModelBackend")
    answer = client.post("/hoi-nghi/1/", HTTP_REFERER=f"{HOST}/hoi-nghi/1/")
    assert answer.status_code == 403
    assert 'href="/hoi-nghi/1/"' in answer.content.decode()


def test_who_is_there_gets_a_token_that_is_taken(signed_in):
    user = UserFactory()
    told = signed_in(user).get(reverse("session-keep")).json()
    assert told["user"] == user.pk
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    token = client.get(reverse("session-keep")).json()["token"]
    sent = {"csrfmiddlewaretoken": token}
    assert client.post(reverse("logout"), sent).url == reverse("login")


def typed(**more):
    return {"held_at": "24/7/2020 08:00", "place": "Nhà văn hóa", "typed_form": KEPT} | more


def test_the_browser_hears_which_form_was_saved(signed_in, meeting):
    client = signed_in(UserFactory(provincial=True))
    answer = client.post(meeting.get_absolute_url(), typed())
    assert answer.status_code == 302
    assert answer.cookies["typed_form"].value == KEPT


def test_it_hears_nothing_of_a_form_with_faults_or_sent_too_late(client, signed_in, meeting):
    assert "typed_form" not in client.post(meeting.get_absolute_url(), typed()).cookies
    client = signed_in(UserFactory(provincial=True))
    answer = client.post(meeting.get_absolute_url(), typed(held_at="hôm nào"))
    assert answer.status_code == 200
    assert "typed_form" not in answer.cookies


@pytest.mark.parametrize("name", ["", "7:a;b", "7:a b", "x" * 601, "7:ă"])
def test_only_a_name_goes_back_into_the_cookie(signed_in, meeting, name):
    client = signed_in(UserFactory(provincial=True))
    answer = client.post(meeting.get_absolute_url(), typed(typed_form=name))
    assert answer.status_code == 302
    assert "typed_form" not in answer.cookies


def test_forms_with_texts_keep_them_and_sign_in_does_not(signed_in, client, meeting):
    page = signed_in(UserFactory(provincial=True)).get(meeting.get_absolute_url())
    assert f'data-keep="meeting-{meeting.pk}"' in page.content.decode()
    client.logout()
    assert "data-keep" not in client.get(reverse("login")).content.decode()
