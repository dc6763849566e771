"""When a webmail has changed: the self-check says what is missing, the diagnosis holds no word of the user's."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.chromium import Chromium, in_content_script, popup
from tests.support.roundcube import Roundcube

pytestmark = pytest.mark.browser

CHANGES = {
    "link": "link.replaceWith(...link.childNodes)",
    "date": "row.querySelector('.date').className = 'moment'",
}


def break_rows(page: Page, what: str) -> None:
    """Change every row as a redesign of the webmail would, and have the list drawn anew."""
    page.evaluate(
        "() => { for (const row of document.querySelectorAll('#messagelist tr.message')) {"
        f"const link = row.querySelector('td.subject a'); {CHANGES[what]} }} }}"
    )


def checked(browser: Chromium, page: Page) -> tuple[Page, Locator]:
    shown = popup(browser, page)
    place = shown.locator("#check")
    expect(place).to_be_visible()
    return shown, place


@pytest.mark.parametrize("what", CHANGES)
def test_the_part_that_is_not_found_is_named_and_all_else_still_serves(
    page: Page, browser: Chromium, what: str
) -> None:
    break_rows(page, what)
    shown, place = checked(browser, page)
    expect(place.locator(".notice")).to_contain_text(f"nothing is found for: {what}.")
    expect(shown.locator(".entry .name")).to_have_text("Gardener at Northwind")
    with browser.context.expect_page():
        shown.click("#dashboard")


def test_the_diagnosis_has_dots_for_every_word_of_the_user(page: Page, browser: Chromium, user: str) -> None:
    page.evaluate(
        """() => {
            const row = document.querySelector('#messagelist tr.message')
            row.title = 'secret-title'
            row.dataset.note = 'secret-note'
            row.setAttribute('class', row.className + ' secret-class')
            document.querySelector('td.subject a').setAttribute('aria-label', 'secret-label')
        }"""
    )
    break_rows(page, "date")
    browser.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown, place = checked(browser, page)
    place.locator("summary").click()
    place.get_by_role("button", name="Copy the diagnosis").click()
    expect(place.locator(".said")).to_have_text("Copied. Nothing was sent anywhere.")
    report = shown.evaluate("() => navigator.clipboard.readText()")
    assert report == place.locator("pre").text_content()
    assert "problem: nothing is found for: date" in report
    assert re.search(r"^  2 × tr\.message$", report, flags=re.M), "what each selector finds"
    assert re.search(r"^  0 × td\.subject > \.date$", report, flags=re.M)
    assert re.search(r'<tr id="•+" class="message', report), "known markers stay"
    words = ["Northwind", "Lunch", "interview", "secret", "Kim", user.partition("@")[0], "Thank them"]
    assert not [word for word in words if word.casefold() in report.casefold()]


def test_a_page_that_is_as_known_has_no_problem_and_offers_the_diagnosis_all_the_same(
    page: Page, browser: Chromium
) -> None:
    _, place = checked(browser, page)
    expect(place.locator(".notice")).to_have_count(0)
    expect(place.locator("summary")).to_have_text("Something missing on this page?")


def test_an_allowed_page_that_no_adapter_knows_is_said_to_be_so(
    page: Page, browser: Chromium, webmail: Roundcube
) -> None:
    other = browser.context.new_page()
    other.goto(f"{webmail.address}robots.txt")
    _, place = checked(browser, other)
    expect(place.locator(".notice")).to_contain_text("does not recognise this page")


def test_one_broken_part_of_an_adapter_leaves_the_others_at_work(page: Page, browser: Chromium) -> None:
    """The list keeps its badges while reading the open message fails."""
    failing = "afterview.adapters[0].message = () => { throw new TypeError('changed') }"
    in_content_script(browser, page, failing)
    page.evaluate("() => document.querySelector('afterview-badge').remove()")
    expect(page.locator("afterview-badge")).to_have_count(1)
