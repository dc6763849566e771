"""In what the product differs from a case, said in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tests.unit.cases.casefile import Case, Check
from tests.unit.cases.ways import Seen


def faults_of(case: Case, seen: Mapping[datetime, Seen]) -> list[str]:
    """Every difference at every moment of a case, a line each."""
    return [fault for now in case.moments for fault in _faults(case, now, seen[now])]


def _faults(case: Case, now: datetime, seen: Seen) -> list[str]:
    """In what the product differs from the case at a moment, a line each."""
    when = f"{now:%Y-%m-%d %H:%M}"
    numbers = [number for number, mail in enumerate(case.mails) if mail.at < now]
    names, faults = _names(case, numbers, seen)
    if now == case.moments[-1]:
        for number in numbers:
            if seen.kinds[number] != case.mails[number].kind:
                faults.append(f"mail {number + 1} is {case.mails[number].kind}, was read as {seen.kinds[number]}")
            faults += _unsaid(number, case.mails[number].facts, seen.facts.get(number, frozenset()))
    for check in case.checks:
        if check.now != now:
            continue
        process = seen.processes.get(names.get(check.process, ""))
        if check.state == "not_hiring" and check.process not in case.processes:
            strange = [each["state"] for each in seen.processes.values() if each["state"] != "not_hiring"]
            faults += [f"{when}: nothing here is a hiring process, found {state}" for state in strange]
        elif process is None:
            faults.append(f"{when}: no process {check.process}")
        else:
            faults += [f"{when} {check.process}: {fault}" for fault in _differences(check, process)]
    return faults


def _unsaid(number: int, wanted: frozenset[str] | None, found: frozenset[str]) -> list[str]:
    """In what a mail was taken to say something else; a mail whose facts are not told says what it says."""
    if wanted is None or wanted == found:
        return []
    return [f"mail {number + 1} says {sorted(wanted)}, was taken to say {sorted(found)}"]


def _names(case: Case, numbers: Sequence[int], seen: Seen) -> tuple[dict[str, str], list[str]]:
    """For each process of the case the product's id of it, and what is grouped otherwise."""
    names: dict[str, str] = {}
    for number in numbers:
        found, wanted = seen.belongs[number], case.mails[number].process
        if len(found) == len(wanted) == 1:
            names.setdefault(wanted[0], found[0])
    faults = []
    for number in numbers:
        found = seen.belongs[number]
        wanted = tuple(names.get(name, f"no id for {name}") for name in case.mails[number].process)
        if sorted(found) != sorted(wanted):
            known = {value: key for key, value in names.items()}
            shown = [known.get(name, name) for name in found]
            faults.append(f"mail {number + 1} belongs to {list(case.mails[number].process)}, was put into {shown}")
    if len(set(names.values())) < len(names):
        faults.append(f"processes were thrown together: {names}")
    return names, faults


def _differences(check: Check, process: dict[str, Any]) -> list[str]:
    also = tuple((due["what"], due["due"]) for due in process["also_due"])
    pairs: list[tuple[str, object, object]] = [
        ("state", check.state, process["state"]),
        ("due", check.due, process["next_action_due"]),
        ("also due", check.also_due, also),
        ("live", check.live, process["live"]),
    ]
    for word, wanted in (("do", check.do), ("dont", check.dont)):
        if wanted is not None:
            pairs.append((word, wanted, tuple(item["id"] for item in process["advice"][word])))
    shown: dict[str, Any] = {
        "company": process["company"],
        "role": process["role"],
        "promise": process["promise"] and process["promise"]["latest"],
        "deadline": process["deadline"],
        "interviews": [[each["start"][:16].replace("T", " "), each["status"]] for each in process["interviews"]],
        "notes": process["notes"],
        "sure": process["confidence"] >= 0.6,
        "last_writer": process["last_message"] and process["last_message"]["name"],
        "part": process["last_message"] and process["last_message"]["part"],
    }
    pairs += [(word, value, shown[word]) for word, value in check.more.items()]
    return [f"{what} should be {wanted}, is {found}" for what, wanted, found in pairs if wanted != found]
