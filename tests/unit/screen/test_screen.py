"""What is fetched at all: header fields first, then the first kilobytes."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest

from parsers.facts import Address, Direction, Message
from parsers.message import parse_header
from parsers.screen import could_be_hiring, plainly_bulk, want

LIST = {"list-id": "<news.example.com>"}
UNSUBSCRIBE = {"list-unsubscribe": "<mailto:out@example.com>"}


def header(address: str, subject: str, headers: dict[str, str] | None = None) -> Message:
    return Message(None, None, Address("", address), subject=subject, headers=headers or {})


@pytest.mark.parametrize(
    ("address", "subject", "headers", "wanted"),
    [
        ("kim@northmere.example", "Interview on Thursday", {}, "text"),
        ("kim@northmere.example", "Ihre Bewerbung als Schreiner", {}, "text"),
        ("kim@northmere.example", "Votre candidature", {}, "text"),
        ("kim@northmere.example", "Tu entrevista", {}, "text"),
        ("kim@northmere.example", "Il tuo colloquio", {}, "text"),
        ("kim@northmere.example", "Uw sollicitatie", {}, "text"),
        ("kim@northmere.example", "Sua candidatura", {}, "text"),
        ("kim@northmere.example", "lunch?", {}, "screen"),
        ("careers@northmere.example", "A word with you", LIST, "text"),
        ("no-reply@us.greenhouse-mail.io", "Northmere", UNSUBSCRIBE, "text"),
        ("jobalerts-noreply@linkedin.com", "30 new jobs for you", LIST, "nothing"),
        ("news@shop.example", "Everything must go", LIST, "nothing"),
        ("news@shop.example", "Everything must go", {"precedence": "bulk"}, "nothing"),
        ("news@shop.example", "Your application has arrived", UNSUBSCRIBE, "text"),
    ],
)
def test_header_decides_how_much_is_fetched(address: str, subject: str, headers: dict[str, str], wanted: str) -> None:
    assert want(header(address, subject, headers), Direction.IN) == wanted


def test_what_the_user_sent_is_screened_like_any_note() -> None:
    """A list's header says nothing of an own mail; what it answers or whom it is to is the reader's to know."""
    assert want(header("dana@example.net", "lunch?", LIST), Direction.OUT) == "screen"
    assert want(header("dana@example.net", "My application", LIST), Direction.OUT) == "text"


LONG = "The kettle stood on the stove and nobody minded. " * 40


def mime(text: str, encoding: str, html: bool = False) -> bytes:
    message = EmailMessage()
    message["From"] = "kim@northmere.example"
    message["Subject"] = "hello"
    message.set_content(text, cte=encoding, subtype="html" if html else "plain")
    return message.as_bytes()


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize(
    ("text", "passes"),
    [
        (LONG + "We have a vacancy.\n" + LONG, True),
        (LONG + "Wir laden Sie zu einem Vorstellungsgespräch ein.\n", True),
        (LONG + "Votre entretien d'embauche.\n", True),
        (LONG, False),
        ("u free thurs? bring boots", True),
        ("Könnten Sie morgen um 8 Uhr vorbeikommen?", True),
        (LONG[:800], False),
    ],
)
def test_the_first_kilobytes_decide_in_every_encoding(text: str, passes: bool, encoding: str) -> None:
    wrapped = text.replace(". ", ".\n")
    assert could_be_hiring(mime(wrapped, encoding)) is passes


def test_words_in_style_and_tags_do_not_count() -> None:
    page = "<style>.job-offer { position: relative }</style>" + "<p class='position role'>" + LONG.replace(". ", ".\n")
    assert not could_be_hiring(mime(page, "8bit", html=True))


def test_a_calendar_part_always_passes() -> None:
    assert could_be_hiring(b"Subject: x\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n" + LONG.encode())


def test_a_short_reply_passes_without_any_hint() -> None:
    body = LONG[:700].encode()
    assert could_be_hiring(b"In-Reply-To: <a@example.com>\r\n\r\n" + body)
    assert not could_be_hiring(b"From: a@example.com\r\n\r\n" + body)


@pytest.mark.parametrize(
    "hostile", [b"<", b"a" * 76 + b"\n", b"=", b">", b"content-type:\n ", b"\xc3", b"<style>", b"\n\n"]
)
def test_hostile_bytes_cost_no_more_than_others(hostile: bytes) -> None:
    source = b"Content-Transfer-Encoding: base64\n\n" + hostile * (1_000_000 // len(hostile))
    began = time.perf_counter()
    could_be_hiring(source)
    assert time.perf_counter() - began < 0.2


def test_five_megabytes_a_second_at_least() -> None:
    mails = [mime(LONG.replace(". ", ".\n") * 2, "8bit")[:4096]] * 300
    began = time.perf_counter()
    for mail in mails:
        could_be_hiring(mail)
    assert sum(map(len, mails)) / (time.perf_counter() - began) > 5_000_000


@pytest.mark.parametrize(
    ("fields", "plain"),
    [
        ("From: News <news@shop.example>\r\nSubject: 30% off\r\nList-Id: <n.shop.example>\r\n", True),
        ("From: news@shop.example\r\nSubject: 30% off\r\nPrecedence: bulk\r\n", True),
        ("From: news@shop.example\r\nSubject: 30% off\r\n", False),
        ("From: news@shop.example\r\nSubject: Your application\r\nList-Id: <n.shop.example>\r\n", False),
        ("From: careers@shop.example\r\nSubject: An update\r\nList-Id: <n.shop.example>\r\n", False),
        ("From: Acme Recruiting <hello@shop.example>\r\nSubject: An update\r\nList-Id: <n.shop.example>\r\n", False),
        ("From: no-reply@greenhouse.io\r\nSubject: An update\r\nList-Id: <n.shop.example>\r\n", False),
        ("From: a@b.example\r\nSubject: =?utf-8?q?Bewerbung?=\r\nList-Id: <n.shop.example>\r\n", False),
        ("From: a@b.example\r\nSubject: Re: x\r\nIn-Reply-To: <1@b.example>\r\nList-Id: <n.b.example>\r\n", False),
        ("Subject: no sender\r\nList-Id: <n.shop.example>\r\n", False),
    ],
)
def test_plainly_bulk_says_no_sooner_and_never_another_thing(fields: str, plain: bool) -> None:
    raw = (fields + "\r\n").encode()
    assert plainly_bulk(raw) is plain
    if plain:
        assert want(parse_header(raw), Direction.IN) == "nothing"
