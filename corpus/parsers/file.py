"""The input of every parser, and what a parser is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.errors import FilledLine, TooLarge, UnreadableDocument
from corpus.language.normal_form import one_line, whole_characters
from corpus.model import Reading

if TYPE_CHECKING:  # tables are read only where a text is not UTF-8
    from corpus.parsers.encoding import Decoded

MAX_ARCHIVE_DEPTH = 4  # archives and messages inside one another
MAX_FILES = 5_000  # in one archive or message, with all that stands in them
MAX_UNPACKED = 1_000 * 2**20
MAX_UNPACKED_RATIO = (
    100  # bytes for each packed byte: documents pack to a tenth or thirtieth, a bomb to a thousandth and less
)
SMALL_UNPACKED = 20 * 2**20  # bytes that may be packed as well as they can be
_LONGEST_STEM = 300  # characters


class Unpacking:
    """What may still be unpacked of one file: archives and messages inside one another share it."""

    def __init__(self, packed: int) -> None:
        self._bytes = min(MAX_UNPACKED, max(SMALL_UNPACKED, MAX_UNPACKED_RATIO * packed))
        self._files = MAX_FILES
        self.exhausted = False

    def take(self, name: str, size: int, files: int) -> None:
        """Count so many bytes and files of `name`. Raises TooLarge where that is more than is left."""
        self._bytes -= size
        self._files -= files
        if self._files < 0:
            self.exhausted = True
            raise TooLarge(
                FilledLine(
                    "{name} holds more than {limit} files, with what is inside them.",
                    {"name": name, "limit": f"{MAX_FILES:,}"},
                ),
                "Unpack it and add what you need.",
            )
        if self._bytes < 0:
            self.exhausted = True
            raise TooLarge(
                FilledLine("{name} unpacks to far more than it holds.", {"name": name}),
                "Unpack it and add what you need.",
            )


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
    unpacking: Unpacking | None = field(default=None, repr=False, compare=False)  # of the outermost of them
    _decoded: Decoded | None = field(default=None, init=False, repr=False, compare=False)  # several parsers look at it

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", whole_characters(self.name))
        if self.unpacking is None:
            object.__setattr__(self, "unpacking", Unpacking(len(self.data)))

    def inside(self, name: str, data: bytes) -> File:
        """Return a file that stands in this one. Raises TooLarge where this one holds too many or too much.

        The bytes are counted before they are unpacked, by `take`.
        """
        return replace(self, name=name, data=data, url="", depth=self.depth + 1)

    def take(self, size: int, files: int = 1) -> None:
        """Count bytes and files before they are unpacked. Raises TooLarge where there are too many."""
        assert self.unpacking is not None
        self.unpacking.take(self.name, size, files)

    @property
    def suffix(self) -> str:
        """Return the extension in lower case, with its dot."""
        return PurePath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """Return the name without its extension, as a person can see it: it is the title of what has no other."""
        return one_line(PurePath(self.name).stem)[:_LONGEST_STEM] or "unnamed"

    def text(self) -> str:
        """Return the bytes as text, by byte-order mark, declared or detected encoding.

        Raises UnreadableDocument if the bytes are not text in any encoding that fits.
        """
        return self._decode().text

    @property
    def doubt(self) -> str:
        """Return in a line why the encoding of the text that was taken is not certain; "" where it is."""
        return self._decoded.doubt if self._decoded else ""

    def _decode(self) -> Decoded:
        from corpus.parsers.encoding import decoded

        if self._decoded is None:
            try:
                object.__setattr__(self, "_decoded", decoded(self.data))
            except ValueError as error:
                raise UnreadableDocument(
                    FilledLine(
                        "{name} cannot be read as text: {error}.",
                        {"name": self.name, "error": error.args[0] if error.args else error},
                    ),
                    "Save it as UTF-8, or give it the extension of what it is.",
                ) from error
        assert self._decoded is not None
        return self._decoded


@dataclass(frozen=True, slots=True)
class Parser:
    """The parser of one format.

    `claims(file)` returns how sure it is, from 0 to 1, that the file is of its format, by name and first bytes;
    `read(file)` returns the readings in it (an archive or a mailbox holds several).
    """

    name: str
    claims: Callable[[File], float]
    read: Callable[[File], list[Reading]]
