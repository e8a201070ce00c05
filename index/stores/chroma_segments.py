"""Files of Chroma's vector indexes on disk: which folder belongs to a collection, and whether its files match.

Chroma writes the files of an index in place, one after the other. A process that is killed meanwhile leaves new files
beside old ones. Chroma does not check this: it reads missing vectors as zeros, or crashes on a truncated list, and the
whole process with it. Therefore the files are checked before Chroma reads them. Source of the layout: `saveIndex` and
`persistDirty` of https://github.com/chroma-core/hnswlib, header version 1.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import struct
from pathlib import Path

import numpy as np

_HEADER = struct.Struct("<iQQQQ")  # version, offset, room, elements, bytes of an element
_VERSION = 1
_LENGTH_BYTES = 4


def folder_of(store: Path, collection: str) -> Path | None:
    """Return the folder of a collection's vector index; None where none was written yet. Raises sqlite3.Error."""
    with _database(store) as db:
        row = db.execute("SELECT id FROM segments WHERE scope = 'VECTOR' AND collection = ?", (collection,)).fetchone()
    return folder if row and (folder := store / row[0]).is_dir() else None


def is_complete(folder: Path) -> bool:
    """Return whether the sizes of the files of a vector index match. Raises OSError.

    True also for an unknown header version, which is left to Chroma, and before the first complete write: without
    `index_metadata.pickle` Chroma reads none of the files and takes all vectors from its log.
    """
    if not (folder / "index_metadata.pickle").exists():
        return True
    try:
        header = (folder / "header.bin").read_bytes()
        if len(header) < _HEADER.size:
            return False
        version, _, _, elements, size = _HEADER.unpack_from(header)
        if version != _VERSION:
            return True
        return (
            (folder / "data_level0.bin").stat().st_size == elements * size
            and (folder / "length.bin").stat().st_size == elements * _LENGTH_BYTES
            and _lists(folder / "link_lists.bin") == elements
        )
    except FileNotFoundError:
        return False


def _lists(path: Path) -> int:
    """Return how many lists a file holds, each preceded by its size in bytes; -1 where the last is truncated."""
    data = path.read_bytes()
    if len(data) % 4:
        return -1
    words = np.frombuffer(data, np.uint32)
    filled = np.flatnonzero(words)  # most lists are empty: step from one non-empty list to the next
    place = links = 0
    while (n := int(np.searchsorted(filled, place))) < len(filled):
        length = int(words[filled[n]]) // 4
        links += length
        place = int(filled[n]) + 1 + length
    return len(words) - links if place <= len(words) else -1


def delete_orphans(store: Path) -> None:
    """Delete index folders that belong to no collection, which Chroma leaves behind. Raises sqlite3.Error."""
    with _database(store) as db:
        known = {row[0] for row in db.execute("SELECT id FROM segments")}
    for folder in {file.parent for file in store.glob("*/header.bin")}:
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)


def _database(store: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(
        sqlite3.connect(f"{(store / 'chroma.sqlite3').absolute().as_uri()}?mode=ro", uri=True, timeout=30)
    )
