"""Writes editions in steps that leave every source whole, and the log of what changed with them.

Three steps write an edition, so that a process that dies between any two leaves the old edition or the new one: `stage`
(written, not yet visible) → the caller brings its passages into the index → `publish` (visible; what it replaces is
retired in the same transaction) → the caller takes the retired passages out of the index → `forget`, which keeps the
text of what can still be undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from corpus.catalogue import rows, seals
from corpus.catalogue.database import Session
from corpus.catalogue.database.dialect import numbers_in, upsert
from corpus.catalogue.database.sqlite_schema import CATALOGUE_FORMAT
from corpus.catalogue.history import Action, History, LoggedEdition, wanted, write
from corpus.catalogue.named_values import brief_name
from corpus.catalogue.seals import SealedPart
from corpus.model import Passage, Reading, Source, Version

_CUT = ("passages", "terms")  # tables that are made of an edition's text, and can be made anew


class Catalogue(History):
    """The catalogue of one collection; `undo` says how much is kept for undo.

    It is in the file at `path`, or with a `url` on a server of PostgreSQL. It may be used from several threads and
    processes: nobody sees half a write. Raises StoreUnavailable if it cannot be opened or written, is damaged, or is of
    another program or a newer Licet.
    """

    def unchanged(self, reading: Reading) -> Version | None:
        """Return the visible edition that is identical to this reading, if there is one."""
        for source, version in self.editions().values():
            same = source == reading.source and version.valid_from == reading.valid_from
            if same and self.holds_as_it_is(version, reading):
                return version
        return None

    def holds_as_it_is(self, version: Version, reading: Reading) -> bool:
        """Return whether a held edition is whole, and has the text and the addresses of a reading."""
        if self._format == CATALOGUE_FORMAT and version.digest != reading.digest:
            return False
        if not self.is_whole(version.number) or self.text(version.number) != reading.text:
            return False
        sql = 'SELECT locator, start, "end" FROM provisions WHERE version = ? ORDER BY position'
        return self._all(sql, (version.number,)) == [(p.locator, p.start, p.end) for p in reading.provisions]

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
            written = db.all(
                (
                    "INSERT INTO versions (source_id, digest, valid_from, valid_to, retrieved_at, state, "
                    "source_json, warnings, text, original) VALUES (?,?,?,?,?,'staged',?,?,?,?) RETURNING number"
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
            number = int(written[0][0])
            db.insert("provisions", rows.provision_rows(number, reading))
            db.insert("terms", rows.term_rows(number, reading))
            db.insert("passages", rows.passage_rows(number, passages))
            db.insert("origins", [(number, origin, reading.source.origin_class.value)])
            seals.seal(db, number)
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
            staged = _editions(db, f"number IN {numbers_in(numbers)}")
            source, origin = staged[0].source, staged[0].origin
            held = self._sound(db, source.id)
            days = {edition.logged.valid_from for edition in staged}
            other = [e for e in held if e.source.origin_class is not source.origin_class]
            before = [e for e in held if e not in other and e.logged.valid_from in days]
            _set_state(db, "retired", [e.logged.number for e in (*other, *before)])
            _let_go_of_altered(db, source.id)
            _set_state(db, "held", numbers)
            added = db.all("SELECT added_at FROM sources WHERE id = ?", (source.id,))
            when = added[0][0] if added else datetime.now(UTC).isoformat(timespec="seconds")
            db.run(
                upsert("sources", rows.SOURCE_COLUMNS, "id"),
                (*rows.source_row(json.loads(rows.source_json(source))), origin, when),
            )
            done = action or (Action.REPLACED if before else Action.ADDED)
            gone, come = ([e.logged for e in editions] for editions in (before, staged))
            write(db, done, source, origin, gone, come, by, undoes)
            self._moved(db)

    def put_beside(self, number: int, reading: Reading, passages: Sequence[Passage]) -> None:
        """Keep passages of an edition, and its terms, beside those that are held, until `swap` replaces these.

        Nothing is kept where those that are held are whole, and the same.
        """
        if self.is_whole(number) and list(passages) == self.passages(number):
            return
        with self._transaction() as db:
            db.insert("passages", rows.passage_rows(-number, passages))
            db.insert("terms", rows.term_rows(-number, reading))

    def discard_beside(self) -> None:
        """Delete the passages that were kept beside others by a writer who did not come to the end."""
        with self._transaction() as db:
            for table in _CUT:
                db.run(f"DELETE FROM {table} WHERE version < 0")

    def swap(self, values: Mapping[str, str]) -> None:
        """Put passages that were kept beside others in their place, and set named values, in one transaction."""
        with self._transaction() as db:
            anew = [number for (number,) in db.all("SELECT DISTINCT -version FROM passages WHERE version < 0")]
            for table in _CUT:
                db.each(f"DELETE FROM {table} WHERE version = ?", ((number,) for number in anew))
                db.run(f"UPDATE {table} SET version = -version WHERE version < 0")
            for number in anew:
                seals.reseal(db, number, SealedPart.PASSAGES)
            self._set(db, values)
            self._moved(db)

    def keep_brief(self, number: int, brief: str) -> bool:
        """Keep what a chat model wrote of an edition, until that is replaced or removed; return whether it is held."""
        with self._transaction() as db:
            if not _editions(db, "number = ? AND state = 'held'", (number,)):
                return False
            self._set(db, {brief_name(number): brief})
            self._moved(db)
            return True

    def end(self, number: int, day: date) -> None:
        """Record that an edition no longer stands from `day` on, since its publisher has a later one."""
        with self._transaction() as db:
            if altered := seals.altered_parts(db, number, (SealedPart.RECORD,)):
                raise seals.altered_text(db, number, altered)
            db.run("UPDATE versions SET valid_to = ? WHERE number = ?", (rows.iso(day), number))
            seals.reseal(db, number, SealedPart.RECORD)
            self._moved(db)

    def retire(self, source_id: str, *, by: str = "") -> None:
        """Make every edition of a source invisible, and write that into the log. Raises NotHeld."""
        with self._transaction() as db:
            held = self._sound(db, source_id)
            _set_state(db, "retired", [e.logged.number for e in held])
            if not _let_go_of_altered(db, source_id) and not held:
                self.title(source_id)
            db.run("DELETE FROM sources WHERE id = ?", (source_id,))
            source, origin = (held[-1].source, held[-1].origin) if held else (Source(source_id, source_id), "")
            write(db, Action.REMOVED, source, origin, [e.logged for e in held], (), by)
            self._moved(db)

    def _sound(self, db: Session, source_id: str) -> list[_Edition]:
        """Return the visible editions of a source, in the order in which they were written."""
        sound = [n for n, (source, _) in self.editions().items() if source.id == source_id]
        return _editions(db, f"state = 'held' AND number IN {numbers_in(sound)}")

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
            _delete(db, number, _CUT)
            if number in kept:
                db.run("UPDATE versions SET state = 'kept' WHERE number = ?", (number,))
            else:
                _delete(db, number, ("provisions", "versions", "origins", "seals"))
            for (old,) in db.all("SELECT number FROM versions WHERE state = 'kept'"):
                if old not in kept:
                    _delete(db, old, ("provisions", "versions", "origins", "seals"))


class _Edition(NamedTuple):
    source: Source
    origin: str
    logged: LoggedEdition


def _editions(db: Session, condition: str, values: tuple = ()) -> list[_Edition]:
    """Return the editions that meet a condition, in the order in which they were written."""
    sql = f"SELECT {rows.EDITION}, origin FROM {rows.EDITIONS} WHERE {condition} ORDER BY number"
    found = db.all(sql, values)
    read = rows.editions([row[:-1] for row in found])
    return [_Edition(read[row[0]][0], row[-1], LoggedEdition(row[0], rows.day(row[3]), row[2])) for row in found]


def _let_go_of_altered(db: Session, source_id: str) -> bool:
    """Retire the editions of a source whose record was altered; return whether there were any."""
    altered = [n for n, ids in seals.altered_records(db).items() if source_id in ids]
    # Under this id again, by which what is retired is found.
    change = "UPDATE versions SET state = 'retired', source_id = ? WHERE number = ?"
    db.each(change, ((source_id, n) for n in altered))
    db.each(
        "DELETE FROM seals WHERE version = ? AND version NOT IN (SELECT number FROM versions)", ((n,) for n in altered)
    )
    return bool(altered)


def _set_state(db: Session, state: str, numbers: Sequence[int]) -> None:
    db.each("UPDATE versions SET state = ? WHERE number = ?", ((state, number) for number in numbers))
    if state == "retired":  # what was written of a text goes with it
        db.each("DELETE FROM meta WHERE name = ?", ((brief_name(number),) for number in numbers))


def _delete(db: Session, number: int, tables: Iterable[str]) -> None:
    for table in tables:
        column = "number" if table == "versions" else "version"
        db.run(f"DELETE FROM {table} WHERE {column} = ?", (number,))
