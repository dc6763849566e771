"""A server that was stopped in the middle of a first sync, or that reads everything anew: nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.config import Account
from server.hiring.vocabulary import MarkType, MessageKey
from server.mailbox.sync import sync_once
from server.mailbox.types import FolderRole, MailboxState, RawMessage
from server.reader import Reader
from server.store.marks import new_process_id
from server.store.store import Store
from tests.support.dovecot import Dovecot
from tests.support.letters import letter

pytestmark = pytest.mark.dovecot

NOW = datetime(2026, 11, 20, tzinfo=UTC)
KIM = "Kim Lee <kim@firm.example>"
NOTE = "The garden was lovely, and the kitchen smelled of tea and bread. " * 40
"""Too long for a note, and without a word of hiring: passed over unless something else speaks for it."""


def mail(name: str, sender: str, subject: str, text: str, answers: str = "") -> bytes:
    more = f"In-Reply-To: <{answers}@firm.example>\r\n" if answers else ""
    return (
        f"From: {sender}\r\nTo: ana@example.test\r\nSubject: {subject}\r\nDate: Thu, 5 Nov 2026 10:00:00 +0000\r\n"
        f"Message-ID: <{name}@firm.example>\r\n{more}\r\n{text}\r\n"
    ).encode()


INVITE = mail(
    "invite",
    KIM,
    "Your application as a welder",
    "Dear Ana,\r\n\r\nwe would like to invite you to an interview. Which times would suit you next week?\r\n\r\nKim",
)


def reader_of(store: Store, account: Account) -> Reader:
    me = {account.id: frozenset(account.addresses)}
    return Reader(store, me, clock=lambda: NOW, shown=lambda _: None)


@pytest.fixture
def home(tmp_path: Path) -> Callable[[], Store]:
    return lambda: Store.open(tmp_path / "data" / "afterview.db", owner=True)


def test_what_was_passed_over_before_a_restart_is_read_once_the_mail_that_it_answers_is_known(
    dovecot_server: Dovecot,
    account: Account,
    user: str,
    home: Callable[[], Store],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.mailbox.plan.HEADER_BATCH", 1)
    monkeypatch.setattr("server.mailbox.plan.FIRST_BATCH", 1)
    dovecot_server.deliver(user, INVITE)
    for number in range(5):
        dovecot_server.deliver(user, letter(number, subject="Garden", body=NOTE))
    dovecot_server.deliver(user, mail("answer", "Jo <jo@firm.example>", "Re: Tuesday", NOTE, answers="invite"))

    def read_below(store: Store) -> int:
        state = store.mailbox_state(account.id, "INBOX")
        return state.unread_below if state is not None else 99

    with home() as store:
        sync_once(account, reader_of(store, account), stop=lambda: read_below(store) <= 6)
        assert 1 < read_below(store) <= 6
        assert store.known_keys() == set()
        assert not store.settled(account.id)
    with home() as store:
        sync_once(account, reader_of(store, account))
        assert store.known_keys() == {"<invite@firm.example>", "<answer@firm.example>"}
        assert store.settled(account.id)
        before = store.version()
        assert sync_once(account, reader_of(store, account)).headers == 0  # and never again
        assert store.records(since=before) == []


def test_what_kept_mail_answers_is_looked_for_after_a_restart(
    dovecot_server: Dovecot, account: Account, user: str, home: Callable[[], Store]
) -> None:
    dovecot_server.deliver(user, mail("first", "Jo <jo@firm.example>", "Tuesday", NOTE))
    answer = replace_header(INVITE, "In-Reply-To: <first@firm.example>")
    uid = dovecot_server.deliver(user, answer)
    with home() as store:  # stopped between the last batch and the looking up
        reader = reader_of(store, account)
        raw = RawMessage(answer, FolderRole.INBOX, account.id, "INBOX", 0, uid)
        reader.take([raw], account.id, "INBOX", MailboxState(validity(dovecot_server, user), uid + 1))
        assert store.known_keys() == {"<invite@firm.example>"}
    with home() as store:
        sync_once(account, reader_of(store, account))
        assert store.known_keys() == {"<invite@firm.example>", "<first@firm.example>"}


def test_a_rebuild_drops_what_is_no_hiring_mail_any_more_and_nothing_that_is_marked(
    dovecot_server: Dovecot, account: Account, user: str, home: Callable[[], Store]
) -> None:
    # as an earlier version judged: everything that was asked for is kept whatever it is
    lunch = mail("lunch", "Sam <sam@friends.example>", "Lunch?", NOTE)
    tracked = mail("tracked", "Pat <pat@other.example>", "Tuesday", NOTE)
    reply = mail("reply", "Pat <pat@other.example>", "Re: Tuesday", NOTE, answers="tracked")
    gone = mail("gone", "Lou <lou@gone.example>", "Lunch?", NOTE)
    sources = (INVITE, lunch, tracked, reply)
    uids = [dovecot_server.deliver(user, source) for source in sources]
    with home() as store:
        reader = reader_of(store, account)
        raws = [
            RawMessage(source, FolderRole.INBOX, account.id, "INBOX", 1, uid, asked=True)
            for uid, source in zip([*uids, 99], (*sources, gone), strict=True)
        ]
        reader.take(raws, account.id, "INBOX", MailboxState(1, 100))
        process = new_process_id()
        mark = store.mark(process, MarkType.TRACK, NOW, anchor=MessageKey("<tracked@firm.example>"), now=NOW)
        assert len(store.known_keys()) == 5
        store.rebuild()
        sync_once(account, reader)  # the running server notices as well as one that starts
        left = {"<invite@firm.example>", "<tracked@firm.example>", "<reply@firm.example>", "<gone@firm.example>"}
        assert store.known_keys() == left
        assert store.stale_keys() == {"<gone@firm.example>"}  # gone from the server: its facts stay
        assert store.marks() == (mark,)
    with home() as store:
        store.rebuild()
        sync_once(account, reader_of(store, account))
        assert store.known_keys() == left
        assert store.marks() == (mark,)


def replace_header(source: bytes, field: str) -> bytes:
    return source.replace(b"\r\n\r\n", f"\r\n{field}\r\n\r\n".encode(), 1)


def validity(server: Dovecot, user: str) -> int:
    with server.client(user) as client:
        return int(client.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"])
