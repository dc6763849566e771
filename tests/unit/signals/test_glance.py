"""A glance decides as a whole reading would, though it asks the network only where that can matter."""

from __future__ import annotations

import pytest

from parsers import signals
from parsers.facts import Direction
from parsers.message import parse
from server.hiring.threads import FAINT

ME = frozenset({"dana@example.net"})
TEXTS = (
    "We would like to invite you to an interview on Tuesday at ten. Does that suit you?",
    "Unfortunately we have decided to go on with somebody else.",
    "Could you bring boots on Monday? We start at seven, ask for Jo at the gate.",
    "Dinner at ours on Saturday? Bring the kids, we'll have the grill on.",
    "Your parcel is on its way and should arrive on Tuesday. Track it in the app.",
    "We talked about you at lunch and all liked you. When could you begin?",
    "Wann hätten Sie Zeit für ein Gespräch? Ihre Unterlagen haben uns gefallen.",
    "See you at four.",
)


@pytest.mark.parametrize("least", [FAINT, 1])
@pytest.mark.parametrize("text", TEXTS)
def test_a_glance_decides_as_a_reading_does(text: str, least: int) -> None:
    source = f"From: Kim <kim@firm.example>\nTo: dana@example.net\nSubject: Hello\nMessage-ID: <1@x>\n\n{text}\n"
    message = parse(source.encode())
    glance = signals.glance(message, ME, Direction.IN, least)
    assert (glance.hiring >= least) == (signals.read(message, ME, Direction.IN).hiring >= least)


def test_what_the_network_cannot_lift_over_the_line_is_not_put_to_it() -> None:
    message = parse(f"From: Kim <kim@firm.example>\nSubject: Hello\n\n{TEXTS[3]}\n".encode())
    assert signals.glance(message, ME, Direction.IN, 1).answers is None
    assert signals.glance(message, ME, Direction.IN, -20_000).answers is not None
