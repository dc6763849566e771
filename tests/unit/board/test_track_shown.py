"""*Track this* by what a page shows of a message: what is on file comes first, and nothing is guessed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.board import Board
from server.config import Account, Config
from server.feed import match_keys
from server.hiring.vocabulary import MarkType
from server.lookup import NotOneError, Shown
from server.mailbox.lookup import Answer, Question
from server.mailbox.types import FolderRole, MailboxState, RawMessage
from server.reader import Reader
from server.seeking import AT_ONCE, Seeker
from server.serve import ask_all
from server.store.store import Store
from server.web.ports import Marked, MarkRequest, UnknownError
from tests.support.letters import letter

NOW = datetime(2026, 6, 17, 12, tzinfo=UTC)
AT = datetime(2026, 6, 1, 12, 1, tzinfo=UTC)
KIM = "kim@company.example"


class World:
    """A store and its board; ``answers`` is what the mail edge says, ``asked`` what it was asked."""

    def __init__(self, folder: Path) -> None:
        account = Account("home", "imap.home.example", 993, "ana@example.test", ("ana@example.test",))
        config = Config(folder, folder, "Europe/Berlin", accounts=(account,))
        self.store = Store.open(config.database)
        self.asked: list[Question] = []
        self.answers: list[Answer] = []
        self.reads = True
        self.board = Board(self.store, config, clock=lambda: NOW, ask=self.ask)
        me = {"home": frozenset(account.addresses)}
        self.reader = Reader(self.store, me, clock=lambda: NOW, shown=self.board.shown)

    def ask(self, question: Question, accounts: Collection[str]) -> Sequence[Answer]:
        assert list(accounts) == ["home"]
        self.asked.append(question)
        for key in question.match:
            if key.startswith("imap:") and self.reads:  # read it, as the mail edge does
                self.deliver(int(key.rpartition("/")[2]))
                return [Answer("home", key)]
        return self.answers

    def deliver(self, uid: int, subject: str = "Lunch?", body: str = "See you then.") -> None:
        raw = RawMessage(letter(uid, subject, body, when=AT), FolderRole.INBOX, "home", "INBOX", 7, uid, asked=True)
        self.reader.take([raw], "home", "INBOX", MailboxState(7, uid + 1))
        self.board.refresh()

    def track(self, shown: Shown, *keys: str) -> Marked:
        return self.board.mark(MarkRequest(MarkType.TRACK, NOW, match=keys, shown=shown), NOW)

    def processes(self) -> list[dict[str, Any]]:
        return list(json.loads(self.board.feed(NOW).body)["processes"])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "data")
    yield made
    made.store.close()


def minute(**more: Any) -> Shown:
    return Shown("Lunch?", KIM, AT, AT + timedelta(seconds=59), **more)


DAY = Shown("Lunch?", KIM, AT.replace(hour=0), AT.replace(hour=23))


def test_what_is_on_file_to_the_minute_needs_no_mail_server(world: World) -> None:
    world.deliver(1)
    world.deliver(2, "Dinner?", "Dinner at ours on Saturday? Bring the kids, we'll have the grill on.")
    assert world.track(minute(account="ana@example.test")).process == world.processes()[0]["id"]
    assert world.asked == []
    assert world.processes()[0]["message_ids"] == ["<letter-1@company.example>"]


def test_a_day_alone_or_a_name_by_which_a_server_knows_it_is_asked_for_first(world: World) -> None:
    world.deliver(1)
    world.answers = [Answer("home", seen={"<letter-1@company.example>": "imap:home/INBOX/7/1"})]
    world.track(DAY)
    world.track(minute(), "mid:<letter-9@company.example>")
    assert [question.match for question in world.asked] == [(), ("mid:<letter-9@company.example>",)]
    assert {mark.anchor for mark in world.store.marks()} == {"<letter-1@company.example>"}


def test_what_the_mail_server_alone_has_is_read(world: World) -> None:
    world.answers = [Answer("home", seen={"<letter-3@company.example>": "imap:home/INBOX/7/3"})]
    world.track(minute())
    assert [question.match for question in world.asked] == [(), ("imap:home/INBOX/7/3",)]
    assert [process["message_ids"] for process in world.processes()] == [["<letter-3@company.example>"]]


@pytest.mark.parametrize(
    ("on_file", "seen", "said"),
    [
        ([1], {"<letter-2@company.example>": "imap:home/INBOX/7/2"}, "Two messages"),
        ([1, 2], {"<letter-1@company.example>": "imap:home/Sent/7/9"}, "Two messages"),
        ([1], {"no id": "imap:home/INBOX/7/1", "another": "imap:home/INBOX/7/5"}, "Two messages"),
        ([], {}, "No message with this subject from that sender on that day"),
        ([], {"<letter-2@company.example>": "imap:home/INBOX/7/none"}, "No message with"),
    ],
)
def test_nothing_is_guessed(world: World, on_file: list[int], seen: dict[str, str], said: str) -> None:
    for uid in on_file:
        world.deliver(uid)
    before = world.store.known_keys()
    world.answers = [Answer("home", seen=seen)]
    if "/none" in str(seen):  # gone meanwhile
        world.reads = False
    with pytest.raises(UnknownError, match=said):
        world.track(DAY)
    assert world.store.known_keys() == before
    assert world.store.marks() == ()


@pytest.mark.parametrize("shown", [Shown(""), Shown("Lunch?"), Shown("Lunch?", KIM), Shown("Lunch?", "", AT, AT)])
def test_the_only_one_of_its_subject_on_file_may_still_be_another_one(world: World, shown: Shown) -> None:
    """The one on screen may lie in a folder that nobody reads."""
    world.deliver(1)
    world.deliver(2, " ")
    world.answers = [Answer("home")]
    with pytest.raises(UnknownError, match="does not show its sender and time"):
        world.track(shown, "conv:0123456789abcdef0123456789abcdef")
    assert world.store.marks() == ()


def test_what_lies_at_a_place_of_the_same_name_on_another_server_is_not_taken(world: World) -> None:
    """Two servers may know an account by the same name, and count their mails alike."""
    world.deliver(1)
    world.deliver(4, " ")
    for key in ("imap:home/INBOX/7/1", "imap:home/INBOX/7/2"):  # on file, and read when asked for
        with pytest.raises(UnknownError, match="No message with this subject"):
            world.track(Shown("Dinner?", "sam@friends.example", AT, AT), key)
    assert world.store.marks() == ()
    world.track(Shown("Lunch? (fwd)", KIM, AT, AT), "imap:home/INBOX/7/1")  # the page writes it in another way
    world.track(Shown("(no subject)"), "imap:home/INBOX/7/4")
    assert [str(mark.anchor)[:9] for mark in world.store.marks()] == ["<letter-1", "<letter-4"]


def test_in_an_account_that_is_not_watched_a_name_of_its_own_counts_alone(world: World) -> None:
    world.deliver(1)
    elsewhere = minute(account="ana@elsewhere.example")
    with pytest.raises(UnknownError, match=r"mail of ana@elsewhere\.example, which is none of your accounts"):
        world.track(elsewhere)
    assert [question.judge for question in world.asked] == [None]
    world.track(elsewhere, "imap:home/INBOX/7/2")
    assert {mark.anchor for mark in world.store.marks()} == {"<letter-2@company.example>"}


def test_the_messages_of_one_conversation_are_one(world: World) -> None:
    """A page may name the conversation alone, and more than one of its messages may be on file."""
    index = b"Thread-Index: AdIcfpsCKioqKioqKioqKioqKioqKio=\r\n"
    for uid in (1, 2):
        raw = RawMessage(index + letter(uid, "Lunch?", when=AT), FolderRole.INBOX, "home", "INBOX", 7, uid, asked=True)
        world.reader.take([raw], "home", "INBOX", MailboxState(7, uid + 1))
    world.board.refresh()
    (key,) = {k for r in world.store.records() for k in match_keys(r) if k.startswith("conv:")}
    world.board.mark(MarkRequest(MarkType.TRACK, NOW, match=(key,)), NOW)
    assert len(world.processes()) == 1


def test_only_so_many_are_looked_for_at_a_time() -> None:
    """Each waits for mail servers; the feed and the dashboard need threads, too."""
    inside: list[str] = []

    def ask(_question: Question, _accounts: Collection[str]) -> Sequence[Answer]:
        with pytest.raises(NotOneError) as refused:  # as another thread would, while this one waits
            seeker.seek((), minute())
        inside.append(str(refused.value))
        return []

    seeker = Seeker((Account("home", "imap.example", 993, "ana", ("ana",)),), ask, list)
    for _ in range(2):  # who is done makes room
        inside.clear()
        with pytest.raises(NotOneError, match="No message with this subject"):
            seeker.seek((), minute())
        assert [said.partition(" ")[0] for said in inside] == ["Afterview", *["No"] * (AT_ONCE - 1)]
        assert inside[0].startswith("Afterview is looking for other messages just now.")


class Slow:
    """An account that answers when it likes."""

    def __init__(self, name: str, answer: Answer | None) -> None:
        self.account = Account(name, "imap.example", 993, name, (name,))
        self.answer = answer
        self.asked: list[Question] = []

    def ask(self, question: Question, answered: Any) -> None:
        self.asked.append(question)
        if self.answer:
            answered(self.answer)


def test_an_account_that_is_late_is_answered_for_and_need_not_look_any_more() -> None:
    quick, slow = Slow("quick", Answer("quick")), Slow("slow", None)
    answers = ask_all([quick, slow], Question(("mid:<a@b.example>",)), 0.05)
    assert answers == [Answer("quick"), Answer("slow", fault="Its mail is still being read.")]
    assert not slow.asked[0].wanted()


def test_the_first_account_that_knows_a_message_by_name_is_enough() -> None:
    quick, slow = Slow("quick", Answer("quick", "imap:quick/INBOX/1/1")), Slow("slow", None)
    answers = ask_all([quick, slow], Question(("mid:<a@b.example>",)), 20)
    assert answers[0].key == "imap:quick/INBOX/1/1"
