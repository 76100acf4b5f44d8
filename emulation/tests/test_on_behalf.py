"""A sheet entered for a unit: openly, from its signed paper, with all its rights left to it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.models import Change, Mail
from clusters.tests import made_files
from clusters.tests.factories import MembershipFactory, UserFactory
from emulation import rights, signed
from emulation.models import Receipt, ScoreSheet
from emulation.tests.factories import make_sheet
from emulation.workflow import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_sheet()


@pytest.fixture
def clerk():
    return UserFactory(provincial=True)


def begin(sheet, clerk):
    sheet.enter_for(by=clerk, reason="Mất điện ba ngày")
    return ScoreSheet.objects.get(pk=sheet.pk)


def scan(sheet, by):
    upload = SimpleUploadedFile("ban-ky.pdf", made_files.pdf())
    return signed.take_signed(sheet=sheet, upload=upload, by=by)


def test_the_unit_is_told_and_keeps_its_rights(sheet, clerk, signed_in):
    officer = UserFactory(unit=sheet.unit, email="xa@example.vn")
    assert not rights.may_edit(clerk, sheet)
    sheet = begin(sheet, clerk)
    assert rights.may_edit(clerk, sheet)
    assert rights.may_edit(officer, sheet)
    assert "Mất điện ba ngày" in Mail.objects.get(to=officer).body
    assert "Đang nhập hộ" in signed_in(officer).get(sheet.get_absolute_url()).text


def test_every_figure_says_for_whom_it_was_typed(sheet, clerk):
    sheet = begin(sheet, clerk)
    entry = sheet.entries.get(leaf__number="1")
    sheet.record([(entry, "actual", 499, "", "499")], by=clerk)
    change = Change.objects.under(sheet).filter(field="actual").latest("pk")
    assert (change.by, change.reason) == (clerk, f"Nhập hộ {sheet.unit}")
    officer = UserFactory(unit=sheet.unit)
    sheet.record([(entry, "actual", 498, "", "498")], by=officer)
    assert Change.objects.under(sheet).filter(field="actual").latest("pk").reason == ""


def test_it_is_handed_in_only_with_the_signed_paper_and_ends_with_it(sheet, clerk):
    officer = UserFactory(unit=sheet.unit, email="xa@example.vn")
    sheet = begin(sheet, clerk)
    with pytest.raises(Refused, match="bản giấy đã ký"):
        sheet.submit(by=clerk)
    scan(sheet, clerk)
    sheet.submit(by=clerk)
    sheet = ScoreSheet.objects.get(pk=sheet.pk)
    assert (sheet.state, sheet.behalf_at) == ("submitted", None)
    assert sheet.steps.last().note == f"Nhập hộ {sheet.unit}"
    assert Mail.objects.filter(to=officer, subject__startswith="Biên nhận").exists()
    assert Receipt.objects.get().by == clerk
    assert not rights.may_edit(clerk, sheet)


def test_the_unit_itself_hands_in_as_ever(sheet, clerk):
    sheet = begin(sheet, clerk)
    sheet.submit(by=UserFactory(unit=sheet.unit))
    assert ScoreSheet.objects.get(pk=sheet.pk).behalf_at is None


def test_who_may_begin_and_who_types(sheet, clerk, signed_in):
    lead = MembershipFactory(cluster=sheet.cluster_period.cluster, lead=True).unit
    people = {
        "province": clerk,
        "another of the province": UserFactory(unit=clerk.unit),
        "lead": UserFactory(unit=lead, acting=True),
        "auditor": UserFactory(auditor=True),
        "officer": UserFactory(unit=sheet.unit),
        "stranger": UserFactory(),
    }

    def who(right, record):
        return {name for name, user in people.items() if right(user, record)}

    province = {"province", "another of the province"}
    assert who(rights.may_enter_for, sheet) == province
    sheet = begin(sheet, clerk)
    assert who(rights.may_enter_for, sheet) == set()
    assert who(rights.may_edit, sheet) == province | {"officer"}
    assert who(rights.may_recall, sheet) == set()


def test_the_way_through_the_pages(sheet, clerk, signed_in):
    client = signed_in(clerk)
    address = reverse("sheet-behalf", args=[sheet.pk])
    assert address in client.get(reverse("sheet-review", args=[sheet.pk])).text
    assert "Lỗi" in client.post(address, {"reason": ""}).text
    assert client.post(address, {"reason": "Mất điện"})["Location"] == sheet.get_absolute_url()
    row = sheet.entries.get(leaf__number="1")
    sent = {f"d{row.pk}-actual": "321", "seen": "99"}
    saved = client.post(reverse("sheet-row-save", args=[sheet.pk, row.pk]), sent)
    assert saved.status_code == 200
    row.refresh_from_db()
    assert row.actual == 321
