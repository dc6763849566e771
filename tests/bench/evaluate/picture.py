"""The figures as one picture (SVG): headlines, F1 a kind and a language, and what was taken for what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from tests.bench.evaluate.report import merged
from tests.bench.evaluate.result import Result

_WIDTH = 1290
_ROW = 22
_INK, _SOFT, _BAR, _LINE = "#1c2a33", "#66757f", "#2f7d8c", "#dfe6ea"
_CELL = 24


def picture(results: Sequence[Result]) -> str:
    """An SVG document."""
    every = merged(results).summary()
    parts: list[str] = []
    y = 34
    parts.append(_text(24, y, "What Afterview understands of mail", 20, weight=600))
    y += 14
    for result in results:
        y += _ROW
        parts += _headline(result.summary(), y)
    y += 46
    kinds = list(every["kinds"])
    parts += _bars("F1 a kind", {k: (r["f1"], r["messages"]) for k, r in every["kinds"].items()}, 24, y)
    below = y + 30 + _ROW * len(kinds)
    languages = {lang: (row["macro_f1"], row["messages"]) for lang, row in every["languages"].items()}
    parts += _bars("Mean F1 a language", languages, 24, below + 34)
    parts += _confusion(every["confusion"], kinds, 520, y)
    height = max(below + 34 + 30 + _ROW * len(languages), y + 190 + _CELL * len(kinds)) + 24
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'font-family="system-ui, sans-serif" fill="{_INK}" role="img" aria-label="What Afterview understands of mail">'
    )
    return "\n".join([head, f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>', *parts, "</svg>", ""])


def _text(
    x: float, y: float, words: str, size: int = 13, *, fill: str = _INK, anchor: str = "start", weight: int = 400
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(words)}</text>"
    )


def _headline(found: dict[str, Any], y: float) -> Iterator[str]:
    kinds, ordinary = found["process"], found["process"]["ordinary"]
    hiring = set(kinds["kinds"]) - {"not_hiring", "out_other"}
    pieces = [f"{found['messages']} messages"]
    if hiring:
        pieces.append(f"kinds: mean F1 {kinds['macro_f1']:.2f}, right {kinds['accuracy']:.0%}")
    if "course" in found:
        course = found["course"]
        pieces.append(f"processes exact {course['exact_processes']:.0%}")
        pieces.append(f"states {course['states']:.0%}, dues {course['dues']:.0%}")
    if ordinary["messages"]:
        pieces.append(f"ordinary mail called hiring {ordinary['rate']:.2%}")
    pieces.append(f"{found['mails_a_second']} mails a second")
    yield _text(24, y, found["corpus"], weight=600)
    yield _text(230, y, "  ·  ".join(pieces), fill=_SOFT)


def _bars(title: str, rows: dict[str, tuple[float, float]], x: float, y: float) -> Iterator[str]:
    yield _text(x, y, title, 15, weight=600)
    for number, (name, (value, count)) in enumerate(rows.items()):
        top = y + 14 + number * _ROW
        yield _text(x, top + 14, name)
        yield f'<rect x="{x + 170}" y="{top + 3}" width="200" height="14" fill="{_LINE}" rx="3"/>'
        yield f'<rect x="{x + 170}" y="{top + 3}" width="{200 * value:.1f}" height="14" fill="{_BAR}" rx="3"/>'
        yield _text(x + 378, top + 14, f"{value:.2f}")
        yield _text(x + 466, top + 14, f"{count:.0f}", 11, fill=_SOFT, anchor="end")


def _confusion(counts: dict[str, dict[str, int]], kinds: list[str], x: float, y: float) -> Iterator[str]:
    """Expected kinds as rows, given kinds as columns; the share of the row as the depth of the colour."""
    yield _text(x, y, "Expected (rows), given (columns)", 15, weight=600)
    columns = sorted({given for row in counts.values() for given in row} | set(kinds))
    left, top = x + 160, y + 160
    for at, name in enumerate(columns):
        place = left + at * _CELL + 15
        yield (
            f'<text x="{place}" y="{top - 6}" font-size="11" fill="{_SOFT}" '
            f'transform="rotate(-60 {place} {top - 6})">{escape(name)}</text>'
        )
    for down, wanted in enumerate(kinds):
        total = sum(counts[wanted].values())
        yield _text(left - 8, top + down * _CELL + 16, wanted, 12, anchor="end")
        for at, given in enumerate(columns):
            number = counts[wanted].get(given, 0)
            share = number / total
            fill = _BAR if wanted == given else "#c2412d"
            yield (
                f'<rect x="{left + at * _CELL}" y="{top + down * _CELL}" width="{_CELL - 1}" height="{_CELL - 1}" '
                f'fill="{fill}" fill-opacity="{min(1.0, share * (1 if wanted == given else 3)):.3f}" stroke="{_LINE}" '
                f'stroke-width="0.5"><title>{escape(wanted)} given as {escape(given)}: {number}</title></rect>'
            )
            if number:
                light = wanted == given and share > 0.55
                yield _text(
                    left + at * _CELL + 11.5,
                    top + down * _CELL + 15,
                    str(number) if number < 1000 else f"{number / 1000:.0f}k",
                    9,
                    fill="#fff" if light else _INK,
                    anchor="middle",
                )
