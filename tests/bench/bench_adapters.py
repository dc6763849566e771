"""What each mail UI's adapter costs in a list of 200 rows, in a real Chromium: the extension's script time alone.

``python -m tests.bench.bench_adapters``. Roundcube and SOGo are the real ones; the others are pages that reproduce a
structure. Where rows are known by their words alone, it costs more to see 200 that are all different.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, sync_playwright

from server.feed import tuple_key
from tests.browser.webmail import test_gmail, test_other_webmail, test_outlook
from tests.support import chromium, dovecot, extension, roundcube, sogo
from tests.support.chromium import Chromium, connect
from tests.support.dovecot import Dovecot
from tests.support.letters import letter
from tests.support.roundcube import Roundcube
from tests.support.scripted_feed import CODE, ScriptedFeed, process
from tests.support.sogo import Sogo
from tests.support.timing import AGAIN_MILLISECONDS, FIRST_MILLISECONDS, Timing, measure, unlike
from tests.support.webmail_page import HOSTS, WebmailPages

ANA = "ana1@example.test"
"""One of those whom SOGo knows."""
ROUNDS = 15
KIM = "kim@northwind.example"


@dataclass(frozen=True, slots=True)
class Case:
    """A page to be measured: its adapter's name, the feed for it, how it is opened, and the frame of its list.

    ``weak`` is by what its rows name the other side, where they are known by words alone, and ``zone`` its zone.
    """

    name: str
    processes: list[dict[str, Any]]
    show: Callable[[Page], None]
    frame: str = ""
    weak: str = ""
    zone: tzinfo | None = None


def reproduced(pages: WebmailPages) -> Iterator[Case]:
    """The pages that stand in for what cannot be installed, as their own tests show them."""

    def case(
        name: str, host: str, file: str, path: str, data: dict[str, Any], known: list[Any], frame: str = ""
    ) -> Case:
        def show(page: Page) -> None:
            page.goto(pages.show(host, file, {"user": ANA, **data}) + path)

        return Case(name, known, show, frame, {"yahoo": KIM, "icloud": "kim lee"}.get(name, ""))

    for module, name, host, path in (
        (test_gmail, "gmail", "mail.google.com", "mail/u/0/#inbox"),
        (test_outlook, "outlook", "outlook.live.com", "mail/0/inbox"),
    ):
        yield case(name, host, f"{name}.html", path, {"threads": module.threads()}, module.processes())
    mails = [test_other_webmail.mail(1, "Interview"), test_other_webmail.mail(2, "Lunch on Friday?")]
    for site in test_other_webmail.SITES:
        data = {"ui": site.name, "mails": mails}
        yield case(
            site.name,
            site.host,
            "others.html",
            site.path,
            data,
            test_other_webmail.processes(site, mails[0]),
            site.frame,
        )


def real(stack: ExitStack, folder: Path) -> Iterator[tuple[Case, Roundcube | Sogo]]:
    """Roundcube and SOGo on Dovecot, where they are installed."""
    if not dovecot.available():
        print("Dovecot is not installed: Roundcube and SOGo left out")
        return
    server = Dovecot()
    stack.callback(server.stop)
    now = datetime.now(UTC)
    server.deliver(ANA, letter(1, "Hello", sender=f"Kim Lee <{KIM}>", when=now))
    if roundcube.available():
        webmail = Roundcube(folder, server.plain_port)
        stack.callback(webmail.stop)
        with server.client(ANA) as client:
            validity = client.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"]
        known = [process("p000000000001", subject="Hello", state="reply_due", match=[f"imap:main/INBOX/{validity}/1"])]
        yield Case("roundcube", known, lambda page: roundcube.sign_in(page, webmail, ANA, server.password)), webmail
    else:
        print("Roundcube is not installed: left out")
    if sogo.available():
        groupware = Sogo(server.plain_port)
        stack.callback(groupware.stop)
        key = tuple_key("Hello", "kim lee", now)
        known = [process("p000000000001", subject="Hello", state="reply_due", match=[key])]
        zone = ZoneInfo("Europe/Berlin")
        yield (
            Case(
                "sogo",
                known,
                lambda page: sogo.sign_in(page, groupware, ANA, server.password),
                weak="kim lee",
                zone=zone,
            ),
            groupware,
        )
    else:
        print("SOGo is not installed, or this is not root: left out")


def timing(browser: Chromium, feed: ScriptedFeed, case: Case) -> Timing:
    """Show a page and measure it."""
    rounds = ROUNDS if case.weak else 0
    feed.say(*case.processes, *unlike(rounds, case.weak, case.zone))
    page = browser.context.new_page()
    case.show(page)
    place = page.frame_locator("iframe").first if case.frame else page
    place.locator("afterview-badge").first.wait_for()
    found = measure(browser, page, ROUNDS, case.frame, rounds)
    page.close()
    return found


def main() -> int:
    """Measure every adapter and say whether the targets were met."""
    if not chromium.available():
        print("Chromium is not installed: nothing measured")
        return 0
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="afterview-bench-")))
        pages = WebmailPages(root / "tls")
        stack.callback(pages.stop)
        hosts = dict.fromkeys(HOSTS, pages.port)
        cases = list(reproduced(pages))
        for case, webmail in real(stack, root / "roundcube"):
            hosts[webmail.host] = webmail.port
            cases.append(case)
        feed = ScriptedFeed(ANA)
        stack.callback(feed.stop)
        folder = extension.unpack("chromium", root / "extension", [f"https://{host}/*" for host in hosts])
        browser = Chromium(stack.enter_context(sync_playwright()), folder, root / "profile", hosts)
        stack.callback(browser.close)
        connect(browser, feed.port, CODE)
        missed = 0
        for case in cases:
            taken = timing(browser, feed, case)
            missed += not taken.met
            print(f"{case.name:10} {taken}{'' if taken.met else '  MISSED'}", flush=True)
    print(f"target ({FIRST_MILLISECONDS:.0f} ms, then {AGAIN_MILLISECONDS:.0f} ms): {'MISSED' if missed else 'met'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
