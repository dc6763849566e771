"""Any message: names or none, in bounded time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.facts import Address, Message
from parsers.people import companies, company_key, people, role_key, roles

ME = frozenset({"sam@example.org"})


@given(
    st.text(max_size=200),
    st.text(max_size=300),
    st.text(max_size=60),
    st.sampled_from(["kim@acme.example", "@", "x", ""]),
)
def test_any_message(subject, text, name, address):
    message = Message(None, None, Address(name, address), subject=subject, text=text, signature=text)
    for named in (*companies(message, ME), *roles(message)):
        assert named.name.strip()
        assert 0 < named.weight <= 100
        assert len(named.name) <= 80
    for person in people(message, ME):
        assert person.address == address


@given(st.text(max_size=100))
def test_keys_are_stable(name):
    assert company_key(company_key(name)) == company_key(name)
    assert role_key(name) == role_key(name.upper().lower()) or not name.isascii()


HOSTILE = ["A ", "A & ", "the A ", "of A of ", "position at ", "the a a a a ", "Engineer ", "(m/w/d", "A. A- ", "Req "]
HOSTILE += ["aaaa", "- ", "Engineer (", "The A's ", "entwickler-", "for the ", "A, Inc", "'A", "0", "A\n", "acme A "]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_no_longer_than_any(piece):
    text = (piece * 20_000)[:200_000]
    message = Message(None, None, Address(text, "kim@acme.example"), subject=text, text=text, signature=text)
    started = time.process_time()
    companies(message, ME)
    roles(message)
    people(message, ME)
    assert time.process_time() - started < 1.0
