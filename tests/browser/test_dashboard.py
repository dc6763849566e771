"""The dashboard in a real browser: what is due, why, who; marks and their way back; keys; faults in words."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Playwright, expect

from server import words
from server.demo.run import demo, first_sync_done
from server.hiring.vocabulary import MarkType, State
from server.mailbox.types import SyncState
from server.serve import utc_now
from server.web import pairing
from tests.support.dashboard import ORIGIN, House, browser_page, watch

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs/pictures"

INVITE = (
    "Hi Alex,\n\nwe would like to interview you for the position of Data Analyst. Which times suit you next week?\n"
)
THANKS = "Thank you for applying for the role of Baker. We received your application and will review it.\n"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def page(play: Playwright) -> Iterator[Page]:
    with browser_page(play) as made:
        yield made


@pytest.fixture
def opened(house: House, page: Page) -> Iterator[Callable[[], Page]]:
    """Opens the page on the house; at the end nothing may have gone wrong there."""
    faults = watch(page, house.port)

    def open_it() -> Page:
        page.goto(house.address())
        expect(page.locator("#status")).not_to_have_text("One moment …")
        return page

    yield open_it
    assert faults == []


def invite(house: House, name: str = "kim", company: str = "Northwind Labs") -> None:
    domain = company.lower().replace(" ", "-") + ".example"
    house.deliver(name, f"Kim Lee <kim@{domain}>", f"Interview at {company}", INVITE + f"Kim Lee\n{company}\n")


def row(page: Page, text: str) -> Any:
    return page.locator("li.process").filter(has_text=text)


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def test_a_process_stands_with_its_due_day_and_opens_to_all_about_it(house: House, opened: Callable[[], Page]) -> None:
    invite(house)
    page = opened()
    entry = row(page, "Northwind Labs")
    expect(page.locator(".heap.now h2")).to_contain_text("Due now")
    expect(entry.locator(".state")).to_contain_text(words.STATES[State.REPLY_DUE], ignore_case=True)
    expect(entry.locator(".last")).to_contain_text("Kim Lee")
    expect(entry.locator(".last")).to_contain_text("replied just now")
    assert entry.locator(".when time").get_attribute("title")
    expect(page).to_have_title(re.compile(r"\(1\) Afterview"))
    toggle = entry.locator(".toggle")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    detail = entry.get_by_role("region")
    expect(detail).to_contain_text("Which times suit you next week?")
    expect(detail.locator(".advice .why").first).not_to_be_empty()
    expect(detail.locator(".facts")).to_contain_text("kim@northwind-labs.example")
    expect(detail.locator(".timeline li").first).to_contain_text("Interview at Northwind Labs")
    toggle.click()
    expect(detail).to_have_count(0)


def test_a_mark_moves_the_process_and_undo_takes_it_back(house: House, opened: Callable[[], Page]) -> None:
    invite(house)
    page = opened()
    entry = row(page, "Northwind Labs")
    entry.get_by_role("button", name="I answered").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("I answered")
    expect(entry.locator(".state")).to_contain_text(words.STATES[State.WAITING], ignore_case=True)
    toast.get_by_role("button", name="Undo").click()
    expect(entry.locator(".state")).to_contain_text(words.STATES[State.REPLY_DUE], ignore_case=True)
    entry.locator(".toggle").click()
    entry.get_by_role("region").get_by_role("button", name="I answered").click()
    mark = entry.locator(".mark")
    expect(mark).to_contain_text("I answered")
    mark.get_by_role("button").click()
    expect(mark).to_have_count(0)
    expect(entry.locator(".past")).to_contain_text("Undone by you")
    assert [event.undone is not None for event in house.store.mark_events()] == [True, True]


FORMS: dict[MarkType, tuple[dict[str, str], dict[str, str]]] = {
    MarkType.INTERVIEWED_AT: (
        {"day": "2031-03-30", "time": "14:30", "length": "45", "zone": "UTC"},
        {"start": "2031-03-30T14:30:00+00:00", "end": "2031-03-30T15:15:00+00:00"},
    ),
    MarkType.PROMISED_BY: ({"day": "2031-03-30"}, {"day": "2031-03-30"}),
    MarkType.OFFER: ({"day": "2031-03-30"}, {"deadline": "2031-03-30"}),
    MarkType.ON_HOLD: ({"day": ""}, {}),
    MarkType.SET_STATE: ({"state": "scheduled"}, {"state": "scheduled"}),
    MarkType.SNOOZE_UNTIL: ({"day": "2031-03-30"}, {"day": "2031-03-30"}),
    MarkType.TRACK: ({"company": "North Wind", "role": "Analyst"}, {"company": "North Wind", "role": "Analyst"}),
}


def test_every_mark_can_be_made(house: House, opened: Callable[[], Page]) -> None:
    invite(house)
    house.deliver("two", "Kim Lee <kim@northwind-labs.example>", "Re: Interview at Northwind Labs", INVITE, days=-1)
    house.deliver("baker", "Jobs <jobs@bakery.example>", "Your application as Baker", THANKS)
    page = opened()
    name = "Northwind Labs"
    for what in MarkType:
        page.get_by_role("button", name=re.compile("^(Live|Archive)")).first.click()
        if row(page, name).count() == 0:
            page.get_by_role("button", name=re.compile("^Archive")).click()
        entry = row(page, name).first
        if entry.get_by_role("region").count() == 0:
            entry.locator(".toggle").click()
        entry.get_by_role("button", name="Something else").click()
        dialog = page.get_by_role("dialog")
        dialog.locator(f"[data-mark={what}]").click()
        form = dialog.locator(f"form[data-mark={what}]")
        expected: dict[str, str] = {}
        if what in FORMS:
            fields, expected = FORMS[what]
            for field, text in fields.items():
                control = form.locator(f"[name={field}]")
                if control.evaluate("node => node.tagName") == "SELECT":
                    control.select_option(text)
                else:
                    control.fill(text)
        elif what is MarkType.MERGE:
            form.locator("select").select_option(index=1)
        elif what is MarkType.SPLIT:
            form.locator("[type=checkbox]").first.check()
        form.get_by_role("button", name="Save").click()
        expect(dialog).to_have_count(0)
        made = house.store.marks()
        assert made, what
        latest = max(house.store.mark_events(), key=lambda event: event.made)
        assert latest.mark.what is what
        if what not in {MarkType.MERGE, MarkType.SPLIT}:
            assert dict(latest.mark.value) == expected
        page.locator(".toast").last.get_by_role("button", name="Undo").click()
        expect(page.locator(".toast").last).to_contain_text("Undone")
        while page.locator(".toast").count():
            page.locator(".toast .close").first.click()
    assert house.store.marks() == ()


def test_a_past_day_can_be_given(house: House, opened: Callable[[], Page]) -> None:
    invite(house)
    page = opened()
    row(page, "Northwind").locator(".toggle").click()
    page.get_by_role("button", name="Something else").click()
    page.locator("[data-mark=followed_up]").click()
    when = datetime.now(UTC).date() - timedelta(days=3)
    page.locator("[name=when]").fill(when.isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    (mark,) = house.store.marks()
    assert mark.at.date() == when
    assert mark.at.hour == 23


def test_what_the_server_refuses_is_said_in_the_form(house: House, page: Page) -> None:
    invite(house)
    house.board.make("Paper Company", None, utc_now())
    page.goto(house.address())
    row(page, "Paper Company").locator(".toggle").click()
    page.get_by_role("button", name="Something else").click()
    page.locator("[data-mark=merge]").click()
    page.locator("[name=process]").select_option(index=1)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("without any mail cannot be merged")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_process_made_by_hand(house: House, opened: Callable[[], Page]) -> None:
    page = opened()
    page.get_by_role("button", name="New process").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=company]").fill("Corner <b>Café</b>")
    dialog.locator("[name=role]").fill("Barista")
    dialog.locator("[name=state]").select_option("on_hold")
    dialog.get_by_role("button", name="Add it").click()
    entry = row(page, "Barista")
    expect(entry).to_contain_text("Barista at Corner <b>Café</b>")
    expect(entry.locator(".state")).to_contain_text("On hold")
    expect(entry.locator(".last")).to_contain_text("No mail yet")
    page.locator(".toast").filter(has_text="Added").get_by_role("button", name="Undo").click()
    expect(entry).to_have_count(0)


def test_the_archive_and_the_filter(house: House, opened: Callable[[], Page]) -> None:
    for company in ("Café Noir", "Blue Fin"):
        house.board.make(company, "Cook", utc_now())
    page = opened()
    row(page, "Blue Fin").locator(".toggle").click()
    page.get_by_role("button", name="Something else").click()
    page.locator("[data-mark=rejected]").click()
    page.get_by_role("button", name="Save").click()
    expect(row(page, "Blue Fin")).to_have_count(0)
    page.get_by_role("button", name="Archive").click()
    expect(row(page, "Blue Fin")).to_contain_text("Rejected")
    page.get_by_role("button", name="Live").click()
    search = page.get_by_role("searchbox")
    search.fill("cafe cook")
    expect(row(page, "Café Noir")).to_have_count(1)
    search.fill("nobody")
    expect(page.locator(".empty")).to_contain_text("Nothing matches")
    page.get_by_role("button", name="Show all").click()
    expect(row(page, "Café Noir")).to_have_count(1)


def test_doubt_is_said_and_settled_with_one_click(house: House, opened: Callable[[], Page]) -> None:
    invite(house)
    page = opened()
    unsure = json.loads(house.board.feed(utc_now()).body)
    unsure["processes"][0]["confidence"] = 0.4
    page.route("**/api/v1/feed*", lambda route: route.fulfill(json=unsure, headers={"ETag": '"unsure"'}))
    page.reload()
    entry = row(page, "Northwind Labs")
    expect(entry.locator(".state")).to_contain_text("Probably")
    entry.get_by_role("button", name="Yes, that is right").click()
    expect(page.locator(".toast")).to_contain_text("Noted")
    page.unroute_all(behavior="ignoreErrors")
    (mark,) = house.store.marks()
    assert (mark.what, dict(mark.value)) == (MarkType.SET_STATE, {"state": "reply_due"})


def test_an_extension_is_connected_and_shut_out(house: House, opened: Callable[[], Page]) -> None:
    page = opened()
    page.get_by_role("button", name="Connect extension").click()
    dialog = page.get_by_role("dialog")
    code = dialog.locator(".letters")
    expect(code).to_have_text(re.compile(r"^[A-Z2-9]{4}-[A-Z2-9]{4}$"))
    expect(dialog.locator(".left")).to_contain_text(re.compile(r"another [12]:\d\d minutes"))
    expect(dialog).to_contain_text("this page")
    pairing.pair(house.store, code.inner_text(), "Firefox <i>at work</i>", ORIGIN, utc_now())
    expect(dialog.locator(".joined")).to_contain_text("Firefox <i>at work</i>")
    out = dialog.locator(".clients li").filter(has_text="Firefox").get_by_role("button")
    out.click()
    expect(out).to_have_text("Really?")
    out.click()
    expect(dialog.locator(".clients")).to_contain_text("None yet")
    assert [client.revoked is not None for client in house.store.clients() if client.kind == "extension"] == [True]
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Connect extension")).to_be_focused()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SyncState.REFUSED, "refused the sign-in"),
        (SyncState.OFFLINE, "cannot be reached"),
        (SyncState.FAILED, "cannot be read"),
    ],
)
def test_what_is_wrong_with_the_mail_is_said(
    house: House, opened: Callable[[], Page], state: SyncState, said: str
) -> None:
    page = opened()
    expect(page.locator("#sync")).to_contain_text("Up to date")
    house.show(state, error="imap.home.example said <b>no</b>. Check the password.")
    sync = page.locator("#sync")
    expect(sync).to_contain_text(said)
    expect(sync).to_contain_text("imap.home.example said <b>no</b>. Check the password.")
    sync.get_by_role("button", name="Try again now").click()
    expect(page.locator(".toast")).to_contain_text("Looking")
    assert house.looked == 1
    assert violations(page) == []


def test_the_first_sync_shows_how_far_it_is(house: House, opened: Callable[[], Page]) -> None:
    house.show(SyncState.SYNCING, folder="INBOX", done=1200, total=10000)
    page = opened()
    expect(page.locator("#sync")).to_contain_text("newest first: INBOX, 1,200 of 10,000")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1200")
    expect(page.locator(".empty")).to_contain_text("for the first time")
    house.show(SyncState.WATCHING, last_sync=utc_now(), notes=("No folder for sent mail was found.",))
    expect(page.locator(".empty")).to_contain_text("No hiring process under way")
    expect(page.locator("#sync")).to_contain_text("No folder for sent mail was found.")
    invite(house)
    expect(row(page, "Northwind Labs")).to_have_count(1)
    expect(page.locator(".empty")).to_have_count(0)


def test_with_no_account_the_page_says_how_to_begin(tmp_path: Path, page: Page) -> None:
    house = House(tmp_path / "none", accounts=False)
    try:
        page.goto(house.address())
        expect(page.locator(".empty")).to_contain_text("afterview account add")
        assert violations(page) == []
    finally:
        house.close()


def test_the_page_waits_for_a_server_that_went_away(house: House, page: Page) -> None:
    invite(house)
    page.goto(house.address())
    expect(row(page, "Northwind Labs")).to_have_count(1)
    house.stop()
    expect(page.get_by_role("alert").filter(has_text="connection")).to_contain_text("afterview serve", timeout=20_000)
    expect(row(page, "Northwind Labs")).to_have_count(1)
    row(page, "Northwind Labs").get_by_role("button", name="I answered").click()
    expect(page.locator(".toast.failed")).to_contain_text("does not answer")
    house.start()
    expect(page.locator("#banner")).to_be_empty(timeout=20_000)
    invite(house, "lou", "Blue Fin")
    expect(row(page, "Blue Fin")).to_have_count(1)


def test_a_session_that_is_over_says_how_to_get_a_new_one(house: House, page: Page) -> None:
    page.goto(house.address())
    expect(page.locator(".empty")).to_contain_text("No hiring process")
    for client in house.store.clients():
        house.store.revoke_client(client.id, now=utc_now())
    house.show(SyncState.CONNECTING)
    expect(page.locator(".empty")).to_contain_text("afterview open")
    expect(page.locator("#toolbar")).to_be_empty()
    page.goto(house.address())
    expect(page.locator("#toolbar button").first).to_be_visible()
    page.goto(f"http://127.0.0.1:{house.port}/#code=wrong")
    expect(page.locator(".toast.failed")).to_contain_text("not right")


def test_by_keyboard_alone(house: House, opened: Callable[[], Page]) -> None:
    invite(house)
    house.board.make("Paper Company", "Archivist", utc_now())
    page = opened()
    keys = page.keyboard
    keys.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()
    keys.press("j")
    expect(row(page, "Northwind Labs").locator(".toggle")).to_be_focused()
    keys.press("ArrowDown")
    expect(row(page, "Paper Company").locator(".toggle")).to_be_focused()
    keys.press("k")
    keys.press("Enter")
    expect(row(page, "Northwind Labs").get_by_role("region")).to_be_visible()
    keys.press("Tab")
    expect(row(page, "Northwind Labs").get_by_role("region").get_by_role("button", name="I answered")).to_be_focused()
    keys.press("Space")
    expect(row(page, "Northwind Labs").locator(".state")).to_contain_text("wait", ignore_case=True)
    assert page.evaluate("document.activeElement.closest('[data-process]') !== null"), "the focus stays in its row"
    keys.press("u")
    expect(row(page, "Northwind Labs").locator(".state")).to_contain_text("answer", ignore_case=True)
    keys.press("Escape")
    expect(row(page, "Northwind Labs").get_by_role("region")).to_have_count(0)
    expect(row(page, "Northwind Labs").locator(".toggle")).to_be_focused()
    keys.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    keys.type("paper")
    expect(row(page, "Northwind Labs")).to_have_count(0)
    keys.press("Escape")
    expect(row(page, "Northwind Labs")).to_have_count(1)
    keys.press("Tab")
    keys.press("n")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("[name=company]")).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_focus_and_open_rows_survive_news(house: House, opened: Callable[[], Page]) -> None:
    invite(house)
    page = opened()
    entry = row(page, "Northwind Labs")
    entry.locator(".toggle").click()
    more = entry.get_by_role("button", name="Something else")
    more.focus()
    invite(house, "lou", "Blue Fin")
    expect(row(page, "Blue Fin")).to_have_count(1)
    house.deliver("again", "Kim Lee <kim@northwind-labs.example>", "Re: Interview at Northwind Labs", INVITE)
    expect(entry.locator(".timeline li")).to_have_count(2)
    expect(entry.get_by_role("region")).to_be_visible()
    expect(more).to_be_focused()


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }} ${7*7}",
    "\u202egnirih\u202c \u2066isolated",
    "מנהלת גיוס ראשית",
    "W" * 10_000,
]


def test_hostile_text_stays_text(house: House, opened: Callable[[], Page]) -> None:
    dialogs: list[str] = []
    number = itertools.count()
    for text in HOSTILE:
        name = f"evil{next(number)}"
        quoted = text.replace("\\", "").replace('"', "")
        house.deliver(name, f'"{quoted}" <{name}@{name}.example>', f"Interview {text}", f"{INVITE}\n{text}\n")
        house.board.make(text[:200], text[:200], utc_now())
    page = opened()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    expect(page.locator("li.process")).not_to_have_count(0)
    for toggle in page.locator(".toggle").all():
        toggle.click()
    page.get_by_role("button", name="Something else").first.click()
    page.locator("[data-mark=merge]").click()
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    text = page.inner_text("body")
    assert "<img src=x onerror=alert(1)>" in text
    assert "\u202e" not in text
    assert dialogs == []
    assert page.locator("main img, main script").count() == 0
    for width in (1280, 640, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    assert max(page.locator(".process .head").evaluate_all("all => all.map(each => each.offsetHeight)")) < 1200


def test_the_looks_of_states_are_those_of_the_badges(house: House, opened: Callable[[], Page]) -> None:
    page = opened()
    ours = page.evaluate("import('/static/states.js').then(({LOOKS, SHAPES}) => ({LOOKS, SHAPES}))")
    source = (ROOT / "extension/src/shared/states.js").read_text(encoding="utf-8")
    badges = page.context.new_page()
    theirs = badges.evaluate(
        f"(() => {{ const afterview = {{}}; {source}; return {{LOOKS: afterview.states.LOOKS,"
        " SHAPES: afterview.states.SHAPES}; })()"
    )
    assert ours["SHAPES"] == theirs["SHAPES"]
    keys = ("tint", "shape", "long", "first")
    assert ours["LOOKS"] == {name: {key: look[key] for key in keys} for name, look in theirs["LOOKS"].items()}
    assert set(ours["LOOKS"]) == {state.value for state in State}


@pytest.fixture(scope="module")
def shown_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The demo, read to the end."""
    with demo({"AFTERVIEW_HOME": str(tmp_path_factory.mktemp("demo") / "home")}) as server:
        deadline = utc_now() + timedelta(seconds=60)
        while not first_sync_done(server):
            assert utc_now() < deadline, "the sample mailbox was not read"
            server.board.wait(server.board.feed(utc_now()).etag, 0.5)
        yield server


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sample_mailbox_is_fit_for_all_eyes(play: Playwright, shown_demo: Any, scheme: Any) -> None:
    port = shown_demo.config.port
    with browser_page(play, color_scheme=scheme, reduced_motion="reduce") as page:
        faults = watch(page, port)
        page.goto(pairing.page_address(port, pairing.new_session_code(shown_demo.store, utc_now())))
        expect(page.locator("li.process")).not_to_have_count(0)
        expect(page.locator("#sync")).to_contain_text("Up to date")
        assert page.locator("li.process").count() >= 20
        assert violations(page) == []
        if os.environ.get("AFTERVIEW_PICTURES"):
            picture(page, PICTURES / f"dashboard-{scheme}.png")
        page.locator(".toggle").first.click()
        expect(page.locator(".timeline li").first).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="Something else").click()
        assert violations(page) == []
        page.locator("[data-mark=interviewed_at]").click()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Connect extension").click()
        expect(page.locator(".letters")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Archive").click()
        expect(page.locator(".heap")).not_to_have_count(0)
        assert violations(page) == []
        # 360 px wide, and 1280 px at a zoom of 200 % and of 400 % (WCAG 2.2, 1.4.4 and 1.4.10).
        page.get_by_role("button", name="Live").click()
        for width in (640, 360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
            assert violations(page) == []
        page.evaluate("document.documentElement.dir = 'rtl'")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert faults == []


def picture(page: Page, path: Path) -> None:
    """Show one process open, and keep what the page looks like."""
    page.set_viewport_size({"width": 1140, "height": 1240})
    shown = page.locator(".process.act").filter(has_text="Thank them").filter(has_text="hiring manager").first
    shown.locator(".toggle").click()
    expect(shown.locator(".timeline li").first).to_be_visible()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.mouse.move(0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    assert path.stat().st_size < 250_000
    shown.locator(".toggle").click()
    page.set_viewport_size({"width": 1280, "height": 900})
