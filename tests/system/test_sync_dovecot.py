"""Reading a real Dovecot once: everything arrives, in order, resumable, and nothing there changes."""

from __future__ import annotations

import pytest

from server.config import Account
from server.mailbox.sync import sync_once
from server.mailbox.types import FolderRole, SyncState
from tests.support.dovecot import Dovecot
from tests.support.letters import letter
from tests.support.sink import Sink

pytestmark = pytest.mark.dovecot


def test_first_sync_reads_inbox_and_sent_over_verified_tls(
    dovecot_server: Dovecot, user: str, account: Account, sink: Sink
) -> None:
    for number in range(5):
        dovecot_server.deliver(user, letter(number))
    dovecot_server.deliver(user, letter(9, sender="Ana <ana@example.test>"), "Sent")
    dovecot_server.deliver(user, letter(10), "Trash")

    result = sync_once(account, sink)

    assert sink.ids() == [f"<letter-{n}@company.example>" for n in range(5)]
    assert sink.ids("Sent") == ["<letter-9@company.example>"]
    assert {m.role for m in sink.messages.values()} == {FolderRole.INBOX, FolderRole.SENT}
    assert (result.headers, result.texts, result.skipped) == (6, 6, 0)
    assert sink.shown[-1].state is SyncState.WATCHING
    first = sink.messages[("INBOX", sink.states[(user, "INBOX")].uidvalidity, 1)]
    assert first.source == letter(0)
    assert first.size == len(letter(0))
    assert first.internal_date is not None and first.internal_date.tzinfo is not None
    assert not first.truncated


def test_second_sync_reads_only_what_is_new(dovecot_server: Dovecot, user: str, account: Account, sink: Sink) -> None:
    dovecot_server.deliver(user, letter(1))
    sync_once(account, sink)
    rows, taken = len(sink.rows), sink.taken
    sync_once(account, sink)
    assert (len(sink.rows), sink.taken) == (rows, taken)
    dovecot_server.deliver(user, letter(2))
    sync_once(account, sink)
    assert (len(sink.rows), sink.taken) == (rows + 1, taken + 1)
