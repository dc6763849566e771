"""The sample mailbox of ``sample.toml`` as mails, dated from the day the demo starts."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

_PLACE = re.compile(r"\{(day|weekday):(-?\d+)\}")


@dataclass(frozen=True, slots=True)
class SampleMail:
    """A mail of the sample: the folder it lies in, its octets and when it arrived."""

    folder: str
    source: bytes
    arrived: datetime
    message_id: str


@dataclass(frozen=True, slots=True)
class SampleProcess:
    """A hiring process of the sample: its mails, the state it is in today, and the mark the user made in it."""

    expect: str
    mails: tuple[SampleMail, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything in the sample mailbox."""

    address: str
    processes: tuple[SampleProcess, ...]
    ordinary: tuple[SampleMail, ...]

    def mails(self) -> Iterator[SampleMail]:
        """All mails."""
        for process in self.processes:
            yield from process.mails
        yield from self.ordinary


def sample(today: date, zone: ZoneInfo) -> Sample:
    """The sample as it looks on the day ``today`` in the user's zone."""
    rows = tomllib.loads(resources.files("server.demo").joinpath("sample.toml").read_text("utf-8"))
    write = _Writer(rows["me"], today, zone)
    processes = []
    for number, row in enumerate(rows["process"]):
        folder = "Junk" if row.get("junk") else "INBOX"
        mails: list[SampleMail] = []
        before: EmailMessage | None = None
        for message in row["messages"]:
            mail, before = write.mail(message, f"p{number}-{len(mails)}", folder, before)
            mails.append(mail)
        processes.append(SampleProcess(row["expect"], tuple(mails), row.get("mark", "")))
    ordinary = [write.mail(row, f"o{number}", "INBOX", None)[0] for number, row in enumerate(rows["ordinary"])]
    return Sample(parseaddr(rows["me"])[1], tuple(processes), tuple(ordinary))


@dataclass(frozen=True, slots=True)
class _Writer:
    me: str
    today: date
    zone: ZoneInfo

    def mail(
        self, row: Mapping[str, Any], name: str, folder: str, before: EmailMessage | None
    ) -> tuple[SampleMail, EmailMessage]:
        sender = row.get("from", self.me)
        own = "from" not in row
        sent = self.moment(row["days"], row["time"])
        text = self.filled(row["text"]).strip() + "\n"
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = row.get("to", self.me)
        mail["Subject"] = self.filled(row["subject"])
        mail["Date"] = format_datetime(sent)
        mail["Message-ID"] = f"<{name}.{self.today:%Y%m%d}@{parseaddr(sender)[1].partition('@')[2]}>"
        if row.get("auto"):
            mail["Auto-Submitted"] = "auto-generated"
        if row.get("list"):
            domain = parseaddr(sender)[1].partition("@")[2]
            mail["List-Id"] = f"<news.{domain}>"
            mail["List-Unsubscribe"] = f"<mailto:leave@{domain}>"
            mail["Precedence"] = "bulk"
        if row.get("reply") and before is not None:
            mail["In-Reply-To"] = before["Message-ID"]
            mail["References"] = f"{before.get('References', '')} {before['Message-ID']}".strip()
            text += "\n" + _quoted(before)
        mail.set_content(text)
        if row.get("html"):
            paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in text.strip().split("\n\n"))
            mail.add_alternative(f"<!doctype html><html><body>{paragraphs}</body></html>", subtype="html")
        if calendar := row.get("calendar"):
            mail.add_alternative(
                self.calendar(calendar, sender, sent), subtype="calendar", params={"method": calendar["method"]}
            )
        box = "Sent" if own else folder
        return SampleMail(box, mail.as_bytes(), sent, str(mail["Message-ID"])), mail

    def calendar(self, row: Mapping[str, Any], organizer: str, sent: datetime) -> str:
        start = self.moment(row["days"], row["time"]).astimezone(UTC)
        end = start + timedelta(minutes=row["minutes"])
        name, address = parseaddr(organizer)
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Afterview//Sample//EN",
            f"METHOD:{row['method']}",
            "BEGIN:VEVENT",
            f"UID:{row['uid']}",
            "SEQUENCE:0",
            f"DTSTAMP:{sent.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{end:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{row['summary']}",
            f'ORGANIZER;CN="{name}":mailto:{address}',
            f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{parseaddr(self.me)[1]}",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
        return "\r\n".join(lines)

    def filled(self, text: str) -> str:
        def place(match: re.Match[str]) -> str:
            day = self.today + timedelta(days=int(match[2]))
            return f"{day:%A}" if match[1] == "weekday" else f"{day:%A}, {day.day} {day:%B %Y}"

        return _PLACE.sub(place, text)

    def moment(self, days: int, clock: str) -> datetime:
        return datetime.combine(self.today + timedelta(days=days), time.fromisoformat(clock), self.zone)


def _quoted(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    lines = part.get_content().rstrip().splitlines() if part is not None else []
    return f"On {mail['Date']}, {mail['From']} wrote:\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n"
