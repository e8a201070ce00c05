"""Part files: what the ranker reads of some hundred passages, in one file that is named by the digest of its content.

A part is written once, under its name, and never changed: a file whose name is not its digest is damaged. Layout: head
(magic, rows, dimension), ids `[rows, 24]` in order, lengths `[rows, 3]` of terms, context and tokens, then a record for
each row: its vector, terms, context and tokens.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from corpus.kept_file import write_whole

SUFFIX = ".vectors"
_PART_HEAD = struct.Struct("<16sII")  # magic, rows, dimension of the vectors
_MAGIC = b"licet part v3\0\0\0"
_ID = 24  # characters of a passage's id
_HALF = np.dtype(np.float16).itemsize


@dataclass(frozen=True, slots=True)
class PartRow:
    """Row of a part as bytes: float16 vector, uint32 terms and context, int8 token vectors."""

    id: str
    vector: bytes
    terms: bytes
    context: bytes
    tokens: bytes


class VectorPart:
    """One part file, with its ids and the places of its records in memory. Raises OSError, ValueError if damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            magic, rows, self.dimension = _PART_HEAD.unpack(_exactly(file.read(_PART_HEAD.size), _PART_HEAD.size))
            size = os.fstat(file.fileno()).st_size
            if magic != _MAGIC or rows * _ID > size:
                raise ValueError("no part file")
            self.ids: list[str] = _strings(_exactly(file.read(rows * _ID), rows * _ID))
            lengths = np.frombuffer(_exactly(file.read(rows * 12), rows * 12), np.uint32).reshape(rows, 3)
        self.lengths = lengths.astype(np.int64)
        records = self.lengths.sum(axis=1) + self.dimension * _HALF
        self.ends = _PART_HEAD.size + rows * (_ID + 12) + np.cumsum(records)
        self.starts = self.ends - records
        if (int(self.ends[-1]) if rows else _PART_HEAD.size) != size:
            raise ValueError("cut off")

    @cached_property
    def places(self) -> dict[str, int]:
        """Return the row of each id."""
        return dict(zip(self.ids, range(len(self.ids)), strict=True))

    def rows(self, places: Iterable[int]) -> Iterator[PartRow]:
        """Yield the rows at these places. Raises OSError, ValueError."""
        with self.path.open("rb", buffering=0) as file:
            for place in places:
                start, size = int(self.starts[place]), int(self.ends[place] - self.starts[place])
                file.seek(start)
                yield self._row(place, _exactly(file.read(size), size))

    def _row(self, place: int, record: bytes) -> PartRow:
        vector = self.dimension * _HALF
        terms, context, _ = (int(n) for n in self.lengths[place])
        ends = vector, vector + terms, vector + terms + context
        return PartRow(
            self.ids[place], record[: ends[0]], record[ends[0] : ends[1]], record[ends[1] : ends[2]], record[ends[2] :]
        )


def write(folder: Path, rows: Sequence[PartRow]) -> Path:
    """Write a part, completely or not at all, and return its path. All vectors have one dimension. Raises OSError."""
    content = _content(sorted(rows, key=lambda row: row.id))
    path = folder / f"{digest(content)}{SUFFIX}"
    write_whole(path, content)
    return path


def is_intact(path: Path) -> bool:
    """Return whether a part is what was written: its name is its digest. False for one that cannot be read."""
    try:
        return path.name == f"{digest(path.read_bytes())}{SUFFIX}"
    except OSError:
        return False


def digest(content: bytes) -> str:
    """Return the digest that names a part."""
    return hashlib.sha256(content).hexdigest()[:32]


def _content(rows: Sequence[PartRow]) -> bytes:
    dimension = len(rows[0].vector) // _HALF if rows else 0
    lengths = np.array([[len(r.terms), len(r.context), len(r.tokens)] for r in rows], np.uint32)
    ids = "".join(r.id for r in rows).encode("ascii")
    records = (part for r in rows for part in (r.vector, r.terms, r.context, r.tokens))
    return b"".join((_PART_HEAD.pack(_MAGIC, len(rows), dimension), ids, lengths.tobytes(), *records))


def _strings(ids: bytes) -> list[str]:
    text = ids.decode("ascii")
    return [text[n : n + _ID] for n in range(0, len(text), _ID)]


def _exactly(read: bytes, size: int) -> bytes:
    if len(read) != size:
        raise ValueError("cut off")
    return read
