"""Messages into hiring processes: one candidate, one employer, one role.

First messages become threads by what ties them surely (References, calendar UID, the mail provider's own thread). Then
each thread, oldest first, joins the process that fits it best by employer, role, people and time, or starts its own.
A mail that speaks of another process's role as well belongs to both. Merges and splits by hand always win.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from parsers.facts import Address, Direction, Kind, Part, Sender
from parsers.names import registered, squash
from parsers.people import company_key, is_freemail, role_key
from parsers.senders import system_of
from server.hiring.parties import agents_among, everybody, party_of
from server.hiring.sharing import names, said, seen_from
from server.hiring.threads import FAINT, connected, is_forward, left_by_hand, passes_on, seems_hiring
from server.hiring.vocabulary import Group, Mark, MarkType, MessageKey, MessageRecord

PAUSE = timedelta(days=120)
"""A thread that starts later than this after a process's last message belongs to another process."""

REAPPLY = timedelta(days=7)
"""A second application, or receipt of one, later than this after the first is a new process."""


def group(records: Sequence[MessageRecord], marks: Sequence[Mark]) -> tuple[Group, ...]:
    """Sort messages into hiring processes, each with its messages oldest first; processes by their first message.

    Messages that are hiring mail neither by themselves nor by their thread are in no group, unless a TRACK mark is
    anchored at them. SPLIT and MERGE marks (``value["anchor"]`` names a message of the other process) are obeyed.
    """
    ordered = sorted(records, key=lambda record: (record.date, record.key))
    split_off = left_by_hand(ordered, marks)
    tracked = {mark.anchor for mark in marks if mark.what is MarkType.TRACK and mark.anchor}
    agents = agents_among(ordered)
    sure: list[list[MessageRecord]] = []
    unsure: list[list[MessageRecord]] = []
    for thread in connected(ordered, split_off):
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
        if home is None and facts.forwarded and passes_on(thread[0], ordered) and not tracked & set(_keys(thread)):
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
        forwarded = is_forward(records[0])
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
        party = party_of(record)
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
            people=everybody(records),
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
    """The name with the most weight behind it; of its spellings the one with most words, then the one used most.

    A domain runs the words together: however often it writes, one mail that spells the name out knows it better.
    """
    weights: Counter[str] = Counter()
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, weight in named:
        key = company_key(name).replace(" ", "")
        weights[key] += weight
        spellings[key][name] += weight
    if not weights:
        return None
    known = spellings[weights.most_common(1)[0][0]]
    return max(known, key=lambda name: (len(company_key(name).split()), known[name]))


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
