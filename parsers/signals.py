"""One message, weighed: structured signals above rows of evidence above learned weights.

``read`` says what one message says on its own; what it *is* is decided for the whole process at once, elsewhere.
All weights are thousandths of log-odds and add up: the learned weights judge the wording as a whole, the rows of
``languages/*.toml`` the sentences that say a thing outright, and headers, calendar parts and senders what no prose
can overrule.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from parsers import encoder, findings, learned, lookalikes, mentions, people, said, screen, senders
from parsers.facts import (
    INCOMING_KINDS,
    OUTGOING_KINDS,
    RESERVATIONS,
    CalendarEvent,
    Direction,
    Evidence,
    Kind,
    Message,
    Sender,
    Signals,
    Source,
)
from parsers.findings import Finding

_FADE = (1.0, 0.5, 0.3, 0.2, 0.1)
"""How much the strongest row for a signal counts, the second, and so on: repetition is weak evidence."""
_FADE_HIRING = (1.0, 0.7, 0.5, 0.4, 0.3, 0.2, 0.2)
_SUBJECT = 0.8
_PROVED = {
    "hiring": 0.7,
    "rejection": 0.8,
    "application_received": 0.6,
    "status_update": 0.6,
    "recruiter_outreach": 0.6,
    "offer": 0.5,
    "scam": 1.0,
}
_PROVED_ELSE = 0.2
"""How much a row of a signal proves that this is hiring mail: clubs and podcasts invite, ask and fix times, too.

Shares and ``_DOUBT`` were measured on writers that the weights had not seen (``training/README.md``)."""
_DISPROVED = 0.5
"""The same for rows that speak against it: a credit union hires loan clerks, and offers insurance."""
_DOUBT = 0
"""What weighs against hiring from the start: most mail with hiring's gestures in it is about something else."""
_DOUBT_SAID = 0
"""The same where a row says in so many words that it is hiring mail."""
_LEARNT_LEAST = -6000
_LEARNT_LEAST_SAID = -2500
"""The same where a row says so: the wording as a whole may be somebody's own."""
_LEARNT_MOST = 8000
_LEARNT_KIND_LEAST = -9000
"""However sure the wording seems, a calendar part can overrule it."""
_SAID = 0.6
"""How much rows count for the kind beside the learned weights, which know most of what they know."""
_STRONG = 2500
_MOST_EVIDENCE = 3

_CALENDAR = 10_000
_RESERVED = 2500
"""What a reservation in the markup (schema.org) adds to a fixed time."""
_NOTE = 3000
"""Characters of a mail that may belong to a process for all its few words: its times are kept."""
_NAMELESS_BELOW = -3500
"""Ordinary mail that begins a conversation needs no company and no role: finding them is half of the work."""
_NO_SCAM_BELOW = -2500
"""Mail that is this unlikely to be about a job is no fake job either."""
_FLOOR = -12_000

_SENDER_HIRING = {"ats": 4500, "schedule": 1500, "assess": 4000, "board": 500, "alert": -6000}


def _faded(weights: Iterable[float]) -> float:
    """The sum of weights, the strongest in full, the others less and less."""
    ranked = sorted(weights, key=abs, reverse=True)
    return sum(weight * share for weight, share in zip(ranked, _FADE, strict=False))


def _summed(weights: Iterable[float]) -> float:
    """The sum of weights for or against hiring: different phrases of hiring in one mail are rarely chance."""
    ranked = sorted(weights, key=abs, reverse=True)
    return sum(weight * share for weight, share in zip(ranked, _FADE_HIRING, strict=False))


def _rows(found: tuple[Finding, ...]) -> dict[str, dict[str, tuple[float, Finding]]]:
    """For each signal, its rows: the weight (less in a subject) and the sentence in which each was strongest."""
    best: dict[str, dict[str, tuple[float, Finding]]] = {}
    for finding in found:
        share = _SUBJECT if finding.source is Source.SUBJECT else 1.0
        for hit in finding.hits:
            rows = best.setdefault(hit.row.signal, {})
            weight = hit.row.weight * share
            if hit.row.id not in rows or abs(weight) > abs(rows[hit.row.id][0]):
                rows[hit.row.id] = (weight, finding)
    return best


def _support(rows: Mapping[str, Mapping[str, tuple[float, Finding]]], kinds: tuple[Kind, ...]) -> dict[Kind, int]:
    """What the rows give each kind. A kind that is outweighed in the order of precedence counts less.

    A mail that refuses and "keeps the application on file" is a no; one that fixes a time and asks for a paper fixes
    a time. So each kind takes from those below it. One exception: refused for one role and invited for another is an
    invitation.
    """
    given = {kind: _faded(weight for weight, _ in rows[kind.value].values()) for kind in kinds if kind.value in rows}
    if "pauses" in rows:
        given[Kind.STATUS_UPDATE] = given.get(Kind.STATUS_UPDATE, 0) + _faded(w for w, _ in rows["pauses"].values())
    if "wish_to_move" in rows and Kind.INTERVIEW_RESCHEDULED in kinds:
        moved = 0.5 * _faded(weight for weight, _ in rows["wish_to_move"].values())
        given[Kind.INTERVIEW_RESCHEDULED] = given.get(Kind.INTERVIEW_RESCHEDULED, 0) + moved
    taken = 0.0
    for kind in kinds:
        if kind in given:
            weight = given[kind]
            given[kind] = weight - 0.5 * taken if weight > 0 else weight
            if weight >= _STRONG:
                taken = max(taken, weight)
    if _invited_elsewhere(rows) and given.get(Kind.REJECTION, 0) > 0:
        given[Kind.INTERVIEW_INVITE] = given[Kind.REJECTION] + 2 * _STRONG
    return {kind: round(weight) for kind, weight in given.items()}


def _invited_elsewhere(rows: Mapping[str, Mapping[str, tuple[float, Finding]]]) -> bool:
    """Whether a sentence that refuses nothing invites outright: the no was for another role."""
    return any(
        weight >= _STRONG and finding.source is Source.BODY and not finding.says(Kind.REJECTION.value)
        for weight, finding in rows.get(Kind.INTERVIEW_INVITE.value, {}).values()
    )


def _calendar_kind(event: CalendarEvent, direction: Direction, me: frozenset[str]) -> Kind | None:
    """The kind of a calendar mail by its method (RFC 5546), where that decides it."""
    if direction is Direction.OUT:
        return Kind.AVAILABILITY_REPLY if event.method in {"REPLY", "COUNTER"} else None
    if event.method == "CANCEL" or event.status == "CANCELLED":
        return Kind.INTERVIEW_CANCELLED
    if event.method == "REQUEST" and (event.organizer is None or event.organizer.address not in me):
        return Kind.INTERVIEW_RESCHEDULED if event.sequence > 0 else Kind.INTERVIEW_SCHEDULED
    if event.method == "REPLY":
        refused = any(who.partstat == "DECLINED" for who in event.attendees)
        return Kind.INTERVIEW_CANCELLED if refused else Kind.INTERVIEW_SCHEDULED
    if event.method == "COUNTER":
        return Kind.INTERVIEW_INVITE
    return None


def _structure(message: Message, me: frozenset[str], direction: Direction, who: Sender) -> dict[Kind, int]:
    """What headers, calendar parts and the sender say of the kind."""
    given: dict[Kind, int] = {}
    for event in message.events:
        kind = _calendar_kind(event, direction, me)
        if kind is not None:
            given[kind] = _CALENDAR
    if direction is Direction.IN and who is Sender.ATS:
        given[Kind.HIRING_REPLY] = -2500
        row = senders.system_of(message.from_.address) if message.from_ else None
        if row is not None and row.does == "assess":
            given[Kind.ASSESSMENT_REQUEST] = 2000
    if direction is Direction.IN and message.in_reply_to:
        given[Kind.APPLICATION_RECEIVED] = -300
    if direction is Direction.IN and any(item.type in RESERVATIONS for item in message.markup):
        given[Kind.INTERVIEW_SCHEDULED] = given.get(Kind.INTERVIEW_SCHEDULED, 0) + _RESERVED
    return given


_WORDLESS = -1300
"""What weighs against a mail in which no word of hiring stands: people do hire with "see you at ten, bring boots"."""
_CALLED = 2000
"""What speaks for hiring where a calendar invitation names an interview: it has few other words to be told by."""
_OWN = 200
"""What the user writes tells hiring mail from other mail better than what comes in."""
_SHORT_NOTE = 400
_SCAM = 12000
_HOUSE = 4000
_LIKELY = 5000
"""Evidence is kept for kinds within this many thousandths of the likeliest: what is kept, is kept on disk."""
_NOISE = 2000
"""Weight from which a mail is an out-of-office answer, a survey and the like, unless it says more of something else."""
_WORDS_WITHIN = 4000
_NETWORK_MOST = round(encoder.MOST_SAID * 1000)
"""What the network can add at most to what rows and linear weights say of hiring."""


def _speaks_of_hiring(message: Message) -> bool:
    """Whether a word of hiring stands in its subject, own words, signature or sender, or in its calendar event."""
    events = " ".join(f"{event.summary} {event.description[:1000]}" for event in message.events)
    sender = f"{message.from_.name} {message.from_.address}" if message.from_ else ""
    parts = (message.subject, message.text[:_WORDS_WITHIN], message.signature[:_SHORT_NOTE], sender, events)
    return screen.says_hiring(" ".join(parts))


def _of_something_else(finding: Finding) -> bool:
    """Whether a sentence names what it is about, and it is no job: "your application for the two-room flat"."""
    return finding.says("not_hiring") and not any(hit.row.id.endswith("-hiring-role") for hit in finding.hits)


def _within_the_house(message: Message, me: frozenset[str], direction: Direction) -> bool:
    """Whether a mail went between the user and people of the user's own organisation: who works there hires others."""
    own = {domain for address in me if not people.is_freemail(domain := address.rpartition("@")[2])}
    if direction is Direction.OUT:
        return bool(message.to) and all(other.domain in own for other in message.to)
    return message.from_ is not None and message.from_.domain in own


def _hiring(
    message: Message,
    direction: Direction,
    learnt: int,
    rows: Mapping[str, Mapping[str, tuple[float, Finding]]],
    found: tuple[Finding, ...],
    me: frozenset[str],
) -> int:
    """The log-odds that this is mail of a hiring process of the user's."""
    best: dict[str, float] = {}
    for finding in found:
        elsewhere = _of_something_else(finding)
        for hit in finding.hits:
            weight: float = hit.row.hiring
            if weight > 0:
                weight = 0 if elsewhere else weight * _PROVED.get(hit.row.signal, _PROVED_ELSE)
            best[hit.row.id] = weight
    said_so = _summed(w for w in best.values() if w > 0)
    against = _summed(w for w in best.values() if w < 0)
    least, doubt = (_LEARNT_LEAST_SAID, _DOUBT_SAID) if said_so else (_LEARNT_LEAST, _DOUBT)
    total = max(least, min(_LEARNT_MOST, learnt)) + said_so + against * _DISPROVED + doubt
    row = senders.system_of(message.from_.address) if message.from_ else None
    if row is None and not senders.hiring_box(message) and not _speaks_of_hiring(message):
        total += _WORDLESS
    if direction is Direction.OUT:
        total += _OWN
    if _within_the_house(message, me, direction):
        total -= _HOUSE
    if direction is Direction.OUT:
        return round(total)
    if row is not None:
        total += _SENDER_HIRING[row.does]
    elif senders.hiring_box(message):
        total += 2000
    if senders.bulk(message) and row is None:
        total -= 4500 if "list-id" in message.headers or "list-post" in message.headers else 1000
    if message.in_reply_to and "not_hiring" not in rows:
        total += 200
    if any(item.type in {"JobPosting", "InterviewReservation"} for item in message.markup):
        total += 500
    if any(screen.says_hiring(f"{event.summary} {event.description[:1000]}") for event in message.events):
        total += _CALLED
    if senders.bounce(message):
        total -= 3000
    return round(total)


def _evidence(
    rows: Mapping[str, Mapping[str, tuple[float, Finding]]],
    kinds: tuple[Kind, ...],
    learnt: Mapping[Kind, str],
    calendar: Mapping[Kind, Evidence],
    found: tuple[Finding, ...],
) -> dict[Kind, tuple[Evidence, ...]]:
    """For each kind the pieces that weighed most: calendar fields, then rows by weight, then the learned sentence."""
    pieces: dict[Kind, tuple[Evidence, ...]] = {}
    for kind in kinds:
        named = list(rows.get(kind.value, {}).values())
        if kind is Kind.STATUS_UPDATE:
            named += rows.get("pauses", {}).values()
        ranked = sorted((item for item in named if item[0] > 0), key=lambda item: -item[0])
        listed = [calendar[kind]] if kind in calendar else []
        listed += [finding.evidence for _, finding in ranked]
        if kind in learnt:
            listed.append(_whole(learnt[kind], found))
        if listed:
            pieces[kind] = tuple(dict.fromkeys(listed))[:_MOST_EVIDENCE]
    return pieces


def _whole(piece: str, found: tuple[Finding, ...]) -> Evidence:
    """The sentence that a piece of text stands in: the weights count pieces that end at every full stop."""
    for finding in found:
        if finding.source is Source.BODY and piece in finding.text:
            return finding.evidence
    return Evidence(piece[: findings.LONGEST_EVIDENCE], Source.BODY)


def _normalised(weights: Mapping[Kind, float]) -> dict[Kind, int]:
    """Weights to log-probabilities in thousandths, none below a floor."""
    top = max(weights.values())
    total = top + 1000 * math.log(sum(math.exp((weight - top) / 1000) for weight in weights.values()))
    return {kind: max(_FLOOR, round(weight - total)) for kind, weight in weights.items()}


def _moves(message: Message, direction: Direction, rows: Mapping[str, Mapping[str, tuple[float, Finding]]]) -> bool:
    """False for out-of-office answers, bounces, surveys and "your application was viewed"."""
    automatic = senders.automatic_reply(message) and not message.events
    if direction is Direction.OUT:
        return not automatic
    if senders.bounce(message):
        return False
    noise = sum(weight for weight, _ in rows.get("noise", {}).values())
    said_more = max((weight for kind in INCOMING_KINDS for weight, _ in rows.get(kind.value, {}).values()), default=0.0)
    return not (automatic or noise >= _NOISE) or said_more > max(noise, _NOISE)


def _scam(
    message: Message, rows: Mapping[str, Mapping[str, tuple[float, Finding]]], hiring: int
) -> tuple[Evidence, ...]:
    """What makes this look like a fake job: bank details alone are asked for by honest employers too."""
    if hiring < _NO_SCAM_BELOW:
        return ()
    named = rows.get("scam", {})
    imitated = lookalikes.imitation(message)
    if imitated is None and all(name.endswith("-bank") for name in named):
        return ()
    return (*([imitated] if imitated else []), *dict.fromkeys(finding.evidence for _, finding in named.values()))


@dataclass(frozen=True, slots=True)
class Glance:
    """The ``hiring`` of ``read``, or a sure no, and what was computed for it, so that ``read`` need not do it again."""

    hiring: int
    found: tuple[Finding, ...] | None = None
    answers: learned.Answers | None = None


def glance(message: Message, me: frozenset[str], direction: Direction, least: int) -> Glance:
    """Whether a mail that nothing else ties to a process is hiring mail, at a tenth of the cost of ``read``.

    ``least`` is the ``hiring`` from which that matters: what cannot reach it is not looked at further, nor is a long
    mail without a word of hiring in its own words.
    """
    row = senders.system_of(message.from_.address) if message.from_ else None
    plain = row is None and not message.events and not senders.hiring_box(message)
    if plain and len(message.text) > _SHORT_NOTE and not _speaks_of_hiring(message):
        return Glance(_WORDLESS)
    begun = learned.linear(message.subject, message.text, direction)
    found = findings.find(message, direction)
    rows = _rows(found)
    hiring = _hiring(message, direction, begun.hiring, rows, found, me)
    if hiring + _NETWORK_MOST < least:
        return Glance(hiring)
    answers = learned.answers(message.subject, message.text, direction, begun)
    return Glance(_hiring(message, direction, round(answers.odds[0] * 1000), rows, found, me), found, answers)


def read(message: Message, me: frozenset[str], direction: Direction, seen: Glance | None = None) -> Signals:
    """Everything that one message says on its own. ``me`` are the user's addresses in lower case.

    ``seen`` is the ``glance`` at it, where there was one.
    """
    kinds = (
        OUTGOING_KINDS if direction is Direction.OUT else tuple(k for k in INCOMING_KINDS if k is not Kind.NOT_HIRING)
    )
    who = senders.sender(message, me)
    found = seen.found if seen is not None and seen.found is not None else findings.find(message, direction)
    rows = _rows(found)
    learnt = learned.score(message.subject, message.text, direction, seen.answers if seen is not None else None)
    support = _support(rows, kinds)
    structure = _structure(message, me, direction, who)
    hiring = _hiring(message, direction, learnt.hiring, rows, found, me)
    scam = _scam(message, rows, hiring) if direction is Direction.IN else ()
    if scam:
        # However it is dressed up, a stranger who wants something writes first: nothing runs yet.
        structure = {**structure, Kind.RECRUITER_OUTREACH: structure.get(Kind.RECRUITER_OUTREACH, 0) + _SCAM}
    scores = _normalised(
        {
            kind: max(learnt.kinds.get(kind, _FLOOR), _LEARNT_KIND_LEAST)
            + _SAID * support.get(kind, 0)
            + structure.get(kind, 0)
            for kind in kinds
        }
    )
    moves = _moves(message, direction, rows)
    if not moves and senders.automatic_reply(message) and direction is Direction.IN:
        scores = _normalised({**scores, Kind.HIRING_REPLY: max(scores.values()) + _CALENDAR})
    calendar = said.from_calendar(message, me, direction)
    fields = {kind: calendar[0].evidence for kind, weight in structure.items() if weight >= _CALENDAR and calendar}
    likely = max(scores.values()) - _LIKELY
    evidence = _evidence(rows, tuple(kind for kind in kinds if scores[kind] >= likely), learnt.evidence, fields, found)
    named = hiring > _NAMELESS_BELOW or bool(message.in_reply_to or message.events)
    return Signals(
        sender=who,
        hiring=hiring,
        scores=scores,
        evidence=evidence,
        moves=moves,
        facts=said.facts(message, found, direction, calendar, scores, support, evidence),
        people=people.people(message, me),
        companies=people.companies(message, me) if named else (),
        roles=people.roles(message) if named else (),
        scam=scam,
        mentions=mentions.find(message, found) if named or len(message.text) <= _NOTE else (),
        questions=mentions.questions(found),
    )
