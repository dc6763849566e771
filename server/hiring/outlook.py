"""The number under which Outlook keeps a conversation: its web page shows it on every row."""

from __future__ import annotations

import hashlib
import re

from server.hiring.threads import conversation_id

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
    prefix = _PREFIX.match(subject)
    topic = subject[prefix.end() :] if prefix else subject
    units = _upper(topic.replace("\0", "")).encode("utf-16-le", "surrogatepass")[: 2 * _LONGEST]
    return hashlib.md5(units, usedforsecurity=False).hexdigest() if units else None


def _upper(text: str) -> str:
    """In capitals, each letter for itself: ß stays, since its capitals are two."""
    capitals = text.upper()
    if len(capitals) == len(text):
        return capitals
    return "".join(big if len(big := letter.upper()) == 1 else letter for letter in text)


__all__ = ["conversation_number"]
