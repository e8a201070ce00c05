"""Writes editions in steps that leave every source whole.

Three steps write an edition, so that a process that dies between any two leaves the old edition or the new one: `stage`
(written, not yet visible) → the caller brings its passages into the index → `publish` (visible; what it replaces is
retired in the same transaction) → the caller takes the retired passages out of the index → `forget`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

from corpus.catalogue import rows
from corpus.catalogue.passages import CatalogueReader
from corpus.model import Passage, Reading, Version


class Catalogue(CatalogueReader):
    """The catalogue of one collection, in the file at `path`.

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
            db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (f"origin:{number}", origin))
        return number

    def publish(self, number: int) -> None:
        """Make a staged edition visible, and retire what it replaces: its source's editions with the same
        `valid_from`.
        """
        with self._transaction() as db:
            source_id, valid_from, source_json = db.execute(
                "SELECT source_id, valid_from, source_json FROM versions WHERE number = ?", (number,)
            ).fetchone()
            origin = db.execute("SELECT value FROM meta WHERE name = ?", (f"origin:{number}",)).fetchone()
            db.execute(
                "UPDATE versions SET state = 'retired' WHERE source_id = ? AND state = 'held' AND valid_from = ?",
                (source_id, valid_from),
            )
            db.execute("UPDATE versions SET state = 'held' WHERE number = ?", (number,))
            added = db.execute("SELECT added_at FROM sources WHERE id = ?", (source_id,)).fetchone()
            when = added[0] if added else datetime.now(UTC).isoformat(timespec="seconds")
            db.execute(
                "INSERT OR REPLACE INTO sources VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (*rows.source_row(json.loads(source_json)), origin[0] if origin else "", when),
            )
            db.execute("DELETE FROM meta WHERE name = ?", (f"origin:{number}",))
            self._moved(db)

    def recut(self, number: int, passages: Iterable[Passage]) -> None:
        """Replace the passages of an edition, because the rules for cutting have changed since it was written."""
        with self._transaction() as db:
            db.execute("DELETE FROM passages WHERE version = ?", (number,))
            db.executemany(f"INSERT INTO passages VALUES ({','.join('?' * 17)})", rows.passage_rows(number, passages))
            self._moved(db)

    def end(self, number: int, day: date) -> None:
        """Record that an edition no longer stands from `day` on, since its publisher has a later one."""
        with self._transaction() as db:
            db.execute("UPDATE versions SET valid_to = ? WHERE number = ?", (rows.iso(day), number))
            self._moved(db)

    def retire(self, source_id: str) -> None:
        """Make every edition of a source invisible. Raises NotHeld."""
        self.source(source_id)
        with self._transaction() as db:
            db.execute("UPDATE versions SET state = 'retired' WHERE source_id = ? AND state = 'held'", (source_id,))
            db.execute("DELETE FROM sources WHERE id = ?", (source_id,))
            self._moved(db)

    def unfinished(self) -> dict[int, tuple[str, str]]:
        """Return the editions that an interrupted write left behind: number to (source id, 'staged' or 'retired')."""
        return {
            n: (s, state)
            for n, s, state in self._all("SELECT number, source_id, state FROM versions WHERE state <> 'held'")
        }

    def forget(self, number: int) -> None:
        """Delete an edition that is not visible, once the index holds nothing of it."""
        with self._transaction() as db:
            for table in ("provisions", "terms", "passages"):
                db.execute(f"DELETE FROM {table} WHERE version = ?", (number,))
            db.execute("DELETE FROM versions WHERE number = ? AND state <> 'held'", (number,))
            db.execute("DELETE FROM meta WHERE name = ?", (f"origin:{number}",))
