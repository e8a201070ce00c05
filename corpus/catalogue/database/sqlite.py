"""A catalogue in one file of SQLite: opened and checked, its errors mapped to Problems."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

from corpus.catalogue.database.dialect import SQLITE
from corpus.catalogue.database.format_1_upgrade import from_first_format
from corpus.catalogue.database.interface import Database, Session
from corpus.catalogue.database.sqlite_reads import Reads
from corpus.catalogue.database.sqlite_schema import CATALOGUE_FORMAT, UNSEALED, schema_statements
from corpus.errors import StoreUnavailable

# What stands beside a catalogue that has been used: its log, and the index in this layout or in the one before.
_BESIDE = ("{}-wal", "index", "chroma")
_DAMAGE = ("not a database", "malformed", "Could not decode", "no such table", "no such column")
_BACK = (
    "Put a copy back with `licet restore FILE`, or move the folder away and bring the texts again with `licet sync` "
    "and `licet add`."
)


class SqliteSession(Session):
    """One transaction over a connection to SQLite. Raises sqlite3.Error."""

    dialect = SQLITE

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def all(self, sql: str, values: tuple = ()) -> list[tuple]:
        """Return every row of a query."""
        return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement."""
        self._db.execute(sql, tuple(values))

    def each(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each row of values."""
        self._db.executemany(sql, rows)

    def insert(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Write many rows, each with all columns of a table in their order."""
        width = len(self._db.execute(f"SELECT * FROM {table} LIMIT 0").description)
        self._db.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * width)})", rows)


class SqliteDatabase(Database):
    """The file at `path`, created if it is missing; `seal(session)` seals the editions of an older format.

    It may be used from several threads and processes: nobody sees half a write. Raises StoreUnavailable if the file
    cannot be opened or written, is damaged, or is not a catalogue that this version of Licet can read.
    """

    dialect = SQLITE
    is_shared = False

    def __init__(self, path: Path, seal: Callable[[Session], None]) -> None:
        self.path, self._seal, self.place = path, seal, str(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._reads = self._opened()
        except (sqlite3.Error, OSError) as error:
            raise unavailable(path, error) from error

    @property
    def only_reads(self) -> bool:
        """Return whether nothing could be written when the file was opened: the disk was full, or is read-only."""
        return self._reads.only_reads

    @property
    def format(self) -> int:
        """Return the file's format as it is now."""
        return int(self.all("PRAGMA user_version")[0][0])

    def all(self, sql: str, values: tuple = ()) -> list[tuple]:
        """Return every row of a query. Raises StoreUnavailable."""
        try:
            return self._reads.all(sql, values)
        except sqlite3.Error as error:
            raise unavailable(self.path, error) from error

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Run a block as one transaction: committed at its end, rolled back if it raises."""
        # A connection of its own: other threads must not see half of a write.
        try:
            address = f"{self.path.absolute().as_uri()}?mode=rw"  # one that is gone is not made anew
            db = sqlite3.connect(address, uri=True, timeout=60, isolation_level=None)
            try:
                db.execute("BEGIN IMMEDIATE")
                self._bring_up_to_date(db)
                yield SqliteSession(db)
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            finally:
                db.close()
        except sqlite3.Error as error:
            raise unavailable(self.path, error) from error

    def alone(self, name: str, wait: float) -> AbstractContextManager[None]:
        """Hold nothing: who writes to the file holds the lock of its home, which lies on the same machine."""
        return nullcontext()

    def changed(self) -> tuple:
        """Return what a write to the file or its log changes, whoever writes: inode, size and time of both."""
        return self._reads.files()

    def follow(self) -> Database:
        """Return this file, or the other one that has taken its place. Raises StoreUnavailable where none has."""
        if not self._reads.is_moved:
            return self
        if not self.path.exists():
            raise _lost(self.path, "is gone", "")
        return SqliteDatabase(self.path, self._seal)

    def copy_to(self, path: Path) -> None:
        """Write a copy of the catalogue as it is now into a new file, by SQLite's backup. Raises StoreUnavailable."""
        try:
            with closing(sqlite3.connect(path)) as copy:
                self._reads.copy_to(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        except sqlite3.Error as error:
            raise unavailable(path, error) from error

    def take_over(self, path: Path) -> None:
        """Take the content of another catalogue in the place of what is held, in one transaction.

        Raises StoreUnavailable; then what was held is held still.
        """
        address = f"{self.path.absolute().as_uri()}?mode=rw"
        try:
            with closing(sqlite3.connect(path)) as new, closing(sqlite3.connect(address, uri=True, timeout=60)) as held:
                ours, theirs = (db.execute("PRAGMA page_size").fetchone()[0] for db in (held, new))
                if ours != theirs:  # a file that others have open keeps its own
                    new.execute("PRAGMA journal_mode=DELETE")
                    new.execute(f"PRAGMA page_size={int(ours)}")
                    new.execute("VACUUM")
                new.backup(held)
        except sqlite3.Error as error:
            raise unavailable(self.path, error) from error

    def damage(self) -> list[str]:
        """Return what SQLite finds wrong with the file, whose every page it looks at; nothing for a sound one."""
        return [str(line) for (line,) in self.all("PRAGMA integrity_check(20)") if line != "ok"]

    def malformed(self, said: str) -> StoreUnavailable:
        """Return the problem of a value that nobody can read."""
        return unavailable(self.path, sqlite3.DatabaseError(said))

    def close(self) -> None:
        """Close the file."""
        self._reads.close()

    def _opened(self) -> Reads:
        """Open the file, which is made only where nothing says that there was one."""
        size = self.path.stat().st_size if self.path.exists() else None
        if not size and (left := self._beside()):
            raise _lost(self.path, "is gone" if size is None else "is empty (0 bytes)", left[0])
        reads = Reads(self.path, self._prepare)
        if reads.only_reads and int(reads.all("PRAGMA user_version")[0][0]) not in (UNSEALED, CATALOGUE_FORMAT):
            raise sqlite3.OperationalError("nothing can be written, and its format has to be brought up to date first")
        return reads

    def _beside(self) -> list[str]:
        names = (name.format(self.path.name) for name in _BESIDE)
        return [name for name in names if (self.path.parent / name).exists()]

    def _prepare(self, db: sqlite3.Connection) -> None:
        """Set up a connection that may write; create the tables in a new file, bring an older one up to date."""
        readable = self._recognised(db) in (UNSEALED, CATALOGUE_FORMAT)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        if readable:
            return
        db.execute("BEGIN IMMEDIATE")
        try:
            self._bring_up_to_date(db)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise

    def _bring_up_to_date(self, db: sqlite3.Connection) -> None:
        """Create the tables in a new file, bring those of an older format to this one; in the caller's transaction."""
        before = self._recognised(db)  # another process may have been faster
        if before == CATALOGUE_FORMAT:
            return
        older = _has_tables(db)
        for statement in schema_statements():
            db.execute(statement)
        session = SqliteSession(db)
        if older and before < UNSEALED:
            from_first_format(session)
        if older:
            self._seal(session)
        db.execute(f"PRAGMA user_version={CATALOGUE_FORMAT}")

    def _recognised(self, db: sqlite3.Connection) -> int:
        """Return the file's format number.

        Raises StoreUnavailable for a database of another program or of a newer Licet.
        """
        number = int(db.execute("PRAGMA user_version").fetchone()[0])
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if number > CATALOGUE_FORMAT:
            raise StoreUnavailable(
                (
                    f"The catalogue in {self.path.parent} was written by a newer Licet (format {number}; this one "
                    f"reads {CATALOGUE_FORMAT})."
                ),
                "Update Licet, or name another folder in LICET_HOME; nothing was changed.",
            )
        if number and not tables:
            raise sqlite3.DatabaseError("file is not a database: its tables are gone")
        if tables and not {"meta", "versions"} <= tables:
            raise StoreUnavailable(
                f"{self.path} is a database of another program.",
                "Name another folder in LICET_HOME; nothing was changed.",
            )
        return number


def _has_tables(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'versions'").fetchone())


def _lost(path: Path, how: str, beside: str) -> StoreUnavailable:
    there = f", and {beside} stands beside it" if beside else ""
    return StoreUnavailable(f"The catalogue {path} {how}{there}: nothing was made in its place.", _BACK)


def unavailable(path: Path, error: Exception) -> StoreUnavailable:
    """Return an error of SQLite or the file system as a Problem with the remedy that fits."""
    said = str(getattr(error, "strerror", None) or error)
    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_IOERR_SHORT_READ or any(word in said for word in _DAMAGE):
        return StoreUnavailable(f"The catalogue {path} is damaged: {said}.", _BACK)
    if "full" in said or "No space" in said or "disk I/O" in said:
        return StoreUnavailable(
            f"The catalogue in {path.parent} cannot be written: {said}.",
            "Make space on the disk, or name another folder in LICET_HOME; what was held before is still held.",
        )
    if path.parent.is_dir() and not os.access(path.parent, os.W_OK):
        return StoreUnavailable(
            f"The folder {path.parent} is read-only for this program: {said}.",
            "What is held can be asked; to change it, make the folder writable, or name another in LICET_HOME.",
        )
    return StoreUnavailable(
        f"The catalogue in {path.parent} cannot be used: {said}.",
        "Check that the folder exists, is writable and has space; LICET_HOME names another.",
    )
