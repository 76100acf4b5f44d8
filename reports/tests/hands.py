"""What hands do on the score sheet in Chromium, and what is stored afterwards."""

import re

from playwright.sync_api import expect


def cell(page, number, column="actual"):
    row = page.locator(f"[id='r-{number}']")
    if column == "actual":
        return row.locator("td[data-label='Thực hiện'] input")
    if column == "bonus":
        return row.locator("td.own .extra input")
    return row.locator("td.own > input, td.own > select")


def paste(page, text):
    """What Ctrl+V does: a paste event with plain text at the cell in focus."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const way = {clipboardData: data, bubbles: true, cancelable: true};
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", way));
        }""",
        text,
    )


def stored(stack, sheet, number, field="actual"):
    rows = stack.query(
        f"select e.{field} from emulation_scoreentry e join emulation_criterion c on"
        f" c.id = e.leaf_id where e.sheet_id = {sheet} and c.number = '{number}'"
    )
    return rows[0][0]


def wait_saved(page):
    expect(page.locator("#save-state")).to_have_text(re.compile(r"Đã lưu lúc"), timeout=8000)


def focused(page):
    return page.evaluate("document.activeElement.name || document.activeElement.id")


def name_of(page, number, column="actual"):
    return cell(page, number, column).get_attribute("name")
