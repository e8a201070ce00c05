"""Reads from one SQLite file in WAL mode, also when the disk is full or the folder cannot be written.

The first connection to such a file creates a small one beside it (`-shm`, through which connections that read and write
see each other). On a full disk that fails, and every search with it, and so it does in a folder that is read-only. A
file that cannot be opened for that reason is therefore opened without it: SQLite then keeps the index of the log in
memory and takes no locks; where there is no log, the file is opened as one that nobody changes. Nothing protects such
a connection from a process that writes once there is space again; so it compares the files before and after each read,
and reads again what was written in between. Source: https://www.sqlite.org/wal.html#use_of_wal_without_shared_memory

Each read has a connection to itself. Two threads that run the same SQL through one connection share its prepared
statement; with Python 3.13 one of them was then given no row, or an empty one, where there was one.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue

_FULL_DISK_ERRORS = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
}  # IOERR is what SQLite reports if there is no space for the `-shm` file
_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
_TRIES = 20
_LONGEST_WAIT = 30.0  # seconds
_CONNECTIONS_KEPT = 8  # open between reads; more are opened while more threads read, and closed after it
# Connections without locks, kept open to the end: POSIX drops every lock that a process has on a file when
# it closes any descriptor of it, and another thread may be writing.
_UNLOCKED: list[sqlite3.Connection] = []


class Reads:
    """Connections for reading, usable from any thread.

    `prepare(connection)` sets up a connection that may write; it may raise. Raises sqlite3.Error.
    """

    def __init__(self, path: Path, prepare: Callable[[sqlite3.Connection], None]) -> None:
        self._path, self._prepare = path, prepare
        self._lock = threading.Lock()
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._closed = False
        self._db, self._seen = self._open()
        if self._seen is None:
            self._idle.put(self._db)
        self._inode = self._state()[0][0]

    @property
    def only_reads(self) -> bool:
        """Return whether nothing could be written when the file was opened: the disk was full, or is read-only."""
        return self._seen is not None

    @property
    def is_moved(self) -> bool:
        """Return whether another file stands in the place of the one that was opened, or none."""
        return self._state()[0][0] != self._inode

    def all(self, sql: str, values: tuple = ()) -> list[tuple]:
        """Return every row of a query. Raises sqlite3.Error."""
        if self._seen is not None and (rows := self._all_without_locks(sql, values)) is not None:
            return rows
        with self._own() as db:
            return db.execute(sql, values).fetchall()

    def files(self) -> tuple:
        """Return what a write to the file or its log changes, whoever writes: inode, size and time of both."""
        return self._state()

    def copy_to(self, copy: sqlite3.Connection) -> None:
        """Copy the whole file as it is now into another database. Raises sqlite3.Error."""
        with self._lock:
            if self._seen is not None:
                self._db.backup(copy)
                return
        with self._own() as db:
            db.backup(copy)

    def close(self) -> None:
        """Close the connections: those that are read from as soon as their read has ended."""
        self._closed = True
        if self._seen is None:
            self._shrink(0)

    def _all_without_locks(self, sql: str, values: tuple) -> list[tuple] | None:
        """Return every row of a query that nobody wrote into; None once the file can be opened as usual."""
        with self._lock:
            for _ in range(_TRIES):
                if self._seen is None:
                    return None
                if self._seen == self._state():
                    rows = self._db.execute(sql, values).fetchall()
                    if self._seen == self._state():
                        return rows
                self._db, self._seen = self._open()
                if self._seen is None:
                    self._idle.put(self._db)
                    return None
        raise sqlite3.OperationalError("it is being written, and there is no space to take turns")

    @contextmanager
    def _own(self) -> Iterator[sqlite3.Connection]:
        """Give a block a connection that no other thread uses meanwhile."""
        db = self._waited(0.0) or self._another()
        try:
            yield db
        finally:
            self._idle.put(db)
            self._shrink(0 if self._closed else _CONNECTIONS_KEPT)

    def _waited(self, seconds: float) -> sqlite3.Connection | None:
        try:
            return self._idle.get(timeout=seconds)
        except Empty:
            return None

    def _another(self) -> sqlite3.Connection:
        """Open one more connection; where that cannot be, wait for one that another thread gives back."""
        if self._closed:
            raise sqlite3.ProgrammingError("Cannot operate on a closed database.")
        address = f"{self._path.absolute().as_uri()}?mode=rw"
        db = None
        try:
            db = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=30, isolation_level=None)
            db.execute("PRAGMA synchronous=NORMAL")
            if not self.is_moved:  # a file that has taken the place of the first one is not mixed with it
                return db
        except sqlite3.OperationalError:
            pass  # no space, or too many open files: what is open is enough
        if db is not None:
            db.close()
        if (waited := self._waited(_LONGEST_WAIT)) is None:
            raise sqlite3.OperationalError("database is locked")
        return waited

    def _shrink(self, kept: int) -> None:
        while self._idle.qsize() > kept and (db := self._waited(0.0)):
            db.close()

    def _open(self) -> tuple[sqlite3.Connection, tuple | None]:
        """Open the file, without locks if the disk is full; the second value is then the files' state, else None."""
        db = sqlite3.connect(self._path, check_same_thread=False, timeout=30, isolation_level=None)
        try:
            self._prepare(db)
            return db, None
        except sqlite3.OperationalError as error:
            db.close()
            code = getattr(error, "sqlite_errorcode", 0)
            without = _FULL_DISK_ERRORS if os.access(self._path.parent, os.W_OK) else _FULL_DISK_ERRORS | _UNWRITABLE
            if os.name != "posix" or code & 0xFF not in without or code == sqlite3.SQLITE_IOERR_SHORT_READ:
                raise
        except BaseException:
            db.close()
            raise
        state = self._state()
        how = "vfs=unix-none" if state[1][1] else "immutable=1"
        address = f"{self._path.absolute().as_uri()}?mode=ro&{how}"
        db = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
        _UNLOCKED.append(db)
        # With this the log's index stays in memory; the lock that it names is one of `unix-none`, which does nothing.
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        return db, state

    def _state(self) -> tuple:
        """Return what a write changes: inode, size and time of the file and of its log."""
        out = []
        for path in (os.fspath(self._path), f"{self._path}-wal"):
            try:
                status = os.stat(path)
                out.append((status.st_ino, status.st_size, status.st_mtime_ns))
            except FileNotFoundError:
                out.append((0, 0, 0))
        return tuple(out)
