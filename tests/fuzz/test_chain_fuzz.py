"""The whole chain, from octets to the feed: any octets, ordinary mail beside a process, any order of arrival."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from parsers.errors import NotAMessage
from server import feed, scan
from server.hiring.vocabulary import MessageKey, MessageRecord
from server.mailbox.types import FolderRole, HeaderRow, MailboxState, RawMessage, Want
from server.reader import Reader, read
from server.store.store import Store

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ME = "ana@mail.example"
MINE = frozenset({ME})
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# -- any octets

_PIECES = [
    b"From: a@b.example\n", b"Subject: interview\n", b"Date: x\n", b"Content-Type: text/html\n", b"\n\n", b"\r\n",
    b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n", b"--b--\n", b"<div><p>we offer you", b"=?utf-8?q?=ff?=",
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", b"From x Mon Nov  2 10:00:00 2026\n", b"unfortunately ",
    b"next Monday at 3 pm ", b"\0", b"\xff\xfe", b"> ", b"On Monday Kim wrote:\n", b"In-Reply-To: <a@b>\n",
    b"Content-Transfer-Encoding: base64\n",
]  # fmt: skip
octets = st.binary(max_size=200) | st.lists(st.sampled_from(_PIECES) | st.binary(max_size=12), max_size=40).map(
    b"".join
)


@SLOW
@given(st.lists(octets, min_size=1, max_size=6))
def test_every_file_gives_messages_or_is_named_among_the_skipped(sources: Sequence[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "good.eml").write_bytes(source("first"))
        for number, content in enumerate(sources):
            (Path(folder) / f"{number}.eml").write_bytes(content)
        done = scan.scan([Path(folder)], MINE, NOW, UTC, "UTC")
    listed = {row["id"] for row in done.result["messages"]}
    assert "<first@firm.example>" in listed
    for number, content in enumerate(sources):
        skipped = any(f"{number}.eml" in line for line in done.skipped)
        separated = content.lstrip().startswith(b"From ")  # an mbox, of which drafts and empty parts are no messages
        assert skipped or separated or _key_of(content) in listed, content


def _key_of(content: bytes) -> str:
    """The key under which a file's one message is listed; a copy is listed once."""
    return read(RawMessage(content, FolderRole.INBOX), MINE, NOW).key


@settings(max_examples=200, deadline=None)
@given(octets, st.sampled_from(FolderRole), st.booleans())
def test_any_octets_are_read_or_refused_as_no_mail(content: bytes, role: FolderRole, truncated: bool) -> None:
    raw = RawMessage(content, role, "home", "INBOX", 1, 1, truncated=truncated)
    try:
        record = read(raw, MINE, NOW)
    except NotAMessage as error:
        assert str(error)
        return
    assert record.key
    assert record.date.utcoffset() is not None
    assert record.signals.scores


HOSTILE = [
    "interview ", "we would like to invite you ", "next Monday at 3 pm ", "unfortunately not ", "> quoted\n", "<div>",
    "https://x.example/", "The Firm GmbH ", "if not ", "(", "\n", "x" * 60 + " ", "1.2.2026 ", "Kim Lee\n", "&amp;",
    "a@b.example ", "On Monday Kim wrote:\n", "Von: x\n", "position of engineer at Acme ", "é ", "A",
]  # fmt: skip
_SMALL, _LARGE = 125_000, 1_000_000


@pytest.mark.parametrize("type_", ["text/plain", "text/html"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_megabyte_takes_no_more_than_linear_time(piece: str, type_: str) -> None:
    def cost(size: int) -> float:
        content = f"From: a@b.example\nSubject: x\nContent-Type: {type_}\n\n{piece * (size // len(piece))}".encode()
        best = 99.0
        for _ in range(2):
            began = time.process_time()
            read(RawMessage(content, FolderRole.INBOX), MINE, NOW)
            best = min(best, time.process_time() - began)
        return best

    base = cost(_SMALL)
    # Eight times the text: a square law would take sixty-four times as long. What takes milliseconds is not compared.
    assert cost(_LARGE) < max(25 * base, 0.25)


# -- ordinary mail beside a process

STORY = {
    "first": (-9.0, "in", "Application as a welder", "Thank you for applying for the position. We will be in touch."),
    "second": (-8.0, "in", "Re: Application as a welder", "We would like to invite you to an interview. When can you?"),
    "third": (-7.5, "out", "Re: Application as a welder", "Thank you. I could do Tuesday at ten or Wednesday."),
    "fourth": (-7.0, "in", "Re: Application as a welder", "The interview is on Tuesday 17 November 2026 at 10:00."),
    "fifth": (-2.0, "out", "Re: Application as a welder", "Thank you for your time on Tuesday. I would love to join."),
    "sixth": (-1.0, "in", "Re: Application as a welder", "We will get back to you by the end of next week."),
}  # fmt: skip
_NAMES = list(STORY)


def source(name: str) -> bytes:
    """One mail of the story, each an answer to the one before it."""
    days, direction, subject, text = STORY[name]
    mail = EmailMessage()
    kim = "Kim Lee <kim@firm.example>"
    mail["From"], mail["To"] = (kim, ME) if direction == "in" else (ME, kim)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(NOW + timedelta(days=days))
    mail["Message-ID"] = f"<{name}@firm.example>"
    if before := _NAMES.index(name):
        mail["In-Reply-To"] = mail["References"] = f"<{_NAMES[before - 1]}@firm.example>"
    mail.set_content(f"Hi,\n\n{text}\n\n{'Kim Lee' if direction == 'in' else 'Ana'}\n")
    return mail.as_bytes()


def processes(records: Mapping[MessageKey, MessageRecord]) -> list[feed.Json]:
    """The hiring processes as the feed shows them."""
    found = feed.assemble(dict(records), (), {})
    shown = [feed.process_json(process, feed.standing_of(process, NOW, UTC), UTC) for process in found.values()]
    return json.loads(json.dumps(shown, default=str))


def story() -> dict[MessageKey, MessageRecord]:
    """All of it, read."""
    records = [
        read(RawMessage(source(name), FolderRole.SENT if STORY[name][1] == "out" else FolderRole.INBOX), MINE, NOW)
        for name in _NAMES
    ]
    return {record.key: record for record in records}


_WORDS = """garden kitchen tea bread river train summer paper music invoice delivery order discount offer meeting monday
tuesday zoom newsletter sale flat viewing dentist appointment loan insurance podcast talk visit thanks sorry free
interview guest application account position of the lamp""".split()  # noqa: SIM905 -- reads better as words
ordinary = st.tuples(
    st.sampled_from(["Sam <sam@friends.example>", "Shop <news@shop.example>", "Bank <service@bank.example>", ME]),
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6).map(" ".join),
    st.lists(st.sampled_from(_WORDS), max_size=60).map(" ".join),
    st.booleans(),
    st.floats(-10, -0.1),
)


@SLOW
@given(st.lists(ordinary, min_size=1, max_size=4))
def test_mail_that_is_not_hiring_changes_no_process(others: Sequence[tuple[str, str, str, bool, float]]) -> None:
    records = story()
    before = processes(records)
    assert [process["state"] for process in before] == ["waiting"]
    for number, (sender, subject, text, listed, days) in enumerate(others):
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, "Pat <pat@friends.example>" if sender == ME else ME
        mail["Subject"] = subject
        mail["Date"] = format_datetime(NOW + timedelta(days=days))
        mail["Message-ID"] = f"<{number}@ordinary.example>"
        if listed and sender != ME:
            mail["List-Id"] = "<news.shop.example>"
        mail.set_content(text)
        record = read(RawMessage(mail.as_bytes(), FolderRole.SENT if sender == ME else FolderRole.INBOX), MINE, NOW)
        assume(record.signals.hiring <= 0)
        records[record.key] = record
    assert processes(records) == before


# -- any order of arrival


@SLOW
@given(st.permutations(_NAMES))
def test_records_in_any_order_tell_the_same_story(order: Sequence[str]) -> None:
    records = story()
    shuffled = {key: records[key] for key in (MessageKey(f"<{name}@firm.example>") for name in order)}
    assert processes(shuffled) == processes(records)


@SLOW
@given(st.permutations(_NAMES), st.integers(1, 6))
def test_mail_read_in_any_order_and_any_batches_is_kept_and_told_the_same(order: Sequence[str], size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "data" / "afterview.db") as store:
        reader = Reader(store, {"home": MINE}, clock=lambda: NOW, shown=lambda _: None)
        for start in range(0, len(order), size):
            arrive(reader, order[start : start + size])
        while asked := wanted_after_all(reader):
            take(reader, asked)
        kept = {record.key: record for record in store.records()}
    assert set(kept) == set(story())
    told, whole = processes(kept), processes(story())
    assert [(row["state"], row["next_action_due"], row["message_ids"]) for row in told] == [
        (row["state"], row["next_action_due"], row["message_ids"]) for row in whole
    ]


def role_of(name: str) -> FolderRole:
    return FolderRole.SENT if STORY[name][1] == "out" else FolderRole.INBOX


def arrive(reader: Reader, names: Sequence[str]) -> None:
    """Judge header fields, then texts, as a sync does."""
    texts = []
    for name in names:
        row = HeaderRow(_NAMES.index(name) + 1, source(name).partition(b"\n\n")[0])
        (want,) = reader.wants([row], "home", role_of(name).value, role_of(name))
        if want is Want.TEXT or (want is Want.SCREEN and reader.screen_text(source(name))):
            texts.append(name)
    take(reader, texts)


def take(reader: Reader, names: Sequence[str]) -> None:
    for name in names:
        folder = role_of(name)
        raw = RawMessage(source(name), folder, "home", folder.value, 1, _NAMES.index(name) + 1)
        reader.take([raw], "home", folder.value, MailboxState(1, 99))


def wanted_after_all(reader: Reader) -> list[str]:
    left = {uid for uids in reader.left("home").values() for uid in uids}
    missing = reader.missing("home")
    return [name for number, name in enumerate(_NAMES, 1) if number in left or f"<{name}@firm.example>" in missing]
