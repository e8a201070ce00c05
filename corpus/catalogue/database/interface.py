"""What a catalogue asks of its database, whichever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from corpus.catalogue.database.dialect import Dialect
from corpus.errors import StoreUnavailable


class Readable(ABC):
    """Something that rows are read from."""

    dialect: Dialect

    @abstractmethod
    def all(self, sql: str, values: tuple = ()) -> list[tuple]:
        """Return every row of a query."""


class Session(Readable):
    """One transaction: what is written in it is seen by nobody else until it ends."""

    @abstractmethod
    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement."""

    @abstractmethod
    def each(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each row of values."""

    @abstractmethod
    def insert(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Write many rows, each with all columns of a table in their order."""


class Database(Readable):
    """A database that holds one catalogue. All methods raise StoreUnavailable, with the remedy that fits."""

    place: str  # where it is, as people are told; without a password
    is_shared: bool  # whether other machines may write to it: what is derived of it is made in each home

    @property
    @abstractmethod
    def format(self) -> int:
        """Return the format of its tables as it is now: a writer may bring it up to date at any time."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Session]:
        """Run a block as one transaction: committed at its end, rolled back if it raises. Writers take turns."""

    @abstractmethod
    def alone(self, name: str, wait: float) -> AbstractContextManager[None]:
        """Hold a lock that one process of all machines has at a time; it is free again when the process dies.

        Raises Busy naming the holder after `wait` seconds.
        """

    @abstractmethod
    def changed(self) -> tuple:
        """Return what differs once anybody has written, as far as that can be told without reading."""

    @abstractmethod
    def follow(self) -> Database:
        """Return this database, or the one that has taken its place."""

    @abstractmethod
    def copy_to(self, path: Path) -> None:
        """Write a copy of the catalogue as it is now into a new file of SQLite."""

    @abstractmethod
    def take_over(self, path: Path) -> None:
        """Take the content of a file of SQLite in the place of what is held, in one transaction."""

    @abstractmethod
    def damage(self) -> list[str]:
        """Return what the database finds wrong with itself; nothing for a sound one."""

    @abstractmethod
    def malformed(self, said: str) -> StoreUnavailable:
        """Return the problem of a value that nobody can read."""

    @abstractmethod
    def close(self) -> None:
        """Close the connections."""
