"""Disk space reserved for the vector store, so that held sources can be searched on a full disk.

Chroma writes a few kilobytes whenever it is opened, through a journal that SQLite creates beside its database and
deletes again. On a full disk there is no space for that file. So a file of its size is kept, and put in its place when
it is needed: SQLite takes a journal that begins with zeros for an empty one and overwrites it. Source:
https://www.sqlite.org/fileformat2.html#the_rollback_journal
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_RESERVED_BYTES = 2**18  # bytes to reserve; opening the store writes a journal of nine thousand
_LEAST_BYTES = 2**14  # bytes below which a reserve is of no use
_BLOCK_BYTES = 2**12


class Reserve:
    """Space reserved for the journal of the SQLite file `database`."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name("reserve")
        self._journal = database.with_name(f"{database.name}-journal")

    def keep(self) -> None:
        """Reserve the space where it is not reserved yet; on a full disk as much as is left.

        Where nothing can be reserved, nothing happens: no error is raised.
        """
        if self._path.exists():
            return
        part = self._path.with_name(f"reserve-{os.getpid()}.part")
        with contextlib.suppress(OSError):
            try:
                with part.open("wb", buffering=0) as file:
                    with contextlib.suppress(OSError):
                        for _ in range(0, _RESERVED_BYTES, _BLOCK_BYTES):
                            file.write(bytes(_BLOCK_BYTES))
                    os.fsync(file.fileno())
                    enough = file.tell() >= _LEAST_BYTES
                if enough:
                    part.replace(self._path)
            finally:
                part.unlink(missing_ok=True)

    def give(self) -> bool:
        """Turn the reserved space into the journal of the next transaction; return whether that was possible.

        It is not where no space is reserved, or where a journal exists already: that belongs to another writer and must
        not be touched.
        """
        try:
            os.link(self._path, self._journal)  # unlike a rename, it fails where the file exists
            self._path.unlink()
        except OSError:
            return False
        return True
