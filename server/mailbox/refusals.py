"""What a server means when it says no, told from its words: response codes (RFC 5530) and what real servers write."""

from __future__ import annotations

import re

from server.mailbox.errors import MailboxError, NotConnected, Throttled, TooManyConnections, UnsafeText, WrongPassword

_CONTROL = re.compile("[\x00-\x1f\x7f]")
_PATIENCE = ("throttl", "unavailable", "inuse", "[limit]", "try again", "temporar", "overquota", "backoff", "back off")
_CROWD = ("too many", "maximum number of connections", "connection limit", "simultaneous connections")
_BACK_OFF = re.compile(r"back\s?off\D{0,20}(\d{1,7})\s*(ms|milli|s\b|sec|min)?", re.IGNORECASE)


def refuse_control(text: str, what: str) -> None:
    """Raise ``UnsafeText`` where a value holds control characters."""
    if _CONTROL.search(text):
        raise UnsafeText(what)


def clean(text: str) -> str:
    """What a server said, fit to be shown: one line, no control characters, at most 160 characters."""
    return _CONTROL.sub(" ", text.removeprefix("b'").removesuffix("'")).replace("[]", "").strip()[:160]


def patience(host: str, said: str) -> MailboxError | None:
    """The fault behind a refusal that passes with time, None where it is of another kind."""
    words = said.lower()
    if any(word in words for word in _CROWD):
        return TooManyConnections(host)
    if any(word in words for word in _PATIENCE):
        found = _BACK_OFF.search(said)
        return Throttled(host, clean(said), _pause(found) if found else None)
    return None


def _pause(found: re.Match[str]) -> float:
    unit = (found[2] or "s").lower()
    seconds = int(found[1]) * (0.001 if unit.startswith("m") and not unit.startswith("min") else 1)
    return min(3600.0, max(60.0, seconds * (60 if unit.startswith("min") else 1)))


def sign_in_fault(said: str, user: str, host: str) -> MailboxError:
    """Tell a wrong password from a server that is busy, full, or has no mailbox open for this user."""
    said = clean(said)
    if "authenticated but not connected" in said.lower():
        return NotConnected(host)
    if "authenticationfailed" not in said.lower() and (fault := patience(host, said)) is not None:
        return fault
    return WrongPassword(user, host, said)
