"""What is attached is no text: neither its octets nor the lines between the parts count as words."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest

from parsers.screen import could_be_hiring

LONG = "the garden was green and the river ran below the old bridge while we sat on the bank and read. " * 12


def letter(text: str, data: bytes, kind: str = "application/pdf", name: str = "scan.pdf") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Kim Lee <kim@example.com>", "a walk"
    message.set_content(text)
    main, _, sub = kind.partition("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


WORDS = base64.b64decode(b"aW50ZXJ2aWV3IG9mZmVyIA==") * 40  # "interview offer "


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/octet-stream"])
def test_octets_of_a_file_are_no_words(kind: str) -> None:
    assert not could_be_hiring(letter(LONG, WORDS, kind))


def test_a_text_that_is_attached_is_read() -> None:
    assert could_be_hiring(letter(LONG, WORDS, "text/x-letter", "letter.asc"))


@pytest.mark.parametrize("kind", ["application/octet-stream", "application/ics", "text/calendar"])
def test_a_calendar_that_is_attached_is_read(kind: str) -> None:
    assert could_be_hiring(letter(LONG, WORDS, kind, "invite.ics"))


def test_the_text_behind_a_file_is_read() -> None:
    source = letter(LONG, b"\x89" * 300)
    edge = source.rpartition(b"\n--")[2].partition(b"--")[0]
    more = b"--" + edge + b"\nContent-Type: text/plain\n\nThe interview is over.\n"
    closing = b"--" + edge + b"--"
    assert not could_be_hiring(source)
    assert could_be_hiring(source.replace(closing, more + closing))


def test_a_tiny_note_with_a_file_is_read_whatever_it_says() -> None:
    assert could_be_hiring(
        letter("Here it is, as promised at the river, with the best from all of us. Kim", b"\x89" * 900)
    )
