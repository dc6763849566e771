"""Requests made up from the contract, right and wrong ones: every answer is one that the contract names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

import server.web

DOCUMENT = yaml.safe_load(Path(server.web.__file__).with_name("openapi.yaml").read_text(encoding="utf-8"))
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
# The standard library's IMAP client draws the tags of a connection from the shared random numbers; where a thread of
# another test still connects, Hypothesis would take that for randomness in here.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
CHROME = "chrome-extension://" + "abcdefghijklmnop" * 2


class FromOurselves:
    """The app as a caller on this computer reaches it: with our Host, and the Origin that the route is for."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        environ["HTTP_HOST"] = "127.0.0.1:8717"
        environ["REMOTE_ADDR"] = "127.0.0.1"
        return self.app(environ, start)


@pytest.fixture(scope="module")
def app_and_token(make_lasting_house: Callable[[], Any]) -> Iterator[tuple[FromOurselves, str]]:
    house = make_lasting_house()
    # Nothing is to be waited for here; and that a stopping server answers 503 is no crash.
    house.board.stopping.set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.web.api.STOPPED_EARLY", float("inf"))
        yield FromOurselves(house.app), house.session()


@SCHEMA.parametrize()
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_in_the_contract(case: Any, app_and_token: tuple[FromOurselves, str]) -> None:
    app, token = app_and_token
    case.call_and_validate(app=app, headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
