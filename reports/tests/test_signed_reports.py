"""A report that was signed elsewhere: taken back, compared with what was issued, shown."""

import io
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from clusters.models import Change
from clusters.tests import made_files
from clusters.tests.factories import UserFactory
from clusters.tests.made_signatures import Authority
from reports.models import SignedReport
from reports.signing import compare
from reports.tests.factories import acting_lead, make_report
from reports.tests.test_issued_reports import issued, read

pytestmark = pytest.mark.django_db
Agreement = SignedReport.Agreement


@pytest.fixture(scope="module")
def authority():
    return Authority()


def rewritten(content, change=None):
    """As another program writes the file anew; `change(document)` may alter it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        if change:
            change(document)
        document.save(out)
    return out.getvalue()


def stamp(words):
    """Words in a corner of the first page, as a system for documents writes number and date."""

    def change(document):
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page = document.pages[0]
        page.add_resource(document.make_indirect(font), pikepdf.Name.Font, pikepdf.Name.Dau)
        text = f"q BT /Dau 10 Tf 1 0 0 1 40 20 Tm ({words}) Tj ET Q".encode("ascii")
        page.contents_add(document.make_stream(text), prepend=True)

    return change


def bring(client, report, content, name="bao-cao.pdf"):
    file = SimpleUploadedFile(name, content)
    address = reverse("report-signed", args=[report.pk])
    return client.post(address, {"file": file}, follow=True).content.decode()


def test_a_signed_report_comes_back_and_is_shown_with_its_signature(
    signed_in, authority, settings, tmp_path
):
    (tmp_path / "goc.pem").write_bytes(authority.root_pem)
    settings.TRUST_FOLDER = tmp_path
    report = issued()
    client = signed_in(acting_lead(report.cluster_period))
    page = bring(client, report, authority.sign(read(report.file)))
    assert "Đúng tệp đã phát hành" in page
    assert "Chữ ký của Người ký (mẫu): tệp nguyên vẹn từ khi ký, chứng thư đã xác minh" in page
    copy = report.signed.get()
    assert Change.objects.filter(under_id=report.pk, after="bao-cao.pdf").exists()
    file = client.get(reverse("report-signed-file", args=[report.pk, copy.pk]))
    assert b"".join(file.streaming_content) == read(copy.file)
    report.refresh_from_db()
    assert copy.sha256 != report.sha256  # what was issued stays as it was
    listed = client.get(reverse("report-jobs")).content.decode()
    assert "Đã ký" in listed
    told = client.get(reverse("paper-check", args=[report.code])).content.decode()
    assert "Người ký (mẫu)" in told


def test_who_holds_only_the_code_does_not_read_who_signed(signed_in, authority):
    report = issued()
    bring(signed_in(acting_lead(report.cluster_period)), report, authority.sign(read(report.file)))
    told = Client().get(reverse("paper-check", args=[report.code])).content.decode()
    assert report.sha256 in told
    assert "Người ký (mẫu)" not in told


def test_a_file_written_anew_with_number_and_date_says_the_same():
    stored = read(issued().file)
    assert compare(stored, rewritten(stored)) == (Agreement.SAME_TEXT, [])
    agreement, notes = compare(stored, rewritten(stored, stamp("So 99")))
    assert agreement == Agreement.SAME_TEXT
    assert notes == ["Trang 1 thêm: So 99"]


def test_another_text_is_said_to_be_another(signed_in):
    report, other = issued(), issued(number="77")
    agreement, notes = compare(read(report.file), read(other.file))
    assert agreement == Agreement.OTHER
    assert any("thiếu" in note for note in notes)

    def lose_a_page(document):
        del document.pages[-1]

    assert "Đã ký" not in listed(signed_in)
    shorter = rewritten(read(report.file), lose_a_page)
    page = bring(signed_in(acting_lead(report.cluster_period)), report, shorter)
    assert "Nội dung khác bản đã phát hành" in page
    assert f"Bản phát hành {report.pages} trang, bản đã ký {report.pages - 1} trang" in page
    assert report.signed.get().differs
    assert ">Đã ký<" not in listed(signed_in)
    assert "Bản đã ký cần xem lại" in listed(signed_in)


def listed(signed_in):
    client = signed_in(UserFactory(provincial=True))
    return client.get(reverse("report-jobs")).content.decode()


def test_a_scan_has_no_words_to_compare():
    stored = read(issued().file)
    assert compare(stored, made_files.pdf(pages=2)) == (Agreement.NO_TEXT, [])


def attach(document):
    inside = pikepdf.AttachedFileSpec(document, b"MZ", filename="a.exe")
    document.attachments["a.exe"] = inside


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda content: rewritten(content, attach), "văn bản khác, không phải báo cáo mã"),
        (lambda content: b"khong phai PDF", "bao-cao.pdf"),
        (lambda content: b"", "bao-cao.pdf"),
    ],
)
def test_what_is_not_the_report_as_a_pdf_is_refused_on_its_page(spoil, why, signed_in):
    report = issued()
    page = bring(signed_in(acting_lead(report.cluster_period)), report, spoil(read(report.file)))
    assert why in page
    assert not SignedReport.objects.exists()


def test_only_the_issuer_brings_it_and_only_once_it_is_issued(signed_in):
    report = issued()
    part = report.cluster_period
    unit = UserFactory(unit=part.sheets.first().unit)
    province = UserFactory(provincial=True)
    address = reverse("report-signed", args=[report.pk])
    assert signed_in(province).post(address).status_code == 403
    assert signed_in(unit).post(address).status_code == 404
    draft = make_report(part)
    lead = acting_lead(part)
    assert signed_in(lead).post(reverse("report-signed", args=[draft.pk])).status_code == 403
    page = signed_in(lead).post(address).content.decode()
    assert "Chọn tệp đã ký." in page


def test_pages_put_in_place_of_others_behind_the_same_bytes_are_noticed():
    stored = read(issued().file)
    writer = IncrementalPdfFileWriter(io.BytesIO(stored))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b""))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    changed = out.getvalue()
    assert changed.startswith(stored)
    assert compare(stored, changed).agreement == Agreement.OTHER


def test_a_bomb_inside_is_refused_without_being_opened(signed_in):
    report = issued()

    def pack(document):
        inside = zlib.compress(zlib.compress(b"0" * 50_000_000, 9), 9)
        stream = pikepdf.Stream(document, b"")
        stream.write(inside, filter=pikepdf.Array([pikepdf.Name.FlateDecode] * 2))
        stream.Type = pikepdf.Name.EmbeddedFile
        document.Root.Bomb = document.make_indirect(stream)

    page = bring(
        signed_in(acting_lead(report.cluster_period)),
        report,
        rewritten(read(report.file), pack),
    )
    assert "văn bản khác" in page
