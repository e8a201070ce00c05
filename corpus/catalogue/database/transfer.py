"""Copies whole catalogues between a server and a file of SQLite, which is how a catalogue is backed up and moved."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from corpus.catalogue.database.interface import Session
from corpus.catalogue.database.sqlite_schema import CATALOGUE_FORMAT, columns, schema_statements

COUNTED = (("versions", "number"), ("history", "entry"))  # tables whose rows the database numbers, and by what
_ROWS_AT_ONCE = 2000


def write_file(path: Path, rows: Callable[[str], Iterable[tuple]], last: Mapping[str, int]) -> None:
    """Write a catalogue into a new file: `rows` yields those of a query, `last` has the last numbers given.

    Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in schema_statements():
            db.execute(statement)
        db.execute("BEGIN")
        for table, names in columns().items():
            db.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(names))})", rows(_selected(table)))
        for table, _ in COUNTED:  # a number is never given twice
            db.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            db.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, last[table]))
        db.execute(f"PRAGMA user_version={CATALOGUE_FORMAT}")
        db.execute("COMMIT")


def read_file(path: Path, session: Session) -> dict[str, int]:
    """Write the content of a file in the place of all that is held, in the caller's transaction.

    Return the last number of each table whose rows are numbered. Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        for table in columns():
            session.run(f"DELETE FROM {table}")
            session.insert(table, _in_parts(db.execute(_selected(table))))
        last = dict(db.execute("SELECT name, seq FROM sqlite_sequence"))
    return {table: int(last.get(table, 0)) for table, _ in COUNTED}


def _selected(table: str) -> str:
    """Return the query for all rows of a table, with its columns in their order."""
    names = (f'"{name}"' for name in columns()[table])  # some are words of the language
    return f"SELECT {', '.join(names)} FROM {table}"


def _in_parts(cursor: sqlite3.Cursor) -> Iterator[tuple]:
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        yield from rows
