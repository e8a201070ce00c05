"""The tables of the catalogue, and in what those of another file differ from them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from importlib.resources import files

# Of a file; it stands in its user_version (0, in files that are older than this number, means format 1). A server has a
# number of its own (`postgres_schema`).
CATALOGUE_FORMAT = 3
UNSEALED = 2  # the format before: it is read as it is, and brought up to date by the first writer
_OBJECTS = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
# SQLite's own tables of statistics, which a person may have made by hand with `ANALYZE`.
_STATISTICS = {
    "sqlite_stat1": "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "sqlite_stat4": "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}


def schema_statements() -> list[str]:
    """Return the statements that make the tables; `executescript` would commit the transaction that they belong to."""
    script = files(__package__).joinpath("schema.sql").read_text("utf-8")
    plain = "\n".join(line.partition("--")[0] for line in script.splitlines())
    return [statement for part in plain.split(";") if (statement := part.strip())]


def strange_objects(db: sqlite3.Connection) -> list[str]:
    """Return the names of what stands in a file otherwise than Licet makes it, or is missing.

    The statement that SQLite keeps of each table and index is compared whole: with it every column, default, condition,
    key, foreign key and collation is. A file of an older format may lack what came later.
    """
    with closing(sqlite3.connect(":memory:")) as new:
        for statement in schema_statements():
            new.execute(statement)
        made = _objects(new)
    held, statistics = _objects(db), {("table", name, name, sql) for name, sql in _STATISTICS.items()}
    is_new = int(db.execute("PRAGMA user_version").fetchone()[0]) == CATALOGUE_FORMAT
    return sorted({name for _, name, _, _ in (held - made - statistics) | (made - held if is_new else set())})


@cache
def columns() -> dict[str, tuple[str, ...]]:
    """Return the tables, each with its columns in their order."""
    with closing(sqlite3.connect(":memory:")) as new:
        for statement in schema_statements():
            new.execute(statement)
        tables = new.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {table: tuple(row[1] for row in new.execute(f"PRAGMA table_info({table})")) for (table,) in tables}


def drop_statistics(db: sqlite3.Connection) -> None:
    """Drop SQLite's statistics: false ones would make questions slow."""
    for name in _STATISTICS:
        db.execute(f"DROP TABLE IF EXISTS {name}")


def _objects(db: sqlite3.Connection) -> set[tuple[str, str, str, str]]:
    """Return what a file is made of, each object with its statement on one line."""
    return {(kind, name, table, " ".join(sql.split())) for kind, name, table, sql in db.execute(_OBJECTS)}
