"""Records as files of a home, each under its own name. Those that change one take turns by a lock of the home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import Busy, StoreUnavailable
from corpus.kept_file import read_whole, write_whole
from corpus.records.interface import RecordChange, Records, checked_name

_LOCK, _LOCK_SECONDS, _LOCK_LOOKS = "records.lock", 10.0, 0.01


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
        return sorted(path.relative_to(self.home).as_posix() for path in found if path.suffix != ".part")

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

    @contextmanager
    def alone(self, name: str, wait: float = 0.0) -> Iterator[None]:
        """Hold a lock that one process has at a time. Raises Busy after `wait` seconds."""
        path = self._path(f"{name}.lock")
        lock = FileLock(path, timeout=wait)
        with self._written(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire()
            except Timeout as error:
                raise Busy(
                    f"Another process is doing the same in {self.home}.", "Wait until it is done, then try again."
                ) from error
        try:
            yield
        finally:
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
