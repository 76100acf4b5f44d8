"""Papers of a period: the province attaches and withdraws, who takes part reads."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.models import Change
from clusters.tests import made_files
from clusters.tests.factories import UserFactory
from emulation.models import PeriodPaper
from emulation.tests.factories import make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_sheet()


def attach(client, sheet, content=None, name="cv-12.pdf", **facts):
    upload = SimpleUploadedFile(name, made_files.pdf() if content is None else content)
    sent = {"number": "12/CV-BTĐKT", "dated_on": "05/06/2020", "title": "Hướng dẫn chấm điểm"}
    address = reverse("period-papers", args=[sheet.period.code])
    return client.post(address, {**sent, "file": upload, **facts})


def test_the_province_attaches_and_every_member_reads(sheet, signed_in):
    done = attach(signed_in(UserFactory(provincial=True)), sheet)
    assert done.status_code == 302
    paper = PeriodPaper.objects.get()
    assert Change.objects.under(sheet.period).get().after == "12/CV-BTĐKT – Hướng dẫn chấm điểm"

    officer = signed_in(UserFactory(unit=sheet.unit))
    page = officer.get(reverse("period-papers", args=[sheet.period.code]))
    assert "12/CV-BTĐKT, 05/6/2020" in page.text
    assert "Đính kèm văn bản" not in page.text
    file = officer.get(reverse("period-paper-file", args=[sheet.period.code, paper.pk]))
    assert file["Content-Disposition"] == 'attachment; filename="cv-12.pdf"'
    assert b"".join(file.streaming_content).startswith(b"%PDF")


def test_withdrawn_it_is_gone_for_units_and_kept_for_the_province(sheet, signed_in):
    clerk = UserFactory(provincial=True)
    attach(signed_in(clerk), sheet)
    paper = PeriodPaper.objects.get()
    place = [sheet.period.code, paper.pk]
    assert signed_in(clerk).post(reverse("period-paper-withdraw", args=place)).status_code == 302
    kept = signed_in(clerk).get(reverse("period-paper-file", args=place))
    assert b"".join(kept.streaming_content).startswith(b"%PDF")
    officer = signed_in(UserFactory(unit=sheet.unit))
    assert officer.get(reverse("period-paper-file", args=place)).status_code == 404


def test_who_is_outside_sees_nothing_and_who_is_inside_writes_nothing(sheet, signed_in):
    assert attach(signed_in(UserFactory(unit=sheet.unit)), sheet).status_code == 403
    assert attach(signed_in(UserFactory()), sheet).status_code == 404
    assert not PeriodPaper.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"number": ""}, "Số văn bản"),
        ({"dated_on": "31/02/2020"}, "Ngày văn bản"),
        ({"content": b"MZ\0\0", "name": "a.pdf"}, "a.pdf"),
    ],
)
def test_a_faulty_paper_is_refused_with_its_reason(sheet, signed_in, change, said):
    page = attach(signed_in(UserFactory(provincial=True)), sheet, **change)
    assert page.status_code == 200
    assert said in page.text
    assert "Lỗi:" in page.text
    assert not PeriodPaper.objects.exists()


def test_the_same_file_twice_is_refused(sheet, signed_in):
    client = signed_in(UserFactory(provincial=True))
    attach(client, sheet)
    assert "Tệp này đã có" in attach(client, sheet).text
    assert PeriodPaper.objects.count() == 1
