"""``make bench``: every benchmark in turn. Exit status 1 where a target was missed."""

from __future__ import annotations

import subprocess
import sys

missed = False
for name in ("bench_sync", "bench_reading", "bench_feed", "bench_adapters"):
    print(f"== {name}", flush=True)
    missed |= bool(subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode)
sys.exit(missed)
