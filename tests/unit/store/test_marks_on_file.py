"""Marks: kept for good, undone but never removed, and only such as can be read for good."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from server.hiring.vocabulary import MarkId, MarkType, MessageKey, ProcessId, State
from server.store.errors import BadMarkError
from server.store.marks import checked
from server.store.store import Store

PROCESS = ProcessId("p0123456789ab")
OTHER = ProcessId("p0123456789ac")
MINIMAL: dict[MarkType, dict[str, str]] = {
    MarkType.INTERVIEWED_AT: {"start": "2026-07-01T15:00:00+02:00"},
    MarkType.PROMISED_BY: {"day": "2026-07-03"},
    MarkType.SET_STATE: {"state": "waiting"},
    MarkType.SNOOZE_UNTIL: {"day": "2026-07-03"},
    MarkType.MERGE: {"process": OTHER},
    MarkType.SPLIT: {"messages": "<a@example.com> <b@example.com>"},
}
FULL: dict[MarkType, dict[str, str]] = {
    MarkType.INTERVIEWED_AT: {"start": "2026-07-01T15:00:00+02:00", "end": "2026-07-01T16:00:00+02:00"},
    MarkType.OFFER: {"deadline": "2026-07-03"},
    MarkType.ON_HOLD: {"until": "2026-09-01"},
    MarkType.TRACK: {"company": "Example", "role": "Gardener"},
}


@pytest.mark.parametrize("what", list(MarkType))
def test_every_type_is_kept_and_comes_back_equal(store: Store, now: datetime, what: MarkType) -> None:
    made = [store.mark(PROCESS, what, now, MINIMAL.get(what), now=now)]
    if what in FULL:
        made.append(store.mark(PROCESS, what, now, FULL[what], MessageKey("<a@example.com>"), now=now))
    assert list(store.marks()) == made
    assert len({mark.id for mark in made}) == len(made)


@pytest.mark.parametrize("what", sorted(MINIMAL))
def test_a_required_value_is_required(what: MarkType) -> None:
    with pytest.raises(BadMarkError, match="needs the value"):
        checked(what, {})


@pytest.mark.parametrize("what", list(MarkType))
def test_a_value_that_does_not_belong_is_refused(what: MarkType) -> None:
    with pytest.raises(BadMarkError, match="takes no value"):
        checked(what, {**MINIMAL.get(what, {}), "colour": "blue"})


@pytest.mark.parametrize(
    ("what", "value"),
    [
        (MarkType.INTERVIEWED_AT, {"start": "2026-07-01"}),
        (MarkType.INTERVIEWED_AT, {"start": "2026-07-01T15:00:00"}),
        (MarkType.INTERVIEWED_AT, {"start": "2026-07-01T15:00:00Z", "end": "2026-07-01T15:00:00Z"}),
        (MarkType.INTERVIEWED_AT, {"start": "2026-13-01T15:00:00Z"}),
        (MarkType.INTERVIEWED_AT, {"start": ""}),
        (MarkType.PROMISED_BY, {"day": "2026-02-30"}),
        (MarkType.PROMISED_BY, {"day": "20260701"}),
        (MarkType.PROMISED_BY, {"day": "Friday"}),
        (MarkType.OFFER, {"deadline": "soon"}),
        (MarkType.SET_STATE, {"state": "hopeful"}),
        (MarkType.MERGE, {"process": "p1"}),
        (MarkType.SPLIT, {"messages": "  "}),
        (MarkType.SPLIT, {"messages": "x" * 20_001}),
        (MarkType.TRACK, {"company": "\n"}),
        (MarkType.TRACK, {"company": "x" * 201}),
    ],
)
def test_a_value_that_could_not_be_read_again_is_refused(
    store: Store, now: datetime, what: MarkType, value: dict[str, str]
) -> None:
    with pytest.raises(BadMarkError) as error:
        store.mark(PROCESS, what, now, value, now=now)
    assert str(error.value).endswith(".")
    assert store.marks() == ()


def test_values_are_kept_in_one_form() -> None:
    assert checked(MarkType.OFFER, {"deadline": "2026-07-03T17:00:00Z"}) == {"deadline": "2026-07-03T17:00:00+00:00"}
    assert checked(MarkType.TRACK, {"company": " Example\x1b[31m \u202e Ltd"}) == {"company": "Example [31m Ltd"}
    assert all(checked(MarkType.SET_STATE, {"state": state}) for state in State)


def test_undoing_keeps_the_event(store: Store, now: datetime) -> None:
    mark = store.mark(PROCESS, MarkType.THANKED, now, now=now)
    later = now + timedelta(hours=1)
    assert store.undo(mark.id, now=later) == mark
    assert store.marks() == ()
    (event,) = store.mark_events(PROCESS)
    assert (event.mark, event.made, event.undone) == (mark, now, later)
    assert store.undo(mark.id, now=later + timedelta(hours=1)) == mark
    assert store.mark_events() == (event,)


def test_undoing_what_never_was(store: Store, now: datetime) -> None:
    before = store.version()
    assert store.undo(MarkId("m000000000000"), now=now) is None
    assert store.version() == before


def test_marks_stand_in_the_order_in_which_they_count(store: Store, now: datetime) -> None:
    late = store.mark(PROCESS, MarkType.THANKED, now, now=now)
    early = store.mark(PROCESS, MarkType.REJECTED, now - timedelta(days=1), now=now)
    same = store.mark(PROCESS, MarkType.DONE, now, now=now)
    assert store.marks() == (early, late, same)
    assert store.mark_events(OTHER) == ()
