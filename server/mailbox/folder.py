"""Reading one opened mailbox in batches: headers, judgement, texts; with an answer to what servers do to replies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from server.config import Account
from server.mailbox import plan
from server.mailbox.discovery import Folder
from server.mailbox.pipeline import DEPTH, TURN, Answer, Ask, Job, Pipeline, Turn
from server.mailbox.replies import Examined, FetchRow
from server.mailbox.session import Session
from server.mailbox.types import HeaderRow, MailboxState, MessageSink, Progress, RawMessage, SyncState, Want

_MAX_RETRIES = 64
_GONE_TOGETHER = 2000
_HEADERS = b"UID BODY.PEEK[HEADER.FIELDS (%s)]" % plan.HEADER_FIELDS.encode()
_T = TypeVar("_T")
Reading = Generator[Ask | Literal[Turn.TURN], Answer | None, _T]
"""A part of a job that ends with a value."""


class Stopped(Exception):  # noqa: N818 -- not an error: somebody asked for it
    """The work was asked to stop; everything delivered so far is kept, the rest is read next time."""


@dataclass(slots=True)
class Tally:
    """Counts of one account's reader, and the UIDs whose answers broke the connection."""

    headers: int = 0
    texts: int = 0
    skipped: int = 0
    limit: int = plan.HEADER_BATCH
    retries: int = 0
    blamed: dict[tuple[str, int], int] = field(default_factory=dict)

    def poisoned(self, folder: str, uid: int) -> bool:
        """Whether this message's answer broke the connection twice on its own."""
        return self.blamed.get((folder, uid), 0) >= 2


class Work:
    """What one account's reading shares over all mailboxes and connections: it knows what broke the last one."""

    def __init__(self, account: Account, sink: MessageSink, stop: Callable[[], bool]) -> None:
        self.account = account
        self.sink = sink
        self.stop = stop
        self.tally = Tally()
        self.notes: tuple[str, ...] = ()
        self._asked: tuple[str, tuple[int, ...]] | None = None

    def check_stop(self) -> None:
        """Raise ``Stopped`` where somebody asked for it."""
        if self.stop():
            raise Stopped

    def show(self, folder: Folder, done: int, total: int) -> None:
        """Tell the sink how far a mailbox is."""
        self.sink.progress(Progress(self.account.id, SyncState.SYNCING, folder.name, done, total, notes=self.notes))

    def asking(self, folder: str, uids: Collection[int]) -> None:
        """Remember what is asked for, in case the answer breaks the connection."""
        self._asked = (folder, tuple(uids))

    def answered(self) -> None:
        """The answer came whole; ask for more next time, where the last break had made us careful."""
        self._asked = None
        self.tally.limit = min(plan.HEADER_BATCH, self.tally.limit * 2)

    def broke(self) -> bool:
        """The connection broke. If over an answer, ask for less next time, leave out what breaks it alone: true."""
        asked, self._asked = self._asked, None
        if asked is None:
            return False
        folder, uids = asked
        if len(uids) == 1:
            key = (folder, uids[0])
            self.tally.blamed[key] = self.tally.blamed.get(key, 0) + 1
            self.tally.skipped += self.tally.poisoned(*key)
        self.tally.limit = max(1, len(uids) // 8)
        return True


class FolderReader:
    """Reads one opened mailbox."""

    def __init__(self, work: Work, session: Session, folder: Folder, uidvalidity: int) -> None:
        self._work = work
        self._sink = work.sink
        self._session = session
        self._folder = folder
        self._uidvalidity = uidvalidity
        self._account = work.account.id
        self._tally = work.tally
        self._pipeline = Pipeline(session, folder.name, work, self._depth, plan.KEPT_OCTETS)
        gmail = b" X-GM-THRID X-GM-MSGID" if session.can("X-GM-EXT-1") else b""
        self._beside = b"UID INTERNALDATE" + gmail + (b" EMAILID THREADID" if session.can("OBJECTID") else b"")

    def old(self, below: int, state: MailboxState) -> MailboxState:
        """All messages below a UID, newest first; the state says after each batch how far it came."""
        uids = self._session.search(b"UID 1:%d" % (below - 1))[::-1] if below > 1 else []
        uids = [uid for uid in uids if uid < below]
        self._pipeline.run(self._batches(uids, lambda last: replace(state, unread_below=last), plan.FIRST_BATCH))
        return replace(state, unread_below=1)

    def new(self, first: int, seen: Examined, state: MailboxState) -> MailboxState:
        """All messages from a UID on, oldest first."""
        uids = [uid for uid in self._session.search(b"UID %d:*" % first) if uid >= first]  # "7:*" always finds one
        self._pipeline.run(self._batches(uids, lambda last: replace(state, uidnext=last + 1)))
        return replace(state, uidnext=max(seen.uidnext, uids[-1] + 1 if uids else 0, state.uidnext))

    def recall(self, state: MailboxState) -> None:
        """Have what an earlier process read judged again by its header fields: what it passed over was in its memory.

        Only what is wanted for itself and is not on file is read; the state stays.
        """
        if state.unread_below >= state.uidnext:
            return
        uids = self._session.search(b"UID %d:%d" % (state.unread_below, state.uidnext - 1))[::-1]
        kept = frozenset(self._sink.kept_uids(self._account, self._folder.name, self._uidvalidity))
        self._pipeline.run(self._batches(uids, lambda _: state, on_file=kept))

    def named(self, uids: Sequence[int], state: MailboxState, *, asked: bool = False) -> int:
        """Deliver these messages, whatever their header looks like, and say how many; the state stays."""
        delivered: list[int] = []

        def job() -> Job:
            for group in plan.chunks(uids, plan.TEXT_OCTETS, self._tally.limit):
                self._work.check_stop()
                texts = yield from self._fetch(group, self._body(plan.KEPT_OCTETS))
                messages = [replace(message, asked=asked) for message in self._messages(group, texts)]
                self._sink.take(messages, self._account, self._folder.name, state)
                delivered.append(len(messages))

        self._pipeline.run(iter([job()]))
        return sum(delivered)

    def check_gone(self) -> None:
        """Tell the sink which of the messages on file are no longer there."""
        kept = sorted(self._sink.kept_uids(self._account, self._folder.name, self._uidvalidity))
        for start in range(0, len(kept), _GONE_TOGETHER):
            part = kept[start : start + _GONE_TOGETHER]
            here = set(self._session.search(b"UID " + ",".join(map(str, part)).encode()))
            if gone := [uid for uid in part if uid not in here]:
                self._sink.gone(self._account, self._folder.name, self._uidvalidity, gone)

    def _depth(self) -> int:
        """One batch at a time after an answer broke the connection: it must be told which one did."""
        return DEPTH if self._tally.limit >= plan.HEADER_BATCH else 1

    # -- one batch: headers, judgement, texts

    def _batches(
        self,
        uids: Sequence[int],
        after: Callable[[int], MailboxState],
        first: int = plan.HEADER_BATCH,
        on_file: frozenset[int] | None = None,
    ) -> Iterator[Job]:
        """The jobs that read these messages in their order; ``after`` gives the state once one of them is on file."""
        done = 0
        while batch := uids[done : done + min(self._tally.limit, plan.HEADER_BATCH if done else first)]:
            done += len(batch)
            yield self._batch(batch, after, (done, len(uids)), on_file)

    def _batch(
        self,
        uids: Sequence[int],
        after: Callable[[int], MailboxState],
        so_far: tuple[int, int],
        on_file: frozenset[int] | None,
    ) -> Job:
        """One batch; where ``on_file`` says which are on file, this is a second look at header fields."""
        self._work.check_stop()
        found = yield from self._fetch(uids, _HEADERS)
        rows = [HeaderRow(uid, row.body or b"") for uid in uids if (row := found.get(uid)) is not None]
        wants = self._sink.wants(rows, self._account, self._folder.name, self._folder.role) if rows else ()
        wanted = {row.uid: want for row, want in zip(rows, wants, strict=True)}
        if on_file is not None:
            wanted = {uid: want for uid, want in wanted.items() if want is Want.TEXT and uid not in on_file}
        whole = yield from self._screened([uid for uid in wanted if wanted[uid] is Want.SCREEN])
        text = [uid for uid in wanted if wanted[uid] is Want.TEXT or uid in whole]
        groups = list(plan.chunks(text, plan.TEXT_OCTETS, self._tally.limit))
        for group in groups:
            self._work.check_stop()
            texts = {uid: row for uid in group if (row := whole.pop(uid, None)) is not None}
            asked = [uid for uid in group if uid not in texts]
            texts |= yield from self._fetch(asked, self._body(plan.KEPT_OCTETS))
            yield TURN
            last = uids[-1] if group is groups[-1] else group[-1]
            self._sink.take(self._messages(group, texts), self._account, self._folder.name, after(last))
        if not groups:
            yield TURN
            self._sink.take([], self._account, self._folder.name, after(uids[-1]))
        self._tally.headers += len(rows)
        self._tally.texts += len(text)
        self._work.show(self._folder, *so_far)

    def _screened(self, uids: Sequence[int]) -> Reading[dict[int, FetchRow | None]]:
        """The messages whose beginning passes; with their row where that was all of them."""
        passed: dict[int, FetchRow | None] = {}
        for group in plan.chunks(uids, plan.SCREEN_OCTETS, self._tally.limit):
            self._work.check_stop()
            starts = yield from self._fetch(group, self._body(plan.SCREEN_OCTETS))
            for uid in group:
                start = starts.get(uid)
                if start is not None and start.body and self._sink.screen_text(start.body):
                    passed[uid] = start if len(start.body) < plan.SCREEN_OCTETS else None
        return passed

    def _body(self, octets: int) -> bytes:
        return b"%s BODY.PEEK[]<0.%d>" % (self._beside, octets)

    def _messages(self, uids: Sequence[int], found: Mapping[int, FetchRow]) -> list[RawMessage]:
        return [self._message(uid, row) for uid in uids if (row := found.get(uid)) is not None and row.body]

    def _message(self, uid: int, row: FetchRow) -> RawMessage:
        source = row.body or b""
        return RawMessage(
            source=source[: plan.TEXT_OCTETS],
            role=self._folder.role,
            account=self._account,
            mailbox=self._folder.name,
            uidvalidity=self._uidvalidity,
            uid=uid,
            internal_date=row.internal_date,
            truncated=len(source) > plan.TEXT_OCTETS,
            gmail_thread=row.gmail_thread,
            gmail_message=row.gmail_message,
            email_id=row.email_id,
            thread_id=row.thread_id,
        )

    # -- rows that survive what servers do

    def _fetch(self, uids: Sequence[int], items: bytes) -> Reading[dict[int, FetchRow]]:
        """Rows by UID. What the server left out is asked for again where it may still be there, then left out."""
        good: dict[int, FetchRow] = {}
        pending = [[uid for uid in uids if not self._tally.poisoned(self._folder.name, uid)]]
        while pending:
            asked = pending.pop()
            if not asked:
                continue
            answer = yield Ask(asked, items)
            assert answer is not None  # noqa: S101 -- a job is resumed with the answer to what it asked
            good |= answer.rows
            left = [uid for uid in asked if uid not in good]
            if left and (answer.status != "OK" or answer.nameless):
                pending.extend(self._again(left, len(asked), answer.status == "OK"))
        return good

    def _again(self, left: list[int], asked: int, accepted: bool) -> Iterable[list[int]]:
        """How to ask once more: smaller, and not for ever. An expunged message stays without answer."""
        if self._tally.retries >= _MAX_RETRIES or (asked == 1 and not accepted):
            self._tally.skipped += len(left)
            return ()
        self._tally.retries += 1
        if len(left) < asked or len(left) == 1:
            return (left,) if len(left) < asked else ()
        middle = len(left) // 2
        return (left[middle:], left[:middle])
