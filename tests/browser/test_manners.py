"""Good manners in a foreign page: nothing moves, colours fit, every user and every other script is left in peace."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.chromium import Chromium, in_content_script
from tests.support.northwind import SUBJECT, badges, open_message, row, thank_you_due
from tests.support.scripted_feed import ScriptedFeed

pytestmark = pytest.mark.browser

PARTS = ("", ".fromto span.adr", ".date", ".subject a")

SIZES = (
    "() => ["
    + ", ".join(f"...document.querySelectorAll('#messagelist tr.message {part}')" for part in PARTS)
    + "].map(element => element.getBoundingClientRect())"
    ".map(box => [box.x, box.y, box.height].map(Math.round))"
)

CONTRAST = """pill => {
    const parts = text => text.match(/[\\d.]+/g).map(Number)
    const luminance = text => parts(text).slice(0, 3)
        .map(value => value / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0)
    const style = getComputedStyle(pill)
    const [dark, light] = [luminance(style.color), luminance(style.backgroundColor)].sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
}"""


def accessible(page: Page, where: Any, root: str) -> list[str]:
    violations = Axe().run(where, root).response["violations"]
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in violations]


def moves_nothing(page: Page) -> None:
    """The badge lies within its row, and the row's parts lie where they would without it."""
    expect(badges(page)).to_have_count(1)
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    with_badges = page.evaluate(SIZES)
    badge = badges(page)
    box, line = badge.bounding_box(), row(page, SUBJECT).bounding_box()
    assert box and line
    assert line["x"] <= box["x"] and box["x"] + box["width"] <= line["x"] + line["width"] + 1
    assert line["y"] <= box["y"] and box["y"] + box["height"] <= line["y"] + line["height"] + 1
    badge.evaluate("badge => { badge.style.display = 'none' }")
    assert page.evaluate(SIZES) == with_badges
    assert len(with_badges) == 8


def test_badges_move_nothing(page: Page) -> None:
    moves_nothing(page)


def test_at_twice_the_size_badges_move_nothing_and_cards_fit(page: Page) -> None:
    """Zoomed to 200% a window of 1280 by 800 has half of that in CSS pixels (WCAG 2.2, 1.4.4 and 1.4.10)."""
    page.set_viewport_size({"width": 640, "height": 400})
    moves_nothing(page)
    badges(page).evaluate("badge => { badge.style.display = '' }")
    badges(page).click()
    peek = page.locator("afterview-peek")
    box = peek.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 640
    assert box["y"] >= 0 and box["y"] + box["height"] <= 400
    peek.get_by_role("button", name="Open dashboard").scroll_into_view_if_needed()
    assert peek.evaluate("peek => peek.scrollWidth <= peek.clientWidth"), "nothing is cut off at the side"


def test_badges_move_nothing_from_right_to_left(page: Page) -> None:
    """Elastic has no right-to-left styles of its own, so the page is turned by hand."""
    page.evaluate("() => { document.dir = 'rtl' }")
    page.add_style_tag(content=".fromto { text-align: start !important }")
    moves_nothing(page)
    frame = open_message(page, SUBJECT)
    frame.locator("html").evaluate("html => { html.dir = 'rtl' }")
    card = frame.locator("afterview-card .panel")
    expect(card).to_be_visible()
    assert card.evaluate("panel => panel.scrollWidth <= panel.clientWidth + 1")


def test_nothing_shifts_while_badges_come(page: Page, feed: ScriptedFeed, place: Any) -> None:
    feed.say()
    expect(badges(page)).to_have_count(0)
    page.evaluate(
        "() => { window.shifts = []; new PerformanceObserver(list => window.shifts.push(...list.getEntries()"
        ".map(entry => entry.sources.map(source => source.node?.outerHTML?.slice(0, 80)))))"
        ".observe({type: 'layout-shift'}) }"
    )
    feed.say(thank_you_due(place))
    expect(badges(page)).to_have_count(1)
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.shifts") == []


@pytest.mark.parametrize("dark", [False, True])
def test_colours_are_those_of_the_page_and_not_of_the_system(page: Page, dark: bool) -> None:
    page.emulate_media(color_scheme="light" if dark else "dark")
    page.wait_for_timeout(500)  # Roundcube follows the system by itself
    page.evaluate("dark => document.documentElement.classList.toggle('dark-mode', dark)", dark)
    tone = "dark" if dark else "light"
    expect(badges(page)).to_have_attribute("data-tone", tone)
    assert badges(page).locator(".state").evaluate(CONTRAST) >= 4.5
    frame = open_message(page, SUBJECT)
    expect(frame.locator("afterview-card .state")).to_be_visible()
    frame.locator("html").evaluate("(html, dark) => html.classList.toggle('dark-mode', dark)", dark)
    expect(frame.locator("afterview-card")).to_have_attribute("data-tone", tone)
    for text in (".state", ".panel", ".do li", ".why summary", "button.main"):
        place = frame.locator(f"afterview-card {text}").first
        assert (
            place.evaluate(
                "element => { let back = element; while (back && getComputedStyle(back).backgroundColor === "
                "'rgba(0, 0, 0, 0)') back = back.parentElement; const copy = document.createElement('i'); "
                "copy.style.color = getComputedStyle(element).color; "
                "copy.style.backgroundColor = getComputedStyle(back).backgroundColor; "
                f"element.append(copy); const found = ({CONTRAST})(copy); copy.remove(); return found }}"
            )
            >= 4.5
        ), text


def test_a_screen_reader_finds_no_fault_in_anything_of_ours(page: Page) -> None:
    badges(page).click()
    expect(page.locator("afterview-peek .state")).to_be_visible()
    page.locator("afterview-peek [data-key=more]").click()
    page.locator("afterview-peek [data-key=mark-interviewed_at]").click()
    for dark in (False, True):
        page.evaluate("dark => document.documentElement.classList.toggle('dark-mode', dark)", dark)
        page.wait_for_timeout(300)
        assert accessible(page, page.main_frame, "afterview-badge") == []
        assert accessible(page, page.main_frame, "afterview-peek") == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    frame = open_message(page, "Lunch on Friday?")
    frame.locator("afterview-track button").click()
    preview = next(found for found in page.frames if "_action=preview" in found.url)
    assert accessible(page, preview, "afterview-track") == []


def test_another_script_that_changes_badges_starts_no_fight(page: Page, browser: Chromium) -> None:
    """Another extension that takes every badge away at once is answered once a change, and not for ever."""
    in_content_script(
        browser,
        page,
        "window.frames_drawn = 0; window.ask_frame = requestAnimationFrame;"
        "window.requestAnimationFrame = (draw) => (frames_drawn += 1, ask_frame(draw))",
    )
    page.evaluate(
        """() => {
            window.taken = 0
            new MutationObserver(() => {
                const badge = document.querySelector('#messagelist afterview-badge')
                if (badge && window.taken < 5) { window.taken += 1; badge.remove() }
            }).observe(document.querySelector('#messagelist'), {childList: true, subtree: true})
            document.querySelector('#messagelist afterview-badge').setAttribute('style', 'display:block')
            document.querySelector('#messagelist tbody').append(document.createElement('tr'))
        }"""
    )
    page.wait_for_timeout(1500)
    expect(badges(page)).to_have_count(1)
    assert page.evaluate("() => window.taken") == 5
    drawn = in_content_script(browser, page, "frames_drawn")
    page.wait_for_timeout(700)
    assert in_content_script(browser, page, "frames_drawn") == drawn, "all is quiet again"


def test_an_idle_page_does_nothing(page: Page, browser: Chromium) -> None:
    in_content_script(
        browser,
        page,
        "window.done = []; for (const name of ['requestAnimationFrame', 'setTimeout', 'setInterval']) {"
        "const real = window[name]; window[name] = (...all) => (done.push(name), real(...all)) }"
        "const find = document.querySelectorAll; document.querySelectorAll = (...all) => (done.push(all[0]), "
        "find.apply(document, all))",
    )
    page.wait_for_timeout(3000)
    assert in_content_script(browser, page, "done") == []


def test_the_page_cannot_reach_into_the_extension(page: Page) -> None:
    """What a page may see of ours is the element; the extension's own names stay in its own world."""
    assert page.evaluate("() => typeof window.afterview") == "undefined"
    page.evaluate(
        "() => document.querySelector('afterview-badge').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))"
    )
    page.wait_for_timeout(300)
    expect(page.locator("afterview-peek")).to_have_count(0)


WORK_OURS = """element => {
    const { shadowRoot } = element
    for (const button of shadowRoot.querySelectorAll("button")) {
        button.click()
        button.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, cancelable: true }))
    }
    for (const form of shadowRoot.querySelectorAll("form")) {
        form.requestSubmit()
        form.requestSubmit(form.querySelector("[type=submit]"))
        form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }))
    }
}"""
"""All that a script of the page can do to what it finds in an open shadow root."""


def test_only_the_user_marks_and_tracks_never_a_script_of_the_page(page: Page, feed: ScriptedFeed) -> None:
    """Else a page could ask whether a mail exists, as often as it likes."""
    card = open_message(page, SUBJECT).locator("afterview-card")
    card.get_by_role("button", name="More").click()
    card.get_by_role("button", name="Interview time").click()
    card.locator("input[name=day]").fill("2027-01-15")
    card.locator("input[name=time]").fill("14:30")
    card.evaluate(WORK_OURS)
    offer = open_message(page, "Lunch on Friday?").locator("afterview-track")
    offer.get_by_role("button", name="Track this…").click()
    offer.locator("input[name=company]").fill("Made up")
    offer.evaluate(WORK_OURS)
    badges(page).click()
    peek = page.locator("afterview-peek")
    expect(peek.locator(".state")).to_be_visible()
    peek.evaluate(WORK_OURS)
    page.wait_for_timeout(500)
    assert [request for request in feed.requests if request[0] != "GET" and request[1] == "marks"] == []
    page.keyboard.press("Escape")
    offer.locator("input[name=company]").press("Enter")
    expect(offer.locator(".said").last).to_contain_text("Tracked")
    assert [body["value"] for _, path, body in feed.requests if path == "marks"] == [{"company": "Made up"}]
