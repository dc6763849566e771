"""Puts a case's mails into MIME, plainly or the way mail programs do: encoded, as HTML, above quoted history."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, parseaddr

from tests.unit.cases.casefile import Case, Mail


def plain(case: Case) -> list[bytes]:
    """Every mail as plain text, without the history below a reply."""
    return [_message(case, number, _Plain()).as_bytes() for number in range(len(case.mails))]


def as_programs_write(case: Case) -> list[bytes]:
    """Every mail in another dress, replies above the history that their programs quote."""
    return [_message(case, number, DRESSES[number % len(DRESSES)]).as_bytes() for number in range(len(case.mails))]


class _Plain:
    """Text alone, 8 bit."""

    cte = "8bit"
    as_html = False
    with_text = True

    def history(self, earlier: Sequence[Mail]) -> str:
        return ""


class _Webmail(_Plain):
    """Text and HTML, quoted-printable, the history in a blockquote under "On ... wrote:"."""

    cte = "quoted-printable"
    as_html = True

    def history(self, earlier: Sequence[Mail]) -> str:
        if not earlier:
            return ""
        last = earlier[-1]
        quoted = last.text + ("\n" + self.history(earlier[:-1]) if len(earlier) > 1 else "")
        intro = f"On {last.at:%a, %-d %b %Y} at {last.at:%H:%M}, {last.sender} wrote:"
        return f"{intro}\n\n" + "".join(f"> {line}".rstrip() + "\n" for line in quoted.splitlines())


class _Office(_Plain):
    """HTML alone, base64, the history below a block of From, Sent, To and Subject."""

    cte = "base64"
    as_html = True
    with_text = False

    def history(self, earlier: Sequence[Mail]) -> str:
        blocks = []
        for mail in reversed(earlier):
            head = (
                f"From: {mail.sender}\nSent: {mail.at:%A, %B %-d, %Y %-I:%M %p}\nTo: {mail.to}\nSubject: {mail.subject}"
            )
            blocks.append(f"{head}\n\n{mail.text}")
        return "\n".join(blocks)


class _Phone(_Webmail):
    """Plain text with a phone's signature, base64."""

    cte = "base64"
    as_html = False

    def history(self, earlier: Sequence[Mail]) -> str:
        return "\nSent from my phone\n\n" + super().history(earlier)


DRESSES: tuple[_Plain, ...] = (_Webmail(), _Phone(), _Office(), _Plain())


def message_id(case: Case, number: int) -> str:
    """The Message-ID of a mail: from the sender's own domain."""
    mail = case.mails[number]
    where = parseaddr(mail.sender)[1].rpartition("@")[2] or "nowhere.example"
    return f"<{case.path.stem}.{mail.name.replace(' ', '-')}@{where}>"


def _ancestors(case: Case, number: int) -> list[int]:
    """The mails that a mail answers, oldest first."""
    found: list[int] = []
    above = case.mails[number].answers
    while above is not None:
        found.insert(0, above)
        above = case.mails[above].answers
    return found


def _message(case: Case, number: int, dress: _Plain) -> EmailMessage:
    mail = case.mails[number]
    above = _ancestors(case, number)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, mail.to, mail.subject
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = message_id(case, number)
    if above:
        message["In-Reply-To"] = message_id(case, above[-1])
        message["References"] = " ".join(message_id(case, each) for each in above)
    for name, value in mail.headers.items():
        del message[name]
        if value:
            message[name] = value
    history = mail.history or dress.history([case.mails[each] for each in above])
    text = mail.text + (f"\n{history}" if history else "")
    if mail.html:
        message.set_content(mail.html, subtype="html", cte="quoted-printable")
    elif dress.as_html and not dress.with_text:
        message.set_content(_as_html(mail.text, history), subtype="html", cte=dress.cte)
    else:
        message.set_content(text, cte=dress.cte)
        if dress.as_html:
            message.add_alternative(_as_html(mail.text, history), subtype="html", cte=dress.cte)
    if mail.calendar:
        if not mail.text.strip() and not mail.html:
            message.clear_content()
            message.set_content(_calendar(case, mail), subtype="calendar", params={"method": mail.calendar["method"]})
        else:
            message.add_alternative(
                _calendar(case, mail), subtype="calendar", params={"method": mail.calendar["method"]}
            )
    return message


def _as_html(text: str, history: str) -> str:
    paragraphs = "".join(
        "<p>" + html.escape(part).replace("\n", "<br>\n") + "</p>\n" for part in text.strip().split("\n\n")
    )
    if not history:
        return f"<html><body>{paragraphs}</body></html>"
    if history.startswith("From:"):
        blocks = []
        for part in history.strip().split("\n\n"):
            lines = "<br>\n".join(html.escape(line) for line in part.split("\n"))
            style = ' style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0 0 0"'
            blocks.append(f"<div{style}><p>{lines}</p></div>" if part.startswith("From:") else f"<p>{lines}</p>")
        return f"<html><body>{paragraphs}{''.join(blocks)}</body></html>"
    intro, _, rest = history.strip().partition("\n\n")
    quoted = "<br>\n".join(html.escape(line.removeprefix(">").removeprefix(" ")) for line in rest.split("\n"))
    return (
        f'<html><body>{paragraphs}<div class="gmail_quote"><div class="gmail_attr">{html.escape(intro)}<br></div>'
        f'<blockquote class="gmail_quote">{quoted}</blockquote></div></body></html>'
    )


def _calendar(case: Case, mail: Mail) -> str:
    row = dict(mail.calendar or {})
    start, end = (datetime.fromisoformat(row[name]).replace(tzinfo=case.zone) for name in ("start", "end"))
    organizer = row.get("organizer", mail.sender if not mail.own else mail.to)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cases//EN",
        f"METHOD:{row['method']}",
        "BEGIN:VEVENT",
        f"UID:{row.get('uid', case.path.stem)}@calendar.example",
        f"SEQUENCE:{row.get('sequence', 0)}",
        f"DTSTAMP:{mail.at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTEND:{end.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{row['summary']}",
        *(f"DESCRIPTION:{text}" for text in [row.get("description")] if text),
        *(f"ORGANIZER;CN={name}:mailto:{address}" for name, address in getaddresses([organizer])),
        f"ATTENDEE;PARTSTAT={row.get('partstat', 'NEEDS-ACTION')}:mailto:{parseaddr(case.me)[1]}",
        f"STATUS:{'CANCELLED' if row['method'] == 'CANCEL' else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)
