"""The figures as a person reads them, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.bench.evaluate.result import Result
from tests.bench.evaluate.tally import Tally


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """Every corpus, and the kinds of all together."""
    return {"corpora": [result.summary() for result in results], "together": merged(results).summary()}


def merged(results: Sequence[Result]) -> Tally:
    """The kinds of all corpora in one count."""
    every = Tally()
    for result in results:
        every.update(result.together)
    return every


def text(result: Result) -> str:
    """One corpus."""
    return "\n".join(_lines(result.summary()))


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield (
        f"== {found['corpus']}: {found['messages']} messages, {found['mails_a_second']} a second "
        f"({found['cpu_ms_a_mail']} ms of one core each)"
    )
    for sentence in found.get("unread", ()):
        yield f"   not read: {sentence}"
    for name in ("alone", "process"):
        if name in found:
            yield from _kinds_line(name, found[name])
    if "cases" in found:
        yield f"-- cases with nothing to find fault with: {found['cases']['passed']} of {found['cases']['cases']}"
    if "course" in found:
        course = found["course"]
        yield from _course_lines("all", course)
        if len(course["languages"]) > 1:
            for lang, part in course["languages"].items():
                yield from _course_lines(lang, part)
    yield from _table(found["process"])


def _kinds_line(name: str, part: dict[str, Any]) -> Iterator[str]:
    yield (
        f"-- {name}: macro-F1 {part['macro_f1']:.3f} (precision {part['macro_precision']:.3f}, recall "
        f"{part['macro_recall']:.3f}), right {part['accuracy']:.3f}   by language, precision/recall/F1/right: "
        + "  ".join(f"{lang} {_four(each)}" for lang, each in part["languages"].items())
    )
    ordinary = part["ordinary"]
    if ordinary["messages"]:
        yield (
            f"   ordinary mail {ordinary['messages']}, false alarms {ordinary['rate']:.2%}, of which no, invitation, "
            f"time or offer {ordinary['grave']}  {ordinary['false_alarms']}"
        )


def _four(part: dict[str, Any]) -> str:
    return "/".join(f"{part[name]:.2f}" for name in ("macro_precision", "macro_recall", "macro_f1", "accuracy"))


def _course_lines(lang: str, course: dict[str, Any]) -> Iterator[str]:
    pairs, facts = course["pairs"], course["facts"]
    if facts["told"]:
        yield (
            f"-- {lang}: facts {facts['f1']:.3f} (precision {facts['precision']:.3f}, recall {facts['recall']:.3f}) "
            f"of {facts['told']}"
        )
    yield (
        f"-- {lang}: pairs of mails {pairs['f1']:.3f} (precision {pairs['precision']:.3f}, recall "
        f"{pairs['recall']:.3f}), exact processes {course['exact_processes']:.3f} of {course['processes']}; states "
        f"{course['states']:.3f} of {course['checks']}, dues {course['dues']:.3f} of {course['dues_looked_at']}"
    )


def _table(part: dict[str, Any]) -> Iterator[str]:
    yield f"{'kind':24}{'prec':>6}{'rec':>6}{'F1':>6}{'n':>6}  taken for"
    for kind, row in part["kinds"].items():
        others = sorted(((n, g) for g, n in part["confusion"][kind].items() if g != kind), reverse=True)[:4]
        yield (
            f"{kind:24}{row['precision']:6.2f}{row['recall']:6.2f}{row['f1']:6.2f}{row['messages']:6.0f}  "
            + ", ".join(f"{given} {number}" for number, given in others)
        )
