"""Chromium as the lead, the verifying department and the province: what they do most, untaught."""

import re

import pytest
from playwright.sync_api import expect

from reports.tests.test_browser import problems

pytestmark = [pytest.mark.browser]
PART = "/ky/2020-H1/cum/bk-htp"


def main(page):
    return page.locator("main").inner_text()


def fits(page):
    """The page is accessible and no wider than a phone."""
    assert problems(page) == []
    page.set_viewport_size({"width": 360, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size({"width": 1366, "height": 800})


def test_the_lead_reminds_all_who_are_awaited_in_two_clicks(people):
    lead = people("cum-truong")
    lead.goto(f"{PART}/tien-do/")
    fits(lead)
    words = lead.locator("#chat textarea").input_value()
    assert "Bạch Thông" in words
    assert "/phieu/" in words
    assert not re.search(r"\d+,\d\d|thứ hạng|điểm thẩm định|quá hạn", words)
    lead.get_by_role("button", name=re.compile("Nhắc 2 đơn vị chưa nộp")).click()
    assert "Đã nhắc 2 đơn vị" in main(lead)
    officer = people("bach-thong")
    officer.goto("/thong-bao/")
    assert "Nhắc nộp bảng tự chấm" in main(officer)


def test_the_lead_opens_a_cell_and_picks_a_ready_reason(people):
    lead = people("cum-truong")
    lead.goto(f"{PART}/tong-hop/")
    fits(lead)
    lead.goto(f"{PART}/tong-hop/?chi-tiet=1")
    row = lead.get_by_role("row").filter(has_text="Ba Bể")
    row.locator("td a[data-panel]").first.click()
    panel = lead.locator("#panel")
    panel.get_by_label("Lý do có sẵn").select_option("Thiếu minh chứng")
    panel.get_by_label("Yêu cầu bổ sung").fill("Biên bản tháng 3")
    panel.get_by_role("button", name="Ghi yêu cầu bổ sung").click()
    assert "Đã ghi yêu cầu bổ sung" in lead.locator("body").inner_text()
    lead.goto(f"{PART}/tong-hop/?loc=yeu-cau&chi-tiet=1")
    assert "Ba Bể" in lead.locator("#matrix").inner_text()


def test_a_department_verifies_its_criterion_and_sees_nothing_else(people, stack):
    (leaf,) = stack.query(
        "SELECT c.id FROM emulation_criterion c JOIN emulation_criteriaset s ON"
        " s.id = c.criteria_set_id WHERE s.code = 'BK-12TC' AND c.number = '4'"
    )[0]
    department = people("so-tai-chinh")
    department.get_by_role("link", name="Thẩm định").first.click()
    department.goto(f"/ky/2020-H1/tieu-chi/{leaf}/tham-dinh/")
    fits(department)
    cell = department.locator("tr.open input[name$=verified_actual]").first
    reported = department.locator("tr.open").first.get_attribute("data-reported")
    cell.fill(reported.replace(".", ","))
    expect(department.locator("tr.open .gap").first).to_contain_text("0")
    department.get_by_role("button", name="Lưu", exact=True).click()
    assert "Đã lưu" in main(department)
    for address in (
        f"{PART}/xep-hang/",
        f"{PART}/tong-hop/",
        f"{PART}/kiem-tra-cheo/",
        "/tien-do/",
    ):
        assert department.request.get(address).status == 404, address
    assert department.request.get(f"/ky/2020-H1/tieu-chi/{leaf - 3}/tham-dinh/").status == 404


def give_targets(stack):
    """Every plan figure of the copied period, as the grid or an Excel file would bring them."""
    stack.manage(
        "shell",
        "-v",
        "0",
        "-c",
        "from emulation.models import ClusterPeriod; from clusters.models import User;"
        "from emulation.targets import target_leaves, set_target;"
        "part = ClusterPeriod.objects.get(period__code='2021-H1');"
        "by = User.objects.get(username='tinh');"
        "[set_target(unit=m.unit, leaf=leaf, year=2021, value=5, by=by, source='province')"
        " for m in part.cluster.memberships.filter(active_to=None)"
        " for leaf in target_leaves(part)]",
    )


def test_a_period_is_copied_and_opened_in_ten_clicks(people, stack):
    province = people("tinh")
    clicks = []

    def click(target):
        clicks.append(1)
        target.click()

    click(province.get_by_role("link", name="Quản trị"))
    click(province.get_by_role("link", name="Kỳ thi đua"))
    click(province.get_by_role("link", name=re.compile("Sao chép sang năm khác.*2020")))
    fits(province)
    assert province.locator("[name=year]").input_value() == "2021"
    click(province.get_by_role("button", name="Sao chép kỳ"))
    assert "thiếu" in main(province)
    assert not province.get_by_role("button", name=re.compile("Mở kỳ")).count()
    give_targets(stack)
    province.reload()
    click(province.get_by_role("button", name=re.compile("Mở kỳ cho 1 cụm")))
    assert "Đang mở" in main(province)
    assert len(clicks) <= 10


def test_what_blocks_the_next_step_is_named_and_what_if_saves_nothing(people, stack):
    province = people("tinh")
    province.goto(f"{PART}/xep-hang/")
    fits(province)
    assert "chưa được duyệt: " in main(province)
    assert "Bạch Thông" in main(province)
    assert not province.get_by_role("link", name="Thông báo kết quả dự kiến").count()
    figures = (
        "SELECT count(*), sum(verified_points), sum(verified_actual) FROM emulation_scoreentry"
    )
    before = stack.query(figures)
    province.goto(f"{PART}/xep-hang/thu/")
    province.get_by_label("Đơn vị", exact=True).select_option(label="Chợ Đồn")
    province.get_by_role("button", name="Chọn").click()
    fits(province)
    province.locator("main form[autocomplete=off] input.n").nth(1).fill("0")
    province.locator("main form[autocomplete=off] button").last.click()
    assert "Thứ hạng tạm tính nếu như vậy" in main(province)
    assert stack.query(figures) == before


def test_a_draft_of_a_set_is_changed_on_the_screen(people):
    province = people("tinh")
    province.goto("/bo-tieu-chi/1/")
    province.get_by_role("button", name="Sửa thành bản mới").click()
    fits(province)
    province.get_by_role("link", name=re.compile("^1 Sản xuất")).click()
    fits(province)
    province.get_by_label("Điểm tối đa (bắt buộc)").fill("75")
    province.get_by_role("button", name="Lưu vào dự thảo").click()
    assert "75" in main(province)
    assert "lỗi phải sửa" in main(province)
    province.get_by_role("button", name="Hoàn tác").click()
    expect(province.get_by_role("button", name="Lưu thành bản mới")).to_be_visible()


def test_a_list_of_units_is_pasted_previewed_and_written(people):
    administrator = people("quan-tri")
    administrator.goto("/quan-tri/don-vi/nhap/")
    fits(administrator)
    pasted = "Tên đầy đủ\tLoại\nXã Thử Một (đơn vị mẫu)\tXã\nXã Thử Hai\tHành tinh"
    administrator.get_by_label("Hoặc dán các ô từ Excel").fill(pasted)
    administrator.get_by_role("button", name="Xem trước").click()
    fits(administrator)
    administrator.get_by_label(re.compile("Bỏ qua 1 dòng lỗi")).check()
    administrator.get_by_role("button", name="Ghi vào cổng").click()
    assert "thêm 1, sửa 0" in main(administrator)
