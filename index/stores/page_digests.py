"""Digests of the pages of Chroma's database, most of which change only when vectors are written.

Chroma adds a row to `acquire_write` whenever it is opened, so the file as a whole has no digest that lasts. Only the
pages of that table, the list of free pages and the counters in the header may differ from what was recorded. Layout:
https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import contextlib
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpus.kept_file import write_whole

PAGE_DIGESTS_FILE = "pages.crc"
_OPENED = "acquire_write"  # the table that is written when the database is opened
_FREE_LIST = slice(32, 40)  # in the header: first page of the list of free pages, and their number
_COUNTERS = ((24, 32), (92, 96))  # in the header: changes, pages, and the change at which the pages were counted
_INTERIOR, _LEAF = 5, 13  # types of a table's pages


def record(database: Path) -> None:
    """Record the digests of the pages, beside the database. Raises OSError, sqlite3.Error, ValueError."""
    write_whole(database.with_name(PAGE_DIGESTS_FILE), _digests(database.read_bytes()).tobytes())


def is_changed(database: Path) -> bool:
    """Return whether pages differ that opening the database does not change, or it or the record cannot be read."""
    try:
        before = np.frombuffer(database.with_name(PAGE_DIGESTS_FILE).read_bytes(), np.uint32)
        data = database.read_bytes()
        now, opened = _digests(data), set(_of_opening(database, data))
    except (OSError, ValueError, IndexError, struct.error, sqlite3.Error):
        return True
    if len(now) < len(before):
        return True
    changed = {int(n) + 1 for n in np.flatnonzero(now[: len(before)] != before)}
    return not changed | set(range(len(before) + 1, len(now) + 1)) <= opened


def _digests(data: bytes) -> np.ndarray:
    """Return a checksum for each page, counters and the place of the list of free pages left out."""
    size = _page_size(data)
    if len(data) % size:
        raise ValueError("the last page is cut off")
    head = bytearray(data[:size])
    for begin, end in (*_COUNTERS, (_FREE_LIST.start, _FREE_LIST.stop)):
        head[begin:end] = bytes(end - begin)
    return np.array(
        [zlib.crc32(head), *(zlib.crc32(data[n : n + size]) for n in range(size, len(data), size))], np.uint32
    )


def _page_size(data: bytes) -> int:
    if not data.startswith(b"SQLite format 3\0"):
        raise ValueError("no database")
    size = int.from_bytes(data[16:18], "big")
    return 65536 if size == 1 else max(size, 512)


def _of_opening(database: Path, data: bytes) -> Iterator[int]:
    """Yield the numbers of the pages that opening the database may change."""
    address = f"{database.absolute().as_uri()}?mode=ro&immutable=1"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (_OPENED,)).fetchone()
    if root:
        yield from _table(data, int(root[0]))
    size, seen = _page_size(data), 0
    trunk = int.from_bytes(data[_FREE_LIST.start : _FREE_LIST.start + 4], "big")
    while trunk and seen <= len(data) // size:
        yield trunk
        trunk, seen = int.from_bytes(data[(trunk - 1) * size : (trunk - 1) * size + 4], "big"), seen + 1


def _table(data: bytes, root: int) -> Iterator[int]:
    """Yield the pages of a table. Raises ValueError where one of them is none."""
    size, waiting, seen = _page_size(data), [root], 0
    while waiting and seen <= len(data) // size:
        number, seen = waiting.pop(), seen + 1
        yield number
        begin = (number - 1) * size
        page = data[begin : begin + size]
        if not page or page[0] not in (_INTERIOR, _LEAF):
            raise ValueError("a page of the table is none")
        if page[0] == _INTERIOR:
            (cells,) = struct.unpack_from(">H", page, 3)
            waiting += [struct.unpack_from(">I", page, p)[0] for p in struct.unpack_from(f">{cells}H", page, 12)]
            waiting.append(struct.unpack_from(">I", page, 8)[0])
