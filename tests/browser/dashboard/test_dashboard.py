"""The dashboard in a real browser: what is due, why, who; marks and their way back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from server import words
from server.hiring.vocabulary import MarkType, State
from server.serve import utc_now
from server.web import pairing
from tests.support.dashboard import INVITE, ORIGIN, House, invite, row

pytestmark = pytest.mark.browser

THANKS = "Thank you for applying for the role of Baker. We received your application and will review it.\n"


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


def test_a_snoozed_process_waits_apart(house: House, opened: Callable[[], Page]) -> None:
    invite(house)
    page = opened()
    row(page, "Northwind Labs").locator(".toggle").click()
    page.get_by_role("button", name="Something else").click()
    page.locator("[data-mark=snooze_until]").click()
    page.locator("[name=day]").fill((datetime.now(UTC).date() + timedelta(days=5)).isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".heap.snoozed .process")).to_contain_text("Snoozed until")
    expect(page).to_have_title("Afterview")
