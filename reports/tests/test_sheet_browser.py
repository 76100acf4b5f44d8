"""The score sheet in Chromium: the hands of a spreadsheet, and nothing typed is ever lost."""

import pytest
from playwright.sync_api import expect

from reports.tests.conftest import PASSWORD
from reports.tests.hands import cell, focused, name_of, paste, stored, wait_saved

pytestmark = [pytest.mark.browser, pytest.mark.worker]
COLUMN = ["9,5", "7,25", "8", "9", "8", "7,5", "6", "9", "8", "10", "1,7", "0"]


def test_a_column_pasted_from_excel_fills_twelve_cells_and_the_sum(open_sheet, stack, sheets):
    page = open_sheet("phang-1")
    cell(page, "1", "own").focus()
    paste(page, "\r\n".join(COLUMN) + "\r\n")
    assert [cell(page, str(n), "own").input_value() for n in range(1, 13)] == COLUMN
    expect(page.locator("#own-sum")).to_have_text("83,95")
    expect(page.locator("#notice-pasted")).to_contain_text("Đã dán 12 số")
    wait_saved(page)
    assert str(stored(stack, sheets["phang-1"], "2", "self_points")) in ("7.25", "7.2500")


def test_a_block_leaves_blanks_alone_and_marks_what_it_cannot_read(open_sheet):
    page = open_sheet("phang-2")
    cell(page, "2").fill("77")
    cell(page, "1").focus()
    paste(page, "1.250\t1.250\n\t7\n300\t6,5\t99")
    assert cell(page, "1").input_value() in ("1.250", "1250")
    assert cell(page, "1", "own").input_value() == "1.250"
    expect(page.locator("[id='r-1'] .fault", has_text="dùng dấu phẩy")).to_be_visible()
    assert cell(page, "2").input_value() == "77"
    assert cell(page, "3", "own").input_value() == "6,5"
    words = "Đã dán 4 số; 1 ô không đọc được; bỏ qua 1 ô ngoài bảng. Ctrl+Z để hoàn tác."
    expect(page.locator("#notice-pasted")).to_have_text(words)
    page.keyboard.press("Control+z")
    assert [cell(page, "3").input_value(), cell(page, "1", "own").input_value()] == ["", ""]


def test_a_column_runs_past_the_headings_of_the_demo_set(open_sheet):
    page = open_sheet("thu-1")
    cell(page, "5").focus()
    paste(page, "100\n200\n55,5")
    assert [cell(page, n).input_value() for n in ("5", "6.2", "8.1")] == ["100", "200", "55,5"]
    wait_saved(page)
    assert not page.locator(".is-invalid").count()


def test_enter_and_arrows_walk_the_cells_as_in_excel(open_sheet):
    page = open_sheet("thu-2")
    cell(page, "1.1").focus()
    seen = []
    keys = ["ArrowDown", "Enter", "Shift+Enter", "ArrowUp", "ArrowRight", "ArrowDown"]
    for key in [*keys, "ArrowRight", "ArrowLeft", "ArrowLeft"]:
        page.keyboard.press(key)
        seen.append(focused(page))
    expected = [("1.2", "actual"), ("2", "actual"), ("1.2", "actual"), ("1.1", "actual")]
    expected += [("1.1", "own"), ("1.2", "own"), ("1.2", "own"), ("1.2", "actual")]
    expected += [("1.2", "actual")]
    assert seen == [name_of(page, *where) for where in expected]
    cell(page, "11.1").focus()
    page.keyboard.press("Enter")
    assert focused(page) == name_of(page, "12.5"), "rows without that cell are skipped"


def test_f2_edits_in_the_cell_and_escape_takes_back(open_sheet):
    page = open_sheet("thu-2")
    target = cell(page, "1.1")
    target.fill("123")
    cell(page, "1.2").focus()
    target.focus()
    page.keyboard.press("F2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("9")
    assert (target.input_value(), focused(page)) == ("1293", target.get_attribute("name"))
    page.keyboard.press("Escape")
    assert target.input_value() == "123"


def test_twelve_rows_are_typed_with_the_keyboard_alone(open_sheet):
    page = open_sheet("phang-3")
    cell(page, "1").focus()
    presses = 0
    for column in ("actual", "own"):
        for _row in range(1, 13):
            for key in [*"625", "Enter"] if column == "actual" else [*"7,5", "Enter"]:
                page.keyboard.press(key)
                presses += 1
        page.evaluate("document.getElementById('r-1').querySelector('td.own input').focus()")
    assert presses / 24 <= 8
    wait_saved(page)
    assert [cell(page, str(n)).input_value() for n in (1, 12)] == ["625", "625"]
    expect(page.locator("#own-sum")).to_have_text("90,00")


def test_a_figure_is_on_the_server_two_seconds_after_its_cell_is_left(open_sheet, stack, sheets):
    page = open_sheet("thu-3")
    cell(page, "1.1").fill("487,5")
    started = page.evaluate("performance.now()")
    page.keyboard.press("Tab")
    wait_saved(page)
    assert page.evaluate("performance.now()") - started < 2000
    assert float(stored(stack, sheets["thu-3"], "1.1")) == 487.5
    expect(page.locator("[id='r-1.1'] td.calc")).not_to_have_text("–")
    total = page.locator("#sheet-total .total").inner_text()
    page.reload()
    assert page.locator("#sheet-total .total").inner_text() == total


def test_saving_moves_neither_the_page_nor_the_caret(open_sheet):
    page = open_sheet("thu-4")
    page.evaluate(
        """() => { window.shift = 0; new PerformanceObserver(list => list.getEntries()
            .forEach(e => { if (!e.hadRecentInput) window.shift += e.value; }))
            .observe({type: "layout-shift", buffered: true}); }"""
    )
    numbers = ["1.1", "1.2", "2", "3", "4", "5", "6.2", "8.1", "8.2", "8.4"]
    for value in ("11", "12"):
        for number in numbers:
            cell(page, number).fill(value)
            page.keyboard.press("Enter")
            page.wait_for_timeout(150)
    wait_saved(page)
    assert page.evaluate("window.shift") <= 0.001
    target = cell(page, "1.1")
    target.focus()
    page.keyboard.press("F2")
    page.keyboard.type("5")
    before = page.evaluate("[scrollY, document.activeElement.selectionStart]")
    wait_saved(page)
    page.wait_for_timeout(300)
    assert page.evaluate("[scrollY, document.activeElement.selectionStart]") == before
    assert focused(page) == target.get_attribute("name")


def test_two_hands_in_one_row_are_merged_without_a_question(open_sheet, stack, sheets):
    first, second = open_sheet("thu-5"), open_sheet("thu-5", who="thu-5-b")
    cell(first, "4").fill("610")
    first.keyboard.press("Tab")
    wait_saved(first)
    cell(second, "4", "own").fill("88")
    second.keyboard.press("Tab")
    wait_saved(second)
    assert float(stored(stack, sheets["thu-5"], "4")) == 610
    assert float(stored(stack, sheets["thu-5"], "4", "self_points")) == 88
    assert cell(second, "4").input_value() == "610"
    assert not second.locator("tr.conflict").count()
    expect(second.locator("#notice-told")).to_contain_text("Cán bộ thu-5 (minh họa) vừa nhập 610")


@pytest.mark.parametrize(("button", "kept"), [("Giữ 222", 222), ("Lấy 111", 111)])
def test_the_same_cell_shows_both_values_and_asks(open_sheet, stack, sheets, button, kept):
    name = "thu-6" if kept == 222 else "thu-7"
    first, second = open_sheet(name), open_sheet(name, who=f"{name}-b")
    cell(first, "3").fill("111")
    first.keyboard.press("Tab")
    wait_saved(first)
    cell(second, "3").fill("222")
    second.keyboard.press("Tab")
    question = second.locator("tr.conflict")
    expect(question).to_contain_text("vừa nhập 111 lúc")
    expect(question).to_contain_text("số đang nhập: 222")
    assert float(stored(stack, sheets[name], "3")) == 111
    question.get_by_role("button", name=button).click()
    expect(question).to_have_count(0)
    wait_saved(second)
    assert float(stored(stack, sheets[name], "3")) == kept
    assert cell(second, "3").input_value() == str(kept)


def test_a_cell_at_hand_while_another_wrote_it_asks_before_it_overwrites(open_sheet, stack, sheets):
    first, second = open_sheet("phang-6"), open_sheet("phang-6", who="phang-6-b")
    cell(first, "3").fill("111")
    first.keyboard.press("Tab")
    wait_saved(first)
    cell(second, "3", "own").fill("4")
    cell(second, "3").focus()
    wait_saved(second)
    assert cell(second, "3").input_value() == ""
    second.keyboard.type("222")
    second.keyboard.press("Tab")
    expect(second.locator("tr.conflict")).to_contain_text("vừa nhập 111 lúc")
    assert float(stored(stack, sheets["phang-6"], "3")) == 111


def test_the_other_hands_value_appears_once_the_cell_is_left(open_sheet):
    first, second = open_sheet("phang-7"), open_sheet("phang-7", who="phang-7-b")
    cell(first, "3").fill("111")
    first.keyboard.press("Tab")
    wait_saved(first)
    cell(second, "3", "own").fill("4")
    cell(second, "3").focus()
    wait_saved(second)
    cell(second, "5").focus()
    expect(cell(second, "3")).to_have_value("111")


def test_switching_to_the_full_table_keeps_every_figure(open_sheet, stack, sheets):
    page = open_sheet("phang-8")
    cell(page, "3").fill("333")
    words = page.locator("#full").inner_text()
    page.locator("#full").click()
    expect(page.locator("#full")).not_to_have_text(words)
    assert cell(page, "3").input_value() == "333"
    assert float(stored(stack, sheets["phang-8"], "3")) == 333


def test_what_was_typed_offline_is_sent_when_the_line_is_back(open_sheet, stack, sheets):
    page = open_sheet("thu-8")
    page.context.set_offline(True)
    for number, value in [("1.1", "11"), ("1.2", "12"), ("2", "13")]:
        cell(page, number).fill(value)
        page.keyboard.press("Enter")
    expect(page.locator("#save-state")).to_contain_text("Mất kết nối – 3 ô đang được giữ")
    page.context.set_offline(False)
    wait_saved(page)
    assert [float(stored(stack, sheets["thu-8"], n)) for n in ("1.1", "1.2", "2")] == [11, 12, 13]


def test_a_power_cut_while_offline_loses_nothing(open_sheet, stack, sheets):
    page = open_sheet("thu-9")
    context = page.context
    page.evaluate("navigator.sendBeacon = () => false")  # nothing is said at the end
    context.set_offline(True)
    cell(page, "1.1").fill("31")
    cell(page, "1.2").fill("32")
    page.keyboard.press("Enter")
    expect(page.locator("#save-state")).to_contain_text("Mất kết nối – 2 ô đang được giữ")
    page.wait_for_timeout(2000)  # the browser hands what a page stores over a moment later
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/phieu/{sheets['thu-9']}/")
    offer = page.locator("#notice-kept")
    expect(offer).to_contain_text("Có 2 ô chưa lưu lên máy chủ")
    offer.get_by_role("button", name="Lưu ngay").click()
    wait_saved(page)
    assert [float(stored(stack, sheets["thu-9"], n)) for n in ("1.1", "1.2")] == [31, 32]
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_an_ended_session_asks_to_sign_in_and_loses_nothing(open_sheet, stack, sheets):
    page = open_sheet("thu-9")
    page.wait_for_load_state("networkidle")  # a late answer would bring the cookie back
    page.context.clear_cookies(name="sessionid")
    cell(page, "3").fill("44")
    page.keyboard.press("Enter")
    dialog = page.locator("#sign-in-dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    dialog.get_by_role("button", name="Đăng nhập").click()
    expect(dialog).to_be_hidden()
    wait_saved(page)
    assert float(stored(stack, sheets["thu-9"], "3")) == 44


def test_names_are_matched_without_accents_in_the_dialog(open_sheet):
    page = open_sheet("thu-10")
    page.get_by_role("button", name="Dán từ Excel…").click()
    page.get_by_label("Nội dung đã sao chép").fill(
        "Tiêu chí\tKế hoạch\tThực hiện\n"
        "thu ngan sach nha nuoc tren dia ban\t900\t650\n"
        "3. Phát triển kinh tế tập thể, thành lập mới hợp tác xã\t\t7\n"
        "Không có dòng này\t\t1\n"
    )
    expect(page.locator("#paste-preview")).to_contain_text("Không có dòng này")
    page.get_by_role("button", name="Ghi vào bảng").click()
    assert (cell(page, "4").input_value(), cell(page, "3").input_value()) == ("650", "7")
    expect(page.locator("#notice-pasted")).to_contain_text("được giao 1.000: giữ số được giao")


def test_fifteen_leaf_rows_stand_above_the_bar(open_sheet, sheets):
    page = open_sheet("thu-1")
    page.set_viewport_size({"width": 1366, "height": 641})
    page.goto(f"/phieu/{sheets['thu-1']}/?che-do=toan-bang")
    seen = page.evaluate(
        """() => {
            const box = element => element.getBoundingClientRect();
            const bar = box(document.querySelector(".actions-bar")).top;
            const rows = [...document.querySelectorAll("tr.leaf")].map(box);
            const above = rows.filter(row => row.bottom <= bar + 0.5);
            return [above.length, Math.max(...rows.map(row => row.height))];
        }"""
    )
    assert seen[0] >= 15
    assert seen[1] <= 28
    cell(page, "12.4", "own").fill("31")
    page.keyboard.press("Tab")
    expect(page.locator("[id='r-12.4'] .fault")).to_have_text("Điểm 31 vượt mức tối đa 30")
    assert page.locator("[id='r-12.4']").bounding_box()["height"] <= 28
    assert cell(page, "12.4", "own").input_value() == "31"


def test_the_wheel_never_changes_a_figure(open_sheet):
    page = open_sheet("phang-4")
    cell(page, "1").fill("5")
    cell(page, "1").hover()
    page.mouse.wheel(0, 300)
    assert cell(page, "1").input_value() == "5"


def test_nothing_of_a_sheet_stays_on_the_machine_after_signing_out(open_sheet):
    page = open_sheet("phang-5")
    page.route("**/dong/**", lambda route: route.abort())
    cell(page, "1").fill("5")
    page.keyboard.press("Enter")
    expect(page.locator("#save-state")).to_contain_text("Không lưu được")
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.get_by_role("link", name="Về danh sách bảng điểm").click()
    page.wait_for_url("**/phieu/")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/dang-nhap/")
    assert page.evaluate("Object.keys(localStorage).length") == 0
