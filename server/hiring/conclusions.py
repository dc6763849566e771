"""From the decided kind of a message to its reading: facts that follow from it or contradict it, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from parsers import asides
from parsers.facts import (
    INCOMING_KINDS,
    OUTGOING_KINDS,
    Ask,
    Direction,
    Evidence,
    Fact,
    FactType,
    Kind,
    Lead,
    Meeting,
    MeetingStatus,
    Mention,
    Source,
)
from parsers.rules import fold
from server.hiring.decoding import Decision
from server.hiring.vocabulary import MessageRecord, Reading

_SURE = 0.85
_MOST_EVIDENCE = 3

_IMPLIED: Mapping[Kind, tuple[FactType, Ask | None]] = {
    Kind.REJECTION: (FactType.REJECTS, None),
    Kind.OFFER: (FactType.OFFERS, None),
    Kind.INTERVIEW_INVITE: (FactType.ASKS, Ask.TIMES),
    Kind.ASSESSMENT_REQUEST: (FactType.ASKS, Ask.ASSESSMENT),
    Kind.INFO_REQUEST: (FactType.ASKS, Ask.ANSWER),
    Kind.THANK_YOU: (FactType.THANKS, None),
    Kind.AVAILABILITY_REPLY: (FactType.ANSWERS, Ask.TIMES),
    Kind.INFO_REPLY: (FactType.ANSWERS, Ask.ANSWER),
    Kind.FOLLOW_UP: (FactType.NUDGES, None),
    Kind.ACCEPT_OFFER: (FactType.ACCEPTS, None),
    Kind.DECLINE_OFFER: (FactType.DECLINES, None),
    Kind.WITHDRAW: (FactType.WITHDRAWS, None),
}

_ALSO_IMPLIED_BY: Mapping[FactType, frozenset[FactType]] = {
    FactType.WITHDRAWS: frozenset({FactType.DECLINES}),
    FactType.DECLINES: frozenset({FactType.WITHDRAWS}),
}

_OWED = frozenset({Kind.OFFER, Kind.ASSESSMENT_REQUEST, Kind.INFO_REQUEST})
"""Kinds in which "by Friday" is the last day for the user's answer."""

_ARRANGES = frozenset({Kind.INTERVIEW_INVITE, Kind.INTERVIEW_SCHEDULED, Kind.INTERVIEW_RESCHEDULED})
_TOLD = frozenset({Kind.HIRING_REPLY, Kind.STATUS_UPDATE})
_CLOSES = frozenset({Kind.ACCEPT_OFFER, Kind.DECLINE_OFFER, Kind.WITHDRAW, Kind.REJECTION})

_CANCELS_NOTHING = frozenset(
    {Kind.OFFER, Kind.ASSESSMENT_REQUEST, Kind.INFO_REQUEST, Kind.APPLICATION_RECEIVED, Kind.HIRING_REPLY}
)
"""Kinds beside which words of falling away mean no interview: "sundays off"."""

_UNASKED = frozenset({FactType.ASKS, FactType.OFFERS, FactType.REJECTS})
"""An approach asks for nothing that is owed and offers no job yet."""


def conclude(record: MessageRecord, decision: Decision, earlier: Sequence[Reading]) -> Reading:
    """The reading of a record whose kind is decided."""
    if decision.kind is Kind.WITHDRAW and _offered(earlier):
        decision = replace(decision, kind=Kind.DECLINE_OFFER)  # who leaves with an offer in hand declines it
    kind = decision.kind
    evidence = _evidence(record, kind, earlier)
    facts = _facts(record, decision, evidence[0], earlier)
    return Reading(record, kind, round(decision.confidence, 4), facts, evidence)


def _evidence(record: MessageRecord, kind: Kind, earlier: Sequence[Reading]) -> tuple[Evidence, ...]:
    pieces = record.signals.evidence.get(kind, ())[:_MOST_EVIDENCE]
    if pieces:
        return pieces
    before = next((reading for reading in reversed(earlier) if reading.record.signals.moves), None)
    if before is not None and before.kind is not Kind.NOT_HIRING:
        name = before.kind.value.replace("_", " ")
        return (Evidence(f"It follows a message read as: {name}", Source.PROCESS),)
    return (Evidence(record.subject[:300] or "(no subject)", Source.SUBJECT),)


def _kind_of(fact: Fact) -> Kind | None:
    """The kind that a message would have by that fact alone."""
    if fact.what is FactType.ASKS:
        by_ask = {Ask.TIMES: Kind.INTERVIEW_INVITE, Ask.ASSESSMENT: Kind.ASSESSMENT_REQUEST}
        return by_ask.get(fact.ask, Kind.INFO_REQUEST) if fact.ask is not None else Kind.INFO_REQUEST
    if fact.what is FactType.TIMES:
        if fact.meeting is None:
            return None
        if fact.meeting.status is MeetingStatus.MOVED and fact.meeting.start is None:
            return None  # a wish to move is no new time
        return {
            MeetingStatus.FIXED: Kind.INTERVIEW_SCHEDULED,
            MeetingStatus.MOVED: Kind.INTERVIEW_RESCHEDULED,
            MeetingStatus.CANCELLED: Kind.INTERVIEW_CANCELLED,
        }.get(fact.meeting.status)
    simple = {
        FactType.REJECTS: Kind.REJECTION,
        FactType.OFFERS: Kind.OFFER,
        FactType.PAUSES: Kind.STATUS_UPDATE,
        FactType.THANKS: Kind.THANK_YOU,
        FactType.NUDGES: Kind.FOLLOW_UP,
        FactType.ACCEPTS: Kind.ACCEPT_OFFER,
        FactType.DECLINES: Kind.DECLINE_OFFER,
        FactType.WITHDRAWS: Kind.WITHDRAW,
    }
    return simple.get(fact.what)


def _excluded(fact: Fact, decision: Decision, direction: Direction) -> bool:
    """Whether a fact contradicts the decided kind: it would have come first in the order of kinds, yet did not."""
    if decision.kind is Kind.NOT_HIRING:
        return True
    if decision.kind is Kind.RECRUITER_OUTREACH:
        return fact.what in _UNASKED
    if decision.kind in _CANCELS_NOTHING and _is_vague_cancellation(fact):
        return True
    if decision.confidence < _SURE or fact.evidence.source is Source.CALENDAR:
        return False
    own = _kind_of(fact)
    order = INCOMING_KINDS if direction is Direction.IN else OUTGOING_KINDS
    if own is None or own not in order or decision.kind not in order:
        return False
    if own is Kind.INTERVIEW_SCHEDULED and decision.kind in (Kind.INTERVIEW_INVITE, Kind.ASSESSMENT_REQUEST):
        return False  # a round that stays fixed beside a new ask
    return order.index(own) < order.index(decision.kind)


def _is_vague_cancellation(fact: Fact) -> bool:
    """Whether prose cancels, and does not say what."""
    meeting = fact.meeting
    cancels = meeting is not None and meeting.status is MeetingStatus.CANCELLED and meeting.start is None
    return cancels and fact.evidence.source is not Source.CALENDAR


def _facts(
    record: MessageRecord, decision: Decision, evidence: Evidence, earlier: Sequence[Reading]
) -> tuple[Fact, ...]:
    kind = decision.kind
    facts = [fact for fact in record.signals.facts if not _excluded(fact, decision, record.direction)]
    if not record.signals.moves:
        return tuple(facts)
    if kind is Kind.INTERVIEW_CANCELLED and not any(
        fact.meeting is not None and fact.meeting.status is MeetingStatus.CANCELLED for fact in facts
    ):
        facts.append(
            Fact(FactType.TIMES, evidence, meeting=Meeting(MeetingStatus.CANCELLED, None, source=evidence.source))
        )
    asks = any(fact.what is FactType.ASKS for fact in facts)
    if kind is Kind.INTERVIEW_CANCELLED and not asks and record.signals.questions:
        facts.append(Fact(FactType.ASKS, record.signals.questions[0], ask=Ask.TIMES))
    facts = _dated(record, kind, facts, earlier)
    implied = _IMPLIED.get(kind)
    if implied is None:
        return tuple(facts)
    what, ask = implied
    present = [fact for fact in facts if fact.what is what or fact.what in _ALSO_IMPLIED_BY.get(what, ())]
    if what in (FactType.ASKS, FactType.ANSWERS) and ask is not Ask.ANSWER:
        present = [fact for fact in present if fact.ask is ask]
    if not present:
        facts.append(Fact(what, evidence, ask=ask))
    return tuple(facts)


def _dated(record: MessageRecord, kind: Kind, facts: list[Fact], earlier: Sequence[Reading]) -> list[Fact]:
    """With the day that a mail of this kind means by a date it names: the last for an answer, or when news comes.

    What the mail is may show only in its process; the sentences alone then left the day without a meaning.
    """
    named = {fact.what for fact in facts}
    if kind in _OWED:
        return _limited(record, kind, facts if kind is Kind.INFO_REQUEST else [_as_limit(fact) for fact in facts])
    if kind in _ARRANGES:
        return _answered_by(record, kind, [_as_ask(fact) for fact in facts])
    if kind in _TOLD and _offered(earlier) and FactType.DEADLINE not in named:
        wished = {each.day.first for each in _coming(earlier[-1].record) if each.day} if earlier else set()
        days = _coming(record)
        limits = [each for each in days if each.lead is Lead.BY or (each.day and each.day.first in wished)]
        if limits:
            return [*facts, Fact(FactType.DEADLINE, limits[-1].evidence, by=limits[-1].day)]
    if kind is Kind.STATUS_UPDATE and not named & {FactType.PROMISE, FactType.PAUSES}:
        days = [each for each in _coming(record) if not asides.is_your_move(fold(each.evidence.text))]
        if days:
            return [*facts, Fact(FactType.PROMISE, days[-1].evidence, by=days[-1].day)]
    return facts


def _as_limit(fact: Fact) -> Fact:
    """Papers wanted by a day, in a mail that wants one thing: the day is that thing's."""
    if fact.what is FactType.ASKS and fact.ask is Ask.DOCUMENTS and fact.by is not None:
        return Fact(FactType.DEADLINE, fact.evidence, by=fact.by)
    return fact


def _as_ask(fact: Fact) -> Fact:
    """A last day for sending something, in a mail that arranges an interview: no day for the times."""
    if fact.what is FactType.DEADLINE and asides.sends(fold(fact.evidence.text)):
        return Fact(FactType.ASKS, fact.evidence, ask=Ask.DOCUMENTS, by=fact.by)
    return fact


def _answered_by(record: MessageRecord, kind: Kind, facts: list[Fact]) -> list[Fact]:
    """With the last day for an answer to an invitation, which often has a sentence of its own."""
    dated = any(fact.by is not None and (fact.ask is Ask.TIMES or fact.what is FactType.DEADLINE) for fact in facts)
    if kind is not Kind.INTERVIEW_INVITE or dated:
        return facts
    for each in _coming(record):
        if each.lead is Lead.BY and each.day is not None and asides.asks_reply(fold(each.evidence.text)):
            return [*facts, Fact(FactType.DEADLINE, each.evidence, by=each.day)]
    return facts


def _limited(record: MessageRecord, kind: Kind, facts: list[Fact]) -> list[Fact]:
    """What is owed by a day: that day promises no news, and stands as a deadline where no ask names it already."""
    asked = [fact.by for fact in facts if fact.what in (FactType.ASKS, FactType.OFFERS) and fact.by is not None]
    rest = [fact for fact in facts if fact.what is not FactType.PROMISE or fact.by not in asked]
    if any(fact.what is FactType.DEADLINE or (fact.what is FactType.ASKS and fact.by is not None) for fact in rest):
        return rest
    coming = _coming(record)
    limits = [each for each in coming if each.lead is Lead.BY]
    if not limits and kind is Kind.OFFER:
        limits = [each for each in coming if asides.awaits_decision(fold(each.evidence.text))]
    if not limits:
        return rest
    rest = [fact for fact in rest if fact.what is not FactType.PROMISE]
    return [*rest, Fact(FactType.DEADLINE, limits[-1].evidence, by=limits[-1].day)]


def _offered(earlier: Sequence[Reading]) -> bool:
    """Whether an offer stands that the user has not answered."""
    for before in reversed(earlier):
        if before.kind in _CLOSES:
            return False
        if before.kind is Kind.OFFER:
            return True
    return False


def _coming(record: MessageRecord) -> list[Mention]:
    """Days still to come that a mail's own words name, those left out on which something ended or began."""
    today = record.date.date()
    return [
        each
        for each in record.signals.mentions
        if each.day is not None
        and each.day.last > today
        and each.lead in (Lead.NONE, Lead.BY)
        and each.evidence.source is Source.BODY
    ]
