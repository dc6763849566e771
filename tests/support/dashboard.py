"""The dashboard as the user has it: a real store, reader, board and web server, on mails that the test delivers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from server.board import Board
from server.config import Account, Config
from server.mailbox.types import FolderRole, MailboxState, Progress, RawMessage, SyncState
from server.reader import Reader
from server.serve import utc_now
from server.store.store import Store
from server.web import pairing
from server.web.app import create_app
from server.web.ports import Deps
from server.web.serving import MAX_WAITING, WebServer
from tests.support.dovecot import free_port

ME = "alex@home.example"
INVITE = (
    "Hi Alex,\n\nwe would like to interview you for the position of Data Analyst. Which times suit you next week?\n"
)
ORIGIN = "chrome-extension://" + "abcdefghijklmnop" * 2


class House:
    """Everything behind the page. ``looked`` counts how often the user asked for new mail."""

    def __init__(self, folder: Path, *, accounts: bool = True, zone: str = "Europe/Berlin") -> None:
        account = Account("home", "imap.home.example", 993, ME, (ME,))
        self.port = free_port()
        config = Config(folder, folder, zone, accounts=(account,) if accounts else ())
        self.store = Store.open(config.database, owner=True)
        self.looked = 0
        self.board = Board(self.store, config, clock=utc_now, look=self._look)
        self._reader = Reader(self.store, {"home": frozenset({ME})}, clock=utc_now, shown=self.board.shown)
        self._uid = 0
        self.board.start()
        if accounts:
            self.show(SyncState.WATCHING, last_sync=utc_now())
        self.start()

    def _look(self) -> None:
        self.looked += 1

    def start(self) -> None:
        """Listen (again)."""
        deps = Deps(self.board, self.store, self.port, "1.2.3", utc_now, MAX_WAITING)
        self._web = WebServer(create_app(deps), self.port)
        self._thread = threading.Thread(target=self._web.run)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._web.stop()
        self._thread.join(10)

    def close(self) -> None:
        """End everything."""
        self.board.stop()
        self.stop()
        self.store.close()
        self.board.join(5)

    def show(self, state: SyncState, **fields: Any) -> None:
        """What the account's reader does, as the mail edge would tell."""
        self.board.shown(Progress("home", state, **fields))

    def deliver(self, name: str, sender: str, subject: str, text: str, *, days: float = 0, to: str = ME) -> None:
        """A mail, dated so many days from now."""
        self._uid += 1
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Date"] = format_datetime(utc_now() + timedelta(days=days, seconds=-1))
        mail["Message-ID"] = f"<{name}@mail.example>"
        mail.set_content(text)
        folder, role = ("Sent", FolderRole.SENT) if ME in sender else ("INBOX", FolderRole.INBOX)
        raw = RawMessage(mail.as_bytes(), role, "home", folder, 7, self._uid)
        self._reader.take([raw], "home", folder, MailboxState(7, self._uid + 1))
        self.board.refresh()

    def address(self) -> str:
        """Where the page is, with a code that works once."""
        return pairing.page_address(self.port, pairing.new_session_code(self.store, utc_now()))

    def states(self) -> dict[str, str]:
        """The state of each process, by its company or subject."""
        entries: list[Any] = [
            entry for archive in (False, True) for entry in self.board.processes(utc_now(), archive=archive)
        ]
        return {entry["company"] or entry["subject"]: entry["state"] for entry in entries}


@contextmanager
def browser_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page that shares nothing with those before it: no cookie, no storage, no cache."""
    with browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options}) as context:
        context.set_default_timeout(10_000)
        yield context.new_page()


def watch(page: Page, port: int) -> list[str]:
    """What goes wrong on the page from now on: console errors, exceptions, requests to anywhere but the server."""
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    origin = f"http://127.0.0.1:{port}/"
    page.on("request", lambda request: None if request.url.startswith(origin) else faults.append(request.url))
    return faults


def invite(house: House, name: str = "kim", company: str = "Northwind Labs") -> None:
    """Kim Lee of a company asks for times."""
    domain = company.lower().replace(" ", "-") + ".example"
    house.deliver(name, f"Kim Lee <kim@{domain}>", f"Interview at {company}", INVITE + f"Kim Lee\n{company}\n")


def row(page: Page, text: str) -> Any:
    """The entry of a process in the list."""
    return page.locator("li.process").filter(has_text=text)


def violations(page: Page) -> list[str]:
    """What axe finds fault with."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
