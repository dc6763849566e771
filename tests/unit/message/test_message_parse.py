"""Whole mails: which part is the text, what is left out, and that a bad mail is read as far as it goes."""

from __future__ import annotations

import base64
import time
from email.message import EmailMessage
from email.mime.text import MIMEText

import pytest

from parsers.errors import NotAMessage
from parsers.message import parse

HEAD = "From: Kim Lee <kim@example.com>\nTo: sam@example.org\nSubject: Nurse\nDate: Tue, 12 May 2026 12:00:00 +0000\n"
HEAD += "Message-ID: <a@example.com>\nMIME-Version: 1.0\n"


def mail(rest: str) -> bytes:
    return (HEAD + rest).encode()


def multi(kind: str, *parts: str, boundary: str = "b1") -> str:
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{body}--{boundary}--\n'


def part(text: str, type_: str = "text/plain", more: str = "") -> str:
    return f"Content-Type: {type_}; charset=utf-8\n{more}\n{text}\n"


PLAIN = part("Could you talk on Thursday?")
HTML = part("<p>Could you talk on <b>Thurs</b>day?</p>", "text/html")
TEXT = "Could you talk on Thursday?"
ATTACHED = "Content-Disposition: attachment; filename=x.txt\n"

BODIES = {
    "plain": PLAIN,
    "html": HTML,
    "no type": "\n" + TEXT,
    "unreadable type": f"Content-Type: ;;;\n\n{TEXT}",
    "type without subtype": f"Content-Type: text\n\n{TEXT}",
    "alternative": multi("alternative", PLAIN, HTML),
    "alternative, empty plain": multi("alternative", part("  \n"), HTML),
    "alternative, stub": multi("alternative", part("View this email in your browser: example.com"), HTML),
    "alternative, html in plain": multi("alternative", part("<html><body><p>" + TEXT + "</p></body></html>"), HTML),
    "alternative, html only": multi("alternative", HTML),
    "alternative, related": multi("alternative", PLAIN, multi("related", HTML, boundary="b2")),
    "mixed with attachment": multi("mixed", PLAIN, part("not mine", more=ATTACHED)),
    "mixed with html attachment": multi("mixed", PLAIN, part("<p>not mine</p>", "text/html", ATTACHED)),
    "mixed, alternative in it": multi("mixed", multi("alternative", PLAIN, HTML, boundary="b2"), "\n"),
    "signed": multi("signed", PLAIN, part("x", "application/pgp-signature")),
    "related, root with an id": multi("related", part(TEXT, more="Content-ID: <a>\n"), part("", "image/png")),
    "related with picture": multi("related", HTML, part("xx", "image/png", "Content-ID: <logo>\n")),
    "no closing boundary": multi("mixed", PLAIN).replace("--b1--", ""),
    "wrong boundary": multi("mixed", PLAIN).replace('"b1"', '"other"'),
    "no boundary parameter": multi("mixed", PLAIN).replace('; boundary="b1"', ""),
    "no parts at all": f"Content-Type: multipart/mixed; boundary=zz\n\n{TEXT}",
    "inner boundary starts like outer": multi("mixed", multi("alternative", PLAIN, HTML, boundary="b12")),
    "part without header": multi("mixed", "\n" + TEXT),
    "crlf": multi("alternative", PLAIN, HTML).replace("\n", "\r\n"),
    "quoted-printable": "Content-Transfer-Encoding: quoted-printable\n\nCould you talk on Thurs=\nday?",
    "quoted-printable, broken": "Content-Transfer-Encoding: quoted-printable\n\nCould you talk on Thursday?=",
    "base64": "Content-Transfer-Encoding: BASE64\n\n" + base64.b64encode(TEXT.encode()).decode(),
    "base64 with footer": "Content-Transfer-Encoding: base64\n\n" + base64.b64encode((TEXT + "\n").encode()).decode()
    + "\n\n-- list footer\n",
    "unknown transfer encoding": f"Content-Transfer-Encoding: x-none\n\n{TEXT}",
    "flowed": "Content-Type: text/plain; format=flowed\n\nCould you talk \non Thursday?",
    "flowed, delsp": "Content-Type: text/plain; format=flowed; delsp=yes\n\nCould you talk on Thurs \nday?",
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_text(body):
    message = parse(mail(body))
    assert message.text.strip() == TEXT
    assert message.quoted == ""


def test_faults_are_named():
    assert parse(mail(BODIES["alternative"])).faults == ()
    assert any("boundary" in fault for fault in parse(mail(BODIES["wrong boundary"])).faults)
    assert any("no boundary" in fault for fault in parse(mail(BODIES["no parts at all"])).faults)


def test_short_plain_beside_long_html():
    html = part("<p>" + "We would like to invite you to an interview. " * 10 + "</p>", "text/html")
    assert "invite you" in parse(mail(multi("alternative", part("ACME Careers"), html))).text


def test_long_plain_is_kept_beside_html():
    plain = part("We would like to invite you to an interview. " * 10)
    assert "invite you" in parse(mail(multi("alternative", plain, HTML))).text


def test_text_around_an_attachment_is_joined():
    message = parse(mail(multi("mixed", part("First."), part("x", "application/pdf", ATTACHED), part("Second."))))
    assert message.text == "First.\n\nSecond."


def test_unknown_charset_is_read_and_noted():
    message = parse(mail("Content-Type: text/plain; charset=klingon\n\nCafé at ten?"))
    assert message.text == "Café at ten?"
    assert message.faults == ("the charset 'klingon' is not known",)


def test_charset_of_html_from_its_meta_tag():
    source = HEAD.encode() + b'Content-Type: text/html\n\n<meta charset="windows-1252"><p>Caf\xe9</p>'
    assert parse(source).text == "Café"


@pytest.mark.parametrize("cut", range(0, 40, 3))
def test_cut_source_is_read_as_far_as_it_goes(cut):
    encoded = base64.encodebytes(("Café? " * 40).encode()).decode()
    source = mail("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + encoded)
    message = parse(source[: len(source) - cut], truncated=True)
    assert message.text.startswith("Café? Café?")
    assert message.faults == ()


def test_attached_mail_is_not_the_writers_words():
    inner = "From: Jo Poe <jo@example.net>\nSubject: Nurse wanted\n\nWe invite you to an interview.\n"
    message = parse(mail(multi("mixed", part("Worth a look?"), f"Content-Type: message/rfc822\n\n{inner}")))
    assert message.text == "Worth a look?"
    assert "From: Jo Poe <jo@example.net>" in message.quoted
    assert "We invite you" in message.quoted
    assert message.forwarded
    assert message.attachments == ("mail",)


def test_returned_mail_is_not_forwarded():
    inner = "From: sam@example.org\nSubject: Application\n\nI apply.\n"
    body = multi(
        "report; report-type=delivery-status",
        part("Delivery failed."),
        part("Action: failed", "message/delivery-status"),
        f"Content-Type: message/rfc822\n\n{inner}",
    )
    message = parse(mail(body))
    assert message.text == "Delivery failed."
    assert not message.forwarded


def test_mails_within_mails_end():
    body = f"Content-Type: message/rfc822\n\n{HEAD}" * 300 + "\ninnermost"
    assert parse(mail(body)).text == ""


@pytest.mark.parametrize(
    "subject", ["FW: Nurse", "Fwd: Nurse", "WG: Pflege", "TR : Poste", "RV: Puesto", "ENC: Vaga", "I: Posto"]
)
def test_forward_known_by_its_subject(subject):
    body = "\nFrom: Jo Poe <jo@example.net>\nSent: 11 May 2026\nTo: Kim\nSubject: Nurse\n\nHello"
    source = mail(body).replace(b"Subject: Nurse\nDate", f"Subject: {subject}\nDate".encode())
    assert parse(source).forwarded
    assert not parse(source.replace(subject.encode(), b"Re: Nurse")).forwarded


def test_attachment_names():
    names = [
        'Content-Disposition: attachment; filename="Contract, final.pdf"\n',
        "Content-Disposition: attachment; filename*=utf-8''Vertr%C3%A4ge.pdf\n",
        "Content-Disposition: attachment; filename*0*=utf-8''Arbeits; filename*1=vertrag.pdf\n",
        "Content-Disposition: attachment; filename==?utf-8?Q?Vertr=C3=A4ge.pdf?=\n",
    ]
    found = parse(mail(multi("mixed", PLAIN, *(part("x", "application/pdf", name) for name in names)))).attachments
    assert found == ("Contract, final.pdf", "Verträge.pdf", "Arbeitsvertrag.pdf", "Verträge.pdf")


def test_markup_beside_plain_text():
    html = '<script type="application/ld+json">{"@type": "JobPosting", "title": "Nurse"}</script>'
    message = parse(mail(multi("alternative", PLAIN, part(html, "text/html"))))
    assert message.text.strip() == TEXT
    assert [item.type for item in message.markup] == ["JobPosting"]


EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
METHOD:REQUEST
BEGIN:VEVENT
UID:1@example.com
DTSTAMP:20260512T100000Z
DTSTART:20260612T100000Z
DTEND:20260612T110000Z
SUMMARY:Interview
END:VEVENT
END:VCALENDAR
"""


def test_calendar_in_the_alternative_and_again_as_a_file():
    event = part(EVENT, "text/calendar; method=REQUEST")
    again = part(EVENT, "application/ics; method=REQUEST; name=invite.ics", "Content-Disposition: attachment\n")
    message = parse(mail(multi("mixed", multi("alternative", PLAIN, event, boundary="b2"), again)))
    assert [found.uid for found in message.events] == ["1@example.com"]
    assert message.events[0].method == "REQUEST"
    assert message.text.strip() == TEXT
    assert message.faults == ()


@pytest.mark.parametrize(
    "text",
    ["", "BEGIN:VCALENDAR", "nonsense", EVENT.replace("DTSTART:2026", "DTSTART:20x6"), "\0\xff" * 50, EVENT[:100]],
)
def test_broken_calendar_is_a_fault_and_the_text_is_read(text):
    message = parse(mail(multi("mixed", PLAIN, part(text, "text/calendar"))))
    assert message.text.strip() == TEXT
    assert message.events == () or message.events[0].start is None
    if not message.events:
        assert any("calendar" in fault for fault in message.faults)


def test_encrypted_mail_says_so():
    body = multi("encrypted", part("Version: 1", "application/pgp-encrypted"), part("x", "application/octet-stream"))
    assert any("encrypted" in fault for fault in parse(mail(body)).faults)


NOT_MAILS = {
    "nothing": b"",
    "blank": b"\r\n\r\n",
    "prose": b"Dear all: hello\n\nText",
    "picture": b"\x89PNG\r\n\x1a\n\0\0",
    "json": b'{"a": 1}\n',
    "field nobody knows": b"Note: this\n\nText",
    "nul": b"\0" * 100,
}


@pytest.mark.parametrize("source", NOT_MAILS.values(), ids=NOT_MAILS)
def test_not_a_message(source):
    with pytest.raises(NotAMessage, match="no mail"):
        parse(source)


BARE = {
    "no message-id, date or from": (b"Subject: x\n\nHello", "Hello"),
    "mbox line": (b"From kim@example.com Tue May 12 12:00:00 2026\nSubject: x\n\nHello", "Hello"),
    "byte order mark": (b"\xef\xbb\xbfSubject: x\n\nHello", "Hello"),
    "blank lines first": (b"\r\n\r\nSubject: x\r\n\r\nHello", "Hello"),
    "no blank line": (b"Subject: x\nHello there\nmore", "Hello there\nmore"),
    "no body": (b"Subject: x\n", ""),
    "carriage returns only": (b"Subject: x\rFrom: k@example.com\r\rHello", "Hello"),
    "subject not indented": (b"Subject: a long one\ngoes on here\nFrom: k@example.com\n\nHello", "Hello"),
    "nul in the text": (b"Subject: x\n\nHel\0lo", "Hello"),
}


@pytest.mark.parametrize(("source", "text"), BARE.values(), ids=BARE)
def test_bare_mails(source, text):
    message = parse(source)
    assert message.text == text
    assert message.message_id is None


def test_standard_library_mails_come_back():
    built = EmailMessage()
    built["From"], built["Subject"] = "Kim Lée <kim@example.com>", "Gespräch " * 20
    built.set_content("Grüße, 10:30 Uhr\n")
    built.add_alternative("<p>Grüße, 10:30 Uhr</p>", subtype="html")
    built.add_attachment(b"x" * 1000, maintype="application", subtype="pdf", filename="Vertrag ä.pdf")
    message = parse(built.as_bytes())
    assert message.text == "Grüße, 10:30 Uhr"
    assert message.from_ is not None
    assert message.from_.name == "Kim Lée"
    assert message.subject == ("Gespräch " * 20).strip()
    assert message.attachments == ("Vertrag ä.pdf",)
    assert parse(MIMEText("Grüße", "plain", "iso-8859-15").as_bytes() + b"").text == "Grüße"


def test_mail_of_fifty_megabytes_costs_little():
    blob = base64.encodebytes(bytes(45_000)) * 820
    source = mail(multi("mixed", PLAIN, part("BLOB", "application/pdf", ATTACHED))).replace(b"BLOB", blob)
    assert len(source) > 49_000_000
    started = time.process_time()
    message = parse(source)
    assert time.process_time() - started < 1.0
    assert message.text.strip() == TEXT
    assert message.attachments == ("x.txt",)


def test_text_of_fifty_megabytes_is_cut_and_noted():
    started = time.process_time()
    message = parse(mail("\n" + "We would like to meet you soon.\n" * 1_600_000))
    assert time.process_time() - started < 5.0
    assert len(message.text) <= 200_000
    assert any("long" in fault for fault in message.faults)


def test_header_of_ten_megabytes():
    message = parse(HEAD.encode() + b"X-Long: " + b"x" * 10_000_000 + b"\n\nHello")
    assert message.subject == "Nurse"
    assert any("header" in fault for fault in message.faults)


def test_html_of_five_thousand_nested_divs():
    assert parse(mail(part("<div>" * 5000 + TEXT, "text/html"))).text == TEXT


def test_parts_nested_too_deep_and_too_many():
    deep = PLAIN
    for level in range(60):
        deep = multi("mixed", deep, boundary=f"x{level}y")
    assert any("nested too deep" in fault for fault in parse(mail(deep)).faults)
    many = parse(mail(multi("mixed", *["\nx"] * 5000)))
    assert len(many.text) < 2000
