"""Chromium on the running portal: the six steps of a half-year, axe, the phone, no JavaScript."""

import csv
import itertools
import re
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from emulation import scoring

pytestmark = [pytest.mark.browser, pytest.mark.worker]
FIGURES = Path(scoring.__file__).parents[1] / "data" / "backan_2020_h1.csv"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def figures_of(unit):
    with FIGURES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["unit"] == unit]
    return {row["criterion"]: row for row in rows}


def type_figures(page, unit):
    """Enter every measured leaf of the sheet as the file has it, with decimal commas."""
    given = figures_of(unit)
    for row in page.locator("table.sheet tbody tr[id^=r-]:not(.heading-row)").all():
        number = row.get_attribute("id").removeprefix("r-")
        value = given[number]["actual"] or given[number]["points"]
        select = row.locator("select")
        if select.count():
            select.select_option(value)
        else:
            cell = row.locator("input.n[name$=actual], input.n[name$=given_points]")
            cell.fill(value.replace(".", ","))


def saved(page):
    """Wait until the answer to the last change has come."""
    page.wait_for_load_state("networkidle")


def open_sheet(page, name):
    page.goto("/phieu/?ky=2020-H1")
    page.get_by_role("link", name=name).click()


def submit(page):
    page.get_by_role("button", name="Kiểm tra và nộp").click()
    page.get_by_role("button", name="Nộp bảng tự chấm").click()


def main(page):
    return page.locator("main").inner_text()


def fill_and_submit(officer):
    """Step 2: targets are there, figures are typed, points follow, the receipt comes."""
    officer.get_by_role("link", name="Tiếp tục nhập").click()
    assert "4.800" in officer.locator("[id='r-1.1']").inner_text()
    type_figures(officer, "Huyện Bạch Thông")
    saved(officer)
    officer.get_by_label("T2: số lần").fill("1")
    officer.get_by_label("T2: lý do đề nghị").fill("Mô hình trồng hồng không hạt")
    officer.get_by_label("Kết quả phong trào thi đua").fill("Phong trào nông thôn mới.")
    officer.get_by_label("Kết quả phong trào thi đua").blur()
    expect(officer.locator("#sheet-total .total")).to_have_text("916,07")
    submit(officer)
    assert re.search(r"2020-H1/bk-htp/\d{3}", officer.locator("dl.facts").inner_text())


def send_back(lead):
    """Step 3: eight sheets and their states; one goes back with a reason."""
    lead.goto("/phieu/?ky=2020-H1")
    assert lead.locator("tbody tr").count() == 8
    open_sheet(lead, "Huyện Bạch Thông")
    lead.get_by_text("Trả lại để bổ sung").first.click()
    lead.get_by_label("Lý do trả lại").fill("Tiêu chí 8.1: bổ sung giải trình.")
    lead.get_by_role("button", name="Trả lại để bổ sung").click()


def correct(officer):
    """Own points typed over need a reason; with it the sheet goes in again."""
    officer.goto("/")
    officer.get_by_role("link", name="Tiếp tục nhập").click()
    assert "Tiêu chí 8.1: bổ sung giải trình." in main(officer)
    row = officer.locator("[id='r-8.1']")
    row.locator("input[name$=self_points]").fill("20")
    submit(officer)
    assert "cần giải trình" in main(officer)
    officer.get_by_role("link", name="Tiếp tục nhập").click()
    row.get_by_role("link", name="Cần viết").click()
    officer.locator("tr.below.open textarea[name$=self_reason]").fill("Thêm một trường mới đạt.")
    submit(officer)
    assert "Biên nhận" in officer.locator("h1").inner_text()


def confirm(lead):
    """The cluster's own points with a reason, then its word."""
    open_sheet(lead, "Huyện Bạch Thông")
    row = lead.locator("[id='r-8.1']")
    row.locator("input[name$=cluster_points]").fill("19,86")
    row.locator("textarea[name$=cluster_reason]").fill("Theo công thức.")
    lead.get_by_role("button", name="Lưu", exact=True).click()
    lead.get_by_role("button", name="Thống nhất bảng tự chấm").click()
    assert "Cụm đã thống nhất" in lead.locator(".lead-line").inner_text()


def close_and_publish(province, officer):
    """Step 4: announced, then closed and published; a unit sees its own points first."""
    province.goto("/ky/2020-H1/cum/bk-htp/xep-hang/")
    assert "Chưa chấm 07 tiêu chí thành phần (325/950 điểm)" in main(province)
    province.get_by_role("link", name="Thông báo kết quả dự kiến").click()
    province.get_by_role("button", name="Thông báo kết quả dự kiến").click()
    officer.goto("/ky/2020-H1/cum/bk-htp/ket-qua/")
    assert "916,07" in main(officer)
    assert "913,46" not in officer.locator("body").inner_text()
    assert "chưa trả lời: " in main(province)
    province.get_by_label("Chốt sớm").check()
    province.get_by_role("button", name="Chốt xếp hạng").click()
    province.get_by_role("link", name="Xem trước và công bố").click()
    assert "913,46" in main(province)
    province.get_by_label("Gõ “công bố” để xác nhận").fill("cong bo")
    province.get_by_role("button", name="Công bố kết quả").click()
    assert "Thứ hạng tạm tính" in province.locator("thead").first.inner_text()
    officer.reload()
    assert "913,46" in main(officer)


def enter_a_decision(province):
    """Step 5: a past award decision."""
    province.goto("/khen-thuong/quyet-dinh/nhap/")
    province.get_by_label("Hình thức").select_option(label="Bằng khen của Bộ, ban, ngành, tỉnh")
    province.get_by_label("Số quyết định").fill("99/QĐ-UBND")
    province.get_by_label("Ngày ký").fill("1/3/2019")
    province.get_by_label("Năm thành tích").fill("2018")
    rows = province.locator("fieldset").first
    rows.get_by_label("Tên ghi trên quyết định").fill("Nhân dân và cán bộ (thử)")
    province.get_by_role("button", name="Lưu quyết định").click()
    assert "99/QĐ-UBND" in province.locator("h1").inner_text()


def print_the_report(lead, file):
    """Step 6: the lead asks for the report, the worker makes it, it is downloaded."""
    lead.goto("/bao-cao/")
    lead.get_by_role("button", name="Tạo báo cáo của cụm, khối").click()
    lead.get_by_label("IV. Phương hướng, nhiệm vụ").fill("Tập trung 7 nhóm nhiệm vụ.")
    lead.get_by_role("button", name="Tạo báo cáo").click()
    link = lead.get_by_role("link", name="Tải PDF")
    expect(link).to_be_visible(timeout=60_000)
    with lead.expect_download() as download:
        link.click()
    download.value.save_as(file)
    said = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True).stdout
    return re.sub(r"\s+", " ", said.decode())


def finish_the_others(people, lead):
    """Ngân Sơn submits again; the lead confirms what waits, the deputy the lead's own sheet."""
    returned = people("ngan-son")
    returned.get_by_role("link", name="Tiếp tục nhập").click()
    submit(returned)
    deputy = people("cum-pho")
    for page, name in [(lead, "Huyện Ba Bể"), (lead, "Huyện Ngân Sơn"), (deputy, "Huyện Chợ Mới")]:
        open_sheet(page, name)
        page.get_by_role("button", name="Thống nhất bảng tự chấm").click()


def approve(page, name):
    open_sheet(page, name)
    page.get_by_role("button", name=re.compile("Đồng ý .* dòng khớp")).click()
    tick = page.locator("input[name$=agreed]:not(:checked)")
    while tick.count():
        row = tick.first.locator("xpath=ancestor::tr")
        tick.first.check()
        row.locator("textarea[name$=verified_reason]").fill("Thống nhất với công thức.")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("button", name="Duyệt điểm thẩm định").click()
    assert "Đã duyệt" in page.locator(".lead-line").inner_text()


PAGES = {
    "bach-thong": ["/", "/phieu/", "{sheet}", "{sheet}kiem-tra/", "{sheet}bien-nhan/",
                   "{sheet}lich-su/", "/ket-qua/", "/ky/2019-H1/cum/bk-htp/ket-qua/",
                   "/khen-thuong/quyet-dinh/", "/mat-khau/", "/bo-tieu-chi/", "/bo-tieu-chi/1/",
                   "/khong-co/", "/quan-tri/", "/cum/bk-htp/", "{sheet}excel/", "{sheet}trinh-ky/",
                   "{sheet}de-nghi-so-lieu/", "{sheet}{row}", "{sheet}{row}minh-chung/"],
    "cum-truong": ["/phieu/", "{sheet}xem-xet/", "/ky/2020-H1/cum/bk-htp/xep-hang/", "/bao-cao/",
                   "/ky/2020-H1/cum/bk-htp/kiem-tra-cheo/",
                   "/ky/2020-H1/cum/bk-htp/kiem-tra-cheo/cap/?due=1/12/2098+17:00&each=1&seed=7"],
    "tinh": ["/", "{sheet}xem-xet/", "{sheet}", "{draft}gia-han/", "/quan-tri/ky/huy/3/",
             "/quan-tri/ky/2020-H1/", "/quan-tri/ky/tham-dinh/3/", "/quan-tri/ky/2020-H1/sao-chep/",
             "/quan-tri/thu/", "/ky/2019-H1/cum/bk-htp/xep-hang/", "/quan-tri/",
             "/quan-tri/ky/", "/quan-tri/ky/them/", "/quan-tri/ky/2020-H1/cum/", "/chi-tieu/2020/",
             "/don-vi/2/chi-tieu/2020/", "/quan-tri/bo-tieu-chi/nhap/", "/quan-tri/thiet-lap/",
             "/quan-tri/thiet-lap/ten-goi/", "/quan-tri/thiet-lap/the-thuc/cum/1/",
             "/quan-tri/don-vi/", "/quan-tri/don-vi/them/", "/quan-tri/don-vi/sap-nhap/",
             "/quan-tri/cum/bk-htp/thanh-vien/", "/quan-tri/nhat-ky/",
             "/quan-tri/cum/bk-htp/them-don-vi/", "/quan-tri/bo-tieu-chi/soan/",
             "/khen-thuong/quyet-dinh/1/", "/khen-thuong/quyet-dinh/nhap/",
             "/don-vi/4/khen-thuong/", "{sheet}du-kien/"],
    "quan-tri": ["/", "/quan-tri/tai-khoan/", "/quan-tri/tai-khoan/them/"],
    "kiem-tra": ["/phieu/", "/quan-tri/ky/"],
}  # fmt: skip


def sheet_address(stack, name):
    """A sheet of 2020-H1 that this person has work with, else Pác Nặm's."""
    unit = {"bach-thong": "Bạch Thông", "cum-truong": "Ba Bể"}.get(name, "Pác Nặm")
    found = stack.query(
        "SELECT s.id FROM emulation_scoresheet s JOIN clusters_unit u ON u.id = s.unit_id "
        "JOIN emulation_clusterperiod c ON c.id = s.cluster_period_id "
        "JOIN emulation_period p ON p.id = c.period_id "
        f"WHERE p.code = '2020-H1' AND u.short_name = '{unit}'"
    )
    return f"/phieu/{found[0][0]}/"


def row_address(stack, sheet):
    """The first measured row of a sheet, below its address."""
    key = sheet.strip("/").split("/")[-1]
    found = stack.query(
        f"SELECT min(id) FROM emulation_scoreentry WHERE sheet_id = {key} AND measured"
    )
    return f"dong/{found[0][0]}/"


def problems(page):
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [(v["id"], v["nodes"][0]["html"][:160]) for v in found.response["violations"]]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1366, 360])
def test_every_page_is_accessible_and_never_wider_than_the_screen(people, stack, name, width):
    page = people(name)
    page.set_viewport_size({"width": width, "height": 780})
    places = {"sheet": sheet_address(stack, name), "draft": sheet_address(stack, "bach-thong")}
    places["row"] = row_address(stack, places["sheet"])
    for address in PAGES[name]:
        page.goto(address.format(**places))
        assert problems(page) == [], address
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, address
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == "vi"


@pytest.mark.long
@pytest.mark.parametrize("name", ["bach-thong", "cum-truong", "cum-pho", "tinh", "kiem-tra"])
def test_every_state_of_a_sheet_is_accessible_to_every_role_at_three_widths(people, stack, name):
    page = people(name)
    found = stack.query(
        "SELECT s.id FROM emulation_scoresheet s JOIN emulation_clusterperiod c ON"
        " c.id = s.cluster_period_id WHERE c.state <> 'published' ORDER BY s.id"
    )
    pages = ["", "xem-xet/", "lich-su/", "bien-nhan/", "du-kien/", "kiem-tra/", "trinh-ky/"]
    for width in (1366, 360, 320):
        page.set_viewport_size({"width": width, "height": 780})
        for (key,), part in itertools.product(found, pages):
            page.goto(f"/phieu/{key}/{part}")
            assert problems(page) == [], (key, part, width)
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, (key, part, width)


def test_the_sign_in_page_and_a_form_with_faults_are_accessible(people, browser, portal):
    page = browser.new_page(base_url=portal)
    page.goto("/dang-nhap/")
    assert problems(page) == []
    page.close()
    province = people("tinh")
    province.goto("/khen-thuong/quyet-dinh/nhap/")
    province.get_by_role("button", name="Lưu quyết định").click()
    assert problems(province) == []
    assert province.evaluate("document.activeElement.id") == "error-summary"


def test_a_sheet_is_filled_without_javascript(people, stack):
    page = people("bach-thong", java_script_enabled=False)
    page.goto(sheet_address(stack, "bach-thong"))
    cell = page.locator("[id='r-8.1'] input[name$=actual]")
    cell.fill("55,6")
    page.get_by_role("button", name="Lưu bản nháp").first.click()
    assert "Đã lưu bản nháp" in page.locator("main").inner_text()
    assert "19,86" in page.locator("[id='r-8.1']").inner_text()


HIDDEN_STOPS = """() => {
  const bar = document.querySelector(".actions-bar");
  const inputs = "input:not([type=hidden]), select, summary, textarea";
  return bar && [...document.querySelectorAll("#sheet-form :is(" + inputs + ")")]
    .filter((stop) => stop.checkVisibility() && !bar.contains(stop))
    .filter((stop) => {
      stop.focus();
      return stop.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
    })
    .map((stop) => stop.name) || [];
}"""


def test_no_focused_control_hides_behind_the_bar(people, stack):
    page = people("bach-thong")
    page.goto(sheet_address(stack, "bach-thong"))
    hidden = page.evaluate(HIDDEN_STOPS)
    assert hidden == []


def test_a_half_year_from_the_sheet_to_the_printed_report(people, tmp_path):
    officer, lead, province = people("bach-thong"), people("cum-truong"), people("tinh")
    fill_and_submit(officer)
    send_back(lead)
    correct(officer)
    confirm(lead)
    finish_the_others(people, lead)
    for name in ("Bạch Thông", "Pác Nặm", "Ba Bể", "Chợ Mới", "Ngân Sơn"):
        approve(province, f"Huyện {name}")
    close_and_publish(province, officer)
    enter_a_decision(province)

    said = print_the_report(lead, tmp_path / "bao-cao.pdf")

    assert "Thành lập mới 26 hợp tác xã" in said
    assert "CỤM THI ĐUA CÁC HUYỆN, THÀNH PHỐ" in said
    assert "Tập trung 7 nhóm nhiệm vụ." in said
