"""The border to SQLite: one file, opened and checked, its errors mapped to Problems."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from corpus.catalogue import migration
from corpus.catalogue.reads import Reads
from corpus.errors import NotHeld, StoreUnavailable

FORMAT = 3  # of the file, in its user_version; 0, in files that are older than this number, means format 1
UNSEALED = 2  # the format before: it is read as it is, and brought up to date by the first writer


class CatalogueFile:
    """The catalogue's file at `path`, created if it is missing.

    It may be used from several threads and processes: nobody sees half a write. Raises StoreUnavailable if the file
    cannot be opened or written, is damaged, or is not a catalogue that this version of Licet can read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._reads = Reads(path, self._prepare)
            if self._reads.without_space and self._format not in (UNSEALED, FORMAT):
                raise sqlite3.OperationalError("the disk is full, and its format has to be brought up to date first")
        except (sqlite3.Error, OSError) as error:
            raise unavailable(path, error) from error

    def _prepare(self, db: sqlite3.Connection) -> None:
        """Set up a connection that may write; create the tables in a new file, bring an older one up to date."""
        readable = self._recognised(db) in (UNSEALED, FORMAT)
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
        if before == FORMAT:
            return
        older = _has_tables(db)
        schema = files(__package__).joinpath("schema.sql").read_text("utf-8")
        for statement in _statements(schema):
            db.execute(statement)
        if older and before < UNSEALED:
            migration.from_first_format(db)
        if older:
            migration.seal_all(db)
            self._moved(db)
        db.execute(f"PRAGMA user_version={FORMAT}")

    def _recognised(self, db: sqlite3.Connection) -> int:
        """Return the file's format number.

        Raises StoreUnavailable for a database of another program or of a newer Licet.
        """
        number = int(db.execute("PRAGMA user_version").fetchone()[0])
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if number > FORMAT:
            raise StoreUnavailable(
                (
                    f"The catalogue in {self.path.parent} was written by a newer Licet (format {number}; this one "
                    f"reads {FORMAT})."
                ),
                "Update Licet, or name another folder in LICET_HOME; nothing was changed.",
            )
        if tables and not {"meta", "versions"} <= tables:
            raise StoreUnavailable(
                f"{self.path} is a database of another program.",
                "Name another folder in LICET_HOME; nothing was changed.",
            )
        return number

    def damage(self) -> list[str]:
        """Return what SQLite finds wrong with the file, whose every page it looks at; nothing for a sound one."""
        return [str(line) for (line,) in self._fresh("PRAGMA integrity_check(20)", ()) if line != "ok"]

    def close(self) -> None:
        """Close the file."""
        self._reads.close()

    @property
    def generation(self) -> int:
        """Return a number that rises with every visible change, by which caches notice that they are out of date."""
        return int(self._one("SELECT value FROM meta WHERE name = 'generation'", (), default=("0",))[0])

    def meta(self, name: str, default: str = "") -> str:
        """Return a named value that belongs to the collection (the encoder's digest, the schema)."""
        return str(self._one("SELECT value FROM meta WHERE name = ?", (name,), default=(default,))[0])

    def set_meta(self, name: str, value: str) -> None:
        """Set a named value."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _moved(self, db: sqlite3.Connection) -> None:
        """Raise the generation: something visible has changed."""
        db.execute(
            "INSERT INTO meta VALUES ('generation', '1') ON CONFLICT (name) DO UPDATE "
            "SET value = CAST(value AS INTEGER) + 1"
        )

    @property
    def _format(self) -> int:
        """Return the file's format as it is now: a writer may bring it up to date at any time."""
        return int(self._fresh("PRAGMA user_version", ())[0][0])

    def _all(self, sql: str, values: tuple = ()) -> list[tuple]:
        """Return every row of a query. Raises StoreUnavailable."""
        return self._fresh(sql, values)

    def _fresh(self, sql: str, values: tuple) -> list[tuple]:
        """Return every row of a query, read from the file whatever was read before. Raises StoreUnavailable."""
        try:
            return self._reads.all(sql, values)
        except sqlite3.Error as error:
            raise unavailable(self.path, error) from error

    def _one(self, sql: str, values: tuple, default: tuple | None = None) -> tuple:
        """Return the first row of a query. Raises NotHeld if there is none and no default is given."""
        found = self._all(sql, values)
        if not found and default is None:
            raise NotHeld("That edition is no longer held.", "Ask again: the collection has changed since.")
        return found[0] if found else default  # type: ignore[return-value]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a block as one transaction: committed at its end, rolled back if it raises."""
        # A connection of its own: other threads must not see half of a write.
        try:
            db = sqlite3.connect(self.path, timeout=60, isolation_level=None)
            try:
                db.execute("BEGIN IMMEDIATE")
                self._bring_up_to_date(db)
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            finally:
                db.close()
        except sqlite3.Error as error:
            raise unavailable(self.path, error) from error


def _has_tables(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'versions'").fetchone())


def _statements(script: str) -> list[str]:
    """Return the statements of a script; `executescript` would commit the transaction that they belong to."""
    plain = "\n".join(line.partition("--")[0] for line in script.splitlines())
    return [statement for part in plain.split(";") if (statement := part.strip())]


def unavailable(path: Path, error: Exception) -> StoreUnavailable:
    """Return an error of SQLite or the file system as a Problem with the remedy that fits."""
    said = str(getattr(error, "strerror", None) or error)
    if "not a database" in said or "malformed" in said:
        return StoreUnavailable(
            f"The catalogue {path} is damaged: {said}.",
            (
                "Put a copy of the folder back, or move this one away and bring the texts again with `licet sync` "
                "and `licet add`."
            ),
        )
    if "full" in said or "No space" in said or "disk I/O" in said:
        return StoreUnavailable(
            f"The catalogue in {path.parent} cannot be written: {said}.",
            "Make space on the disk, or name another folder in LICET_HOME; what was held before is still held.",
        )
    if path.parent.is_dir() and not os.access(path.parent, os.W_OK):
        return StoreUnavailable(
            f"The folder {path.parent} is read-only for this program, and a catalogue has to be written to be read.",
            "Make it writable, or name another folder in LICET_HOME; nothing was changed.",
        )
    return StoreUnavailable(
        f"The catalogue in {path.parent} cannot be used: {said}.",
        "Check that the folder exists, is writable and has space; LICET_HOME names another.",
    )
