"""Header fields of any quality: one line a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from parsers.charsets import decode as decode_charset
from parsers.facts import Address
from parsers.header import addresses, decode, message_ids, moment
from parsers.message import parse_header

SUBJECTS = {
    "ascii": (b"Interview", "Interview"),
    "utf-8 raw": ("Gespräch".encode(), "Gespräch"),
    "latin-1 raw": ("Gespräch".encode("cp1252"), "Gespräch"),
    "q": (b"=?utf-8?Q?Gespr=C3=A4ch_am_Freitag?=", "Gespräch am Freitag"),
    "b": (b"=?utf-8?B?R2VzcHLDpGNo?=", "Gespräch"),
    "b without padding": (b"=?utf-8?B?R2VzcHLDpGNoIQ?=", "Gespräch!"),
    "b cut": (b"=?utf-8?B?R2VzcHLDpGN?=", "Gespräc"),
    "two words, one character split": (b"=?utf-8?B?R2VzcHLD?= =?utf-8?B?pGNo?=", "Gespräch"),
    "two charsets": (b"=?iso-8859-1?Q?Gespr=E4?= =?utf-8?Q?ch?=", "Gespräch"),
    "word in text": (b"Re: =?utf-8?Q?caf=C3=A9?= at ten", "Re: café at ten"),
    "spaces in a word": (b"=?utf-8?Q?caf=C3=A9 at ten?=", "café at ten"),
    "language": (b"=?utf-8*de?Q?caf=C3=A9?=", "café"),
    "unknown charset": (b"=?x-none?Q?caf=C3=A9?=", "café"),
    "japanese": (b"=?iso-2022-jp?B?GyRCTExAXBsoQg==?=", "面接"),
    "folded": (b"one\r\n two", "one two"),
    "smuggled line end": (b"=?utf-8?Q?Hi=0D=0ABcc:_x@example.org?=", "Hi Bcc: x@example.org"),
    "not a word": (b"=?utf-8?X?abc?= =?broken", "=?utf-8?X?abc?= =?broken"),
    "control characters": (b"a\x00b\x07c", "abc"),
    "empty": (b"", ""),
}


@pytest.mark.parametrize(("raw", "text"), SUBJECTS.values(), ids=SUBJECTS)
def test_decode(raw, text):
    assert decode(raw) == text
    header = b"From: k@example.com\r\nSubject: " + raw + b"\r\n\r\n"
    assert parse_header(header).subject == text


KIM = Address("Kim Lee", "kim@example.com")
ADDRESSES = {
    "plain": ("kim@example.com", [Address("", "kim@example.com")]),
    "angle": ("<KIM@Example.com>", [Address("", "kim@example.com")]),
    "name": ("Kim Lee <kim@example.com>", [KIM]),
    "quoted": ('"Lee, Kim" <kim@example.com>', [Address("Lee, Kim", "kim@example.com")]),
    "escaped quote": (r'"Kim \"K\" Lee" <kim@example.com>', [Address('Kim "K" Lee', "kim@example.com")]),
    "single quotes": ("\"'Kim Lee'\" <kim@example.com>", [KIM]),
    "comment": ("kim@example.com (Kim Lee)", [KIM]),
    "encoded": ("=?utf-8?Q?Kim_Lee?= <kim@example.com>", [KIM]),
    "encoded comma": ("=?utf-8?Q?Lee=2C_Kim?= <kim@example.com>", [Address("Lee, Kim", "kim@example.com")]),
    "encoded in quotes": ('"=?utf-8?Q?Kim_Lee?=" <kim@example.com>', [KIM]),
    "all encoded": ("=?utf-8?Q?Kim_Lee_=3Ckim=40example.com=3E?=", [Address("", "kim@example.com")]),
    "list": ("Kim Lee <kim@example.com>, jo@example.org", [KIM, Address("", "jo@example.org")]),
    "semicolons": ("Kim Lee <kim@example.com>; jo@example.org", [KIM, Address("", "jo@example.org")]),
    "group": ("Team: Kim Lee <kim@example.com>, jo@example.org;", [KIM, Address("", "jo@example.org")]),
    "empty group": ("undisclosed-recipients:;", []),
    "colon in a name": ("Hiring: Kim <kim@example.com>", [Address("Hiring : Kim", "kim@example.com")]),
    "address as name": ('"kim@example.com" <kim@example.com>', [Address("", "kim@example.com")]),
    "mailto": ("<mailto:kim@example.com>", [Address("", "kim@example.com")]),
    "spaces within": ("Kim Lee < kim@example.com >", [KIM]),
    "no at": ("Kim Lee <kim>", []),
    "null": ("<>", []),
    "unclosed angle": ("Kim Lee <kim@example.com", [Address("", "kim@example.com")]),
    "unclosed quote": ('"Kim Lee <kim@example.com>', [Address("", "kim@example.com")]),
    "umlaut domain": ("Kim Lee <kim@bücher.example>", [Address("Kim Lee", "kim@bücher.example")]),
    "name is another address": ('"jo@example.org" <kim@example.com>', [Address("jo@example.org", "kim@example.com")]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "found"), ADDRESSES.values(), ids=ADDRESSES)
def test_addresses(text, found):
    assert list(addresses(text)) == found


def test_at_most_two_hundred_addresses():
    assert len(addresses(", ".join(f"a{number}@example.com" for number in range(1000)))) == 200


NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
DATES = {
    "usual": ("Tue, 12 May 2026 14:00:00 +0200", NOON),
    "no weekday": ("12 May 2026 12:00:00 +0000", NOON),
    "no seconds": ("Tue, 12 May 2026 12:00 +0000", NOON),
    "letters": ("Tue, 12 May 2026 14:00:00 CEST", NOON),
    "gmt": ("Tue, 12 May 2026 12:00:00 GMT", NOON),
    "comment": ("Tue, 12 May 2026 14:00:00 +0200 (CEST)", NOON),
    "no zone": ("Tue, 12 May 2026 12:00:00", NOON),
    "minus zero": ("Tue, 12 May 2026 12:00:00 -0000", NOON),
    "iso": ("2026-05-12T14:00:00+02:00", NOON),
    "leap second": ("Tue, 12 May 2026 11:59:60 +0000", NOON - timedelta(seconds=1)),
    "long month": ("Tuesday, 12 May 2026 12:00:00 +0000", NOON),
    "asctime": ("Tue May 12 12:00:00 2026", NOON),
    "nonsense": ("next Tuesday", None),
    "empty": ("", None),
    "31 February": ("Tue, 31 Feb 2026 12:00:00 +0000", None),
    "hour 25": ("Tue, 12 May 2026 25:00:00 +0000", None),
    "year 1970": ("Thu, 01 Jan 1970 00:00:00 +0000", None),
    "year 9999": ("Fri, 31 Dec 9999 23:59:59 +0000", None),
    "year 0": ("Tue, 12 May 0000 12:00:00 +0000", None),
    "huge": ("Tue, 12 May 2026" + "9" * 5000, None),
}


@pytest.mark.parametrize(("text", "when"), DATES.values(), ids=DATES)
def test_dates(text, when):
    faults: list[str] = []
    assert moment(text, faults) == when
    assert bool(faults) == (when is None)


def test_offset_of_the_writer_is_kept():
    found = moment("Tue, 12 May 2026 14:00:00 +0530", [])
    assert found is not None
    assert found.tzinfo == timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize("zone", ["+9999", "XYZ", "-2500", "+1360"])
def test_zone_that_does_not_exist_is_utc_and_noted(zone):
    faults: list[str] = []
    assert moment(f"Tue, 12 May 2026 12:00:00 {zone}", faults) == NOON
    assert len(faults) == 1


IDS = {
    "one": ("<a@example.com>", ["<a@example.com>"]),
    "two": ("<a@example.com> <b@example.com>", ["<a@example.com>", "<b@example.com>"]),
    "no space between": ("<a@example.com><b@example.com>", ["<a@example.com>", "<b@example.com>"]),
    "commas": ("<a@example.com>, <b@example.com>", ["<a@example.com>", "<b@example.com>"]),
    "repeated": ("<a@example.com> <a@example.com>", ["<a@example.com>"]),
    "folded within": ("<a@exam\n ple.com>", ["<a@example.com>"]),
    "no brackets": ("a@example.com", ["<a@example.com>"]),
    "junk around": ('Your message of "Tue" <a@example.com> (x)', ["<a@example.com>"]),
    "only junk": ("Your message of Tuesday", []),
    "empty brackets": ("<> < >", []),
    "unclosed": ("<a@example.com", []),
}


@pytest.mark.parametrize(("text", "found"), IDS.values(), ids=IDS)
def test_message_ids(text, found):
    assert list(message_ids(text)) == found


def test_long_references_keep_root_and_parents():
    ids = [f"<{number}@example.com>" for number in range(3000)]
    message = parse_header(b"From: k@example.com\nReferences: " + "\n ".join(ids).encode() + b"\n\n")
    assert len(message.references) == 50
    assert message.references[0] == ids[0]
    assert message.references[-1] != ids[0]


def test_senders_address_in_in_reply_to_is_no_message_id():
    message = parse_header(
        b"From: Kim <kim@example.com>\nIn-Reply-To: Message from Kim <kim@example.com> <x@example.com>\n\n"
    )
    assert message.in_reply_to == ("<x@example.com>",)


def test_first_of_repeated_fields_counts():
    message = parse_header(b"From: a@example.com\nFrom: b@example.com\nSubject: one\nSubject: two\n\n")
    assert message.from_ == Address("", "a@example.com")
    assert message.subject == "one"
    assert any("more than once" in fault for fault in message.faults)


def test_sender_stands_in_for_a_missing_from():
    assert parse_header(b"Sender: a@example.com\n\n").from_ == Address("", "a@example.com")


@pytest.mark.parametrize("missing", ["From", "Date", "Message-ID"])
def test_missing_field_is_noted(missing):
    lines = {"From": "k@example.com", "Date": "Tue, 12 May 2026 12:00:00 +0000", "Message-ID": "<a@example.com>"}
    whole = parse_header("".join(f"{name}: {value}\n" for name, value in lines.items()).encode())
    assert whole.faults == ()
    del lines[missing]
    message = parse_header("".join(f"{name}: {value}\n" for name, value in lines.items()).encode())
    assert len(message.faults) == 1
    assert None in {message.from_, message.date, message.message_id}


def test_headers_that_tell_machine_from_person():
    names = [
        "auto-submitted",
        "precedence",
        "list-id",
        "list-unsubscribe",
        "thread-index",
        "thread-topic",
        "x-auto-response-suppress",
        "x-mailer",
        "user-agent",
        "return-path",
        "x-failed-recipients",
        "content-type",
        "x-pm-internal-id",
        "x-ms-exchange-inbox-rules-loop",
        "feedback-id",
        "x-ses-outgoing",
        "sender",
    ]
    raw = b"From: k@example.com\n" + "".join(f"{name.title()}: v\u00e4\n" for name in names).encode()
    message = parse_header(raw + b"Received: by a\nDKIM-Signature: x\nX-MS-Exchange-Foo: y\n\n")
    assert dict.fromkeys(names, "vä") == dict(message.headers)


BROKEN = {
    "nothing": b"",
    "blank line": b"\r\n",
    "no colon": b"hello\nworld",
    "colons": b":\n::\n: x\n",
    "bare carriage returns": b"From: k@example.com\rSubject: a\r\rbody",
    "nul": b"From: k@exam\0ple.com\nSub\0ject: x\n\n",
    "8-bit name": b"From: k@example.com\n\xc3\xa4: x\n\n",
    "continuation first": b" x\nFrom: k@example.com\n\n",
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_broken_header_never_raises(raw):
    assert parse_header(raw).date is None


def test_bare_carriage_return_smuggles_no_field_in():
    message = parse_header(b"From: k@example.com\r\nSubject: a\rTo: x@example.com\r\n\r\n")
    assert message.subject == "a To: x@example.com"
    assert message.to == ()


CHARSETS = {
    "utf-8": ("é".encode(), "utf-8", "é", 0),
    "latin-1 that is cp1252": (b"\x80", "iso-8859-1", "€", 0),
    "ascii with utf-8": ("é".encode(), "us-ascii", "é", 0),
    "none named, utf-8": ("é".encode(), "", "é", 0),
    "none named, cp1252": (b"\xe9", "", "é", 0),
    "wrong": (b"\xe9", "utf-8", "é", 1),
    "unknown": ("é".encode(), "klingon", "é", 1),
    "python codec": (b"abc", "rot13", "abc", 1),
    "python escape codec": (b"a\\x", "unicode_escape", "a\\x", 1),
    "punycode": (b"abc", "punycode", "abc", 1),
    "half a character": (b"a+2AA-b", "utf-7", "a?b", 0),
    "path": (b"abc", "../../etc/passwd", "abc", 1),
    "quotes": ("é".encode(), '"utf-8"', "é", 0),
    "gb2312": ("面".encode("gb18030"), "gb2312", "面", 0),
}


@pytest.mark.parametrize(("data", "charset", "text", "count"), CHARSETS.values(), ids=CHARSETS)
def test_charsets(data, charset, text, count):
    faults: list[str] = []
    assert decode_charset(data, charset, faults) == text
    assert len(faults) == count


def test_cut_character_at_the_end_is_dropped():
    faults: list[str] = []
    assert decode_charset("é".encode() + b"\xc3", "utf-8", faults, cut=True) == "é"
    assert faults == []
