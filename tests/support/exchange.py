"""Ids as Exchange's web services write them (MS-OXCEXT 2.2.6.1): Outlook on the web shows them on its rows."""

from __future__ import annotations

import base64
from itertools import groupby

MAILBOX = b"00030000-b0bf-7bf7-0000-000000000000"
"""The name of every private mailbox."""


def squeezed(data: bytes) -> bytes:
    """As section 3.1.4.5 says: a byte that repeats stands twice, then how often it follows besides."""
    runs = ((value, len(list(run))) for value, run in groupby(data))
    return b"".join(bytes([value]) if count == 1 else bytes([value, value, count - 2]) for value, count in runs)


def convid(number: bytes, *, compressed: bool = True, kind: int = 4, mailbox: bytes = MAILBOX) -> str:
    """The id of a conversation (``kind`` 4) with this ``number``, in base64."""
    sized = [len(part).to_bytes(2, "little") + part for part in (mailbox, number)]
    plain = bytes([kind]) + sized[0] + b"\0" + sized[1]
    return base64.b64encode(b"\1" + squeezed(plain) if compressed else b"\0" + plain).decode()
