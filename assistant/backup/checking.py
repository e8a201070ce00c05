"""Checks a catalogue that comes out of a backup before anything of it is held: what it is made of, and every row.

Seals tell damage and not forgery, and what they let through is read ever after as if Licet had written it.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.catalogue.database.sqlite_schema import drop_statistics, strange_objects
from corpus.errors import AlteredText, NotHeld, Problem, UnreadableDocument
from corpus.reader.messages import packed_readings, unpacked_readings

_LARGEST_COUNTED = 2**53  # numbers that are counted on from stay below it
_COUNTED_ON = (
    "SELECT max(abs(number)) FROM versions",
    "SELECT max(max(entry), max(bytes) * count(*), -min(bytes) * count(*)) FROM history",
    "SELECT max(abs(seq)) FROM sqlite_sequence",
    "SELECT abs(value) FROM meta WHERE name = 'generation'",
)
_NO_STATE = "SELECT 1 FROM versions WHERE state NOT IN ('staged', 'held', 'retired', 'kept')"
_POSITIONS = "SELECT position, after FROM provisions WHERE version = ? ORDER BY position"
_PASSAGE_PLACES = 'SELECT start, "end", first, last, locators, identifiers FROM passages WHERE version = ?'
_NO_ROW = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, sqlite3.Error)


def check_tables(path: Path, name: str) -> None:
    """Check that a file is a sound catalogue that this Licet reads, made of its tables as it makes them alone.

    Raises UnreadableDocument, as a backup that is called `name`.
    """
    try:
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA trusted_schema=OFF")
            db.execute("PRAGMA cell_size_check=ON")
            strange = strange_objects(db)
            if db.execute("PRAGMA encoding").fetchone() != ("UTF-8",):
                raise sqlite3.DatabaseError("its catalogue is not in UTF-8")
            wrong = [line for (line,) in db.execute("PRAGMA integrity_check(1)") if line != "ok"]
            if not strange and not wrong:
                drop_statistics(db)
            db.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        strange, wrong = [], [str(error)]
    if strange or wrong:
        raise _refusal(name, wrong[0] if wrong else f"{strange[0][:80]!r} is not as Licet makes it")


def check_rows(catalogue: Catalogue, path: Path, name: str) -> None:
    """Check that every row of the catalogue at `path` can be read as questions, the log and writers will read it.

    Of an edition only what its seal lets through is looked at: what was altered is never read, and told elsewhere.
    Raises UnreadableDocument, as a backup that is called `name`.
    """
    what = "a number in its catalogue"
    try:
        with closing(sqlite3.connect(path)) as db:
            for sql in _COUNTED_ON:
                _require(
                    all(
                        isinstance(most or 0, int | float) and (most or 0) < _LARGEST_COUNTED
                        for (most,) in db.execute(sql)
                    )
                )
            _require(not db.execute(_NO_STATE).fetchone())
            for (number,) in db.execute("SELECT number FROM versions ORDER BY number").fetchall():
                what = f"edition {number}"
                with suppress(AlteredText):
                    _check_edition(catalogue, db, number)
    except (*_NO_ROW, NotHeld) as error:
        raise _refusal(name, f"{what} cannot be read ({str(error)[:120] or type(error).__name__})") from error


def _check_edition(catalogue: Catalogue, db: sqlite3.Connection, number: int) -> None:
    """Check an edition with its provisions and passages. Raises one of _NO_ROW, NotHeld, AlteredText."""
    reading = catalogue.kept(number).reading
    if not all(isinstance(warning, str) for warning in reading.warnings):
        raise ValueError("a warning is none")
    unpacked_readings(packed_readings([reading]))
    places = db.execute(_POSITIONS, (number,)).fetchall()
    _require(all(position == i and i < after <= len(places) for i, (position, after) in enumerate(places)))
    for start, end, first, last, *lists in db.execute(_PASSAGE_PLACES, (number,)):
        _require(0 <= start <= end <= len(reading.text) and 0 <= first <= last < len(places))
        for held in map(json.loads, lists):
            _require(isinstance(held, list) and all(isinstance(value, str) for value in held))


def _require(is_as_written: bool) -> None:
    if not is_as_written:
        raise ValueError("no Licet writes it so")


def _refusal(name: str, how: str) -> Problem:
    return UnreadableDocument(f"{name} is not a whole backup of Licet: {how}.", "Take another backup.")
