"""Reading a real Dovecot once: everything arrives, in order, resumable, and nothing there changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.config import Account
from server.mailbox.check import test_account as try_account
from server.mailbox.errors import ConnectionLost, WrongPassword
from server.mailbox.signin import SignIn
from server.mailbox.sync import AccountSync, sync_once
from server.mailbox.types import FolderRole, SyncState, Want
from tests.support.dovecot import Dovecot, dovecot_account
from tests.support.letters import letter
from tests.support.relay import Relay
from tests.support.sink import Sink

pytestmark = pytest.mark.beside


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
    assert not first.truncated
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


def test_a_broken_first_sync_goes_on_where_it_was_and_reads_nothing_twice(
    dovecot_server: Dovecot, user: str, sink: Sink, make_account: Callable[..., Account]
) -> None:
    with dovecot_server.client(user) as client:
        for number in range(450):
            client.append("INBOX", letter(number, body="word " * 400))
    with Relay(dovecot_server.host, dovecot_server.plain_port) as relay:
        relay.limit = 900_000  # breaks in the middle of the second batch
        account = make_account(host="127.0.0.1", port=relay.port, tls=False)
        with pytest.raises(ConnectionLost):
            sync_once(account, sink)
        state = sink.states[(user, "INBOX")]
        assert 1 < state.unread_below < 451
        newest_first = [key[2] for key in sink.messages]
        assert max(newest_first) == 450
        assert min(newest_first) >= state.unread_below
        before = sink.taken
        relay.limit = None
        dovecot_server.deliver(user, letter(900))  # new mail in between is not forgotten
        sync_once(account, sink)
    assert len(sink.ids()) == 451
    assert sink.taken - before == 451 - len(newest_first)
    assert sink.states[(user, "INBOX")].unread_below == 1


def test_stopped_at_any_batch_nothing_is_lost(dovecot_server: Dovecot, user: str, account: Account) -> None:
    with dovecot_server.client(user) as client:
        for number in range(230):
            client.append("INBOX", letter(number))
    for allowed in range(1, 9):
        sink = Sink()
        asked = iter(range(allowed))
        sync_once(account, sink, stop=lambda asked=asked: next(asked, None) is None)
        sync_once(account, sink)
        assert len(sink.ids()) == 230, allowed
        assert sink.states[(user, "INBOX")].unread_below == 1


def test_a_store_that_fails_at_any_write_loses_nothing(dovecot_server: Dovecot, user: str, account: Account) -> None:
    with dovecot_server.client(user) as client:
        for number in range(230):
            client.append("INBOX", letter(number))
    for failing in range(1, 6):
        sink = Sink()
        fine = iter([True] * (failing - 1) + [False] + [True] * 99)

        def take(*args: object, real: Callable[..., None] = sink.take, fine: Iterator[bool] = fine) -> None:
            if not next(fine):
                raise OSError(28, "No space left on device")
            real(*args)

        sink.take = take
        with pytest.raises(OSError, match="No space"):
            sync_once(account, sink)
        sync_once(account, sink)
        assert len(sink.ids()) == 230, failing


def test_a_changed_uidvalidity_starts_the_mailbox_anew(
    dovecot_server: Dovecot, user: str, account: Account, sink: Sink
) -> None:
    with dovecot_server.client(user) as client:
        client.create_folder("Archive")
        client.append("Archive", letter(1))
        sync_once(account, sink)
        old = sink.states[(user, "Archive")].uidvalidity
        client.delete_folder("Archive")
        client.create_folder("Archive")
        client.append("Archive", letter(2))
    sync_once(account, sink)
    new = sink.states[(user, "Archive")].uidvalidity
    assert new != old
    assert sink.lost == [("Archive", new, None)]
    assert sink.ids("Archive") == ["<letter-2@company.example>"]


def test_expunged_messages_are_told_and_new_ones_still_read(
    dovecot_server: Dovecot, user: str, account: Account, sink: Sink
) -> None:
    uids = [dovecot_server.deliver(user, letter(number)) for number in range(4)]
    sync_once(account, sink)
    with dovecot_server.client(user) as client:
        client.select_folder("INBOX")
        client.delete_messages(uids[1:3])
        client.expunge()
    dovecot_server.deliver(user, letter(9))
    sync_once(account, sink)
    assert sink.lost == [("INBOX", sink.states[(user, "INBOX")].uidvalidity, tuple(uids[1:3]))]
    assert sink.ids() == [f"<letter-{n}@company.example>" for n in (0, 3, 9)]


@pytest.mark.parametrize("name", ["Gesendete Objekte", "Éléments envoyés", "Отправленные", "送信済み", "Sent Items"])
def test_sent_is_found_by_its_name_where_the_server_does_not_say(
    user: str, tmp_path: Path, plain_dovecot: Dovecot, name: str
) -> None:
    with plain_dovecot.client(user) as client:
        client.create_folder(name)
        client.append(name, letter(1))
    sink = Sink()
    result = sync_once(dovecot_account(plain_dovecot, user, tmp_path), sink)
    assert [folder.name for folder in result.discovery.sent] == [name]
    assert sink.messages[next(iter(sink.messages))].role is FolderRole.SENT
    assert result.notes == ()


def test_without_sent_it_is_said(user: str, tmp_path: Path, plain_dovecot: Dovecot) -> None:
    sink = Sink()
    sync_once(dovecot_account(plain_dovecot, user, tmp_path), sink)
    assert any("No folder with sent mail" in note for note in sink.shown[-1].notes)


def test_folders_that_the_user_names_and_junk_and_archive_are_read(
    dovecot_server: Dovecot, user: str, sink: Sink, make_account: Callable[..., Account]
) -> None:
    with dovecot_server.client(user) as client:
        for number, name in enumerate(("Jobs & Co", "Archive", "Archive/2024", "Junk", "Other")):
            if not client.folder_exists(name):
                client.create_folder(name)
            client.append(name, letter(number))
    result = sync_once(make_account(folders=("jobs & co", "Nowhere")), sink)
    roles = {message.mailbox: message.role for message in sink.messages.values()}
    assert roles == {
        "Jobs & Co": FolderRole.OTHER,
        "Archive": FolderRole.ARCHIVE,
        "Archive/2024": FolderRole.ARCHIVE,
        "Junk": FolderRole.JUNK,
    }
    assert any("'Nowhere'" in note for note in result.notes)


def test_what_kept_mail_refers_to_is_looked_up(
    dovecot_server: Dovecot, user: str, account: Account, sink: Sink
) -> None:
    dovecot_server.deliver(user, letter(1))
    dovecot_server.deliver(user, letter(2), "Sent")
    dovecot_server.deliver(user, letter(3))
    sink.wanted = Want.NOTHING
    sink.wanted_ids = {
        "<letter-1@company.example>",
        "<letter-2@company.example>",
        "<nobody@company.example>",
        '<quo"te\\s@company.example>',
        "<a b@company.example>",
        "<x@y>\r\nV9 LOGOUT",
    }
    sync_once(account, sink)
    assert sink.ids() == ["<letter-1@company.example>"]
    assert sink.ids("Sent") == ["<letter-2@company.example>"]


def test_screened_mail_is_read_whole_only_where_its_start_passes(
    dovecot_server: Dovecot, user: str, account: Account
) -> None:
    dovecot_server.deliver(user, letter(1, body="word " * 30_000))
    for passes in (False, True):
        sink = Sink(Want.SCREEN)
        sink.passes = passes
        sync_once(account, sink)
        assert [(len(m.source), m.truncated) for m in sink.messages.values()] == ([(65_536, True)] if passes else [])


def test_one_message_is_fetched_by_its_key(dovecot_server: Dovecot, user: str, account: Account) -> None:
    dovecot_server.deliver(user, letter(1))
    uid = dovecot_server.deliver(user, letter(2))
    sink = Sink(Want.NOTHING)
    work = AccountSync(account, sink)
    with SignIn(account).open() as session:
        work.run(session)
        validity = sink.states[(user, "INBOX")].uidvalidity
        assert sink.ids() == []
        assert work.fetch(session, ["mid:<letter-1@company.example>"]) == f"imap:{user}/INBOX/{validity}/1"
        assert work.fetch(session, ["tuple:abc", f"imap:{user}/INBOX/{validity}/{uid}"])
        assert not work.fetch(
            session, [f"imap:{user}/INBOX/{validity + 1}/{uid}", f"imap:other/INBOX/{validity}/{uid}"]
        )
        assert not work.fetch(session, ["mid:<nobody@company.example>", "gm-msg:ff", "imap:x", "nonsense"])
    assert sink.ids() == ["<letter-1@company.example>", "<letter-2@company.example>"]
    assert all(message.asked for message in sink.messages.values())


def test_an_account_tried_out_says_what_it_found(dovecot_server: Dovecot, user: str, account: Account) -> None:
    dovecot_server.deliver(user, letter(1))
    report = try_account(account)
    assert report.ok
    assert report.idle
    assert report.messages == 1
    assert [(folder.name, folder.messages) for folder in report.folders] == [("INBOX", 1), ("Sent", 0), ("Junk", 0)]


def test_a_wrong_password_is_tried_once(user: str, account: Account) -> None:
    sent: list[str] = []
    sign_in = SignIn(account, secret="wrong", log=sent.append)
    for _ in range(3):
        with pytest.raises(WrongPassword):
            sign_in.open()
    assert sum(line.startswith("LOGIN") for line in sent) == 1
    assert "wrong" not in " ".join(sent)
