"""Messages into hiring processes: one candidate, one employer, one role.

First messages become threads by what ties them surely (References, calendar UID, the mail provider's own thread). Then
each thread, oldest first, joins the process that fits it best by employer, role, people and time, or starts its own.
A mail that speaks of another process's role as well belongs to both. Merges and splits by hand always win.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from parsers.facts import Address, Direction, Kind, MessageId, Part, Person, Sender
from parsers.names import domain_label, registered, squash
from parsers.people import company_key, is_freemail, role_key
from parsers.senders import system_of
from server.hiring.sharing import names, said, seen_from
from server.hiring.vocabulary import Group, Mark, MarkType, MessageKey, MessageRecord

PAUSE = timedelta(days=120)
"""A thread that starts later than this after a process's last message belongs to another process."""

_PLAINLY_ELSE = -1000
"""Log-odds of hiring, in thousandths, of what came in, below which the user's answer to it starts no process."""

FAINT = -2500
"""The least log-odds of hiring, in thousandths, with which a known person's new thread joins the process."""

REAPPLY = timedelta(days=7)
"""A second application, or receipt of one, later than this after the first is a new process."""

_REPLY_PREFIX = re.compile(r"^\s*((re|aw|antw|sv|vs|fw|fwd|wg|tr|rv|rif|res|enc|doorst)\s*(\[\d+\])?\s*:\s*)+", re.I)
_FORWARD_PREFIX = re.compile(r"^\s*(fw|fwd|wg|tr|rv|i|enc|doorst)\s*:", re.I)
_FORWARD_ANSWERED = re.compile(r"^\s*([^\s:]{1,6}\s*:\s*)+?(fw|fwd|wg|tr|rv|i|enc|doorst)\s*:", re.I)
_PART_ORDER = (
    Part.HIRING_MANAGER,
    Part.INTERVIEWER,
    Part.RECRUITER,
    Part.COORDINATOR,
    Part.AGENCY,
    Part.ATS,
    Part.UNKNOWN,
)


def normalised_subject(subject: str) -> str:
    """The base subject in the sense of RFC 5256 section 2.1: without reply and forward prefixes, folded, lower case."""
    return " ".join(_REPLY_PREFIX.sub("", subject).split()).casefold()


def seems_hiring(records: Sequence[MessageRecord]) -> bool:
    """Whether messages that belong together are of a hiring process, by what is written in them; oldest first.

    What the user answers is no proof where all that came before is plainly about something else: a friend's news.
    """
    given: list[int] = []
    for record in records:
        hiring = record.signals.hiring
        if record.direction is Direction.IN:
            given.append(hiring)
        elif given and max(given) < _PLAINLY_ELSE:
            continue
        if hiring > 0:
            return True
    return False


def group(records: Sequence[MessageRecord], marks: Sequence[Mark]) -> tuple[Group, ...]:
    """Sort messages into hiring processes, each with its messages oldest first; processes by their first message.

    Messages that are hiring mail neither by themselves nor by their thread are in no group, unless a TRACK mark is
    anchored at them. SPLIT and MERGE marks (``value["anchor"]`` names a message of the other process) are obeyed.
    """
    ordered = sorted(records, key=lambda record: (record.date, record.key))
    split_off = _split_off(ordered, marks)
    tracked = {mark.anchor for mark in marks if mark.what is MarkType.TRACK and mark.anchor}
    agents = _agents(ordered)
    sure: list[list[MessageRecord]] = []
    unsure: list[list[MessageRecord]] = []
    for thread in _threads(ordered, split_off):
        seeds = seems_hiring(thread) or any(record.key in tracked or record.key in split_off for record in thread)
        (sure if seeds else unsure).append(thread)
    cases: list[_Case] = []
    index: defaultdict[str, dict[int, _Case]] = defaultdict(dict)
    for thread in sure:
        facts = _Facts.of(thread, agents)
        split = split_off.get(thread[0].key)
        home = None
        if split is None and seems_hiring(thread):
            home = _home(facts, {number: case for t in facts.traits() for number, case in index[t].items()}.values())
        elif split is None:
            home = _home_by_person(thread, facts, index)  # tracked: it stays where it would have been
        if home is None and facts.forwarded and _passes_on(thread[0], ordered) and not tracked & set(_keys(thread)):
            continue
        if home is None:
            home = _Case(list(thread), facts, split_at=split.at if split is not None else None)
            cases.append(home)
        else:
            home.join(thread, facts)
        for trait in facts.traits():
            index[trait][id(home)] = home
    for thread in unsure:
        facts = _Facts.of(thread, agents)
        home = _home_by_person(thread, facts, index)
        if home is not None:
            home.join(thread, facts)
    _share(cases, split_off)
    cases = _merged_by_hand(cases, marks)
    return tuple(sorted((case.group() for case in cases), key=lambda group: group.keys[0]))


def _passes_on(record: MessageRecord, records: Sequence[MessageRecord]) -> bool:
    """Whether the user only shows somebody else's mail to a third party: no process begins by that."""
    if record.direction is Direction.IN:
        return False
    shown, subject = {*record.in_reply_to, *record.references}, _bared(record.subject)
    return any(
        other.direction is Direction.IN
        and other.date < record.date
        and (other.message_id in shown or (not shown and _bared(other.subject) == subject))
        for other in records
    )


def _keys(records: Iterable[MessageRecord]) -> list[MessageKey]:
    return [record.key for record in records]


def _home_by_person(
    thread: Sequence[MessageRecord], facts: _Facts, index: Mapping[str, Mapping[int, _Case]]
) -> _Case | None:
    """The process of its writer that a thread joins although it says nothing of hiring ("so, it's a yes from both")."""
    if max(record.signals.hiring for record in thread) < FAINT:
        return None
    near = {number: case for address in facts.addresses for number, case in index.get(address, {}).items()}
    home = _home(facts, near.values())
    return home if home is not None and home.facts.first <= facts.first else None


# Threads: what is tied for sure.


def _split_off(records: Sequence[MessageRecord], marks: Sequence[Mark]) -> dict[MessageKey, Mark]:
    """The split by hand with which each message left: those named, and what came after it in answer to them."""
    named = {
        MessageKey(key): mark
        for mark in marks
        if mark.what is MarkType.SPLIT
        for key in mark.value.get("messages", "").split()
    }
    left: dict[MessageKey, Mark] = {}
    known: dict[str, Mark | None] = {}
    for record in records if named else ():
        mark = named.get(record.key) or _followed(record, known)
        if mark is not None:
            left[record.key] = mark
        known.update({name: mark for name in (record.message_id, *record.calendar_uids) if name})
    return left


def _bared(subject: str) -> str:
    return normalised_subject(_FORWARD_PREFIX.sub("", subject))


def _followed(record: MessageRecord, known: Mapping[str, Mark | None]) -> Mark | None:
    """The split with which the mail left that this one answers, or whose event it changes, if it came after that."""
    nearest = (*record.in_reply_to, *reversed(record.references), *record.calendar_uids)
    mark = next((known[name] for name in nearest if name in known), None)
    return mark if mark is not None and record.date > mark.at else None


def _threads(records: Sequence[MessageRecord], split_off: Mapping[MessageKey, Mark]) -> list[list[MessageRecord]]:
    """Connected messages, each list and the lists among themselves oldest first."""
    parent: dict[str, str] = {}

    def find(name: str) -> str:
        root = name
        while parent.setdefault(root, root) != root:
            root = parent[root]
        while parent[name] != root:
            parent[name], name = root, parent[name]
        return root

    known = {record.message_id for record in records}
    for record in records:
        parent.setdefault(record.key, record.key)
        for tie in [f"split:{split_off[record.key].id}"] if record.key in split_off else _ties(record, known):
            parent[find(tie)] = find(record.key)
    threads: defaultdict[str, list[MessageRecord]] = defaultdict(list)
    for record in records:
        threads[find(record.key)].append(record)
    return list(threads.values())


def _ties(record: MessageRecord, known: Container[MessageId | None]) -> Iterable[str]:
    """Names of what a message is surely tied to; messages that share a name are one thread.

    Mail that is plainly not hiring is tied to the nearest ``known`` one that it names: it makes one of no two threads.
    """
    if record.message_id:
        yield f"mid:{record.message_id}"
    # A forward passes somebody's mail on: its references would tie strangers to the process it came from. So would
    # those of its answers, but for the last, which names the forward or a later answer.
    if _FORWARD_ANSWERED.match(record.subject):
        for answered in (record.in_reply_to or record.references)[-1:]:
            yield f"mid:{answered}"
    elif not _FORWARD_PREFIX.match(record.subject):
        named = (*record.in_reply_to, *reversed(record.references))
        nearest = [name for name in named if name in known][:1] if record.signals.hiring < FAINT else []
        for reference in nearest or named:
            yield f"mid:{reference}"
        if record.gmail_thread:
            yield f"gm:{record.gmail_thread}"
        if conversation := conversation_id(record.thread_index):
            yield f"ol:{conversation}"
    for uid in record.calendar_uids:
        yield f"cal:{uid}"


def conversation_id(thread_index: str | None) -> str | None:
    """The conversation's 16-byte id in a Thread-Index header (MS-OXOMSG 2.2.1.3), in hexadecimal, else None."""
    if not thread_index:
        return None
    try:
        raw = base64.b64decode(thread_index, validate=False)
    except (binascii.Error, ValueError):
        return None
    return raw[6:22].hex() if len(raw) >= 22 else None


# Processes: what fits together.


@dataclass(slots=True)
class _Facts:
    """What a thread, or a process so far, says of employer, role, people and time."""

    first: datetime
    last: datetime
    companies: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    addresses: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)
    agency: bool = False
    forwarded: bool = False
    applied: datetime | None = None
    opens_with_application: Kind | None = None
    owed: datetime | None = None
    ended: datetime | None = None

    @classmethod
    def of(cls, records: Sequence[MessageRecord], agents: frozenset[str]) -> _Facts:
        forwarded = _FORWARD_PREFIX.match(records[0].subject) is not None
        facts = cls(first=records[0].date, last=records[-1].date, forwarded=forwarded)
        for record in records:
            facts._add(record, agents)
        kind = _likeliest(records[0])
        if kind in (Kind.APPLICATION, Kind.APPLICATION_RECEIVED):
            facts.opens_with_application = kind
        return facts

    def _add(self, record: MessageRecord, agents: frozenset[str]) -> None:
        signals = record.signals
        for company in signals.companies:
            if squash(company.name) in agents:
                self.agency = True  # an agent's own house is nobody's employer
            else:
                self.companies[company_key(company.name)] += company.weight
        for role in signals.roles:
            self.roles[role_key(role.name)] += role.weight
        # Who organises or attends an interview may write next, on a thread of their own.
        party = _party(record)
        self.addresses.update(other.address for other in party)
        others: Sequence[Address] = (
            record.to if record.direction is Direction.OUT else (record.from_,) if record.from_ is not None else ()
        )
        if signals.sender is Sender.CALENDAR:
            others = party or others  # an entry may come from the calendar's own address
        machine = record.direction is Direction.IN and signals.sender in (Sender.ATS, Sender.CALENDAR)
        for other in others:
            if other.address and not machine:
                self.addresses.add(other.address)
            if other.address and not is_freemail(other.domain) and system_of(other.address) is None:
                self.domains.add(registered(other.domain))
        if signals.sender is Sender.AGENCY or any(person.part is Part.AGENCY for person in signals.people):
            self.agency = True
        kind = _likeliest(record)
        if kind in (Kind.APPLICATION, Kind.APPLICATION_RECEIVED) and self.applied is None:
            self.applied = record.date
        if kind in (Kind.REJECTION, Kind.WITHDRAW, Kind.DECLINE_OFFER):
            self.ended = record.date
        if kind in (Kind.ASSESSMENT_REQUEST, Kind.INFO_REQUEST):
            self.owed = record.date

    def traits(self) -> Iterable[str]:
        """What another thread must share at least one of to be compared at all."""
        yield from self.addresses
        yield from self.domains
        for company in self.companies:
            yield from company.split()
            yield company.replace(" ", "")

    def take_in(self, other: _Facts) -> None:
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.companies.update(other.companies)
        self.roles.update(other.roles)
        self.addresses |= other.addresses
        self.domains |= other.domains
        self.agency = self.agency or other.agency
        self.applied = self.applied or other.applied
        self.ended = other.ended or self.ended
        self.owed = other.owed or self.owed


@dataclass(slots=True)
class _Case:
    records: list[MessageRecord]
    facts: _Facts
    split_at: datetime | None = None
    """When it was split off by hand: what began before that was left where it was and does not join by likeness."""
    roles: list[str] = field(init=False)
    """The keys of the role that it began with; what later mails name beside it is not taken for it."""
    beside: dict[MessageKey, list[str]] = field(default_factory=dict)
    """Messages that belong to other processes, too, with the keys of those processes' roles."""

    def __post_init__(self) -> None:
        self.roles = _strongest(self.facts.roles)

    def house(self) -> set[str]:
        """What another process of the same employer shares at least one of."""
        return self.facts.addresses | self.facts.domains | {name.replace(" ", "") for name in self.facts.companies}

    def reaches(self, date: datetime) -> bool:
        """Whether a mail of that date can belong to it."""
        return self.facts.first < date <= self.facts.last + PAUSE

    def join(self, records: Sequence[MessageRecord], facts: _Facts) -> None:
        self.records.extend(records)
        self.facts.take_in(facts)
        self.roles = self.roles or _strongest(facts.roles)

    def _employers(self, records: Sequence[MessageRecord]) -> list[tuple[str, int]]:
        named = [(company.name, company.weight) for record in records for company in record.signals.companies]
        return [(name, weight) for name, weight in named if company_key(name) in self.facts.companies] or named

    def take_over(self, other: _Case) -> None:
        """Become one with another process; what belonged to both is whole again."""
        mine = {record.key for record in self.records}
        self.join([record for record in other.records if record.key not in mine], other.facts)
        for key, roles in other.beside.items():
            if key not in mine:
                self.beside[key] = roles
            else:
                self.beside.pop(key, None)

    def group(self) -> Group:
        records = sorted(self.records, key=lambda record: (record.date, record.key))
        views = {
            record.key: seen_from(record, self.roles, self.beside[record.key])
            for record in records
            if record.key in self.beside
        }
        records = [views.get(record.key, record) for record in records]
        return Group(
            keys=tuple(record.key for record in records),
            views=views,
            company=_best_name(self._employers(records)),
            role=_best_name((role.name, role.weight) for r in records for role in r.signals.roles),
            people=_people(records),
        )


def _home(thread: _Facts, cases: Iterable[_Case]) -> _Case | None:
    """The process that a thread belongs to, None where none fits."""
    best: tuple[int, bool, bool, datetime] | None = None
    home: _Case | None = None
    for case in cases:
        if case.split_at is not None and thread.first <= case.split_at:
            continue
        score = _fit(thread, case.facts)
        if score <= 0:
            continue
        # Of two that fit as well, the one that the user made by hand or that has ended is the less likely.
        rank = (score, case.split_at is None, case.facts.ended is None, case.facts.last)
        if best is None or rank > best:
            best, home = rank, case
    return home


def _fit(thread: _Facts, case: _Facts) -> int:
    """How well a thread fits a process: 0 or less where it does not belong there."""
    if thread.first - case.last > PAUSE:
        return 0
    same_role, other_role = _compare(thread.roles, case.roles)
    same_company, other_company = _compare(thread.companies, case.companies)
    shared_person = bool(thread.addresses & case.addresses)
    shared_domain = bool(thread.domains & case.domains)
    if other_role or (other_company and not shared_person):
        return 0
    # One agency, or one recruiter at it, stands for many employers: only the employer's name can tell them apart.
    if other_company and (thread.agency or case.agency):
        return 0
    if (thread.forwarded or case.forwarded) and not shared_person and not shared_domain:
        return 0  # what somebody passes on names employers that are not the writer's
    score = 4 * same_company + 3 * shared_person + 2 * shared_domain
    if not score or (shared_domain and score == 2 and (thread.agency or case.agency)):
        return 0
    if _applies_anew(thread, case, same_role=same_role):
        return 0
    return score + 3 * same_role


def _applies_anew(thread: _Facts, case: _Facts, *, same_role: bool) -> bool:
    """Whether a thread that opens with an application starts a process of its own beside a process at this employer."""
    if thread.opens_with_application is None:
        return False
    receipt = thread.opens_with_application is Kind.APPLICATION_RECEIVED
    if case.ended is not None and thread.first > case.ended:
        return True
    if case.ended is None and (same_role or (receipt and case.owed is not None and case.owed < thread.first)):
        return False  # papers or a test received, or the same application sent once more
    if case.applied is None or thread.applied is None:
        # An application form to fill in comes after a first talk, too; but then the role is the same or not yet named.
        return False
    if thread.opens_with_application is Kind.APPLICATION and not same_role:
        return thread.applied - case.applied > timedelta(0) and case.applied != thread.applied
    return abs(thread.applied - case.applied) > REAPPLY


def _compare(ours: Counter[str], theirs: Counter[str]) -> tuple[bool, bool]:
    """Whether two weighed sets of names agree, and whether they contradict each other; neither where one is empty."""
    mine, yours = _strongest(ours), _strongest(theirs)
    if not mine or not yours:
        return False, False
    agree = any(_alike(one, other) for one in mine for other in yours)
    return agree, not agree


def _strongest(names: Counter[str]) -> list[str]:
    """The names that carry at least half the weight of the heaviest."""
    if not names:
        return []
    top = max(names.values())
    return [name for name, weight in names.items() if name and 2 * weight >= top]


@lru_cache(maxsize=20_000)
def _alike(one: str, other: str) -> bool:
    """Whether two keys name the same thing: equal, or the words of one are all among the other's."""
    mine, yours = set(one.split()), set(other.split())
    return bool(mine and yours) and (mine <= yours or yours <= mine or one.replace(" ", "") == other.replace(" ", ""))


def _likeliest(record: MessageRecord) -> Kind | None:
    scores = record.signals.scores
    return max(scores, key=lambda kind: scores[kind]) if scores else None


def _best_name(named: Iterable[tuple[str, int]]) -> str | None:
    """The name with the most weight behind it; of its spellings the one used most."""
    weights: Counter[str] = Counter()
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, weight in named:
        key = company_key(name)
        weights[key] += weight
        spellings[key][name] += weight
    if not weights:
        return None
    return spellings[weights.most_common(1)[0][0]].most_common(1)[0][0]


def _party(record: MessageRecord) -> list[Person]:
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


def _agents(records: Sequence[MessageRecord]) -> frozenset[str]:
    """The houses whose people look for candidates on behalf of others, as ``squash`` spells them."""
    domains = {person.domain for record in records for person in record.signals.people if person.part is Part.AGENCY}
    return frozenset(squash(domain_label(domain)) for domain in domains if not is_freemail(domain)) - {""}


def _people(records: Sequence[MessageRecord]) -> tuple[Person, ...]:
    """Everybody on the hiring side, in order of appearance, each with the most telling part and fullest name seen."""
    found: dict[str, Person] = {}
    for record in records:
        for person in _party(record):
            known = found.get(person.address)
            if known is None:
                found[person.address] = person
                continue
            part = min(known.part, person.part, key=_PART_ORDER.index)
            name = max(known.name, person.name, key=len)
            found[person.address] = Person(name=name, address=person.address, part=part)
    return tuple(found.values())


def _share(cases: Sequence[_Case], split_off: Mapping[MessageKey, Mark]) -> None:
    """Let each mail that speaks of the role of another process at the same house belong to that one, too."""
    index: defaultdict[str, dict[int, _Case]] = defaultdict(dict)
    with_role = [case for case in cases if case.roles]
    for case in with_role:
        for trait in case.house():
            index[trait][id(case)] = case
    found: list[tuple[_Case, _Case, MessageRecord]] = []
    for home in with_role:
        near = {number: case for trait in home.house() for number, case in index[trait].items() if case is not home}
        others = [case for case in near.values() if _two_roles_at_one_house(home, case)]
        for record in home.records if others else ():
            if record.direction is Direction.OUT or not record.signals.moves or record.key in split_off:
                continue
            words = said(record)
            found += [(home, case, record) for case in others if case.reaches(record.date) and names(case.roles, words)]
    for home, case, record in found:
        case.records.append(record)
        case.beside.setdefault(record.key, []).extend(home.roles)
        home.beside.setdefault(record.key, []).extend(case.roles)


def _two_roles_at_one_house(one: _Case, other: _Case) -> bool:
    if any(_alike(mine, yours) for mine in one.roles for yours in other.roles):
        return False
    same_company, other_company = _compare(one.facts.companies, other.facts.companies)
    return same_company if one.facts.agency or other.facts.agency else not other_company


def _merged_by_hand(cases: list[_Case], marks: Sequence[Mark]) -> list[_Case]:
    for mark in marks:
        if mark.what is not MarkType.MERGE or mark.anchor is None:
            continue
        here = _holding(cases, mark.anchor)
        there = _holding(cases, MessageKey(mark.value.get("anchor", "")))
        if here is None or there is None or here is there:
            continue
        here.take_over(there)
        cases = [case for case in cases if case is not there]
    return cases


def _holding(cases: Sequence[_Case], key: MessageKey) -> _Case | None:
    return next((case for case in cases if any(record.key == key for record in case.records)), None)


__all__ = ["conversation_id", "group", "normalised_subject", "seems_hiring"]
