"""What each sentence of a message says, before anything is weighed: the sentences, and the rows that hold in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from parsers import rules, sentences
from parsers.facts import Direction, Evidence, Message, Source

MOST_TEXT = 12_000
"""Characters of the writer's own words that are read; what a mail wants stands in its first screens."""
MOST_SENTENCES = 200
LONGEST_EVIDENCE = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence as written, as folded, and the rows that hold in it, in the order of the book."""

    text: str
    folded: str
    hits: tuple[rules.Hit, ...]
    source: Source

    @property
    def evidence(self) -> Evidence:
        """The sentence as evidence."""
        return Evidence(self.text[:LONGEST_EVIDENCE], self.source)

    def of(self, *signals: str) -> tuple[rules.Hit, ...]:
        """The hits of some signals."""
        return tuple(hit for hit in self.hits if hit.row.signal in signals)

    def says(self, *signals: str) -> bool:
        """Whether a row of one of these signals holds here."""
        return bool(self.hits) and any(hit.row.signal in signals for hit in self.hits)


def _texts(message: Message) -> Iterator[tuple[str, Source]]:
    subject = " ".join(message.subject[:500].split())
    if subject:
        yield subject, Source.SUBJECT
    for sentence in sentences.split(message.text[:MOST_TEXT])[:MOST_SENTENCES]:
        yield sentence, Source.BODY


def find(message: Message, direction: Direction) -> tuple[Finding, ...]:
    """Every sentence of the subject and the writer's own words, with what its rows say."""
    pieces = [(text, rules.fold(text), source) for text, source in _texts(message)]
    spoken = rules.languages(" ".join(folded for _, folded, _ in pieces))
    return tuple(Finding(text, folded, _held(folded, direction, spoken), source) for text, folded, source in pieces)


@lru_cache(maxsize=1024)
def _held(folded: str, direction: Direction, spoken: tuple[str, ...]) -> tuple[rules.Hit, ...]:
    """The rows that hold in a sentence, the heaviest first; kept, since greetings and letters of a system repeat."""
    return tuple(sorted(rules.hits(folded, direction, spoken), key=_order))


def _order(hit: rules.Hit) -> tuple[int, str]:
    return (-abs(hit.row.weight), hit.row.id)
