"""Who wrote: a person, a hiring system, an agency, a calendar, the user."""

from __future__ import annotations

import pytest

from parsers.facts import Address, CalendarEvent, Message, Sender
from parsers.senders import sender, system_of, tenant

ME = frozenset({"dana@example.net"})


def mail(name: str, address: str, **headers: str) -> Message:
    return Message(
        None, None, Address(name, address), headers={key.replace("_", "-"): value for key, value in headers.items()}
    )


@pytest.mark.parametrize(
    ("message", "who"),
    [
        (mail("Kim Lee", "kim@northmere.example"), Sender.PERSON),
        (mail("Dana", "dana@example.net"), Sender.SELF),
        (mail("Northmere Hiring Team", "no-reply@us.greenhouse-mail.io"), Sender.ATS),
        (mail("Northmere", "no-reply@northmere.example"), Sender.ATS),
        (mail("Northmere", "donotreply+77@northmere.example"), Sender.ATS),
        (mail("Northmere", "bewerbung@northmere.example"), Sender.PERSON),
        (mail("Northmere", "talent@northmere.example", list_unsubscribe="<https://northmere.example>"), Sender.ATS),
        (mail("Kim Lee", "kim@northmere.example", auto_submitted="auto-generated"), Sender.ATS),
        (mail("Kim Lee", "kim@northmere.example", auto_submitted="no"), Sender.PERSON),
        (mail("Shaz", "shaz@brightlane-staffing.example"), Sender.AGENCY),
        (mail("Jo (Arbor Recruitment)", "jo@arbor.example"), Sender.AGENCY),
        (mail("Kim via LinkedIn", "inmail-hit-reply@linkedin.com"), Sender.PERSON),
    ],
)
def test_sender(message: Message, who: Sender) -> None:
    assert sender(message, ME) is who


def test_a_bare_calendar_mail() -> None:
    event = CalendarEvent("REQUEST", "1@example", 0, None, None, None)
    message = Message(None, None, Address("Kim", "kim@northmere.example"), events=(event,))
    assert sender(message, ME) is Sender.CALENDAR


@pytest.mark.parametrize(
    ("name", "address", "employer"),
    [
        ("Northmere Hiring Team", "no-reply@us.greenhouse-mail.io", "Northmere"),
        ("", "northmere@myworkday.com", "northmere"),
        ("Kim Lee", "kim@northmere.example", ""),
    ],
)
def test_tenant(name: str, address: str, employer: str) -> None:
    assert tenant(mail(name, address)) == employer


@pytest.mark.parametrize("address", ["", "@", "kim", "kim@", "@.", "a@b@greenhouse.io"])
def test_odd_addresses(address: str) -> None:
    row = system_of(address)
    assert row is None or row.name == "Greenhouse"
