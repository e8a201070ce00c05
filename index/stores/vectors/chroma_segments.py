"""Files of Chroma's vector indexes on disk: which folder belongs to a collection, and whether its files match.

Chroma writes the files of an index in place, one after the other. A process that is killed meanwhile leaves new files
beside old ones. Chroma does not check this: it reads missing vectors as zeros, or crashes on a truncated list or on a
neighbour that does not exist, and the whole process with it. Therefore the files are checked before Chroma reads them.
Source of the layout: `saveIndex` and `persistDirty` of https://github.com/chroma-core/hnswlib, header version 1.
"""

from __future__ import annotations

import contextlib
import sqlite3
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# version, offset, room, elements, bytes of an element, place of its label, of its vector, highest level, entry, M, M0
_HEADER = struct.Struct("<iQQQQQQiIQQ")
_VERSION = 1
_LENGTH_BYTES = 4
_COMPLETE = "index_metadata.pickle"  # without it Chroma reads none of the files and takes all vectors from its log
_LENGTHS = "length.bin"
_ROOM_AT_FIRST = 100  # elements: Chroma begins the files with room for so many


def folder_of(store: Path, collection: str) -> Path | None:
    """Return the folder of a collection's vector index; None where none was written yet. Raises sqlite3.Error."""
    address = f"{(store / 'chroma.sqlite3').absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(address, uri=True, timeout=30)) as db:
        row = db.execute("SELECT id FROM segments WHERE scope = 'VECTOR' AND collection = ?", (collection,)).fetchone()
    return folder if row and (folder := store / row[0]).is_dir() else None


def sound_files(store: Path) -> list[Path]:
    """Return the files of all vector indexes that match, which stay as they are until vectors are written.

    Raises OSError.
    """
    folders = sorted({file.parent for file in store.glob("*/header.bin")})
    return [file for folder in folders if is_complete(folder) for file in files_of(folder)]


def files_of(folder: Path) -> list[Path]:
    """Return the files of a vector index that stay as they are until vectors are written.

    There are none before the first complete write: until then Chroma fills them anew whenever it opens them.
    """
    return sorted(f for f in folder.iterdir() if f.is_file()) if (folder / _COMPLETE).exists() else []


def is_sound(database: Path) -> bool:
    """Return whether SQLite finds no fault in Chroma's database."""
    address = f"{database.absolute().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=30)) as db:
            return db.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    except sqlite3.Error:
        return False


def is_complete(folder: Path) -> bool:
    """Return whether the files of a vector index match, so that Chroma can read them. Raises OSError.

    True also for an unknown header version, which is left to Chroma, and before the first complete write.
    """
    if not (folder / _COMPLETE).exists():
        return True
    try:
        header = (folder / "header.bin").read_bytes()
        if len(header) < _HEADER.size:
            return False
        if int.from_bytes(header[:4], "little", signed=True) != _VERSION:
            return True
        graph = _Graph.of(header)
        return (
            graph.is_plausible
            and (folder / "data_level0.bin").stat().st_size == graph.room * graph.size
            and (folder / _LENGTHS).stat().st_size == graph.room * _LENGTH_BYTES
            and _lowest_links(folder / "data_level0.bin", graph)
            and _higher_links(folder / "link_lists.bin", graph)
        )
    except FileNotFoundError:
        return False


@dataclass(frozen=True, slots=True)
class _Graph:
    """Measures of a graph of neighbours, from the header."""

    elements: int
    size: int
    label: int
    vector: int
    highest: int
    entry: int
    most: int
    most_lowest: int

    @classmethod
    def of(cls, header: bytes) -> _Graph:
        _, _, _, elements, size, label, vector, highest, entry, most, lowest = _HEADER.unpack_from(header)
        return cls(elements, size, label, vector, highest, entry, most, lowest)

    @property
    def room(self) -> int:
        """Return for how many elements the files have room."""
        return max(self.elements, _ROOM_AT_FIRST)

    @property
    def is_plausible(self) -> bool:
        """Return whether the places in an element follow each other, and the search begins at one that exists."""
        ordered = self.vector == 4 + 4 * self.most_lowest and self.vector < self.label == self.size - 8
        return ordered and (self.elements == 0 or (0 <= self.entry < self.elements and self.highest >= 0))


def _lowest_links(path: Path, graph: _Graph) -> bool:
    """Return whether every neighbour on the lowest level is an element."""
    if not graph.elements:
        return True
    elements = np.memmap(path, np.uint8, "r", shape=(graph.room, graph.size))[: graph.elements]
    links = np.ascontiguousarray(elements[:, : graph.vector]).view(np.uint32)
    return _exist(links, graph.most_lowest, graph.elements)


def _higher_links(path: Path, graph: _Graph) -> bool:
    """Return whether there is a list for each element, each of whole levels, with neighbours that are elements."""
    data = path.read_bytes()
    if len(data) % 4:
        return False
    words = np.frombuffer(data, np.uint32)
    level = graph.most + 1  # words of one level: a count and the neighbours
    filled = np.flatnonzero(words)  # most lists are empty: step from one non-empty list to the next
    place = links = 0
    while (n := int(np.searchsorted(filled, place))) < len(filled):
        begin, length = int(filled[n]) + 1, int(words[filled[n]]) // 4
        levels = words[begin : begin + length]
        if length % level or length > level * max(graph.highest, 0) or len(levels) < length:
            return False
        if not _exist(levels.reshape(-1, level), graph.most, graph.elements):
            return False
        links += length
        place = begin + length
    return len(words) - links == graph.elements


def _exist(links: np.ndarray, most: int, elements: int) -> bool:
    """Return whether all rows (a count, then neighbours) have at most so many neighbours, and those are elements."""
    counts = links[:, 0] & 0xFFFF  # a mark of deletion stands in the byte after
    used = np.arange(most) < counts[:, None]
    return bool((counts <= most).all() and (links[:, 1 : most + 1][used] < elements).all())
