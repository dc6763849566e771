"""One hiring process and the mailbox around it, which many browser tests begin with."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.support.scripted_feed import process

SUBJECT = "Your interview at Northwind"
NOW = datetime.datetime.now(datetime.UTC)
TODAY = NOW.astimezone().date().isoformat()
KIM = {"name": "Kim Lee", "address": "kim@company.example", "part": "hiring_manager"}
ADVICE = {
    "do": [{"id": "thank", "text": "Thank them today.", "why": "A note is best while the talk is fresh."}],
    "dont": [{"id": "long", "text": "Write a long letter.", "why": ""}],
}

Place = Callable[..., str]


def thank_you_due(place: Place, **fields: Any) -> dict[str, Any]:
    """The process of the first message, where a thank-you is due; ``fields`` are others than its own."""
    return process(
        "p000000000001",
        **{
            "company": "Northwind",
            "role": "Gardener",
            "subject": SUBJECT,
            "state": "thank_you_due",
            "next_action_due": TODAY,
            "people": [KIM],
            "last_message": {
                "date": (NOW - datetime.timedelta(hours=2)).isoformat(),
                "direction": "in",
                "sender": "person",
                "name": "Kim Lee",
            },
            "advice": ADVICE,
            "reasons": [{"text": "It was good to talk with you today.", "message_id": None}],
            "match": [place(1)],
            **fields,
        },
    )


def lunch(place: Place, user: str) -> dict[str, Any]:
    """The second message, as the extension tells the server which one is meant: its key, and what Roundcube shows."""
    minute = {"earliest": "2026-06-01T12:02:00.000Z", "latest": "2026-06-01T12:02:59.999Z"}
    shown = {"subject": "Lunch on Friday?", "sender": KIM["address"], **minute, "account": user}
    return {"match": [place(2)], "shown": shown}


def badges(page: Page) -> Locator:
    """Every badge in Roundcube's list."""
    return page.locator("#messagelist afterview-badge")


def row(page: Page, subject: str) -> Locator:
    """A row of Roundcube's list."""
    return page.locator("#messagelist tr.message", has_text=subject)


def open_message(page: Page, subject: str) -> FrameLocator:
    """Open a message in Roundcube's preview; answers its frame."""
    row(page, subject).locator(".subject a span").click(position={"x": 5, "y": 5})
    frame = page.frame_locator("#messagecontframe")
    expect(frame.locator("#message-header h2.subject")).to_contain_text(subject)
    return frame
