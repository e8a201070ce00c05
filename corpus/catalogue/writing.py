"""Writes editions in steps that leave every source whole, and the log of what changed with them.

Three steps write an edition, so that a process that dies between any two leaves the old edition or the new one: `stage`
(written, not yet visible) → the caller brings its passages into the index → `publish` (visible; what it replaces is
retired in the same transaction) → the caller takes the retired passages out of the index → `forget`, which keeps the
text of what can still be undone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from corpus.catalogue import rows
from corpus.catalogue.history import Action, History, LoggedEdition, wanted, write
from corpus.model import Passage, Reading, Source, Version


class Catalogue(History):
    """The catalogue of one collection, in the file at `path`; `undo` says how much is kept for undo.

    It may be used from several threads and processes: nobody sees half a write. Raises StoreUnavailable if the file
    cannot be opened or written, is damaged, or is of another program or a newer Licet.
    """

    def unchanged(self, reading: Reading) -> Version | None:
        """Return the visible edition that is identical to this reading, if there is one."""
        for source, version in self.editions().values():
            if (
                source.id == reading.source.id
                and version.digest == reading.digest
                and version.valid_from == reading.valid_from
                and source == reading.source
            ):
                return version
        return None

    def stage(
        self,
        reading: Reading,
        passages: Iterable[Passage],
        *,
        origin: str = "",
        retrieved_at: datetime | None = None,
        original: bytes | None = None,
    ) -> int:
        """Write an edition that is not visible yet, and return its number.

        Raises StoreUnavailable (disk full, read-only).
        """
        now = (retrieved_at or datetime.now(UTC)).isoformat(timespec="seconds")
        with self._transaction() as db:
            cursor = db.execute(
                (
                    "INSERT INTO versions (source_id, digest, valid_from, valid_to, retrieved_at, state, "
                    "source_json, warnings, text, original) VALUES (?,?,?,?,?,'staged',?,?,?,?)"
                ),
                (
                    reading.source.id,
                    reading.digest,
                    rows.iso(reading.valid_from),
                    rows.iso(reading.valid_to),
                    now,
                    rows.source_json(reading.source),
                    json.dumps(reading.warnings),
                    reading.text,
                    original,
                ),
            )
            number = int(cursor.lastrowid or 0)
            db.executemany(
                f"INSERT INTO provisions VALUES ({','.join('?' * 15)})", rows.provision_rows(number, reading)
            )
            db.executemany("INSERT INTO terms VALUES (?,?,?)", rows.term_rows(number, reading))
            db.executemany(f"INSERT INTO passages VALUES ({','.join('?' * 17)})", rows.passage_rows(number, passages))
            db.execute("INSERT INTO origins VALUES (?,?,?)", (number, origin, reading.source.origin_class.value))
        return number

    def publish(
        self, number: int, *more: int, by: str = "", action: Action | None = None, undoes: int | None = None
    ) -> None:
        """Make staged editions of one source visible, retire what they replace, and write that into the log.

        They replace the source's editions of the same `valid_from`, and all of another class of origin: a source has
        one. `by` is who made the change (the account that runs this program), `undoes` the entry that it takes back.
        """
        numbers = (number, *more)
        with self._transaction() as db:
            staged = _editions(db, f"number IN ({','.join('?' * len(numbers))})", numbers)
            source, origin = staged[0].source, staged[0].origin
            held = _editions(db, "source_id = ? AND state = 'held'", (source.id,))
            days = {edition.logged.valid_from for edition in staged}
            other = [e for e in held if e.source.origin_class is not source.origin_class]
            before = [e for e in held if e not in other and e.logged.valid_from in days]
            _set_state(db, "retired", [e.logged.number for e in (*other, *before)])
            _set_state(db, "held", numbers)
            added = db.execute("SELECT added_at FROM sources WHERE id = ?", (source.id,)).fetchone()
            when = added[0] if added else datetime.now(UTC).isoformat(timespec="seconds")
            db.execute(
                "INSERT OR REPLACE INTO sources VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (*rows.source_row(json.loads(rows.source_json(source))), origin, when),
            )
            done = action or (Action.REPLACED if before else Action.ADDED)
            gone, come = ([e.logged for e in editions] for editions in (before, staged))
            write(db, done, source, origin, gone, come, by, undoes)
            self._moved(db)

    def put_beside(self, number: int, passages: Sequence[Passage]) -> None:
        """Keep passages of an edition beside those that are held, where they differ, until `swap` replaces these."""
        if list(passages) == self.passages(number):
            return
        with self._transaction() as db:
            db.executemany(f"INSERT INTO passages VALUES ({','.join('?' * 17)})", rows.passage_rows(-number, passages))

    def discard_beside(self) -> None:
        """Delete the passages that were kept beside others by a writer who did not come to the end."""
        with self._transaction() as db:
            db.execute("DELETE FROM passages WHERE version < 0")

    def swap(self, values: Mapping[str, str]) -> None:
        """Put passages that were kept beside others in their place, and set named values, in one transaction."""
        with self._transaction() as db:
            db.execute(
                "DELETE FROM passages WHERE version IN (SELECT DISTINCT -version FROM passages WHERE version < 0)"
            )
            db.execute("UPDATE passages SET version = -version WHERE version < 0")
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())
            self._moved(db)

    def end(self, number: int, day: date) -> None:
        """Record that an edition no longer stands from `day` on, since its publisher has a later one."""
        with self._transaction() as db:
            db.execute("UPDATE versions SET valid_to = ? WHERE number = ?", (rows.iso(day), number))
            self._moved(db)

    def retire(self, source_id: str, *, by: str = "") -> None:
        """Make every edition of a source invisible, and write that into the log. Raises NotHeld."""
        source = self.source(source_id)
        with self._transaction() as db:
            held = _editions(db, "source_id = ? AND state = 'held'", (source_id,))
            _set_state(db, "retired", [e.logged.number for e in held])
            db.execute("DELETE FROM sources WHERE id = ?", (source_id,))
            write(db, Action.REMOVED, source, held[-1].origin, [e.logged for e in held], (), by)
            self._moved(db)

    def unfinished(self) -> dict[int, tuple[str, str]]:
        """Return the editions that an interrupted write left behind: number to (source id, 'staged' or 'retired')."""
        sql = "SELECT number, source_id, state FROM versions WHERE state IN ('staged', 'retired')"
        return {n: (s, state) for n, s, state in self._all(sql)}

    def forget(self, number: int) -> None:
        """Let go of an edition that is not visible, once the index holds nothing of it.

        One whose replacement or removal can be undone keeps its text; those for which that no longer holds are deleted.
        """
        with self._transaction() as db:
            if _editions(db, "number = ? AND state = 'held'", (number,)):
                return
            kept = wanted(db, self._undo)
            _delete(db, number, ("terms", "passages"))
            if number in kept:
                db.execute("UPDATE versions SET state = 'kept' WHERE number = ?", (number,))
            else:
                _delete(db, number, ("provisions", "versions", "origins"))
            for (old,) in db.execute("SELECT number FROM versions WHERE state = 'kept'").fetchall():
                if old not in kept:
                    _delete(db, old, ("provisions", "versions", "origins"))


class _Edition(NamedTuple):
    source: Source
    origin: str
    logged: LoggedEdition


def _editions(db: sqlite3.Connection, condition: str, values: Iterable[object]) -> list[_Edition]:
    """Return the editions that meet a condition, in the order in which they were written."""
    sql = f"SELECT {rows.EDITION}, origin FROM {rows.EDITIONS} WHERE {condition} ORDER BY number"
    found = db.execute(sql, tuple(values)).fetchall()
    read = rows.editions([row[:-1] for row in found])
    return [_Edition(read[row[0]][0], row[-1], LoggedEdition(row[0], rows.day(row[3]), row[2])) for row in found]


def _set_state(db: sqlite3.Connection, state: str, numbers: Iterable[int]) -> None:
    db.executemany("UPDATE versions SET state = ? WHERE number = ?", ((state, number) for number in numbers))


def _delete(db: sqlite3.Connection, number: int, tables: Iterable[str]) -> None:
    for table in tables:
        column = "number" if table == "versions" else "version"
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))
