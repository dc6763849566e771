"""Finding one message that somebody has on screen: by what names it, else by what can be read of it.

Reads only. Words of a subject go to the server as literals, which no octet in them can end (RFC 9051 section 4.3), and
what the server finds counts only where ``Question.judge`` agrees with the message's own header.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from server.mailbox.allowed import literal
from server.mailbox.discovery import Folder
from server.mailbox.errors import CommandRefused, FolderUnusable
from server.mailbox.session import Session
from server.mailbox.sync import AccountSync
from server.mailbox.types import place_key

MOST = 300
"""So many messages of a mailbox are looked at; where more carry the same words, nobody can tell which one is meant."""
_HEADERS = b"UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (From Subject Date Message-ID)]"
_HEADER_OCTETS = 1 << 16
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Question:
    """Which message is meant.

    ``match`` are keys as in the feed. Without an answer to those, mailboxes are searched for ``words`` (of the subject,
    in any script), ``sender`` (an address in ASCII, or empty) and the days from ``first`` to ``last``, and ``judge``
    says of a header and the time of arrival by what name a message goes that is the one on screen: the same in every
    mailbox. None for what is another. ``wanted`` says whether somebody still waits for the answer.
    """

    match: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    sender: str = ""
    first: date | None = None
    last: date | None = None
    judge: Callable[[bytes, datetime | None], str | None] | None = None
    wanted: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question in one account.

    ``key`` is set where ``Question.match`` named a message: it was read, and is found by this key. ``seen`` are the
    messages that agree with what is on screen: by their names, the key under which each can be read. ``many`` where
    more carry these words than are looked at. ``fault`` is a sentence where the account could not be looked through.
    """

    account: str
    key: str | None = None
    seen: dict[str, str] = field(default_factory=dict)
    many: bool = False
    fault: str | None = None


def look_up(work: AccountSync, session: Session, question: Question) -> Answer:
    """Answer a question from an account's watched mailboxes. Raises ``MailboxError`` where the connection breaks."""
    account = work.account.id
    if question.match and (key := work.fetch(session, question.match)):
        return Answer(account, key)
    if question.judge is None:
        return Answer(account)
    found = _Found()
    for criteria in _searches(question):
        for folder in work.discovery.folders:
            work.check_stop()
            if not question.wanted():
                return Answer(account)
            try:
                _look_into(work, session, folder, question, criteria, found)
            except FolderUnusable:
                continue
            except CommandRefused as fault:
                found.fault = str(fault)
        if found.seen or found.many:
            break
    return Answer(account, None, found.seen, found.many, found.fault)


@dataclass(slots=True)
class _Found:
    """What was found so far, over all mailboxes of an account."""

    seen: dict[str, str] = field(default_factory=dict)
    many: bool = False
    fault: str | None = None


def _look_into(
    work: AccountSync,
    session: Session,
    folder: Folder,
    question: Question,
    criteria: Sequence[Sequence[bytes]],
    found: _Found,
) -> None:
    validity = session.examine(folder.raw, folder.name).uidvalidity or 1
    state = work.sink.mailbox_state(work.account.id, folder.name)
    if state is None or state.uidvalidity != validity:
        return  # not read yet: what lies there can be kept only after that
    uids = _search(session, criteria)
    if len(uids) > MOST:
        found.many = True
        return
    for uid, header, arrived in _headers(session, uids):
        name = question.judge(header, arrived) if question.judge else None
        if name is not None:
            found.seen.setdefault(name, place_key(work.account.id, folder.name, validity, uid))


def _search(session: Session, tries: Sequence[Sequence[bytes]]) -> list[int]:
    """The UIDs by the first of these searches that the server takes; servers may know no charset but US-ASCII."""
    for criteria in tries[:-1]:
        try:
            return session.search(b" ".join(criteria))
        except CommandRefused:
            continue
    return session.search(b" ".join(tries[-1]))


def _headers(session: Session, uids: Sequence[int]) -> Iterator[tuple[int, bytes, datetime | None]]:
    """UID, header and time of arrival of these messages of the open mailbox."""
    if not uids:
        return
    _, _, rows = session.fetched((session.fetch(uids, _HEADERS),), keep=_HEADER_OCTETS)
    for row in rows:
        if row.uid is not None and row.body:
            yield row.uid, row.body, row.internal_date


def _searches(question: Question) -> list[list[list[bytes]]]:
    """What to search for in every mailbox, and, where that finds nothing at all, in every one once more.

    Each search is a list of tries, for servers that refuse the first. The second one does without the subject: not
    every server finds words in encoded subjects (RFC 2047), and Gmail knows but whole words.
    """
    plain = [word for word in question.words if word.isascii()]
    rest = [*_from(question.sender), *_days(question.first, question.last)]
    tries = []
    if len(plain) < len(question.words):
        tries.append([b"CHARSET UTF-8", *_subject(question.words), *rest])
    if plain or rest:
        tries.append([*_subject(plain), *rest])
    searches = [tries] if tries else []
    if question.words and question.sender and question.first:
        searches.append([rest])
    return searches


def _subject(words: Sequence[str]) -> list[bytes]:
    return [b"SUBJECT " + literal(word.encode("utf-8", "replace")) for word in words]


def _from(sender: str) -> list[bytes]:
    return [b"FROM " + literal(sender.encode("ascii"))] if sender and sender.isascii() else []


def _days(first: date | None, last: date | None) -> list[bytes]:
    """The days between which a message was written or came: a day more on either side, for no zone is known there."""
    if first is None or last is None:
        return []
    since, before = _day(first - timedelta(days=1)), _day(last + timedelta(days=2))
    return [b"OR (SENTSINCE %s SENTBEFORE %s) (SINCE %s BEFORE %s)" % (since, before, since, before)]


def _day(day: date) -> bytes:
    """As IMAP writes a day (RFC 9051 section 9, ``date``), whatever the computer's language."""
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year:04}".encode()
