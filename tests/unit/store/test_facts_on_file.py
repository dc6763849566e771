from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from server.hiring.vocabulary import AccountId, Location, MarkType, MessageKey, MessageRecord, ProcessId
from server.mailbox.types import MailboxState
from server.store.store import Store

Make = Callable[..., MessageRecord]


def test_a_message_comes_back_as_it_went_in(store: Store, record: Make) -> None:
    store.save([record()], "home", "INBOX", MailboxState(99, 8, 12, 3))
    assert store.records() == [replace(record(), accounts=(AccountId("home"),))]
    assert store.record(MessageKey("<one@example.com>")) == store.records()[0]
    assert store.mailbox_state("home", "INBOX") == MailboxState(99, 8, 12, 3)
    assert store.mailbox_state("home", "Sent") is None
    assert store.known_message_ids() == {"<one@example.com>"}
    assert store.known_keys() == {"<one@example.com>"}


def test_reading_it_again_replaces_the_facts_and_adds_the_place(store: Store, record: Make) -> None:
    store.save([record()], "home", "INBOX")
    store.save([record(subject="New", mailbox="Archive", uid=3)], "home", "Archive")
    (kept,) = store.records()
    assert kept.subject == "New"
    assert [(place.mailbox, place.uid) for place in kept.locations] == [("Archive", 3), ("INBOX", 7)]


def test_only_what_changed_is_handed_out(store: Store, record: Make) -> None:
    store.save([record("one"), record("two", uid=8)], "home", "INBOX")
    before = store.version()
    assert store.records(since=before) == []
    store.save([record("three", uid=9)], "home", "INBOX")
    assert [r.key for r in store.records(since=before)] == ["<three@example.com>"]
    before = store.version()
    store.forget_locations("home", "INBOX", 99, [8])
    (changed,) = store.records(since=before)
    assert (changed.key, changed.locations) == ("<two@example.com>", ())


def test_a_message_gone_from_the_server_keeps_its_facts_and_account(store: Store, record: Make) -> None:
    store.save([record("one", uid=7), record("two", uid=8)], "home", "INBOX")
    store.forget_locations("home", "INBOX", 99, [7])
    assert [bool(r.locations) for r in store.records()] == [False, True]
    assert all(r.accounts == ("home",) for r in store.records())
    assert len(store.records()) == 2


def test_a_new_uidvalidity_takes_only_the_old_places(store: Store, record: Make) -> None:
    store.save([record()], "home", "INBOX")
    moved = replace(record(), locations=(Location(AccountId("home"), "INBOX", 100, 1),))
    store.save([moved], "home", "INBOX")
    store.forget_locations("home", "INBOX", 100, None)
    assert store.records()[0].locations == moved.locations


def test_rebuild_keeps_marks_ids_and_facts_until_they_are_read_again(store: Store, record: Make, now: datetime) -> None:
    store.save([record("one"), record("gone", uid=8)], "home", "INBOX", MailboxState(99, 9))
    store.assign({MessageKey("<one@example.com>"): ProcessId("p000000000001")})
    mark = store.mark(ProcessId("p000000000001"), MarkType.THANKED, now, now=now)
    store.rebuild()
    assert store.mailbox_state("home", "INBOX") is None
    assert len(store.records()) == 2
    assert store.stale_keys() == {"<one@example.com>", "<gone@example.com>"}
    store.save([record("one", subject="Read again")], "home", "INBOX")
    assert store.stale_keys() == {"<gone@example.com>"}
    assert {r.subject for r in store.records()} == {"Interview", "Read again"}
    assert store.marks() == (mark,)
    assert store.process_ids() == {"<one@example.com>": "p000000000001"}


def test_what_turns_out_to_be_no_hiring_mail_goes_unless_marked(store: Store, record: Make, now: datetime) -> None:
    store.save([record("one"), record("two", uid=8)], "home", "INBOX")
    store.mark(ProcessId("p000000000001"), MarkType.TRACK, now, anchor=MessageKey("<two@example.com>"), now=now)
    store.save([], "home", "INBOX", dropped=[MessageKey("<one@example.com>"), MessageKey("<two@example.com>")])
    assert store.known_keys() == {"<two@example.com>"}


def test_forgetting_an_account_leaves_what_another_account_holds(store: Store, record: Make) -> None:
    store.save([record("one"), record("both", uid=8)], "home", "INBOX", MailboxState(99, 9))
    both = replace(record("both"), locations=(Location(AccountId("work"), "INBOX", 5, 1),))
    store.save([both], "work", "INBOX", MailboxState(5, 2))
    store.forget_account("home")
    (kept,) = store.records()
    assert (kept.key, kept.accounts) == ("<both@example.com>", ("work",))
    assert store.mailbox_state("home", "INBOX") is None
    assert store.mailbox_state("work", "INBOX") == MailboxState(5, 2)


def test_whether_a_first_sync_is_through_is_known_until_a_rebuild(store: Store) -> None:
    assert not store.settled("home")
    store.settle("home")
    store.settle("home")
    assert (store.settled("home"), store.settled("work")) == (True, False)
    store.rebuild()
    assert not store.settled("home")
    store.settle("home")
    store.forget_account("home")
    assert not store.settled("home")


def test_a_row_of_another_version_is_counted_and_left_out(store: Store, record: Make) -> None:
    store.save([record("one"), record("two", uid=8)], "home", "INBOX")
    with store._write() as (connection, _):
        connection.execute("UPDATE messages SET record = X'7B7D' WHERE key = '<one@example.com>'")
    assert [r.key for r in store.records()] == ["<two@example.com>"]
    assert store.unreadable() == 1
