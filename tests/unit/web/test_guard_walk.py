"""Every route that exists, and every way to write its path: nobody without a token gets past."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from server.web.guard import DASHBOARD_ONLY, OPEN, QUERY

NEEDS_NO_TOKEN = {"api.ping", "api.pair", "api.session", "page.shell", "static"}
KNOWN = {"process_id": "p0123456789ab", "mark_id": "m0123456789ab", "client_id": "c0123456789ab", "filename": "x.js"}


def _variants(path: str) -> list[str]:
    letters = next((i for i, c in enumerate(path) if c.isalpha()), 0)
    percent = f"{path[:letters]}%{ord(path[letters]):02x}{path[letters + 1 :]}"
    return [
        path,
        f"/{path}",
        f"//{path}",
        path.replace("/", "//"),
        f"{path}/",
        f"{path}//",
        percent,
        percent.replace("%", "%25"),
        path.replace("api", "%61pi"),
        path.replace("/v1", "%2fv1"),
        path.upper(),
        path.title(),
        f"{path};x=1",
        f"{path}.json",
        f"{path}%00",
        f"{path}%20",
        f"/.{path}",
        f"/static/..{path}",
        f"/static/%2e%2e{path}",
        f"/api/v1/ping/..{path}",
        path.replace("/", "\\"),
    ]


def _open(house: Any, variant: str, method: str, headers: dict[str, str]) -> Any:
    # The test client would read "//api" as a host: hand over the path as a server does, decoded once.
    path = unquote(variant, "latin-1")
    return house.browser().open(
        "/", method=method, headers=headers, content_type="application/json", environ_overrides={"PATH_INFO": path}
    )


def _rules(house: Any) -> list[tuple[str, str, str]]:
    found = []
    for rule in house.app.url_map.iter_rules():
        values = {name: KNOWN[name] for name in rule.arguments}
        _, path = rule.build(values, append_unknown=False) or ("", "")
        found += [(rule.endpoint, method, path) for method in sorted(rule.methods)]
    return found


def test_the_named_exceptions_are_these_and_exist(house: Any) -> None:
    assert set(OPEN) == NEEDS_NO_TOKEN
    endpoints = {rule.endpoint for rule in house.app.url_map.iter_rules()}
    assert endpoints >= OPEN | DASHBOARD_ONLY | set(QUERY)
    assert len(endpoints) > len(OPEN) + 5


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer " + "A" * 43},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic QTpC"},
        {"Cookie": "token=" + "A" * 43},
    ],
)
def test_no_route_answers_without_a_token(house: Any, headers: dict[str, str]) -> None:
    house.pair()
    before = house.dump()
    walked = 0
    for endpoint, method, path in _rules(house):
        for variant in _variants(path):
            if endpoint in NEEDS_NO_TOKEN and variant == path:
                continue
            answer = _open(house, variant, method, headers)
            if method == "OPTIONS":
                assert answer.status_code in {401, 403, 404, 405}, (method, variant)
            elif answer.status_code not in {401, 403, 404}:
                # A variant may lead to one of the named exceptions, and to nothing else.
                assert _open_page(answer), (method, variant, answer.status_code)
            walked += 1
    assert walked > 300
    assert house.dump() == before


def _open_page(answer: Any) -> bool:
    return "/" + answer.request.environ["PATH_INFO"].lstrip("/") in {
        "/",
        "/api/v1/ping",
        "/api/v1/pair",
        "/api/v1/session",
    }


def test_with_a_token_the_same_walk_reaches_the_routes(house: Any, as_dashboard: dict[str, str]) -> None:
    reached = set()
    for endpoint, method, path in _rules(house):
        if method in {"GET", "HEAD"} and endpoint not in NEEDS_NO_TOKEN:
            answer = house.browser().open(path, method=method, headers=as_dashboard)
            assert answer.status_code == 200, path
            reached.add(endpoint)
    assert reached == {"api.feed", "api.processes", "api.process", "api.sync", "api.clients"}


def test_no_get_changes_anything(house: Any, as_dashboard: dict[str, str]) -> None:
    before = house.dump()
    for _, method, path in _rules(house):
        if method in {"GET", "HEAD"}:
            for query in ("", "?wait=0", "?archive=1"):
                house.browser().open(path + query, method=method, headers=as_dashboard)
    assert house.dump() == before


def test_a_page_that_does_not_exist_is_said_to_those_with_a_token_only(
    house: Any, as_dashboard: dict[str, str]
) -> None:
    assert house.browser().get("/api/v1/nothing").status_code == 401
    answer = house.browser().get("/api/v1/nothing", headers=as_dashboard)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_no_path_redirects(house: Any, as_dashboard: dict[str, str]) -> None:
    for _, method, path in _rules(house):
        for variant in _variants(path):
            answer = _open(house, variant, method, as_dashboard)
            assert not 300 <= answer.status_code < 400, (method, variant)
