"""``openapi.yaml`` is the contract: the routes and the words of the domain are exactly those that it names."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from openapi_spec_validator import validate

import server.web
from parsers.facts import Ask, Direction, FactType, Kind, Part, Sender, Source
from server.hiring.vocabulary import InterviewStatus, MarkType, State
from server.mailbox.types import SyncState
from server.web.guard import DASHBOARD_ONLY, OPEN, QUERY

DOCUMENT = Path(server.web.__file__).with_name("openapi.yaml")
KNOWN = "p0123456789ab"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
    return loaded


def _operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)


def test_routes_and_document_agree_both_ways(house: Any, document: dict[str, Any]) -> None:
    served = {}
    for rule in house.app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).removeprefix("/api/v1")
            served.update({(method, path): rule.endpoint for method in rule.methods - {"HEAD", "OPTIONS"}})
    described = {key: f"api.{operation['operationId']}" for key, operation in _operations(document).items()}
    assert served == described


def test_open_routes_and_parameters_agree_with_the_guard(document: dict[str, Any]) -> None:
    operations = _operations(document).values()
    unguarded = {f"api.{o['operationId']}" for o in operations if o.get("security") == []}
    assert unguarded == {name for name in OPEN if name.startswith("api.")}
    query = {
        f"api.{o['operationId']}": {p["name"] for p in o.get("parameters", []) if p["in"] == "query"}
        for o in operations
    }
    assert {name: names for name, names in query.items() if names} == {
        name: set(names) for name, names in QUERY.items()
    }
    only = {f"api.{o['operationId']}" for o in operations if "(dashboard only)" in o["summary"]}
    assert only == DASHBOARD_ONLY


@pytest.mark.parametrize(
    "words",
    [State, MarkType, Direction, Kind, Sender, Part, Source, SyncState, InterviewStatus, FactType, Ask],
    ids=lambda e: e.__name__,
)
def test_the_closed_lists_are_spelled_alike(document: dict[str, Any], words: type[StrEnum]) -> None:
    assert document["components"]["schemas"][words.__name__]["enum"] == [word.value for word in words]


def test_each_answer_has_the_shape_that_the_document_gives(
    house: Any, document: dict[str, Any], as_dashboard: dict[str, str]
) -> None:
    checked = 0
    for (method, path), operation in _operations(document).items():
        if method != "GET":
            continue
        answer = house.browser().get("/api/v1" + path.replace("{process_id}", KNOWN), headers=as_dashboard)
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json)
        checked += 1
    assert checked == 6
