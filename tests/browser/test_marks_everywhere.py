"""Marks by hand from every place, seen at once in every other: card, row, popup, two tabs and the dashboard."""

from __future__ import annotations

import datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.chromium import Chromium, popup
from tests.support.house import House, badge, fill, row, within, word
from tests.support.northwind import SUBJECT, Place, badges, lunch, open_message, thank_you_due
from tests.support.northwind import row as row_of
from tests.support.scripted_feed import ScriptedFeed, process

pytestmark = pytest.mark.browser

KIM = badge("Kim Lee")


def peek_of(page: Page) -> Locator:
    return page.locator("afterview-peek")


def test_a_badge_opens_its_process_over_the_list_and_no_mail(page: Page) -> None:
    badges(page).click()
    peek = peek_of(page)
    expect(peek.locator(".state")).to_have_text("Thank them")
    expect(peek.get_by_role("button", name="I thanked them")).to_be_visible()
    expect(badges(page)).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("() => rcmail.env.uid") is None, "the mail stays closed"
    peek.get_by_role("button", name="I thanked them").click()
    expect(badges(page)).to_have_text("Waiting")
    expect(peek.locator(".state")).to_have_text("Waiting")
    page.keyboard.press("Escape")
    expect(peek).to_have_count(0)
    expect(badges(page)).to_have_attribute("aria-expanded", "false")
    badges(page).click()
    expect(peek).to_have_count(1)
    badges(page).click()
    expect(peek).to_have_count(0)
    badges(page).click()
    page.mouse.click(5, 5)
    expect(peek).to_have_count(0)


def test_rows_are_marked_by_keyboard_alone(page: Page, feed: ScriptedFeed, place: Place) -> None:
    other = process("p000000000002", subject="Lunch on Friday?", state="reply_due", match=[place(2)])
    feed.say(thank_you_due(place), other)
    expect(badges(page)).to_have_count(2)
    stops = badges(page).evaluate_all("all => all.map(badge => badge.tabIndex)")
    assert sorted(stops) == [-1, 0], "one stop for the Tab key in the whole list"
    badges(page).first.focus()
    page.keyboard.press("ArrowDown")
    expect(badges(page).nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(badges(page).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    peek = peek_of(page)
    expect(peek.locator(".panel")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if peek.locator("[data-key=mark-thanked]").evaluate("button => button.matches(':focus')"):
            break
    page.keyboard.press("Space")
    expect(badges(page).nth(1)).to_have_text("Waiting")
    assert feed.content()["processes"][0]["marks"][0]["what"] == "thanked"
    page.keyboard.press("Escape")
    expect(peek).to_have_count(0)
    expect(badges(page).nth(1)).to_be_focused()
    assert page.evaluate("() => rcmail.env.uid") is None, "no key reached the webmail"


def test_what_a_badge_opens_goes_with_its_process(page: Page, feed: ScriptedFeed) -> None:
    badges(page).click()
    expect(peek_of(page)).to_have_count(1)
    feed.say()
    expect(peek_of(page)).to_have_count(0)
    expect(badges(page)).to_have_count(0)


def test_a_message_of_no_process_is_tracked_from_its_own_place(
    page: Page, feed: ScriptedFeed, place: Place, user: str
) -> None:
    frame = open_message(page, "Lunch on Friday?")
    offer = frame.locator("afterview-track")
    offer.get_by_role("button", name="Track this…").click()
    expect(offer.locator("input[name=company]")).to_be_focused()
    page.keyboard.type("Sam’s Sandwiches")
    page.keyboard.press("Enter")
    expect(offer.locator(".said[role=status]")).to_contain_text("Tracked")
    _, _, body = next(request for request in feed.requests if request[1] == "marks")
    assert body == {"message": lunch(place, user), "what": "track", "value": {"company": "Sam’s Sandwiches"}}
    feed.say(thank_you_due(place), process("p000000000002", subject="Lunch on Friday?", match=[place(2)]))
    expect(frame.locator("afterview-card .state")).to_have_text("Waiting")
    expect(offer).to_have_count(0)
    expect(open_message(page, SUBJECT).locator("afterview-track")).to_have_count(0)


def test_a_message_in_doubt_is_not_offered_for_tracking(page: Page, feed: ScriptedFeed, place: Place) -> None:
    feed.say(thank_you_due(place), process("p000000000002", subject=SUBJECT, match=[place(1)]))
    expect(badges(page)).to_have_count(0)
    frame = open_message(page, SUBJECT)
    page.wait_for_timeout(500)
    expect(frame.locator("afterview-track")).to_have_count(0)


def test_the_popup_and_the_row_take_the_same_marks(page: Page, browser: Chromium) -> None:
    shown = popup(browser)
    shown.locator(".entry summary").first.click()
    keys = "all => all.map(button => button.dataset.key).sort()"
    in_popup = shown.locator(".entry [data-key^=mark-]").evaluate_all(keys)
    page.bring_to_front()
    row_of(page, SUBJECT).locator("afterview-badge").click()
    expect(peek_of(page).locator(".state")).to_be_visible()
    assert peek_of(page).locator("[data-key^=mark-]").evaluate_all(keys) == in_popup
    assert len(in_popup) > 10


def test_a_mark_is_seen_at_once_in_every_other_open_place(house: House) -> None:
    """Two tabs of the webmail, one with the message open, the popup and the dashboard, on the real server."""
    house.fill()
    page = house.inbox()
    page.until(f"{word(KIM)} === 'Reply due'")
    other = house.browser.open(house.webmail.address)
    other.until(f"{word(KIM)} === 'Reply due'")
    page.front()
    page.click(f"{row('Kim Lee')}.querySelector('.subject a span')")
    frame = page.frame("_action=preview")
    frame.until(f"{within('afterview-card', '.state')}?.textContent === 'Reply due'")
    popup_tab = house.browser.open("popup/popup.html")
    popup_tab.until("document.querySelector('#status').textContent === 'Connected'")
    popup_tab.click("document.querySelector('#dashboard')")
    dashboard = house.browser.find(f"127.0.0.1:{house.server.port}")
    stands = "document.querySelector('main')?.textContent.includes('%s')"
    dashboard.until(stands % "Reply due")

    # From the dashboard: seen in both tabs and in the card.
    kinds = "[...document.querySelectorAll('button')].find(b => b.textContent.trim() === 'I answered')"
    dashboard.click(
        "[...document.querySelectorAll('main h2, main h3, main a, main button, main summary')]"
        ".find(e => e.textContent.includes('Gardener'))"
    )
    dashboard.click(kinds)
    page.front()
    page.until(f"{word(KIM)} === 'Waiting'")
    frame.until(f"{within('afterview-card', '.state')}?.textContent === 'Waiting'")
    other.front()
    other.until(f"{word(KIM)} === 'Waiting'")

    # From a row: an interview time, in a zone of its own.
    then = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=6)
    other.click(KIM)
    other.click(within("afterview-peek", "[data-key=more]"))
    other.click(within("afterview-peek", "[data-key=mark-interviewed_at]"))
    field = within("afterview-peek", "[name=%s]")
    for name, value in (("day", f"{then:%Y-%m-%d}"), ("time", "15:30"), ("zone", "UTC")):
        other.until(f"{field % name} !== null")
        other.run(fill(field % name, value))
    other.click(within("afterview-peek", "form button[type=submit]"))
    other.until(f"{word(KIM)} === 'Interview'")
    page.front()
    page.until(f"{word(KIM)} === 'Interview'")
    frame.until(f"{within('afterview-card', '.state')}?.textContent === 'Interview'")
    dashboard.front()
    dashboard.until(stands % "Interview")
    start = next(entry["start"] for entry in house.process()["interviews"])
    assert datetime.datetime.fromisoformat(start).astimezone(datetime.UTC).strftime("%H:%M") == "15:30"
