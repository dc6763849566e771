"""Yahoo Mail, Fastmail, Proton Mail and iCloud Mail in both browsers, on a page that reproduces their structure.

With AFTERVIEW_PICTURES=1 it takes the pictures of them for the documentation.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from server.feed import tuple_key
from tests.support.chromium import in_content_script
from tests.support.scripted_feed import CODE, ScriptedFeed, process
from tests.support.webmail_page import STATE, Browser, ChromiumBrowser, Tab, WebmailPages, errors

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).resolve().parents[3] / "docs/pictures"
ANA = "ana@example.test"
Mail = dict[str, Any]


@dataclass(frozen=True)
class Site:
    """A mail UI: its name, host, where its list is, and the keys by which the feed knows a row of it."""

    name: str
    host: str
    path: str
    keys: Callable[[Mail], list[str]]
    frame: str = ""


def by_words(mail: Mail, seconds: int = 0) -> list[str]:
    at = datetime.datetime.fromisoformat(mail["date"]) - datetime.timedelta(seconds=seconds)
    subject = mail["subject"][:1000]  # as much as either side looks at
    return [tuple_key(subject, other, at) for other in (mail["email"], mail["name"].lower())]


SITES = [
    Site("yahoo", "mail.yahoo.com", "n/folders/1", by_words),
    Site("fastmail", "app.fastmail.com", "mail/Inbox/", lambda mail: [f"thread-id:{mail['thread']}"]),
    Site("proton", "mail.proton.me", "u/0/inbox", lambda mail: [f"proton-thr:{mail['thread']}"]),
    Site("icloud", "www.icloud.com", "mail/", by_words, "/applications/mail2/"),
]
WEAK = ("yahoo", "icloud")


def mail(number: int, subject: str, *, days: int = 0, name: str = "Kim Lee", text: str = "Hello Ana.") -> Mail:
    """A mail of just now, or of some days ago."""
    at = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)
    address = f"{name.partition(' ')[0].lower()}@northwind.example"
    ids = {"message": f"StmlKEsTVd{number:02}", "thread": f"AB5kIMdwqo{number:02}"}
    return {**ids, "name": name, "email": address, "subject": subject, "date": at.isoformat(), "text": text}


Open = Callable[..., Tab]


@pytest.fixture(params=SITES, ids=lambda site: str(site.name))
def site(request: pytest.FixtureRequest) -> Site:
    found: Site = request.param
    return found


@pytest.fixture
def feed() -> Any:
    server = ScriptedFeed(ANA)
    yield server
    server.stop()


@pytest.fixture
def opened(browser: Browser, pages: WebmailPages, feed: ScriptedFeed, site: Site) -> Open:
    """Opens the mails at the site, paired with the feed."""

    def open_it(mails: list[Mail], user: str = ANA, **data: Any) -> Tab:
        start = pages.show(site.host, "others.html", {"ui": site.name, "user": user, "mails": mails, **data})
        browser.connect(feed.port, CODE)
        tab = browser.open(start + site.path)
        return tab.frame(site.frame) if site.frame else tab

    return open_it


def shown(tab: Tab) -> dict[str, str]:
    """What each badged row says, by the subject beside the badge."""
    found: dict[str, str] = tab.run(
        "Object.fromEntries([...document.querySelectorAll('afterview-badge')].map(badge => "
        "[badge.parentElement.textContent, badge.shadowRoot.textContent]))"
    )
    return found


def wait_for(tab: Tab, count: int) -> None:
    tab.until(f"document.querySelectorAll('afterview-badge').length === {count}")


def processes(site: Site, *mails: Mail) -> list[dict[str, Any]]:
    """A process for each mail."""
    states = ("thank_you_due", "offer", "waiting", "reply_due")
    return [
        process(f"p{number:012x}", state=state, subject=one["subject"], match=site.keys(one))
        for number, (one, state) in enumerate(zip(mails, states, strict=False))
    ]


def test_rows_that_are_sure_are_marked_and_no_others(opened: Open, feed: ScriptedFeed, site: Site) -> None:
    mails = [mail(n, subject) for n, subject in enumerate(["Interview", "Re: The offer", "In two", "Not in the feed"])]
    mails += [mail(7, "On its way"), mail(8, "Interview", name="Sam Okafor"), mail(9, "Long ago", days=40)]
    interview, offer, both, _, late, _, old = mails
    feed.say(
        *processes(site, interview, offer),
        process("p00000000000a", subject="In two", state="offer", match=site.keys(both)),
        process("p00000000000b", subject="In two", state="waiting", match=site.keys(both)),
        process("p00000000000c", subject="Long ago", state="waiting", match=site.keys(old)),
        process("p00000000000d", subject="On its way", state="applied", match=by_words(late, seconds=60)),
    )
    sure = {"Interview": "Thank them", "Re: The offer": "Offer"}
    if site.name not in WEAK:
        sure["Long ago"] = "Waiting"  # their rows have ids, or say when to the minute
    if site.name != "fastmail":
        sure["On its way"] = "Applied"  # written in one minute, there in the next
    tab = opened(mails)
    wait_for(tab, len(sure))
    assert shown(tab) == sure

    # Drawn anew, and the same elements for other mails.
    places = "[...document.querySelectorAll('.row')].map(row => row.getBoundingClientRect().height)"
    heights = tab.run(places)
    lift = "document.querySelectorAll('afterview-badge').forEach(badge => { badge.style.position = '%s' })"
    tab.run(f"({lift % 'absolute'}, true)")
    assert tab.run(places) == heights, "a badge makes no row higher"
    tab.run(f"({lift % ''}, true)")
    with errors(tab) as failed:
        for change in ("redraw", "recycle", "recycle", "recycle"):
            tab.run(f"(window.{change}(), true)")
            wait_for(tab, len(sure))
            tab.until(
                "[...document.querySelectorAll('afterview-badge')]"
                f".every(badge => {json.dumps(sorted(sure))}.includes(badge.parentElement.textContent))"
            )
            assert shown(tab) == sure
        assert failed() == []

    feed.say(*processes(site, offer))
    wait_for(tab, 1)
    assert shown(tab) == {"Re: The offer": "Thank them"}


def test_an_open_message_has_its_card(opened: Open, feed: ScriptedFeed, site: Site) -> None:
    mails = [mail(1, "Interview"), mail(2, "Lunch on Friday?", name="Sam Okafor"), mail(3, "Last year", days=300)]
    interview, _, old = mails
    made = processes(site, interview, old)
    if site.name == "proton":  # what its Bridge of today writes of a message
        for one, entry in zip((interview, old), made, strict=True):
            entry["match"] = [f"proton-msg:{one['message']}"]
    feed.say(*made)
    tab = opened(mails)
    tab.until("document.querySelectorAll('.row').length === 3")
    tab.run("(document.querySelectorAll('.row')[0].click(), true)")
    tab.until(f"{STATE} === 'Thank them'")
    tab.run("(document.querySelectorAll('.row')[1].click(), true)")
    tab.until("!document.querySelector('afterview-card')")
    tab.run("(document.querySelectorAll('.row')[2].click(), true)")
    tab.until(f"{STATE} === 'Offer'")
    feed.say(made[0], {**made[1], "state": "waiting"})
    tab.until(f"{STATE} === 'Waiting'")
    tab.run("(window.openMail(null), true)")
    tab.until("!document.querySelector('afterview-card')")


@pytest.mark.parametrize("site", [SITES[0], SITES[2]], indirect=True, ids=lambda site: str(site.name))
def test_an_account_that_is_not_watched_shows_nothing_by_words(opened: Open, feed: ScriptedFeed, site: Site) -> None:
    """Where the page says who is signed in; ids are sure without that."""
    mails = [mail(1, "Interview"), mail(2, "Other")]
    feed.say(process("p000000000001", subject="Interview", state="offer", match=by_words(mails[0])))
    tab = opened(mails, user="someone@example.net")
    tab.until("document.querySelectorAll('.row').length === 2")
    tab.run("new Promise(done => setTimeout(done, 1500))")
    assert feed.requests[-1][1] == "feed"
    wait_for(tab, 0)


HOSTILE = {
    "markup": '"><img src=x onerror="window.hit=1"><script>window.hit=1</script>',
    "bidi": "\u202egnp.exe \u2066\u200f offer \u2069",
    "long": "Interview " + "a" * 10_000,
    "spaces": "a" + " " * 500 + "b",
    "almost an address": "x@" * 3_000,
}


def test_hostile_words_are_text_everywhere(opened: Open, feed: ScriptedFeed, site: Site) -> None:
    mails = [mail(n, words) for n, words in enumerate(HOSTILE.values())]
    mails += [mail(10 + n, f"Name {n}", name=words) for n, words in enumerate(HOSTILE.values())]
    feed.say(
        *(
            process(f"p{n:012x}", subject=one["subject"][:1000], state="offer", match=site.keys(one))
            for n, one in enumerate(mails[:5])
        )
    )
    tab = opened(mails)
    with errors(tab) as failed:
        wait_for(tab, 5)
        tab.run("document.querySelector('.row').click()")
        tab.until(f"{STATE} === 'Offer'" if site.name != "proton" else "document.querySelector('article') !== null")
        assert failed() == []
    assert not tab.run("Boolean(window.hit)")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_badges_and_card_take_the_colours_of_the_page(
    opened: Open, browser: Browser, feed: ScriptedFeed, site: Site, dark: bool
) -> None:
    said = "Hi Ana,\n\nit was good to talk with you. We will get back to you within two weeks.\n\nBest regards\nKim Lee"
    mails = [
        mail(1, "Interview for the Gardener role at Northwind", text=said),
        mail(2, "Offer: Site Engineer", name="Ines Duarte", text="Dear Ana, we are glad to offer you the position."),
        mail(3, "Lunch on Friday?", name="Sam Okafor", text="Noon at the usual place?"),
        mail(4, "Your application to Harbour Labs", name="Raj Patel", text="We received your application."),
    ]
    entries = processes(site, mails[0], mails[1], mails[3])
    rule = {"id": "thank", "text": "Write a short thank-you today or tomorrow.", "why": "It is remembered."}
    entries[0] |= {
        "company": "Northwind",
        "role": "Gardener",
        "last_message": {
            "date": mails[0]["date"],
            "direction": "in",
            "sender": "person",
            "name": "Kim Lee",
            "part": "hiring_manager",
        },
        "advice": {"do": [rule], "dont": [{"id": "long", "text": "Write a long letter.", "why": "Nobody reads it."}]},
    }
    if site.name == "proton":
        entries[0]["match"].append(f"proton-msg:{mails[0]['message']}")
    feed.say(*entries)
    tab = opened(mails, dark=dark)
    wait_for(tab, 3)
    tab.run("(document.querySelector('.row').click(), true)")
    tab.until(f"{STATE} === 'Thank them'")
    tone = "dark" if dark else "light"
    tones = "[...document.querySelectorAll('afterview-badge, afterview-card')].map(host => host.dataset.tone)"
    assert set(tab.run(tones)) == {tone}
    if isinstance(browser, ChromiumBrowser) and not site.frame:
        page = browser.chromium.context.pages[-1]
        assert in_content_script(browser.chromium, page, "afterview.diagnose().problem") is None
    if os.environ.get("AFTERVIEW_PICTURES") and browser.name == "chromium":
        tab.picture(PICTURES / f"{site.name}-{tone}.png")
