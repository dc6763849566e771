"""What was measured on one corpus."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.bench.evaluate.tally import Course, Tally


@dataclass
class Result:
    """The counts of one corpus. ``faults`` are a line each, by the name of the case; kept for cases alone."""

    name: str
    alone: Tally = field(default_factory=Tally)
    together: Tally = field(default_factory=Tally)
    course: Course = field(default_factory=Course)
    read: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    cases: int = 0
    passed: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    """What could not be read, a sentence each."""

    def summary(self) -> dict[str, Any]:
        """All figures as plain values."""
        found: dict[str, Any] = {
            "corpus": self.name,
            "messages": self.together.counts.total(),
            "mails_a_second": round(self.read / self.seconds) if self.seconds else 0,
            "cpu_ms_a_mail": round(self.cpu / self.read * 1000, 2) if self.read else 0.0,
            "process": self.together.summary(),
        }
        if self.alone.counts:
            found["alone"] = self.alone.summary()
        if self.course.counts:
            found["course"] = self.course.summary()
        if self.cases:
            found["cases"] = {"cases": self.cases, "passed": self.passed}
        if self.unread:
            found["unread"] = self.unread
        return found
