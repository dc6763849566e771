"""The demo as people run it: a real sync over IMAP, every state covered, the feed served and shown beside it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.demo.sample import sample
from server.hiring.vocabulary import State

AFTERVIEW = [sys.executable, "-W", "error", "-m", "server"]
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A running demo: what it printed up to its last line, and the environment that it lives in."""
    environment = {**os.environ, "AFTERVIEW_HOME": str(tmp_path_factory.mktemp("demo")), "TZ": "Europe/Berlin"}
    running = subprocess.Popen(
        [*AFTERVIEW, "demo", "--no-browser"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        printed = ""
        for line in running.stdout:
            printed += line
            if "Ctrl+C" in line:
                break
        yield printed, environment
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=20)
        assert running.returncode == 0, errors
    finally:
        running.kill()
        running.wait()


def feed(environment: dict[str, str]) -> dict[str, object]:
    done = subprocess.run([*AFTERVIEW, "feed", "--json"], env=environment, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_the_sample_covers_every_state() -> None:
    content = sample(TODAY, ZoneInfo("Europe/Berlin"))
    assert {process.expect for process in content.processes} == set(State)
    assert len(content.processes) >= 25


def test_every_mail_of_the_sample_comes_from_a_reserved_domain() -> None:
    for mail in sample(TODAY, ZoneInfo("UTC")).mails():
        parsed = message_from_bytes(mail.source, policy=policy.default)
        text = "\n".join(str(part.get_content()) for part in parsed.walk() if part.get_content_maintype() == "text")
        for domain in re.findall(r"@([A-Za-z0-9.-]+)", text + "\n" + "\n".join(map(str, parsed.values()))):
            assert domain.endswith(".example"), domain


def test_it_says_where_to_look_and_how_to_load_the_extension(demo: tuple[str, dict[str, str]]) -> None:
    printed, _ = demo
    assert re.search(r"http://127\.0\.0\.1:\d+/#code=", printed)
    assert "afterview extension export chromium" in printed
    assert "Stop the demo" in printed


def test_each_process_stands_where_a_reader_would_put_it(demo: tuple[str, dict[str, str]]) -> None:
    """Also: nothing of the ordinary mail became a process."""
    _, environment = demo
    found = feed(environment)
    zone = ZoneInfo("Europe/Berlin")
    content = sample(datetime.now(zone).date(), zone)
    processes = found["processes"]
    assert isinstance(processes, list)
    home = {name: process for process in processes for name in process["message_ids"]}
    wrong = []
    for expected in content.processes:
        got = {home[mail.message_id]["state"] for mail in expected.mails if mail.message_id in home}
        if got != {expected.expect}:
            wrong.append((expected.mails[0].message_id, expected.expect, got))
    assert wrong == []
    own = {mail.message_id for process in content.processes for mail in process.mails}
    assert [process["subject"] for process in processes if not own & set(process["message_ids"])] == []


def test_the_feed_beside_it_is_what_it_serves(demo: tuple[str, dict[str, str]]) -> None:
    _, environment = demo
    first, second = feed(environment), feed(environment)
    assert first["processes"] == second["processes"]
    assert first["schema_version"] == 1


def test_a_second_server_on_the_same_data_says_so_and_stops(demo: tuple[str, dict[str, str]]) -> None:
    _, environment = demo
    started = time.monotonic()
    done = subprocess.run(
        [*AFTERVIEW, "serve"], env=environment, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 2
    assert "Another Afterview server already works" in done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - started < 30


def test_a_mark_from_the_terminal_reaches_the_running_server(demo: tuple[str, dict[str, str]]) -> None:
    _, environment = demo
    done = subprocess.run(
        [*AFTERVIEW, "mark", "Brightwater", "thanked"], env=environment, capture_output=True, text=True, check=True
    )
    mark = re.search(r"--undo (m[0-9a-f]{12})", done.stdout)
    assert mark is not None

    def state() -> str:
        processes = feed(environment)["processes"]
        assert isinstance(processes, list)
        return str(next(process["state"] for process in processes if process["company"] == "Brightwater"))

    assert state() == "waiting"
    subprocess.run([*AFTERVIEW, "mark", "--undo", mark[1]], env=environment, capture_output=True, check=True)
    assert state() == "thank_you_due"


def test_nothing_secret_lies_open_on_disk(demo: tuple[str, dict[str, str]]) -> None:
    _, environment = demo
    for path in Path(environment["AFTERVIEW_HOME"]).iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name
