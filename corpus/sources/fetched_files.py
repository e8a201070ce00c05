"""The files that a sync has downloaded, in a folder that several instances may share.

A file there is whole, or it is not there.

Beside every document stands a small JSON with the publisher's validators (ETag, Last-Modified), so that the next
request can be conditional. The body is deleted once the collection holds its text; the JSON stays.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import StoreUnavailable
from corpus.kept_file import read_whole, write_whole


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """What is known of the last fetch of one edition.

    `url` is the address that answered, `asked` the one requested (before redirects); `began` the edition's first day as
    an ISO date, "" if it is not dated; `held` whether the collection has added it; `looked_at` when the publisher last
    confirmed that this is its current text.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    size: int = 0
    began: str = ""
    media_type: str = ""
    fetched_at: str = ""
    looked_at: str = ""
    held: bool = False
    asked: str = ""


class FetchedFiles:
    """The folder of downloaded files. Raises StoreUnavailable if it cannot be written (disk full, read-only)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mark(self, key: str) -> FetchRecord | None:
        """Return the record of an edition; None if there is none or it cannot be read."""
        try:
            return FetchRecord(**json.loads(read_whole(self._path(key, ".json")).decode()))
        except (OSError, ValueError, TypeError):
            return None

    def body(self, key: str, mark: FetchRecord) -> bytes | None:
        """Return the bytes downloaded but not added yet; None if they are missing or damaged."""
        try:
            data = read_whole(self._path(key, ".body"))
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == mark.sha256 else None

    def keep(self, key: str, mark: FetchRecord, body: bytes | None = None) -> None:
        """Write the body, then the record.

        If a run dies between the two, the old record does not fit the new body, and the body is ignored.
        """
        if body is not None:
            self._write(self._path(key, ".body"), body)
        self._write(self._path(key, ".json"), json.dumps(asdict(mark), indent=1).encode())

    def drop_body(self, key: str) -> None:
        """Delete a body, since the collection now holds its text."""
        self._guarded(lambda: self._path(key, ".body").unlink(missing_ok=True))

    def sweep(self) -> None:
        """Delete the half-written files of a killed run."""

        def swept() -> None:
            for path in self.folder.glob("*.part"):
                path.unlink(missing_ok=True)

        self._guarded(swept)

    def _write(self, path: Path, data: bytes) -> None:
        self._guarded(lambda: write_whole(path, data))

    def _path(self, key: str, suffix: str) -> Path:
        name = re.sub(r"[^a-z0-9@.-]+", "_", key.casefold())[:80]
        return self.folder / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:8]}{suffix}"

    def _guarded(self, act: Callable[[], None]) -> None:
        """Run a file operation with its errors mapped to StoreUnavailable."""
        try:
            act()
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            raise StoreUnavailable(
                f"{self.folder} cannot be written: {'the disk is full' if full else error.strerror or error}.",
                "Make space, or name another folder in LICET_HOME (where instances share a database, in "
                "LICET_FETCHED_FOLDER); then start the sync again.",
            ) from error
