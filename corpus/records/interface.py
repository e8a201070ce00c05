"""What is asked of a store of records, wherever it keeps them."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from corpus.errors import FilledLine, StoreUnavailable
from corpus.language.lazy_regex import lazy_regex

# Of a record as it is now (None: there is none) what shall be kept in its place (None: nothing).
RecordChange = Callable[[bytes | None], bytes | None]
_RECORD_NAME = lazy_regex(r"[\w.@+-]{1,120}(?:/[\w.@+-]{1,120}){0,3}", re.ASCII)


class Records(ABC):
    """Records by their names, each written whole or not at all. All methods raise StoreUnavailable with its remedy."""

    @abstractmethod
    def where(self, name: str) -> str:
        """Return where a record is, as people are told: its file, or its name and a database without its password."""

    @abstractmethod
    def read(self, name: str) -> bytes | None:
        """Return a record as it is now, whoever wrote it last; None where there is none."""

    @abstractmethod
    def names(self, folder: str) -> list[str]:
        """Return the names of all records below a folder, sorted."""

    @abstractmethod
    def below(self, folder: str, ending: str) -> Mapping[str, bytes]:
        """Return the records directly in a folder whose names end so; one that cannot be read is left out."""

    @abstractmethod
    def change(self, name: str, change: RecordChange) -> None:
        """Put what `change` makes of a record in its place; nobody else changes that record meanwhile.

        What `change` raises leaves the record as it was.
        """

    @abstractmethod
    def alone(self, name: str, wait: float = 0.0) -> AbstractContextManager[None]:
        """Hold a lock that one process has at a time; it is free again when the process dies.

        Raises Busy after `wait` seconds.
        """

    @abstractmethod
    def close(self) -> None:
        """Close what is open."""

    @abstractmethod
    def append(self, name: str, line: bytes) -> None:
        """Put a line, without its break, behind those of a record; what is there is not written anew."""

    def write(self, name: str, content: bytes) -> None:
        """Put a record in the place of what there was under its name."""
        self.change(name, lambda held: content)

    def delete(self, name: str) -> None:
        """Delete a record; none needs to be there."""
        self.change(name, lambda held: None)

    def add(self, name: str, content: bytes) -> None:
        """Put a record where there is none under its name."""
        self.change(name, lambda held: content if held is None else held)


def checked_name(name: str) -> str:
    """Return the name of a record or a folder of them. Raises ValueError for one that could lead elsewhere."""
    if not _RECORD_NAME.fullmatch(name) or {".", ".."} & set(name.split("/")):
        raise ValueError(f"{name[:80]!r} is no name of a record")
    return name


@contextmanager
def reworded(what: str, remedy: str = "Check that LICET_HOME is writable and has space.") -> Iterator[None]:
    """Say `what` could not be done where the store fails in the block; the remedy of a server is the server's own."""
    try:
        yield
    except StoreUnavailable as problem:
        told = f"{what}: {{reason}}."
        if isinstance(cause := problem.__cause__, OSError):
            raise StoreUnavailable(FilledLine(told, {"reason": cause.strerror or cause}), remedy) from cause
        raise StoreUnavailable(FilledLine(told, {"reason": problem.message.rstrip(".")}), problem.remedy) from problem
