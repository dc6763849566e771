"""The people of a mail and their parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from parsers.facts import Address, Attendee, CalendarEvent, Message, Part, Person
from parsers.people import people

ME = frozenset({"sam@example.org"})
KIM = Address("Kim Lee", "kim.lee@acme.example")
SAM = Address("Sam Doe", "sam@example.org")
MAIL = Message(message_id=None, date=None, from_=KIM, to=(SAM,), text="Could we talk on Thursday?")

TITLES = {
    "Senior Recruiter": Part.RECRUITER,
    "Talent Acquisition Partner": Part.RECRUITER,
    "Head of Talent": Part.RECRUITER,
    "HR Business Partner": Part.RECRUITER,
    "Head of Engineering": Part.HIRING_MANAGER,
    "VP Product": Part.HIRING_MANAGER,
    "Ward Manager": Part.HIRING_MANAGER,
    "Hiring Manager": Part.HIRING_MANAGER,
    "Recruiting Coordinator": Part.COORDINATOR,
    "Executive Assistant": Part.COORDINATOR,
    "Recruitment Consultant": Part.AGENCY,
    "Talent Partner": Part.RECRUITER,
    "Recruitment Manager | ACME": Part.RECRUITER,
    "Recruitment Coordinator": Part.COORDINATOR,
    "Head of Recruitment": Part.RECRUITER,
    "Interim HR Director": Part.RECRUITER,
    "Kestrel Recruitment Ltd": Part.AGENCY,
    "Software Engineer": Part.UNKNOWN,
    "Personalreferentin": Part.RECRUITER,
    "Abteilungsleiter": Part.HIRING_MANAGER,
    "Chargée de recrutement": Part.RECRUITER,
    "Directrice": Part.HIRING_MANAGER,
    "Técnica de Selección": Part.RECRUITER,
    "Jefa de cocina": Part.HIRING_MANAGER,
    "Hoofd Verpleging": Part.HIRING_MANAGER,
    "Analista de Recrutamento": Part.RECRUITER,
    "Ufficio Risorse Umane": Part.RECRUITER,
    "Direttore": Part.HIRING_MANAGER,
}


@pytest.mark.parametrize(("title", "part"), TITLES.items())
def test_part_from_the_signature(title, part):
    assert people(replace(MAIL, signature=f"Kim Lee\n{title}"), ME) == (Person("Kim Lee", KIM.address, part),)


SAYS = {
    "I'm the hiring manager for this role.": Part.HIRING_MANAGER,
    "You\u2019d be reporting to me.": Part.HIRING_MANAGER,
    "I lead the platform team.": Part.HIRING_MANAGER,
    "I'll be interviewing you on Thursday.": Part.INTERVIEWER,
    "I recruit for the ledger team.": Part.RECRUITER,
    "I'll be coordinating your interviews.": Part.COORDINATOR,
    "Our client is looking for a nurse.": Part.AGENCY,
    "Unser Kunde sucht eine Pflegekraft.": Part.AGENCY,
    "We met at the fair.": Part.UNKNOWN,
}


@pytest.mark.parametrize(("text", "part"), SAYS.items())
def test_part_from_what_the_sender_says(text, part):
    assert people(replace(MAIL, text=text), ME)[0].part is part


def test_words_outrank_the_title():
    mail = replace(MAIL, text="I'm the hiring manager.", signature="Kim Lee\nTalent Lead")
    assert people(mail, ME)[0].part is Part.HIRING_MANAGER


def test_people_in_copy_and_what_is_said_of_them():
    jo, al = Address("Jo Poe", "jo@acme.example"), Address("Al Ray", "al@acme.example")
    text = "Jo Poe, our Head of Nursing, is in copy. Al (also here) will schedule a time."
    found = people(replace(MAIL, cc=(jo, al, SAM), text=text), ME)
    assert [(person.name, person.part) for person in found[1:]] == [
        ("Jo Poe", Part.HIRING_MANAGER),
        ("Al Ray", Part.COORDINATOR),
    ]


@pytest.mark.parametrize("address", ["no-reply@a.example", "notifications@a.example", "mailer-daemon@a.example"])
def test_machines_are_no_people(address):
    assert people(replace(MAIL, from_=Address("ACME", address)), ME) == ()


def test_hiring_system_that_writes_for_a_person():
    mail = replace(MAIL, from_=Address("Kim Lee", "kim-42@eu.greenhouse-mail.io"), signature="Kim Lee\nRecruiter")
    assert people(mail, ME) == (Person("Kim Lee", "kim-42@eu.greenhouse-mail.io", Part.RECRUITER),)
    assert people(replace(mail, from_=Address("ACME Hiring Team", "x@eu.greenhouse-mail.io")), ME) == ()


def test_recipients_of_the_users_own_mail():
    assert people(replace(MAIL, from_=SAM, to=(KIM,)), ME) == (Person("Kim Lee", KIM.address, Part.UNKNOWN),)


def test_name_from_the_address_where_none_is_shown():
    assert people(replace(MAIL, from_=Address("", KIM.address)), ME)[0].name == "Kim Lee"
    mail = replace(MAIL, from_=Address("", "klee@acme.example"), signature="Kim Lee\nRecruiter")
    assert people(mail, ME)[0].name == "Kim Lee"


def test_calendar():
    at = datetime(2026, 6, 12, 10, tzinfo=UTC)
    room = Address("Room 4", "room-4@acme.example")
    attendees = tuple(Attendee(who) for who in (SAM, Address("Jo Poe", "jo@acme.example"), room))
    event = CalendarEvent("REQUEST", "1", 0, at, at, None, "Interview: Sam Doe", organizer=KIM, attendees=attendees)
    mail = Message(message_id=None, date=None, from_=KIM, to=(SAM,), events=(event,))
    assert [(person.name, person.part) for person in people(mail, ME)] == [
        ("Kim Lee", Part.COORDINATOR),
        ("Jo Poe", Part.INTERVIEWER),
    ]


def test_no_sender_and_many_in_copy():
    crowd = tuple(Address(f"P{number}", f"p{number}@acme.example") for number in range(200))
    assert len(people(replace(MAIL, from_=None, cc=crowd), ME)) == 30
