"""Kits of meetings: what each kind holds, who gets what, right pages, figures and forms."""

import io
import re
import subprocess
from datetime import datetime
from decimal import Decimal

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.tests.factories import UserFactory
from emulation.meetings import begin_meeting
from emulation.models import Placing
from reports import tasks
from reports.kit.order import usual_copies
from reports.kit.parts import first_choice, offered, spoken_of
from reports.models import Kit
from reports.tests.factories import acting_lead, make_part
from reports.tests.test_paper import flat

pytestmark = pytest.mark.django_db
WHEN = datetime(2020, 7, 24, 8, tzinfo=timezone.get_default_timezone())


def make_meeting(part=None, kind="half", **facts):
    part = part or make_part()
    by = UserFactory(provincial=True)
    meeting = begin_meeting(
        cluster=part.cluster, kind=kind, year=2020, held_at=WHEN, place="Hội trường", by=by
    )
    type(meeting).objects.filter(pk=meeting.pk).update(**facts)
    return type(meeting).objects.get(pk=meeting.pk)


def make_kit(meeting, parts=None, **how):
    codes = parts or [part.code for part in offered(meeting.kind)]
    how = {"two_sides": False, "with_leaves": False, "copies": usual_copies(meeting)} | how
    kit = Kit.request(meeting, parts=codes, by=meeting.created_by, **how)
    tasks.render("reports.kit", kit.pk)
    kit.refresh_from_db()
    return kit


def content(kit, audience, extension="pdf"):
    with kit.files.get(audience=audience, extension=extension).file.open() as file:
        return file.read()


def pages(pdf):
    tool = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(tool, input=pdf, capture_output=True, check=True).stdout.decode()
    return [flat(page) for page in text.split("\f")[:-1]]


def page_of(found, words):
    """The number of the first page that begins with these words, after its running head."""
    return next(n for n, page in enumerate(found, 1) if words in page and "MỤC LỤC" not in page)


HEADS = {
    "Bảng xếp hạng": "BẢNG XẾP HẠNG",
    "Ma trận tiêu chí": "MA TRẬN TIÊU CHÍ",
    "Chênh lệch giữa điểm tự chấm và điểm thẩm định": "CHÊNH LỆCH GIỮA ĐIỂM",
    "Báo cáo": "BÁO CÁO Sơ kết",
    "Phiếu điểm từng đơn vị": "PHIẾU ĐIỂM:",
}


def test_the_contents_name_the_pages_on_which_the_papers_begin():
    found = pages(content(make_kit(make_meeting()), "chair"))
    for title, head in HEADS.items():
        said = re.search(rf"\d+\. {title} (\d+)", found[0])[1]
        assert int(said) == page_of(found, head), title
    assert all(f"Trang {n}/{len(found)}" in page for n, page in enumerate(found, 1))


@pytest.mark.parametrize("matters", [0, 3, 9])
def test_the_chairs_page_is_one_page(matters):
    lines = "\n".join(f"Nội dung xin ý kiến số {n} về chênh lệch điểm" for n in range(matters))
    kit = make_kit(make_meeting(matters=lines), ["cover", "summary", "ranking", "differences"])
    assert kit.state == "ready", kit.error
    found = pages(content(kit, "chair"))
    assert "TÓM TẮT PHỤC VỤ CHỦ TRÌ" in found[1]
    assert "BẢNG XẾP HẠNG" in found[2]
    assert found[1].count("Nội dung xin ý kiến số") == min(matters, 5)


def test_a_chairs_page_that_would_not_fit_is_refused_with_what_to_do():
    line = "Một nội dung rất dài để hội nghị cho ý kiến, " * 12
    kit = make_kit(make_meeting(matters="\n".join([line] * 5)), ["cover", "summary", "ranking"])
    assert kit.state == "failed"
    assert "dài hơn một trang. Rút gọn" in kit.error
    assert not kit.files.exists()


@pytest.mark.parametrize("units", [8, 14])
def test_the_matrix_stands_on_one_lying_page(units):
    kit = make_kit(make_meeting(make_part(units=units)), ["matrix"])
    with pikepdf.open(io.BytesIO(content(kit, "members"))) as document:
        assert len(document.pages) == 1
        box = document.pages[0].mediabox
        assert float(box[2]) > float(box[3])


def test_a_larger_matrix_repeats_its_head():
    part = make_part(units=40)
    found = pages(content(make_kit(make_meeting(part), ["matrix"]), "members"))
    assert len(found) >= 2
    assert all("Hạng Đơn vị" in page for page in found)


def test_every_total_on_paper_equals_the_database():
    part = make_part(units=20)
    found = " ".join(pages(content(make_kit(make_meeting(part), ["ranking"]), "members")))
    for placing in part.placings.all():
        shown = f"{placing.total:.2f}".replace(".", ",")
        assert shown in found
        assert flat(placing.unit_name) in found


def test_a_half_year_kit_offers_no_vote_and_says_provisional():
    kit = make_kit(make_meeting(), two_sides=True)
    everything = " ".join(
        " ".join(pages(content(kit, reader))) for reader in ("chair", "members", "clerk")
    ).lower()
    for word in ("suy tôn", "kiểm phiếu", "chỉ tiêu khen", "đề nghị tặng"):
        assert word not in everything
    assert "thứ hạng tạm tính" in everything
    assert "chưa chấm 01 tiêu chí thành phần" in everything


def test_kit_sheets_carry_no_quoc_hieu_and_official_papers_one():
    found = pages(content(make_kit(make_meeting()), "chair"))
    nation = [n for n, page in enumerate(found, 1) if "CỘNG HÒA XÃ HỘI" in page]
    assert nation == [page_of(found, "BÁO CÁO Sơ kết")]


def test_only_the_papers_fonts_and_nothing_below_ten_points():
    pdf = content(make_kit(make_meeting(), with_leaves=True), "chair")
    tool = ["pdftotext", "-bbox-layout", "-", "-"]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        names = {
            str(font.BaseFont).split("+")[-1]
            for page in document.pages
            for font in page.Resources.get("/Font", {}).values()
        }
    assert all(name.startswith("Liberation-S") for name in names), names
    laid = subprocess.run(tool, input=pdf, capture_output=True, check=True).stdout.decode()
    heights = [
        float(bottom) - float(top)
        for top, bottom, word in re.findall(
            r'<word xMin="[\d.]+" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)', laid
        )
        if word.strip()
    ]
    assert min(heights) >= 10


def make_year_part(units=3):
    from emulation.tests.factories import PeriodFactory

    return make_part(units=units, period=PeriodFactory(kind="year", year=2020))


def test_ballots_are_alike_two_on_a_sheet_and_printed_for_every_member_and_two_spare():
    part = make_year_part(units=4)
    meeting = make_meeting(part, "year", most_marked=1)
    found = pages(content(make_kit(meeting, ["order", "ballots"]), "clerk"))
    assert len(found) == 2
    ballots = [one.strip() for one in found[1].split("CỘNG HÒA XÃ HỘI CHỦ NGHĨA") if one.strip()]
    assert (len(ballots), len(set(ballots))) == (2, 1)
    assert "Đánh dấu X tối đa 01 đơn vị" in found[1]
    assert "Phiếu suy tôn (06" in found[0]
    assert " 2 2 3 " in found[0]


@pytest.mark.parametrize(("units", "on_a_sheet"), [(9, 2), (14, 2), (18, 2), (20, 1)])
def test_every_candidate_stands_on_every_ballot(units, on_a_sheet):
    part = make_year_part(units=units)
    kit = make_kit(make_meeting(part, "year", most_marked=2), ["ballots"])
    said = " ".join(pages(content(kit, "clerk")))
    assert said.count("PHIẾU SUY TÔN") == on_a_sheet
    for placing in part.placings.all():
        name = re.escape(flat(placing.unit_name))
        assert len(re.findall(rf"{name}(?!\d)", said)) == on_a_sheet


def test_two_sides_begin_every_paper_on_a_new_sheet():
    kit = make_kit(make_meeting(), ["cover", "ranking", "differences"], two_sides=True)
    found = pages(content(kit, "members"))
    assert page_of(found, "BẢNG XẾP HẠNG") % 2 == 1
    assert page_of(found, "CHÊNH LỆCH GIỮA ĐIỂM") % 2 == 1


def test_a_covenant_has_pledges_targets_and_a_place_for_every_signature():
    part = make_part()
    meeting = make_meeting(part, "signing", pledges="Hoàn thành chỉ tiêu.")
    kit = make_kit(meeting)
    assert kit.state == "ready", kit.error
    said = " ".join(pages(content(kit, "members")))
    assert "GIAO ƯỚC THI ĐUA" in said
    assert "- Hoàn thành chỉ tiêu." in said
    assert "XẾP HẠNG" not in said
    assert kit.files.filter(extension="docx").count() == 2


def test_the_next_year_is_pledged_at_the_end_of_a_year_when_it_is_ticked():
    meeting = make_meeting(make_year_part(), "year", pledges="Giữ vững kết quả.", most_marked=1)
    assert "covenant" not in first_choice("year")
    kit = make_kit(meeting, ["cover", "ranking", "covenant"])
    found = pages(content(kit, "members"))
    assert "giao ước thi đua năm 2021" in found[-1]
    assert "- Giữ vững kết quả." in found[-1]


def test_the_code_of_a_kit_says_whether_its_figures_hold(client):
    part = make_part()
    kit = make_kit(make_meeting(part), ["ranking", "matrix", "differences"])
    address = reverse("paper-check", args=[kit.code])
    assert "bằng số liệu hiện nay" in client.get(address).content.decode()
    Placing.objects.filter(cluster_period=part, place=1).update(total=Decimal("1"))
    assert "Số liệu đã thay đổi" in client.get(address).content.decode()


def test_asking_twice_makes_one_kit():
    meeting = make_meeting()
    how = {"parts": ["ranking"], "two_sides": True, "with_leaves": False, "by": meeting.created_by}
    assert Kit.request(meeting, **how) == Kit.request(meeting, **how)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Báo cáo sơ kết", "report"),
        ("Thông qua bảng xếp hạng", "ranking"),
        ("Trao Cờ thi đua", "awards"),
        ("Giải lao", None),
    ],
)
def test_a_line_of_the_agenda_leads_to_its_paper(line, code):
    part = spoken_of(line, offered("half"))
    assert (part.code if part else None) == code


def test_the_page_from_ticking_to_the_files(
    signed_in, monkeypatch, django_capture_on_commit_callbacks
):
    meeting = make_meeting()
    client = signed_in(acting_lead(meeting.part))
    address = reverse("meeting-kit", args=[meeting.pk])
    assert "Chưa chọn tài liệu nào" in client.post(address, {}).content.decode()
    monkeypatch.setattr(tasks, "send", lambda job: tasks.render(job._meta.label_lower, job.pk))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"parts": ["cover", "ranking"], "look": "copy", "two_sides": "on"})
    page = client.get(address).content.decode()
    file = Kit.objects.get().files.get(audience="members")
    assert reverse("kit-file", args=[meeting.pk, file.pk]) in page
    answer = client.get(reverse("kit-file", args=[meeting.pk, file.pk]))
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    member = signed_in(UserFactory(unit=meeting.part.sheets.first().unit))
    assert member.get(address).status_code == 404


def test_what_changed_in_a_kit_is_told_to_those_who_arrange_it(signed_in):
    part = make_part()
    kit = make_kit(make_meeting(part), ["ranking"])
    Placing.objects.filter(cluster_period=part, place=1).update(total=Decimal("1"))
    address = reverse("paper-check", args=[kit.code])
    told = "Chỗ đã thay đổi"
    assert told in signed_in(acting_lead(part)).get(address).content.decode()
    member = signed_in(UserFactory(unit=part.sheets.first().unit))
    assert told not in member.get(address).content.decode()


def test_differences_compare_what_follows_the_formula_too_largest_first():
    part = make_part(units=3, closed=False)
    entries = [sheet.entries.in_order()[0] for sheet in part.sheets.all()]
    for entry, less in zip(entries, ["0.40", "2.50", "7"], strict=True):
        assert entry.self_points is None  # the unit typed no points over its formula's
        entry.verified_points = entry.points("self")[0] - Decimal(less)
        entry.verified_reason = f"Trừ {less}"
        entry.save()
    said = " ".join(pages(content(make_kit(make_meeting(part), ["differences"]), "members")))
    assert said.index("Trừ 7") < said.index("Trừ 2.50")
    assert "−7,00" in said
    assert "−2,50" in said
    assert "Trừ 0.40" not in said
    assert re.search(r"trung vị của mọi\s+chênh\s+lệch: −0,20", said)
