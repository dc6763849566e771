"""What the extension's unit tests expect of subjects and weak keys is what the server makes of them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from server.feed import tuple_key
from server.hiring.threads import normalised_subject

CASES = json.loads((Path(__file__).parents[3] / "extension/test/tuple_keys.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["subject"])[:40])
def test_the_extension_makes_the_same_key(case: dict[str, str]) -> None:
    assert normalised_subject(case["subject"]) == case["normal"]
    assert tuple_key(case["subject"], case["address"], datetime.fromisoformat(case["date"])) == case["key"]
