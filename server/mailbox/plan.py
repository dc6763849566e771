"""What to do about a mailbox, decided before anything is done: a list of actions as values. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from server.mailbox.replies import Examined
from server.mailbox.types import MailboxState

TEXT_OCTETS = 65_536
"""How much of a message is read, from its start."""
SCREEN_OCTETS = 16_384
"""How much is read to judge a message: headers of today alone can take 8 KB."""
KEPT_OCTETS = TEXT_OCTETS + 1
"""How much of an answer is kept, whatever the server sends: one more than is read, to see whether there is more."""
HEADER_BATCH = 400
"""How many messages are judged together; small enough that several such batches can be under way at once."""
FIRST_BATCH = 200
"""The first batch of a first sync is smaller, so that something shows at once."""
_CHUNK_OCTETS = 4 << 20
_CHUNK_MESSAGES = 250

HEADER_FIELDS = "From To Sender Subject Message-ID In-Reply-To References List-Id List-Unsubscribe Precedence"
"""The header fields that screening and threading need; ENVELOPE would cost ten times the time (measured)."""


@dataclass(frozen=True, slots=True)
class Forget:
    """UIDVALIDITY changed: every UID on file is void."""


@dataclass(frozen=True, slots=True)
class ReadOld:
    """Read all messages below this UID, newest first (a first sync, or the rest of a broken one)."""

    below: int


@dataclass(frozen=True, slots=True)
class ReadNew:
    """Read all messages from this UID on, oldest first, so that a break leaves no gap."""

    first: int


@dataclass(frozen=True, slots=True)
class CheckGone:
    """Something changed that is no new mail: see whether messages on file were expunged."""


Action = Forget | ReadOld | ReadNew | CheckGone


def plan(seen: Examined, state: MailboxState | None) -> tuple[Action, ...]:
    """What to do, from what the server says now and how far the mailbox was read; nothing where nothing changed."""
    if state is None:
        return (ReadOld(seen.uidnext),)
    if state.uidvalidity != seen.uidvalidity:
        return (Forget(), ReadOld(seen.uidnext))
    actions: list[Action] = []
    if seen.uidnext == 0 or seen.uidnext > state.uidnext:
        actions.append(ReadNew(state.uidnext))
    if state.unread_below > 1:
        actions.append(ReadOld(state.unread_below))
    if changed(seen, state):
        actions.append(CheckGone())
    return tuple(actions)


def changed(seen: Examined, state: MailboxState) -> bool:
    """Whether anything but the arrival of mail can have happened since."""
    if not (seen.highest_modseq and state.highest_modseq):
        return seen.exists != state.exists
    counted = state.exists >= 0 and seen.exists != state.exists  # not every server counts an expunge as a change
    return counted or seen.highest_modseq != state.highest_modseq


def unchanged(seen: Examined, state: MailboxState | None) -> bool:
    """Whether a look at the mailbox would find nothing to do."""
    return state is not None and seen.uidnext != 0 and plan(seen, state) == ()


def fresh(seen: Examined) -> MailboxState:
    """The state of a mailbox of which nothing was read yet."""
    return MailboxState(seen.uidvalidity, seen.uidnext, seen.highest_modseq, unread_below=max(1, seen.uidnext))


def looked(state: MailboxState, seen: Examined) -> MailboxState:
    """The state once everything that the server told of was done."""
    return replace(state, highest_modseq=seen.highest_modseq, exists=seen.exists)


def chunks(uids: Sequence[int], octets: int, most: int) -> Iterator[Sequence[int]]:
    """UIDs in groups of at most ``most`` whose messages, ``octets`` of each, take 4 MB, so that memory stays small.

    The true sizes are not asked for: a server that keeps one file a message reads every file to tell (measured, half
    of the time that the header fields take).
    """
    size = max(1, min(most, _CHUNK_MESSAGES, _CHUNK_OCTETS // octets))
    for start in range(0, len(uids), size):
        yield uids[start : start + size]
