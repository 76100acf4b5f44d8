"""Chromium: a session that is about to end says so, and goes on for who is still there."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser]
NEARLY = "55:30"


def test_a_quiet_page_asks_before_the_session_ends_and_goes_on(people):
    page = people("bach-thong")
    page.clock.install()
    page.goto("/")
    dialog = page.get_by_role("dialog", name="Phiên làm việc sắp hết")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward(NEARLY)
    expect(dialog).to_be_visible()
    with page.expect_response("**/phien/") as answer:
        dialog.get_by_role("button", name="Tiếp tục").click()
    assert answer.value.status == 200
    expect(dialog).to_be_hidden()
    page.clock.fast_forward(NEARLY)
    expect(dialog).to_be_visible()


def test_who_types_is_not_asked(people):
    page = people("bach-thong")
    page.clock.install()
    page.goto("/phieu/")
    page.get_by_label("Đơn vị", exact=True).press_sequentially("a")
    with page.expect_response("**/phien/") as answer:
        page.clock.fast_forward(NEARLY)
    assert answer.value.status == 200
    expect(page.get_by_role("dialog", name="Phiên làm việc sắp hết")).to_be_hidden()
