"""What the real board hands out is what the document says: no field is missing, none is left unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import server.web
from parsers.facts import (
    Address,
    Ask,
    Direction,
    Evidence,
    Fact,
    FactType,
    Kind,
    Meeting,
    MeetingStatus,
    MessageId,
    Named,
    Part,
    Person,
    Sender,
    Signals,
    Source,
    Span,
)
from server.board import Board
from server.config import Account, Config
from server.hiring.vocabulary import AccountId, Location, MessageKey, MessageRecord
from server.mailbox.types import MailboxState, Progress, SyncState
from server.store.store import Store
from server.web import pairing
from server.web.app import create_app
from server.web.ports import Deps

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
DOCUMENT = yaml.safe_load(Path(server.web.__file__).with_name("openapi.yaml").read_text(encoding="utf-8"))


def _sealed(schema: Any, *, part: bool = False) -> Any:
    """The schema such that a field it does not name is an error; ``part``: it stands inside an ``allOf``."""
    if isinstance(schema, list):
        return [_sealed(item, part=part) for item in schema]
    if not isinstance(schema, dict):
        return schema
    sealed = {name: _sealed(inner, part=name == "allOf") for name, inner in schema.items()}
    names_fields = isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema
    if (names_fields or "allOf" in schema) and not part:
        sealed["unevaluatedProperties"] = False
    return sealed


def _components() -> dict[str, Any]:
    schemas = {
        name: _sealed(schema, part=name in {"Mark", "Message"})
        for name, schema in DOCUMENT["components"]["schemas"].items()
    }
    return {"components": {"schemas": schemas}}


def _record(name: str, day: int, signals: Signals, direction: Direction = Direction.IN) -> MessageRecord:
    return MessageRecord(
        key=MessageKey(f"<{name}@example.com>"),
        message_id=MessageId(f"<{name}@example.com>"),
        date=NOW - timedelta(days=day),
        direction=direction,
        from_=Address("Kim Lee", "kim@example.com"),
        signals=signals,
        to=(Address("", "me@home.example"),),
        subject="Gardener at Example",
        in_reply_to=(MessageId("<root@example.com>"),),
        locations=(Location(AccountId("home"), "Jobs & more/2026", 7, day + 1),),
        gmail_thread="16be0868ae18c6a7",
        gmail_message="16be0868ae18c6a8",
        email_id="M6d99ac3275bb4e",
        thread_id="T64b478a75b7ea9",
        proton_message="gNX9bDPLmBgFZ-C3Tdlb628cas1Xl0m4dql5nsWzQAEI==",
        proton_thread="WQv0ytfwPR4-PWELEK0_87XuFOgetc239Y0pjPYHQ==",
    )


def _records() -> list[MessageRecord]:
    said = Evidence("We will write by Friday at the latest.", Source.BODY)
    promise = Span(date(2026, 7, 3), date(2026, 7, 3), "by Friday")
    meeting = Meeting(MeetingStatus.FIXED, NOW + timedelta(days=2), NOW + timedelta(days=2, hours=1), "Europe/Berlin")
    base = Signals(
        sender=Sender.PERSON,
        hiring=9000,
        scores=dict.fromkeys(Kind, -9000) | {Kind.INTERVIEW_SCHEDULED: -5},
        evidence={Kind.INTERVIEW_SCHEDULED: (said,)},
        facts=(Fact(FactType.TIMES, said, meeting=meeting), Fact(FactType.PROMISE, said, by=promise)),
        people=(Person("Kim Lee", "kim@example.com", Part.HIRING_MANAGER),),
        companies=(Named("Example", 90),),
        roles=(Named("Gardener", 90),),
    )
    asks = replace(
        base,
        scores=dict.fromkeys(Kind, -9000) | {Kind.INFO_REQUEST: -5},
        evidence={Kind.INFO_REQUEST: (said,)},
        facts=(Fact(FactType.ASKS, said, ask=Ask.DOCUMENTS, by=promise),),
    )
    return [_record("root", 3, base), _record("two", 1, asks)]


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[Any]:
    account = Account("home", "imap.home.example", 993, "me", ("me@home.example",))
    config = Config(tmp_path, tmp_path, "Europe/Berlin", accounts=(account,))
    with Store.open(tmp_path / "data" / "afterview.db", owner=True) as store:
        store.save(_records(), "home", "Jobs & more/2026", MailboxState(7, 9))
        board = Board(store, config, clock=lambda: NOW)
        board.shown(Progress("home", SyncState.WATCHING, last_sync=NOW, notes=("No Sent folder was found.",)))
        app = create_app(Deps(board, store, 8717, "1.2.3", lambda: NOW))
        token = pairing.start_session(store, pairing.new_session_code(store, NOW), NOW).token
        client = app.test_client()

        def call(method: str, path: str, sent: object = None) -> Any:
            headers = {"Authorization": f"Bearer {token}"}
            return client.open(
                f"/api/v1{path}", method=method, json=sent, headers=headers, base_url="http://127.0.0.1:8717"
            )

        yield call
        board.stop()


def test_every_field_that_is_handed_out_is_documented_and_the_reverse(caller: Any) -> None:
    (process,) = caller("GET", "/feed").json["processes"]
    assert process["interviews"]
    name = process["id"]
    wanted = [
        {"what": "snooze_until", "value": {"day": "2026-07-10"}},
        {"what": "offer", "value": {"deadline": "2026-07-20"}},
        {"what": "interviewed_at", "value": {"start": "2026-06-29T10:00:00+02:00"}},
    ]
    marks = [caller("POST", "/marks", {"process": name, **mark}) for mark in wanted]
    assert [answer.status_code for answer in marks] == [201, 201, 201]
    undone = caller("DELETE", f"/marks/{marks[1].json['mark']['id']}")
    made = caller("POST", "/processes", {"company": "Elsewhere"})
    assert (undone.status_code, made.status_code) == (200, 201)
    answers = {
        "Feed": caller("GET", "/feed").json,
        "History": caller("GET", f"/processes/{name}").json,
        "SyncList": caller("GET", "/sync").json,
        "Marked": made.json,
    }
    assert len(answers["Feed"]["processes"]) == 2
    assert len(answers["History"]["marks"]) == 3
    for shape, answer in answers.items():
        schema = {"$ref": f"#/components/schemas/{shape}", **_components()}
        jsonschema.Draft202012Validator(schema).validate(answer)


def test_the_keys_that_the_feed_gives_are_taken_back(caller: Any) -> None:
    (process,) = caller("GET", "/feed").json["processes"]
    kinds = {key.partition(":")[0] for key in process["match"]}
    own = {"gm-thr", "gm-msg", "email-id", "thread-id", "proton-msg", "proton-thr", "conv"}
    assert kinds == own | {"mid", "imap", "tuple"}
    single = [key for key in process["match"] if key.startswith(("mid:", "imap:"))]
    for key in single:
        answer = caller("POST", "/marks", {"message": {"match": [key]}, "what": "thanked"})
        assert (answer.status_code, answer.json["process_id"]) == (201, process["id"])


def test_the_seal_itself_notices_an_undocumented_field(caller: Any) -> None:
    feed = caller("GET", "/feed").json
    feed["processes"][0]["surprise"] = 1
    schema = {"$ref": "#/components/schemas/Feed", **_components()}
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.Draft202012Validator(schema).validate(feed)
