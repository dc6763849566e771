"""Answers of servers as values: input, expected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mailbox import replies
from server.mailbox.replies import Examined

FETCHES = [
    ([b"1 FETCH (UID 7 RFC822.SIZE 12 BODY[] {2}", b"hi", b")"], (7, b"hi")),
    ([b"1 FETCH (UID 7 BODY[]<0> {2}", b"hi", b")"], (7, b"hi")),
    ([b"1 FETCH (UID 7 BODY[]<0> {2}", b"hi", b" FLAGS ())"], (7, b"hi")),
    ([b"1 FETCH (BODY[HEADER] {6}", b"A: b\r\n", b" UID 7)"], (7, b"A: b\r\n")),
    ([b"1 FETCH (BODY[] {2}", b"hi", b")"], (None, b"hi")),
    ([b"1 FETCH (UID 7 )"], (7, None)),
    ([b"1 FETCH (UID 7 BODY[] NIL)"], (7, b"")),
    ([b'1 FETCH (UID 7 BODY[] "short")'], (7, b"short")),
    ([b"1 FETCH (FLAGS (\\Seen UID) UID 7 MODSEQ (12))"], (7, None)),
    ([b"1 FETCH (uid 7 body[header.fields (from to)] {2}", b"hi", b")"], (7, b"hi")),
    ([b'1 FETCH (ENVELOPE ("a \\" (" NIL ((NIL NIL "x" "y"))) UID 7)'], (7, None)),
    ([b"1 FETCH (UID 99999999999999999999999)"], (None, None)),
    ([b"1 FETCH (UID 99999999999999999999999 BODY[] {2}", b"hi", b")"], (None, b"hi")),
]


@pytest.mark.parametrize(("parts", "expected"), FETCHES)
def test_fetch(parts: list[bytes], expected: tuple[object, ...]) -> None:
    row = replies.fetch_row(parts)
    assert row is not None
    assert (row.uid, row.body) == expected


def test_gmail_numbers_and_date() -> None:
    row = replies.fetch_row(
        [b'3 FETCH (X-GM-THRID 1278455344230334865 X-GM-MSGID 5 UID 1 INTERNALDATE " 7-Jul-2026 02:44:25 -0700")']
    )
    assert row is not None
    assert (row.gmail_thread, row.gmail_message) == (1278455344230334865, 5)
    assert row.internal_date == datetime(2026, 7, 7, 2, 44, 25, tzinfo=timezone(timedelta(hours=-7)))


def test_a_date_beside_a_text() -> None:
    row = replies.fetch_row([b'3 FETCH (UID 1 INTERNALDATE "17-Jul-2026 02:44:25 +0000" BODY[]<0> {2}', b"hi", b")"])
    assert row is not None
    assert (row.uid, row.body, row.internal_date) == (1, b"hi", datetime(2026, 7, 17, 2, 44, 25, tzinfo=UTC))


@pytest.mark.parametrize("line", [b"12 EXISTS", b"OK still here", b"SEARCH 1", b"FETCH", b""])
def test_what_is_no_fetch(line: bytes) -> None:
    assert replies.fetch_row([line]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"01-Jun-2026 10:00:00 +0000", datetime(2026, 6, 1, 10, tzinfo=UTC)),
        (b"00-Foo-0000 99:99:99 +9999", None),
        (b"31-Feb-2026 10:00:00 +0000", None),
        (b"01-Jun-2026 10:00:60 +0000", datetime(2026, 6, 1, 10, 0, 59, tzinfo=UTC)),
        (b"", None),
    ],
)
def test_internal_date(text: bytes, expected: datetime | None) -> None:
    assert replies.internal_date(text) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([b"SEARCH 3 1 2"], [1, 2, 3]),
        ([b"SEARCH 1 2", b"3 EXISTS", b"SEARCH 3"], [1, 2, 3]),
        ([b"SEARCH"], []),
        ([], []),
        ([b"SEARCH 5 (MODSEQ 917162500)"], [5]),
        ([b"search 4 x -1"], [4]),
    ],
)
def test_search(lines: list[bytes], expected: list[int]) -> None:
    assert replies.search_uids([[line] for line in lines]) == expected


@pytest.mark.parametrize(
    ("parts", "name", "flags"),
    [
        (
            [b'LIST (\\HasNoChildren \\Sent) "/" "Gesendete Objekte"'],
            "Gesendete Objekte",
            {"\\hasnochildren", "\\sent"},
        ),
        ([b'LIST () "/" INBOX'], "INBOX", set()),
        ([b'LIST () "." "&AMk-l&AOk-ments"'], "Éléments", set()),
        ([b'LIST () "/" "R&D"'], "R&D", set()),
        ([b'LIST () "/" "R&-D"'], "R&D", set()),
        (['LIST () "/" "Éléments envoyés"'.encode()], "Éléments envoyés", set()),
        ([b'LIST () "/" "caf\xe9"'], "café", set()),
        ([b'LIST () "/" "a \\"b\\" \\\\c"'], 'a "b" \\c', set()),
        ([b'LIST () "/" {5}', b"a b c", b""], "a b c", set()),
        ([b"LIST () NIL All"], "All", set()),
        ([b'LIST () "/" Sent Items'], "Sent Items", set()),
    ],
)
def test_list(parts: list[bytes], name: str, flags: set[str]) -> None:
    row = replies.listed(parts)
    assert row is not None
    assert (row.name, row.flags) == (name, flags)


@pytest.mark.parametrize("line", [b"LIST", b"LIST ()", b'LIST () "/"', b"LIST )(", b"LSUB () NIL x"])
def test_what_is_no_list(line: bytes) -> None:
    assert replies.listed([line]) is None


def test_examine_and_status() -> None:
    lines = [b"3 EXISTS", b"0 RECENT", b"OK [UIDVALIDITY 7] v", b"OK [UIDNEXT 9] n", b"OK [HIGHESTMODSEQ 12] m", b"OK"]
    assert replies.examined([[line] for line in lines]) == Examined(3, 7, 9, 12)
    assert replies.examined([]) == Examined(0, 0, 0, 0)
    assert replies.status([[b'STATUS "a (b)" (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7)']]) == Examined(3, 7, 9, 0)
    assert replies.status(
        [[b"STATUS {1}", b"x", b" (UIDNEXT 9 UIDVALIDITY 7 MESSAGES 3 HIGHESTMODSEQ 1)"]]
    ) == Examined(3, 7, 9, 1)
    assert replies.status([[b"1 EXISTS"]]) is None


@given(
    st.lists(st.binary(max_size=80), min_size=1, max_size=5),
    st.sampled_from([b"1 FETCH (", b"LIST (", b"SEARCH ", b""]),
)
def test_any_octets_give_an_answer(parts: list[bytes], start: bytes) -> None:
    parts = [start + parts[0], *parts[1:]]
    replies.fetch_row(list(parts))
    replies.listed(list(parts))
    replies.search_uids([parts])
    replies.examined([parts])
    replies.status([parts])
    assert replies.literal_size(b"".join(parts) + b"{12}") == 12


def test_a_long_line_takes_no_long_time() -> None:
    for filler in (b'"', b"(", b"\\", b'"\\', b"BODY[", b"a ", b" "):
        replies.fetch_row([b"1 FETCH (" + filler * 100_000])
        replies.listed([b'LIST () "/" ' + filler * 100_000])
