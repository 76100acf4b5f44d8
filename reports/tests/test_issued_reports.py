"""Issued reports: frozen, made again as they were; the three scopes; codes; what is typed."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Change, Issuer
from clusters.tests.factories import UserFactory
from emulation.models import ClusterPeriod, Placing
from emulation.workflow import Refused
from reports import tasks
from reports.cluster_figures import figure_rows
from reports.models import Report
from reports.outlines import sentences
from reports.outlines.paper_of import paper_of
from reports.outlines.pieces import offered
from reports.papers.plain import from_plain, to_plain
from reports.rendering import paper_kept, report_pdf
from reports.summary import build_summary
from reports.tests.factories import acting_lead, make_part, make_report
from reports.tests.test_paper import flat, text_of

pytestmark = pytest.mark.django_db


def render(report):
    Report.objects.filter(pk=report.pk).update(state="waiting")
    tasks.render("reports.report", report.pk)
    report.refresh_from_db()
    assert report.state == "ready", report.error
    return report


def issued(part=None, **facts):
    report = make_report(part or make_part())
    by = UserFactory(provincial=True)
    report.issue(by=by, **({"number": "12", "issued_on": date(2020, 7, 5)} | facts))
    return render(Report.objects.get(pk=report.pk))


def read(field):
    with field.open() as file:
        return file.read()


def test_an_issued_report_is_made_again_as_it_was_whatever_changed_since():
    report = issued()
    before = read(report.file)
    Placing.objects.update(total=Decimal("1.5"))
    Issuer.objects.update(issuer_line="TÊN KHÁC")
    again = report_pdf(paper_kept(report))
    with pikepdf.open(io.BytesIO(before)) as document:
        assert again.pages == len(document.pages) == report.pages
    assert again.sha256 == report.sha256


def test_an_issued_report_has_number_date_code_and_no_draft_mark():
    report = issued()
    said = flat(text_of(report_pdf(paper_kept(report))))
    assert "Số: 12/BC-CTĐ" in said
    assert "ngày 05 tháng 7 năm 2020" in said
    assert said.count(f"Mã {report.code}") == report.pages
    assert "DỰ THẢO" not in said
    assert report.issued_at
    assert report.template_version


def test_a_draft_says_so_closed_or_not():
    closed = render(make_report(make_part()))
    assert "DỰ THẢO" in flat(text_of(report_pdf(paper_kept(closed))))
    open_one = render(make_report(make_part(closed=False)))
    assert "DỰ THẢO – chưa chốt" in flat(text_of(report_pdf(paper_kept(open_one))))


def test_what_is_not_closed_or_lacks_its_profile_is_not_issued(signed_in):
    part = make_part(closed=False)
    report = make_report(part)
    client = signed_in(acting_lead(part))
    address = reverse("report-issue", args=[report.pk])
    page = client.post(address, {}, follow=True).content.decode()
    assert "Chưa chốt xếp hạng: Cụm thi đua" in page
    other = make_report(make_part())
    Issuer.objects.update(place="")
    page = signed_in(acting_lead(other.cluster_period)).post(
        reverse("report-issue", args=[other.pk]), {}, follow=True
    )
    assert "Thể thức văn bản còn thiếu" in page.content.decode()
    assert not Report.objects.exclude(issued_by=None).exists()


def test_an_issued_report_takes_no_change(signed_in):
    report = issued()
    client = signed_in(acting_lead(report.cluster_period))
    for name in ("report-edit", "report-issue"):
        answer = client.post(reverse(name, args=[report.pk]), {"opening": "x", "render": "1"})
        assert answer.status_code == 403
    fresh = client.post(reverse("report-renew", args=[report.pk]))
    assert fresh.status_code == 302
    assert Report.objects.count() == 2
    assert Report.objects.last().code != report.code


def test_the_code_says_whether_the_figures_still_hold(client, signed_in):
    report = issued()
    address = reverse("paper-check", args=[report.code])
    assert "bằng số liệu hiện nay" in client.get(address).content.decode()
    unit = report.cluster_period.placings.get(place=1)
    Placing.objects.filter(pk=unit.pk).update(total=unit.total - 1)
    stranger = client.get(address).content.decode()
    assert "Số liệu đã thay đổi" in stranger
    assert unit.unit_name not in stranger
    told = signed_in(acting_lead(report.cluster_period)).get(address).content.decode()
    assert unit.unit_name in told


@pytest.mark.parametrize("typed", ["{}", "{} ", "lower", "bare"])
def test_a_code_is_found_however_it_is_typed(client, typed):
    report = issued()
    code = {"lower": report.code.lower(), "bare": report.code.replace("-", "")}
    answer = client.get(
        reverse("paper-lookup"), {"code": code.get(typed, typed.format(report.code))}
    )
    assert answer.url == reverse("paper-check", args=[report.code])


def test_an_unknown_code_is_said(client):
    answer = client.get("/v/ABCD-0000/")
    assert answer.status_code == 404
    assert "Không có văn bản nào mang mã" in answer.content.decode()


def test_the_figures_lie_in_the_pdf_and_in_the_workbook_as_numbers():
    report = issued()
    line = report.cluster_period.placings.get(place=1)
    with pikepdf.open(io.BytesIO(read(report.file))) as document:
        inside = document.attachments["so-lieu.csv"].get_file().read_bytes().decode("utf-8-sig")
        with document.open_metadata() as facts:
            assert (facts["pdfaid:part"], facts["pdfaid:conformance"]) == ("3", "A")
    rows = list(csv.reader(io.StringIO(inside)))
    assert [str(line.total)] == [r[2] for r in rows if len(r) > 2 and r[1] == line.unit_name]
    book = openpyxl.load_workbook(io.BytesIO(read(report.book)))
    sheet = next(s for s in book if "thứ hạng" in s.title)
    found = [c.value for row in sheet for c in row if isinstance(c.value, int | float)]
    assert float(line.total) in map(float, found)
    assert sheet.freeze_panes == "B4"
    assert not [c for s in book for row in s for c in row if c.data_type == "f"]


def test_a_hostile_name_is_no_formula_in_any_file():
    part = make_part()
    unit = part.sheets.first().unit
    unit.full_name = '=HYPERLINK("http://x")'
    unit.save()
    Placing.objects.filter(unit=unit).update(unit_name=unit.full_name)
    report = issued(part)
    book = openpyxl.load_workbook(io.BytesIO(read(report.book)))
    cells = [c for s in book for row in s for c in row if str(c.value).startswith("=")]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)
    with pikepdf.open(io.BytesIO(read(report.file))) as document:
        inside = document.attachments["so-lieu.csv"].get_file().read_bytes().decode("utf-8-sig")
    assert "'=HYPERLINK" in inside


def test_the_word_file_says_what_the_pdf_says():
    from docx import Document

    report = issued()
    document = Document(io.BytesIO(read(report.word)))
    words = " ".join(p.text for p in document.paragraphs)
    assert "I. ĐẶC ĐIỂM TÌNH HÌNH" in words
    assert len(document.tables) >= 4
    assert document.inline_shapes


def test_a_paper_survives_being_kept():
    part = make_part()
    report = make_report(part)
    report.pieces = [piece.code for piece in offered("cluster")]
    paper = paper_of(report, now=timezone.now())
    assert from_plain(json.loads(json.dumps(to_plain(paper)))) == paper


def test_pieces_are_chosen_kept_and_noted(signed_in):
    report = make_report()
    client = signed_in(acting_lead(report.cluster_period))
    client.post(report.get_absolute_url(), {"pieces": ["ranking", "annex-units"], "opening": "Mở"})
    report.refresh_from_db()
    assert report.pieces == ["ranking", "annex-units"]
    assert Change.objects.filter(record_type="reports.report", field="pieces").exists()
    said = flat(text_of(report_pdf(paper_of(report, now=timezone.now()))))
    assert "Chi tiết từng đơn vị" in said or "CHI TIẾT TỪNG ĐƠN VỊ" in said
    assert "Kết quả theo chỉ tiêu" not in said


def test_a_text_is_saved_while_typed_and_never_over_anothers(signed_in):
    report = make_report()
    client = signed_in(acting_lead(report.cluster_period))
    address = reverse("report-text", args=[report.pk])
    base = dict(client.get(report.get_absolute_url()).context["form"].bases)["base-opening"]
    sent = {"name": "opening", "value": "Một", "base": base}
    assert client.post(address, sent).status_code == 200
    refused = client.post(address, sent | {"value": "Hai"})
    assert refused.status_code == 409
    assert "Người khác vừa sửa" in refused.json()["sentence"]
    report.refresh_from_db()
    assert report.opening == "Một"
    assert client.post(address, {"name": "state", "value": "x", "base": ""}).status_code == 422
    assert client.post(address, sent | {"value": "x" * 8001}).status_code == 422


def test_the_province_reports_all_clusters_side_by_side(signed_in):
    one = make_part()
    two = make_part(period=one.period)
    client = signed_in(UserFactory(provincial=True))
    client.post(reverse("report-jobs"), {"period": one.period_id})
    report = Report.objects.get()
    assert report.scope == "province"
    said = flat(text_of(report_pdf(paper_of(report, now=timezone.now()))))
    for part in (one, two):
        assert str(part.cluster) in said
        assert part.placings.first().unit_name in said
    assert "2. Kiểm tra, tập huấn, hoạt động của Hội đồng" in said


def test_the_province_reports_every_cluster_criterion_by_criterion_when_it_is_ticked():
    one = make_part(units=2)
    two = make_part(units=2, period=one.period)
    about = {"scope": "province", "issuer_kind": "province", "period": one.period}
    report = Report.start(Report.about(**about), by=UserFactory(provincial=True))
    long_ones = {"annex-criteria", "annex-leaves", "annex-units"}
    assert not long_ones & set(report.pieces)
    report.pieces = sorted(long_ones)
    paper = paper_of(report, now=timezone.now())
    captions = [table.caption for table in paper.blocks if hasattr(table, "rows")]
    for part in (one, two):
        mine = [caption for caption in captions if str(part.cluster) in caption]
        assert len(mine) == 3
    leaves = next(t for t in paper.blocks if "thành phần" in getattr(t, "caption", ""))
    said = " ".join(cell.text for row in leaves.rows for cell in row.cells)
    assert "60,00" in said


def test_a_unit_reports_its_own_points_and_nobody_elses(signed_in):
    part = make_part()
    sheet, other = part.sheets.all()[:2]
    client = signed_in(UserFactory(unit=sheet.unit))
    assert client.post(reverse("report-jobs"), {"sheet": other.pk}).status_code == 404
    answer = client.post(reverse("report-jobs"), {"sheet": sheet.pk})
    report = Report.objects.get()
    assert (report.scope, report.issuer_kind) == ("unit", "unit")
    assert client.get(answer.url).status_code == 200
    said = flat(text_of(report_pdf(paper_of(report, now=timezone.now()))))
    assert other.unit.short_name not in said
    assert signed_in(UserFactory(unit=other.unit)).get(answer.url).status_code == 404
    assert signed_in(acting_lead(part)).get(answer.url).status_code == 404


def test_the_preview_shows_what_stands_in_the_file(signed_in):
    report = issued()
    client = signed_in(acting_lead(report.cluster_period))
    page = client.get(reverse("report-preview", args=[report.pk])).content.decode()
    assert "Nội dung của tệp tạo lúc" in page
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in page
    assert " style=" not in page


def test_saving_an_old_page_keeps_what_another_wrote_meanwhile(signed_in):
    report = make_report()
    client = signed_in(acting_lead(report.cluster_period))
    page = dict(client.get(report.get_absolute_url()).context["form"].bases)
    report.write({"opening": "Của người khác"}, by=report.requested_by)
    client.post(report.get_absolute_url(), page | {"opening": "", "directions": "Của tôi"})
    report.refresh_from_db()
    assert (report.opening, report.directions) == ("Của người khác", "Của tôi")
    refused = client.post(report.get_absolute_url(), page | {"opening": "Cũng của tôi"})
    assert "Người khác vừa sửa mục này" in refused.content.decode()
    assert "Cũng của tôi" in refused.content.decode()
    report.refresh_from_db()
    assert report.opening == "Của người khác"


def test_a_report_of_a_cancelled_period_is_still_read(signed_in):
    report = make_report()
    ClusterPeriod.objects.update(state="cancelled")
    client = signed_in(UserFactory(provincial=True))
    assert client.get(report.get_absolute_url()).status_code == 200


def test_a_hostile_name_is_text_on_the_preview_and_in_its_charts(signed_in):
    part = make_part()
    Placing.objects.filter(cluster_period=part, place=1).update(
        unit_name="<script>x</script>", unit_short_name="<script>x</script>"
    )
    client = signed_in(acting_lead(part))
    page = client.get(reverse("report-preview", args=[issued(part).pk])).content.decode()
    assert "<script>x" not in page
    assert page.count("&lt;script&gt;x") >= 2


def test_issuing_keeps_first_what_is_written_and_ticked_on_the_page(signed_in):
    report = make_report(make_part())
    client = signed_in(acting_lead(report.cluster_period))
    page = client.get(report.get_absolute_url()).content.decode()
    assert 'name="number" maxlength="20" form="report-form"' in page
    sent = {"texts": "1", "opening": "Vừa viết", "pieces": ["ranking"], "number": "12/BC-UBND"}
    client.post(reverse("report-issue", args=[report.pk]), sent)
    report.refresh_from_db()
    assert (report.opening, report.pieces, report.number) == ("Vừa viết", ["ranking"], "12")
    assert report.wants_issue


@pytest.mark.parametrize(("day", "why"), [("31/02/2020", "Không có ngày"), ("1/1/2090", "quá xa")])
def test_a_wrong_date_of_issue_loses_nothing_that_was_typed(signed_in, day, why):
    report = make_report(make_part())
    client = signed_in(acting_lead(report.cluster_period))
    sent = {"texts": "1", "opening": "Vừa viết", "number": "77", "issued_on": day}
    page = client.post(reverse("report-issue", args=[report.pk]), sent).content.decode()
    for words in (why, "Vừa viết", 'value="77"', f'value="{day}"'):
        assert words in page
    report.refresh_from_db()
    assert not report.wants_issue


def test_two_windows_do_not_write_over_one_anothers_ticks(signed_in):
    report = make_report(make_part())
    client = signed_in(acting_lead(report.cluster_period))
    page = client.get(report.get_absolute_url()).content.decode()
    base = re.search(r'name="base-pieces" value="(\w+)"', page)[1]
    client.post(report.get_absolute_url(), {"base-pieces": base, "pieces": ["ranking"]})
    late = client.post(report.get_absolute_url(), {"base-pieces": base, "pieces": ["figures"]})
    assert "Người khác vừa sửa mục này" in late.content.decode()
    report.refresh_from_db()
    assert report.pieces == ["ranking"]


def test_what_comes_after_the_file_was_asked_for_elsewhere_is_shown_to_be_copied(signed_in):
    report = make_report(make_part(), state="waiting")
    client = signed_in(acting_lead(report.cluster_period))
    answer = client.post(report.get_absolute_url(), {"opening": "Viết ở cửa sổ kia"})
    assert answer.status_code == 403
    assert "Viết ở cửa sổ kia" in answer.content.decode()
    assert "Chưa lưu" in answer.content.decode()


def test_the_code_notices_a_sentence_that_would_read_otherwise(client):
    part = make_part()
    report = make_report(part)
    Report.objects.filter(pk=report.pk).update(pieces=[])
    report = render(report)
    address = reverse("paper-check", args=[report.code.lower().replace("-", "")])
    assert "bằng số liệu hiện nay" in client.get(address).content.decode()
    Placing.objects.filter(cluster_period=part, place=1).update(total=Decimal("1.5"))
    assert "Số liệu đã thay đổi" in client.get(address).content.decode()


def test_a_province_is_not_issued_while_a_cluster_has_not_begun():
    one = make_part()
    two = make_part(period=one.period)
    ClusterPeriod.objects.filter(pk=two.pk).update(state="planned")
    about = {"scope": "province", "issuer_kind": "province", "period": one.period}
    report = Report.start(Report.about(**about), by=UserFactory(provincial=True))
    said = " ".join(getattr(b, "text", "") for b in paper_of(report, now=timezone.now()).blocks)
    assert "Toàn tỉnh có 02 cụm, khối" in said
    assert f"Chưa mở kỳ: {two.cluster}" in said
    with pytest.raises(Refused, match=str(two.cluster)):
        report.issue(number="", issued_on=None, by=report.requested_by)


def test_the_share_of_the_plan_is_that_of_the_units_that_have_reported():
    part = make_part(units=3, closed=False)
    row = figure_rows(part)[0]
    assert (row.done_by, row.units) == (3, 3)
    entry = part.sheets.first().entries.in_order()[0]
    entry.actual = entry.verified_actual = None
    entry.save()
    less = figure_rows(part)[0]
    assert (less.done_by, less.percent) == (2, row.percent)
    said = " ".join(sentences.result_sentences(build_summary(part, now=timezone.now())))
    assert "(02/03 đơn vị có số liệu)" in said
