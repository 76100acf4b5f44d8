"""The sheet as an Excel file: filled offline, previewed, applied whole; nothing overwritten."""

import io
import shutil
import subprocess
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.models import Change
from clusters.tests import made_files
from clusters.tests.factories import UserFactory
from emulation.models import ScoreSheet
from emulation.tests.factories import make_sheet
from emulation.workbook import layout

pytestmark = pytest.mark.django_db
SOFFICE = shutil.which("soffice")
ROWS, FIGURE, OWN, WHY = layout.ROWS, "I", "J", "L"


@pytest.fixture
def sheet():
    return make_sheet(state="draft", actual=500, points=30)


@pytest.fixture
def client(client, sheet):
    officer = UserFactory(unit=sheet.unit, full_name="Cán bộ (mẫu)")
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    client.user = officer
    return client


def template(client, sheet):
    """The downloaded workbook, open."""
    answer = client.get(reverse("workbook", args=[sheet.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def upload(client, sheet, book, name="a.xlsx"):
    content = book
    if not isinstance(book, bytes):
        out = io.BytesIO()
        book.save(out)
        content = out.getvalue()
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("workbook-import", args=[sheet.pk]), {"file": file})


def confirm(client, sheet, preview, **answers):
    data = {"kept": preview.context["kept"], **answers}
    return client.post(reverse("workbook-import", args=[sheet.pk]), data)


def entry(sheet, number="1"):
    return sheet.entries.get(leaf__number=number)


def row_of(page, key):
    return next(r for r in range(4, page.max_row + 1) if page.cell(r, 1).value == key)


def at(page, column, record, sheet):
    return f"{column}{row_of(page, f'd{record.pk}')}"


def put(book, sheet, column, number, value):
    page = book[ROWS]
    page[at(page, column, entry(sheet, number), sheet)] = value
    return at(page, column, entry(sheet, number), sheet)


def faults(answer):
    return answer.context["found"].faults


def test_the_template_holds_what_stands_and_opens_only_what_may_be_typed(client, sheet):
    book = template(client, sheet)
    page = book[ROWS]
    first, second = (row_of(page, f"d{entry(sheet, n).pk}") for n in "12")
    assert [page.cell(first, c).value for c in (2, 3, 6, 9)] == ["1", "Thu ngân sách", 1000, 500]
    assert page.cell(second, 10).value == 30
    assert page.protection.sheet
    assert page.column_dimensions["A"].hidden
    assert book[layout.HIDDEN].sheet_state == "hidden"
    open_cells = [c.coordinate for r in page.iter_rows() for c in r if not c.protection.locked]
    assert open_cells == [f"{c}{first}" for c in "IJKL"] + [f"{c}{second}" for c in "JL"]


def test_a_file_left_as_it_was_changes_nothing(client, sheet):
    answer = upload(client, sheet, template(client, sheet))
    found = answer.context["found"]
    assert (found.changes, found.clashes, found.faults) == ([], [], [])
    assert "không có ô nào khác" in answer.content.decode()


def test_figures_are_previewed_and_then_written_with_points_and_history(client, sheet):
    book = template(client, sheet)
    cell = put(book, sheet, FIGURE, "1", 450.5)
    put(book, sheet, WHY, "1", "Chậm giải ngân")
    preview = upload(client, sheet, book)
    change = preview.context["found"].changes[0]
    assert (change.cell, change.before, change.after) == (f"{ROWS}, ô {cell}", "500", "450,5")
    assert entry(sheet).actual == 500
    assert confirm(client, sheet, preview).status_code == 302
    assert (entry(sheet).actual, entry(sheet).self_reason) == (Decimal("450.5"), "Chậm giải ngân")
    assert entry(sheet).computed_points == Decimal("40.2")
    kept = Change.objects.under(sheet).get(field="actual", after="450,5")
    assert (kept.by, kept.reason) == (client.user, "Nhập từ Excel")


def test_text_numbers_follow_the_rules_of_the_form(client, sheet):
    book = template(client, sheet)
    put(book, sheet, FIGURE, "1", "1.234,5")
    preview = upload(client, sheet, book)
    confirm(client, sheet, preview)
    assert entry(sheet).actual == Decimal("1234.5")


BAD = {
    "abc": "Nhập số, ví dụ 87,5",
    "5/6": "Excel đã chuyển số này thành ngày tháng",
    "1e5": "Nhập số",
    "-3": "không được nhỏ hơn 0",
    "=1/0": "công thức chưa có kết quả",
    "#REF!": "lỗi #REF! của Excel",
}


@pytest.mark.parametrize("value", BAD)
def test_a_fault_names_its_cell_and_nothing_is_written(client, sheet, value):
    book = template(client, sheet)
    put(book, sheet, OWN, "2", 25)
    cell = put(book, sheet, FIGURE, "1", value)
    preview = upload(client, sheet, book)
    assert [f for f in faults(preview) if f"ô {cell}" in f and BAD[value] in f]
    assert "chưa ghi gì" in preview.content.decode()
    confirm(client, sheet, preview)
    assert (entry(sheet, "1").actual, entry(sheet, "2").given_points) == (500, 30)


def test_a_date_is_refused_where_a_number_belongs(client, sheet):
    from datetime import date

    book = template(client, sheet)
    put(book, sheet, FIGURE, "1", date(2020, 6, 5))
    assert "ngày tháng" in faults(upload(client, sheet, book))[0]


def test_what_was_typed_meanwhile_is_asked_about(client, sheet):
    book = template(client, sheet)
    put(book, sheet, FIGURE, "1", 450)
    other = UserFactory(unit=sheet.unit, full_name="Người khác (mẫu)")
    fresh = ScoreSheet.objects.get(pk=sheet.pk)
    fresh.record([(entry(sheet), "actual", Decimal(470), "", "470")], by=other)
    preview = upload(client, sheet, book)
    clash = preview.context["found"].clashes[0]
    assert (clash.before, clash.after, clash.by) == ("470", "450", "Người khác (mẫu)")
    unanswered = confirm(client, sheet, preview)
    assert "chưa chọn" in unanswered.content.decode()
    assert entry(sheet).actual == 470
    confirm(client, sheet, preview, **{clash.name: "cong"})
    assert entry(sheet).actual == 470
    confirm(client, sheet, preview, **{clash.name: "tep"})
    assert entry(sheet).actual == 450


def test_what_others_wrote_in_cells_the_file_left_alone_stays(client, sheet):
    book = template(client, sheet)
    put(book, sheet, OWN, "2", 25)
    fresh = ScoreSheet.objects.get(pk=sheet.pk)
    fresh.record([(entry(sheet), "actual", Decimal(470), "", "470")], by=client.user)
    confirm(client, sheet, upload(client, sheet, book))
    assert (entry(sheet, "1").actual, entry(sheet, "2").given_points) == (470, 25)


def test_the_file_of_another_sheet_and_foreign_files_are_refused(client, sheet):
    other = make_sheet(sheet.cluster_period, state="draft")
    client.force_login(UserFactory(unit=other.unit), "django.contrib.auth.backends.ModelBackend")
    foreign = template(client, other)
    client.force_login(client.user, "django.contrib.auth.backends.ModelBackend")
    assert "mẫu của bảng khác" in upload(client, sheet, foreign).content.decode()
    strange = upload(client, sheet, made_files.xlsx()).content.decode()
    assert "không phải mẫu tải từ cổng" in strange
    assert "văn bản thuần" in upload(client, sheet, b"a;b").content.decode()
    assert "rỗng" in upload(client, sheet, b"").content.decode()


def test_rows_copied_or_added_are_named(client, sheet):
    book = template(client, sheet)
    page = book[ROWS]
    last = page.max_row
    page.cell(last + 1, 1).value = f"d{entry(sheet).pk}"
    page.cell(last + 2, 9).value = 7
    found = upload(client, sheet, book).context["found"]
    assert "sao chép hai lần" in found.faults[0]
    assert "không thuộc mẫu" in found.notices[0]


def test_old_text_is_offered_in_unicode_and_never_taken_as_it_is(client, sheet):
    book = template(client, sheet)
    put(book, sheet, WHY, "1", "NguyÔn V¨n §øc, huyÖn Chî §ån")
    preview = upload(client, sheet, book)
    page = preview.content.decode()
    assert "TCVN3" in page
    assert "Nguyễn Văn Đức, huyện Chợ Đồn" in page
    assert "chưa chọn" in confirm(client, sheet, preview).content.decode()
    confirm(client, sheet, preview, encoding="bo-qua")
    assert entry(sheet).self_reason == ""
    confirm(client, sheet, preview, encoding="doi")
    assert entry(sheet).self_reason == "Nguyễn Văn Đức, huyện Chợ Đồn"


def test_texts_that_look_like_formulas_stay_text_both_ways(client, sheet):
    sheet.record([(entry(sheet), "self_reason", "=1+1", "", "")], by=client.user)
    book = template(client, sheet)
    page = book[ROWS]
    cell = page[at(page, WHY, entry(sheet), sheet)]
    assert (cell.data_type, cell.value) == ("s", "=1+1")
    assert upload(client, sheet, book).context["found"].changes == []


def test_a_preview_cannot_be_forged(client, sheet):
    answer = client.post(reverse("workbook-import", args=[sheet.pk]), {"kept": "bịa"}, follow=True)
    assert "Bản xem trước đã quá cũ" in answer.content.decode()


def test_only_the_officer_has_the_file(client, sheet):
    for user, code in [
        (UserFactory(), 404),
        (UserFactory(provincial=True), 403),
        (UserFactory(unit=sheet.unit, duty="leader"), 403),
    ]:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        for route in ("workbook", "workbook-import"):
            assert client.get(reverse(route, args=[sheet.pk])).status_code == code


@pytest.mark.long
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_file_kept_by_libreoffice_differs_in_nothing_and_its_figures_arrive(
    client, sheet, tmp_path
):
    book = template(client, sheet)
    left, filled = tmp_path / "nguyen.xlsx", tmp_path / "dien.xlsx"
    book.save(left)
    put(book, sheet, FIGURE, "1", 450.5)
    book.save(filled)
    kept = tmp_path / "kept"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", kept, left, filled],
        check=True,
        capture_output=True,
        timeout=180,
    )
    same = upload(client, sheet, (kept / "nguyen.xlsx").read_bytes()).context["found"]
    assert (same.changes, same.clashes, same.faults) == ([], [], [])
    found = upload(client, sheet, (kept / "dien.xlsx").read_bytes()).context["found"]
    assert [(c.before, c.after) for c in found.changes] == [("500", "450,5")]
    assert (found.clashes, found.faults) == ([], [])
