"""FETCH rows taken off a connection whole, however the octets come, and all else left for the careful way."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from server.mailbox.wire import Timeouts, Wire

ROW = b"* 7 FETCH (UID 9 BODY[] {5}\r\nab\r\nc)\r\n"


class Far:
    """The server's end of a connection: sends what a test says, piece by piece."""

    def __init__(self, near: socket.socket, far: socket.socket) -> None:
        self.far = far
        self.wire = Wire.__new__(Wire)
        self.wire.sock = near
        self.wire._buffer = bytearray()

    def sends(self, *pieces: bytes) -> None:
        """Send the pieces from another thread, then hang up."""

        def run() -> None:
            for piece in pieces:
                self.far.sendall(piece)
            self.far.close()

        threading.Thread(target=run).start()


@pytest.fixture
def far() -> Iterator[Far]:
    near, other = socket.socketpair()
    near.settimeout(Timeouts().read)
    yield Far(near, other)
    near.close()


def test_a_row_in_one_piece(far: Far) -> None:
    far.sends(ROW)
    assert far.wire.row(100) == [b"7 FETCH (UID 9 BODY[] {5}", b"ab\r\nc", b")"]


def test_a_row_octet_by_octet(far: Far) -> None:
    far.sends(*(ROW[at : at + 1] for at in range(len(ROW))))
    assert far.wire.row(100) == [b"7 FETCH (UID 9 BODY[] {5}", b"ab\r\nc", b")"]


def test_no_more_of_the_text_than_is_kept(far: Far) -> None:
    far.sends(ROW, ROW)
    assert [far.wire.row(2), far.wire.row(0)] == [[b"7 FETCH (UID 9 BODY[] {5}", text, b")"] for text in (b"ab", b"")]


@pytest.mark.parametrize(
    "answer",
    [
        b"* 7 EXISTS\r\n",
        b"V1 OK done\r\n",
        b"* 7 FETCH (UID 9 FLAGS ())\r\n",
        b"* 7 FETCH (UID 9 BODY[] {4}\r\nab\r\nc)\r\n",  # longer than it says
        b"* 7 FETCH (BODY[] {5}\r\nab\r\nc UID 9)\r\n",
        b"* 7 FETCH (UID 9 BODY[] {5}\r\nab",  # cut off
    ],
)
def test_what_is_no_usual_row_is_left_to_be_read_line_by_line(far: Far, answer: bytes) -> None:
    far.sends(answer)
    assert far.wire.row(100) is None
    assert far.wire.readline() == answer[: answer.index(b"\n") + 1]


def test_a_connection_that_ends_gives_no_row(far: Far) -> None:
    far.sends()
    assert far.wire.row(100) is None
