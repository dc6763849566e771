"""Only commands that read can be sent: the gate, with what must pass and what never may."""

from __future__ import annotations

import pytest

from server.mailbox.allowed import check, loggable
from server.mailbox.errors import NotReadOnly

PASSES = [
    b"CAPABILITY",
    b"NOOP",
    b"LOGOUT",
    b"IDLE",
    b'LOGIN ana "secret"',
    b"AUTHENTICATE PLAIN",
    b'ID ("name" "Afterview")',
    b'LIST "" "*"',
    b'LIST "" "*" RETURN (SPECIAL-USE)',
    b'STATUS "Sent" (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)',
    b'EXAMINE "INBOX" (CONDSTORE)',
    b"UID SEARCH UID 1:*",
    b'UID SEARCH HEADER Message-ID "<a@example.com>"',
    b"UID FETCH 1:5,9 (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (From To Message-ID)])",
    b"UID FETCH 7 (UID BODY.PEEK[]<0.65536>)",
    b"UID FETCH 7 (UID X-GM-THRID X-GM-MSGID)",
    b"UID FETCH 7 (UID EMAILID THREADID)",
]
NEVER = [
    b'SELECT "INBOX"',
    b"UID FETCH 1 (BODY[])",
    b"UID FETCH 1 (UID BODY[]<0.100>)",
    b"UID FETCH 1 (RFC822)",
    b"UID FETCH 1 (RFC822.TEXT)",
    b"UID FETCH 1 (BODY.PEEK[] BODY[TEXT])",
    b"UID FETCH 1 (BODY.PEEK[]) (CHANGEDSINCE 1 VANISHED)",
    b"FETCH 1 (BODY.PEEK[])",
    b"UID STORE 1 +FLAGS (\\Deleted)",
    b"STORE 1 +FLAGS (\\Seen)",
    b'UID COPY 1 "Trash"',
    b'UID MOVE 1 "Trash"',
    b"UID EXPUNGE 1",
    b"EXPUNGE",
    b"CLOSE",
    b'APPEND "INBOX" {5}',
    b'CREATE "x"',
    b'DELETE "INBOX"',
    b'RENAME "a" "b"',
    b'SUBSCRIBE "a"',
    b"UNAUTHENTICATE",
    b"STARTTLS",
    b"ENABLE QRESYNC",
    b"COMPRESS DEFLATE",
    b'EXAMINE "a"\r\nV2 DELETE "a"',
    b"UID SEARCH ALL\r\nV2 EXPUNGE",
    b"NOOP\r\n",
    b"noop",
    b"",
]


@pytest.mark.parametrize("command", PASSES)
def test_reading_passes(command: bytes) -> None:
    check(command)


@pytest.mark.parametrize("command", NEVER)
def test_everything_else_cannot_be_sent(command: bytes) -> None:
    with pytest.raises(NotReadOnly):
        check(command)


def test_a_log_shows_no_secret() -> None:
    assert loggable(b'LOGIN ana "secret"') == "LOGIN ..."
    assert loggable(b"AUTHENTICATE PLAIN") == "AUTHENTICATE ..."
    assert loggable(b"UID FETCH 1 (UID)") == "UID FETCH 1 (UID)"
