"""Which messages belong to one hiring process, case by case."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.facts import Address, Direction, Kind, MessageId, Named, Part, Person, Sender, Signals
from server.hiring.grouping import conversation_id, group, normalised_subject
from server.hiring.vocabulary import Mark, MarkId, MarkType, MessageKey, MessageRecord, ProcessId

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
ME = Address("Alex", "alex@home.example")


def mail(
    name: str,
    day: float,
    sender: str = "kim@acme.example",
    *,
    kind: Kind = Kind.HIRING_REPLY,
    company: str | None = None,
    role: str | None = None,
    answers: str | None = None,
    hiring: int = 3000,
    out_to: str | None = None,
    who: Sender = Sender.PERSON,
    **more: Any,
) -> MessageRecord:
    """A message on file, named for its Message-ID."""
    other = Address("", out_to or sender)
    signals = Signals(
        sender=Sender.SELF if out_to else who,
        hiring=hiring,
        scores={kind: -10},
        companies=(Named(company, 80),) if company else (),
        roles=(Named(role, 80),) if role else (),
        people=() if out_to or who is Sender.ATS else (Person("", sender),),
    )
    return MessageRecord(
        key=MessageKey(f"<{name}>"),
        message_id=MessageId(f"<{name}>"),
        date=START + timedelta(days=day),
        direction=Direction.OUT if out_to else Direction.IN,
        from_=ME if out_to else other,
        to=(other,) if out_to else (ME,),
        signals=signals,
        in_reply_to=(MessageId(f"<{answers}>"),) if answers else (),
        **more,
    )


def names(records: Sequence[MessageRecord], marks: Sequence[Mark] = ()) -> list[list[str]]:
    return sorted([key.strip("<>") for key in found.keys] for found in group(records, marks))


ACME = {"company": "Acme", "role": "Engineer"}

TOGETHER: dict[str, list[MessageRecord]] = {
    "a reply": [mail("a", 0), mail("b", 1, out_to="kim@acme.example", answers="a")],
    "a short human answer that is no hiring mail by itself": [mail("a", 0), mail("b", 1, answers="a", hiring=-4000)],
    "a new thread that says nothing of hiring, from a known person": [mail("a", 0), mail("b", 2, hiring=-1500)],
    "a thread known by its provider only": [
        mail("a", 0, "x@one.example", gmail_thread="ab"),
        mail("b", 1, "y@two.example", gmail_thread="ab"),
    ],
    "a calendar update of its own": [
        mail("a", 0, calendar_uids=("iv@x",)),
        mail("b", 1, "calendar@tool.example", calendar_uids=("iv@x",)),
    ],
    "a new subject from the same person": [mail("a", 0), mail("b", 5)],
    "an application form's receipt and the recruiter": [
        mail("a", 0, "no-reply@ats.example", kind=Kind.APPLICATION_RECEIVED, who=Sender.ATS, **ACME),
        mail("b", 6, "jo@acme.example", **ACME),
    ],
    "my application and its receipt": [
        mail("a", 0, out_to="jobs@acme.example", kind=Kind.APPLICATION, **ACME),
        mail("b", 0.1, "no-reply@acme.example", kind=Kind.APPLICATION_RECEIVED, who=Sender.ATS, **ACME),
    ],
    "a thank-you sent as a new thread to a colleague": [
        mail("a", 0, "kim@acme.example", **ACME),
        mail("b", 3, out_to="lee@acme.example", kind=Kind.THANK_YOU),
    ],
    "a company named shorter": [
        mail("a", 0, "kim@northmere.example", company="Northmere Health", role="Nurse"),
        mail("b", 2, "jo@other-tool.example", company="Northmere", role="Nurse"),
    ],
}

APART: dict[str, list[MessageRecord]] = {
    "two employers": [mail("a", 0, **ACME), mail("b", 0, "jo@other.example", company="Other", role="Engineer")],
    "two roles at one employer": [
        mail("a", 0, company="Acme", role="Engineer"),
        mail("b", 1, "jo@acme.example", company="Acme", role="Accountant"),
    ],
    "two roles from one recruiter": [mail("a", 0, role="Engineer"), mail("b", 1, role="Accountant")],
    "one agency for two clients": [
        mail("a", 0, "pat@agency.example", who=Sender.AGENCY, company="Acme"),
        mail("b", 1, "pat@agency.example", who=Sender.AGENCY, company="Globex"),
    ],
    "two agents of one agency": [
        mail("a", 0, "pat@agency.example", who=Sender.AGENCY),
        mail("b", 1, "sam@agency.example", who=Sender.AGENCY),
    ],
    "two strangers with free mail addresses": [
        mail("a", 0, "jo.smith@gmail.com"),
        mail("b", 1, "lee.jones@gmail.com"),
    ],
    "two employers on one applicant tracking system": [
        mail("a", 0, "no-reply@greenhouse.io", who=Sender.ATS, company="Acme"),
        mail("b", 1, "no-reply@greenhouse.io", who=Sender.ATS, company="Globex"),
    ],
    "a forward of somebody else's mail": [
        mail("a", 0, "kim@acme.example", company="Acme"),
        mail("b", 1, "friend@friends.example", answers="a", subject="Fwd: Your interview", company="Globex"),
    ],
    "a second application after a rejection": [
        mail("a", 0, "no-reply@acme.example", kind=Kind.APPLICATION_RECEIVED, who=Sender.ATS, **ACME),
        mail("b", 9, "no-reply@acme.example", kind=Kind.REJECTION, who=Sender.ATS, answers="a"),
        mail("c", 40, "no-reply@acme.example", kind=Kind.APPLICATION_RECEIVED, who=Sender.ATS, company="Acme"),
    ],
    "the same employer years later": [mail("a", 0, **ACME), mail("b", 700, **ACME)],
}


@pytest.mark.parametrize("case", TOGETHER)
def test_together(case: str) -> None:
    assert len(names(TOGETHER[case])) == 1


@pytest.mark.parametrize("case", APART)
def test_apart(case: str) -> None:
    assert len(names(APART[case])) == 2


def test_ordinary_mail_is_in_no_process() -> None:
    assert names([mail("a", 0, hiring=-2000), mail("b", 1, hiring=-2000, answers="a")]) == []


def test_ordinary_mail_of_a_colleague_or_of_long_before_stays_out() -> None:
    colleague = mail("b", 2, "lee@acme.example", hiring=-1500)
    before = mail("c", -3, hiring=-1500)
    plainly_ordinary = mail("d", 2, hiring=-6000)
    assert names([mail("a", 0), colleague, before, plainly_ordinary]) == [["a"]]


def test_a_tracked_message_is_a_process_whatever_it_is() -> None:
    track = Mark(MarkId("m1"), ProcessId("p1"), MarkType.TRACK, START, {}, MessageKey("<a>"))
    assert names([mail("a", 0, hiring=-2000)], [track]) == [["a"]]


def test_a_split_by_hand_stays_and_draws_nothing_to_it() -> None:
    records = [mail("a", 0), mail("b", 1, answers="a"), mail("c", 2, answers="b")]
    split = Mark(MarkId("m1"), ProcessId("p1"), MarkType.SPLIT, START, {"messages": "<b>"}, MessageKey("<a>"))
    assert names(records, [split]) == [["a", "c"], ["b"]]


def test_a_merge_by_hand_stays() -> None:
    records = [mail("a", 0, **ACME), mail("b", 0, "jo@other.example", company="Other", role="Cook")]
    merge = Mark(MarkId("m1"), ProcessId("p1"), MarkType.MERGE, START, {"anchor": "<b>"}, MessageKey("<a>"))
    assert names(records, [merge]) == [["a", "b"]]


def test_the_best_name_wins_and_people_are_listed_once() -> None:
    first = mail("a", 0, company="ACME", role="Engineer")
    second = mail("b", 1, company="Acme")
    third = mail("c", 2, company="Acme")
    (found,) = group([first, second, third], ())
    assert (found.company, found.role) == ("Acme", "Engineer")
    assert found.people == (Person("", "kim@acme.example", Part.UNKNOWN),)


@given(st.permutations([record for case in (TOGETHER, APART) for records in case.values() for record in records][:12]))
def test_the_order_of_arrival_does_not_matter(shuffled: list[MessageRecord]) -> None:
    distinct = list({record.key: record for record in shuffled}.values())
    assert names(distinct) == names(sorted(distinct, key=lambda record: record.key))


@pytest.mark.parametrize(
    ("subject", "base"),
    [("Re: AW: Fwd:  Hello  there", "hello there"), ("RE[2]: x", "x"), ("Regarding x", "regarding x"), ("", "")],
)
def test_base_subject(subject: str, base: str) -> None:
    assert normalised_subject(subject) == base


def test_conversation_of_a_thread_index() -> None:
    raw = bytes(range(22)) + b"child"
    assert conversation_id(base64.b64encode(raw).decode()) == raw[6:22].hex()
    assert conversation_id("no base64 at all") is None
    assert conversation_id(None) is None


def test_a_thousand_processes_are_grouped_in_linear_work() -> None:
    """Only threads that share a person, domain or company word are compared, however many there are."""
    records = [mail(f"m{n}", n % 300, f"kim@acme{n % 1000}.example", company=f"Acme{n % 1000}") for n in range(4000)]
    assert len(names(records)) >= 1000
