"""Which messages belong to one hiring process, case by case."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.facts import Address, Direction, Kind, MessageId, Named, Part, Person, Sender, Signals
from server.hiring.grouping import group
from server.hiring.threads import conversation_id, normalised_subject
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
    people: Sequence[str] | None = None,
    **more: Any,
) -> MessageRecord:
    """A message on file, named for its Message-ID."""
    other = Address("", out_to or sender)
    if people is None:
        people = () if out_to or who is Sender.ATS else (sender,)
    signals = Signals(
        sender=Sender.SELF if out_to else who,
        hiring=hiring,
        scores={kind: -10},
        companies=(Named(company, 80),) if company else (),
        roles=(Named(role, 80),) if role else (),
        people=tuple(Person("", address) for address in people),
    )
    return MessageRecord(
        key=MessageKey(f"<{name}>"),
        message_id=MessageId(f"<{name}>"),
        date=START + timedelta(days=day),
        direction=Direction.OUT if out_to else Direction.IN,
        from_=ME if out_to else other,
        to=more.pop("to", (other,) if out_to else (ME,)),
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
    "a test received by the machine that asked for it": [
        mail("a", 0, "no-reply@acme.example", kind=Kind.APPLICATION_RECEIVED, who=Sender.ATS, company="Acme"),
        mail("b", 6, "no-reply@acme.example", kind=Kind.ASSESSMENT_REQUEST, who=Sender.ATS, company="Acme"),
        mail("c", 11, "no-reply@acme.example", kind=Kind.APPLICATION_RECEIVED, who=Sender.ATS, company="Acme"),
    ],
    "a second receipt for the same role": [
        mail("a", 0, "no-reply@acme.example", kind=Kind.APPLICATION_RECEIVED, who=Sender.ATS, **ACME),
        mail("b", 20, "no-reply@acme.example", kind=Kind.APPLICATION_RECEIVED, who=Sender.ATS, **ACME),
    ],
    "an invitation that a calendar's own address sends for somebody at the employer": [
        mail("a", 0, **ACME),
        mail("b", 1, "entries@tool.example", who=Sender.CALENDAR, people=("dana@acme.example",)),
    ],
    "a forward within the employer's house, and my answer": [
        mail("a", 0, **ACME),
        mail("b", 1, "dana@acme.example", subject="Fwd: Robin's application"),
        mail("c", 2, out_to="dana@acme.example", answers="b", subject="Re: Fwd: Robin's application"),
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
    "a forward that names the same employer": [
        mail("a", 0, **ACME),
        mail("b", 1, "friend@friends.example", subject="Fwd: They hire", **ACME),
    ],
    "two employers whose invitations a calendar's own address sends": [
        mail("a", 0, "entries@tool.example", who=Sender.CALENDAR, people=("dana@acme.example",)),
        mail("b", 1, "entries@tool.example", who=Sender.CALENDAR, people=("jo@globex.example",)),
    ],
    "somebody whom I copied in, and a job of theirs": [
        mail("a", 0, out_to="kim@acme.example", people=("kim@acme.example", "lou@globex.example"), **ACME),
        mail("b", 5, "lou@globex.example", company="Globex"),
    ],
    "another candidate in the same invitation": [
        mail(
            "a", 0, company="Acme", to=(ME, Address("", "sam@gmail.com")), people=("kim@acme.example", "sam@gmail.com")
        ),
        mail("b", 5, "sam@gmail.com"),
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


def test_ordinary_mail_that_names_two_processes_makes_them_no_one() -> None:
    two = [mail("a", 0, **ACME), mail("b", 0, "jo@other.example", company="Other", role="Cook")]
    both = mail("c", 3, "x@else.example", hiring=-6000, references=(MessageId("<a>"), MessageId("<b>")))
    assert names([*two, both]) == [["a"], ["b", "c"]]


def test_a_tracked_message_is_a_process_whatever_it_is() -> None:
    track = Mark(MarkId("m1"), ProcessId("p1"), MarkType.TRACK, START, {}, MessageKey("<a>"))
    assert names([mail("a", 0, hiring=-2000)], [track]) == [["a"]]


def test_what_i_forward_to_a_friend_and_they_answer_is_no_process() -> None:
    shown = mail(
        "b", 1, out_to="sam@pals.example", answers="a", subject="I: Colloquio", company="Acme", role="Engineer"
    )
    answer = mail("c", 2, "sam@pals.example", answers="b", references=(MessageId("<a>"),), subject="R: I: Colloquio")
    again = mail("d", 3, out_to="sam@pals.example", answers="c", subject="R: I: Colloquio")
    assert names([mail("a", 0, **ACME), shown, answer, again]) == [["a"]]


def test_a_thread_rather_joins_a_process_that_goes_on() -> None:
    agency = {"sender": "pat@agency.example", "who": Sender.AGENCY}
    records = [
        mail("a", 0, **agency, company="Acme"),
        mail("b", 3, **agency, company="Globex", kind=Kind.REJECTION),
        mail("c", 4, **agency),
    ]
    assert names(records) == [["a", "c"], ["b"]]


def split_at(day: float, *keys: str) -> Mark:
    at = START + timedelta(days=day)
    value = {"messages": " ".join(f"<{key}>" for key in keys)}
    return Mark(MarkId("m1"), ProcessId("p1"), MarkType.SPLIT, at, value, MessageKey("<a>"))


def test_a_split_by_hand_stays_and_draws_nothing_to_it_that_was_there() -> None:
    records = [mail("a", 0), mail("b", 1, answers="a"), mail("c", 2, answers="b"), mail("d", 2.5)]
    assert names(records, [split_at(3, "b")]) == [["a", "c", "d"], ["b"]]


def test_what_answers_a_mail_that_was_split_off_goes_with_it() -> None:
    records = [
        mail("a", 0),
        mail("b", 1, answers="a", calendar_uids=("talk",)),
        mail("c", 4, out_to="kim@acme.example", answers="b", references=(MessageId("<a>"), MessageId("<b>"))),
        mail("d", 5, answers="c", references=(MessageId("<a>"), MessageId("<b>"), MessageId("<c>"))),
        mail("e", 6, "calendar@tool.example", calendar_uids=("talk",)),
        mail("f", 7, answers="a"),
    ]
    assert names(records, [split_at(3, "b")]) == [["a", "f"], ["b", "c", "d", "e"]]


def test_a_new_thread_joins_what_was_split_off_where_only_that_names_its_role() -> None:
    records = [mail("a", 0, **ACME), mail("b", 1, company="Acme", role="Analyst", answers="a")]
    later = [mail("c", 5, company="Acme", role="Analyst"), mail("d", 6, company="Acme")]
    assert names([*records, *later], [split_at(3, "b")]) == [["a", "d"], ["b", "c"]]


def test_a_message_tracked_by_hand_stays_with_its_process() -> None:
    track = Mark(MarkId("m1"), ProcessId("p1"), MarkType.TRACK, START, {}, MessageKey("<b>"))
    for hiring in (3000, -1500):
        assert names([mail("a", 0), mail("b", 2, hiring=hiring)], [track]) == [["a", "b"]]


def test_a_merge_by_hand_stays() -> None:
    records = [mail("a", 0, **ACME), mail("b", 0, "jo@other.example", company="Other", role="Cook")]
    merge = Mark(MarkId("m1"), ProcessId("p1"), MarkType.MERGE, START, {"anchor": "<b>"}, MessageKey("<a>"))
    assert names(records, [merge]) == [["a", "b"]]


def test_an_agency_is_not_the_employer_where_one_is_named() -> None:
    agent = (Person("", "pat@bright-staff.example", Part.AGENCY),)
    first = mail("a", 0, "pat@bright-staff.example", who=Sender.AGENCY, company="Halden Foods")
    first = replace(first, signals=replace(first.signals, people=agent))
    answer = mail("b", 1, out_to="pat@bright-staff.example", answers="a", company="Bright Staff")
    direct = mail("c", 5, "ines@haldenfoods.example", company="Halden Foods")
    (found,) = group([first, answer, answer, direct], ())
    assert found.company == "Halden Foods"
    (alone,) = group([replace(first, signals=replace(first.signals, companies=())), answer], ())
    assert alone.company == "Bright Staff"


def test_a_name_once_spelt_out_wins_over_the_one_of_the_domain() -> None:
    run_together = [mail(f"m{day}", day, company="Lakeshoretransit", answers="m0") for day in range(4)]
    spelt = mail("m9", 5, company="Lakeshore Transit", answers="m0")
    (found,) = group([*run_together, spelt], ())
    assert found.company == "Lakeshore Transit"


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
