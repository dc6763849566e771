"""Several FETCH commands under way at once, so that server and reader work at the same time (RFC 9051 section 5.5).

A job reads one batch of messages. It is a generator: it yields what is to be asked, is resumed with the answer, and
yields ``TURN`` before it hands anything up, so that batches are kept in their order whatever the answers' order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal, Protocol

from server.mailbox.replies import FetchRow
from server.mailbox.session import Session

DEPTH = 3
"""Jobs under way at once: one whose answer is worked on, and two for which the server is at work meanwhile."""


class Turn(Enum):
    """What a job yields to wait until all jobs begun before it have ended."""

    TURN = "turn"


TURN: Final = Turn.TURN


@dataclass(frozen=True, slots=True)
class Ask:
    """A FETCH: which messages, and which items. No two jobs ask about the same message."""

    uids: Sequence[int]
    items: bytes


@dataclass(slots=True)
class Answer:
    """The rows that came for what was asked, by UID, and how the command ended (``OK``, ``NO``, ``BAD``).

    ``nameless`` is true where a row without UID came meanwhile, which may have been one of these.
    """

    rows: dict[int, FetchRow] = field(default_factory=dict)
    status: str = ""
    nameless: bool = False


Job = Generator[Ask | Literal[Turn.TURN], Answer | None, None]


class Watch(Protocol):
    """Who wants to know what is being read, since it may break the connection."""

    def asking(self, folder: str, uids: Collection[int]) -> None:
        """What comes next is about these messages."""

    def answered(self) -> None:
        """An answer came whole."""


@dataclass(slots=True)
class _Running:
    job: Job
    waits: bool = False
    done: bool = False


@dataclass(slots=True)
class Pipeline:
    """Runs jobs over one session on one opened mailbox. ``depth`` says how many may be under way at the moment.

    Of each row's text ``keep`` octets are kept.
    """

    session: Session
    folder: str
    watch: Watch
    depth: Callable[[], int]
    keep: int
    _flying: dict[bytes, tuple[_Running, Answer]] = field(default_factory=dict)
    _answers: dict[int, Answer] = field(default_factory=dict)

    def run(self, jobs: Iterator[Job]) -> None:
        """Run all jobs to their end. After a fault nothing is left unread: the session is closed."""
        active: deque[_Running] = deque()
        try:
            while True:
                while len(active) < self.depth() and (job := next(jobs, None)) is not None:
                    active.append(_Running(job))
                    self._go_on(active[-1], None)
                if not active:
                    return
                if active[0].done:
                    active.popleft()
                elif active[0].waits:
                    self._go_on(active[0], None)
                else:
                    self._read_next()
        except BaseException:
            if self._flying:
                self.session.close()
            raise

    def _read_next(self) -> None:
        self.watch.asking(self.folder, self._answers.keys())
        tag, reply, rows = self.session.fetched(self._flying, keep=self.keep)
        self.watch.answered()
        for row in rows:
            if row.body is None:
                continue
            if row.uid is None:
                for _, answer in self._flying.values():
                    answer.nameless = True
            elif (wanted := self._answers.get(row.uid)) is not None:
                wanted.rows[row.uid] = row
        running, answer = self._flying.pop(tag)
        answer.status = reply.status
        self._answers = {uid: other for uid, other in self._answers.items() if other is not answer}
        self._go_on(running, answer)

    def _go_on(self, running: _Running, answer: Answer | None) -> None:
        try:
            wanted = running.job.send(answer)
        except StopIteration:
            running.done = True
            return
        running.waits = isinstance(wanted, Turn)
        if not isinstance(wanted, Turn):
            answer = Answer()
            self._answers.update(dict.fromkeys(wanted.uids, answer))
            self._flying[self.session.fetch(wanted.uids, wanted.items)] = (running, answer)
