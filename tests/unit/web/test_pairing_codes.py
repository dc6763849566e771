"""Codes: single use, two minutes, five tries."""

from __future__ import annotations

import re
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from server.store.store import Store
from server.web import pairing

PAIR = "/api/v1/pair"
CHROME = "chrome-extension://" + "abcdefghijklmnop" * 2


def _try(house: Any, code: str, **headers: str) -> Any:
    return house.browser().post(PAIR, headers={"Origin": CHROME, **headers}, json={"code": code, "name": "Chromium"})


def _code(house: Any, as_dashboard: dict[str, str]) -> str:
    answer = house.browser().post("/api/v1/pairing-codes", headers=as_dashboard, json={})
    assert answer.status_code == 201
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}", answer.json["code"])
    return str(answer.json["code"])


def test_a_code_pairs_once(house: Any, as_dashboard: dict[str, str]) -> None:
    code = _code(house, as_dashboard)
    made = _try(house, code)
    assert made.status_code == 201
    assert len(made.json["token"]) == 43
    assert (made.json["client"]["name"], made.json["client"]["origin"]) == ("Chromium", CHROME)
    headers = {"Authorization": f"Bearer {made.json['token']}"}
    assert house.browser().get("/api/v1/feed", headers=headers).status_code == 200
    again = _try(house, code)
    assert (again.status_code, again.json["code"]) == (403, "wrong_code")


def test_a_code_may_be_typed_carelessly(house: Any, as_dashboard: dict[str, str]) -> None:
    code = _code(house, as_dashboard)
    assert _try(house, f" {code.lower().replace('-', ' ')} ").status_code == 201


def test_five_wrong_tries_void_a_code(house: Any, as_dashboard: dict[str, str]) -> None:
    code = _code(house, as_dashboard)
    for _ in range(4):
        assert _try(house, "AAAA-AAAA").status_code == 403
    assert _try(house, code).status_code == 201
    code = _code(house, as_dashboard)
    for _ in range(5):
        assert _try(house, "AAAA-AAAA").status_code == 403
    assert _try(house, code).status_code == 403


def test_a_code_dies_after_two_minutes(house: Any, as_dashboard: dict[str, str]) -> None:
    code = _code(house, as_dashboard)
    house.clock.now += timedelta(seconds=119)
    second = _code(house, as_dashboard)
    assert _try(house, code).status_code == 403
    house.clock.now += timedelta(seconds=120)
    assert _try(house, second).status_code == 403
    assert [c.kind for c in house.store.clients()] == ["dashboard"]


def test_a_page_cannot_pair(house: Any, as_dashboard: dict[str, str]) -> None:
    code = _code(house, as_dashboard)
    for origin in ("https://evil.example", "null", "http://127.0.0.1:8717"):
        assert _try(house, code, Origin=origin).status_code == 403
    assert _try(house, code).status_code == 201


def test_wrong_tries_do_not_touch_session_codes(house: Any) -> None:
    code = pairing.new_session_code(house.store, house.clock())
    pairing.new_pairing_code(house.store, house.clock())
    for _ in range(6):
        _try(house, "AAAA-AAAA")
        house.browser().post("/api/v1/session", json={"code": "x"})
    assert house.browser().post("/api/v1/session", json={"code": code}).status_code == 201


def test_an_extension_opens_the_dashboard_by_a_code_in_the_fragment(house: Any, as_extension: dict[str, str]) -> None:
    answer = house.browser().post("/api/v1/session-codes", headers=as_extension, json={})
    address, _, fragment = answer.json["url"].partition("#code=")
    assert address == "http://127.0.0.1:8717/"
    own = {"Origin": "http://127.0.0.1:8717", "Sec-Fetch-Site": "same-origin"}
    started = house.browser().post("/api/v1/session", headers=own, json={"code": fragment})
    assert (started.status_code, started.json["client"]["kind"]) == (201, "dashboard")
    assert house.browser().post("/api/v1/session", headers=own, json={"code": fragment}).status_code == 403
    headers = {"Authorization": f"Bearer {started.json['token']}", **own}
    assert house.browser().get("/api/v1/clients", headers=headers).status_code == 200
    house.clock.now += timedelta(days=7)
    assert house.browser().get("/api/v1/clients", headers=headers).status_code == 401


def test_a_session_code_dies_after_a_minute(house: Any) -> None:
    code = pairing.new_session_code(house.store, house.clock())
    house.clock.now += timedelta(seconds=60)
    assert house.browser().post("/api/v1/session", json={"code": code}).status_code == 403


def test_an_extension_cannot_start_a_session_itself(house: Any, as_extension: dict[str, str]) -> None:
    code = pairing.new_session_code(house.store, house.clock())
    answer = house.browser().post("/api/v1/session", headers={"Origin": CHROME}, json={"code": code})
    assert (answer.status_code, answer.json["code"]) == (403, "foreign_origin")


def test_a_pairing_code_is_no_session_code(house: Any) -> None:
    code = pairing.new_pairing_code(house.store, house.clock()).text.replace("-", "")
    assert house.browser().post("/api/v1/session", json={"code": code}).status_code == 403
    session = pairing.new_session_code(house.store, house.clock())
    assert _try(house, session[:40]).status_code == 403


def test_a_command_beside_the_server_makes_codes_too(house: Any) -> None:
    with Store.open(house.store.path) as beside:
        code = pairing.new_pairing_code(beside, house.clock())
        session = pairing.new_session_code(beside, house.clock())
    assert _try(house, code.text).status_code == 201
    assert house.browser().post("/api/v1/session", json={"code": session}).status_code == 201


def test_neither_token_nor_code_is_on_file(house: Any) -> None:
    token, session = house.pair(), house.session()
    code = pairing.new_pairing_code(house.store, house.clock()).text
    dump = "\n".join(house.dump())
    for secret in (token, session, code, code.replace("-", "")):
        assert secret not in dump


@pytest.mark.parametrize("name", ["", "   ", "\u202e\n", "x" * 81])
def test_a_client_has_a_readable_name(house: Any, as_dashboard: dict[str, str], name: str) -> None:
    code = _code(house, as_dashboard)
    answer = house.browser().post(PAIR, headers={"Origin": CHROME}, json={"code": code, "name": name})
    assert answer.status_code == 422


def test_the_opening_page_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    address = pairing.page_address(8717, 'a"><b')
    path = pairing.write_opener(tmp_path / "data", address)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    text = path.read_text(encoding="utf-8")
    assert 'content="0;url=http://127.0.0.1:8717/#code=a&quot;&gt;&lt;b"' in text
    path.chmod(0o644)
    again = pairing.write_opener(tmp_path / "data", address)
    assert stat.S_IMODE(again.stat().st_mode) == 0o600
