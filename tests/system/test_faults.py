"""What servers really do wrong (measured), played by a scripted server: nothing is lost, nothing hangs, all is said."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from server.config import Account, PasswordSource
from server.mailbox import errors
from server.mailbox.check import test_account as try_account
from server.mailbox.session import Session
from server.mailbox.signin import SignIn
from server.mailbox.sync import AccountSync, sync_once
from server.mailbox.types import SyncState
from server.mailbox.watch import Timing, Watcher
from server.mailbox.wire import Timeouts
from tests.support.fault_server import FaultServer, Talk, asked, row
from tests.support.letters import letter
from tests.support.sink import Sink

FAST = Timeouts(connect=2.0, read=0.6)
THREE = {uid: letter(uid) for uid in (1, 2, 3)}
ALL = [f"<letter-{uid}@company.example>" for uid in THREE]


def account_of(server: FaultServer, tmp_path: Path, **changes: object) -> Account:
    secret = tmp_path / "password"
    secret.touch(0o600)
    secret.write_text("secret")
    values: dict[str, object] = {
        "id": "ana",
        "host": "127.0.0.1",
        "port": server.port,
        "user": "ana",
        "addresses": ("ana@example.test",),
        "tls": False,
        "password_source": PasswordSource.FILE,
        "password_value": str(secret),
    }
    return Account(**(values | changes))


def read(server: FaultServer, tmp_path: Path, sink: Sink | None = None) -> Sink:
    sink = sink or Sink()
    account = account_of(server, tmp_path)
    sync_once(account, sink, sign_in=SignIn(account, timeouts=FAST))
    return sink


def once(verb: str, answer: Callable[[Talk], None]) -> Callable[[Talk], bool | None]:
    """Answer the first command of this kind so, and behave ever after."""
    done = []

    def script(talk: Talk) -> bool | None:
        if talk.command.startswith(verb) and not done:
            done.append(True)
            answer(talk)
            return True
        return None

    return script


def header_fetch(talk: Talk) -> bool:
    return talk.command.startswith("UID FETCH") and "HEADER" in talk.command


# -- answers to FETCH and SEARCH


def test_the_scripted_server_behaves_where_nothing_is_scripted(tmp_path: Path) -> None:
    with FaultServer(dict(THREE)) as server:
        assert read(server, tmp_path).ids() == ALL


def test_a_fetch_line_without_uid_is_asked_for_again(tmp_path: Path) -> None:
    def answer(talk: Talk) -> None:
        talk.raw(row(1, THREE[1], talk.command, with_uid=False))
        talk.raw(row(2, THREE[2], talk.command) + row(3, THREE[3], talk.command))
        talk.send("TAG OK done")

    with FaultServer(dict(THREE), once("UID FETCH", answer)) as server:
        assert read(server, tmp_path).ids() == ALL


def test_flags_told_in_passing_are_no_message(tmp_path: Path) -> None:
    def answer(talk: Talk) -> None:
        talk.send("* 3 FETCH (FLAGS (\\Seen))", "* 2 FETCH (UID 9 FLAGS (\\Seen))", "* NO [ALERT] quota")
        for uid in asked(talk.command):
            talk.raw(row(uid, THREE[uid], talk.command))
        talk.send("* 1 FETCH (UID 1 FLAGS (\\Seen))", "TAG OK done")

    with FaultServer(dict(THREE), once("UID FETCH", answer)) as server:
        sink = read(server, tmp_path)
        assert sink.ids() == ALL
        assert sorted(row.uid for row in sink.rows) == [1, 2, 3]


def test_a_text_longer_than_announced_costs_that_message_alone(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("UID FETCH") and 2 in asked(talk.command):
            for uid in asked(talk.command):
                good = row(uid, THREE[uid], talk.command)
                talk.raw(good if uid != 2 else b"* 2 FETCH (UID 2 BODY[] {3}\r\nhello world)\r\n")
            talk.send("TAG OK done")
            return True
        return None

    with FaultServer(dict(THREE), script) as server:
        account = account_of(server, tmp_path)
        sink = Sink()
        result = sync_once(account, sink, sign_in=SignIn(account, timeouts=FAST))
        assert sink.ids() == [ALL[0], ALL[2]]
        assert result.skipped == 1
        assert any("1 messages could not be read" in note for note in result.notes)
        assert server.connections < 10
        assert sink.states[("ana", "INBOX")].unread_below == 1


def test_a_text_that_never_ends_is_a_time_out_and_the_connection_is_discarded(tmp_path: Path) -> None:
    def answer(talk: Talk) -> None:
        talk.raw(b"* 1 FETCH (UID 1 BODY[] {300}\r\nhello")

    with FaultServer(dict(THREE), once("UID FETCH", answer)) as server:
        assert read(server, tmp_path).ids() == ALL
        assert server.connections == 2


def test_after_a_time_out_the_session_is_dead(tmp_path: Path) -> None:
    with FaultServer(dict(THREE), lambda talk: talk.command.startswith("NOOP") or None) as server:
        session = Session(account_of(server, tmp_path), "secret", timeouts=FAST)
        with pytest.raises(errors.TimedOut):
            session.noop()
        with pytest.raises(errors.ConnectionLost):
            session.list_folders()


def test_expunged_in_mid_fetch_keeps_the_good_rows(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if header_fetch(talk) and 2 in asked(talk.command):
            for uid in asked(talk.command):
                if uid != 2:
                    talk.raw(row(uid, THREE[uid], talk.command))
            talk.send("TAG NO [EXPUNGEISSUED] Some messages were expunged")
            return True
        return None

    with FaultServer(dict(THREE), script) as server:
        assert read(server, tmp_path).ids() == [ALL[0], ALL[2]]


def test_expunged_without_a_word_is_no_error(tmp_path: Path) -> None:
    def answer(talk: Talk) -> None:
        talk.send("TAG OK done")

    with FaultServer(dict(THREE), once("UID FETCH", answer)) as server:
        sink = read(server, tmp_path)
        assert sink.ids() == []
        assert sink.states[("ana", "INBOX")].unread_below == 1


def test_a_search_answered_in_two_lines_is_read_whole(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("UID SEARCH"):
            talk.send("* SEARCH 1 2", "* SEARCH 3", "TAG OK done")
            return True
        return None

    with FaultServer(dict(THREE), script) as server:
        assert read(server, tmp_path).ids() == ALL


def test_a_search_without_an_answer_line_finds_nothing(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("UID SEARCH"):
            talk.send("TAG OK done")
            return True
        return None

    with FaultServer(dict(THREE), script) as server:
        assert read(server, tmp_path).ids() == []


def test_a_server_that_ignores_partial_fetch_costs_no_memory(tmp_path: Path) -> None:
    big = letter(1, body="word " * 60_000)

    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("UID FETCH") and "BODY.PEEK[]<" in talk.command:
            talk.raw(b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n" % (len(big), big))
            talk.send("TAG OK done")
            return True
        return None

    with FaultServer({1: big}, script) as server:
        sink = read(server, tmp_path)
        (message,) = sink.messages.values()
        assert (len(message.source), message.truncated) == (65_536, True)


def test_an_empty_body_and_one_that_is_nil_are_passed_over(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("UID FETCH") and "BODY.PEEK[]<" in talk.command:
            talk.send("* 1 FETCH (UID 1 BODY[]<0> NIL)", '* 2 FETCH (UID 2 BODY[]<0> "")')
            talk.raw(row(3, THREE[3], talk.command))
            talk.send("TAG OK done")
            return True
        return None

    with FaultServer(dict(THREE), script) as server:
        assert read(server, tmp_path).ids() == [ALL[2]]


def test_uid_behind_the_text_and_a_garbled_date_are_understood(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("UID FETCH"):
            what = b"[HEADER.FIELDS (FROM)]" if header_fetch(talk) else b"[]<0>"
            talk.raw(b'* 1 FETCH (INTERNALDATE "00-Foo-0000 99:99:99 +9999" BODY%s {9}\r\n' % what)
            talk.raw(b"From: a\r\n UID 1)\r\n")
            talk.send("TAG OK done")
            return True
        return None

    with FaultServer({1: letter(1)}, script) as server:
        sink = read(server, tmp_path)
        assert [(row.uid, row.header) for row in sink.rows] == [(1, b"From: a\r\n")]
        assert [(m.uid, m.source, m.internal_date) for m in sink.messages.values()] == [(1, b"From: a\r\n", None)]


def test_a_line_without_end_is_a_fault_not_a_full_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.mailbox.wire.MAX_LINE", 100_000)

    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("LIST"):
            for _ in range(50):
                talk.raw(b"x" * 10_000)
            return True
        return None

    with FaultServer(dict(THREE), script) as server, pytest.raises(errors.ProtocolFault):
        read(server, tmp_path)


# -- several commands under way


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> dict[int, bytes]:
    """A mailbox that is read in batches of two, three of them at a time."""
    monkeypatch.setattr("server.mailbox.plan.HEADER_BATCH", 2)
    monkeypatch.setattr("server.mailbox.plan.FIRST_BATCH", 2)
    return {uid: letter(uid) for uid in range(1, 10)}


def test_the_next_headers_are_asked_for_before_the_first_are_judged(
    tmp_path: Path, small_batches: dict[int, bytes]
) -> None:
    held: list[Talk] = []

    def script(talk: Talk) -> bool | None:
        if header_fetch(talk) and len(held) < 3:
            held.append(talk)
            if len(held) == 3:  # nobody is answered before all three have asked
                for early in held:
                    answer_all(early, small_batches)
            return True
        return None

    with FaultServer(small_batches, script) as server:
        assert len(read(server, tmp_path).ids()) == 9
        assert server.connections == 1


def answer_all(talk: Talk, messages: dict[int, bytes]) -> None:
    for uid in asked(talk.command):
        talk.raw(row(uid, messages[uid], talk.command))
    talk.send("TAG OK done")


def test_rows_of_several_commands_may_come_mixed_and_ended_in_any_order(
    tmp_path: Path, small_batches: dict[int, bytes]
) -> None:
    held: list[Talk] = []

    def script(talk: Talk) -> bool | None:
        if header_fetch(talk) and len(held) < 3:
            held.append(talk)
            if len(held) == 3:
                pairs = [(uid, early) for early in held for uid in asked(early.command)]
                for uid, early in sorted(pairs, key=lambda pair: pair[0] % 2):
                    talk.raw(row(uid, small_batches[uid], early.command))
                for early in reversed(held):
                    early.send("TAG OK done")
            return True
        return None

    with FaultServer(small_batches, script) as server:
        sink = read(server, tmp_path)
        assert len(sink.ids()) == 9
        assert [key[2] for key in sink.messages] == [9, 8, 7, 6, 5, 4, 3, 2, 1]  # kept newest first all the same
        assert server.connections == 1


def test_one_message_that_breaks_the_connection_costs_none_that_was_asked_for_beside_it(
    tmp_path: Path, small_batches: dict[int, bytes]
) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("UID FETCH") and 6 in asked(talk.command):
            talk.raw(b"* 6 FETCH (UID 6 BODY[] {3}\r\nhello world)\r\n")
            talk.send("TAG OK done")
            return True
        return None

    with FaultServer(small_batches, script) as server:
        account = account_of(server, tmp_path)
        sink = Sink()
        result = sync_once(account, sink, sign_in=SignIn(account, timeouts=FAST))
        assert sorted(key[2] for key in sink.messages) == [1, 2, 3, 4, 5, 7, 8, 9]
        assert result.skipped == 1
        assert sink.states[("ana", "INBOX")].unread_below == 1


def test_a_store_that_fails_in_the_middle_leaves_no_answer_to_be_taken_for_another(
    tmp_path: Path, small_batches: dict[int, bytes]
) -> None:
    class Full(Sink):
        def take(self, *args: object) -> None:
            raise OSError("disk full")

    with FaultServer(small_batches) as server:
        account = account_of(server, tmp_path)
        with SignIn(account, timeouts=FAST).open() as session:
            work = AccountSync(account, Full())
            with pytest.raises(OSError, match="disk full"):
                work.run(session)
            with pytest.raises(errors.ConnectionLost):
                session.noop()


# -- folders


def test_names_in_broken_utf7_and_in_8_bit_do_not_hide_the_others(tmp_path: Path) -> None:
    folders = (
        '(\\HasNoChildren) "/" INBOX',
        '() "/" "R&D"',
        '() "/" "a&-b"',
        '() "/" "Éléments envoyés"',
        "() NIL",
        '(\\Noselect) "/" "[Gmail]"',
    )
    with FaultServer(dict(THREE), folders=folders) as server:
        sink = read(server, tmp_path)
        assert sink.ids() == ALL
        assert ("ana", "Éléments envoyés") in sink.states


def test_a_folder_that_cannot_be_opened_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.command.startswith('EXAMINE "SENT"'):
            talk.send("TAG NO [NOPERM] not yours")
            return True
        return None

    with FaultServer(dict(THREE), script) as server:
        sink = read(server, tmp_path)
        assert sink.ids() == ALL
        assert any("'Sent' could not be opened" in note for note in sink.shown[-1].notes)


# -- signing in: one attempt, and the right word for each refusal

REFUSALS = [
    ("[AUTHENTICATIONFAILED] bad", errors.WrongPassword, "refused the sign-in"),
    ("LOGIN failed.", errors.WrongPassword, "refused the sign-in"),
    ("[ALERT] Too many simultaneous connections. (Failure)", errors.TooManyConnections, "password is not the problem"),
    ("[UNAVAILABLE] Maximum number of connections exceeded", errors.TooManyConnections, "no further connection"),
    ("[UNAVAILABLE] Temporary authentication failure.", errors.Throttled, "left alone"),
    ("[THROTTLED] slow down", errors.Throttled, "left alone"),
    ("User is authenticated but not connected.", errors.NotConnected, "authenticated but not connected"),
]


@pytest.mark.parametrize(("said", "kind", "words"), REFUSALS)
def test_a_refused_sign_in_is_named_for_what_it_is(
    tmp_path: Path, said: str, kind: type[errors.MailboxError], words: str
) -> None:
    with FaultServer(script=once("LOGIN", lambda talk: talk.send(f"TAG NO {said}"))) as server:
        report = try_account(account_of(server, tmp_path), timeouts=FAST)
        assert type(report.error) is kind
        assert words in str(report.error)
        assert len(server.said("LOGIN")) == 1
        assert not server.said("AUTHENTICATE")


def test_a_refused_password_is_not_sent_again_by_the_watcher(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("LOGIN"):
            talk.send("TAG NO [AUTHENTICATIONFAILED] no")
            return True
        return None

    with FaultServer(script=script) as server:
        sink = Sink()
        watcher = Watcher(account_of(server, tmp_path), sink, timing=Timing(first=0.01, longest=0.02, slice_=0.05))
        watcher.start()
        with sink.arrived:
            assert sink.arrived.wait_for(lambda: bool(sink.shown) and sink.shown[-1].state is SyncState.REFUSED, 5)
        for _ in range(5):
            watcher.poke()
            time.sleep(0.05)
        assert len(server.said("LOGIN")) == 1
        watcher.retry()  # the user asks
        time.sleep(0.3)
        assert len(server.said("LOGIN")) == 2
        assert watcher.stop()


def test_unsafe_login_is_named_and_id_goes_out_before_the_first_examine(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("EXAMINE"):
            talk.send("TAG NO EXAMINE Unsafe Login. Please contact kefu@188.example")
            return True
        return None

    with FaultServer(script=script) as server:
        report = try_account(account_of(server, tmp_path), timeouts=FAST)
        assert isinstance(report.error, errors.UnsafeClient)
        order = [command.split(" ")[0] for _, command in server.commands]
        assert order.index("ID") < order.index("EXAMINE")


def test_authenticated_but_not_connected_at_examine(tmp_path: Path) -> None:
    script = once("EXAMINE", lambda talk: talk.send("TAG BAD User is authenticated but not connected."))
    with FaultServer(script=script) as server:
        report = try_account(account_of(server, tmp_path), timeouts=FAST)
        assert isinstance(report.error, errors.NotConnected)


def test_a_password_with_special_characters_arrives_as_it_is(tmp_path: Path) -> None:
    with FaultServer() as server:
        report = try_account(account_of(server, tmp_path, user='a "b" c'), secret='p"w\\ x', timeouts=FAST)
        assert report.ok
        assert server.said("LOGIN") == ['LOGIN "a \\"b\\" c" "p\\"w\\\\ x"']


def test_a_password_beyond_ascii_goes_by_authenticate(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("AUTHENTICATE PLAIN"):
            talk.send("+ ")
            return True
        if talk.tag == "AGFuYQBww6Rzcw==":
            talk.send("V OK")
        return None

    capabilities = "IMAP4rev1 AUTH=PLAIN"
    with FaultServer(
        script=script, capabilities=capabilities, greeting=f"* OK [CAPABILITY {capabilities}] hi"
    ) as server:
        try_account(account_of(server, tmp_path), secret="päss", timeouts=FAST)
        assert any(command == "AGFuYQBww6Rzcw==" for _, command in server.commands)


@pytest.mark.parametrize("secret", ["a\r\nV1 DELETE INBOX", "a\x00b"])
def test_control_characters_are_not_sent(tmp_path: Path, secret: str) -> None:
    with FaultServer() as server:
        report = try_account(account_of(server, tmp_path), secret=secret, timeouts=FAST)
        assert isinstance(report.error, errors.UnsafeText)
        assert not server.said("LOGIN")


# -- IDLE


def watched(server: FaultServer, tmp_path: Path, seconds: float = 0.8, **timing: float) -> tuple[Sink, int]:
    """Watch for a while; returns the sink and how many commands were sent in that time."""
    sink = Sink()
    account = account_of(server, tmp_path)
    base = {"first": 0.05, "longest": 0.2, "slice_": 0.1, "probe": 0.3, "sent": 30.0, "others": 30.0}
    watcher = Watcher(account, sink, sign_in=SignIn(account, timeouts=FAST), timing=Timing(**(base | timing)))
    watcher.start()
    with sink.arrived:
        assert sink.arrived.wait_for(lambda: bool(sink.shown) and sink.shown[-1].state is SyncState.WATCHING, 5)
    before = len(server.commands)
    time.sleep(seconds)
    assert watcher.stop()
    return sink, len(server.commands) - before


@pytest.mark.parametrize("bye", [True, False])
def test_a_server_that_closes_during_idle_is_no_busy_loop(tmp_path: Path, bye: bool) -> None:
    def answer(talk: Talk) -> None:
        talk.send("+ idling", *(["* BYE time is up"] if bye else []))
        talk.hang_up()

    with FaultServer(dict(THREE), once("IDLE", answer)) as server:
        sink, sent = watched(server, tmp_path)
        assert server.connections == 2
        assert sent < 30
        assert any(shown.state is SyncState.OFFLINE for shown in sink.shown)


def test_an_idle_line_in_two_packets_is_one_line(tmp_path: Path) -> None:
    def answer(talk: Talk) -> None:
        talk.send("+ idling")
        talk.raw(b"* OK Sti")
        time.sleep(0.15)
        talk.raw(b"ll here\r\n* 4 EXI")
        server.messages[4] = letter(4)
        time.sleep(0.15)
        talk.raw(b"STS\r\n")
        server._idle[talk.number] = talk.tag

    with FaultServer(dict(THREE), once("IDLE", answer)) as server:
        sink, _ = watched(server, tmp_path)
        assert sink.ids() == [*ALL, "<letter-4@company.example>"]
        assert server.connections == 1


def test_a_connection_that_went_silent_is_found_by_the_probe(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.number == 1 and talk.command.startswith("IDLE"):
            talk.send("+ idling")
            return True
        return (talk.number == 1 and talk.tag == "DONE") or None  # no answer ever again

    with FaultServer(dict(THREE), script) as server:
        watched(server, tmp_path, seconds=1.5, idle=0.3)
        assert server.connections >= 2


def test_news_told_in_the_answer_to_another_command_is_not_lost(tmp_path: Path) -> None:
    def answer(talk: Talk) -> None:
        server.messages[4] = letter(4)
        talk.send("* 4 EXISTS", "+ idling")
        server._idle[talk.number] = talk.tag

    with FaultServer(dict(THREE), once("IDLE", answer)) as server:
        sink, _ = watched(server, tmp_path)
        assert len(sink.ids()) == 4


def test_without_idle_the_inbox_is_polled(tmp_path: Path) -> None:
    bare = "IMAP4rev1"
    with FaultServer(dict(THREE), capabilities=bare, greeting=f"* OK [CAPABILITY {bare}] hi") as server:
        sink = Sink()
        watcher = Watcher(account_of(server, tmp_path), sink, timing=Timing(poll=0.1, slice_=0.1))
        watcher.start()
        with sink.arrived:
            assert sink.arrived.wait_for(lambda: len(sink.ids()) == 3, 5)
            server.messages[4] = letter(4)
            assert sink.arrived.wait_for(lambda: len(sink.ids()) == 4, 5)
        assert watcher.stop()
        assert not server.said("IDLE")


def test_a_server_that_asks_for_patience_is_left_alone(tmp_path: Path) -> None:
    def script(talk: Talk) -> bool | None:
        if talk.command.startswith("UID FETCH"):
            talk.send("TAG NO [THROTTLED] Request is throttled. Suggested Backoff Time: 90000 milliseconds")
            return True
        return None

    with FaultServer(dict(THREE), script) as server:
        sink = Sink()
        watcher = Watcher(account_of(server, tmp_path), sink, timing=Timing(first=0.01, longest=0.02, slice_=0.05))
        watcher.start()
        with sink.arrived:
            assert sink.arrived.wait_for(lambda: bool(sink.shown) and sink.shown[-1].state is SyncState.OFFLINE, 5)
        time.sleep(0.3)
        assert server.connections == 1
        assert "in 2 minutes" in (sink.shown[-1].error or "")
        assert watcher.stop()
