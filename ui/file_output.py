"""Files that a person names: written, or one line with its remedy."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import BadRequest


def save_file(path: Path, data: bytes) -> None:
    """Write a file that a person named. Raise BadRequest where it cannot be written."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror or error}.", "Name another file.") from error
