"""Figures from other offices: asked for, proposed through a link, decided by the officer."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Change, Mail, Province
from clusters.tests.factories import UserFactory
from emulation import requests
from emulation.models import DataRequest, GuestVisit
from emulation.tests.factories import make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    return make_sheet(state="draft", filled=False)


@pytest.fixture
def officer(sheet):
    return UserFactory(unit=sheet.unit, full_name="Cán bộ (mẫu)")


@pytest.fixture
def links(db):
    """The province allows links without an account."""
    province = Province.objects.current()
    province.name, province.allows_guest_links = "tỉnh Mẫu", True
    province.save()


def entry(sheet, number="1"):
    return sheet.entries.get(leaf__number=number)


def ask(sheet, by, numbers=("1",), **facts):
    entries = [entry(sheet, number) for number in numbers]
    facts = {"office": "Phòng Kinh tế", "email": "", "note": ""} | facts
    facts.setdefault("due", timezone.localdate() + timedelta(days=3))
    return requests.ask(sheet=sheet, entries=entries, by=by, **facts)


def link(asked):
    return reverse("data-request-guest", args=[asked.token])


def answer(client, asked, value, name="Người cung cấp (mẫu)"):
    figure = asked.figures.get()
    return client.post(link(asked), {f"f{figure.pk}": value, "name": name})


def test_a_request_is_made_and_its_mail_holds_no_link_while_links_are_off(
    sheet, officer, signed_in
):
    client = signed_in(officer)
    data = {"office": "Phòng Kinh tế", "email": "kinhte@example.vn", "due": "31/12/2099"}
    where = reverse("data-request", args=[sheet.pk])
    client.post(where, data | {"cells": [entry(sheet).pk]})
    mail = Mail.objects.get()
    assert (mail.address, mail.to) == ("kinhte@example.vn", None)
    assert "1 Thu ngân sách (triệu đồng)" in mail.body
    assert "/so-lieu/" not in mail.body
    assert client.get(link(DataRequest.objects.get())).status_code == 404


def test_the_officer_must_choose_cells_and_a_day_to_come(sheet, officer, signed_in):
    where = reverse("data-request", args=[sheet.pk])
    page = signed_in(officer).post(where, {"office": "A", "due": "1/1/2020"}).content.decode()
    assert "Chọn ít nhất một số liệu" in page
    assert "từ hôm nay trở đi" in page
    assert not DataRequest.objects.exists()


def test_a_figure_goes_from_the_office_to_its_cell_only_by_the_officers_hand(
    sheet, officer, client, links
):
    asked = ask(sheet, officer)
    page = client.get(link(asked)).content.decode()
    assert "Thu ngân sách" in page
    assert "Phong trào" not in page
    assert answer(client, asked, "450,5").status_code == 200
    assert entry(sheet).actual is None
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    grid = client.get(sheet.get_absolute_url()).content.decode()
    assert "Phòng Kinh tế</strong> cung cấp <strong>450,5" in grid
    figure = asked.figures.get()
    client.post(reverse("proposal-decide", args=[sheet.pk, figure.pk]), {"accept": "1"})
    assert entry(sheet).actual == Decimal("450.5")
    change = Change.objects.under(sheet).get(field="actual")
    assert (change.by, change.raw) == (officer, "450,5")
    assert "Phòng Kinh tế cung cấp (Người cung cấp (mẫu))" in change.reason


def test_a_declined_figure_stays_out_and_is_decided_once(sheet, officer, client, links):
    asked = ask(sheet, officer)
    answer(client, asked, "450")
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    where = reverse("proposal-decide", args=[sheet.pk, asked.figures.get().pk])
    client.post(where, {"decline": "1"})
    again = client.post(where, {"accept": "1"}, follow=True).content.decode()
    assert "đã được quyết định" in again
    assert entry(sheet).actual is None


def test_faults_of_the_office_are_said_and_nothing_is_kept(sheet, officer, client, links):
    asked = ask(sheet, officer)
    for value, words in [
        ("abc", "Nhập số"),
        ("-3", "không được nhỏ hơn 0"),
        ("", "Nhập ít nhất một số liệu"),
    ]:
        assert words in answer(client, asked, value).content.decode()
    assert "Nhập họ tên" in answer(client, asked, "5", name="").content.decode()
    assert asked.figures.get().state == "asked"
    assert set(GuestVisit.objects.values_list("act", flat=True)) == {"faulty"}


def test_a_link_dies_by_day_by_hand_by_switch_and_when_the_sheet_leaves_the_unit(
    sheet, officer, client, links
):
    asked = ask(sheet, officer)
    assert client.get(link(asked)).status_code == 200

    DataRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(link(asked)).status_code == 404
    DataRequest.objects.update(expires_at=timezone.now() + timedelta(days=1))

    type(sheet).objects.update(state="submitted")
    assert client.get(link(asked)).status_code == 404
    type(sheet).objects.update(state="draft")

    Province.objects.update(allows_guest_links=False)
    assert client.get(link(asked)).status_code == 404
    Province.objects.update(allows_guest_links=True)

    assert client.get(link(asked)).status_code == 200
    requests.revoke(asked=DataRequest.objects.get(), by=officer)
    assert client.get(link(asked)).status_code == 404
    assert GuestVisit.objects.filter(act="unknown").count() == 4


def test_a_forged_or_foreign_link_opens_nothing(sheet, officer, client, links):
    asked = ask(sheet, officer)
    forged = asked.token.replace(f"{asked.pk}-", f"{asked.pk + 1}-", 1)
    for token in (forged, asked.token[:-1], "1", f"{asked.pk}-{asked.nonce}"):
        assert client.get(f"/so-lieu/{token}/").status_code == 404


def test_too_many_tries_must_wait(sheet, officer, client, links, monkeypatch):
    monkeypatch.setattr(requests, "MOST_VISITS", 5)
    codes = [client.get(f"/so-lieu/{n}/").status_code for n in range(7)]
    assert codes == [404] * 5 + [429] * 2


def test_strangers_neither_see_nor_decide(sheet, officer, client, links):
    asked = ask(sheet, officer)
    answer(client, asked, "450")
    client.force_login(UserFactory(), "django.contrib.auth.backends.ModelBackend")
    for route, args in [
        ("data-request", [sheet.pk]),
        ("proposal-decide", [sheet.pk, asked.figures.get().pk]),
        ("data-request-revoke", [sheet.pk, asked.pk]),
    ]:
        assert client.post(reverse(route, args=args)).status_code == 404
