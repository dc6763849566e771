"""Who takes part in a hiring process, by its messages."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.facts import Direction, Part, Person
from parsers.names import domain_label, is_freemail, registered, squash
from server.hiring.vocabulary import MessageRecord

_PART_ORDER = (
    Part.HIRING_MANAGER,
    Part.INTERVIEWER,
    Part.RECRUITER,
    Part.COORDINATOR,
    Part.AGENCY,
    Part.ATS,
    Part.UNKNOWN,
)


def party_of(record: MessageRecord) -> list[Person]:
    """The people of a message who take part in its process; some in copy are strangers to it.

    Those are whom the user copies in at another house than the one written to (a reference, a friend), and whoever has
    free mail and stands beside the user in a mail to several, unless it says who that is.
    """
    if record.direction is Direction.OUT:
        houses = {registered(other.domain) for other in record.to if not is_freemail(other.domain)}
        named = {other.address for other in record.to}
        return [each for each in record.signals.people if each.address in named or registered(each.domain) in houses]
    sender = record.from_.address if record.from_ is not None else ""
    copied = {other.address for other in (*record.to, *record.cc)} - {sender}
    return [
        each
        for each in record.signals.people
        if each.address not in copied or each.part is not Part.UNKNOWN or not is_freemail(each.domain)
    ]


def agents_among(records: Sequence[MessageRecord]) -> frozenset[str]:
    """The houses whose people look for candidates on behalf of others, as ``squash`` spells them."""
    domains = {person.domain for record in records for person in record.signals.people if person.part is Part.AGENCY}
    return frozenset(squash(domain_label(domain)) for domain in domains if not is_freemail(domain)) - {""}


def everybody(records: Sequence[MessageRecord]) -> tuple[Person, ...]:
    """Everybody on the hiring side, in order of appearance, each with the most telling part and fullest name seen."""
    found: dict[str, Person] = {}
    for record in records:
        for person in party_of(record):
            known = found.get(person.address)
            if known is None:
                found[person.address] = person
                continue
            part = min(known.part, person.part, key=_PART_ORDER.index)
            name = max(known.name, person.name, key=len)
            found[person.address] = Person(name=name, address=person.address, part=part)
    return tuple(found.values())
