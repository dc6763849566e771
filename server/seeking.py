"""Finding the one message that the user wants tracked: on file, else in the mail accounts. Nothing is guessed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from server import lookup
from server.config import Account
from server.feed import match_keys
from server.hiring.vocabulary import MessageRecord
from server.lookup import Shown
from server.mailbox.lookup import Answer, Question

Ask = Callable[[Question, Collection[str]], Sequence[Answer]]
"""Looks for a message in the accounts of these ids; an answer for each comes once it was looked for."""
AT_ONCE = 4
"""So many messages are looked for at a time: each holds a thread of the web server while mail servers work."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """``records`` gives what is on file, what was read a moment ago included."""

    accounts: Sequence[Account]
    ask: Ask
    records: Callable[[], Collection[MessageRecord]]
    room: threading.Semaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def seek(self, match: Sequence[str], shown: Shown | None) -> tuple[MessageRecord, tuple[str, ...]]:
        """The message that keys of the feed lead to, or else its looks; read where it is not on file yet.

        With it sentences about accounts in which nobody could look. Raises ``lookup.NotOneError``.
        """
        if not self.room.acquire(blocking=False):
            raise lookup.NotOneError("Afterview is looking for other messages just now. Try again in a minute.")
        try:
            return self._seek(match, shown)
        finally:
            self.room.release()

    def _seek(self, match: Sequence[str], shown: Shown | None) -> tuple[MessageRecord, tuple[str, ...]]:
        accounts = lookup.accounts_of(shown, self.accounts)
        if shown and not accounts:
            # Its looks may be those of another mail, in an account that is watched; a name of its own is no other's.
            everywhere = lookup.accounts_of(None, self.accounts)
            record = self._named(self.ask(lookup.question(match, None), everywhere), match, shown)
            if record is None:
                raise lookup.not_watched(shown)
            return record, ()
        known = lookup.on_file(shown, self.records(), accounts) if shown and shown.telling else []
        if shown and shown.precise and len(known) == 1 and all(key.startswith("tuple:") for key in match):
            return known[0], ()  # else a mail server may know by name that it is another one
        answers = self.ask(lookup.question(match, shown), accounts)
        record = self._named(answers, match, shown)
        if record is not None:
            return record, ()
        return self._only(known, answers, shown, accounts), lookup.unreachable(answers)

    def _only(
        self, known: Sequence[MessageRecord], answers: Sequence[Answer], shown: Shown | None, accounts: Collection[str]
    ) -> MessageRecord:
        """The one message among those on file and those that were seen."""
        names = {name for record in known for name in (record.key, *match_keys(record))}
        seen = {name: key for answer in answers for name, key in answer.seen.items() if not {name, key} & names}
        many = any(answer.many for answer in answers)
        if shown and (many or len(seen) + len(known) > 1):
            raise lookup.several(shown, 0 if many else len(seen) + len(known))
        if known:
            return known[0]
        found = [self._named(self.ask(lookup.question([key], None), accounts), [key], shown) for key in seen.values()]
        if not found or found[0] is None:
            raise lookup.none_found(shown, answers)
        return found[0]

    def _named(self, answers: Sequence[Answer], match: Sequence[str], shown: Shown | None) -> MessageRecord | None:
        """The message that was read because a key named it; a place counts where the message there looks right."""
        records = self.records() if any(answer.key for answer in answers) else ()
        for answer in answers:
            found = [record for record in records if answer.key in match_keys(record)]
            if len(found) == 1 and (shown is None or answer.key not in match or shown.may_lie_there(found[0])):
                return found[0]
        return None
