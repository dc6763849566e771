"""A sender's domain that imitates one which the mail itself names."""

from __future__ import annotations

import pytest

from parsers.facts import Address, Direction, Message, MessageId
from parsers.lookalikes import imitation
from parsers.signals import read

OFFER = "Dear Robin,\n\nwe are pleased to offer you the role of nurse."


def mail(sender: str, named: str, **more: object) -> Message:
    return Message(None, None, Address("Kim Lee", sender), text=OFFER, signature=f"Kim Lee\n{named}", **more)


@pytest.mark.parametrize(
    ("sender", "named"),
    [
        ("kim@northvvind.com", "www.northwind.com"),
        ("kim@northvvind-careers.com", "https://www.northwind.com/jobs"),
        ("kim@linkedln.com", "www.linkedin.com"),
        ("kim@rnicrosoft.com", "microsoft.com is us: www.microsoft.com"),
        ("kim@nortwind.co.uk", "www.northwind.co.uk"),
        ("kim@nrothwind.com", "hr@northwind.com"),
        ("kim@g0ldleaf.com", "www.goldleaf.com"),
        ("kim@xn--nrthwind-gbh.com", "www.northwind.com"),
        ("kim@nоrthwind.com", "www.northwind.com"),
    ],
)
def test_an_imitation(sender: str, named: str) -> None:
    found = imitation(mail(sender, named))
    assert found is not None
    assert sender in found.text


@pytest.mark.parametrize(
    ("sender", "named"),
    [
        ("kim@northwind.com", "www.northwind.com"),
        ("kim@mail.northwind.co.uk", "www.northwind.com"),
        ("kim@northwind-careers.com", "www.northwind.com"),
        ("kim@northwinds.com", "www.northwind.com"),
        ("kim@acme.com", "www.acne.com"),
        ("kim@proton.me", "www.photon.com"),
        ("kim@gmail.com", "www.northwind.com"),
        ("kim@harbour.example", "www.northwind.com"),
    ],
)
def test_no_imitation(sender: str, named: str) -> None:
    assert imitation(mail(sender, named)) is None


def test_the_history_that_is_answered_names_the_real_one() -> None:
    parent = (MessageId("<1@mail.northwind.com>"),)
    assert imitation(mail("kim@northvvind.com", "", in_reply_to=parent)) is not None


def test_an_imitation_is_flagged() -> None:
    flagged = read(mail("kim@northvvind.com", "www.northwind.com"), frozenset(), Direction.IN).scam
    assert [piece.text for piece in flagged] == ["From: kim@northvvind.com"]
