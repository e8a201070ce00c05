"""What every parser is given."""

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
    """One file's bytes with what is known about it from outside.

    `name` is a file name without a folder; `url` where it was fetched, "" for a local file; `as_of` the edition's date
    when the caller knows it (it is often not in the file).
    """

    name: str
    data: bytes = field(repr=False)
    url: str = ""
    as_of: date | None = None
    depth: int = 0  # how many archives and messages it stands in

    @property
    def suffix(self) -> str:
        """Lower-case extension with its dot."""
        return PurePath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """The name without its extension."""
        return PurePath(self.name).stem

    def text(self) -> str:
        """The bytes as text, by BOM, declared or detected encoding.

        Raises UnreadableDocument when the bytes are no text in any encoding that fits.
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
    """A format: `claims(file)` says from 0 to 1 how sure it is that the file is one of its own (looking at name and
    first bytes only), `read(file)` returns the readings in it (an archive or a mailbox holds several)."""

    name: str
    claims: Callable[[File], float]
    read: Callable[[File], list[Reading]]
