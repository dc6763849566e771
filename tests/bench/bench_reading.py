"""What understanding a mail costs on one core: a typical one, 100 KB of HTML, 10,000 in a row, a scan of 1,000.

``python -m tests.bench.bench_reading``. Processor time, so that others on the machine do not count.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from server import scan
from server.mailbox.types import FolderRole, RawMessage
from server.reader import read
from tests.support import maildir

TYPICAL_MS, HTML_MS, GROWTH_MB, SCAN_SECONDS = 5.0, 40.0, 10.0, 6.0
ME = frozenset({"dana@example.net"})
NOW = datetime(2026, 11, 20, tzinfo=UTC)
SECOND = 1_780_000_000


def mails(kind: str) -> Iterator[bytes]:
    """Mails of one kind (``hiring``, ``person``, ``news``), each another one, without end."""
    maker = maildir.Maker(3, SECOND)
    while True:
        for _, _, source, _, _ in maker.unit(kind, 3):
            yield source


def page(octets: int) -> bytes:
    """One newsletter of about so many octets."""
    return min(islice(mails("news"), 200), key=lambda source: abs(len(source) - octets))


def cost(work: Callable[[], object]) -> float:
    """Milliseconds of processor time, the least of three."""
    times = []
    for _ in range(3):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return min(times)


def understand(source: bytes) -> None:
    """The way of one mail from its octets to what is kept of it."""
    read(RawMessage(source, FolderRole.INBOX), ME, NOW)


def peak() -> float:
    """The most memory that this process had so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def growth(count: int) -> tuple[float, float]:
    """Megabytes at most after the first tenth of ``count`` mails of all kinds, and how many more at the end."""
    kinds = [mails("hiring"), mails("person"), mails("news")]
    for number in range(count // 10):
        understand(next(kinds[number % 20 % 3 if number % 20 < 6 else 1]))
    early = peak()
    for number in range(count - count // 10):
        understand(next(kinds[number % 20 % 3 if number % 20 < 6 else 1]))
    return early, peak() - early


def scanned() -> float:
    """Seconds of processor time of ``afterview scan`` over 1,000 mails, seven of ten of them newsletters."""
    with tempfile.TemporaryDirectory() as folder:
        maildir.make(Path(folder) / "box", 1000)
        child = [sys.executable, "-m", "tests.bench.bench_reading", "--scan", folder]
        return float(subprocess.run(child, check=True, capture_output=True, text=True).stdout)


def main() -> int:
    """Measure, print the table; the status says whether the targets were met."""
    if sys.argv[1:2] == ["--scan"]:
        scan.scan([Path(sys.argv[2]) / "box"], ME, NOW, UTC, "UTC")
        print(time.process_time())
        return 0
    early, more = growth(10_000)
    hiring = [cost(lambda source=source: understand(source)) for source in islice(mails("hiring"), 60)]
    plain = [cost(lambda source=source: understand(source)) for source in islice(mails("person"), 60)]
    html = page(100_000)
    rich = cost(lambda: understand(html))
    seconds = scanned()
    typical = max(statistics.median(hiring), statistics.median(plain))
    print(f"a hiring mail           {statistics.median(hiring):7.1f} ms")
    print(
        f"a personal mail         {statistics.median(plain):7.1f} ms   ratio {typical / TYPICAL_MS:.2f} of the target"
    )
    print(f"{len(html) / 1000:.0f} KB of HTML          {rich:7.1f} ms   ratio {rich / HTML_MS:.2f} of the target")
    print(f"10,000 mails            {early:7.0f} MB after the first tenth, {more:.1f} MB more at the end")
    print(f"scan of 1,000 mails     {seconds:7.1f} s of processor time, the start of the program with it")
    met = typical <= TYPICAL_MS and rich <= HTML_MS and more <= GROWTH_MB and seconds <= SCAN_SECONDS
    print(f"targets ({TYPICAL_MS} ms, {HTML_MS} ms, {GROWTH_MB} MB, {SCAN_SECONDS} s): {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
