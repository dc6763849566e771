"""CORS serves extensions without a host permission; it opens nothing."""

from __future__ import annotations

from typing import Any

FEED = "/api/v1/feed"
CHROME = "chrome-extension://" + "abcdefghijklmnop" * 2
FIREFOX = "moz-extension://01234567-89ab-cdef-0123-456789abcdef"
ASK = {
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "authorization",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "cors",
}


def test_a_paired_extension_meets_cors_and_passes(house: Any) -> None:
    token = house.pair(FIREFOX)
    preflight = house.browser().options(FEED, headers={**ASK, "Origin": FIREFOX})
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == FIREFOX
    assert preflight.headers["Access-Control-Allow-Headers"] == "authorization"
    assert "Access-Control-Allow-Credentials" not in preflight.headers
    assert preflight.headers["Vary"] == "Origin"
    headers = {"Origin": FIREFOX, "Sec-Fetch-Site": "cross-site", "Authorization": f"Bearer {token}"}
    answer = house.browser().get(FEED, headers=headers)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, FIREFOX)
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_an_extension_that_is_not_paired_learns_nothing(house: Any) -> None:
    house.pair(FIREFOX)
    for path in (FEED, "/api/v1/ping", "/api/v1/marks", "/api/v1/session", "/"):
        preflight = house.browser().options(path, headers={**ASK, "Origin": CHROME})
        assert preflight.status_code == 403
        assert "Access-Control-Allow-Origin" not in preflight.headers
    answer = house.browser().get("/api/v1/ping", headers={"Origin": CHROME})
    assert (answer.status_code, "Access-Control-Allow-Origin" in answer.headers) == (403, False)


def test_any_extension_may_try_to_pair(house: Any) -> None:
    asked = {**ASK, "Origin": CHROME, "Access-Control-Request-Method": "POST"}
    preflight = house.browser().options("/api/v1/pair", headers=asked)
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (204, CHROME)
    answer = house.browser().post(
        "/api/v1/pair", headers={"Origin": CHROME, "Sec-Fetch-Site": "cross-site"}, json={"code": "AAAA-AAAA"}
    )
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (403, CHROME)


def test_after_revoking_cors_is_closed_as_well(house: Any) -> None:
    house.pair(FIREFOX)
    (client,) = house.store.clients()
    house.store.revoke_client(client.id, now=house.clock())
    assert house.browser().options(FEED, headers={**ASK, "Origin": FIREFOX}).status_code == 403


def test_without_an_origin_no_cors_header_is_sent(house: Any) -> None:
    token = house.pair(FIREFOX)
    answer = house.browser().get(FEED, headers={"Authorization": f"Bearer {token}"})
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_the_page_and_static_files_take_no_cors(house: Any) -> None:
    house.pair(FIREFOX)
    answer = house.browser().get("/static/session.js", headers={"Origin": FIREFOX})
    assert "Access-Control-Allow-Origin" not in answer.headers
