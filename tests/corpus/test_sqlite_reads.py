"""Reads of one SQLite file: each has a connection that no other read uses meanwhile, on every version of Python."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue.database import sqlite_reads
from corpus.catalogue.database.sqlite_reads import Reads

SQL = "SELECT number FROM rows"
AT_ONCE = 4


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with one row."""
    path = tmp_path / "file.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE rows AS SELECT 7 AS number")
        db.commit()
    return path


@pytest.fixture
def reads(file: Path) -> Iterator[Reads]:
    """Reads of that database, closed behind the test."""
    opened = Reads(file, lambda db: None)
    yield opened
    opened.close()


class Meeting(sqlite3.Connection):
    """Connection whose query waits until so many others have begun: they are under way at the same time."""

    begun = threading.Barrier(AT_ONCE)
    used: list[sqlite3.Connection] = []  # noqa: RUF012 - each test begins it anew

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if sql == SQL:
            Meeting.used.append(self)
            Meeting.begun.wait(60)
        return super().execute(sql, *values)


def test_reads_at_the_same_time_share_no_connection(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Meeting.begun, Meeting.used, opened = threading.Barrier(AT_ONCE), [], sqlite3.connect
    monkeypatch.setattr(sqlite_reads.sqlite3, "connect", lambda *a, **how: opened(*a, **how, factory=Meeting))
    reads = Reads(file, lambda db: None)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert [*threads.map(lambda _: reads.all(SQL), range(AT_ONCE))] == [[(7,)]] * AT_ONCE
    assert len({id(connection) for connection in Meeting.used}) == AT_ONCE
    reads.close()


def test_a_connection_is_lent_again_only_once_its_read_has_ended(reads: Reads) -> None:
    with reads._own() as first:
        with reads._own() as second:
            assert first is not second
        with reads._own() as third:
            assert third is second
    with reads._own() as again:
        assert again in (first, second)


def test_no_more_connections_stay_open_than_are_kept(reads: Reads) -> None:
    most = sqlite_reads._CONNECTIONS_KEPT
    lent = [reads._own() for _ in range(most + 3)]
    opened = [one.__enter__() for one in lent]
    for one in lent:
        one.__exit__(None, None, None)
    assert reads._idle.qsize() == most
    closed = 0
    for connection in opened:
        try:
            connection.execute(SQL)
        except sqlite3.ProgrammingError:
            closed += 1
    assert closed == 3


def test_a_long_read_does_not_keep_others_waiting(tmp_path: Path) -> None:
    reads = Reads(tmp_path / "file.sqlite", lambda db: None)
    with ThreadPoolExecutor(1) as threads, reads._own() as held:
        held.execute("CREATE TABLE rows AS SELECT 7 AS number")
        assert threads.submit(reads.all, "SELECT number FROM rows").result(timeout=20) == [(7,)]
    reads.close()
    with pytest.raises(sqlite3.ProgrammingError):
        reads.all("SELECT 1")
