"""Which reader a file needs, and the limits that hold for all of them."""

from __future__ import annotations

import importlib
from datetime import date
from pathlib import Path

from corpus.errors import EmptyDocument, NotHeld, TooLarge, UnknownFormat, UnreadableDocument
from corpus.model import Reading
from corpus.readers.file import File, Reader

MAX_BYTES = 200 * 2**20
MAX_BYTES_SHOWN = "200 MB"

# In the order in which equal claims are settled. Imported on first need: reading a text file must not load a PDF engine.
MODULES = (
    "ecfr",
    "eurlex",
    "formex",
    "uk",
    "china",
    "japan",
    "cfr_markdown",
    "lists",
    "pdf",
    "web",
    "markdown",
    "plain",
)


def readers() -> list[Reader]:
    """Every reader, loaded."""
    return [importlib.import_module(f"corpus.readers.{name}").READER for name in MODULES]


def read(path: Path, *, as_of: date | None = None) -> list[Reading]:
    """The readings of a local file.

    Raises NotHeld for a missing path, TooLarge, EmptyDocument, UnknownFormat, or what the reader raises.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TooLarge(
                f"{path.name} has {size / 2**20:.0f} MB; the limit is {MAX_BYTES_SHOWN}.",
                "Split it, or add the part that you need.",
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotHeld(f"There is no file {path.name}.", "Check the path.") from error
    except OSError as error:
        raise UnreadableDocument(f"{path.name} cannot be opened: {error.strerror}.", "Check its permissions.") from error
    return read_bytes(File(path.name, data, as_of=as_of))


def read_bytes(file: File) -> list[Reading]:
    """The readings of a file in memory. Raises as `read` does."""
    if len(file.data) > MAX_BYTES:
        raise TooLarge(
            f"{file.name} has {len(file.data) / 2**20:.0f} MB; the limit is {MAX_BYTES_SHOWN}.",
            "Split it, or add the part that you need.",
        )
    if not file.data.strip():
        raise EmptyDocument(f"{file.name} is empty.", "Check that it was saved or downloaded completely.")
    best = max(readers(), key=lambda reader: reader.claims(file))
    if best.claims(file) <= 0:
        raise UnknownFormat(
            f"{file.name} is of a type that Licet does not read.",
            "Give it as PDF, Word, HTML, XML, Markdown, text, CSV, XLSX, JSON, e-mail or a ZIP of these.",
        )
    return best.read(file)
