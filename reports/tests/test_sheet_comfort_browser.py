"""The sheet for every eye and hand: speed of a key, weight, zoom, targets, forced colours."""

import brotli
import pytest
from playwright.sync_api import expect

from emulation.settings import BASE_DIR
from reports.tests.hands import cell

pytestmark = [pytest.mark.browser, pytest.mark.worker]
TIMED = """() => {
    window.spent = [];
    const form = document.getElementById("sheet-form");
    let start = 0;
    form.addEventListener("input", () => { start = performance.now(); }, {capture: true});
    addEventListener("input", () => { window.spent.push(performance.now() - start); });
}"""
SMALL = """side => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter(e => e.checkVisibility() && e.type !== "hidden" && !(e.matches("a") && e.closest("p, li, td, th, dd")))
    .map(e => [e.id || e.textContent.trim().slice(0, 40), e.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < side || box.height < side))
    .map(([name, box]) => `${name}: ${Math.round(box.width)} × ${Math.round(box.height)}`)"""  # noqa: E501
CUT = """() => [...document.querySelectorAll("h1, h2, .btn, label, .tag, .main-nav a")]
    .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.clientWidth)
    .map(e => e.textContent.trim().slice(0, 50))"""
WIDE = """() => [...document.querySelectorAll("table")]
    .filter(t => !t.closest("[role=region][tabindex='0'][aria-label]")).map(t => t.id || t.caption?.textContent)"""  # noqa: E501
RING = """() => {
    const look = getComputedStyle(document.activeElement);
    return {style: look.outlineStyle, width: parseFloat(look.outlineWidth)};
}"""
PAGES = ["{sheet}", "{sheet}kiem-tra/", "{sheet}trinh-ky/", "{sheet}lich-su/", "/", "/phieu/"]


def test_a_key_is_answered_within_fifty_milliseconds_on_a_slow_machine(open_sheet):
    page = open_sheet("thu-1")
    throttle = page.context.new_cdp_session(page)
    throttle.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.evaluate(TIMED)
    for number in ("1.1", "1.2", "2"):
        cell(page, number, "own").focus()
        page.keyboard.type("12,5")
    spent = page.evaluate("window.spent")
    assert len(spent) == 12
    assert sorted(spent)[len(spent) // 2] <= 50
    expect(page.locator("#own-sum")).to_have_text("37,50")


def test_the_page_weighs_little_and_brings_no_font(open_sheet):
    sizes = {}

    def hear(session):
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        kinds = {}
        session.on(
            "Network.responseReceived",
            lambda e: kinds.__setitem__(e["requestId"], (e["response"]["url"], e["type"])),
        )
        session.on(
            "Network.loadingFinished",
            lambda e: (
                sizes.__setitem__(kinds[e["requestId"]], e["encodedDataLength"])
                if e["requestId"] in kinds
                else None
            ),
        )

    page = open_sheet("thu-2")
    hear(page.context.new_cdp_session(page))
    page.reload()
    page.wait_for_load_state("networkidle")
    counted = {k: n for k, n in sizes.items() if k[1] in ("Document", "Stylesheet", "Script")}
    assert not [url for url, kind in sizes if kind == "Font"]
    assert sum(counted.values()) <= 120_000, counted


def test_our_own_scripts_stay_small():
    """What the page fetches at once, stored with brotli as in production.

    Of those left out the last two are for other pages, never fetched by the sheet.
    """
    later = {"copy.js", "evidence.js", "pasteDialog.js", "report.js", "typed.js"}
    scripts = [path for path in (BASE_DIR / "static/js").rglob("*.js") if path.name not in later]
    assert sum(len(brotli.compress(path.read_bytes())) for path in scripts) <= 20_000


def test_from_signing_in_to_the_first_cell_takes_two_clicks(people, sheets):
    page = people("thu-3")
    page.get_by_role("link", name="Tiếp tục nhập").first.click()
    cell(page, "1.1").click()
    expect(cell(page, "1.1")).to_be_focused()


@pytest.fixture
def at(people, sheets):
    """`at(path, width)` opens a page of the officer thu-4 on a screen of that width."""
    page = people("thu-4")

    def go(path, width):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(path.format(sheet=f"/phieu/{sheets['thu-4']}/"))
        return page

    return go


@pytest.mark.parametrize("width", [1366, 360])
def test_what_is_pressed_is_large_enough(at, width):
    assert {path: at(path, width).evaluate(SMALL, 24) for path in PAGES} == dict.fromkeys(PAGES, [])
    check = at("{sheet}", width).locator("#check").bounding_box()
    assert check["height"] >= 44


@pytest.mark.parametrize("width", [1366, 360])
def test_twice_the_text_cuts_nothing_and_wide_tables_can_be_moved(at, width):
    for path in PAGES:
        page = at(path, width)
        assert page.evaluate(WIDE) == [], path
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(CUT) == [], path


def test_narrow_screens_and_four_times_the_size_never_scroll_sideways(at):
    for width in (360, 320):
        for path in PAGES:
            page = at(path, width)
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, (path, width)


def test_forced_colours_keep_focus_and_states_visible(at):
    page = at("{sheet}", 1366)
    page.emulate_media(forced_colors="active")
    cell(page, "1.1").focus()
    ring = page.evaluate(RING)
    assert ring["style"] != "none"
    assert ring["width"] >= 1
    tag = page.locator(".tag").first
    assert tag.evaluate("e => getComputedStyle(e).borderStyle") != "none"
