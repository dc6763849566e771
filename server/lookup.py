"""A message on somebody's screen, known by what can be read there: subject, sender, time. Nothing is guessed.

The extension says what an open message looks like where the page gives it no name that a mail server knows; this says
which messages that can be, and in words why it is none, or more than one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from parsers.facts import Address
from parsers.message import parse_header
from server.config import Account
from server.hiring.threads import normalised_subject
from server.hiring.vocabulary import MessageRecord
from server.mailbox.lookup import MOST, Answer, Question

COMPARED = 800
"""Characters of a normalised subject that are compared: of a long one less is kept, here and in the page."""
PRECISE = timedelta(minutes=2)
"""A time shown as exactly as this tells messages of one subject and sender apart."""
SLACK = timedelta(minutes=1)
"""A message is shown in the minute in which it was written, or in that in which it came."""
_WORDS = 3
_WORD_OCTETS = 60
_WORD = re.compile(r"\w{2,}")
_ADDRESS = re.compile(r"[!-~]+@[!-~]+")
"""What may be searched for as a sender: nothing that a mail server would not take, such as NUL."""
_BY_HAND = "Or add the process by hand: New process, in the dashboard."


class NotOneError(LookupError):
    """No message is the one on screen, or more than one may be; the text is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of an open message.

    ``sender`` is an address, or the name where the page shows no address; empty for unknown. ``earliest`` and
    ``latest`` (aware) bound the time that it shows: a minute, or a day where it shows no more; None for unknown.
    Without both sender and time it is not looked for. ``account`` is the address that is signed in on the page; empty
    where it does not say.
    """

    subject: str
    sender: str = ""
    earliest: datetime | None = None
    latest: datetime | None = None
    account: str = ""

    @property
    def telling(self) -> bool:
        """Whether this can be looked for at all: a subject comes again with other senders and on other days."""
        return bool(self.sender) and self.earliest is not None and self.latest is not None

    @property
    def precise(self) -> bool:
        """Whether subject, sender and minute are known, by which the feed ties messages, too."""
        return bool(self.sender) and self.to_the_minute

    @property
    def to_the_minute(self) -> bool:
        """Whether the page shows more than a day."""
        return self.earliest is not None and self.latest is not None and self.latest - self.earliest <= PRECISE

    def is_of(self, subject: str, sender: Address | None, times: Iterable[datetime | None]) -> bool:
        """Whether a message of this subject, sender and of one of these times looks like this."""
        return (
            (self.earliest is None or self.latest is None or any(self._within(at) for at in times))
            and (not self.sender or _writes_as(sender, self.sender))
            and _base(subject) == _base(self.subject)
        )

    def may_lie_there(self, record: MessageRecord) -> bool:
        """Whether this can be the message at the place (mailbox and UID) that the page names.

        On another server an account of the same name has other mail there.
        """
        return (
            not record.subject
            or _base(record.subject) == _base(self.subject)
            or (self.precise and _writes_as(record.from_, self.sender) and self._within(record.date))
        )

    def _within(self, at: datetime | None) -> bool:
        bounds = self.earliest, self.latest
        return (
            at is not None
            and bounds[0] is not None
            and bounds[1] is not None
            and (bounds[0] - SLACK <= at <= bounds[1] + SLACK)
        )

    def name_of(self, header: bytes, arrived: datetime | None) -> str | None:
        """By what name the message of this header goes, the same wherever it lies; None where it is another one."""
        head = parse_header(header)
        if not self.is_of(head.subject, head.from_, (head.date, arrived)):
            return None
        return head.message_id or f"{head.from_ and head.from_.address} {head.date} {head.subject}"


def question(match: Sequence[str], shown: Shown | None) -> Question:
    """What to ask the mail edge about a message known by these keys, or else by its looks."""
    if shown is None or not shown.telling:
        return Question(tuple(match))
    sender = shown.sender if _ADDRESS.fullmatch(shown.sender) else ""
    first, last = (at and at.date() for at in (shown.earliest, shown.latest))
    return Question(tuple(match), _words(shown.subject), sender, first, last, shown.name_of)


def accounts_of(shown: Shown | None, accounts: Sequence[Account]) -> list[str]:
    """The ids of the accounts to look into; none where the page shows one that is not watched by that name."""
    name = shown.account.casefold() if shown else ""
    named = [account.id for account in accounts if name in {account.user.casefold(), *account.addresses}]
    return named if name else [account.id for account in accounts]


def not_watched(shown: Shown) -> NotOneError:
    """What to say where the page shows an account that is not watched."""
    return NotOneError(
        f"This page shows the mail of {shown.account}, which is none of your accounts in Afterview. Add it with "
        "'afterview account add', or, if it is another name of one, name it in that account's 'addresses' setting."
    )


def on_file(shown: Shown, records: Iterable[MessageRecord], accounts: Collection[str]) -> list[MessageRecord]:
    """The messages on file that look like this, in these accounts."""
    return [
        record
        for record in records
        if not record.accounts or not set(record.accounts).isdisjoint(accounts)
        if shown.is_of(record.subject, record.from_, (record.date,))
    ]


def unreachable(answers: Iterable[Answer]) -> tuple[str, ...]:
    """A sentence for each account that could not be looked through."""
    return tuple(f"{answer.account} could not be looked through. {answer.fault}" for answer in answers if answer.fault)


def none_found(shown: Shown | None, answers: Sequence[Answer]) -> NotOneError:
    """What to say where nothing was found."""
    if any(answer.fault for answer in answers):
        return NotOneError(f"This message was not found. {' '.join(unreachable(answers))} Try again later. {_BY_HAND}")
    if shown and not shown.telling:
        return NotOneError(
            "This page names the message in no way that your mail server knows, and does not show its sender and time, "
            f"without which another one could be taken for it. {_BY_HAND}"
        )
    looks = f"No message with {_looks(shown)} was" if shown else "This message was not"
    return NotOneError(
        f"{looks} found in the mailboxes that Afterview watches. Is it deleted, or in another folder? Then move it, or "
        f"name that folder in the account's 'folders' setting. {_BY_HAND}"
    )


def several(shown: Shown, count: int) -> NotOneError:
    """What to say where more than one message looks like this; ``count`` is 0 for very many."""
    number = _NUMBERS.get(count, f"{count}")
    found = f"{number} messages carry {_looks(shown)}" if count else f"More than {MOST} messages are much like this one"
    return NotOneError(
        f"{found}: Afterview cannot tell which of them is open here. Track another message of this conversation. "
        f"{_BY_HAND}"
    )


_NUMBERS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}


def _looks(shown: Shown) -> str:
    return f"this subject from that sender {'in that minute' if shown.to_the_minute else 'on that day'}"


def _base(subject: str) -> str:
    return normalised_subject(subject[: 4 * COMPARED])[:COMPARED]


def _writes_as(sender: Address | None, shown: str) -> bool:
    if sender is None:
        return False
    wanted = " ".join(shown.split()).casefold()
    return wanted in {sender.address.casefold(), " ".join(sender.name.split()).casefold()}


def _words(subject: str) -> tuple[str, ...]:
    """The words of a subject that tell most: whole ones, for Gmail finds no parts of words; the longest ones."""
    base = _base(subject)  # a page may show another message's Re:
    found = [
        word
        for word in dict.fromkeys(_WORD.findall(subject[: 4 * COMPARED]))
        if word[: COMPARED // 4].casefold() in base
    ]
    whole = [word for word in found if len(word.encode("utf-8", "replace")) <= _WORD_OCTETS]
    longest = sorted(whole, key=len, reverse=True)[:_WORDS]
    return tuple(longest) or tuple(word[: _WORD_OCTETS // 4] for word in found[:1])
