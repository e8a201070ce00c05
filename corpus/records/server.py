"""Records in a database of PostgreSQL: every instance over it sees the same ones, at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from corpus.catalogue.database.dialect import upsert
from corpus.catalogue.database.served import on_server
from corpus.records.interface import RecordChange, Records, checked_name

_WRITE = upsert("records", ("name", "content"), "name")
_APPEND = (
    "INSERT INTO records (name, content) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET content = records.content || excluded.content"
)
_READ = "SELECT content FROM records WHERE name = ?"
# Names are compared by their bytes, and "0" is the one behind "/".
_BELOW = "FROM records WHERE name > ? AND name < ? ORDER BY name"


class ServerRecords(Records):
    """Records at an address of PostgreSQL. Raises BadRequest for an address that is none, StoreUnavailable."""

    def __init__(self, address: str) -> None:
        self._database = on_server(address)

    def where(self, name: str) -> str:
        """Return the name of a record and the database, without its password."""
        return f"The record {checked_name(name)} in {self._database.place}"

    def read(self, name: str) -> bytes | None:
        """Return a record as it is now, whichever instance wrote it last; None where there is none."""
        rows = self._database.all(_READ, (checked_name(name),))
        return bytes(rows[0][0]) if rows else None

    def names(self, folder: str) -> list[str]:
        """Return the names of all records below a folder, sorted."""
        return [name for (name,) in self._database.all(f"SELECT name {_BELOW}", _bounds(folder))]

    def below(self, folder: str, ending: str) -> Mapping[str, bytes]:
        """Return the records directly in a folder whose names end so."""
        rows = self._database.all(f"SELECT name, content {_BELOW}", _bounds(folder))
        return {
            name: bytes(content)
            for name, content in rows
            if name.endswith(ending) and "/" not in name[len(folder) + 1 :]
        }

    def change(self, name: str, change: RecordChange) -> None:
        """Put what `change` makes of a record in its place; no instance changes that record meanwhile.

        The lock is of the name, so that two who make the first one take turns too, and no writer of the catalogue is
        waited for.
        """
        with self._database.apart(f"record {checked_name(name)}") as db:
            rows = db.all(_READ, (name,))
            held = bytes(rows[0][0]) if rows else None
            new = change(held)
            if new is None:
                db.run("DELETE FROM records WHERE name = ?", (name,))
            elif new != held:
                db.run(_WRITE, (name, new))

    def append(self, name: str, line: bytes) -> None:
        """Put a line behind those of a record, which do not come from the server for it."""
        with self._database.apart(f"record {checked_name(name)}") as db:
            db.run(_APPEND, (name, line + b"\n"))

    @contextmanager
    def alone(self, name: str, wait: float = 0.0) -> Iterator[None]:
        """Hold a lock that one process of all machines has at a time. Raises Busy after `wait` seconds."""
        with self._database.alone(f"record {checked_name(name)}", wait):
            yield

    def close(self) -> None:
        """Close the connections."""
        self._database.close()


def _bounds(folder: str) -> tuple[str, str]:
    return f"{checked_name(folder)}/", f"{folder}0"
