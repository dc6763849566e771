"""Watching an account for months: one thread, one connection, new mail within a second where the server has IDLE.

What it must survive, as measured: servers that close during IDLE, NAT that forgets a silent connection, suspend and
resume, throttling, a full table of connections, UIDVALIDITY changes, and a store that fails for a while.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import random
import select
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from server.config import Account
from server.mailbox import plan
from server.mailbox.discovery import Folder
from server.mailbox.errors import FolderUnusable, MailboxError, ProtocolFault, TimedOut, WrongPassword
from server.mailbox.folder import Stopped
from server.mailbox.lookup import Answer, Question, look_up
from server.mailbox.session import Session
from server.mailbox.signin import SignIn
from server.mailbox.sync import AccountSync
from server.mailbox.types import FolderRole, MessageSink, Progress, SyncState

_CHANCE = random.Random()  # noqa: S311 -- no secret; of its own, since others may count on the shared one
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. ``idle``: how long one IDLE lasts at most (routers forget silent connections after some minutes).

    ``sent`` and ``others``: how often those mailboxes are asked about. ``poll``: the inbox, without IDLE. ``probe``:
    how long the answer to the end of IDLE may take. ``slice_``: how often the clock is looked at, to notice a suspend.
    ``first`` and ``longest``: the pause after the first fault, and the longest one.
    """

    idle: float = 290.0
    sent: float = 40.0
    others: float = 150.0
    poll: float = 30.0
    probe: float = 15.0
    slice_: float = 10.0
    suspended: float = 30.0
    first: float = 2.0
    longest: float = 600.0


class Watcher:
    """Reads one account into a sink until it is stopped. ``start``, ``poke`` and ``stop`` may be called anywhere."""

    def __init__(
        self, account: Account, sink: MessageSink, *, sign_in: SignIn | None = None, timing: Timing | None = None
    ) -> None:
        self.account = account
        self._sink = sink
        self._sign_in = sign_in or SignIn(account)
        self._timing = timing or Timing()
        self._stopping = threading.Event()
        self._poked = threading.Event()
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_read.setblocking(False)
        self._questions: queue.SimpleQueue[tuple[Question, Callable[[Answer], None]]] = queue.SimpleQueue()
        self._session: Session | None = None
        self._thread = threading.Thread(target=self._run, name=f"mail-{account.id}", daemon=True)
        self._last_sync: datetime | None = None

    # -- from any thread

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def poke(self) -> None:
        """Look at every mailbox now, or try to connect now. A refused password is not tried again by this."""
        self._poked.set()
        self._wake()

    def ask(self, question: Question, answered: Callable[[Answer], None]) -> None:
        """Look for a message; ``answered`` is called from the account's thread, where it cannot be reached at once.

        While the account is offline, a question is a reason to try once more.
        """
        self._questions.put((question, answered))
        self._wake()

    def retry(self) -> None:
        """The user asks: try again now, even with a password that was refused."""
        self._sign_in.forget()
        self.poke()

    def stop(self, seconds: float = 1.0) -> bool:
        """Stop, and wait at most this long for the thread to end; whether it did."""
        self._stopping.set()
        self._wake()
        if (session := self._session) is not None:
            session.close()
        if self._thread.is_alive():
            self._thread.join(seconds)
        ended = not self._thread.is_alive()
        if ended:
            self._wake_read.close()
            self._wake_write.close()
        return ended

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._wake_write.send(b"!")

    # -- the thread

    def _run(self) -> None:
        faults = 0
        work = AccountSync(self.account, self._sink, stop=self._stopping.is_set)
        while not self._stopping.is_set():
            began = self._last_sync
            self._poked.clear()
            try:
                self._show(Progress(self.account.id, SyncState.CONNECTING, last_sync=self._last_sync))
                with self._sign_in.open() as session:
                    self._session = session
                    self._watch(session, work)
            except Stopped:
                return
            except MailboxError as fault:
                again = isinstance(fault, ProtocolFault | TimedOut) and work.broke()
                faults = 0 if self._last_sync != began else faults + 1
                pause = 0.0 if again and faults < 10 else self._pause(faults, fault.pause)
                self._tell(fault, pause)
                if faults:  # else a connection that had worked broke: a question may wait for the next one
                    self._decline(str(fault))
                refused = isinstance(fault, WrongPassword)
                self._rest(pause, forever=refused, words=str(fault) if refused or fault.pause else "")
            except Exception as fault:  # the store may fail for a while (disk full); watching goes on
                if self._stopping.is_set():
                    return
                _log.exception("account %s: reading failed", self.account.id)
                faults += 1
                self._tell(fault, pause := self._pause(faults, 10.0))
                self._decline("Mail could not be kept.")
                self._rest(pause)
            finally:
                self._session = None
                if self._stopping.is_set():
                    self._decline("Afterview is stopping.")

    def _watch(self, session: Session, work: AccountSync) -> None:
        """Bring everything up to date, then wait for news, until something breaks."""
        result = work.run(session)
        inbox = next(folder for folder in result.discovery.folders if folder.role is FolderRole.INBOX)
        others = [folder for folder in result.discovery.folders if folder is not inbox]
        due = {folder.name: time.monotonic() + self._period(folder) for folder in others}
        self._visit(session, work, inbox)
        while True:
            self._done(work)
            now = time.monotonic()
            limit = min([now + self._timing.idle, *due.values()])
            changed = session.news() or self._wait(session, limit)
            work.check_stop()
            changed = self._answer(session, work) or changed
            poked = self._poked.is_set()
            self._poked.clear()
            now = time.monotonic()
            for folder in others:
                if poked or due[folder.name] <= now:
                    due[folder.name] = now + self._period(folder)
                    changed = self._poll(session, work, folder) or changed
            if changed or poked or now >= limit or not session.can("IDLE"):
                self._visit(session, work, inbox)

    def _answer(self, session: Session, work: AccountSync) -> bool:
        """Answer what was asked; whether anything was, so that the inbox must be opened again."""
        any_asked = False
        while not self._questions.empty():
            question, answered = self._questions.get_nowait()
            if not question.wanted():
                continue
            any_asked = True
            answer = Answer(self.account.id, fault="The connection broke meanwhile.")
            try:
                answer = look_up(work, session, question)
            except MailboxError as fault:
                answer = Answer(self.account.id, fault=str(fault))
                raise
            finally:
                answered(answer)
        return any_asked

    def _decline(self, why: str) -> None:
        """Say that nothing can be looked up now."""
        while not self._questions.empty():
            _, answered = self._questions.get_nowait()
            answered(Answer(self.account.id, fault=why))

    def _period(self, folder: Folder) -> float:
        return self._timing.sent if folder.role is FolderRole.SENT else self._timing.others

    def _poll(self, session: Session, work: AccountSync, folder: Folder) -> bool:
        """Ask about a mailbox that is not open; read it where something is new. Whether it was opened."""
        seen = session.status(folder.raw)
        state = self._sink.mailbox_state(self.account.id, folder.name)
        if seen is not None and plan.unchanged(seen, state):
            return False
        self._visit(session, work, folder)
        return True

    def _visit(self, session: Session, work: AccountSync, folder: Folder) -> None:
        """Open a mailbox, read what is new, and what the new mail refers to."""
        with contextlib.suppress(FolderUnusable):
            work.folder(session, folder)
        if folder.role is FolderRole.INBOX and work.look_up_missing(session):
            session.examine(folder.raw, folder.name)

    def _wait(self, session: Session, until: float) -> bool:
        """Wait in the open inbox for news; whether there is any. Returns early when poked, stopped, or resumed."""
        if not session.can("IDLE"):
            self._rest(min(self._timing.poll, max(0.0, until - time.monotonic())), listening=True)
            return True
        session.idle_begin()
        wall, steady = time.time(), time.monotonic()
        while not (session.news() or self._called()):
            left = until - time.monotonic()
            if left <= 0 or (time.time() - wall) - (time.monotonic() - steady) > self._timing.suspended:
                break
            session.idle_wait(min(left, self._timing.slice_), self._wake_read)
        self._drain()
        session.set_read_timeout(self._timing.probe)
        session.idle_end()
        session.set_read_timeout(session.timeouts.read)
        return session.news()

    def _rest(self, seconds: float, *, forever: bool = False, listening: bool = False, words: str = "") -> None:
        """Wait until time is up, somebody pokes or asks, or the computer was asleep meanwhile.

        ``listening``: connected all the while. ``words`` answer every question, where the server must be left alone.
        """
        wall, steady = time.time(), time.monotonic()
        until = steady + seconds
        while not (self._called() if listening or not words else self._stopping.is_set() or self._poked.is_set()):
            if words:
                self._decline(words)
            left = self._timing.slice_ if forever else until - time.monotonic()
            asleep = (time.time() - wall) - (time.monotonic() - steady) > self._timing.suspended
            if left <= 0 or (asleep and not forever):
                return
            select.select([self._wake_read], [], [], min(left, self._timing.slice_))
            self._drain()

    def _called(self) -> bool:
        return self._stopping.is_set() or self._poked.is_set() or not self._questions.empty()

    def _drain(self) -> None:
        with contextlib.suppress(OSError):
            while self._wake_read.recv(64):
                pass

    def _pause(self, faults: int, least: float) -> float:
        """Exponential back-off with jitter, so that many clients do not come back at once."""
        longest = min(self._timing.longest, self._timing.first * 2.0 ** min(faults - 1, 20))
        return max(least, longest * _CHANCE.uniform(0.5, 1.0))

    # -- what the sink is shown

    def _done(self, work: AccountSync) -> None:
        self._last_sync = datetime.now(UTC)
        self._show(Progress(self.account.id, SyncState.WATCHING, last_sync=self._last_sync, notes=work.result().notes))

    def _tell(self, fault: Exception, pause: float) -> None:
        if self._stopping.is_set():
            return
        state = SyncState.OFFLINE if isinstance(fault, MailboxError) and fault.retry else SyncState.FAILED
        if isinstance(fault, WrongPassword):
            state = SyncState.REFUSED
        words = (
            str(fault) if isinstance(fault, MailboxError) else f"Mail could not be kept: {fault}. It is tried again."
        )
        _log.info("account %s: %s, next try in %.0f s", self.account.id, type(fault).__name__, pause)
        self._show(Progress(self.account.id, state, last_sync=self._last_sync, error=words))

    def _show(self, progress: Progress) -> None:
        try:
            self._sink.progress(progress)
        except Exception:
            _log.exception("account %s: progress could not be shown", self.account.id)
