"""Every case that must pass, from the octets of its mails to the JSON, as files and as an account's mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import getaddresses
from pathlib import Path

import pytest

from parsers.facts import Kind
from server.hiring.advice import rows
from server.hiring.vocabulary import State
from tests.unit.cases.casefile import CASES, Case, load, required
from tests.unit.cases.envelopes import as_programs_write, plain
from tests.unit.cases.faults import faults_of
from tests.unit.cases.ways import Seen, by_scan, by_serve

ALL = required()
Write = Callable[[Case], list[bytes]]
Way = Callable[[Case, Sequence[bytes], Path], dict[datetime, Seen]]


WAYS: tuple[tuple[Write, Way], ...] = ((plain, by_scan), (as_programs_write, by_scan), (as_programs_write, by_serve))
RUNS = [
    pytest.param(path, write, way, id=f"{path.relative_to(CASES).with_suffix('')}-{write.__name__}-{way.__name__}")
    for path in ALL
    for write, way in WAYS
    if way is by_serve or not load(path).marks  # files hold no marks
]


@pytest.mark.parametrize(("path", "write", "way"), RUNS)
def test_case(path: Path, write: Write, way: Way, tmp_path: Path) -> None:
    case = load(path)
    seen = way(case, write(case), tmp_path)
    faults = faults_of(case, seen)
    assert not faults, "\n".join([f"{case.name}:", *faults])


def test_every_state_and_every_piece_of_advice_is_in_a_case() -> None:
    checks = [check for path in ALL for check in load(path).checks]
    assert {check.state for check in checks} == {state.value for state in State}
    assert {name for check in checks for name in (*(check.do or ()), *(check.dont or ()))} >= {row.id for row in rows()}


def test_every_language_has_every_kind_and_every_state() -> None:
    cases = [load(path) for path in sorted(CASES.rglob("*.toml")) if "sealed" not in path.parts]
    for lang in ("en", "de", "fr", "es", "nl", "pt", "it"):
        spoken = [case for case in cases if case.lang == lang]
        assert {mail.kind for case in spoken for mail in case.mails} == {kind.value for kind in Kind}, lang
        assert {check.state for case in spoken for check in case.checks} == {state.value for state in State}, lang


def test_the_mails_of_cases_come_from_reserved_domains() -> None:
    reserved = (".example", ".test", ".invalid", "example.com", "example.org", "example.net")
    for path in sorted(CASES.rglob("*.toml")):
        for mail in load(path).mails:
            for _, address in getaddresses([mail.sender, mail.to]):
                assert not address or address.endswith(reserved), f"{path}: {address}"
