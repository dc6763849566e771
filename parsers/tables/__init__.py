"""Word lists that come with the parsers, one TOML file a purpose and one table in it a language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, dict[str, Any]]:
    """The tables of ``NAME.toml`` by language code; read once."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """The list under ``key`` of every language in ``NAME.toml``, without repetition."""
    return tuple(dict.fromkeys(word for table in load(name).values() for word in table.get(key, ())))
