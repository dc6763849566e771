"""Values that the mail edge hands up, and the one interface through which it hands them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import quote


class FolderRole(StrEnum):
    """What a mailbox is for: SPECIAL-USE of RFC 6154, or a known name."""

    INBOX = "inbox"
    SENT = "sent"
    ARCHIVE = "archive"
    JUNK = "junk"
    OTHER = "other"


class Want(StrEnum):
    """How much of a message the reader wants, judged from its header alone."""

    TEXT = "text"
    """Its text, whatever it says."""
    SCREEN = "screen"
    """Its text, if the first kilobytes pass ``Reader.screen_text``."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message as it came in.

    ``source`` is the whole message of RFC 5322, or its first part where ``truncated`` is true. ``mailbox``,
    ``uidvalidity`` and ``uid`` are 0 or empty for a message from a file, whose path is then ``path``. Gmail's numbers
    are decimal, as X-GM-EXT-1 sends them; ``email_id`` and ``thread_id`` are those of RFC 8474. ``asked`` is true where
    the user named this very message, so that it is to be kept whatever it is.
    """

    source: bytes
    role: FolderRole
    account: str = ""
    mailbox: str = ""
    uidvalidity: int = 0
    uid: int = 0
    internal_date: datetime | None = None
    truncated: bool = False
    gmail_thread: int | None = None
    gmail_message: int | None = None
    email_id: str | None = None
    thread_id: str | None = None
    path: str = ""
    asked: bool = False


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """The header fields of one message, as asked for before its text: ``header`` is raw octets."""

    uid: int
    header: bytes


@dataclass(frozen=True, slots=True)
class MailboxState:
    """How far a mailbox was read: everything needed to ask the server only for what is new.

    ``highest_modseq`` is 0 where the server has no CONDSTORE (RFC 7162). ``unread_below`` is the lowest UID that the
    first sync, which goes newest first, has reached; 1 once it is through, so that a broken first sync goes on.
    ``exists`` is the number of messages at the last complete look (-1: unknown), by which an expunge is noticed on
    servers without CONDSTORE.
    """

    uidvalidity: int
    uidnext: int
    highest_modseq: int = 0
    unread_below: int = 1
    exists: int = -1


class SyncState(StrEnum):
    """What an account's reader is doing, as ``sync[].state`` of the feed names it."""

    CONNECTING = "connecting"
    SYNCING = "syncing"
    WATCHING = "watching"
    OFFLINE = "offline"
    REFUSED = "refused"
    """Sign-in was refused; not tried again until the account is changed or the user asks."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """What the feed's ``sync`` says of an account. ``error`` is a sentence for the user, or None."""

    account: str
    state: SyncState
    folder: str | None = None
    done: int = 0
    total: int = 0
    last_sync: datetime | None = None
    error: str | None = None
    notes: tuple[str, ...] = ()
    """Sentences worth showing that are no error: no Sent folder was found, so advice is conditional."""


def place_key(account: str, mailbox: str, uidvalidity: int, uid: int) -> str:
    """A place as a key of the feed: account and mailbox in percent form, for a name may hold a slash."""
    return f"imap:{quote(account, safe='')}/{quote(mailbox, safe='')}/{uidvalidity}/{uid}"


class MessageSink(Protocol):
    """Where the mail edge delivers. Implemented by ``server.reader.Reader``; calls come from one thread an account."""

    def mailbox_state(self, account: str, mailbox: str) -> MailboxState | None:
        """How far this mailbox was read, None if never."""

    def wants(self, rows: Sequence[HeaderRow], account: str, mailbox: str, role: FolderRole) -> Sequence[Want]:
        """For each header row, how much of the message is wanted; same length and order."""

    def screen_text(self, start: bytes) -> bool:
        """Whether the first kilobytes of a message's raw source could be hiring mail."""

    def take(self, messages: Sequence[RawMessage], account: str, mailbox: str, state: MailboxState) -> None:
        """Read and keep these messages, and this state with them, in one transaction."""

    def missing(self, account: str) -> Collection[str]:
        """Message-IDs that kept messages refer to and that were not read yet; asked for once each."""

    def left(self, account: str) -> Mapping[str, Collection[int]]:
        """UIDs by mailbox that were passed over earlier and are wanted after all; handed out once each."""

    def kept_uids(self, account: str, mailbox: str, uidvalidity: int) -> Collection[int]:
        """The UIDs in this mailbox of messages that are on file; asked for only when something may be gone."""

    def gone(self, account: str, mailbox: str, uidvalidity: int, uids: Collection[int] | None) -> None:
        """These UIDs (None: all under other UIDVALIDITY values) are no longer there. Facts stay, locations go."""

    def progress(self, progress: Progress) -> None:
        """Something to show about an account changed."""

    def settled(self, account: str) -> bool:
        """Whether this account's first sync was once through, with everything that its mail refers to."""

    def settle(self, account: str) -> None:
        """It is through: what was passed over need not be seen again by a later process."""
