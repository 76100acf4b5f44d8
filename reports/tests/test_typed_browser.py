"""Chromium: what is typed outlives the session, a closed tab, and is shown to nobody else."""

import re

import pytest
from playwright.sync_api import expect

from reports.tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser]
AGENDA = "07:45 Đón đại biểu\n08:00 Khai mạc; Cụm trưởng"
OFFER = re.compile(r"^Có nội dung đã gõ lúc \d\d:\d\d chưa lưu\.")
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('cong-thi-dua:')).length"


@pytest.fixture(scope="module")
def meeting(stack):
    return f"/hoi-nghi/{stack.query('select id from emulation_meeting order by id')[0][0]}/"


def end_session(page):
    page.wait_for_load_state("networkidle")  # a late answer would bring the cookie back
    page.context.clear_cookies(name="sessionid")


def sign_in(page, name, *, shared=False):
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_label("Máy dùng chung").set_checked(shared)
    page.get_by_role("button", name="Đăng nhập").click()


def offer(page):
    return page.locator(".banner").filter(has_text=OFFER)


def test_minutes_sent_too_late_are_offered_again_and_forgotten_when_saved(people, meeting):
    page = people("tinh")
    page.goto(meeting)
    page.get_by_label("Chương trình").fill(AGENDA)
    page.get_by_label("Thư ký", exact=True).fill("Nguyễn Văn Thử")
    end_session(page)
    page.get_by_role("button", name="Lưu hội nghị").click()
    expect(page.locator(".messages")).to_contain_text("nội dung vừa gửi chưa được lưu")
    assert page.evaluate(KEPT) == 1
    sign_in(page, "tinh")
    expect(page).to_have_url(re.compile(f"{meeting}$"))
    expect(page.get_by_label("Thư ký", exact=True)).not_to_have_value("Nguyễn Văn Thử")
    expect(offer(page)).to_be_visible()
    offer(page).get_by_role("button", name="Lấy lại").press("Enter")
    expect(page.get_by_label("Chương trình")).to_have_value(AGENDA)
    expect(page.get_by_label("Thư ký", exact=True)).to_have_value("Nguyễn Văn Thử")
    expect(page.get_by_label("Thư ký", exact=True)).to_be_focused()
    page.get_by_role("button", name="Lưu hội nghị").click()
    expect(page.locator(".messages")).to_contain_text("Đã lưu hội nghị")
    assert page.evaluate(KEPT) == 0
    expect(offer(page)).to_have_count(0)


def test_what_was_refused_is_kept_and_what_is_left_is_gone(people, meeting):
    page = people("tinh")
    page.goto(meeting)
    page.get_by_label("Chương trình").fill("Không có giờ")
    page.get_by_role("button", name="Lưu hội nghị").click()
    expect(page.locator("#error-summary")).to_be_visible()
    expect(offer(page)).to_have_count(0)
    page.goto("/")
    page.goto(meeting)
    expect(offer(page)).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    offer(page).get_by_role("button", name="Bỏ").click()
    assert page.evaluate(KEPT) == 0
    page.reload()
    expect(offer(page)).to_have_count(0)


def test_nobody_else_on_the_machine_sees_it_and_signing_out_forgets_it(people, meeting):
    page = people("tinh")
    page.goto(meeting)
    page.get_by_label("Địa điểm").fill("Nhà văn hóa")
    end_session(page)
    page.goto(meeting)
    sign_in(page, "cum-truong")
    page.goto(meeting)
    expect(page.get_by_label("Địa điểm")).to_be_editable()
    expect(offer(page)).to_have_count(0)
    end_session(page)
    page.goto(meeting)
    sign_in(page, "tinh")
    expect(offer(page)).to_be_visible()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    assert page.evaluate(KEPT) == 0


def test_a_shared_computer_keeps_nothing(people, meeting):
    page = people("tinh")
    end_session(page)
    page.goto(meeting)
    sign_in(page, "tinh", shared=True)
    page.get_by_label("Địa điểm").fill("Nhà văn hóa")
    assert page.evaluate(KEPT) == 0


def test_what_another_saved_meanwhile_is_not_written_over(people, meeting):
    page = people("tinh")
    page.goto(meeting)
    page.get_by_label("Địa điểm").fill("Nhà văn hóa cũ")
    end_session(page)
    other = people("tinh")
    other.goto(meeting)
    other.get_by_label("Địa điểm").fill("Nhà văn hóa mới")
    other.get_by_role("button", name="Lưu hội nghị").click()
    expect(other.locator(".messages")).to_contain_text("Đã lưu hội nghị")
    page.reload()
    sign_in(page, "tinh")
    offer(page).get_by_role("button", name="Lấy lại").click()
    page.get_by_role("button", name="Lưu hội nghị").click()
    expect(page.locator("#error-summary")).to_contain_text("Người khác đã lưu hội nghị này")
    expect(page.get_by_label("Địa điểm")).to_have_value("Nhà văn hóa cũ")


def test_a_return_sent_too_late_comes_back_with_its_reason_and_opens_where_it_stood(people, stack):
    waiting = "select id from emulation_scoresheet where state = 'submitted' order by id"
    address = f"/phieu/{stack.query(waiting)[0][0]}/xem-xet/"
    page = people("cum-truong")
    page.goto(address)
    page.get_by_text("Trả lại để bổ sung").first.click()
    page.get_by_label("Lý do trả lại").fill("Bổ sung giải trình dòng 8.1.")
    end_session(page)
    page.get_by_role("button", name="Trả lại để bổ sung").click()
    sign_in(page, "cum-truong")
    expect(page).to_have_url(re.compile(f"{address}$"))
    offer(page).get_by_role("button", name="Lấy lại").click()
    expect(page.get_by_label("Lý do trả lại")).to_be_visible()
    expect(page.get_by_label("Lý do trả lại")).to_have_value("Bổ sung giải trình dòng 8.1.")


def test_a_report_says_that_it_is_not_saved_and_goes_on_after_signing_in_elsewhere(people):
    page = people("cum-truong")
    page.goto("/bao-cao/")
    page.get_by_role("button", name="Tạo báo cáo của cụm, khối").first.click()
    text = page.get_by_label("IV. Phương hướng, nhiệm vụ")
    text.fill("Đoạn thứ nhất.")
    expect(page.locator("#text-state")).to_contain_text("Đã lưu lúc")
    assert page.evaluate(KEPT) == 0
    end_session(page)
    text.fill("Đoạn thứ nhất.\nĐoạn thứ hai.")
    expect(page.locator("#text-state")).to_contain_text("Chưa lưu: phiên làm việc đã hết")
    dialog = page.locator("#session-ending")
    expect(dialog).to_contain_text("Đăng nhập lại ở cửa sổ khác")
    assert page.evaluate(KEPT) == 1
    with page.context.expect_page() as opened:
        dialog.get_by_role("link").click()
    sign_in(opened.value, "cum-truong")
    expect(opened.value.get_by_role("button", name="Đăng xuất")).to_be_visible()
    opened.value.close()
    dialog.get_by_role("button", name="Tiếp tục").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#text-state")).to_contain_text("Đã lưu lúc")
    assert page.evaluate(KEPT) == 0
    page.get_by_role("button", name="Lưu nội dung").click()
    expect(text).to_have_value("Đoạn thứ nhất.\nĐoạn thứ hai.")
