"""The files that learned data are shipped in: arrays of numpy's, and a few words about them as JSON."""

from __future__ import annotations

import io
import json
from importlib import resources
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def shipped(name: str) -> tuple[dict[str, Any], Arrays]:
    """What ``read`` gives for ``weights/NAME.npz``."""
    with resources.files("parsers").joinpath(f"weights/{name}.npz").open("rb") as packed:
        return read(packed)


def read(packed: IO[bytes]) -> tuple[dict[str, Any], Arrays]:
    """What is said about the arrays, and the arrays by name."""
    with np.load(packed, allow_pickle=False) as stored:
        arrays = dict(stored)
    return json.loads(arrays.pop("about").tobytes()), arrays


def octets(text: str) -> NDArray[np.uint8]:
    """A text as an array of its octets in UTF-8."""
    return np.frombuffer(text.encode("utf-8"), np.uint8)


def write(about: dict[str, Any], arrays: Arrays) -> bytes:
    """The same, packed: equal arrays give equal bytes."""
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, about=octets(json.dumps(about)), **arrays)
    return packed.getvalue()
