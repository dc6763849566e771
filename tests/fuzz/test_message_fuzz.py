"""Any octets in: a message or a refusal out, in time that grows with the length and no faster."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import html, markup, quotes
from parsers.errors import NotAMessage
from parsers.facts import Message
from parsers.message import parse, parse_header

FIELD_NAMES = st.sampled_from(
    """From To Date Subject Message-ID References In-Reply-To Content-Type Content-Disposition
    Content-Transfer-Encoding Cc Sender X-Any from""".split()  # noqa: SIM905 - reads better as a list of names
)
FRAGMENTS = st.one_of(
    st.sampled_from(
        [b"\r", b"\n", b"\r\n", b"\r\n ", b"\r\n\r\n", b"\0", b"\xff\xfe", b"\r\n--b\r\n", b"\r\n--b--\r\n"]
    ),
    st.sampled_from(
        rb"""multipart/mixed; boundary=b|multipart/alternative; boundary=b|text/html; charset=x|text/plain|base64|
        text/plain; charset=utf-7|+2AA-|message/rfc822|text/calendar; method=REQUEST|quoted-printable|<a@example.com>|
        =?utf-8?Q?=E4?=|=?utf-8?B?////?=|Tue, 12 May 2026 12:00:00 +0200|"Lee, Kim" <kim@example.com>|&#9;|<div>|</p|
        <!--|> |--b|--b--|attachment; filename*0*=''%|BEGIN:VCALENDAR|BEGIN:VEVENT|From: 2 PM|
        On Mon, 11 May 2026 Sam wrote:|-- """.replace(b"\n        ", b"").split(b"|")
    ),
)
VALUES = st.lists(st.one_of(FRAGMENTS, st.binary(max_size=20)), max_size=6).map(b"".join)
FIELDS = st.lists(st.tuples(FIELD_NAMES, VALUES), max_size=12).map(
    lambda fields: b"".join(name.encode() + b": " + value + b"\r\n" for name, value in fields)
)
BODIES = st.lists(st.one_of(FRAGMENTS, FIELDS, st.binary(max_size=60)), max_size=20).map(b"".join)


def check(message: Message) -> None:
    """What holds for every message, whatever it was read from."""
    for text in (message.text, message.quoted, message.signature, message.subject, *message.headers.values()):
        text.encode("utf-8")  # no lone surrogates: the text can be stored and sent
        assert "\0" not in text
    assert message.date is None or message.date.utcoffset() is not None
    assert message.from_ is None or "@" in message.from_.address
    assert all(fault and fault[0].islower() for fault in message.faults)
    assert "\n" not in message.subject
    assert "\r" not in message.subject


@given(st.binary(max_size=400))
def test_any_octets(source):
    with suppress(NotAMessage):
        check(parse(source))
    check(parse_header(source))


@given(FIELDS, BODIES, st.booleans())
@settings(max_examples=300)
def test_mails_that_are_broken_in_familiar_ways(fields, body, truncated):
    check(parse(b"Subject: x\r\n" + fields + b"\r\n" + body, truncated=truncated))


@given(st.text(max_size=300), st.text(max_size=30))
def test_any_text_is_split_without_loss(text, writer):
    parts = quotes.split(text, writer)
    whole = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    together = [line for part in (parts.own, parts.quoted, parts.signature) for line in part.split("\n")]
    assert sorted(line.rstrip() for line in whole if line.strip()) == sorted(line for line in together if line)


@given(
    st.lists(st.one_of(st.sampled_from(["<", ">", "<div", "</", "<!--", "-->", '"', "'", "=", "<p>", "&#"]), st.text()))
)
def test_any_html(pieces):
    page = "".join(pieces)
    html.to_text(page)
    markup.items("<p itemscope itemtype=x itemprop=y>" + page)


def repeated(text: str) -> Callable[[int], str]:
    """A maker of hostile inputs of about n characters."""
    return lambda size: (text * (size // len(text) + 1))[:size]


HOSTILE = {
    "greater-than": repeated(">"),
    "quoted lines": repeated("> x\n"),
    "attributions": repeated("On wrote:\n"),
    "attributions on a line": repeated("On wrote: "),
    "open attributions": repeated("On Monday Sam <s@example.org>\nwrote\n"),
    "header labels": repeated("From: x\n"),
    "labels on a line": repeated("From: To: Sent: "),
    "farewells": repeated("Regards,\nKim\n"),
    "delimiters": repeated("--\n"),
    "rules": repeated("____________\n"),
    "empty lines": repeated("\n"),
    "spaces": repeated(" "),
    "letters": repeated("a"),
    "phone numbers": repeated("0 "),
    "addresses": repeated("a@"),
}

HOSTILE_HTML = {
    "nested divs": repeated("<div>"),
    "nested blockquotes": repeated("<blockquote>"),
    "open tags": repeated("<a "),
    "open comments": repeated("<!--"),
    "comments": repeated("<!---->"),
    "half-open comments": repeated("<!-- ->"),
    "open quotes": repeated('<a b="'),
    "mixed quotes": repeated("<a b=\"c='"),
    "quoted ends": repeated('<a b=">'),
    "ends": repeated("</div>"),
    "crossed": repeated("<b><i></b>"),
    "less-than": repeated("<"),
    "ampersands": repeated("&"),
    "references": repeated("&#1"),
    "declarations": repeated("<!x"),
    "scripts": repeated("<script>"),
    "styles": repeated('<p style="color:red;color:red;color:red">'),
    "list items": repeated("<li><p>"),
    "cells": repeated("<td>x"),
    "paragraphs": repeated("<p>"),
    "anchors": repeated("<a>"),
    "tables": repeated("<table><tr><td>x"),
    "marked sections": repeated("<![CDATA["),
    "instructions": repeated("<?"),
    "open ends": repeated("</"),
    "void elements before ends": repeated("<br></p>"),
    "texts far in": lambda size: "<div>" * 300 + repeated("<br>x")(size),
    "attributes": lambda size: "<a " + "b='c' " * (size // 6) + ">",
    "titles": repeated("<title>"),
    "items": repeated("<p itemscope itemtype=x itemprop=y>"),
    "spaces": repeated(" "),
    "line breaks": repeated("<br>"),
}

HOSTILE_SOURCE = {
    "fields": repeated("a: b\n"),
    "folds": repeated("\n \n"),
    "colons": repeated(":"),
    "open angles": lambda size: "From: " + "<" * size,
    "open quotes": lambda size: "From: " + '"\\' * (size // 2),
    "comments": lambda size: "From: " + "(" * size,
    "encoded words": lambda size: "Subject: " + "=?utf-8?Q?x?= " * (size // 14),
    "open words": lambda size: "Subject: " + "=?" * (size // 2),
    "ids": lambda size: "References: " + "<" * size,
    "parameters": lambda size: "Content-Type: text/plain" + '; a="' * (size // 5),
    "boundaries": lambda size: "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n" * (size // 4),
    "near boundaries": lambda size: "Content-Type: multipart/mixed; boundary=b\n\n" + "--b-" * (size // 4),
    "nested mails": lambda size: "Content-Type: message/rfc822\n\n" * (size // 31),
    "nested parts": lambda size: "".join(
        f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n" for n in range(size // 60)
    ),
    "base64": lambda size: "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + "=" * size,
    "markup": lambda size: "Content-Type: text/html\n\n<script type=application/ld+json>" + "[" * size,
}


def work(run: Callable[[], object]) -> float:
    """The processor time of a call, the least of three."""
    times = []
    for _ in range(3):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times)


def assert_linear(run: Callable[[str], object], make: Callable[[int], str]) -> None:
    """Eight times the input takes at most some sixteen times the work: a square law would take sixty-four times."""
    small, large = make(20_000), make(160_000)
    base = work(lambda: run(small))
    assert base < 0.5
    assert work(lambda: run(large)) < max(base * 20, 0.05)


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_splitting_hostile_text_is_linear(make):
    assert_linear(quotes.split, make)


@pytest.mark.parametrize("make", HOSTILE_HTML.values(), ids=HOSTILE_HTML)
def test_reading_hostile_html_is_linear(make):
    def read(source: str) -> None:
        page = html.Page("<p itemscope itemtype=x>" + source)
        _ = page.text, markup.items_of(page)

    assert_linear(read, make)


@pytest.mark.parametrize("make", HOSTILE_SOURCE.values(), ids=HOSTILE_SOURCE)
def test_parsing_hostile_sources_is_linear(make):
    assert_linear(lambda source: parse(b"Subject: x\n" + source.encode()), make)


@pytest.mark.parametrize("make", [*HOSTILE.values(), *HOSTILE_HTML.values()], ids=[*HOSTILE, *HOSTILE_HTML])
@pytest.mark.parametrize("type_", ["text/plain", "text/html"])
def test_a_hostile_megabyte_takes_seconds_at_most(make, type_):
    source = f"Subject: x\nContent-Type: {type_}\n\n{make(1_000_000)}".encode()
    started = time.process_time()
    parse(source)
    assert time.process_time() - started < 5
