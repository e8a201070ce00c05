"""Reads from one SQLite file in WAL mode, also when the disk is full or the folder cannot be written.

The first connection to such a file creates a small one beside it (`-shm`, through which connections that read and write
see each other). On a full disk that fails, and every search with it, and so it does in a folder that is read-only. A
file that cannot be opened for that reason is therefore opened without it: SQLite then keeps the index of the log in
memory and takes no locks; where there is no log, the file is opened as one that nobody changes. Nothing protects such
a connection from a process that writes once there is space again; so it compares the files before and after each read,
and reads again what was written in between. Source: https://www.sqlite.org/wal.html#use_of_wal_without_shared_memory
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

_FULL_DISK_ERRORS = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
}  # IOERR is what SQLite reports if there is no space for the `-shm` file
_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
_TRIES = 20
# Connections without locks, kept open to the end: POSIX drops every lock that a process has on a file when
# it closes any descriptor of it, and another thread may be writing.
_UNLOCKED: list[sqlite3.Connection] = []


class Reads:
    """A connection for reading, usable from any thread.

    `prepare(connection)` sets up a connection that may write; it may raise. Raises sqlite3.Error.
    """

    def __init__(self, path: Path, prepare: Callable[[sqlite3.Connection], None]) -> None:
        self._path, self._prepare = path, prepare
        self._lock = threading.Lock()
        self._db, self._seen = self._open()
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
        if self._seen is None:
            return self._db.execute(sql, values).fetchall()
        with self._lock:
            for _ in range(_TRIES):
                if self._seen == self._state():
                    rows = self._db.execute(sql, values).fetchall()
                    if self._seen == self._state():
                        return rows
                self._db, self._seen = self._open()
                if self._seen is None:
                    return self._db.execute(sql, values).fetchall()
        raise sqlite3.OperationalError("it is being written, and there is no space to take turns")

    def files(self) -> tuple:
        """Return what a write to the file or its log changes, whoever writes: inode, size and time of both."""
        return self._state()

    def copy_to(self, copy: sqlite3.Connection) -> None:
        """Copy the whole file as it is now into another database. Raises sqlite3.Error."""
        self._db.backup(copy)

    def close(self) -> None:
        """Close the connection."""
        if self._seen is None:
            self._db.close()

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
