"""The proof that Afterview only reads: every octet sent to a real Dovecot is recorded, and nothing there changes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from server.config import Account
from server.mailbox.allowed import check
from server.mailbox.lookup import Question
from server.mailbox.sync import sync_once
from server.mailbox.types import SyncState, Want
from server.mailbox.watch import Timing, Watcher
from tests.support.dovecot import Dovecot
from tests.support.letters import letter
from tests.support.relay import Relay
from tests.support.sink import Sink

pytestmark = pytest.mark.dovecot
VERBS = {"CAPABILITY", "NOOP", "LOGOUT", "IDLE", "DONE", "LOGIN", "ID", "LIST", "STATUS", "EXAMINE"}
VERBS |= {"UID SEARCH", "UID FETCH"}


def verb(command: str) -> str:
    words = command.split(" ")
    return " ".join(words[:2]) if words[0] == "UID" else words[0]


@pytest.mark.parametrize("wanted", [Want.TEXT, Want.SCREEN])
def test_a_sync_and_a_watch_send_reading_commands_only_and_change_nothing(
    dovecot_server: Dovecot, user: str, make_account: Callable[..., Account], wanted: Want
) -> None:
    for number in range(12):
        dovecot_server.deliver(user, letter(number), flags=[b"\\Seen"] if number % 3 else [])
    dovecot_server.deliver(user, letter(20), flags=[b"\\Flagged", b"$Work"])
    dovecot_server.deliver(user, letter(21), "Sent", flags=[b"\\Seen", b"\\Answered"])
    dovecot_server.deliver(user, letter(22), "Junk")
    dovecot_server.deliver(user, letter(23), "Trash")
    dovecot_server.deliver(user, letter(24), "Drafts", flags=[b"\\Draft"])
    before = dovecot_server.snapshot(user)
    sink = Sink(wanted)
    sink.wanted_ids = {"<letter-3@company.example>"}

    with Relay(dovecot_server.host, dovecot_server.plain_port) as relay:
        account = make_account(host="127.0.0.1", port=relay.port, tls=False)
        sync_once(account, sink)
        watcher = Watcher(account, sink, timing=Timing(sent=0.2, others=0.3, slice_=0.1))
        watcher.start()
        with sink.arrived:
            assert sink.arrived.wait_for(lambda: sink.shown[-1].state is SyncState.WATCHING, 10)
        time.sleep(0.8)  # some rounds of IDLE and polling
        watcher.poke()
        watcher.ask(Question(("mid:<letter-5@company.example>",)), lambda _: None)
        time.sleep(0.4)
        assert watcher.stop(5)
        commands = relay.commands()

    assert dovecot_server.snapshot(user) == before
    assert len(sink.ids()) == 13
    used = {verb(command) for command in commands}
    assert used <= VERBS
    assert {"EXAMINE", "UID FETCH", "UID SEARCH", "IDLE", "STATUS", "LIST"} <= used
    for command in commands:
        if command != "DONE":
            check(command.encode("latin-1"))
        assert not re.search(r"BODY\[|SELECT |\bSTORE|\bEXPUNGE|RFC822(?!\.SIZE)", command), command
    assert sum(command.startswith("UID FETCH") and "BODY.PEEK[]" in command for command in commands) >= 2


def test_the_recent_flag_survives_too(dovecot_server: Dovecot, user: str, account: Account) -> None:
    """SELECT would take \\Recent away from the user's own mail program."""
    with dovecot_server.client(user) as client:
        client.append("INBOX", letter(1))
        sync_once(account, Sink())
        assert client.select_folder("INBOX")[b"RECENT"] == 1
