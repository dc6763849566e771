"""What comes in with a request, as typed values: read strictly, refused with a sentence."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated, TypeVar

import msgspec
from flask import request
from msgspec import UNSET, Meta, UnsetType

from server.hiring.vocabulary import MarkType, ProcessId
from server.lookup import Shown
from server.store.marks import checked
from server.web.ports import MarkRequest
from server.web.problem import ProblemError

MAX_WAIT = 55
MATCH_KEY = re.compile(
    r"\A(?:gm-thr|gm-msg|email-id|thread-id|proton-msg|proton-thr|conv|mid|imap|tuple):[^\x00-\x1f\x7f]{1,990}\Z"
)
_PROCESS = re.compile(r"\Ap[0-9a-f]{12}\Z")
_LONGEST_SHOWN = timedelta(hours=25)
"""A day is no longer than that, where clocks go back in it."""
_Short = Annotated[str, Meta(min_length=1, max_length=200)]

T = TypeVar("T")


class NothingBody(msgspec.Struct, forbid_unknown_fields=True):
    """``{}``."""


class CodeBody(msgspec.Struct, forbid_unknown_fields=True):
    """A session code."""

    code: Annotated[str, Meta(min_length=1, max_length=100)]


class PairBody(msgspec.Struct, forbid_unknown_fields=True):
    """A pairing code as typed, and a name by which the user knows the extension."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Annotated[str, Meta(min_length=1, max_length=80)] = "Browser extension"


class ShownBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a page shows of a message."""

    subject: Annotated[str, Meta(max_length=1000)]
    sender: Annotated[str, Meta(max_length=320)] = ""
    earliest: datetime | UnsetType = UNSET
    latest: datetime | UnsetType = UNSET
    account: Annotated[str, Meta(max_length=320)] = ""


class MessageBody(msgspec.Struct, forbid_unknown_fields=True):
    """A message on screen: by one or more of its match keys, and for ``track`` by what the page shows of it."""

    match: str | Annotated[list[str], Meta(min_length=1, max_length=64)] | UnsetType = UNSET
    shown: ShownBody | UnsetType = UNSET


class MarkBody(msgspec.Struct, forbid_unknown_fields=True):
    """A mark: on a process, or on the process of a message."""

    what: MarkType
    process: str | None = None
    message: MessageBody | None = None
    at: datetime | None = None
    value: Annotated[dict[str, str], Meta(max_length=8)] = {}


class ProcessBody(msgspec.Struct, forbid_unknown_fields=True):
    """A process made by hand."""

    company: _Short
    role: _Short | None = None


def body(shape: type[T]) -> T:
    """The request's JSON as ``shape``; no body at all counts as ``{}``. Raises ProblemError."""
    data = request.get_data(cache=False) or b"{}"
    try:
        return msgspec.json.decode(data, type=shape)
    except msgspec.ValidationError as error:
        raise ProblemError(422, "wrong_shape", f"The request does not fit: {error}.") from None
    except (msgspec.DecodeError, RecursionError):
        raise ProblemError(400, "bad_json", "The request holds no valid JSON.") from None


def clean(text: str, what: str) -> str:
    """``text`` without control characters, whitespace folded. Raises ProblemError where nothing is left."""
    folded = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not folded:
        raise ProblemError(422, "wrong_shape", f"The {what} is empty.")
    return folded


def process_id(text: str) -> ProcessId:
    """A process id of the right form. Raises ProblemError."""
    if not _PROCESS.match(text):
        raise ProblemError(404, "unknown", "There is no such hiring process.")
    return ProcessId(text)


def mark_request(now: datetime) -> MarkRequest:
    """The mark that the request asks for. Raises ProblemError, BadMarkError."""
    sent = body(MarkBody)
    if (sent.process is None) == (sent.message is None):
        raise ProblemError(422, "wrong_shape", "Name either a process or a message.")
    at = sent.at or now
    if at.tzinfo is None:
        raise ProblemError(422, "wrong_shape", "The moment needs an offset, like 2026-06-30T15:00:00+02:00.")
    if not now - timedelta(days=3653) <= at <= now + timedelta(minutes=5):
        raise ProblemError(
            422, "wrong_shape", "A mark counts from a moment in the past ten years, not from the future."
        )
    keys, shown = _named(sent.message, sent.what) if sent.message is not None else ((), None)
    process = None if sent.process is None else process_id(sent.process)
    return MarkRequest(sent.what, at, checked(sent.what, sent.value), process, keys, shown)


def _named(message: MessageBody, what: MarkType) -> tuple[tuple[str, ...], Shown | None]:
    """The keys of a message, and what the page shows of it. Raises ProblemError."""
    keys = (message.match,) if isinstance(message.match, str) else tuple(message.match or ())
    if not all(MATCH_KEY.match(key) for key in keys):
        raise ProblemError(422, "wrong_shape", "A match key looks like mid:<id@example.com>.")
    if not keys and (what is not MarkType.TRACK or not message.shown):
        raise ProblemError(422, "wrong_shape", "Name the message by a key, or for track by what the page shows of it.")
    return keys, _shown(message.shown) if message.shown else None


def _shown(sent: ShownBody) -> Shown:
    sender, account = sent.sender.strip(), sent.account.strip()
    if not sent.earliest and not sent.latest:
        return Shown(sent.subject, sender, account=account)
    if not sent.earliest or not sent.latest or sent.earliest.tzinfo is None or sent.latest.tzinfo is None:
        raise ProblemError(422, "wrong_shape", "What a page shows of a time has a beginning and an end, with offsets.")
    if not (1990 <= sent.earliest.year <= sent.latest.year <= 9000 and sent.earliest <= sent.latest):
        raise ProblemError(422, "wrong_shape", "The time that the page shows is none of a message.")
    if sent.latest - sent.earliest > _LONGEST_SHOWN:
        raise ProblemError(422, "wrong_shape", "A page shows a message's minute, or its day.")
    return Shown(sent.subject, sender, sent.earliest, sent.latest, account)


def wait_seconds() -> int:
    """How long the request may be held. Raises ProblemError."""
    text = request.args.get("wait", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= MAX_WAIT):
        raise ProblemError(400, "bad_parameter", f"wait is a whole number of seconds from 0 to {MAX_WAIT}.")
    return int(text)


def wants_archive() -> bool:
    """Whether ended and silent processes are asked for. Raises ProblemError."""
    text = request.args.get("archive", "0")
    if text not in {"0", "1"}:
        raise ProblemError(400, "bad_parameter", "archive is 0 or 1.")
    return text == "1"
