"""The input of every parser, and what a parser is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from corpus.errors import UnreadableDocument
from corpus.model import Reading

MAX_DEPTH = 4  # archives and messages inside one another


@dataclass(frozen=True, slots=True)
class File:
    """The bytes of a file with what is known about it from outside.

    `name` is a file name without a folder; `url` the address it was fetched from, "" for a local file; `as_of` the
    edition's date, if the caller knows it (it is often not in the file).
    """

    name: str
    data: bytes = field(repr=False)
    url: str = ""
    as_of: date | None = None
    depth: int = 0  # how many archives and messages it stands in

    @property
    def suffix(self) -> str:
        """Return the extension in lower case, with its dot."""
        return PurePath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """Return the name without its extension."""
        return PurePath(self.name).stem

    def text(self) -> str:
        """Return the bytes as text, by byte-order mark, declared or detected encoding.

        Raises UnreadableDocument if the bytes are not text in any encoding that fits.
        """
        from corpus.parsers.encoding import decode

        try:
            return decode(self.data)
        except ValueError as error:
            raise UnreadableDocument(
                f"{self.name} is not text in any encoding that fits.",
                "Save it as UTF-8, or give it the extension of what it is.",
            ) from error


@dataclass(frozen=True, slots=True)
class Parser:
    """The parser of one format.

    `claims(file)` returns how sure it is, from 0 to 1, that the file is of its format, by name and first bytes;
    `read(file)` returns the readings in it (an archive or a mailbox holds several).
    """

    name: str
    claims: Callable[[File], float]
    read: Callable[[File], list[Reading]]
