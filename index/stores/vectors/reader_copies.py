"""Copies of a store's folder that a reader opens in its place, where opening the store itself would write to it.

Chroma keeps what was written last in a log, and takes it into an index when a process opens that. From `sync_threshold`
entries on it also writes the files of the index anew, whoever opened it. A writer in another process goes by the files
that it wrote itself and changes parts of them: of files of two processes no search comes back, and Chroma takes the
process down with it. So a reader opens the database itself only where the log is short and nobody writes meanwhile;
else it opens a copy in which the files are never due, beside links to the files themselves.
"""

from __future__ import annotations

import contextlib
import errno
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from corpus.errors import StoreUnavailable
from corpus.language.lazy_regex import lazy_regex
from index.stores.vectors import chroma_segments

_DATABASE = "chroma.sqlite3"
_LOCK = "opening.lock"
_DUE = lazy_regex(r'("sync_threshold":\s*)(\d+)')
_USUALLY_DUE = 1000  # entries, where a collection does not say: Chroma's default
_NEVER_DUE = 10**12
_FULL = (errno.ENOSPC, errno.EDQUOT)
_NOT_TO_BE_WRITTEN = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT)


@contextlib.contextmanager
def alone(store: Path, wait: float = -1) -> Iterator[bool]:
    """Hold a store as its only writer or opener; yield whether that was had within `wait` seconds (-1: at last).

    A folder that cannot be written, or is not there yet, is nobody's to write: it is held at once. Raises OSError.
    """
    lock = FileLock(store / _LOCK, timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    except OSError as error:
        if error.errno not in _NOT_TO_BE_WRITTEN:
            raise
        yield True
        return
    try:
        yield True
    finally:
        lock.release()


def writes_when_opened(store: Path) -> bool:
    """Return whether a process that opens the store writes files of an index. Raises sqlite3.Error."""
    with contextlib.closing(_read_only(store / _DATABASE)) as db:
        named = {
            str(collection): (config, schema)
            for collection, config, schema in db.execute("SELECT id, config_json_str, schema_str FROM collections")
        }
        waiting = db.execute(
            "SELECT segments.collection, COUNT(*) FROM segments JOIN embeddings_queue"
            " ON embeddings_queue.topic LIKE '%/' || segments.collection"
            " LEFT JOIN max_seq_id ON max_seq_id.segment_id = segments.id"
            " WHERE segments.scope = 'VECTOR' AND embeddings_queue.seq_id >= COALESCE(max_seq_id.seq_id, 0)"
            " GROUP BY segments.collection"
        ).fetchall()
    return any(entries >= _due(*named.get(collection, ("", ""))) for collection, entries in waiting)


def linked(folder: Path) -> TemporaryDirectory[str]:
    """Return a folder with links to the files of another, and copies of its locks and databases.

    Raises StoreUnavailable where the disk of temporary files is full, OSError.
    """
    with _room_told():
        made = TemporaryDirectory(prefix="licet-")
        for file in sorted(folder.rglob("*")):
            _link(file, Path(made.name) / file.relative_to(folder))
    return made


def of_vectors(store: Path) -> TemporaryDirectory[str]:
    """Return a folder with a copy of Chroma's database in which no file of an index is due, and links to those there.

    Raises StoreUnavailable where the disk of temporary files is full, OSError, sqlite3.Error.
    """
    with _room_told():
        return _copy_of_vectors(store)


def _copy_of_vectors(store: Path) -> TemporaryDirectory[str]:
    made = TemporaryDirectory(prefix="licet-")
    # The database first: with later files it takes entries in twice, with earlier ones it would lose them.
    with (
        contextlib.closing(_read_only(store / _DATABASE)) as held,
        contextlib.closing(sqlite3.connect(Path(made.name) / _DATABASE)) as copy,
    ):
        held.backup(copy)
        for number, config, schema in copy.execute(
            "SELECT id, config_json_str, schema_str FROM collections"
        ).fetchall():
            copy.execute(
                "UPDATE collections SET config_json_str = ?, schema_str = ? WHERE id = ?",
                (_never_due(config), _never_due(schema), number),
            )
        copy.commit()
    for header in sorted(store.glob("*/header.bin")):
        for file in chroma_segments.files_of(header.parent):  # others Chroma would fill through the links
            _link(file, Path(made.name) / file.relative_to(store))
    return made


@contextlib.contextmanager
def _room_told() -> Iterator[None]:
    """Say of a disk that is full which one it is: the copies are not beside the store. Raises StoreUnavailable."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if getattr(error, "errno", None) not in _FULL and getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_FULL:
            raise
        raise StoreUnavailable(
            f"The disk of {tempfile.gettempdir()} is full, and a copy to read the index from has to be made there.",
            "Make space on it, or name a folder with space in TMPDIR.",
        ) from error


def _link(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".lock" or file.name.startswith(_DATABASE):
        shutil.copyfile(file, place)
    elif file.is_file():
        place.symlink_to(file)


def _due(*settings: str | None) -> int:
    return min((int(m[2]) for text in settings for m in _DUE.finditer(text or "")), default=_USUALLY_DUE)


def _never_due(settings: str | None) -> str | None:
    return settings and _DUE.sub(rf"\g<1>{_NEVER_DUE}", settings)


def _read_only(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
