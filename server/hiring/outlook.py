"""The number under which Outlook keeps a conversation: its web page shows it on every row."""

from __future__ import annotations

import hashlib
import re

from server.hiring.grouping import conversation_id

_PREFIX = re.compile(r"[^: 0-9]{1,3}: *")
_LONGEST = 255


def conversation_number(thread_index: str | None, subject: str) -> str | None:
    """The 16 bytes of PidTagConversationId (MS-OXOMSG 2.2.1.2) in hexadecimal; None where there is nothing to go by.

    They stand in the Thread-Index header. A message without one belongs to the conversation of its topic, which is the
    subject as Outlook bares it (MS-OXCMAIL 2.2.3.2.7): without one prefix of at most three signs, unlike ours.
    """
    found = conversation_id(thread_index)
    if found:
        return found
    topic = _PREFIX.sub("", subject, count=1) if _PREFIX.match(subject) else subject
    units = topic.replace("\0", "").encode("utf-16-le", "surrogatepass")[: 2 * _LONGEST]
    if not units:
        return None
    return hashlib.md5(_upper(units), usedforsecurity=False).hexdigest()


def _upper(units: bytes) -> bytes:
    """UTF-16 in capitals, each unit for itself: ß stays, since its capitals are two."""
    letters = (units[at : at + 2].decode("utf-16-le", "surrogatepass") for at in range(0, len(units), 2))
    capitals = (big if len(big := letter.upper()) == 1 else letter for letter in letters)
    return "".join(capitals).encode("utf-16-le", "surrogatepass")


__all__ = ["conversation_number"]
