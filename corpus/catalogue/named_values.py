"""Opens the database of a catalogue, and reads and writes the named values in it: its generation among them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from corpus.catalogue import seals
from corpus.catalogue.database import Database, Session
from corpus.catalogue.database.dialect import upsert
from corpus.catalogue.database.served import on_server
from corpus.catalogue.database.sqlite import SqliteDatabase
from corpus.errors import NotHeld

_SET = upsert("meta", ("name", "value"), "name")
_RAISE = (
    "INSERT INTO meta VALUES ('generation', '1') ON CONFLICT (name) DO UPDATE "
    "SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT)"
)


class NamedValues:
    """The database of a catalogue, with the values that belong to the whole of it.

    It is the file at `path`, or that of a server at `url`; then the folder of `path` is its home all the same.

    It may be used from several threads and processes: nobody sees half a write. Raises StoreUnavailable if it cannot be
    opened or written, is damaged, or is not a catalogue that this version of Licet can read.
    """

    def __init__(self, path: Path, url: str = "") -> None:
        self.path = path
        self._database: Database = on_server(url) if url else SqliteDatabase(path, self._seal_all)

    def _follow(self) -> None:
        """Open the database again where another one has taken its place. Raises StoreUnavailable where none has."""
        self._database = self._database.follow()

    def _seal_all(self, db: Session) -> None:
        seals.seal_all(db)
        self._moved(db)

    @property
    def is_shared(self) -> bool:
        """Return whether other machines may write to it: what is derived of it is then made in each home."""
        return self._database.is_shared

    @property
    def place(self) -> str:
        """Return where it is, as people are told: a path, or an address without its password."""
        return self._database.place

    def alone(self, name: str, wait: float) -> AbstractContextManager[None]:
        """Hold a lock that one process of all machines has at a time. Raises Busy after `wait` seconds."""
        return self._database.alone(name, wait)

    def set_values(self, values: Mapping[str, str]) -> None:
        """Set several named values in one transaction."""
        with self._transaction() as db:
            self._set(db, values)

    def copy_to(self, path: Path) -> None:
        """Write a copy of the catalogue as it is now into a new file of SQLite. Raises StoreUnavailable."""
        self._database.copy_to(path)

    def take_over(self, path: Path) -> None:
        """Take the content of another catalogue in the place of what is held, in one transaction.

        Raises StoreUnavailable; then what was held is held still.
        """
        self._database.take_over(path)

    def damage(self) -> list[str]:
        """Return what the database finds wrong with itself; nothing for a sound one."""
        return self._database.damage()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @property
    def generation(self) -> int:
        """Return a number that rises with every visible change, by which caches notice that they are out of date."""
        number = self._one("SELECT value FROM meta WHERE name = 'generation'", (), default=("0",))[0]
        try:
            return int(number)
        except ValueError as error:
            raise self._database.malformed("malformed generation") from error

    def meta(self, name: str, default: str = "") -> str:
        """Return a named value that belongs to the collection (the encoder's digest, the schema)."""
        return str(self._one("SELECT value FROM meta WHERE name = ?", (name,), default=(default,))[0])

    def briefs(self) -> dict[int, str]:
        """Return what a chat model wrote of editions, by their numbers."""
        first, last = brief_name(""), brief_name("~")
        found = self._all("SELECT name, value FROM meta WHERE name BETWEEN ? AND ?", (first, last))
        return {int(name.rpartition(":")[2]): value for name, value in found if name.rpartition(":")[2].isdigit()}

    def set_meta(self, name: str, value: str) -> None:
        """Set a named value."""
        self.set_values({name: value})

    @staticmethod
    def _set(db: Session, values: Mapping[str, str]) -> None:
        db.each(_SET, values.items())

    @staticmethod
    def _moved(db: Session) -> None:
        """Raise the generation: something visible has changed."""
        db.run(_RAISE)

    @property
    def _format(self) -> int:
        """Return the format of the tables as it is now: a writer may bring it up to date at any time."""
        return self._database.format

    def _all(self, sql: str, values: tuple = ()) -> list[tuple]:
        """Return every row of a query. Raises StoreUnavailable."""
        return self._fresh(sql, values)

    def _fresh(self, sql: str, values: tuple) -> list[tuple]:
        """Return every row of a query, read from the database whatever was read before. Raises StoreUnavailable."""
        return self._database.all(sql, values)

    def _one(self, sql: str, values: tuple, default: tuple | None = None) -> tuple:
        """Return the first row of a query. Raises NotHeld if there is none and no default is given."""
        found = self._all(sql, values)
        if not found and default is None:
            raise NotHeld("That edition is no longer held.", "Ask again: the collection has changed since.")
        return found[0] if found else default  # type: ignore[return-value]

    def _transaction(self) -> AbstractContextManager[Session]:
        """Run a block as one transaction: committed at its end, rolled back if it raises. Raises StoreUnavailable."""
        return self._database.transaction()


def brief_name(number: int | str) -> str:
    """Return the name under which what a chat model wrote of an edition is kept."""
    return f"brief:{number}"
