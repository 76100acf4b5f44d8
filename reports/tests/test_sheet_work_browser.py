"""Around the grid in Chromium: folding, evidence, the Excel file, other offices, handing in."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from clusters.tests import made_files
from reports.tests.hands import cell, stored, wait_saved

pytestmark = [pytest.mark.browser, pytest.mark.worker]
PICTURE = """async () => {
    const canvas = new OffscreenCanvas(40, 30);
    canvas.getContext("2d").fillRect(0, 0, 20, 20);
    const blob = await canvas.convertToBlob({type: "image/png"});
    const data = new DataTransfer();
    data.items.add(new File([blob], "anh.png", {type: "image/png"}));
    document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def demo_sheet(page, unit):
    page.goto("/phieu/?ky=2020-H1")
    page.get_by_role("link", name=unit).first.click()


def test_a_finished_group_folds_and_opens_when_the_keys_walk_in(people):
    page = people("bach-thong")
    demo_sheet(page, "Bạch Thông")
    page.locator("body.js").wait_for()  # the keys are heard from now on
    page.get_by_role("button", name="Thu gọn nhóm 1", exact=True).click()
    expect(cell(page, "1.1")).to_be_hidden()
    cell(page, "2").focus()
    page.keyboard.press("ArrowUp")
    expect(cell(page, "1.2")).to_be_focused()
    page.get_by_role("button", name="Thu gọn nhóm 8").click()
    expect(cell(page, "8.1")).to_be_visible()
    expect(page.locator("#sheet-notices")).to_contain_text("Nhóm 8 còn 3 dòng chưa nhập")


def test_a_file_is_brought_by_button_a_picture_by_paste_and_taken_off_again(open_sheet, tmp_path):
    page = open_sheet("thu-1")
    made = tmp_path / "Báo cáo số 12.pdf"
    made.write_bytes(made_files.pdf())
    cell(page, "5").focus()
    page.keyboard.press("Alt+m")
    panel = page.get_by_role("complementary")
    panel.get_by_label("Thêm minh chứng").set_input_files(made)
    panel.get_by_role("button", name="Tải lên").click()
    expect(panel.get_by_role("link", name="Báo cáo số 12.pdf")).to_be_visible()
    expect(page.locator("[id='r-5'] [data-evidence]")).to_have_text("1 tệp")
    panel.get_by_role("button", name="Gỡ khỏi dòng này").click()
    expect(page.locator("[id='r-5'] [data-evidence]")).to_have_text("+ Tệp")
    panel.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator("[id='r-5'] [data-evidence]")).to_have_text("1 tệp")
    page.keyboard.press("Escape")
    cell(page, "4").focus()
    page.evaluate(PICTURE)
    expect(page.locator("[id='r-4'] [data-evidence]")).to_have_text("1 tệp")


def test_what_is_no_picture_is_refused_with_a_sentence_beside_the_row(open_sheet, tmp_path):
    page = open_sheet("thu-2")
    made = tmp_path / "anh.jpg"
    made.write_bytes(b"MZ" + b"\0" * 400)
    page.locator("[id='r-5'] [data-evidence]").click()
    panel = page.get_by_role("complementary")
    panel.get_by_label("Thêm minh chứng").set_input_files(made)
    panel.get_by_role("button", name="Tải lên").click()
    expect(panel.get_by_role("alert")).to_contain_text("anh.jpg")
    expect(page.locator("[id='r-5'] [data-evidence]")).to_have_text("+ Tệp")


def test_the_excel_file_is_filled_offline_previewed_and_applied(
    open_sheet, stack, sheets, tmp_path
):
    page = open_sheet("thu-3")
    with page.expect_download() as got:
        page.get_by_role("link", name="Tải mẫu Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(got.value.path().read_bytes()))
    table = next(s for s in book if any(c.value == "Thực hiện" for r in s.rows for c in r))
    column = next(c.column for r in table.rows for c in r if c.value == "Thực hiện")
    line = next(r for r in table.rows if any(str(c.value) == "5" for c in r[:2]))
    table.cell(line[0].row, column).value = 1234.5
    book.save(tmp_path / "bang.xlsx")
    page.get_by_role("link", name="Nhập từ Excel").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "bang.xlsx")
    page.locator("main form [type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước thay đổi từ tệp Excel")
    expect(page.get_by_role("table")).to_contain_text("1.234,5")
    page.get_by_role("button", name="Ghi vào bảng").click()
    assert float(stored(stack, sheets["thu-3"], "5")) == 1234.5


def test_an_office_without_an_account_proposes_and_the_officer_accepts(
    open_sheet, people, browser, portal, stack, sheets
):
    province = people("tinh")
    province.goto("/quan-tri/thiet-lap/ten-goi/")
    province.get_by_label(re.compile("qua liên kết")).check()
    province.locator("main form [type=submit]").last.click()
    page = open_sheet("thu-4")
    page.get_by_role("link", name="Đề nghị số liệu").click()
    page.get_by_label("Nơi cung cấp").fill("Phòng Tài chính (mẫu)")
    page.get_by_role("checkbox", name=re.compile("^5 ")).check()
    page.get_by_label("Hạn cung cấp").fill("31/12/2027")
    page.locator("main form [type=submit].btn-primary").click()
    link = page.get_by_role("link", name="Sao chép liên kết").get_attribute("href")
    guest = browser.new_page(base_url=portal)
    guest.goto(link[link.index("/so-lieu/") :])
    guest.get_by_label("Số liệu").fill("2.345,6")
    guest.get_by_label(re.compile("Họ tên|Người")).fill("Người trả lời (mẫu)")
    guest.get_by_role("button", name="Gửi số liệu").click()
    expect(guest.locator("main")).to_contain_text("Đã nhận số liệu")
    guest.close()
    page.goto(f"/phieu/{sheets['thu-4']}/")
    assert stored(stack, sheets["thu-4"], "5") is None
    page.get_by_role("button", name="Nhận số này").click()
    assert float(stored(stack, sheets["thu-4"], "5")) == 2345.6


def test_the_check_page_leads_to_the_cell_that_must_be_mended(people):
    page = people("bach-thong")
    demo_sheet(page, "Bạch Thông")
    page.locator("body.js").wait_for()
    cell(page, "2").focus()
    page.keyboard.press("Control+Enter")
    expect(page).to_have_title(re.compile("^Lỗi:"))
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.get_by_role("link", name=re.compile("Tiêu chí 8.1")).first.click()
    expect(cell(page, "8.1")).to_be_focused()


def test_the_papers_are_made_while_the_page_shows_progress(people):
    page = people("ba-be")
    demo_sheet(page, "Ba Bể")
    page.goto(page.url.rstrip("/") + "/trinh-ky/")
    page.get_by_role("button", name=re.compile("In bản trình ký")).click()
    link = page.get_by_role("link", name="Bảng tự chấm điểm – PDF")
    link.wait_for(timeout=60_000)
    with page.expect_download() as got:
        link.click()
    assert got.value.path().read_bytes().startswith(b"%PDF")


def test_values_typed_before_a_reload_are_still_there(open_sheet, stack, sheets):
    page = open_sheet("thu-5")
    cell(page, "5").fill("77,5")
    wait_saved(page)
    page.reload()
    assert cell(page, "5").input_value() == "77,5"
