"""A mail that speaks of two roles at one employer belongs to both processes: to each with what it says of that role.

"Not the engineer's post, I'm afraid, but would you come and talk about the analyst's?" ends one process and moves the
other. Which sentence is whose is told by the role that it names; a sentence that names none goes with the rest of the
mail, but never with a no.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from parsers.facts import Evidence, FactType, Kind
from parsers.people import role_key
from server.hiring.vocabulary import MessageRecord

_UNSAID = -12_000
"""Log-odds, in thousandths, of a kind that a mail does not say of a role: the least there is."""


def said(record: MessageRecord) -> str:
    """The words, as ``role_key`` spells them, of a mail's kept sentences, its roles and the subject it set itself."""
    pieces = [piece.text for piece in _pieces(record)]
    pieces += [role.name for role in record.signals.roles]
    if not record.in_reply_to and not record.references:
        pieces.append(record.subject)
    return _words(pieces)


def names(roles: Iterable[str], words: str) -> bool:
    """Whether one of these roles (given by their keys) is among the words."""
    return any(role and f" {role} " in words for role in roles)


def _words(texts: Iterable[str]) -> str:
    # A piece of evidence is at most 300 characters long, and a key is made of the first 200 that it is given.
    parts = [part for text in texts for part in (text[:200], text[150:350]) if part]
    return " | ".join(["", *(f" {role_key(part)} " for part in parts), ""])


def _pieces(record: MessageRecord) -> Iterable[Evidence]:
    signals = record.signals
    for pieces in signals.evidence.values():
        yield from pieces
    yield from (fact.evidence for fact in signals.facts)
    yield from (mention.evidence for mention in signals.mentions)
    yield from signals.questions


def seen_from(record: MessageRecord, own: Collection[str], others: Collection[str]) -> MessageRecord:
    """A mail as the process of the role ``own`` reads it, where it speaks of the role of ``others`` as well."""

    def elsewhere(evidence: Evidence) -> bool:
        words = _words([evidence.text])
        return names(others, words) and not names(own, words)

    signals = record.signals
    facts = tuple(fact for fact in signals.facts if not elsewhere(fact.evidence))
    scores: Mapping[Kind, int] = {
        kind: _UNSAID if pieces and elsewhere(pieces[0]) else score
        for kind, score in signals.scores.items()
        for pieces in [signals.evidence.get(kind, ())]
    }
    refused = [fact.evidence for fact in signals.facts if fact.what is FactType.REJECTS]
    if refused and all(map(elsewhere, refused)):
        scores = {kind: _UNSAID if kind is Kind.REJECTION else score for kind, score in scores.items()}
    elif any(elsewhere(fact.evidence) for fact in signals.facts if fact.what is not FactType.REJECTS) and refused:
        facts = tuple(fact for fact in facts if fact.what is FactType.REJECTS)
        scores = {kind: 0 if kind is Kind.REJECTION else _UNSAID for kind in scores}
    kept = {
        kind: left
        for kind, pieces in signals.evidence.items()
        if (left := tuple(piece for piece in pieces if not elsewhere(piece)))
    }
    return replace(
        record,
        signals=replace(
            signals,
            facts=facts,
            scores=scores,
            evidence=kept,
            mentions=tuple(each for each in signals.mentions if not elsewhere(each.evidence)),
            questions=tuple(each for each in signals.questions if not elsewhere(each)),
            roles=tuple(role for role in signals.roles if role_key(role.name) not in others),
        ),
    )


__all__ = ["names", "said", "seen_from"]
