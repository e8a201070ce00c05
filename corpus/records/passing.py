"""Records in memory, which end with the object that holds them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from corpus.errors import Busy
from corpus.records.interface import RecordChange, Records, checked_name


class PassingRecords(Records):
    """Records of whoever leaves nothing behind."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._alone: set[str] = set()

    def where(self, name: str) -> str:
        """Return the name of a record: it is nowhere else."""
        return checked_name(name)

    def read(self, name: str) -> bytes | None:
        """Return a record as it is now; None where there is none."""
        return self._held.get(checked_name(name))

    def names(self, folder: str) -> list[str]:
        """Return the names of all records below a folder, sorted."""
        return sorted(name for name in self._held if name.startswith(f"{folder}/"))

    def below(self, folder: str, ending: str) -> Mapping[str, bytes]:
        """Return the records directly in a folder whose names end so."""
        names = [n for n in self.names(folder) if n.endswith(ending) and "/" not in n[len(folder) + 1 :]]
        return {name: self._held[name] for name in names}

    def change(self, name: str, change: RecordChange) -> None:
        """Put what `change` makes of a record in its place; no other thread changes one meanwhile."""
        with self._lock:
            new = change(self._held.get(checked_name(name)))
            if new is None:
                self._held.pop(name, None)
            else:
                self._held[name] = new

    def append(self, name: str, line: bytes) -> None:
        """Put a line behind those of a record."""
        self.change(name, lambda held: (held or b"") + line + b"\n")

    @contextmanager
    def alone(self, name: str, wait: float = 0.0) -> Iterator[None]:
        """Hold a lock that one thread has at a time. Raises Busy at once."""
        with self._lock:
            if name in self._alone:
                raise Busy("The same is being done already.", "Wait until it is done, then try again.")
            self._alone.add(name)
        try:
            yield
        finally:
            self._alone.discard(name)

    def close(self) -> None:
        """Close nothing."""
