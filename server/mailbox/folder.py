"""Reading one opened mailbox in batches: headers, judgement, texts; with an answer to what servers do to replies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from server.config import Account
from server.mailbox import plan
from server.mailbox.discovery import Folder
from server.mailbox.replies import Examined, FetchRow
from server.mailbox.session import Session
from server.mailbox.types import HeaderRow, MailboxState, MessageSink, Progress, RawMessage, SyncState, Want

_MAX_RETRIES = 64
_GONE_TOGETHER = 2000


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

    def asking(self, folder: str, uids: Sequence[int]) -> None:
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
        self._whole: dict[int, FetchRow] = {}  # read whole while it was judged, so that it is not asked for twice
        gmail = b" X-GM-THRID X-GM-MSGID" if session.can("X-GM-EXT-1") else b""
        self._ids = gmail + (b" EMAILID THREADID" if session.can("OBJECTID") else b"")

    def old(self, below: int, state: MailboxState) -> MailboxState:
        """All messages below a UID, newest first; the state says after each batch how far it came."""
        uids = self._session.search(b"UID 1:%d" % (below - 1))[::-1] if below > 1 else []
        uids = [uid for uid in uids if uid < below]
        done = 0
        while batch := uids[done : done + min(self._tally.limit, plan.FIRST_BATCH if not done else plan.HEADER_BATCH)]:
            before = state
            state = replace(state, unread_below=batch[-1])
            self._batch(batch, before, state)
            done += len(batch)
            self._work.show(self._folder, done, len(uids))
        return replace(state, unread_below=1)

    def new(self, first: int, seen: Examined, state: MailboxState) -> MailboxState:
        """All messages from a UID on, oldest first."""
        uids = [uid for uid in self._session.search(b"UID %d:*" % first) if uid >= first]  # "7:*" always finds one
        done = 0
        while batch := uids[done : done + self._tally.limit]:
            before = state
            state = replace(state, uidnext=batch[-1] + 1)
            self._batch(batch, before, state)
            done += len(batch)
            self._work.show(self._folder, done, len(uids))
        return replace(state, uidnext=max(state.uidnext, seen.uidnext))

    def named(self, uids: Sequence[int], state: MailboxState, *, asked: bool = False) -> int:
        """Deliver these messages, whatever their header looks like, and say how many; the state stays."""
        delivered = 0
        rows = self._headers(uids) if uids else []
        for group in plan.chunks(rows, plan.TEXT_OCTETS, self._tally.limit):
            self._work.check_stop()
            messages = [replace(message, asked=asked) for message in self._texts(group)]
            self._sink.take(messages, self._account, self._folder.name, state)
            delivered += len(messages)
        return delivered

    def check_gone(self) -> None:
        """Tell the sink which of the messages on file are no longer there."""
        kept = sorted(self._sink.kept_uids(self._account, self._folder.name, self._uidvalidity))
        for start in range(0, len(kept), _GONE_TOGETHER):
            part = kept[start : start + _GONE_TOGETHER]
            here = set(self._session.search(b"UID " + ",".join(map(str, part)).encode()))
            if gone := [uid for uid in part if uid not in here]:
                self._sink.gone(self._account, self._folder.name, self._uidvalidity, gone)

    # -- one batch: headers, judgement, texts

    def _batch(self, uids: Sequence[int], before: MailboxState, after: MailboxState) -> None:
        self._work.check_stop()
        rows = self._headers(uids)
        wants = self._sink.wants(rows, self._account, self._folder.name, self._folder.role) if rows else ()
        text = [row for row, want in zip(rows, wants, strict=True) if want is Want.TEXT]
        screen = [row for row, want in zip(rows, wants, strict=True) if want is Want.SCREEN]
        self._whole.clear()
        text.extend(self._screened(screen))
        order = {row.uid: place for place, row in enumerate(rows)}
        text.sort(key=lambda row: order[row.uid])
        groups = list(plan.chunks(text, plan.TEXT_OCTETS, self._tally.limit))
        for group in groups[:-1]:
            self._work.check_stop()
            self._sink.take(self._texts(group), self._account, self._folder.name, before)
        self._work.check_stop()
        last = self._texts(groups[-1]) if groups else []
        self._sink.take(last, self._account, self._folder.name, after)
        self._tally.headers += len(rows)
        self._tally.texts += len(text)

    def _headers(self, uids: Sequence[int]) -> list[HeaderRow]:
        items = b"UID RFC822.SIZE INTERNALDATE%s BODY.PEEK[HEADER.FIELDS (%s)]" % (
            self._ids,
            plan.HEADER_FIELDS.encode(),
        )
        rows = self._fetch(uids, items, plan.HEADER_OCTETS)
        return [
            HeaderRow(
                uid=uid,
                header=row.body or b"",
                size=row.size,
                internal_date=row.internal_date,
                gmail_thread=row.gmail_thread,
                gmail_message=row.gmail_message,
                email_id=row.email_id,
                thread_id=row.thread_id,
            )
            for uid in uids
            if (row := rows.get(uid)) is not None
        ]

    def _screened(self, rows: Sequence[HeaderRow]) -> list[HeaderRow]:
        kept = []
        for group in plan.chunks(rows, plan.SCREEN_OCTETS, self._tally.limit):
            self._work.check_stop()
            starts = self._fetch([row.uid for row in group], _body(plan.SCREEN_OCTETS), plan.SCREEN_OCTETS)
            for row in group:
                start = starts.get(row.uid)
                if start is not None and start.body and self._sink.screen_text(start.body):
                    kept.append(row)
                    if len(start.body) < plan.SCREEN_OCTETS:
                        self._whole[row.uid] = start
        return kept

    def _texts(self, rows: Sequence[HeaderRow]) -> list[RawMessage]:
        found = {row.uid: self._whole.pop(row.uid) for row in rows if row.uid in self._whole}
        if asked := [row.uid for row in rows if row.uid not in found]:
            found |= self._fetch(asked, _body(plan.TEXT_OCTETS), plan.TEXT_OCTETS)
        return [self._message(row, got) for row in rows if (got := found.get(row.uid)) is not None and got.body]

    def _message(self, row: HeaderRow, got: FetchRow) -> RawMessage:
        source = got.body or b""
        return RawMessage(
            source=source,
            role=self._folder.role,
            account=self._account,
            mailbox=self._folder.name,
            uidvalidity=self._uidvalidity,
            uid=row.uid,
            internal_date=row.internal_date,
            size=row.size,
            truncated=len(source) >= plan.TEXT_OCTETS and row.size != len(source),
            gmail_thread=row.gmail_thread,
            gmail_message=row.gmail_message,
            email_id=row.email_id,
            thread_id=row.thread_id,
        )

    # -- rows that survive what servers do

    def _fetch(self, uids: Sequence[int], items: bytes, keep: int) -> dict[int, FetchRow]:
        """Rows by UID. What the server left out is asked for again where it may still be there, then left out."""
        good: dict[int, FetchRow] = {}
        pending = [[uid for uid in uids if not self._tally.poisoned(self._folder.name, uid)]]
        while pending:
            asked = pending.pop()
            if not asked:
                continue
            self._work.asking(self._folder.name, asked)
            rows, reply = self._session.fetch(asked, items, keep=keep)
            self._work.answered()
            wanted = set(asked)
            for row in rows:
                if row.uid in wanted and row.body is not None:
                    good[row.uid] = row
            left = [uid for uid in asked if uid not in good]
            nameless = any(row.uid is None and row.body is not None for row in rows)
            if left and (reply.status != "OK" or nameless):
                pending.extend(self._again(left, len(asked), reply.status == "OK"))
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


def _body(octets: int) -> bytes:
    return b"UID BODY.PEEK[]<0.%d>" % octets
