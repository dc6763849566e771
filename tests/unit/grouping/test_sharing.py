"""A mail that speaks of two roles at one employer: both processes have it, each with what it says of theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from parsers.facts import Ask, Evidence, Fact, FactType, Kind, Source, Span
from server.hiring.grouping import group
from server.hiring.sharing import seen_from
from server.hiring.vocabulary import Mark, MarkId, MarkType, MessageKey, MessageRecord, ProcessId
from tests.unit.grouping.test_grouping import START, mail

NO = Evidence("We will not go on with you as Data Engineer (m/f/d).", Source.BODY)
YES = Evidence("For the Analytics Lead role, when could you come?", Source.BODY)
SOON = Evidence("You will hear by 19 June.", Source.BODY)
DAY = START.date() + timedelta(18)


def answer(*facts: Fact, top: Kind = Kind.INTERVIEW_INVITE) -> MessageRecord:
    """A mail of day 10 with these facts, most likely of that kind."""
    record = mail("c", 10, company="Acme", kind=top)
    scores = dict.fromkeys((Kind.REJECTION, Kind.INTERVIEW_INVITE, Kind.STATUS_UPDATE), -5000) | {top: 0}
    evidence = {Kind.REJECTION: (NO,), Kind.INTERVIEW_INVITE: (YES,)}
    return replace(record, signals=replace(record.signals, facts=facts, scores=scores, evidence=evidence))


APPLIED = [
    mail("a", 0, out_to="kim@acme.example", kind=Kind.APPLICATION, company="Acme", role="Data Engineer"),
    mail("b", 1, out_to="kim@acme.example", kind=Kind.APPLICATION, company="Acme", role="Analytics Lead"),
]
BOTH = answer(Fact(FactType.REJECTS, NO), Fact(FactType.ASKS, YES, ask=Ask.TIMES))


def keys(records: list[MessageRecord], *marks: Mark) -> list[str]:
    return sorted("".join(key.strip("<>") for key in found.keys) for found in group(records, marks))


def test_it_belongs_to_both() -> None:
    assert keys([*APPLIED, BOTH]) == ["ac", "bc"]


def test_a_mail_about_one_of_them_belongs_to_that_one() -> None:
    plain = mail("c", 10, company="Acme", role="Analytics Lead")
    assert keys([*APPLIED, plain]) == ["a", "bc"]


ROLES = (["data engineer"], ["analytics lead"])


def test_each_has_what_it_says_of_its_role() -> None:
    engineer, lead = (seen_from(BOTH, own, others).signals for own, others in (ROLES, ROLES[::-1]))
    assert [fact.what for fact in engineer.facts] == [FactType.REJECTS]
    assert max(engineer.scores, key=lambda kind: engineer.scores[kind]) is Kind.REJECTION
    assert [fact.what for fact in lead.facts] == [FactType.ASKS]
    assert lead.scores[Kind.REJECTION] < lead.scores[Kind.INTERVIEW_INVITE] == 0


def test_what_names_no_role_is_said_of_both() -> None:
    record = answer(Fact(FactType.PROMISE, SOON, by=Span(DAY, DAY, "by 19 June")), top=Kind.STATUS_UPDATE)
    for own, others in (ROLES, ROLES[::-1]):
        assert [fact.what for fact in seen_from(record, own, others).signals.facts] == [FactType.PROMISE]


def test_merged_by_hand_it_is_there_once_and_whole() -> None:
    merge = Mark(MarkId("m1"), ProcessId("p1"), MarkType.MERGE, START, {"anchor": "<b>"}, MessageKey("<a>"))
    (found,) = group([*APPLIED, BOTH], [merge])
    assert found.keys == ("<a>", "<b>", "<c>")
    assert not found.views


def test_split_off_by_hand_it_belongs_to_neither() -> None:
    split = Mark(MarkId("m1"), ProcessId("p1"), MarkType.SPLIT, START, {"messages": "<c>"}, MessageKey("<a>"))
    assert keys([*APPLIED, BOTH], split) == ["a", "b", "c"]
