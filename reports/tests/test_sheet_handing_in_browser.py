"""Handing in, being asked again, a server that dies: in Chromium on the running portal."""

import os
import re
import signal
import time
import urllib.request

import pytest
from playwright.sync_api import expect

from reports.tests.conftest import PASSWORD, free_port
from reports.tests.hands import cell, stored, wait_saved

pytestmark = [pytest.mark.browser, pytest.mark.worker]
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('cong-thi-dua:')).length"


def test_a_double_click_hands_in_once_and_nothing_stays_on_the_machine(
    open_sheet, prepare, stack, sheets
):
    prepare("fill", "phang-1")
    page, sheet = open_sheet("phang-1"), sheets["phang-1"]
    page.evaluate(f"localStorage.setItem('cong-thi-dua:phang-1:{sheet}', '{{}}')")
    page.goto(f"/phieu/{sheet}/kiem-tra/")
    assert page.evaluate(KEPT) == 1
    page.get_by_role("button", name="Nộp bảng tự chấm").dblclick()
    page.wait_for_url("**/bien-nhan/")
    count = "select count(*) from {} where sheet_id = {}"
    assert stack.query(count.format("emulation_receipt", sheet)) == [(1,)]
    assert stack.query(count.format("emulation_sheetstep", sheet)) == [(1,)]
    assert page.evaluate(KEPT) == 0
    facts = page.locator("dl.facts").inner_text()
    number = re.search(r"2020-H1/\S+/\d{3}", facts)[0]
    clock = re.search(r"\d{1,2} giờ( \d{1,2})?|\d{1,2}:\d{2}", facts)[0]
    mails = stack.query("select body from clusters_mail where address = 'phang-1@example.vn'")
    assert any(number in body and clock in body for (body,) in mails)


def test_a_returned_sheet_opens_exactly_the_rows_that_were_named(open_sheet, prepare, people):
    prepare("ask_again", "phang-2", "3", "7")
    page = open_sheet("phang-2")
    open_rows = page.locator("tr.leaf:has(input, select)")
    assert [row.get_attribute("id") for row in open_rows.all()] == ["r-3", "r-7"]
    assert page.locator("#sheet-form textarea[name^=v-]").count() == 0
    cell(page, "3").fill("650")
    page.keyboard.press("Enter")
    wait_saved(page)
    page.get_by_role("button", name="Kiểm tra và nộp").click()
    page.get_by_role("button", name="Nộp bảng tự chấm").click()
    page.wait_for_url("**/bien-nhan/")
    lead = people("tinh")
    lead.goto(page.url.replace("bien-nhan", "xem-xet"))
    changed = lead.locator("#resubmitted")
    expect(changed).to_contain_text("650")
    assert changed.locator("tbody tr").count() == 1


def test_each_caution_has_one_act_and_stops_nothing(open_sheet, prepare):
    prepare("fill", "phang-3")
    page = open_sheet("phang-3")
    cell(page, "1").fill("99999")
    page.keyboard.press("Enter")
    wait_saved(page)
    page.goto(page.url.rstrip("/") + "/kiem-tra/")
    cautions = page.locator("section", has=page.get_by_role("heading", name="Nội dung cần kiểm"))
    lines = cautions.locator("li")
    assert lines.count() >= 1
    assert {line.locator("a, button").count() for line in lines.all()} == {1}
    assert not page.title().startswith("Lỗi:")
    page.get_by_role("button", name="Nộp bảng tự chấm").click()
    page.wait_for_url("**/bien-nhan/")


def test_without_javascript_faults_stand_in_the_summary_and_at_their_field(open_sheet):
    page = open_sheet("phang-4", java_script_enabled=False)
    field = cell(page, "2")
    field.fill("mười")
    cell(page, "3").fill("625")
    page.get_by_role("button", name="Lưu bản nháp").first.click()
    expect(page).to_have_title(re.compile("^Lỗi:"))
    described = page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert field.get_attribute("aria-invalid") == "true"
    assert described.inner_text() in page.locator("#error-summary").inner_text()
    assert (field.input_value(), cell(page, "3").input_value()) == ("mười", "625")


def test_a_faulty_form_puts_the_focus_on_its_summary(people, sheets):
    page = people("tinh")
    page.goto(f"/phieu/{sheets['phang-5']}/gia-han/")
    page.get_by_role("button", name="Gia hạn").click()
    expect(page).to_have_title(re.compile("^Lỗi:"))
    assert page.evaluate("document.activeElement.id") == "error-summary"
    field = page.get_by_label("Lý do gia hạn")
    assert field.get_attribute("aria-invalid") == "true"
    described = page.locator(f"#{field.get_attribute('aria-describedby').split()[0]}")
    assert described.inner_text().strip() in page.locator("#error-summary").inner_text()


RING = """() => {
    const look = getComputedStyle(document.activeElement);
    return look.outlineStyle !== "none" || look.boxShadow !== "none";
}"""


def tab_to(page, name):
    """Press Tab until the control of that name has the focus; the focus is seen all the way."""
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate(RING), page.evaluate("document.activeElement.outerHTML")[:120]
        said = page.evaluate("document.activeElement.textContent || document.activeElement.value")
        if said and said.strip().startswith(name):
            return
    raise AssertionError(f"{name} is not reached")


def test_the_whole_way_to_the_receipt_goes_by_keyboard_with_the_focus_in_sight(open_sheet, prepare):
    prepare("fill", "phang-7")
    page = open_sheet("phang-7")
    page.goto("/")
    tab_to(page, "Tiếp tục nhập")
    page.keyboard.press("Enter")
    page.wait_for_url("**/phieu/*/")
    cell(page, "1").focus()
    page.keyboard.type("640")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/kiem-tra/")
    tab_to(page, "Nộp bảng tự chấm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bien-nhan/")


def serving(stack, port):
    """A web server on `port` that can be killed with everything it started."""
    words = ("-m", "gunicorn", "emulation.wsgi:application", "--bind", f"127.0.0.1:{port}")
    process = stack.start(*words)
    until = time.monotonic() + 40
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/dang-nhap/", timeout=5).close()
            return process
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the portal does not start")


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)


def test_a_killed_server_is_said_within_five_seconds_and_forgotten_when_it_is_back(
    stack, sheets, browser
):
    port, sheet = free_port(), sheets["phang-6"]
    process = serving(stack, port)
    page = browser.new_page(base_url=f"http://127.0.0.1:{port}")
    try:
        page.goto("/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill("phang-6")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.goto(f"/phieu/{sheet}/")
        kill(process)
        cell(page, "4").fill("444")
        page.keyboard.press("Enter")
        expect(page.locator("#save-state")).to_contain_text("Không lưu được", timeout=5000)
        process = serving(stack, port)
        wait_saved(page)
        assert float(stored(stack, sheet, "4")) == 444
        assert cell(page, "4").input_value() == "444"
    finally:
        page.close()
        if process.poll() is None:
            kill(process)
