"""Reading an account's mailboxes once: look, plan, then execute; interruptible at every batch and resumable."""

from __future__ import annotations

import base64
import contextlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from server.config import Account
from server.mailbox import plan
from server.mailbox.discovery import Discovery, Folder, discover
from server.mailbox.errors import CommandRefused, FolderUnusable, MailboxError, ProtocolFault, TimedOut
from server.mailbox.folder import FolderReader, Stopped, Work
from server.mailbox.plan import CheckGone, Forget, ReadNew, ReadOld
from server.mailbox.replies import Examined
from server.mailbox.session import Session, quoted
from server.mailbox.signin import SignIn
from server.mailbox.types import (
    FolderRole,
    MessageSink,
    Progress,
    SyncState,
    place_key,
)

_MAX_TRIES = 40
_ROUNDS = 5
_MISSING_MOST = 60
_MISSING_TOGETHER = 15
_GMAIL = {"gm-msg": b"X-GM-MSGID %d", "gm-thr": b"X-GM-THRID %d"}
_OBJECT = {"email-id": b"EMAILID %s", "thread-id": b"THREADID %s"}
_MESSAGE_ID = re.compile(r"<[\x21-\x7e]{1,250}>\Z")


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one look at an account did: messages whose header, and whose text, was read; sentences worth showing."""

    headers: int = 0
    texts: int = 0
    skipped: int = 0
    notes: tuple[str, ...] = ()
    discovery: Discovery = field(default_factory=lambda: Discovery(()))


class AccountSync(Work):
    """Reads one account's mailboxes into a sink. Lives longer than a connection: it knows what broke the last one."""

    def __init__(self, account: Account, sink: MessageSink, *, stop: Callable[[], bool] = lambda: False) -> None:
        super().__init__(account, sink, stop)
        self.discovery = Discovery(())
        self._sought: list[str] = []
        self._recalls: bool | None = None
        self._seen: set[str] = set()

    # -- all mailboxes

    def run(self, session: Session) -> SyncResult:
        """Discover the mailboxes, bring each up to date, look up what is missing."""
        self.discovery = discover(session.list_folders(), self.account)
        self.notes = self.discovery.notes
        if self._recalls is None:
            self._recalls = not self.sink.settled(self.account.id)
        for folder in self.discovery.folders:
            try:
                self.folder(session, folder)
            except FolderUnusable as fault:
                self.notes = (*self.notes, str(fault))
        for _ in range(_ROUNDS):
            if not self.look_up_missing(session):
                self.sink.settle(self.account.id)
                self._recalls = False
                break
        return self.result()

    def result(self) -> SyncResult:
        """What was done so far."""
        notes = self.notes
        if self.tally.skipped:
            notes = (*notes, f"{self.tally.skipped} messages could not be read from the server and were left out.")
        return SyncResult(self.tally.headers, self.tally.texts, self.tally.skipped, notes, self.discovery)

    def folder(self, session: Session, folder: Folder) -> None:
        """Bring one mailbox up to date."""
        seen = session.examine(folder.raw, folder.name)
        seen = self._with_uidnext(session, seen)
        state = self.sink.mailbox_state(self.account.id, folder.name)
        actions = plan.plan(seen, state)
        reader = FolderReader(self, session, folder, seen.uidvalidity)
        if state is not None and Forget() not in actions and self._to_recall(folder):
            reader.recall(state)
        if not actions:
            return
        self._seen.add(folder.name)
        current = state
        for action in actions:
            match action:
                case Forget():
                    self.sink.gone(self.account.id, folder.name, seen.uidvalidity, None)
                    current = None
                case ReadOld():
                    current = reader.old(action.below, current or plan.fresh(seen))
                case ReadNew() if current is not None:
                    current = reader.new(action.first, seen, current)
                case CheckGone():
                    reader.check_gone()
        if current is not None:
            self.sink.take([], self.account.id, folder.name, plan.looked(current, seen))

    def _to_recall(self, folder: Folder) -> bool:
        """Whether a process before this one began the account's first sync, and this mailbox: seen to once."""
        if not self._recalls or folder.name in self._seen:
            return False
        self._seen.add(folder.name)
        return True

    def _with_uidnext(self, session: Session, seen: Examined) -> Examined:
        """Fill in what old servers leave out of their answer to EXAMINE."""
        if seen.uidnext and seen.uidvalidity:
            return seen
        uids = session.search(b"ALL") if seen.exists else []
        return replace(seen, uidnext=seen.uidnext or max(uids, default=0) + 1, uidvalidity=seen.uidvalidity or 1)

    # -- what kept messages refer to

    def look_up_missing(self, session: Session) -> bool:
        """Read what was passed over and is wanted after all, and at most 60 messages that kept ones refer to, found by
        Message-ID. Whether any was sought.
        """
        left = self.sink.left(self.account.id)
        for folder in self.discovery.folders:
            passed = sorted(left.get(folder.name, ()))
            state = self.sink.mailbox_state(self.account.id, folder.name) if passed else None
            if state is not None:
                with contextlib.suppress(FolderUnusable):
                    if (session.examine(folder.raw, folder.name).uidvalidity or 1) == state.uidvalidity:
                        FolderReader(self, session, folder, state.uidvalidity).named(passed, state)
        self._sought.extend(mid for mid in self.sink.missing(self.account.id) if _MESSAGE_ID.match(mid))
        wanted, self._sought = self._sought[:_MISSING_MOST], self._sought[_MISSING_MOST:]
        for folder in self.discovery.folders if wanted else ():
            if folder.role is FolderRole.JUNK:
                continue
            state = self.sink.mailbox_state(self.account.id, folder.name)
            if state is None:
                continue
            try:
                if (session.examine(folder.raw, folder.name).uidvalidity or 1) != state.uidvalidity:
                    continue
                uids: set[int] = set()
                for start in range(0, len(wanted), _MISSING_TOGETHER):
                    self.check_stop()
                    uids.update(session.search(_by_message_id(wanted[start : start + _MISSING_TOGETHER])))
            except (FolderUnusable, CommandRefused):
                continue
            FolderReader(self, session, folder, state.uidvalidity).named(sorted(uids)[: 4 * _MISSING_MOST], state)
        return bool(wanted or left)

    def fetch(self, session: Session, match: Sequence[str]) -> str | None:
        """Read the message that one of these ``match`` keys of the feed names, whatever it is.

        The key of the place where it lies; None where it is not there.
        """
        for folder in self.discovery.folders:
            criteria = [found for key in match if (found := _by_key(key, self.account.id, folder, session)) is not None]
            if not criteria:
                continue
            with contextlib.suppress(FolderUnusable, CommandRefused):
                validity = session.examine(folder.raw, folder.name).uidvalidity or 1
                state = self.sink.mailbox_state(self.account.id, folder.name)
                if state is None or state.uidvalidity != validity:
                    continue
                uids = [
                    uid for wanted, search in criteria if wanted in (None, validity) for uid in session.search(search)
                ]
                if uids and FolderReader(self, session, folder, validity).named(uids[:1], state, asked=True):
                    return place_key(self.account.id, folder.name, validity, uids[0])
        return None


def _by_message_id(wanted: Sequence[str]) -> bytes:
    keys = [b"HEADER Message-ID " + quoted(mid.encode("ascii")) for mid in wanted]
    criteria = keys[-1]
    for key in reversed(keys[:-1]):
        criteria = b"OR " + key + b" " + criteria
    return criteria


def _by_key(key: str, account: str, folder: Folder, session: Session) -> tuple[int | None, bytes] | None:
    """The search that finds a ``match`` key in a mailbox, and the UIDVALIDITY under which it holds (None: any)."""
    kind, _, value = key.partition(":")
    if kind == "mid" and _MESSAGE_ID.match(value):
        return None, _by_message_id([value])
    if kind in _GMAIL and session.can("X-GM-EXT-1") and re.fullmatch("[0-9a-f]{1,16}", value):
        return None, _GMAIL[kind] % int(value, 16)
    if kind in _OBJECT and session.can("OBJECTID") and re.fullmatch("[A-Za-z0-9_-]{1,255}", value):
        return None, _OBJECT[kind] % value.encode("ascii")
    if kind == "proton-msg" and re.fullmatch("[A-Za-z0-9_=-]{8,200}", value):
        return None, b"HEADER X-Pm-Internal-Id " + quoted(value.encode("ascii"))
    if kind == "conv" and re.fullmatch("[0-9a-f]{32}", value):
        # The number stands six bytes into the field, so that 15 of its 16 bytes are always the same 20 letters there.
        return None, b"HEADER Thread-Index " + quoted(base64.b64encode(bytes.fromhex(value)[:15]))
    place = re.fullmatch("imap:.*/([0-9]{1,10})/([0-9]{1,10})", key)
    if place is not None and key == place_key(account, folder.name, int(place[1]), int(place[2])):
        return int(place[1]), b"UID %d" % int(place[2])
    return None


def sync_once(
    account: Account,
    sink: MessageSink,
    *,
    sign_in: SignIn | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> SyncResult:
    """Connect, read everything that is new, disconnect. Raises ``MailboxError``; after a stop, what was done so far."""
    sign_in = sign_in or SignIn(account)
    work = AccountSync(account, sink, stop=stop)
    tries = 0
    while True:
        sink.progress(Progress(account.id, SyncState.CONNECTING))
        try:
            with sign_in.open() as session:
                result = work.run(session)
        except Stopped:
            return work.result()
        except (ProtocolFault, TimedOut) as fault:
            tries += 1
            if not work.broke() or tries > _MAX_TRIES:
                sink.progress(Progress(account.id, SyncState.FAILED, error=str(fault)))
                raise
        except MailboxError as fault:
            sink.progress(Progress(account.id, SyncState.FAILED, error=str(fault)))
            raise
        else:
            now = datetime.now(UTC)
            sink.progress(Progress(account.id, SyncState.WATCHING, last_sync=now, notes=result.notes))
            return result
