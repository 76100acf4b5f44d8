"""What a kit is looked through for before it leaves the office; copies, colours, large clusters."""

import io
from datetime import datetime
from decimal import Decimal

import pypdfium2
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageChops, ImageFilter

from clusters.files.inside import read_inside
from clusters.tests.factories import UserFactory
from emulation.meetings import begin_meeting
from emulation.models import ClusterPeriod, Placing
from reports import pdf
from reports.kit import ballots, checks
from reports.models import Kit
from reports.tests.factories import acting_lead, make_part
from reports.tests.test_kits import (
    content,
    make_kit,
    make_meeting,
    make_year_part,
    page_of,
    pages,
)

pytestmark = pytest.mark.django_db


def unmet(kit):
    assert kit.state == "ready", kit.error
    return {check["says"]: check["detail"] for check in kit.failed_checks}


def make_part_of(kind, units):
    return make_year_part(units=units) if kind == "year" else make_part(units=units)


@pytest.mark.parametrize("kind", ["half", "year", "signing"])
def test_a_kit_of_twenty_units_meets_every_check(kind):
    facts = {"matters": "Thông qua bảng xếp hạng", "most_marked": 3}
    meeting = make_meeting(make_part_of(kind, 20), kind, **facts)
    kit = make_kit(meeting, two_sides=True, with_leaves=kind != "signing")
    assert unmet(kit) == {}
    assert len(kit.checks) >= 5


@pytest.mark.long
@pytest.mark.parametrize("kind", ["half", "year"])
def test_a_kit_of_126_units_meets_every_check(kind):
    kit = make_kit(make_meeting(make_part_of(kind, 126), kind, most_marked=3), two_sides=True)
    assert unmet(kit) == {}
    found = pages(content(kit, "members"))
    matrix = [page for page in found if "Hạng Đơn vị" in page]
    assert len(matrix) >= 2


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("2019-H1", "half"),
        pytest.param("2018-Y", "year", marks=pytest.mark.long),
        pytest.param("2020-H1", "signing", marks=pytest.mark.long),
    ],
)
def test_the_kits_of_the_demo_meet_every_check(code, kind, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "demo-pass-123")
    call_command("load_demo", stdout=io.StringIO())
    part = ClusterPeriod.objects.with_names().get(period__code=code)
    held = datetime(part.period.year, 7, 24, 8, tzinfo=timezone.get_default_timezone())
    meeting = begin_meeting(
        cluster=part.cluster,
        kind=kind,
        year=part.period.year,
        held_at=held,
        place="Hội trường",
        by=UserFactory(provincial=True),
    )
    type(meeting).objects.filter(pk=meeting.pk).update(most_marked=2)
    meeting.refresh_from_db()
    kit = make_kit(meeting, two_sides=True, with_leaves=kind != "signing")
    assert unmet(kit) == {}


def test_a_total_that_changed_while_the_kit_was_made_is_noticed(monkeypatch):
    part = make_part()
    real = checks.standing_rows

    def later(one):
        Placing.objects.filter(cluster_period=part, place=1).update(total=Decimal("1.23"))
        return real(one)

    monkeypatch.setattr(checks, "standing_rows", later)
    kit = make_kit(make_meeting(part), ["ranking"])
    first = part.placings.get(place=1).unit_name
    assert f"Đại biểu: {first}" in unmet(kit)["Tên và tổng điểm trên giấy bằng số liệu"]


def test_a_ballot_that_lost_a_name_is_noticed(monkeypatch):
    real = ballots.honour_ballots

    def spoilt(*about):
        sheets = real(*about)
        sheets["ballots"][0] = sheets["ballots"][0] | {"rows": sheets["ballots"][0]["rows"][1:]}
        return sheets

    monkeypatch.setattr(ballots, "honour_ballots", spoilt)
    kit = make_kit(make_meeting(make_year_part(), "year", most_marked=1), ["ballots"])
    assert "Các phiếu suy tôn giống hệt nhau, đủ tên đơn vị" in unmet(kit)


@pytest.mark.parametrize(
    ("style", "fault"),
    [("color: #777", "Chỉ có đen và trắng"), ("font-size: 9pt !important", "Chữ từ 10 pt")],
)
def test_grey_and_small_type_are_noticed(style, fault, monkeypatch, tmp_path):
    spoilt = tmp_path / "spoilt.css"
    spoilt.write_text(f".part .short-head {{ {style} }}")
    real = pdf.pdf_from_html
    monkeypatch.setattr(
        pdf, "pdf_from_html", lambda html, styles: real(html, styles=(*styles, spoilt))
    )
    kit = make_kit(make_meeting(), ["ranking"])
    assert [says for says in unmet(kit) if says.startswith(fault)]


def test_the_kit_for_the_screen_has_colour_and_no_empty_backs():
    meeting, parts = make_meeting(make_part(units=3)), ["cover", "ranking", "matrix"]
    shown = make_kit(meeting, parts, look="screen", two_sides=True)
    copied = make_kit(meeting, parts, look="copy", two_sides=True)
    assert not read_inside(content(shown, "members")).is_black_and_white
    assert read_inside(content(copied, "members")).is_black_and_white
    assert len(pages(content(shown, "members"))) == 3


def test_the_print_order_says_which_pages_how_often():
    meeting = make_meeting()
    copies = {"chair": 2, "units": 4, "cover": 30, "ranking": 30, "delegates": 1}
    parts = ["order", "cover", "ranking", "units", "delegates"]
    found = pages(content(make_kit(meeting, parts, copies=copies), "clerk"))
    assert "Chủ trì Cả tệp 1 5 2" in found[0]
    assert "Đại biểu Cả tệp 1 2 30" in found[0]
    first, last = page_of(found, "PHIẾU ĐIỂM:"), page_of(found, "DANH SÁCH ĐẠI BIỂU") - 1
    assert f" {first} {last} 4 " in found[0]


def test_copies_and_looks_are_chosen_on_the_page_and_kept_for_the_next_time(signed_in):
    meeting = make_meeting()
    client = signed_in(acting_lead(meeting.part))
    address = reverse("meeting-kit", args=[meeting.pk])
    wrong = {"parts": ["ranking"], "look": "copy", "copies-ranking": "ba"}
    page = client.post(address, wrong).content.decode()
    assert "Nhập số nguyên" in page
    assert 'value="ba"' in page
    assert not Kit.objects.exists()
    client.post(address, wrong | {"look": "screen", "copies-ranking": "7"})
    kit = Kit.objects.get()
    assert (kit.look, kit.copies["ranking"], kit.two_sides) == ("screen", 7, False)
    page = client.get(address).content.decode()
    assert 'name="copies-ranking" value="7"' in page


@pytest.mark.parametrize("typed", ["0", " "])
def test_no_copies_of_a_ticked_paper_are_refused(signed_in, typed):
    meeting = make_meeting()
    client = signed_in(acting_lead(meeting.part))
    sent = {"parts": ["ranking"], "look": "copy", "copies-ranking": typed, "copies-matrix": "0"}
    page = client.post(reverse("meeting-kit", args=[meeting.pk]), sent).content.decode()
    assert page.count("Nhập số bản từ 1 trở lên") == 2  # beside the field and in the summary
    assert not Kit.objects.exists()


def test_who_asks_while_another_kit_is_made_is_told(signed_in):
    meeting = make_meeting()
    client = signed_in(acting_lead(meeting.part))
    address = reverse("meeting-kit", args=[meeting.pk])
    client.post(address, {"parts": ["ranking"], "look": "copy"})
    page = client.post(address, {"parts": ["matrix"], "look": "copy"}, follow=True)
    assert "với lựa chọn khác đang được tạo" in page.content.decode()
    assert Kit.objects.get().parts == ["ranking"]


def test_the_code_of_a_kit_answers_when_its_period_was_cancelled(client):
    part = make_part()
    kit = make_kit(make_meeting(part), ["ranking"])
    ClusterPeriod.objects.filter(pk=part.pk).update(state="cancelled")
    assert client.get(reverse("paper-check", args=[kit.code])).status_code == 200


def test_the_second_page_of_a_units_sheet_names_the_unit():
    part = make_part(units=2)
    found = pages(content(make_kit(make_meeting(part), ["units"]), "clerk"))
    assert all(page.count(part.placings.get(place=n).unit_name) for n, page in enumerate(found, 1))


# After a copier: measured on the sheets that are copied most


def pictures(content, dots=200):
    with pypdfium2.PdfDocument(content) as document:
        return [page.render(scale=dots / 72).to_pil().convert("L") for page in document]


def copied(picture):
    """Three generations of a harsh copier: blur, noise, contrast, a little lighter."""
    for _ in range(3):
        picture = picture.filter(ImageFilter.GaussianBlur(0.9))
        noise = Image.effect_noise(picture.size, 7)
        picture = ImageChops.add(picture, noise, offset=-128)
        picture = picture.point(lambda grey: (grey - 128) * 1.55 + 140)
    return picture


def ink(picture):
    return picture.point(lambda grey: 255 if grey < 128 else 0)


def kept_after_copying(picture):
    before = ink(picture)
    both = ImageChops.darker(before, ink(copied(picture)))
    return both.histogram()[255] / before.histogram()[255]


def flat_grey(picture):
    """The share of grey that is no edge: around it all is grey too."""
    lightest = picture.filter(ImageFilter.MaxFilter(3)).point(lambda v: 255 if v < 225 else 0)
    darkest = picture.filter(ImageFilter.MinFilter(3)).point(lambda v: 255 if v > 30 else 0)
    return ImageChops.darker(lightest, darkest).histogram()[255] / (picture.width * picture.height)


@pytest.fixture(scope="module")
def copied_sheets(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            year = make_meeting(make_year_part(units=8), "year", matters="Thông qua xếp hạng")
            kit = make_kit(year, ["summary", "ranking", "matrix", "ballots", "delegates"])
            found = {
                page: picture
                for reader in ("chair", "clerk")
                for page, picture in zip(
                    pages(content(kit, reader)), pictures(content(kit, reader)), strict=True
                )
            }
            transaction.set_rollback(True)
    return found


def test_copies_hold_black_and_white_and_no_grey(copied_sheets):
    for words, picture in copied_sheets.items():
        assert flat_grey(picture) < 0.005, words[:60]
    grey = Image.new("L", (50, 50), 150)
    assert flat_grey(grey) == 1


def test_after_three_copies_two_thirds_of_the_ink_are_left(copied_sheets):
    for words, picture in copied_sheets.items():
        assert kept_after_copying(picture) >= 0.65, words[:60]
