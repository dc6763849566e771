"""Reads the messages of one hiring process together: what each one is, how sure that is, its facts and why.

A message's own signals are one witness; what it follows is another: a bare "see you Thursday" fixes an interview
after an invite and means nothing after a rejection. Calendar data and facts stated in so many words outweigh both.
Pure: the same records give the same readings.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from parsers.facts import Ask, Direction, FactType, Kind, MeetingStatus, Sender, Source
from server.hiring.appointments import with_times
from server.hiring.conclusions import conclude
from server.hiring.decoding import Decision, Observation, decode
from server.hiring.threads import seems_hiring
from server.hiring.vocabulary import MessageRecord, Reading

_SHARPNESS = 0.9
"""The share of the learned odds of single messages that decodes best, measured on writers left out."""

_HARD = 9.0
_UNHEARD = -2.5
"""What weighs against an answer to an offer where none was written: some are made on the phone."""
_AGAIN = -1.0
"""What weighs against another offer where one stands: it is asked and written about more often than made anew."""
_BY_HAND = -1.2
"""What weighs against a bare receipt where a person writes: the usual order of things is mostly counted on machines."""
_NOTHING_TO_MOVE = -6.0
"""What weighs against a new time for an interview where times were proposed and none was fixed."""
_AGREED = 1.0
"""What the answer to a time that the user proposes gains as one that fixes it."""
_AT_ONCE = timedelta(days=1)
_AT_ONCE_COSTS = -2.5
"""Nobody asks for news within a day of having had some."""
_BESIDE = 2.5
"""How much less likely (log-odds) a no may be than the cancellation that it explains."""
_CLOSE = 1.0
"""A kind no less likely than this (log-odds) may be what a message is."""
_REMOTE = 4.0
"""A kind this much less likely than the likeliest (log-odds) is not what a message says."""
_NEIGHBOURS = 5.0
"""Log-odds that a message in a process known to be hiring is hiring mail too."""


_PLEASANTRIES = (Kind.APPLICATION_RECEIVED, Kind.HIRING_REPLY)
"""What a mail is that says nothing more: one that does say more is of that kind."""
_EVEN = 0.5
_GRAVE = frozenset(
    {Kind.REJECTION, Kind.OFFER, Kind.INTERVIEW_CANCELLED, Kind.ACCEPT_OFFER, Kind.DECLINE_OFFER, Kind.WITHDRAW}
)


def read_process(records: Sequence[MessageRecord], *, tracked: bool = False) -> tuple[Reading, ...]:
    """The readings of the records of one process, oldest first; one a record, in the same order.

    ``tracked`` is true where the user said that this is a hiring process, whatever the words say.
    """
    known = tracked or seems_hiring(records)
    observations = [_observe(records, at, known) for at in range(len(records))]
    decisions = decode(observations)
    readings: list[Reading] = []
    for record, decision in zip(records, decisions, strict=True):
        readings.append(conclude(record, _cautious(decision), readings))
    return with_times(readings)


def _cautious(decision: Decision) -> Decision:
    """The decision, or the next best where it would end, void or offer something on less than an even chance.

    A process shown as ended by mistake is not looked at any more; one shown as running is put right with one click.
    """
    if decision.kind not in _GRAVE or decision.confidence >= _EVEN:
        return decision
    others = {kind: share for kind, share in decision.shares.items() if kind not in _GRAVE}
    if not others:
        return decision
    kind = max(others, key=lambda each: others[each])
    return replace(decision, kind=kind, confidence=others[kind])


def _observe(records: Sequence[MessageRecord], at: int, known: bool) -> Observation:
    """What one record says of its kind, with what calendar, facts and dates say beside its words."""
    record = records[at]
    signals, direction = record.signals, record.direction
    scores: dict[Kind, float] = {
        kind: value / 1000 * _SHARPNESS for kind, value in signals.scores.items() if kind is not Kind.NOT_HIRING
    }
    if not scores:
        scores = {Kind.HIRING_REPLY if direction is Direction.IN else Kind.OUT_OTHER: 0.0}
    nothing = Kind.NOT_HIRING if direction is Direction.IN else Kind.OUT_OTHER
    if not known:
        return Observation(direction, {nothing: 0.0}, moves=False)
    _heed_calendar(records, at, scores)
    _heed_facts(record, scores)
    _heed_order(records, at, scores)
    if direction is Direction.IN:
        scores[Kind.NOT_HIRING] = -_hiring_odds(records, at)
    if not signals.moves:
        still = (Kind.HIRING_REPLY, Kind.NOT_HIRING, Kind.STATUS_UPDATE, Kind.APPLICATION_RECEIVED, Kind.OUT_OTHER)
        scores = {kind: value for kind, value in scores.items() if kind in still} or {nothing: 0.0}
    return Observation(direction, scores, signals.moves)


def _hiring_odds(records: Sequence[MessageRecord], at: int) -> float:
    """Log-odds that an incoming message of a known process is hiring mail: its own, and the company it keeps."""
    record = records[at]
    own = record.signals.hiring / 1000
    others = any(other.signals.hiring > 0 for place, other in enumerate(records) if place != at)
    if not others:
        return own + _HARD  # it alone made this a process: that question is settled
    personal = record.signals.sender in (Sender.PERSON, Sender.CALENDAR) and record.list_id is None
    return own + (_NEIGHBOURS + 2.0 if personal else _NEIGHBOURS)


def _heed_calendar(records: Sequence[MessageRecord], at: int, scores: dict[Kind, float]) -> None:
    """Calendar data fixes the kind: a request, a new time for the same event, a cancellation, the user's reply."""
    record = records[at]
    meetings = [
        fact.meeting
        for fact in record.signals.facts
        if fact.what is FactType.TIMES and fact.meeting is not None and fact.meeting.source is Source.CALENDAR
    ]
    if not meetings:
        return
    if record.direction is Direction.OUT:
        _settle(scores, Kind.AVAILABILITY_REPLY)
        return
    if any(fact.what is FactType.REJECTS for fact in record.signals.facts):
        return  # called off because the job is filled: the words say more than the calendar
    meeting = meetings[-1]
    if meeting.status is MeetingStatus.CANCELLED:
        _settle(scores, Kind.INTERVIEW_CANCELLED)
    elif meeting.status is MeetingStatus.MOVED or _starts_before(records[:at], meeting.uid) - {meeting.start, None}:
        _settle(scores, Kind.INTERVIEW_RESCHEDULED)
    elif meeting.status is MeetingStatus.FIXED:
        _settle(scores, Kind.INTERVIEW_SCHEDULED)


def _heed_facts(record: MessageRecord, scores: dict[Kind, float]) -> None:
    """What a mail says in so many words settles between kinds that look alike.

    A task that came back is asked for no more ("test received" is news of where things stand), and an interview called
    off because the job is gone is a no.
    """
    facts = record.signals.facts
    said = {(fact.what, fact.ask) for fact in facts}
    task = (FactType.ASKS, Ask.ASSESSMENT)
    if record.direction is Direction.IN and (FactType.ANSWERS, Ask.ASSESSMENT) in said and task not in said:
        _pass_on(scores, (Kind.ASSESSMENT_REQUEST, *_PLEASANTRIES), Kind.STATUS_UPDATE)
    if record.direction is Direction.IN and (FactType.PAUSES, None) in said:
        _pass_on(scores, _PLEASANTRIES, Kind.STATUS_UPDATE)
    refused, cancelled = scores.get(Kind.REJECTION, -_HARD), scores.get(Kind.INTERVIEW_CANCELLED, -_HARD)
    if (FactType.REJECTS, None) in said and refused > cancelled - _BESIDE:
        _pass_on(scores, (Kind.INTERVIEW_CANCELLED,), Kind.REJECTION)


def _starts_before(earlier: Sequence[MessageRecord], uid: str | None) -> set[datetime | None]:
    """The last start that earlier messages gave for a calendar event, as a set of at most one."""
    last: set[datetime | None] = set()
    for record in earlier:
        for fact in record.signals.facts:
            if uid is not None and fact.meeting is not None and fact.meeting.uid == uid:
                last = {fact.meeting.start}
    return last


def _heed_order(records: Sequence[MessageRecord], at: int, scores: dict[Kind, float]) -> None:
    """What cannot be, where it stands: an approach after the user wrote, a thank-you before the interview."""
    record = records[at]
    earlier = records[:at]
    if any(other.direction is Direction.OUT and other.signals.moves for other in earlier):
        _raise(scores, Kind.RECRUITER_OUTREACH, -_HARD)
    if record.signals.sender is Sender.PERSON:
        _raise(scores, Kind.APPLICATION_RECEIVED, _BY_HAND)
    if record.direction is Direction.IN and any(map(_offered, earlier)):
        _raise(scores, Kind.OFFER, _AGAIN)
    if record.direction is Direction.IN and earlier and _names_one_time(earlier[-1]):
        _raise(scores, Kind.INTERVIEW_SCHEDULED, _AGREED)
    if record.direction is Direction.IN and any(map(_proposes, earlier)) and not _may_stand(earlier):
        if record.signals.questions:  # "Thursday. Same time?"
            _pass_on(scores, (Kind.INTERVIEW_RESCHEDULED,), Kind.INTERVIEW_INVITE)
        _raise(scores, Kind.INTERVIEW_RESCHEDULED, _NOTHING_TO_MOVE)
    if record.direction is Direction.OUT:
        if earlier and earlier[-1].direction is Direction.IN and record.date - earlier[-1].date < _AT_ONCE:
            _raise(scores, Kind.FOLLOW_UP, _AT_ONCE_COSTS)
        if any(other.direction is Direction.IN for other in earlier) and not any(map(_may_offer, earlier)):
            _raise(scores, Kind.ACCEPT_OFFER, _UNHEARD)
            _raise(scores, Kind.DECLINE_OFFER, _UNHEARD)
        starts = [
            fact.meeting.start
            for other in earlier
            for fact in other.signals.facts
            if fact.meeting is not None
            and fact.meeting.start is not None
            and fact.meeting.status in (MeetingStatus.FIXED, MeetingStatus.MOVED)
        ]
        if starts and min(starts) > record.date:
            _raise(scores, Kind.THANK_YOU, -4.0)
        elif starts and min(starts) <= record.date:
            _raise(scores, Kind.THANK_YOU, 0.5)


def _starts(record: MessageRecord, *statuses: MeetingStatus) -> set[datetime]:
    """The starts that a message gives interviews of these statuses."""
    return {
        fact.meeting.start
        for fact in record.signals.facts
        if fact.meeting is not None and fact.meeting.start is not None and fact.meeting.status in statuses
    }


def _proposes(record: MessageRecord) -> bool:
    """Whether the hiring side proposes times."""
    return record.direction is Direction.IN and bool(_starts(record, MeetingStatus.PROPOSED))


def _may_stand(earlier: Sequence[MessageRecord]) -> bool:
    """Whether a time may have been fixed: by a mail that could be one that does so, or by taking up a proposed one."""
    proposed: set[datetime] = set()
    for record in earlier:
        likeliest = max(record.signals.scores.values(), default=0)
        fixing = (Kind.INTERVIEW_SCHEDULED, Kind.INTERVIEW_RESCHEDULED)
        if record.direction is Direction.IN:
            if any(record.signals.scores.get(kind, -99_999) > likeliest - 1000 * _CLOSE for kind in fixing):
                return True
            proposed |= _starts(record, MeetingStatus.PROPOSED)
        elif _starts(record, *MeetingStatus) & proposed or _says_yes(record):
            return True
    return False


def _says_yes(record: MessageRecord) -> bool:
    """Whether a message of the user's names no day and may still accept one: "that works, see you then"."""
    availability = record.signals.scores.get(Kind.AVAILABILITY_REPLY, -99_999)
    silent = not record.signals.mentions and not any(fact.what is FactType.TIMES for fact in record.signals.facts)
    return silent and availability > max(record.signals.scores.values()) - 1000 * _REMOTE


def _names_one_time(record: MessageRecord) -> bool:
    """Whether the user proposes one time: what comes next is rather a yes to it than a word in passing."""
    proposed = [
        fact.meeting
        for fact in record.signals.facts
        if fact.meeting is not None and fact.meeting.status is MeetingStatus.PROPOSED
    ]
    return record.direction is Direction.OUT and len(proposed) == 1 and proposed[0].start is not None


def _may_offer(record: MessageRecord) -> bool:
    """Whether a message may be an offer, by any of its sentences."""
    scores = record.signals.scores
    likely = Kind.OFFER in scores and scores[Kind.OFFER] > max(scores.values()) - 1000 * _REMOTE
    return likely or any(fact.what is FactType.OFFERS for fact in record.signals.facts)


def _offered(record: MessageRecord) -> bool:
    """Whether a message is most likely an offer, on its own."""
    scores = record.signals.scores
    return max(scores, key=lambda kind: scores[kind], default=None) is Kind.OFFER


def _raise(scores: dict[Kind, float], kind: Kind, by: float) -> None:
    if kind in scores:
        scores[kind] += by


def _pass_on(scores: dict[Kind, float], kinds: Sequence[Kind], heir: Kind) -> None:
    """Give the odds of some kinds to another."""
    total = sum(math.exp(scores[kind]) for kind in (*kinds, heir) if kind in scores)
    if heir in scores and total > 0:
        for kind in kinds:
            _raise(scores, kind, -_HARD)
        scores[heir] = math.log(total)


def _settle(scores: dict[Kind, float], kind: Kind) -> None:
    scores[kind] = max(scores.values()) + _HARD
