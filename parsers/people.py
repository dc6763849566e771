"""Who takes part in a hiring process, as one message shows them, and the part that each of them plays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers import senders, tables
from parsers.employers import companies, roles
from parsers.facts import Address, Message, Part, Person, Sender
from parsers.names import company_key, is_freemail, name_of_address, person_name, role_key

PEOPLE_LIMIT = 30
_NO_PERSON = re.compile(
    r"resource\.calendar\.google\.com$|^(?:room|meeting|conf)[-_.]|(?:^|[-_.])(?:room|meetingroom)@"
)
_PARTS = (
    (Part.COORDINATOR, "coordinator"),
    (Part.AGENCY, "agency"),
    (Part.RECRUITER, "recruiter"),
    (Part.HIRING_MANAGER, "manager"),
    (Part.INTERVIEWER, "interviewer"),
)
_SAYS = (
    (Part.AGENCY, "says_agency"),
    (Part.HIRING_MANAGER, "says_manager"),
    (Part.INTERVIEWER, "says_interviewer"),
    (Part.COORDINATOR, "says_coordinator"),
    (Part.RECRUITER, "says_recruiter"),
)
_STRAIGHT = str.maketrans("\u2019\u2018", "''")
_SENTENCE_END = re.compile(r"[.!?\n]")
_COORDINATES = re.compile(
    r"\b(?:coordinat|schedul|arrang|organis|organiz|koordin|terminier|planifi|inplann|agend)", re.I
)
_INTERVIEWS = re.compile(
    r"\b(?:interview(?:er|ing)?|will (?:meet|speak|talk)|join us|gespräch|entretien|entrevist|colloquio)", re.I
)


@cache
def _pattern(key: str) -> re.Pattern[str]:
    listed = sorted(tables.words("people", key), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)")


def people(message: Message, me: frozenset[str]) -> tuple[Person, ...]:
    """The people of the other side: sender, those in copy, organiser and attendees of a calendar entry; at most 30.

    ``me`` are the user's addresses. Automatic senders are no people; a hiring system that sends for a person by name
    is one. For a mail of the user's own they are its recipients, their parts unknown.
    """
    found: dict[str, Person] = {}
    origin = message.from_
    outgoing = origin is not None and origin.address in me
    if origin is not None and not outgoing and _is_person(message, origin):
        _add(found, Person(_sender_name(message, origin), origin.address, _sender_part(message)))
    for other in (*message.to, *message.cc):
        if other.address not in me and not _is_unattended(other):
            part = Part.UNKNOWN if outgoing else _mentioned_part(message.text, other)
            _add(found, Person(_name(other), other.address, part))
    for event in message.events:
        attendees = [attendee.who for attendee in event.attendees if attendee.who.address not in me]
        _add_calendar(found, message, event.organizer, attendees, event.summary, me)
    return tuple(found.values())[:PEOPLE_LIMIT]


def _add(found: dict[str, Person], person: Person) -> None:
    """Adds a person, or what is newly known of one."""
    before = found.get(person.address)
    if before is None:
        found[person.address] = person
    else:
        part = before.part if before.part is not Part.UNKNOWN else person.part
        found[person.address] = Person(before.name or person.name, person.address, part)


def _add_calendar(
    found: dict[str, Person],
    message: Message,
    organizer: Address | None,
    attendees: Sequence[Address],
    summary: str,
    me: frozenset[str],
) -> None:
    """An interview's organiser coordinates where others attend; those who attend interview."""
    interview = _pattern("interview").search(summary.lower()) is not None
    others = [
        who for who in attendees if not _is_unattended(who) and (organizer is None or who.address != organizer.address)
    ]
    if organizer is not None and organizer.address not in me and not _is_unattended(organizer):
        part = Part.COORDINATOR if interview and others else Part.INTERVIEWER if interview else Part.UNKNOWN
        _add(found, Person(_name(organizer), organizer.address, part))
    for who in others[:PEOPLE_LIMIT]:
        part = _mentioned_part(message.text, who)
        _add(
            found,
            Person(_name(who), who.address, part if part is not Part.UNKNOWN or not interview else Part.INTERVIEWER),
        )


def _is_unattended(who: Address) -> bool:
    alone = Message(message_id=None, date=None, from_=who)
    return senders.automatic(alone) or _NO_PERSON.search(who.address) is not None


def _is_person(message: Message, origin: Address) -> bool:
    if _NO_PERSON.search(origin.address) or _is_unattended(origin):
        return False
    if senders.sender(message, frozenset()) in {Sender.PERSON, Sender.AGENCY, Sender.CALENDAR}:
        return True
    return bool(re.fullmatch(r"[^\W\d_][\w'.-]+(?: [^\W\d_][\w'.-]*){1,3}", person_name(origin.name))) and not _pattern(
        "team"
    ).search(origin.name.lower())


def _name(who: Address) -> str:
    name = person_name(who.name)
    return name if name and "@" not in name else name_of_address(who.address)


def _sender_name(message: Message, origin: Address) -> str:
    """The display name; else the signature's first line, if it fits the address; else one made of the address."""
    name = _name(origin)
    first = message.signature.split("\n", 1)[0].strip(" ,-\u2013\u2014")
    local = origin.address.partition("@")[0]
    if not name and 0 < len(first) <= 40 and any(len(word) > 2 and word.lower() in local for word in first.split()):
        return first
    return name


def _sender_part(message: Message) -> Part:
    """What the sender says in the text, else what the signature or the display name shows."""
    text = message.text[:6000].lower().translate(_STRAIGHT)
    for part, key in _SAYS:
        if _pattern(key).search(text):
            return part
    kind = senders.sender(message, frozenset())
    if kind is Sender.AGENCY:
        return Part.AGENCY
    origin = message.from_
    shown = origin.name if origin is not None else ""
    closing = message.text.strip().rsplit("\n", 3)[1:]
    title_lines = [*message.signature.split("\n")[:6], *(line for line in closing if len(line) < 60)]
    found = _titled(title_lines) if title_lines else Part.UNKNOWN
    decoration = shown[len(shown.split(" ")[0]) :]
    if found is Part.UNKNOWN and decoration:
        found = _titled([decoration])
    if found is Part.UNKNOWN and senders.hiring_box(message):
        return Part.RECRUITER
    return Part.ATS if found is Part.UNKNOWN and kind is Sender.ATS else found


def _titled(lines: Sequence[str]) -> Part:
    """The part that the lines of a signature give; a line that gives one counts before the lines below it."""
    for line in lines:
        low = line.lower().translate(_STRAIGHT)[:150]
        if "@" in low or "http" in low or "www." in low:
            continue
        for part, key in _PARTS:
            if _pattern(key).search(low):
                return part
    return Part.UNKNOWN


def _mentioned_part(text: str, who: Address) -> Part:
    """What the text says of somebody by name: "Jo Poe, our Head of Nursing" or "Jo (in copy) will schedule it"."""
    name = _name(who)
    if not name:
        return Part.UNKNOWN
    for wanted in dict.fromkeys((name, name.split()[0])):
        at = text.find(wanted) if len(wanted) > 1 else -1
        if at == -1:
            continue
        after = _SENTENCE_END.split(text[at + len(wanted) : at + len(wanted) + 120], maxsplit=1)[0]
        if after[:2] in {", ", " (", " -"}:
            titled = _titled([after[:60]])
            if titled is not Part.UNKNOWN:
                return titled
        before = _SENTENCE_END.split(text[max(0, at - 60) : at])[-1]
        titled = _titled([before[-40:]]) if before.rstrip().endswith((",", "manager", "colleague")) else Part.UNKNOWN
        if titled is not Part.UNKNOWN:
            return titled
        if _COORDINATES.search(after):
            return Part.COORDINATOR
        if _INTERVIEWS.search(after):
            return Part.INTERVIEWER
    return Part.UNKNOWN


__all__ = ["companies", "company_key", "is_freemail", "people", "role_key", "roles"]
