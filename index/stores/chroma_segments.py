"""The files of Chroma's vector indexes on disk: which belong to a collection, and whether they were written to the end.

Chroma writes an index's files in place, one after the other. A process that is killed at it leaves new and old side by side, and
Chroma does not look: it takes missing vectors for zeros, or dies of a list that is cut off, and its process with it. So whether the
files fit together is looked at before Chroma reads them.
Source of the layout: `saveIndex` and `persistDirty` of https://github.com/chroma-core/hnswlib, version 1 of its header.
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
    """The folder of a collection's vector index; None where it was not written out yet. Raises sqlite3.Error."""
    with _database(store) as db:
        row = db.execute("SELECT id FROM segments WHERE scope = 'VECTOR' AND collection = ?", (collection,)).fetchone()
    return folder if row and (folder := store / row[0]).is_dir() else None


def whole(folder: Path) -> bool:
    """Whether the files of a vector index fit together in their sizes. Raises OSError.

    True too for a version that is not known here, then Chroma has the word; and before the first writing out, when the files stand
    for nothing: Chroma reads none of them without `index_metadata.pickle`, and has all vectors in its log.
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
    """How many lists a file holds, each led by its size in bytes; -1 where the last is cut off."""
    data = path.read_bytes()
    if len(data) % 4:
        return -1
    words = np.frombuffer(data, np.uint32)
    filled = np.flatnonzero(words)  # most elements have an empty list: from one that is not to the next
    place = links = 0
    while (n := int(np.searchsorted(filled, place))) < len(filled):
        length = int(words[filled[n]]) // 4
        links += length
        place = int(filled[n]) + 1 + length
    return len(words) - links if place <= len(words) else -1


def sweep(store: Path) -> None:
    """Deletes the folders of vector indexes that no collection has any more: Chroma leaves them lying. Raises sqlite3.Error."""
    with _database(store) as db:
        known = {row[0] for row in db.execute("SELECT id FROM segments")}
    for folder in {file.parent for file in store.glob("*/header.bin")}:
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)


def _database(store: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(
        sqlite3.connect(f"{(store / 'chroma.sqlite3').absolute().as_uri()}?mode=ro", uri=True, timeout=30)
    )
