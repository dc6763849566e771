"""*Track this* on a message that the page names by nothing but its looks: found in a real Dovecot that is only read."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.config import Account, Config, PasswordSource
from server.hiring.vocabulary import MarkType
from server.lookup import Shown, question
from server.mailbox.allowed import check
from server.mailbox.errors import ProtocolFault
from server.mailbox.lookup import Answer, look_up
from server.mailbox.signin import SignIn
from server.mailbox.sync import AccountSync
from server.mailbox.types import Want, place_key
from server.serve import Running, running
from server.web.ports import MarkRequest, UnknownError
from tests.support.dovecot import Dovecot, dovecot_account, free_port
from tests.support.fault_server import FaultServer, Script, Talk
from tests.support.letters import letter
from tests.support.relay import Relay
from tests.support.sink import Sink

pytestmark = pytest.mark.beside

AT = datetime(2026, 6, 1, 12, 1, tzinfo=UTC)
KIM, SAM = "kim@company.example", "Sam Okafor <sam@friends.example>"
SUBJECTS = [
    "Lunch on Friday?",
    "Grüße aus Köln: Straße 7",
    "面接のご案内（株式会社サンプル）",
    "Встреча в пятницу",
    'He said "hi" \\ and {5} more',
    'x" UID STORE 1:* +FLAGS (\\Deleted) {3}',
    "word " * 1500 + "end",
    "w" * 10_000,
]


def shown(subject: str, sender: str = KIM, at: datetime = AT, **more: Any) -> Shown:
    """A message as a page shows it to the minute; of a long subject as much as the extension sends."""
    minute = at.replace(second=0, microsecond=0)
    return Shown(" ".join(subject.split())[:1000], sender, minute, minute + timedelta(seconds=59), **more)


Serve = Callable[..., contextlib.AbstractContextManager[Running]]


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """Afterview in this process on these accounts, once their mail is read."""

    @contextlib.contextmanager
    def start(*accounts: Account, reached: int | None = None) -> Iterator[Running]:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True, mode=0o700)
        with running(Config(home, home, "Europe/Berlin", free_port(), accounts)) as made:
            wait_until(lambda: states(made).count("watching") == (len(accounts) if reached is None else reached))
            yield made

    return start


def states(made: Running) -> list[str]:
    return [str(item["state"]) for item in made.board.sync()]


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def processes(made: Running) -> list[dict[str, Any]]:
    return list(json.loads(made.board.feed(datetime.now(UTC)).body)["processes"])


def anchors(made: Running) -> list[str]:
    """The messages that were tracked, in this order."""
    return [str(mark.anchor) for mark in sorted(made.store.marks(), key=lambda mark: mark.at)]


def track(made: Running, looks: Shown, *keys: str) -> Any:
    now = datetime.now(UTC)
    return made.board.mark(MarkRequest(MarkType.TRACK, now, {"company": "Sample"}, match=keys, shown=looks), now)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda text: repr(text[:12]))
def test_a_message_of_any_subject_is_found_by_its_looks(
    dovecot_server: Dovecot,
    user: str,
    account: Account,
    serve: Serve,
    subject: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    dovecot_server.deliver(user, letter(1, "Something else", sender="Lou <lou@friends.example>"))
    dovecot_server.deliver(user, letter(2, subject, when=AT))
    dovecot_server.deliver(user, letter(3, subject, sender=SAM, when=AT))
    before = dovecot_server.snapshot(user)
    with Relay(dovecot_server.host, dovecot_server.plain_port) as relay:
        with serve(replace(account, host="127.0.0.1", port=relay.port, tls=False)) as made:
            assert processes(made) == []
            marked = track(made, shown(subject))
            (process,) = processes(made)
            assert process["message_ids"] == ["<letter-2@company.example>"]
            assert (process["id"], marked.notes) == (marked.process, ())
            made.board.undo(marked.mark, datetime.now(UTC))
            assert processes(made) == []
        sent = [bytes(data) for data in relay.sent]
    assert dovecot_server.snapshot(user) == before
    assert subject[:12] not in caplog.text
    assert KIM not in caplog.text
    commands = [command for data in sent for command in whole_commands(data)]
    assert any(b"SUBJECT {" in command for command in commands)
    for command in commands:
        check(command)


def whole_commands(sent: bytes) -> list[bytes]:
    """The commands of a connection without their tags, each with its literals, as a server cuts what it gets."""
    found: list[bytes] = []
    rest = sent
    while rest:
        line, _, rest = rest.partition(b"\r\n")
        command = line
        while command.endswith(b"}") and (size := command.rpartition(b"{")[2][:-1]).isdigit():
            text, (line, _, rest) = rest[: int(size)], rest[int(size) :].partition(b"\r\n")
            command += b"\r\n" + text + line
        if line != b"DONE":
            found.append(command.partition(b" ")[2])
    return found


@pytest.mark.parametrize("folder", ["Archive", "Archive/2026 old", "Junk", "Sent"])
def test_a_message_is_found_wherever_it_is_watched_and_stays_tracked(
    dovecot_server: Dovecot, user: str, account: Account, serve: Serve, folder: str
) -> None:
    with dovecot_server.client(user) as client:
        for name in ("Archive", "Archive/2026 old"):
            client.create_folder(name)
    dovecot_server.deliver(user, letter(2, "Lunch on Friday?", when=AT), folder)
    with serve(account) as made:
        track(made, shown("Re: Lunch on  Friday?", "kim lee"))
        (process,) = processes(made)
        made.store.rebuild()
        made.board.sync_now()
        wait_until(lambda: made.store.stale_keys() == set())
        wait_until(lambda: [entry["id"] for entry in processes(made)] == [process["id"]])
        record = made.store.record("<letter-2@company.example>")
        assert record is not None
        place = record.locations[0]
        # The key of that place leads there as well: its name holds a slash and a space.
        with SignIn(account).open() as session:
            sink = Sink(Want.NOTHING)
            work = AccountSync(account, sink)
            work.run(session)
            key = place_key(place.account, folder, place.uidvalidity, place.uid)
            assert work.fetch(session, [key]) == key
            assert [message.mailbox for message in sink.messages.values()] == [folder]


def test_what_lies_in_the_trash_is_not_found_and_the_user_is_told_what_to_do(
    dovecot_server: Dovecot, user: str, account: Account, serve: Serve
) -> None:
    dovecot_server.deliver(user, letter(2, "Lunch on Friday?", when=AT), "Trash")
    with serve(account) as made:
        with pytest.raises(UnknownError, match="Is it deleted, or in another folder"):
            track(made, shown("Lunch on Friday?"))
        assert processes(made) == []
        assert made.store.known_keys() == set()


def test_a_namesake_of_what_lies_where_nobody_reads_is_not_taken_for_it(
    dovecot_server: Dovecot, user: str, account: Account, serve: Serve
) -> None:
    """Systems that write to many write the same subject from the same address again and again."""
    for number, folder in ((2, "INBOX"), (3, "Trash")):
        source = letter(number, "Your code", when=AT + timedelta(days=number))
        dovecot_server.deliver(user, source, folder)
    with serve(account) as made:
        with pytest.raises(UnknownError, match="does not show its sender and time"):
            track(made, Shown("Your code", KIM), "email-id:M0123456789")
        with pytest.raises(UnknownError, match="Is it deleted, or in another folder"):
            track(made, shown("Your code", at=AT + timedelta(days=3)))
        assert (processes(made), made.store.known_keys()) == ([], set())
        track(made, shown("Your code", at=AT + timedelta(days=2)))
        assert anchors(made) == ["<letter-2@company.example>"]


def test_of_several_that_look_alike_none_is_taken(
    dovecot_server: Dovecot, user: str, account: Account, serve: Serve
) -> None:
    for number in (1, 2, 3):
        dovecot_server.deliver(user, letter(number, "Your code", when=AT + timedelta(hours=number)))
    dovecot_server.deliver(user, letter(1, "Your code", when=AT + timedelta(hours=1)), "Sent")  # the same once more
    day = Shown("Your code", KIM, AT.replace(hour=0), AT.replace(hour=23))
    with serve(account) as made:
        with pytest.raises(UnknownError, match="Three messages carry this subject from that sender on that day"):
            track(made, day)
        assert made.store.known_keys() == set(), "nothing is read that is not tracked"
        track(made, shown("Your code", at=AT + timedelta(hours=1)))
        assert anchors(made) == ["<letter-1@company.example>"]
        with pytest.raises(UnknownError, match="Three messages"):  # one of them on file now
            track(made, day)
        track(made, shown("Your code", at=AT + timedelta(hours=2)))
        assert anchors(made) == ["<letter-1@company.example>", "<letter-2@company.example>"]


def test_all_accounts_are_looked_into_and_one_that_cannot_be_is_named(
    dovecot_server: Dovecot, user: str, account: Account, tmp_path: Path, serve: Serve
) -> None:
    (tmp_path / "more").mkdir()
    work = dovecot_account(dovecot_server, f"{user}-work", tmp_path / "more")
    away = replace(work, id="away", user="away", addresses=("away@example.test",), port=free_port())
    dovecot_server.deliver(work.user, letter(2, "Lunch on Friday?", when=AT))
    dovecot_server.deliver(user, letter(3, "Dinner?", when=AT))
    with serve(account, work, away, reached=2) as made:
        wait_until(lambda: "offline" in states(made))
        with pytest.raises(UnknownError, match=r"away could not be looked through\..*refused the connection"):
            track(made, shown("Breakfast?"))
        marked = track(made, shown("Lunch on Friday?"))
        assert marked.notes[0].startswith("away could not be looked through.")
        assert [process["account_ids"] for process in processes(made)] == [[work.id]]
        # Where the page says whose mail it shows, nowhere else.
        with pytest.raises(UnknownError, match="No message with this subject"):
            track(made, shown("Dinner?", account=f"{work.user}@example.test"))
        assert track(made, shown("Dinner?", account=f"{user}@example.test")).notes == ()
        with pytest.raises(UnknownError, match="none of your accounts"):
            track(made, shown("Dinner?", account="somebody@example.net"))


def test_a_server_that_went_away_meanwhile_is_tried_once_more_and_then_named(
    dovecot_server: Dovecot, user: str, account: Account, serve: Serve
) -> None:
    dovecot_server.deliver(user, letter(2, "Lunch on Friday?", when=AT))
    with contextlib.ExitStack() as stack:
        relay = stack.enter_context(Relay(dovecot_server.host, dovecot_server.plain_port))
        made = stack.enter_context(serve(replace(account, host="127.0.0.1", port=relay.port, tls=False)))
        relay.cut()  # as after a suspend: the next connection serves the question
        track(made, shown("Lunch on Friday?"))
        assert len(processes(made)) == 1
        relay.limit = 0
        relay.cut()
        began = time.monotonic()
        with pytest.raises(UnknownError, match=r"could not be looked through\..*Try again later"):
            track(made, shown("Dinner?"))
        assert time.monotonic() - began < 14


def test_a_key_leads_to_a_message_before_its_looks_do(
    dovecot_server: Dovecot, user: str, account: Account, serve: Serve
) -> None:
    for number in (1, 2):
        dovecot_server.deliver(user, letter(number, "Your code", when=AT + timedelta(seconds=number)))
    with serve(account) as made:
        track(made, shown("Your code"), "mid:<letter-1@company.example>")
        # One is on file, and looks like the other to the minute; the key says that it is not.
        track(made, shown("Your code"), "mid:<letter-2@company.example>")
        assert anchors(made) == ["<letter-1@company.example>", "<letter-2@company.example>"]
        with pytest.raises(UnknownError, match="Two messages"):
            track(made, shown("Your code"), "mid:<letter-9@company.example>")


# -- servers that search in another way


def ask_played(tmp_path: Path, script: Script, subject: str, go_on: bytes = b"+ go on\r\n") -> tuple[Answer, list[str]]:
    """What a played server says of a message, and the searches that it got after its first sync."""
    secret = tmp_path / "password"
    secret.touch(0o600)
    secret.write_text("secret")
    messages = {1: letter(1, "Something else", when=AT), 2: letter(2, subject, when=AT)}
    with FaultServer(messages, script, go_on=go_on) as played:
        source = PasswordSource.FILE
        address = ("ana@example.test",)
        account = Account("ana", "127.0.0.1", played.port, "ana", address, False, None, source, str(secret))
        work = AccountSync(account, Sink(Want.NOTHING))
        with SignIn(account).open() as session:
            work.run(session)
            before = len(played.said("UID SEARCH"))
            answer = look_up(work, session, question([], shown(subject)))
            session.noop()
        known = ("CAPABILITY", "LOGIN", "ID ", "LIST", "EXAMINE", "UID SEARCH", "UID FETCH", "NOOP", "LOGOUT")
        assert all(command.startswith(known) for _, command in played.commands), "no literal is a command"
        return answer, played.said("UID SEARCH")[before:]


def test_a_server_without_the_charset_is_asked_without_it(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool:
        if not talk.command.startswith("UID SEARCH CHARSET"):
            return False
        talk.send("TAG NO [BADCHARSET (US-ASCII)] not known here")
        return True

    answer, searches = ask_played(tmp_path, script, "Grüße from Köln")
    assert list(answer.seen) == ["<letter-2@company.example>"]
    assert "CHARSET UTF-8" in searches[0]
    assert "CHARSET" not in searches[1]
    assert "FROM" in searches[1].partition("kim@")[0]


def test_a_server_that_takes_no_literal_is_named_and_hears_nothing_of_it(tmp_path: Path) -> None:
    """It refuses where another would ask for the rest; nothing of that may then go out as a command."""
    answer, searches = ask_played(tmp_path, lambda _: None, "Grüße EXPUNGE", b"TAG BAD no literals here\r\n")
    assert answer.fault is not None
    assert "refused the command SEARCH" in answer.fault
    assert searches == []


def test_a_server_that_never_asks_for_the_rest_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.mailbox.session._MAX_UNTAGGED", 20)
    with pytest.raises(ProtocolFault, match="an answer without end"):
        ask_played(tmp_path, lambda _: None, "Interview", b"* OK one moment\r\n" * 30)


def test_where_the_subject_finds_nothing_sender_and_day_are_searched_for(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool:
        if not talk.command.startswith("UID SEARCH SUBJECT"):
            return False
        talk.send("* SEARCH", "TAG OK done")
        return True

    answer, searches = ask_played(tmp_path, script, "Interview")
    assert list(answer.seen) == ["<letter-2@company.example>"]
    last = searches[-1].replace("\r\n", " ")
    assert last.startswith("UID SEARCH FROM {19} kim@company.example OR (SENTSINCE 31-May-2026 SENTBEFORE 3-Jun-2026)")


def test_a_server_that_refuses_every_search_is_named(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool:
        if not re.match("UID SEARCH (SUBJECT|FROM)", talk.command):
            return False
        talk.send("TAG NO not now")
        return True

    answer, _ = ask_played(tmp_path, script, "Interview")
    assert (answer.key, answer.seen) == (None, {})
    assert answer.fault is not None
    assert "refused the command" in answer.fault


def test_among_too_many_nobody_looks(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool:
        if not talk.command.startswith("UID SEARCH SUBJECT"):
            return False
        talk.send(f"* SEARCH {' '.join(map(str, range(1, 400)))}", "TAG OK done")
        return True

    answer, _ = ask_played(tmp_path, script, "Interview")
    assert (answer.many, answer.seen) == (True, {})
