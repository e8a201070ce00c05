"""Chooses the parser that a file needs, and enforces the limits that hold for all of them."""

from __future__ import annotations

import importlib
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.errors import (
    EmptyDocument,
    FilledLine,
    NotHeld,
    ParserFault,
    Problem,
    TooLarge,
    UnknownFormat,
    UnreadableDocument,
)
from corpus.model import Reading
from corpus.parsers.file import MAX_ARCHIVE_DEPTH, File, Parser
from corpus.parsers.mojibake import unreadable_characters

MAX_DOCUMENT_BYTES = 200 * 2**20
MAX_BYTES_SHOWN = "200 MB"

# Of equal claims the first module wins. Modules are imported on first need:
# reading a text file must not load a PDF engine.
PARSER_MODULES = (
    "ecfr.parser",
    "eu.eurlex",
    "eu.formex",
    "uk",
    "east_asia.china",
    "east_asia.japan",
    "east_asia.korea",
    "cfr_markdown",
    "lists",
    "pdf",
    "documents.web",
    "documents.markdown",
    "documents.tabular",
    "documents.office",
    "documents.mail",
    "documents.archive",
    "documents.plain",
)

# The first bytes of a file say more about its type than its name.
_SIGNATURES = ((b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
               (b"II*\0", "a picture"), (b"MM\0*", "a picture"), (b"RIFF", "a sound or video file"),
               (b"ID3", "a sound file"), (b"\x7fELF", "a program"), (b"MZ", "a program"), (b"Rar!", "a RAR archive"),
               (b"7z\xbc\xaf'\x1c", "a 7-Zip archive"), (b"\x1f\x8b", "a gzip archive"), (b"BZh", "a bzip2 archive"),
               (b"SQLite format 3", "a database"), (b"{\\rtf", "an RTF document"))  # fmt: skip


def parsers() -> list[Parser]:
    """Load and return every parser, in the order of MODULES."""
    return [importlib.import_module(f"{__package__}.{name}").PARSER for name in PARSER_MODULES]


def read(path: Path, *, as_of: date | None = None) -> list[Reading]:
    """Return the readings of a local file. Raises what `load` and `read_bytes` raise."""
    return read_bytes(load_file(path, as_of=as_of))


def load_file(path: Path, *, as_of: date | None = None) -> File:
    """Return a local file with its bytes, opened once: its parser, its fingerprint and its copy are made of these.

    Raises NotHeld for a missing path, UnreadableDocument, TooLarge (before anything is read).
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableDocument(FilledLine("{name} is a folder.", {"name": path.name}), "Give the files in it.")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableDocument(FilledLine("{name} is not a regular file.", {"name": path.name}), "Give a file.")
        if status.st_size > MAX_DOCUMENT_BYTES:
            raise _too_large(path.name, status.st_size)
        with path.open("rb") as stream:
            data = stream.read(MAX_DOCUMENT_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotHeld(FilledLine("There is no file {name}.", {"name": path.name}), "Check the path.") from error
    except PermissionError as error:
        raise UnreadableDocument(
            FilledLine("{name} may not be read: no permission for it or for its folder.", {"name": path.name}),
            "Change its permissions, or copy it.",
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UnreadableDocument(
            FilledLine(
                "{name} cannot be opened: {error}.",
                {"name": path.name, "error": getattr(error, "strerror", None) or error},
            ),
            "Check the path and the disk.",
        ) from error
    return File(path.name, data, as_of=as_of)


def read_bytes(file: File) -> list[Reading]:
    """Return the readings of a file in memory.

    Raises TooLarge, EmptyDocument, UnknownFormat, or what the parser raises; every failure is a Problem, except that
    MemoryError is passed on: a process without memory should end.
    """
    if len(file.data) > MAX_DOCUMENT_BYTES:
        raise _too_large(file.name, len(file.data))
    if file.depth > MAX_ARCHIVE_DEPTH:
        raise TooLarge(
            FilledLine("{name} stands in more than {limit} archives.", {"name": file.name, "limit": MAX_ARCHIVE_DEPTH}),
            "Unpack them and add what is inside.",
        )
    if not file.data.strip(b"\0 \t\r\n"):
        raise EmptyDocument(
            FilledLine("{name} is empty.", {"name": file.name}), "Check that it was saved or downloaded completely."
        )
    try:
        return [_noticed(reading, file.doubt) for reading in chosen(file).read(file)]
    except (Problem, MemoryError):
        raise
    except RecursionError as error:
        raise TooLarge(
            FilledLine("{name} is nested too deeply.", {"name": file.name}), "Save it in a simpler form, or as PDF."
        ) from error
    except Exception as error:  # of an archive, the other files are still read
        raise unforeseen(file.name, error) from error


def _noticed(reading: Reading, doubt: str) -> Reading:
    """Return the reading with a warning where its text was, or may have been, read in the wrong encoding."""
    found = (*filter(None, [doubt]), *unreadable_characters(reading.text))
    lines = [line for line in found if line not in reading.warnings]
    return replace(reading, warnings=(*reading.warnings, *lines)) if lines else reading


def unforeseen(name: str, error: Exception) -> ParserFault:
    """Return the problem of a file whose parser raised what no parser should."""
    return ParserFault(
        FilledLine(
            "{name} could not be read ({kind}: {error}).",
            {"name": name, "kind": type(error).__name__, "error": str(error)[:200]},
        ),
        "Save it in another form, such as PDF, and report what kind of file it is.",
    )


def chosen(file: File) -> Parser:
    """Return the parser with the highest claim. Raises UnknownFormat if none claims the file."""
    known = next((name for start, name in _SIGNATURES if file.data.startswith(start) and not _is_text(file.data)), "")
    best, claim = None, 0.0
    if not known:
        for parser in parsers():
            claimed = parser.claims(file)
            if claimed > claim:
                best, claim = parser, claimed
    if best is None:
        raise UnknownFormat(
            FilledLine("{name} is {kind} that Licet does not read.", {"name": file.name, "kind": FilledLine(known, {})})
            if known
            else FilledLine("{name} is of a type that Licet does not read.", {"name": file.name}),
            "Give it as PDF, Word, HTML, XML, Markdown, text, CSV, XLSX, JSON, e-mail or a ZIP of these.",
        )
    return best


def _is_text(data: bytes) -> bool:
    """Return whether a file that happens to begin like a program ("MZ…") is text after all."""
    head = data[:512]
    return not any(byte < 9 or 13 < byte < 32 for byte in head) and not head.startswith((b"{\\rtf", b"\x89", b"\xff"))


def _too_large(name: str, size: int) -> TooLarge:
    return TooLarge(
        FilledLine(
            "{name} has {size} MB; the limit is {limit}.",
            {"name": name, "size": f"{size / 2**20:.0f}", "limit": MAX_BYTES_SHOWN},
        ),
        "Split it, or add the part that you need.",
    )
