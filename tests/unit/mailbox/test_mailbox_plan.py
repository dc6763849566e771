"""What to do about a mailbox, from what the server says and how far it was read."""

from __future__ import annotations

import pytest

from server.mailbox import plan
from server.mailbox.plan import CheckGone, Forget, ReadNew, ReadOld
from server.mailbox.replies import Examined
from server.mailbox.types import MailboxState

SEEN = Examined(exists=10, uidvalidity=7, uidnext=21, highest_modseq=99)
READ = MailboxState(uidvalidity=7, uidnext=21, highest_modseq=99, unread_below=1, exists=10)
CASES = [
    ("never read", SEEN, None, (ReadOld(21),)),
    ("nothing new", SEEN, READ, ()),
    ("new mail", Examined(11, 7, 22, 100), READ, (ReadNew(21), CheckGone())),
    ("other uidvalidity", Examined(10, 8, 5, 1), READ, (Forget(), ReadOld(5))),
    ("flags changed", Examined(10, 7, 21, 100), READ, (CheckGone(),)),
    ("expunged, no condstore", Examined(9, 7, 21, 0), MailboxState(7, 21, 0, 1, 10), (CheckGone(),)),
    ("nothing new, no condstore", Examined(10, 7, 21, 0), MailboxState(7, 21, 0, 1, 10), ()),
    ("broken first sync", SEEN, MailboxState(7, 21, 99, 12, 10), (ReadOld(12),)),
    (
        "broken first sync, new mail",
        Examined(11, 7, 22, 99),
        MailboxState(7, 21, 99, 12, 11),
        (ReadNew(21), ReadOld(12)),
    ),
    ("expunged, condstore does not tell", Examined(9, 7, 21, 99), READ, (CheckGone(),)),
    ("number of messages not kept", SEEN, MailboxState(7, 21, 99), ()),
    ("no uidnext", Examined(10, 7, 0, 99), READ, (ReadNew(21),)),
]


@pytest.mark.parametrize(("seen", "state", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_plan(seen: Examined, state: MailboxState | None, expected: tuple[plan.Action, ...]) -> None:
    assert plan.plan(seen, state) == expected


def test_chunks_hold_4_mb_at_most_and_all_messages_in_order() -> None:
    uids = list(range(1, 400))
    groups = list(plan.chunks(uids, plan.TEXT_OCTETS, 1000))
    assert [uid for group in groups for uid in group] == uids
    assert max(len(group) for group in groups) * plan.TEXT_OCTETS <= 4 << 20
    assert [len(group) for group in plan.chunks(uids, plan.SCREEN_OCTETS, 1000)] == [250, 149]
    assert [len(group) for group in plan.chunks(uids[:5], plan.TEXT_OCTETS, 2)] == [2, 2, 1]
    assert list(plan.chunks([], 10, 10)) == []
