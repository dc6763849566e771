"""When two names are one, and which names are none."""

from __future__ import annotations

import pytest

from parsers.names import domain_label, is_no_company, name_of_address, person_name, pretty_label
from parsers.people import company_key, is_freemail, role_key

SAME_COMPANY = [
    ("ACME Robotics", "Acme Robotics, Inc."),
    ("ACME Robotics", "acme robotics gmbh"),
    ("Müller", "Mueller".replace("ue", "ü")),
    ("The Wren Trust", "Wren Trust"),
    ("Fell & Sons", "Fell and Sons Ltd."),
    ("Société Nord", "SOCIETE NORD S.A."),
    ("De Vries B.V.", "De Vries BV"),
    ("Holz GmbH & Co. KG", "Holz"),
]


@pytest.mark.parametrize(("one", "other"), SAME_COMPANY)
def test_one_company(one, other):
    assert company_key(one) == company_key(other)


@pytest.mark.parametrize(("one", "other"), [("ACME", "ACME Robotics"), ("Wren", "Fell"), ("Nord Bank", "Nord Bau")])
def test_two_companies(one, other):
    assert company_key(one) != company_key(other)


@pytest.mark.parametrize("name", ["Group", "The", "Inc", "3M", "Co"])
def test_key_of_a_name_is_never_empty(name):
    assert company_key(name)
    assert role_key(name)


SAME_ROLE = [
    ("Senior Nurse", "Sr. nurse (m/f/d)"),
    ("Entwickler", "Entwickler:in"),
    ("Entwickler", "Entwickler*in (m/w/d)"),
    ("Entwickler", "Entwickler/in"),
    ("Backend Engineer", "the Backend Engineer position"),
    ("Ingénieur", "ingenieur(e)"),
    ("Nurse", "Nurse (Berlin)"),
    ("C++ Developer", "c developer"),
]


@pytest.mark.parametrize(("one", "other"), SAME_ROLE)
def test_one_role(one, other):
    assert role_key(one) == role_key(other)


@pytest.mark.parametrize(("one", "other"), [("Nurse", "Senior Nurse"), ("Job II", "Job III"), ("Req 1", "Req 2")])
def test_two_roles(one, other):
    assert role_key(one) != role_key(other)


def test_domains():
    assert domain_label("mail.acme.co.uk") == "acme"
    assert domain_label("acme.example") == "acme"
    assert domain_label("careers.acme-robotics.com") == "acme-robotics"
    assert domain_label("localhost") == ""
    assert pretty_label("acme-robotics") == "Acme Robotics"
    assert is_freemail("GMX.de")
    assert not is_freemail("acme.example")


@pytest.mark.parametrize("name", ["Zoom", "Monday", "HR", "Dear", "The", "7", "Graduate Programme"])
def test_no_company(name):
    assert is_no_company(name)


PERSONS = {
    "Kim Lee": "Kim Lee",
    "Lee, Kim": "Kim Lee",
    "Kim Lee (ACME)": "Kim Lee",
    "Kim Lee | ACME": "Kim Lee",
    "Kim Lee via Example": "Kim Lee",
    "Kim Lee - ACME": "Kim Lee",
    "Jean-Luc Roy": "Jean-Luc Roy",
}


@pytest.mark.parametrize(("shown", "name"), PERSONS.items())
def test_person_name(shown, name):
    assert person_name(shown) == name


@pytest.mark.parametrize(("address", "name"), [("kim.lee@a.test", "Kim Lee"), ("klee@a.test", ""), ("k.l@a.test", "")])
def test_name_of_address(address, name):
    assert name_of_address(address) == name
