"""Names of messages that a mail provider shares between IMAP and its own web page, from the wire to the feed's keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.config import Account, PasswordSource
from server.feed import match_keys
from server.mailbox.signin import SignIn
from server.mailbox.sync import AccountSync, sync_once
from server.mailbox.types import FolderRole, RawMessage
from server.mailbox.wire import Timeouts
from server.reader import read
from tests.support.fault_server import FaultServer
from tests.support.letters import letter
from tests.support.objectid_imap import ObjectIdServer
from tests.support.sink import Sink

NOW = datetime(2026, 7, 1, tzinfo=UTC)
IDS = {1: ("M6d99ac3275bb4e", "T64b478a75b7ea9"), 2: ("StmlK_ES-TVd", None)}
MESSAGES = {uid: letter(uid) for uid in (1, 2, 3)}


def account_of(server: FaultServer, folder: Path) -> Account:
    """An account at this server."""
    secret = folder / "password"
    secret.touch(0o600)
    secret.write_text("secret")
    return Account(
        id="ana",
        host="127.0.0.1",
        port=server.port,
        user="ana",
        addresses=("ana@example.test",),
        tls=False,
        password_source=PasswordSource.FILE,
        password_value=str(secret),
    )


def keys(messages: Iterable[RawMessage]) -> dict[int, list[str]]:
    """The keys of each message in the feed, without those that every server gives."""
    plain = ("mid:", "imap:", "tuple:", "conv:")
    return {
        raw.uid: [
            key for key in match_keys(read(raw, frozenset({"ana@example.test"}), NOW)) if not key.startswith(plain)
        ]
        for raw in messages
    }


@pytest.fixture
def account(tmp_path: Path, server: FaultServer) -> Account:
    return account_of(server, tmp_path)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with ObjectIdServer(dict(MESSAGES), ids=IDS) as made:
        yield made


def test_ids_reach_the_feed(server: FaultServer, account: Account) -> None:
    sink = Sink()
    sync_once(account, sink, sign_in=SignIn(account, timeouts=Timeouts(connect=2.0, read=2.0)))
    assert keys(sink.messages.values()) == {
        1: ["email-id:M6d99ac3275bb4e", "thread-id:T64b478a75b7ea9"],
        2: ["email-id:StmlK_ES-TVd"],
        3: [],
    }


def test_a_server_without_ids_is_not_asked_for_them(tmp_path: Path) -> None:
    sink = Sink()
    with FaultServer(dict(MESSAGES)) as server:
        account = account_of(server, tmp_path)
        sync_once(account, sink, sign_in=SignIn(account, timeouts=Timeouts(connect=2.0, read=2.0)))
    assert not any(keys(sink.messages.values()).values())
    assert server.said("UID FETCH")
    assert not any("EMAILID" in command for command in server.said("UID"))


def test_a_message_is_found_by_its_id(server: FaultServer, account: Account) -> None:
    sink = Sink()
    sign_in = SignIn(account, timeouts=Timeouts(connect=2.0, read=2.0))
    work = AccountSync(account, sink)
    with sign_in.open() as session:
        work.run(session)
        sink.messages.clear()
        assert not work.fetch(session, ["email-id:M0", 'email-id:M0" ALL', "proton-msg:x"])
        assert work.fetch(session, ["email-id:StmlK_ES-TVd"])
    assert [raw.uid for raw in sink.messages.values()] == [2]


def test_what_protons_bridge_writes_into_the_header_reaches_the_feed() -> None:
    """As its sources write it: https://github.com/ProtonMail/proton-bridge, pkg/message."""
    message, thread = "gNX9bDPLmBgFZ-C3Tdlb628cas1Xl0m4dql5nsWzQAEI==", "WQv0ytfwPR4-PWELEK0_87XuFOgetc239Y0pjPYHQ=="
    fields = f"X-Pm-Internal-Id: {message}\r\nX-Pm-ConversationID-Id: {thread}\r\n"
    source = fields.encode() + letter(1)
    found = keys([RawMessage(source, role=FolderRole.INBOX, account="ana", mailbox="INBOX", uidvalidity=1, uid=1)])
    assert found == {1: [f"proton-msg:{message}", f"proton-thr:{thread}"]}
    hostile = b"X-Pm-Internal-Id: <b>\x1b[31m\r\n" + letter(1)
    raw = RawMessage(hostile, role=FolderRole.INBOX, account="ana", mailbox="INBOX", uidvalidity=1, uid=1)
    assert keys([raw]) == {1: []}
