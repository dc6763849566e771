"""Only commands that read can be sent: the gate, with what must pass and what never may."""

from __future__ import annotations

import pytest

from server.mailbox.allowed import check, literal, loggable, pieces
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
    b"UID SEARCH SUBJECT {5}\r\nhello",
    b"UID SEARCH CHARSET UTF-8 SUBJECT {3}\r\na\r\n FROM {2}\r\nab OR (SENTSINCE 1-Jan-2026 SENTBEFORE 3-Jan-2026) ALL",
    b"UID SEARCH SUBJECT {20}\r\nx\r\nV2 UID EXPUNGE 1:*",
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
    b"UID SEARCH SUBJECT {3}\r\nabc\r\nV2 EXPUNGE",
    b"UID SEARCH SUBJECT {99}\r\nabc",
    b"UID SEARCH SUBJECT x}\r\nV2 EXPUNGE",
    b'UID SEARCH SUBJECT "{3}\r\nabc" {x}\r\n',
    b"EXAMINE {5}\r\nINBOX",
    b'APPEND "INBOX" {5}\r\nhello',
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


@pytest.mark.parametrize("octets", [b"", b"word", b'x" {3}\r\nV2 EXPUNGE', b"{9}\r\n", "Gr\u00fc\u00dfe".encode()])
def test_whatever_stands_in_a_literal_is_one_word(octets: bytes) -> None:
    command = b"UID SEARCH SUBJECT " + literal(octets) + b" FROM " + literal(b"a@b.example")
    check(command)
    first, second, last = pieces(command)
    assert first == b"UID SEARCH SUBJECT {%d}\r\n" % len(octets)
    assert second == octets + b" FROM {11}\r\n"
    assert last == b"a@b.example"
    assert loggable(command) == "UID SEARCH SUBJECT {} FROM {}"


def test_a_log_shows_no_secret() -> None:
    assert loggable(b'LOGIN ana "secret"') == "LOGIN ..."
    assert loggable(b"AUTHENTICATE PLAIN") == "AUTHENTICATE ..."
    assert loggable(b"UID FETCH 1 (UID)") == "UID FETCH 1 (UID)"
