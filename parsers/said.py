"""The facts of a message: what is asked, answered, promised, fixed, moved, offered, refused, by when.

Facts are found per sentence. A fact that moves a process (a no, an offer, an acceptance) also stands where the kind
weighs enough without any row, as the learned weights may know it; its evidence is then the sentence they name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from parsers import asides, dates, shifts
from parsers.calendardays import offset_name
from parsers.facts import (
    RESERVATIONS,
    Ask,
    Direction,
    Evidence,
    Fact,
    FactType,
    Kind,
    Lead,
    Meeting,
    MeetingStatus,
    Message,
    Source,
    Span,
)
from parsers.findings import Finding
from parsers.mentions import is_limited, led
from parsers.rules import Hit

_LIKELY = math.log(0.4) * 1000
_SURE = 3000
_TELLING = 2400
_ANSWERING = 1500
_MOST_OF_A_KIND = 3
_MOST_MEETINGS = 12

_FACT_OF = {
    Kind.REJECTION: (FactType.REJECTS, None),
    Kind.OFFER: (FactType.OFFERS, None),
    Kind.INTERVIEW_INVITE: (FactType.ASKS, Ask.TIMES),
    Kind.ASSESSMENT_REQUEST: (FactType.ASKS, Ask.ASSESSMENT),
    Kind.INFO_REQUEST: (FactType.ASKS, Ask.ANSWER),
    Kind.ACCEPT_OFFER: (FactType.ACCEPTS, None),
    Kind.DECLINE_OFFER: (FactType.DECLINES, None),
    Kind.WITHDRAW: (FactType.WITHDRAWS, None),
    Kind.THANK_YOU: (FactType.THANKS, None),
    Kind.FOLLOW_UP: (FactType.NUDGES, None),
    Kind.AVAILABILITY_REPLY: (FactType.ANSWERS, Ask.TIMES),
    Kind.INFO_REPLY: (FactType.ANSWERS, Ask.ANSWER),
}
_BESIDE = {
    Kind.INFO_REQUEST: frozenset(
        {Kind.INTERVIEW_INVITE, Kind.INTERVIEW_SCHEDULED, Kind.INTERVIEW_RESCHEDULED, Kind.ASSESSMENT_REQUEST}
    ),
    Kind.INTERVIEW_INVITE: frozenset({Kind.INTERVIEW_CANCELLED}),
    Kind.INFO_REPLY: frozenset({Kind.THANK_YOU, Kind.AVAILABILITY_REPLY}),
    Kind.AVAILABILITY_REPLY: frozenset({Kind.THANK_YOU, Kind.INFO_REPLY, Kind.FOLLOW_UP}),
    Kind.THANK_YOU: frozenset({Kind.AVAILABILITY_REPLY, Kind.INFO_REPLY, Kind.FOLLOW_UP, Kind.OUT_OTHER}),
}
"""What mails of other kinds do as well: an invitation wants papers too, a thank-you brings what was asked for."""
_STATUS_OF = {
    Kind.INTERVIEW_INVITE: MeetingStatus.PROPOSED,
    Kind.INTERVIEW_SCHEDULED: MeetingStatus.FIXED,
    Kind.INTERVIEW_RESCHEDULED: MeetingStatus.MOVED,
    Kind.INTERVIEW_CANCELLED: MeetingStatus.CANCELLED,
    Kind.AVAILABILITY_REPLY: MeetingStatus.PROPOSED,
}


class _Times:
    """The days and times of a message's sentences, each sentence searched once."""

    def __init__(self, message: Message) -> None:
        self._anchor = message.date
        self._likely = dates.language_of(message.text)
        self._known: dict[int, tuple[tuple[Lead, Span], ...]] = {}

    def led(self, finding: Finding) -> tuple[tuple[Lead, Span], ...]:
        """The spans of a sentence with what stands before each."""
        known = self._known.get(id(finding))
        if known is None:
            spans = dates.find(finding.text, self._anchor, likely=self._likely) if self._anchor else ()
            known = tuple((what, span) for what, span in led(finding, spans, self._likely) if isinstance(span, Span))
            self._known[id(finding)] = known
        return known

    def spans(self, finding: Finding) -> tuple[Span, ...]:
        """The spans of a sentence but those from which on something is so: nothing is due then."""
        return tuple(span for what, span in self.led(finding) if what is not Lead.SINCE)

    def limits_first(self, finding: Finding) -> tuple[Span, ...]:
        """The days by which something is to happen where a sentence names any, else all its days still to count."""
        limits = tuple(span for what, span in self.led(finding) if what is Lead.BY)
        days = tuple(span for span in limits if span.first == span.last)
        return days or limits or self.spans(finding)  # "before the weekend, by Friday 12 at the latest": that Friday


def _latest(spans: tuple[Span, ...]) -> Span | None:
    return max(spans, key=lambda span: span.last) if spans else None


def _due(finding: Finding, spans: tuple[Span, ...]) -> Span | None:
    """The span of a sentence that says by when."""
    return _latest(spans) if spans and is_limited(finding.folded) else None


def _heaviest(findings: tuple[Finding, ...]) -> dict[str, list[tuple[Hit, Finding]]]:
    """For each signal the sentences that give it, with their heaviest hit; the heaviest first."""
    given: dict[str, dict[int, tuple[Hit, Finding]]] = {}
    for at, finding in enumerate(findings):
        for hit in finding.hits:
            given.setdefault(hit.row.signal, {}).setdefault(at, (hit, finding))
    return {
        signal: sorted(
            (pair for pair in pairs.values() if pair[0].row.weight > 0), key=lambda pair: -pair[0].row.weight
        )
        for signal, pairs in given.items()
    }


def _by_kind(
    findings: tuple[Finding, ...],
    times: _Times,
    scores: Mapping[Kind, int],
    support: Mapping[Kind, int],
    evidence: Mapping[Kind, tuple[Evidence, ...]],
) -> Iterator[Fact]:
    """The facts that go with kinds: where rows are sure, or the kind is the likely one; and what is asked beside it."""
    leading = max(scores, key=lambda kind: scores[kind])
    heaviest = _heaviest(findings)
    for kind, (what, ask) in _FACT_OF.items():
        likely = scores.get(kind, -99_999) >= _LIKELY or support.get(kind, 0) >= _SURE
        if not likely and leading not in _BESIDE.get(kind, ()):
            continue
        found = heaviest.get(kind.value, [])
        if what is FactType.THANKS and not likely:
            found = [pair for pair in found if support.get(kind, 0) > 0 and asides.thanks_outright(*pair)]
        if found:
            for hit, item in found[:_MOST_OF_A_KIND]:
                telling = _TELLING if what is FactType.ASKS else _ANSWERING
                if hit.row.weight >= telling or (likely and hit is found[0][0]):
                    yield Fact(what, item.evidence, ask=hit.row.ask or ask, by=_due(item, times.limits_first(item)))
        elif what is FactType.ASKS:
            continue  # what no row says is asked for by the kind alone, once the process has decided it
        elif scores.get(kind, -99_999) >= _LIKELY and evidence.get(kind) and support.get(kind, 0) >= 0:
            yield Fact(what, evidence[kind][0], ask=ask)


def _timed(
    findings: tuple[Finding, ...], message: Message, times: _Times, direction: Direction, scores: Mapping[Kind, int]
) -> Iterator[Fact]:
    """Promises, deadlines, pauses: facts that hang on a date in the sentence itself."""
    leading = max(scores, key=lambda kind: scores[kind])
    promised = paused = False
    for finding in findings:
        frozen = finding.says("pauses") or (direction is Direction.IN and asides.freezes(finding))
        if frozen and not asides.thaws(finding):
            paused = True
            yield Fact(FactType.PAUSES, finding.evidence, by=_latest(times.spans(finding)))
        if finding.says("reopens"):
            yield Fact(FactType.REOPENS, finding.evidence)
        if direction is Direction.OUT or finding.source is Source.SUBJECT or leading is Kind.REJECTION:
            continue
        dated = finding.says("promise", "deadline") or asides.leaves_days(finding.folded)
        spans = times.limits_first(finding) if dated else ()
        if spans and _promises(finding, spans, leading):
            promised = True
            yield Fact(FactType.PROMISE, finding.evidence, by=_latest(spans))
        elif spans and _limits(finding, leading):
            yield Fact(FactType.DEADLINE, finding.evidence, by=_latest(spans))
        elif leading is Kind.OFFER and asides.awaits_decision(finding.folded) and (days := times.limits_first(finding)):
            yield Fact(FactType.DEADLINE, finding.evidence, by=_latest(days))
    if leading is Kind.STATUS_UPDATE and scores[leading] >= _LIKELY and not (promised or paused):
        yield from _named_day(findings, message, times)


def _promises(finding: Finding, spans: tuple[Span, ...], leading: Kind) -> bool:
    """Whether the writer says by when they will write. A clock time without "by" is an appointment."""
    if not finding.says("promise") or asides.is_your_move(finding.folded):
        return False
    if finding.says(Kind.ASSESSMENT_REQUEST.value, Kind.INTERVIEW_INVITE.value):
        return False
    limited = is_limited(finding.folded)
    return limited or (leading not in _STATUS_OF and all(span.start is None for span in spans))


def _limits(finding: Finding, leading: Kind) -> bool:
    """Whether a day is the last one for an answer to an offer, or for a task."""
    limited = finding.says("deadline") and is_limited(finding.folded)
    if not (limited or asides.leaves_days(finding.folded)):
        return False
    return leading in _LIMITED or bool(_OFFERED.search(finding.folded))


def _named_day(findings: tuple[Finding, ...], message: Message, times: _Times) -> Iterator[Fact]:
    """A day still to come, named where somebody says that it takes time, is when they mean to know more."""
    for finding in reversed(findings):
        ahead = [
            span
            for span in times.spans(finding)
            if message.date and span.last > message.date.date() and finding.source is Source.BODY
        ]
        if asides.is_your_move(finding.folded):
            continue
        if ahead:
            yield Fact(FactType.PROMISE, finding.evidence, by=_latest(tuple(ahead)))
            return


_LIMITED = frozenset({Kind.OFFER, Kind.ASSESSMENT_REQUEST, Kind.INFO_REQUEST})
_OFFERED = re.compile(r"\b(?:offer|expires?|angebot|offre|oferta|aanbod|proposta|contract|vertrag|contrat\w*)\b")


def _meetings(
    findings: tuple[Finding, ...], times: _Times, scores: Mapping[Kind, int], support: Mapping[Kind, int]
) -> Iterator[Fact]:
    """Times that prose proposes, fixes, moves or cancels; clock times only, those of deadlines left out."""
    leading = _arranging(scores, support)
    if leading is None and max(scores, key=lambda kind: scores[kind]) in _BESIDE[Kind.AVAILABILITY_REPLY]:
        leading = Kind.AVAILABILITY_REPLY
        findings = tuple(item for item in findings if item.says(leading.value))
    if leading is None:
        return
    status, named = _STATUS_OF[leading], 0
    for finding in findings:
        for what, span in times.led(finding):
            if span.start is None or finding.says("pauses") or named >= _MOST_MEETINGS:
                continue
            if status is MeetingStatus.MOVED and what is Lead.OLD:
                continue
            if finding.says("deadline", "promise") and what is Lead.BY:
                continue
            named += 1
            yield Fact(FactType.TIMES, finding.evidence, meeting=_meeting(status, span))
    if not named and status is MeetingStatus.CANCELLED:
        said = [item for item in findings if item.says(leading.value)] or list(findings[-1:])
        for finding in said[:1]:
            yield Fact(FactType.TIMES, finding.evidence, meeting=Meeting(MeetingStatus.CANCELLED, None))


def _arranging(scores: Mapping[Kind, int], support: Mapping[Kind, int]) -> Kind | None:
    """The kind that a mail arranges interviews as, where it likely does."""
    leading = max(_STATUS_OF, key=lambda kind: scores.get(kind, -99_999))
    likely = scores.get(leading, -99_999) >= _LIKELY or support.get(leading, 0) >= _SURE
    return leading if likely else None


def _marked(message: Message, scores: Mapping[Kind, int], support: Mapping[Kind, int]) -> Iterator[Fact]:
    """The event in the markup of a mail that arranges an interview (schema.org Event, or a reservation of one)."""
    leading = _arranging(scores, support)
    if leading is None or message.date is None:
        return
    rules = dates.clocks_of(message.date, dates.language_of(message.text))
    for item in message.markup:
        path = "reservationFor." if item.type in RESERVATIONS else ""
        begin = item.properties.get(f"{path}startDate")
        start = _moment(begin, rules)
        if begin is None or start is None or (not path and not item.type.endswith("Event")):
            continue
        states = {item.properties.get(f"{path}eventStatus", ""), item.properties.get("reservationStatus", "")}
        cancelled = any(state.endswith("Cancelled") for state in states)
        status = MeetingStatus.CANCELLED if cancelled else _STATUS_OF[leading]
        end = _moment(item.properties.get(f"{path}endDate"), rules)
        name = item.properties.get(f"{path}name", item.type)
        evidence = Evidence(f"{name}: {begin}"[:300], Source.MARKUP)
        yield Fact(FactType.TIMES, evidence, meeting=_meeting_at(status, start, end))


def _moment(text: str | None, rules: tzinfo | None) -> datetime | None:
    """An ISO 8601 date and time; one without an offset is in the zone of the mail."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if "T" not in (text or ""):
        return None  # a day alone
    return found if found.tzinfo else found.replace(tzinfo=rules)


def _meeting_at(status: MeetingStatus, start: datetime, end: datetime | None) -> Meeting:
    return Meeting(status, start, end, offset_name(start), source=Source.MARKUP)


def _once(found: list[Fact]) -> list[Fact]:
    """Without the times of a subject that the body gives again, perhaps with the zone that the subject leaves out."""
    body = {_wall(fact) for fact in found if fact.evidence.source is Source.BODY}
    return [fact for fact in found if fact.evidence.source is Source.BODY or _wall(fact) not in body]


def _wall(fact: Fact) -> datetime | None:
    start = fact.meeting.start if fact.meeting is not None else None
    return start.replace(tzinfo=None) if start is not None else None


def _meeting(status: MeetingStatus, span: Span) -> Meeting:
    zone = span.zone
    if zone is None and span.start is not None:
        zone = offset_name(span.start)
    return Meeting(status, span.start, span.end, zone, doubtful=span.doubtful)


_ARRANGING = frozenset({Kind.INTERVIEW_INVITE, Kind.INTERVIEW_SCHEDULED, Kind.INTERVIEW_RESCHEDULED})


def _papers(findings: tuple[Finding, ...], times: _Times, scores: Mapping[Kind, int]) -> Iterator[Fact]:
    """What a mail that arranges an interview wants sent by a day of its own, beside the times."""
    if max(scores, key=lambda kind: scores[kind]) not in _ARRANGING:
        return
    for finding in findings:
        if finding.source is Source.BODY and asides.sends(finding.folded):
            limits = [span for what, span in times.led(finding) if what is Lead.BY]
            if limits:
                yield Fact(FactType.ASKS, finding.evidence, ask=Ask.DOCUMENTS, by=_latest(tuple(limits)))


def _receipts(findings: tuple[Finding, ...]) -> Iterator[Fact]:
    """That the hiring side has a task back."""
    for finding in findings:
        if asides.acknowledges_task(finding):
            yield Fact(FactType.ANSWERS, finding.evidence, ask=Ask.ASSESSMENT)
            return


def _is_returned(fact: Fact, findings: tuple[Finding, ...]) -> bool:
    """Whether a task seems asked for by no more than the likeness of a mail that says it came back."""
    if fact.what is not FactType.ASKS or fact.ask is not Ask.ASSESSMENT:
        return False
    asking = (item for item in findings if item.says(Kind.ASSESSMENT_REQUEST.value))
    return all(item.evidence != fact.evidence or asides.acknowledges_task(item) for item in asking)


def _wishes(findings: tuple[Finding, ...]) -> Iterator[Fact]:
    """A wish to move a time that names no new one: the old time no longer holds."""
    for finding in findings:
        if finding.says("wish_to_move"):
            yield Fact(FactType.TIMES, finding.evidence, meeting=Meeting(MeetingStatus.MOVED, None))
            return


def _shifted(findings: tuple[Finding, ...]) -> Iterator[Fact]:
    """That an appointment of which both sides know begins later or earlier than it was to."""
    for finding in findings:
        if finding.source is Source.BODY and (by := shifts.minutes(finding.folded)):
            yield Fact(FactType.TIMES, finding.evidence, meeting=Meeting(MeetingStatus.MOVED, None, shift=by))
            return


def from_calendar(message: Message, me: frozenset[str], direction: Direction) -> tuple[Fact, ...]:
    """What the calendar parts say (RFC 5546): REQUEST fixes, a later SEQUENCE moves, CANCEL cancels, REPLY answers."""
    facts = []
    for event in message.events:
        evidence = Evidence(f"{event.method}: {event.summary}"[:300], Source.CALENDAR)
        mine = next((who for who in event.attendees if who.who.address in me), None)
        refused = event.method == "REPLY" and any(who.partstat == "DECLINED" for who in event.attendees)
        status = MeetingStatus.FIXED
        if event.method == "CANCEL" or event.status == "CANCELLED":
            status = MeetingStatus.CANCELLED
        elif event.method == "COUNTER" or (event.method == "REPLY" and not refused and direction is Direction.IN):
            status = MeetingStatus.PROPOSED
        elif event.method == "REQUEST" and event.sequence > 0:
            status = MeetingStatus.MOVED
        if event.method == "REPLY" and refused:
            status = MeetingStatus.CANCELLED
        if event.method == "REPLY" and direction is Direction.OUT:
            facts.append(Fact(FactType.ANSWERS, evidence, ask=Ask.TIMES))
        declined = refused and (direction is Direction.OUT or mine is not None)
        meeting = Meeting(
            status,
            event.start,
            event.end,
            event.timezone,
            event.uid,
            event.sequence,
            Source.CALENDAR,
            declined=declined,
        )
        if event.start is not None or status is MeetingStatus.CANCELLED:
            facts.append(Fact(FactType.TIMES, evidence, meeting=meeting))
    return tuple(facts)


def facts(
    message: Message,
    findings: tuple[Finding, ...],
    direction: Direction,
    calendar: tuple[Fact, ...],
    scores: Mapping[Kind, int],
    support: Mapping[Kind, int],
    evidence: Mapping[Kind, tuple[Evidence, ...]],
) -> tuple[Fact, ...]:
    """All facts of a message, each once. Calendar times stand above those of prose."""
    times = _Times(message)
    found = list(calendar)
    receipts = list(_receipts(findings)) if direction is Direction.IN else []
    found += _by_kind(findings, times, scores, support, evidence)
    found += _timed(findings, message, times, direction, scores)
    marked = [] if any(fact.meeting for fact in calendar) else list(_marked(message, scores, support))
    found += marked
    if not marked and not any(fact.meeting for fact in calendar):
        prose = _once(list(_meetings(findings, times, scores, support)))
        found += prose or _wishes(findings)
        if direction is Direction.IN:
            found += _shifted(findings)
    if receipts:
        found = [fact for fact in found if not _is_returned(fact, findings)] + receipts
    if direction is Direction.IN:
        found += _papers(findings, times, scores)
    return tuple(dict.fromkeys(found))
