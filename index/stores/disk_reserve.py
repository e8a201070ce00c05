"""A little space kept back for the store's own bookkeeping, so that what is held can be searched on a full disk.

Chroma writes a few kilobytes whenever it is opened, through a journal that SQLite makes beside its database and deletes again.
On a full disk there is no space for that file; so one of its size is kept, and put in its place when it is needed. SQLite takes
a journal that begins with zeros for an empty one and writes over it.
Source: https://www.sqlite.org/fileformat2.html#the_rollback_journal
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_SIZE = 2**18  # bytes; the journal of an opening takes nine thousand
_LEAST = 2**14
_BLOCK = 2**12


class Reserve:
    """The space kept for the SQLite file `database`."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name("reserve")
        self._journal = database.with_name(f"{database.name}-journal")

    def keep(self) -> None:
        """Keeps the space where it is not kept yet, on a full disk as much of it as is left; nothing is said where none is."""
        if self._path.exists():
            return
        part = self._path.with_name(f"reserve-{os.getpid()}.part")
        with contextlib.suppress(OSError):
            try:
                with part.open("wb", buffering=0) as file:
                    with contextlib.suppress(OSError):
                        for _ in range(0, _SIZE, _BLOCK):
                            file.write(bytes(_BLOCK))
                    os.fsync(file.fileno())
                    enough = file.tell() >= _LEAST
                if enough:
                    part.replace(self._path)
            finally:
                part.unlink(missing_ok=True)

    def give(self) -> bool:
        """Makes the journal of the next transaction out of the space; False when none is kept or a journal is there already,
        which is another writer's and must not be touched."""
        try:
            os.link(self._path, self._journal)  # unlike a renaming, it fails where something is
            self._path.unlink()
        except OSError:
            return False
        return True
