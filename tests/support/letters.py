"""Small letters between invented people, for tests of the mail edge."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

KIM = "Kim Lee <kim@northwind.example>"
SUBJECT = "Interview for the Gardener role at Northwind"
ASK = """Hi Ana,

thank you for your application. We would like to invite you to an interview for the Gardener role.
Could you tell me when you are free next week?

Best regards
Kim Lee
Hiring Manager, Northwind
"""
RECEIPT = """Dear Ana,

thank you for applying for the position of Site Engineer at Harbour Labs. We have received your application.

This is an automatic message, please do not reply.
"""


def letter(
    number: int,
    subject: str = "",
    body: str = "See you then.",
    *,
    sender: str = "Kim Lee <kim@company.example>",
    to: str = "Ana <ana@example.test>",
    reply_to: str = "",
    when: datetime | None = None,
) -> bytes:
    """A plain letter with the Message-ID ``<letter-NUMBER@company.example>``, as octets with CRLF."""
    made = EmailMessage()
    made["From"], made["To"] = sender, to
    made["Subject"] = subject or f"Letter {number}"
    made["Message-ID"] = f"<letter-{number}@company.example>"
    made["Date"] = format_datetime(when or datetime(2026, 6, 1, 12, number % 60, tzinfo=UTC))
    if reply_to:
        made["In-Reply-To"] = made["References"] = reply_to
    made.set_content(body)
    return made.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
