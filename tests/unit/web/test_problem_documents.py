"""Errors of every floor, as a caller sees them."""

from __future__ import annotations

from typing import Any

import pytest

from server.store.errors import BadMarkError, BusyError, DamagedError, DiskFullError, StoreError
from server.web.ports import RefusedError, UnknownError

KNOWN = "p0123456789ab"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (DiskFullError("The disk is full."), 507, "disk_full"),
        (BusyError("The database is in use."), 503, "busy"),
        (DamagedError("The database is damaged."), 503, "store"),
        (StoreError("The database cannot be read."), 503, "store"),
        (UnknownError("There is no such process."), 404, "unknown"),
        (RefusedError("A process cannot be merged with itself."), 422, "refused"),
        (BadMarkError("That is no day."), 422, "refused"),
    ],
)
def test_a_failure_below_becomes_its_sentence(
    house: Any,
    as_extension: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    code: str,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(house.board, "mark", fail)
    answer = house.browser().post("/api/v1/marks", headers=as_extension, json={"process": KNOWN, "what": "done"})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json == {
        "type": "about:blank",
        "title": answer.json["title"],
        "status": status,
        "detail": str(error),
        "code": code,
    }


def test_a_real_full_disk_reaches_the_caller_as_a_sentence(house: Any, as_extension: dict[str, str]) -> None:
    pages = house.store._writer.execute("PRAGMA page_count").fetchone()[0]
    house.store._writer.execute(f"PRAGMA max_page_count = {pages}")
    statuses = set()
    for _ in range(200):
        sent = {"process": KNOWN, "what": "track", "value": {"company": "x" * 200}}
        answer = house.browser().post("/api/v1/marks", headers=as_extension, json=sent)
        statuses.add(answer.status_code)
        if answer.status_code == 507:
            break
    assert statuses == {201, 507}
    assert "Free some space" in answer.json["detail"]
    assert house.browser().get("/api/v1/feed", headers=as_extension).status_code == 200


def test_when_the_clients_cannot_be_read_nobody_gets_in(
    house: Any, as_extension: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("The database cannot be read.")

    monkeypatch.setattr(house.store, "clients", fail)
    answer = house.browser().get("/api/v1/feed", headers=as_extension)
    assert (answer.status_code, answer.json["code"]) == (503, "store")
    assert "Access-Control-Allow-Origin" not in answer.headers
