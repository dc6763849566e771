"""The product's identifiers in words that people use, for the command line and the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from server.hiring.vocabulary import MarkType, State

STATES: Mapping[State, str] = {
    State.NOT_HIRING: "not hiring",
    State.OUTREACH: "outreach",
    State.APPLIED: "applied",
    State.REPLY_DUE: "reply due",
    State.SCHEDULED: "interview",
    State.THANK_YOU_DUE: "thank them",
    State.WAITING: "waiting",
    State.FOLLOW_UP_DUE: "follow up",
    State.FOLLOWED_UP: "followed up",
    State.OFFER: "offer",
    State.ACCEPTED: "accepted",
    State.DECLINED: "declined",
    State.WITHDRAWN: "withdrawn",
    State.REJECTED: "rejected",
    State.ON_HOLD: "on hold",
}

MARKS: Mapping[MarkType, str] = {
    MarkType.THANKED: "I said thank you",
    MarkType.FOLLOWED_UP: "I followed up",
    MarkType.ANSWERED: "I answered",
    MarkType.INTERVIEWED_AT: "interview at",
    MarkType.PROMISED_BY: "they promised an answer by",
    MarkType.OFFER: "they made an offer",
    MarkType.ACCEPTED: "I accepted",
    MarkType.DECLINED: "I declined",
    MarkType.WITHDRAWN: "I withdrew",
    MarkType.REJECTED: "they rejected me",
    MarkType.ON_HOLD: "they put it on hold",
    MarkType.SET_STATE: "the state is",
    MarkType.NOT_HIRING: "not about a job of mine",
    MarkType.DONE: "done with it",
    MarkType.SNOOZE_UNTIL: "remind me on",
    MarkType.MERGE: "the same process as",
    MarkType.SPLIT: "these mails are another process",
    MarkType.TRACK: "track this",
}


def due_in_words(due: str | None, today: date) -> str:
    """A due of the feed as people say it: "today", "in 3 days", "2 days ago"; with the clock time where it has one."""
    if due is None:
        return ""
    moment = datetime.fromisoformat(due) if "T" in due else None
    day = moment.date() if moment else date.fromisoformat(due)
    days = (day - today).days
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    words = named.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")
    return f"{words}, {moment:%H:%M}" if moment else words


def title(process: Mapping[str, Any]) -> str:
    """How people call a process of the feed: company and role, else its subject."""
    named = [part for part in (process["company"], process["role"]) if part]
    return " - ".join(named) or process["subject"] or "no name"
