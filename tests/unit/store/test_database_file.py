"""The file itself: who may read it, who may open it, and what happens when it cannot be written or read."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from server.hiring.vocabulary import MarkType, MessageRecord, ProcessId
from server.store.database import migrations, statements
from server.store.errors import BusyError, DamagedError, DiskFullError, InUseError, NewerError, StoreError
from server.store.store import Store

Make = Callable[..., MessageRecord]
PROCESS = ProcessId("p0123456789ab")

OPEN_AND = """
import sys, time
from datetime import datetime, timezone
from pathlib import Path
from server.hiring.vocabulary import MarkType, ProcessId
from server.store.store import Store
NOW = datetime(2026, 6, 30, tzinfo=timezone.utc)
PROCESS = ProcessId("p0123456789ab")
store = Store.open(Path(sys.argv[1]), owner={owner})
"""


def _child(path: Path, code: str, *, owner: bool = False) -> subprocess.Popen[str]:
    """Another process that opens the store, runs ``code`` and says what it prints."""
    script = OPEN_AND.format(owner=owner) + code
    return subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_of_the_files_can_read_them(path: Path, record: Make) -> None:
    before = os.umask(0)
    try:
        with Store.open(path, owner=True) as store:
            store.save([record()], "home", "INBOX")
            modes = {file.name: _mode(file) for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert set(modes) >= {"afterview.db", "afterview.db-wal", "afterview.db-shm", "afterview.lock"}
    assert set(modes.values()) == {0o600}
    assert _mode(path.parent) == 0o700


def test_files_left_open_to_others_are_closed(path: Path) -> None:
    Store.open(path).close()
    path.chmod(0o644)
    path.parent.chmod(0o755)
    Store.open(path).close()
    assert (_mode(path), _mode(path.parent)) == (0o600, 0o700)


def test_a_second_server_says_so_and_the_first_goes_on(store: Store, path: Path, now: datetime) -> None:
    with pytest.raises(InUseError, match="already works on the data"):
        Store.open(path, owner=True)
    store.mark(PROCESS, MarkType.THANKED, now, now=now)
    with Store.open(path) as beside:
        assert len(beside.marks()) == 1
    with pytest.raises(InUseError, match="Stop it first"):
        Store.wipe(path)
    store.close()
    Store.open(path, owner=True).close()


def test_a_killed_server_leaves_no_lock(path: Path) -> None:
    child = _child(path, "print('open', flush=True); time.sleep(60)", owner=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    with pytest.raises(InUseError):
        Store.open(path, owner=True)
    child.kill()
    child.communicate()
    Store.open(path, owner=True).close()


def test_a_write_cut_off_by_a_kill_leaves_the_old_state(path: Path, record: Make, now: datetime) -> None:
    with Store.open(path) as store:
        store.save([record()], "home", "INBOX")
        store.mark(PROCESS, MarkType.THANKED, now, now=now)
        version = store.version()
    code = """
with store._write() as (connection, _):
    connection.execute("DELETE FROM marks")
    connection.execute("DELETE FROM messages")
    connection.execute("PRAGMA cache_size = 1")
    connection.executemany(
        "INSERT INTO marks (id, process, what, at, value, made) VALUES (?, 'p', 'thanked', 'x', ?, 'x')",
        [(str(i), "x" * 1000) for i in range(3000)],
    )
    print("writing", flush=True)
    time.sleep(60)
"""
    child = _child(path, code)
    assert child.stdout is not None
    assert child.stdout.readline() == "writing\n"
    assert path.with_name("afterview.db-wal").stat().st_size > 1_000_000
    child.send_signal(signal.SIGKILL)
    child.communicate()
    with Store.open(path, owner=True) as store:
        assert len(store.marks()) == 1
        assert [kept.key for kept in store.records()] == [record().key]
        assert store.version() == version


def test_an_error_in_the_middle_of_a_write_leaves_the_old_state(store: Store, record: Make) -> None:
    store.save([record()], "home", "INBOX")
    before = store.version()
    broken = record("two")
    object.__setattr__(broken, "date", None)
    with pytest.raises(AttributeError):
        store.save([record("three", uid=9), broken], "home", "INBOX")
    assert store.known_keys() == {record().key}
    assert store.version() == before
    store.save([record("four", uid=10)], "home", "INBOX")
    assert len(store.records()) == 2


def test_a_mark_made_by_another_process_is_noticed(store: Store, path: Path) -> None:
    before = store.version()
    seen: list[int] = []
    waiter = threading.Thread(target=lambda: seen.append(store.wait(before, 30)))
    began = time.monotonic()
    waiter.start()
    code = "mark = store.mark(PROCESS, MarkType.FOLLOWED_UP, NOW, now=NOW); print(mark.id)"
    output, _ = _child(path, code).communicate(timeout=30)
    waiter.join(30)
    assert seen
    assert seen[0] != before
    assert time.monotonic() - began < 25
    assert [mark.id for mark in store.marks()] == [output.strip()]


def test_many_processes_and_threads_write_at_once_and_nothing_is_lost(store: Store, path: Path, now: datetime) -> None:
    code = "for _ in range(20): store.mark(PROCESS, MarkType.THANKED, NOW, now=NOW)"
    children = [_child(path, code) for _ in range(3)]

    def write() -> None:
        for _ in range(20):
            store.mark(PROCESS, MarkType.ANSWERED, now, now=now)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for child in children:
        child.communicate(timeout=60)
        assert child.returncode == 0
    assert len(store.marks()) == 120


def test_waiting_ends_with_a_write_a_timeout_or_the_end(store: Store, now: datetime) -> None:
    before = store.version()
    began = time.monotonic()
    assert store.wait(before, 0.2) == before
    assert 0.15 < time.monotonic() - began < 5
    threading.Timer(0.1, lambda: store.mark(PROCESS, MarkType.THANKED, now, now=now)).start()
    assert store.wait(before, 30) == before + 1
    threading.Timer(0.1, store.close).start()
    assert store.wait(before + 1, 30) == before + 1
    assert time.monotonic() - began < 20


def test_writes_that_no_reader_can_notice_do_not_count(store: Store) -> None:
    before = store.version()
    store.seen_clients({})
    store.settle("home")
    assert store.version() == before


def test_a_full_disk_is_said_and_what_was_saved_stays(store: Store, record: Make, now: datetime) -> None:
    mark = store.mark(PROCESS, MarkType.THANKED, now, now=now)
    pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
    store._writer.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(DiskFullError, match="disk is full"):
        store.save([record(str(n), uid=n, subject="x" * 500) for n in range(1, 300)], "home", "INBOX")
    assert store.records() == []
    assert store.marks() == (mark,)
    store._writer.execute("PRAGMA max_page_count = 1000000")
    store.save([record()], "home", "INBOX")
    assert len(store.records()) == 1


def test_a_database_that_stays_locked_is_said(store: Store, path: Path, now: datetime) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store._writer.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(BusyError, match="in use by another program"):
        store.mark(PROCESS, MarkType.THANKED, now, now=now)
    other.execute("ROLLBACK")
    other.close()
    store.mark(PROCESS, MarkType.THANKED, now, now=now)
    assert len(store.marks()) == 1


def test_data_of_a_newer_version_is_left_alone(path: Path) -> None:
    Store.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    connection.close()
    for owner in (False, True):
        with pytest.raises(NewerError, match="newer Afterview"):
            Store.open(path, owner=owner)


@pytest.mark.parametrize(
    "content", [b"this is no database at all, but a text\n" * 200, b"SQLite format 3\x00" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_said_and_kept(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    for owner in (False, True):
        with pytest.raises(StoreError, match="damaged"):
            Store.open(path, owner=owner)
    assert path.read_bytes() == content


def test_broken_pages_are_found_before_serving(path: Path, record: Make) -> None:
    with Store.open(path) as store:
        store.save([record(str(n), uid=n) for n in range(1, 200)], "home", "INBOX")
    content = bytearray(path.read_bytes())
    for start in range(4096 * 4, len(content), 4096 * 2):
        content[start : start + 200] = b"\xa5" * 200
    path.write_bytes(content)
    with pytest.raises(DamagedError, match="marks made by hand are only in that file"):
        Store.open(path, owner=True)


def test_a_folder_in_its_place_is_said(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreError, match="is a folder"):
        Store.open(path)


def test_a_folder_that_may_not_be_written_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("server.store.database.os.open", refuse)
    with pytest.raises(StoreError, match="cannot be used: Permission denied"):
        Store.open(path)


def test_a_folder_shared_by_all_users_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o1777)
    with pytest.raises(StoreError, match="folder of its own"):
        Store.open(path)
    assert _mode(path.parent) == 0o1777
    assert list(path.parent.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_said(path: Path) -> None:
    path.parent.write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(path)


def test_a_migration_that_fails_changes_nothing(path: Path, record: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(path) as store:
        store.save([record()], "home", "INBOX")
    scripts = migrations()
    bad = "CREATE TABLE more (a TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);\n"
    monkeypatch.setattr("server.store.database.migrations", lambda: (*scripts, bad))
    with pytest.raises(StoreError, match="nowhere"):
        Store.open(path)
    good = "CREATE TABLE more (a TEXT) STRICT;\nALTER TABLE marks ADD COLUMN note TEXT;\n"
    monkeypatch.setattr("server.store.database.migrations", lambda: (*scripts, good))
    with Store.open(path) as store:
        assert store._read("SELECT count(*) FROM more") == [(0,)]
        assert store._read("PRAGMA user_version") == [(len(scripts) + 1,)]
        assert len(store.records()) == 1
    monkeypatch.undo()
    with pytest.raises(NewerError):
        Store.open(path)


def test_two_processes_may_open_a_new_file_at_once(path: Path) -> None:
    children = [_child(path, "store.mark(PROCESS, MarkType.THANKED, NOW, now=NOW)") for _ in range(4)]
    for child in children:
        child.communicate(timeout=60)
        assert child.returncode == 0
    with Store.open(path) as store:
        assert len(store.marks()) == 4


def test_every_table_is_strict_and_the_settings_hold(store: Store) -> None:
    tables = store._read(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"
    )
    assert len(tables) >= 9
    assert all(strict for _, strict in tables)
    assert store._read("PRAGMA journal_mode") == [("wal",)]
    assert store._read("PRAGMA foreign_keys") == [(1,)]
    assert store._read("PRAGMA secure_delete") == [(1,)]


def test_scripts_are_split_into_statements() -> None:
    assert [s.strip() for s in statements("CREATE TABLE a (b TEXT); -- c;\nINSERT INTO a VALUES (';');\n")] == [
        "CREATE TABLE a (b TEXT); -- c;",
        "INSERT INTO a VALUES (';');",
    ]
    with pytest.raises(ValueError, match="incomplete"):
        list(statements("CREATE TABLE a (b TEXT)"))


def test_wipe_leaves_nothing(path: Path, record: Make) -> None:
    with Store.open(path, owner=True) as store:
        store.save([record()], "home", "INBOX")
    path.with_name("afterview.db-wal").write_bytes(b"left by a crash")
    Store.wipe(path)
    assert list(path.parent.iterdir()) == []
    Store.wipe(path)


def test_what_is_forgotten_cannot_be_found_in_the_file(path: Path, record: Make) -> None:
    with Store.open(path, owner=True) as store:
        store.save([record(subject="Astonishing secret")], "home", "INBOX")
        store.forget_account("home")
    assert not [file for file in path.parent.iterdir() if b"Astonishing" in file.read_bytes()]
