"""Watching a real Dovecot: new mail at once, the other folders soon, and back again after every break."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.config import Account
from server.mailbox.signin import SignIn
from server.mailbox.types import SyncState
from server.mailbox.watch import Timing, Watcher
from server.mailbox.wire import Timeouts
from tests.support.dovecot import Dovecot
from tests.support.letters import letter
from tests.support.relay import Relay
from tests.support.sink import Sink

pytestmark = pytest.mark.dovecot
QUICK = Timing(sent=0.4, others=0.6, poll=0.2, probe=1.0, first=0.05, longest=0.2, slice_=0.2)


@pytest.fixture
def watch() -> Iterator[Callable[..., Watcher]]:
    started: list[Watcher] = []

    def make(account: Account, sink: Sink, timing: Timing = QUICK) -> Watcher:
        watcher = Watcher(account, sink, sign_in=SignIn(account, timeouts=Timeouts(read=2.0)), timing=timing)
        started.append(watcher)
        watcher.start()
        return watcher

    yield make
    assert all(watcher.stop(5) for watcher in started)


def wait(sink: Sink, condition: Callable[[], bool], seconds: float = 10) -> None:
    with sink.arrived:
        shown = [(str(p.state), p.error) for p in sink.shown[-6:]]
        assert sink.arrived.wait_for(condition, seconds), (shown, sink.ids())


def watching(sink: Sink) -> Callable[[], bool]:
    return lambda: bool(sink.shown) and sink.shown[-1].state is SyncState.WATCHING


def test_new_mail_reaches_the_sink_within_a_second(
    dovecot_server: Dovecot, user: str, account: Account, sink: Sink, watch: Callable[..., Watcher]
) -> None:
    watch(account, sink, Timing())
    wait(sink, watching(sink))
    delays = []
    for number in range(5):
        time.sleep(0.1)
        began = time.perf_counter()
        dovecot_server.deliver(user, letter(number))
        wait(sink, lambda n=number: f"<letter-{n}@company.example>" in sink.ids())
        delays.append(time.perf_counter() - began)
    print(f"delivery to sink: p50 {sorted(delays)[2] * 1000:.0f} ms, longest {max(delays) * 1000:.0f} ms")
    assert sorted(delays)[2] < 1.0  # 0.5 s of it is Dovecot's own timer


def test_mail_in_sent_is_seen_by_polling(
    dovecot_server: Dovecot, user: str, account: Account, sink: Sink, watch: Callable[..., Watcher]
) -> None:
    watch(account, sink)
    wait(sink, watching(sink))
    dovecot_server.deliver(user, letter(1), "Sent")
    wait(sink, lambda: sink.ids("Sent") == ["<letter-1@company.example>"])
    dovecot_server.deliver(user, letter(2))  # and the inbox is still listened to
    wait(sink, lambda: sink.ids() == ["<letter-2@company.example>"])


def test_a_poke_looks_at_every_folder_now(
    dovecot_server: Dovecot, user: str, account: Account, sink: Sink, watch: Callable[..., Watcher]
) -> None:
    watcher = watch(account, sink, Timing())
    wait(sink, watching(sink))
    dovecot_server.deliver(user, letter(1), "Sent")
    watcher.poke()
    wait(sink, lambda: sink.ids("Sent") == ["<letter-1@company.example>"], 2)


def test_stops_within_a_second_from_idle(account: Account, sink: Sink) -> None:
    watcher = Watcher(account, sink)
    watcher.start()
    wait(sink, watching(sink))
    began = time.monotonic()
    assert watcher.stop()
    assert time.monotonic() - began < 1.0


def test_stops_within_a_second_from_a_pause(sink: Sink, make_account: Callable[..., Account]) -> None:
    watcher = Watcher(make_account(port=1), sink, timing=Timing(first=300))
    watcher.start()
    wait(sink, lambda: bool(sink.shown) and sink.shown[-1].state is SyncState.OFFLINE)
    began = time.monotonic()
    assert watcher.stop()
    assert time.monotonic() - began < 1.0


def test_comes_back_after_the_connection_breaks_and_after_it_goes_silent(
    dovecot_server: Dovecot, user: str, sink: Sink, make_account: Callable[..., Account], watch: Callable[..., Watcher]
) -> None:
    with Relay(dovecot_server.host, dovecot_server.plain_port) as relay:
        watch(make_account(host="127.0.0.1", port=relay.port, tls=False), sink, QUICK)
        wait(sink, watching(sink))
        relay.cut()
        dovecot_server.deliver(user, letter(1))
        wait(sink, lambda: len(sink.ids()) == 1)
        wait(sink, watching(sink))
        relay.freeze()  # as a router that forgot the connection: no data, no end
        dovecot_server.deliver(user, letter(2))
        wait(sink, lambda: len(sink.ids()) == 2)
    assert relay.connections >= 3


def test_an_expunge_is_noticed(
    dovecot_server: Dovecot, user: str, account: Account, sink: Sink, watch: Callable[..., Watcher]
) -> None:
    uid = dovecot_server.deliver(user, letter(1))
    watch(account, sink)
    wait(sink, lambda: len(sink.ids()) == 1)
    wait(sink, watching(sink))
    with dovecot_server.client(user) as client:
        client.select_folder("INBOX")
        client.delete_messages([uid])
        client.expunge()
    wait(sink, lambda: sink.ids() == [])


def test_a_wrong_password_is_tried_once_and_a_new_one_is_tried_on_a_poke(
    dovecot_server: Dovecot, tmp_path: Path, sink: Sink, make_account: Callable[..., Account]
) -> None:
    sent: list[str] = []
    account = make_account()
    secret = Path(account.password_value)
    secret.write_text("wrong\n")
    watcher = Watcher(account, sink, sign_in=SignIn(account, log=sent.append), timing=QUICK)
    watcher.start()
    wait(sink, lambda: bool(sink.shown) and sink.shown[-1].state is SyncState.REFUSED)
    for _ in range(5):
        watcher.poke()
        time.sleep(0.1)
    assert sum(line.startswith(("LOGIN", "AUTHENTICATE")) for line in sent) == 1
    assert "refused the sign-in" in (sink.shown[-1].error or "")
    secret.write_text(dovecot_server.password + "\n")
    watcher.poke()
    wait(sink, watching(sink))
    assert watcher.stop()


def test_a_store_that_fails_for_a_while_stops_nothing(
    dovecot_server: Dovecot, user: str, account: Account, sink: Sink, watch: Callable[..., Watcher]
) -> None:
    dovecot_server.deliver(user, letter(1))
    real = sink.take
    failures = iter([OSError(28, "No space left on device")])

    def take(*args: object) -> None:
        for failure in failures:
            raise failure
        real(*args)

    sink.take = take
    watcher = watch(account, sink)
    wait(sink, lambda: any("No space left" in (p.error or "") for p in sink.shown))
    watcher.poke()
    wait(sink, lambda: len(sink.ids()) == 1)
