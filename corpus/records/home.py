"""Records as files of a home, each under its own name. Those that change one take turns by a lock of the home."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import Busy, Problem, StoreUnavailable
from corpus.kept_file import read_whole, write_whole
from corpus.records.interface import RecordChange, Records, checked_name

_LOCK, _LOCK_SECONDS, _LOCK_LOOKS, _LOCK_ENDING = "records.lock", 10.0, 0.01, ".lock"
_NO_RECORDS = (".part", _LOCK_ENDING)  # endings of what is half written, and of locks


class HomeRecords(Records):
    """Records in a folder, which their owner alone can read; nothing is made before the first one is written."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def where(self, name: str) -> str:
        """Return the path of a record."""
        return str(self._path(name))

    def read(self, name: str) -> bytes | None:
        """Return a record as it is now; None where there is none."""
        try:
            return read_whole(self._path(name))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise StoreUnavailable(
                f"{self._path(name)} cannot be read: {error.strerror or error}.", "Correct it, or delete it."
            ) from error

    def names(self, folder: str) -> list[str]:
        """Return the names of all records below a folder, sorted; what is no regular file is none."""
        found = (path for path in self._path(folder).rglob("*") if path.is_file() and not path.is_symlink())
        return sorted(path.relative_to(self.home).as_posix() for path in found if path.suffix not in _NO_RECORDS)

    def below(self, folder: str, ending: str) -> Mapping[str, bytes]:
        """Return the records directly in a folder whose names end so; one that cannot be read is left out."""
        found = {}
        for path in sorted(self._path(folder).glob(f"*{ending}")):
            try:
                found[f"{folder}/{path.name}"] = read_whole(path)
            except OSError:
                continue
        return found

    def change(self, name: str, change: RecordChange) -> None:
        """Put what `change` makes of a record in its place; nobody else changes a record of this home meanwhile."""
        path = self._path(name)
        with self._written(path), self._turn():
            try:
                held = read_whole(path)
            except (FileNotFoundError, NotADirectoryError):
                held = None
            new = change(held)
            if new is None:
                path.unlink(missing_ok=True)
            elif new != held:
                write_whole(path, new, private=True)

    def append(self, name: str, line: bytes) -> None:
        """Put a line behind those of a record; one that a dying process left half written stays a line of its own."""
        path = self._path(name)
        with self._written(path), self._turn():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(opened, "r+b") as stream:
                end = stream.seek(0, os.SEEK_END)
                stream.seek(max(end - 1, 0))
                broken = stream.read(1) not in (b"", b"\n")
                stream.write((b"\n" if broken else b"") + line + b"\n")
                stream.flush()
                os.fsync(stream.fileno())

    @contextmanager
    def alone(self, name: str, wait: float = 0.0) -> Iterator[None]:
        """Hold a lock that one process has at a time. Raises Busy after `wait` seconds."""
        path = self._path(f"{name}{_LOCK_ENDING}")
        lock = FileLock(path, timeout=0)
        until = time.monotonic() + wait
        while not self._acquired(lock, path):
            if time.monotonic() >= until:
                raise Busy(
                    f"Another process is doing the same in {self.home}.", "Wait until it is done, then try again."
                )
            time.sleep(_LOCK_LOOKS)
        try:
            yield
        finally:
            self._give_up(lock, path)

    def _acquired(self, lock: FileLock, path: Path) -> bool:
        """Try to get a lock. In a turn: whoever deletes its file, and whoever makes it, do not meet."""
        with self._written(path), self._turn():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                lock.acquire()
            except Timeout:
                return False
            return True

    def _give_up(self, lock: FileLock, path: Path) -> None:
        try:
            with self._written(path), self._turn():
                lock.release()
                path.unlink(missing_ok=True)
        except Problem:  # the name of a lock that stays is taken again by the next one
            lock.release()

    def close(self) -> None:
        """Close nothing: no file stays open."""

    def _path(self, name: str) -> Path:
        return self.home / checked_name(name)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        self.home.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.home / _LOCK, timeout=_LOCK_SECONDS, poll_interval=_LOCK_LOOKS):
                yield
        except Timeout as error:
            raise StoreUnavailable(
                f"Another process is writing in {self.home}.", "Try again in a moment; nothing was changed."
            ) from error

    @contextmanager
    def _written(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreUnavailable(
                f"{path} cannot be written: {error.strerror or error}.",
                "Check that its folder is writable and has space.",
            ) from error
