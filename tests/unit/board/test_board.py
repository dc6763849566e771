"""The feed kept current: from mails through the reader and a real store to the JSON, and back by marks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from server.board import Board
from server.config import Account, Config
from server.hiring.vocabulary import MarkType, ProcessId
from server.mailbox.lookup import Answer, Question
from server.mailbox.types import FolderRole, HeaderRow, MailboxState, Progress, RawMessage, SyncState, Want
from server.reader import Reader
from server.store.store import Store
from server.web.ports import MarkRequest, RefusedError, UnknownError

NOW = datetime(2026, 6, 17, 12, tzinfo=UTC)
ME = "alex@home.example"


class World:
    """A store, its board and its reader, and a clock that moves when told to."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        account = Account("home", "imap.home.example", 993, ME, (ME,))
        self.config = Config(folder, folder, "Europe/Berlin", accounts=(account,))
        self.store = Store.open(self.config.database)
        self.board = self.new_board()
        self.reader = Reader(self.store, {"home": frozenset({ME})}, clock=lambda: self.now, shown=self.board.shown)
        self.uid = 0

    def new_board(self) -> Board:
        return Board(self.store, self.config, clock=lambda: self.now)

    def deliver(
        self, name: str, sender: str, subject: str, text: str, *, days: float = 0, to: str = ME, **more: Any
    ) -> None:
        self.uid += 1
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Date"] = format_datetime(self.now + timedelta(days=days, seconds=-1))
        mail["Message-ID"] = f"<{name}@mail.example>"
        if answers := more.get("answers"):
            mail["In-Reply-To"] = f"<{answers}@mail.example>"
        mail.set_content(text)
        sent = ME in sender
        raw = RawMessage(
            mail.as_bytes(),
            FolderRole.SENT if sent else FolderRole.INBOX,
            "home",
            "Sent" if sent else "INBOX",
            7,
            self.uid,
            asked=more.get("asked", False),
        )
        self.reader.take([raw], "home", raw.mailbox, MailboxState(7, self.uid + 1))
        self.board.refresh()

    def feed(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.board.feed(self.now).body)
        return found

    def only(self) -> dict[str, Any]:
        (process,) = self.feed()["processes"]
        return dict(process)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "data")
    yield world
    world.store.close()


def invite(world: World, name: str = "invite", company: str = "acme") -> None:
    world.deliver(
        name,
        f"Kim Lee <kim@{company}.example>",
        f"Interview for the Test Engineer position at {company.title()}",
        "Hi Alex,\n\nwe would like to invite you to an interview. Which times would suit you next week?\n\nKim Lee\n",
        days=-0.1,
    )


def test_a_mail_becomes_a_process_with_state_advice_and_reason(world: World) -> None:
    assert world.feed()["processes"] == []
    invite(world)
    process = world.only()
    assert process["state"] == "reply_due"
    assert process["next_action_due"] == "2026-06-18"
    assert process["live"] is True
    assert process["last_message"]["name"] == "Kim Lee"
    assert process["advice"]["do"][0]["text"]
    assert any("Which times would suit you next week?" in reason["text"] for reason in process["reasons"])
    assert "mid:<invite@mail.example>" in process["match"]
    assert "imap:home/INBOX/7/1" in process["match"]
    assert world.feed()["accounts"][0]["mailboxes"] == {"INBOX": 7}


def test_no_text_of_a_mail_is_stored_beyond_the_sentences_that_say_why(world: World) -> None:
    world.deliver(
        "a",
        "Kim <kim@acme.example>",
        "Interview",
        "We would like to invite you to an interview next week.\n\nMy dog Rufus ate the third chapter of the book.\n",
    )
    assert len(world.feed()["processes"]) == 1
    for file in world.config.data.iterdir():
        assert b"Rufus" not in file.read_bytes()


def test_the_etag_changes_with_the_content_and_with_nothing_else(world: World) -> None:
    first = world.board.feed(world.now).etag
    world.now += timedelta(minutes=1)
    assert world.board.feed(world.now).etag == first
    invite(world)
    assert world.board.feed(world.now).etag != first


def test_a_waiter_is_woken_by_a_mail_and_let_go_by_a_stop(world: World) -> None:
    world.board.start()
    etag = world.board.feed(world.now).etag
    woken: list[bool] = []
    waiter = threading.Thread(target=lambda: woken.append(world.board.wait(etag, 20)))
    waiter.start()
    invite(world)
    waiter.join(20)
    assert woken == [True]
    etag = world.board.feed(world.now).etag
    waiter = threading.Thread(target=lambda: woken.append(world.board.wait(etag, 20)))
    waiter.start()
    world.board.stop()
    waiter.join(20)
    world.board.join(20)
    assert woken == [True, False]


def test_time_alone_moves_a_state_when_valid_until_has_come(world: World) -> None:
    invite(world)
    world.deliver(
        "answer", f"Alex <{ME}>", "Re: Interview", "Tuesday at 10 suits me.", to="kim@acme.example", answers="invite"
    )
    assert world.only()["state"] == "waiting"
    while world.only()["state"] == "waiting":
        until = datetime.fromisoformat(world.feed()["valid_until"])
        assert until > world.now
        world.now = until
    assert world.only()["state"] == "follow_up_due"
    assert (world.now - NOW).days in {6, 7}


def test_a_mark_counts_at_once_and_can_be_undone(world: World) -> None:
    invite(world)
    before = world.only()["state"]
    made = world.board.mark(MarkRequest(MarkType.ANSWERED, world.now, process=ProcessId(world.only()["id"])), world.now)
    assert world.only()["state"] == "waiting"
    assert [mark["id"] for mark in world.only()["marks"]] == [made.mark]
    assert world.board.undo(made.mark, world.now).undone
    assert world.only()["state"] == before
    history: Any = world.board.process(ProcessId(world.only()["id"]), world.now)
    assert history["marks"][0]["undone"] is not None


def test_marks_survive_a_rebuild_and_a_new_board(world: World) -> None:
    invite(world)
    process = world.only()["id"]
    world.board.mark(MarkRequest(MarkType.REJECTED, world.now, process=ProcessId(process)), world.now)
    world.store.rebuild()
    invite(world)
    world.board = world.new_board()
    assert (world.only()["id"], world.only()["state"]) == (process, "rejected")


def test_an_ordinary_mail_is_kept_only_when_the_user_tracks_it(world: World) -> None:
    world.deliver("lunch", "Sam <sam@friends.example>", "Lunch?", "Pizza at noon on the square?")
    assert world.feed()["processes"] == []
    track = MarkRequest(MarkType.TRACK, world.now, {"company": "Pizzeria"}, match=("mid:<lunch@mail.example>",))
    with pytest.raises(UnknownError, match="not found"):
        world.board.mark(track, world.now)

    def ask(question: Question, accounts: Any) -> list[Answer]:
        assert question.match == track.match
        world.deliver("lunch", "Sam <sam@friends.example>", "Lunch?", "Pizza at noon on the square?", asked=True)
        return [Answer("home", key=f"imap:home/INBOX/7/{world.uid}")]

    world.board = Board(world.store, world.config, clock=lambda: world.now, ask=ask)
    world.board.mark(track, world.now)
    assert (world.only()["company"], world.only()["live"]) == ("Pizzeria", True)


def test_a_process_can_be_made_with_no_message(world: World) -> None:
    made = world.board.make("Bakery", "Baker", world.now)
    assert (world.only()["company"], world.only()["role"], world.only()["message_ids"]) == ("Bakery", "Baker", [])
    world.board.undo(made.mark, world.now)
    assert world.feed()["processes"] == []


def test_two_processes_merged_and_split_by_hand(world: World) -> None:
    invite(world, "one", "acme")
    invite(world, "two", "globex")
    first, second = (process["id"] for process in world.feed()["processes"])
    world.board.mark(MarkRequest(MarkType.MERGE, world.now, {"process": second}, ProcessId(first)), world.now)
    merged = world.only()
    split = MarkRequest(MarkType.SPLIT, world.now, {"messages": "<two@mail.example>"}, ProcessId(merged["id"]))
    with pytest.raises(RefusedError):
        world.board.mark(
            MarkRequest(MarkType.SPLIT, world.now, {"messages": "<x@y>"}, ProcessId(merged["id"])), world.now
        )
    with pytest.raises(RefusedError):
        itself = MarkRequest(MarkType.MERGE, world.now, {"process": merged["id"]}, ProcessId(merged["id"]))
        world.board.mark(itself, world.now)
    merge = merged["marks"][0]["id"]
    world.board.undo(merge, world.now)
    assert len(world.feed()["processes"]) == 2
    with pytest.raises(UnknownError):
        world.board.mark(MarkRequest(MarkType.DONE, world.now, process=ProcessId("p000000000000")), world.now)
    assert split.value


def test_a_short_answer_in_a_known_thread_is_wanted_whatever_it_says(world: World) -> None:
    header = (
        b"From: kim@acme.example\r\nSubject: Tuesday\r\nMessage-ID: <t@x>\r\nIn-Reply-To: <invite@mail.example>\r\n\r\n"
    )
    invite(world)
    assert world.reader.wants([HeaderRow(5, header)], "home", "INBOX", FolderRole.INBOX) == [Want.TEXT]


def test_an_answer_passed_over_is_asked_for_once_its_parent_is_known(world: World) -> None:
    """First sync goes newest first: the answer is seen before the mail that it answers."""
    header = (
        b"From: news@list.example\r\nSubject: Tuesday\r\nList-Id: <l.example>\r\nMessage-ID: <t@x.example>\r\n"
        b"In-Reply-To: <invite@mail.example>\r\n\r\n"
    )
    assert world.reader.wants([HeaderRow(5, header)], "home", "INBOX", FolderRole.INBOX) == [Want.NOTHING]
    assert not world.reader.left("home")
    invite(world)
    assert world.reader.left("home") == {"INBOX": {5}}
    assert not world.reader.left("home")


def test_progress_and_faults_of_an_account_are_shown(world: World) -> None:
    world.board.shown(Progress("home", SyncState.REFUSED, error="The password was refused."))
    (sync,) = world.feed()["sync"]
    assert (sync["state"], sync["error"]) == ("refused", "The password was refused.")
    world.board.shown(Progress("home", SyncState.WATCHING, notes=("No Sent folder was found.",)))
    invite(world)
    assert "no_sent_folder" in world.only()["notes"]


def test_a_mail_from_the_future_counts_when_its_time_has_come(world: World) -> None:
    world.deliver("a", "Kim <kim@acme.example>", "Interview", "We invite you to an interview. When suits you?", days=1)
    assert world.feed()["processes"] == []
    assert world.feed()["valid_until"] is not None
    world.now += timedelta(days=1, minutes=1)
    world.board.refresh()
    assert world.only()["state"] == "reply_due"


def test_marks_made_by_another_program_are_noticed(world: World) -> None:
    invite(world)
    with Store.open(world.config.database) as other:
        board = Board(other, world.config, clock=lambda: world.now)
        board.mark(MarkRequest(MarkType.REJECTED, world.now, process=ProcessId(world.only()["id"])), world.now)
    world.board.refresh()
    assert world.only()["state"] == "rejected"
