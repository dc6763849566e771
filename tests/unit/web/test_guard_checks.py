"""Who is refused, and by which check."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

PORT = 8717
FEED = "/api/v1/feed"
MARKS = "/api/v1/marks"
PING = "/api/v1/ping"
KNOWN = "p0123456789ab"
CHROME = "chrome-extension://" + "abcdefghijklmnop" * 2
OTHER_CHROME = "chrome-extension://" + "ponmlkjihgfedcba" * 2
FIREFOX = "moz-extension://01234567-89ab-cdef-0123-456789abcdef"
OTHER_FIREFOX = "moz-extension://01234567-89ab-cdef-0123-456789abcdee"
THANKED = {"process": KNOWN, "what": "thanked"}


def _bearer(token: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **{name.replace("_", "-"): text for name, text in more.items()}}


@pytest.mark.parametrize("path", [FEED, PING, "/", "/static/session.js"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8717",
        "127.0.0.1",
        "127.0.0.1:8718",
        "127.0.0.1:87170",
        "localhost",
        "localhost:80",
        "127.0.0.1.evil.example:8717",
        "127.0.0.1:8717.evil.example",
        "evil.example#127.0.0.1:8717",
        "evil@127.0.0.1:8717",
        "127.0.0.1:8717, evil.example",
        "[::1]:8717",
        "0.0.0.0:8717",
        "127.1:8717",
        "2130706433:8717",
        "localhost.:8717",
        "LOCALHOST:8717",
        "",
    ],
)
def test_a_foreign_host_is_refused_even_with_a_token(
    house: Any, as_dashboard: dict[str, str], host: str, path: str
) -> None:
    answer = house.browser().get(path, headers={**as_dashboard, "Host": host})
    assert answer.status_code == 403
    assert answer.json["code"] == "foreign_host"


@pytest.mark.parametrize("host", ["127.0.0.1:8717", "localhost:8717"])
def test_our_own_names_are_let_in(house: Any, host: str) -> None:
    assert house.browser().get(PING, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("peer", ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1", "", "unix:", "10.0.0.1"])
def test_a_caller_from_elsewhere_is_refused(house: Any, peer: str) -> None:
    for path in (PING, FEED, "/"):
        answer = house.browser().get(path, environ_base={"REMOTE_ADDR": peer})
        assert (answer.status_code, answer.json["code"]) == (403, "foreign_peer")


def test_a_forwarded_header_counts_for_nothing(house: Any) -> None:
    headers = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "127.0.0.1:8717", "Forwarded": "for=127.0.0.1"}
    answer = house.browser().get(PING, headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 403
    assert house.browser().get(PING, headers={**headers, "Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "file://",
        "http://127.0.0.1:8718",
        "http://127.0.0.1:8717.evil.example",
        "http://127.0.0.1:8717/",
        "http://127.0.0.1",
        "https://127.0.0.1:8717",
        "http://evil.example#http://127.0.0.1:8717",
        "http://127.0.0.1:8717 https://evil.example",
        "http://127.0.0.1:8717, https://evil.example",
        "chrome-extension://abc",
        CHROME + ".evil.example",
        CHROME + "/",
        CHROME.upper(),
        FIREFOX + "0",
        "x" + FIREFOX,
        "moz-extension://" + "*" * 36,
    ],
)
def test_a_foreign_origin_is_refused_on_every_route(house: Any, as_dashboard: dict[str, str], origin: str) -> None:
    token = {"Authorization": as_dashboard["Authorization"], "Origin": origin}
    before = house.dump()
    for method, path, sent in [
        ("GET", PING, None),
        ("GET", "/", None),
        ("GET", FEED, None),
        ("POST", MARKS, THANKED),
        ("POST", "/api/v1/pair", {"code": "AAAA-AAAA"}),
        ("POST", "/api/v1/session", {"code": "x"}),
        ("OPTIONS", MARKS, None),
    ]:
        answer = house.browser().open(path, method=method, headers=token, json=sent)
        assert answer.status_code == 403, path
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    assert house.dump() == before


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_what_a_web_page_sends_is_refused(house: Any, as_dashboard: dict[str, str], site: str) -> None:
    headers = {"Authorization": as_dashboard["Authorization"], "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
    before = house.dump()
    for path in (PING, FEED, "/", "/static/session.js"):
        answer = house.browser().get(path, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (403, "foreign_site")
    assert house.browser().post(MARKS, headers=headers, json=THANKED).status_code == 403
    assert house.dump() == before


def test_only_the_empty_page_may_be_opened_from_elsewhere(house: Any, as_dashboard: dict[str, str]) -> None:
    opened = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert house.browser().get("/", headers=opened).status_code == 200
    for path in (PING, FEED, "/static/session.js"):
        answer = house.browser().get(path, headers={"Authorization": as_dashboard["Authorization"], **opened})
        assert answer.status_code == 403
    framed = {**opened, "Sec-Fetch-Dest": "iframe"}
    assert house.browser().get("/", headers=framed).status_code == 403


def test_a_token_belongs_to_one_extension(house: Any) -> None:
    chrome, firefox = house.pair(CHROME), house.pair(FIREFOX)
    post = house.browser().post
    assert post(MARKS, headers=_bearer(chrome, Origin=CHROME), json=THANKED).status_code == 201
    assert post(MARKS, headers=_bearer(firefox, Origin=FIREFOX), json=THANKED).status_code == 201
    before = house.dump()
    for token, origin in [(chrome, FIREFOX), (firefox, CHROME), (chrome, OTHER_CHROME), (firefox, OTHER_FIREFOX)]:
        assert post(MARKS, headers=_bearer(token, Origin=origin), json=THANKED).status_code == 403
    assert post(MARKS, headers=_bearer(chrome, Origin=f"http://127.0.0.1:{PORT}"), json=THANKED).status_code == 403
    assert house.dump() == before


def test_a_firefox_extension_gets_without_an_origin(house: Any) -> None:
    token = house.pair(FIREFOX)
    assert house.browser().get(FEED, headers=_bearer(token, Sec_Fetch_Site="same-origin")).status_code == 200
    assert house.browser().get(FEED, headers=_bearer(token, Sec_Fetch_Site="none")).status_code == 200
    assert house.browser().get(FEED, headers=_bearer(token, Sec_Fetch_Site="cross-site")).status_code == 403


def test_a_dashboard_token_works_in_the_page_only(house: Any, as_dashboard: dict[str, str]) -> None:
    post = house.browser().post
    assert post(MARKS, headers=as_dashboard, json=THANKED).status_code == 201
    house.pair(CHROME)
    stolen = {"Authorization": as_dashboard["Authorization"], "Origin": CHROME}
    assert post(MARKS, headers=stolen, json=THANKED).status_code == 403


def test_a_client_paired_without_an_origin_takes_none(house: Any) -> None:
    token = house.pair(None)
    assert house.browser().get(FEED, headers=_bearer(token)).status_code == 200
    house.pair(CHROME)
    assert house.browser().get(FEED, headers=_bearer(token, Origin=CHROME)).status_code == 403


def test_only_the_dashboard_lets_others_in_or_out(
    house: Any, as_extension: dict[str, str], as_dashboard: dict[str, str]
) -> None:
    client = next(c for c in house.store.clients() if c.kind == "extension")
    for headers, statuses in ((as_extension, {403}), (as_dashboard, {200, 201})):
        browser = house.browser()
        assert browser.get("/api/v1/clients", headers=headers).status_code in statuses
        assert browser.post("/api/v1/pairing-codes", headers=headers, json={}).status_code in statuses
        assert browser.delete(f"/api/v1/clients/{client.id}", headers=headers).status_code in statuses


def test_a_revoked_token_opens_nothing(house: Any, as_dashboard: dict[str, str]) -> None:
    token = house.pair(CHROME)
    assert house.browser().get(FEED, headers=_bearer(token)).status_code == 200
    listed = house.browser().get("/api/v1/clients", headers=as_dashboard).json["clients"]
    (client,) = [c for c in listed if c["kind"] == "extension"]
    assert client["last_seen"] is not None
    assert "token" not in str(listed)
    revoked = house.browser().delete(f"/api/v1/clients/{client['id']}", headers=as_dashboard)
    assert revoked.json["client"]["revoked"] is not None
    assert house.browser().get(FEED, headers=_bearer(token)).status_code == 401
    assert house.browser().get(FEED, headers=_bearer(token, Origin=CHROME)).status_code == 403
    assert len(house.browser().get("/api/v1/clients", headers=as_dashboard).json["clients"]) == len(listed) - 1


@pytest.mark.parametrize("name", ["token", "access_token", "authorization", "code", "key"])
def test_a_token_in_the_address_is_refused(house: Any, as_extension: dict[str, str], name: str) -> None:
    token = as_extension["Authorization"].removeprefix("Bearer ")
    assert house.browser().get(FEED, query_string={name: token}).status_code == 401
    assert house.browser().get(FEED, query_string={name: token}, headers=as_extension).status_code == 400
    assert house.browser().get(PING, query_string={name: token}).status_code == 400
    assert house.browser().get("/", query_string={name: token}).status_code == 400


def test_a_parameter_given_twice_is_refused(house: Any, as_extension: dict[str, str]) -> None:
    assert house.browser().get(f"{FEED}?wait=0&wait=1", headers=as_extension).status_code == 400


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "application/jsonp"]
)
def test_only_json_is_taken(house: Any, as_extension: dict[str, str], content_type: str) -> None:
    data = b'{"process": "p0123456789ab", "what": "thanked"}'
    answer = house.browser().post(MARKS, headers=as_extension, data=data, content_type=content_type)
    assert (answer.status_code, answer.json["code"]) == (415, "not_json")
    assert house.store.marks() == ()


@pytest.mark.parametrize("path", [MARKS, "/api/v1/pair", "/api/v1/session", "/api/v1/sync", "/api/v1/processes"])
def test_a_body_too_large_is_refused(house: Any, as_dashboard: dict[str, str], path: str) -> None:
    headers = dict(as_dashboard)
    if path == "/api/v1/pair":
        headers = {"Origin": CHROME}
    data = b'{"code": "' + b"x" * 70_000 + b'"}'
    answer = house.browser().post(path, headers=headers, data=data, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


def test_every_answer_is_hardened(house: Any, as_dashboard: dict[str, str]) -> None:
    for path, headers in [
        ("/", {}),
        ("/static/session.js", {}),
        (PING, {}),
        (FEED, as_dashboard),
        (FEED, {}),
        ("/nothing", as_dashboard),
        (PING, {"Host": "evil.example"}),
    ]:
        answer = house.browser().get(path, headers=headers)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


def test_the_page_holds_no_data_and_no_inline_script(house: Any) -> None:
    page = house.browser().get("/").text
    assert "Example" not in page
    words, program = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert 'type="application/json"' in words[0]
    assert set(json.loads(words[1])) == {"states", "marks"}, "the product's own words and nothing else"
    assert 'src="/static/dashboard.js"' in program[0]
    assert program[1] == ""
    for name in ("dashboard.js", "session.js"):
        script = house.browser().get(f"/static/{name}")
        assert script.status_code == 200
        assert script.mimetype in {"text/javascript", "application/javascript"}


def test_a_mistake_of_ours_shows_no_traceback_and_no_secret(
    house: Any, as_extension: dict[str, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(now: object) -> None:
        raise RuntimeError("Interview with kim@example.com")

    monkeypatch.setattr(house.board, "feed", fail)
    answer = house.browser().get(FEED, headers=as_extension)
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "Traceback" not in answer.text
    for text in (answer.text, caplog.text):
        assert "kim@example.com" not in text
        assert as_extension["Authorization"][7:] not in text
    assert "RuntimeError in api.feed" in caplog.text


def test_wrong_methods_are_said(house: Any, as_dashboard: dict[str, str]) -> None:
    answer = house.browser().put(FEED, headers=as_dashboard, json={})
    assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]
