"""The papers of a sheet: three for the chairman, changes marked; receipts; signed ones back."""

import io

import docx
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.models import Issuer
from clusters.tests import made_files
from clusters.tests.factories import MembershipFactory, UserFactory
from clusters.tests.made_signatures import Authority
from emulation import evidence
from emulation.tests.factories import make_sheet
from reports import tasks
from reports.models import PrintFile, SheetPrint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.TRUST_FOLDER = tmp_path / "trust"


@pytest.fixture
def sheet():
    made = make_sheet(state="draft")
    Issuer.objects.create(
        unit=made.unit,
        parent_line="UBND TỈNH MẪU",
        issuer_line="UBND HUYỆN MẪU",
        document_code="BC-UBND",
        place="Mẫu",
        authority_line="TM. ỦY BAN NHÂN DÂN",
        signer_post="CHỦ TỊCH",
        recipients="Lưu: VT",
    )
    return made


@pytest.fixture
def officer(sheet):
    return UserFactory(unit=sheet.unit, full_name="Cán bộ (mẫu)")


def make(sheet, officer, **about):
    """Ask for the papers and let the worker's task make them."""
    wanted = SheetPrint.request(sheet, officer, **about)
    tasks.render("reports.sheetprint", wanted.pk)
    wanted.refresh_from_db()
    return wanted


def content(kept):
    with kept.file.open("rb") as stream:
        return io.BytesIO(stream.read())


def text_of(made, paper):
    """The words of one paper, from its DOCX."""
    kept = made.files.get(paper=paper, extension="docx")
    document = docx.Document(content(kept))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def test_three_papers_in_two_forms_hold_what_the_unit_wrote(sheet, officer):
    sheet.record([(sheet, "movements", "Chung sức xây dựng nông thôn mới", "", "")], by=officer)
    upload = SimpleUploadedFile("Quyết định.pdf", made_files.pdf())
    evidence.add(sheet=sheet, record=sheet.entries.get(leaf__number="1"), upload=upload, by=officer)
    made = make(sheet, officer)
    assert made.state == "ready", made.error
    assert sorted(made.files.values_list("paper", "extension")) == [
        (paper, form)
        for paper in ("bang-tu-cham", "bao-cao", "danh-muc")
        for form in ("docx", "pdf")
    ]
    scores = text_of(made, "bang-tu-cham")
    assert "Tổng điểm tự chấm tạm tính" in scores
    assert "100,00" in scores
    assert "Chưa chấm 01 tiêu chí thành phần (10/100 điểm); điểm đã quy đổi" in scores
    assert "Chung sức xây dựng nông thôn mới" in text_of(made, "bao-cao")
    assert "Quyết định.pdf" in text_of(made, "danh-muc")
    pdf = made.files.get(paper="bang-tu-cham", extension="pdf")
    with pikepdf.open(content(pdf)) as opened:
        assert len(opened.pages) == pdf.pages


def test_the_next_print_marks_what_changed_since_the_last(sheet, officer):
    make(sheet, officer)
    entry = sheet.entries.get(leaf__number="1")
    sheet.record([(entry, "actual", 450, "", "450")], by=officer)
    again = make(sheet, officer)
    assert again.number == 2
    kept = again.files.get(paper="bang-tu-cham", extension="docx")
    document = docx.Document(content(kept))
    struck = [
        run.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if run.font.strike
    ]
    assert "500" in struck


def test_no_paper_of_the_unit_holds_the_columns_of_others(sheet, officer):
    entry = sheet.entries.get(leaf__number="1")
    sheet.record(
        [
            (entry, "cluster_points", 41, "", ""),
            (entry, "cluster_reason", "Ý kiến kín", "", ""),
            (entry, "verified_points", 43, "", ""),
        ],
        by=UserFactory(),
    )
    made = make(sheet, officer)
    for paper in ("bang-tu-cham", "bao-cao", "danh-muc"):
        words = text_of(made, paper)
        assert not any(secret in words for secret in ("41,00", "43,00", "Ý kiến kín"))


def test_asking_twice_makes_one_print_and_a_finished_one_can_be_followed(sheet, officer):
    first, second = (SheetPrint.request(sheet, officer) for _ in range(2))
    assert first.pk == second.pk
    tasks.render("reports.sheetprint", first.pk)
    assert SheetPrint.request(sheet, officer).number == 2


def test_a_receipt_is_made_once_and_names_number_total_and_checksum(sheet, officer):
    receipt = sheet.submit(by=officer)
    made = make(sheet, officer, receipt=receipt)
    words = text_of(made, "bien-nhan")
    assert receipt.number in words
    assert receipt.short_checksum in words
    assert SheetPrint.request(sheet, officer, receipt=receipt) == made


def test_the_page_of_the_papers_leads_from_asking_to_the_files(sheet, officer, signed_in):
    client = signed_in(officer)
    where = reverse("sheet-print", args=[sheet.pk])
    client.post(where)
    wanted = SheetPrint.objects.get()
    progress = reverse("print-progress", args=[sheet.pk, wanted.pk])
    assert client.get(progress).status_code == 200
    tasks.render("reports.sheetprint", wanted.pk)
    assert client.get(progress).status_code == 286
    page = client.get(where).content.decode()
    assert "Bảng tự chấm điểm – PDF" in page
    assert "In bản trình ký lần 2" in page
    for kept in PrintFile.objects.all():
        answer = client.get(reverse("print-file", args=[sheet.pk, kept.pk]))
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer.streaming_content)


def test_who_sees_a_units_papers(sheet, officer, client):
    made = make(sheet, officer)
    kept = made.files.first()
    lead = MembershipFactory(cluster=sheet.cluster_period.cluster, lead=True).unit
    people = {
        "officer": officer,
        "leader": UserFactory(unit=sheet.unit, duty="leader"),
        "lead": UserFactory(unit=lead, acting=True),
        "stranger": UserFactory(),
        "province": UserFactory(provincial=True),
        "administrator": UserFactory(administrator=True),
    }
    answers = {}
    for name, user in people.items():
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        page = client.get(reverse("sheet-print", args=[sheet.pk]))
        file = client.get(reverse("print-file", args=[sheet.pk, kept.pk]))
        b"".join(file)  # read whole: closing it by hand would end the test's connection
        asked = client.post(reverse("sheet-print", args=[sheet.pk]))
        answers[name] = (page.status_code, file.status_code, asked.status_code)
    assert answers == {
        "officer": (200, 200, 302),
        "leader": (200, 200, 302),
        "lead": (404, 404, 404),
        "stranger": (404, 404, 404),
        "province": (200, 200, 403),
        "administrator": (404, 404, 404),
    }


def test_the_signed_paper_comes_back_with_what_its_signature_says(
    sheet, officer, signed_in, settings
):
    authority = Authority("Chủ tịch (mẫu)")
    settings.TRUST_FOLDER.mkdir()
    (settings.TRUST_FOLDER / "goc.pem").write_bytes(authority.root_pem)
    client = signed_in(officer)
    where = reverse("sheet-print", args=[sheet.pk])
    upload = SimpleUploadedFile("da-ky.pdf", authority.sign())
    client.post(where, {"signed": "1", "file": upload})
    page = client.get(where).content.decode()
    assert "Chữ ký của Chủ tịch (mẫu): tệp nguyên vẹn từ khi ký, chứng thư đã xác minh" in page
    scan = SimpleUploadedFile("quet.jpg", made_files.picture())
    client.post(where, {"signed": "1", "file": scan})
    assert "Bản quét, không có chữ ký số để kiểm tra." in client.get(where).content.decode()
    assert sheet.signed_copies.count() == 2
    word = SimpleUploadedFile("a.docx", made_files.docx())
    refused = client.post(where, {"signed": "1", "file": word}).content.decode()
    assert "Chỉ nhận PDF, ảnh JPG, ảnh PNG" in refused


def test_after_handing_in_no_signed_paper_is_taken_any_more(sheet, officer, signed_in):
    sheet.submit(by=officer)
    scan = SimpleUploadedFile("quet.jpg", made_files.picture())
    where = reverse("sheet-print", args=[sheet.pk])
    assert signed_in(officer).post(where, {"signed": "1", "file": scan}).status_code == 403
