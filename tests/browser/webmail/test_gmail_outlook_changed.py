"""When Gmail or Outlook has changed: the self-check names the part that is missing, and is silent while all is well."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.chromium import in_content_script
from tests.support.exchange import convid
from tests.support.scripted_feed import CODE, ScriptedFeed, process
from tests.support.webmail_page import ChromiumBrowser, WebmailPages

pytestmark = pytest.mark.browser

NUMBER = "18c2f4a07b9d3e51"
KIM = {"name": "Kim Lee", "email": "kim@northwind.example"}
ROW = {"date": "Mon, Nov 23, 2026, 3:04 PM", "short": "3:04 PM", "snippet": "Hello.", "preview": "Hello.", "from": KIM}
THREAD = {
    **ROW,
    "id": NUMBER,
    "convid": convid(bytes.fromhex(NUMBER * 2)),
    "subject": "Interview",
    "messages": [{**KIM, "id": f"{NUMBER[:-1]}2", "text": "Hello."}],
}
DATA = {"user": "ana@example.test", "threads": [THREAD]}
GMAIL, OUTLOOK = "mail.google.com", "outlook.live.com"
OPEN_GMAIL = f"location.hash = '#inbox/{NUMBER}'"
OPEN_OUTLOOK = "document.querySelector('[role=option]').click()"
DONE = "new Promise(resolve => setTimeout(resolve, 200))"


@pytest.mark.parametrize("each_browser", ["chromium"], indirect=True)
@pytest.mark.parametrize(
    ("host", "layout", "change", "problem"),
    [
        (GMAIL, {}, "0", None),
        (GMAIL, {"split": "vertical"}, "0", None),
        (GMAIL, {"split": "vertical"}, OPEN_GMAIL, None),
        (GMAIL, {"single": True}, "0", None),
        (GMAIL, {}, OPEN_GMAIL, None),
        (GMAIL, {}, "document.querySelector('.y6').className = 'z9'", "nothing is found for: words"),
        (
            GMAIL,
            {"split": "vertical"},
            "document.querySelector('.bqe').removeAttribute('data-legacy-thread-id')",
            "nothing is found for: named",
        ),
        (
            GMAIL,
            {},
            "document.querySelector('.bqe').setAttribute('data-legacy-thread-id', 'x')",
            "no row says which message it is",
        ),
        (
            GMAIL,
            {"split": "vertical"},
            f"({OPEN_GMAIL}, {DONE}.then(() => {{ document.querySelector('.iY').className = 'z9' }}))",
            "nothing is found for: view",
        ),
        (OUTLOOK, {}, "0", None),
        (OUTLOOK, {"shape": "list"}, OPEN_OUTLOOK, None),
        (
            OUTLOOK,
            {},
            f"({OPEN_OUTLOOK}, document.querySelector('[role=heading]').removeAttribute('role'))",
            "nothing is found for: subject",
        ),
        (
            OUTLOOK,
            {},
            "document.querySelector('[role=option]').setAttribute('data-convid', 'x')",
            "no row says which message it is",
        ),
    ],
)
def test_the_self_check_names_what_is_missing(
    browser: ChromiumBrowser,
    pages: WebmailPages,
    feed: ScriptedFeed,
    host: str,
    layout: dict[str, Any],
    change: str,
    problem: str | None,
) -> None:
    feed.say(process("p000000000001", state="offer", match=[f"gm-thr:{NUMBER}", f"conv:{NUMBER * 2}"]))
    browser.connect(feed.port, CODE)
    name = "gmail" if host == GMAIL else "outlook"
    tab = browser.open(pages.show(host, f"{name}.html", {**DATA, **layout}) + "mail/u/0/")
    tab.until("document.querySelector('tr.zA, [role=option]') !== null")
    tab.run(f"({change})")
    tab.run(DONE)
    found = in_content_script(browser.chromium, browser.chromium.context.pages[-1], "afterview.diagnose()")
    assert (found["adapter"], found["problem"]) == (name, problem)
    assert "Interview" not in found["report"]
    assert "northwind" not in found["report"]
