"""A catalogue on a server of PostgreSQL, which several machines share; spoken to through SQLAlchemy.

A file of SQLite is spoken to by its own driver instead: importing SQLAlchemy takes a quarter of a second, which each
command in a home would pay.
"""

from __future__ import annotations

import hashlib
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, exc, make_url

from corpus.catalogue.database.dialect import POSTGRES
from corpus.catalogue.database.interface import Database, Session
from corpus.catalogue.database.postgres_errors import ERRORS, is_lost, unavailable
from corpus.catalogue.database.postgres_schema import bring_up_to_date, check_encoding, is_current
from corpus.catalogue.database.sqlite_schema import CATALOGUE_FORMAT
from corpus.catalogue.database.transfer import COUNTED, read_file, write_file
from corpus.errors import BadRequest, Busy, StoreUnavailable

_TRANSACTIONS = "transactions"  # lock by which transactions that write take turns
_LOCK_LOOKS = 0.2  # seconds between two looks at a lock that another process holds
# A machine that is gone frees its locks within half a minute, and a server that is gone is noticed as soon.
_KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
_SERVER_SETTINGS = (
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c lock_timeout=60s"
)
_HOLDER = (
    "SELECT application_name, backend_start FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE granted AND "
    "locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND "
    "((classid::bigint << 32) | objid::bigint) = %s"
)
_LOOK_AGAIN = "look at it once more"  # of what stands in no log
_LAST = "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass), 0)"
_COUNT_ON = "SELECT setval(pg_get_serial_sequence(?, ?), ?, ?)"


class PostgresSession(Session):
    """One transaction over a connection to the server. Raises SQLAlchemyError, psycopg.Error."""

    dialect = POSTGRES

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, sql: str, values: tuple = ()) -> list[tuple]:
        """Return every row of a query."""
        return _rows(self._connection, sql, values)

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement."""
        self._connection.exec_driver_sql(_marked(sql), tuple(values))

    def each(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each row of values."""
        if given := [tuple(row) for row in rows]:
            self._connection.exec_driver_sql(_marked(sql), given)

    def insert(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Write many rows, each with all columns of a table in their order, as one stream."""
        driver = self._connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:  # type: ignore[union-attr]
            for row in rows:
                copy.write_row(row)


class PostgresDatabase(Database):
    """The catalogue at an address of PostgreSQL; its tables are made where there are none.

    Raises BadRequest for an address that is none, StoreUnavailable as every method does.
    """

    dialect = POSTGRES
    is_shared = True

    def __init__(self, address: str) -> None:
        url = _url(address)
        self.place = url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)
        options = " ".join([*([str(given)] if (given := url.query.get("options")) else []), _SERVER_SETTINGS])
        self._engine = create_engine(
            url.difference_update_query(["options"]),
            isolation_level="AUTOCOMMIT",
            pool_size=4,
            max_overflow=16,
            connect_args={"connect_timeout": 10, "application_name": _name(), "options": options, **_KEEPALIVE},
        )
        self._held: dict[str, Connection] = {}  # connections that hold a lock of this process
        self._holding = threading.Lock()
        with self._told(), self._engine.connect() as connection:
            self._schema = str(connection.exec_driver_sql("SELECT current_schema()").scalar())
            check_encoding(connection, self.place)
            is_ready = is_current(connection, self.place)
        if not is_ready:
            with self.transaction():
                pass  # whose beginning makes the tables, or brings them up to date

    @property
    def format(self) -> int:
        """Return the format of its tables: one that is newer is refused where it is written."""
        return CATALOGUE_FORMAT

    def all(self, sql: str, values: tuple = ()) -> list[tuple]:
        """Return every row of a query; asked once more where the connection was lost."""
        with self._told():
            try:
                with self._engine.connect() as connection:
                    return _rows(connection, sql, values)
            except exc.DBAPIError as error:
                if not is_lost(error):
                    raise
            with self._engine.connect() as connection:
                return _rows(connection, sql, values)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Run a block as one transaction: committed at its end, rolled back if it raises. Writers take turns."""
        committing = False
        try:
            with self._engine.connect() as opened:
                connection = opened.execution_options(isolation_level="READ COMMITTED")
                with connection.begin() as work:
                    self._take_turn(connection)
                    if not is_current(connection, self.place):
                        bring_up_to_date(connection, self.place)
                    yield PostgresSession(connection)
                    self._check_locks()
                    committing = True
                    work.commit()
        except ERRORS as error:
            raise unavailable(self.place, error, writing=True, committing=committing) from error

    @contextmanager
    def apart(self, name: str) -> Iterator[Session]:
        """Run a block as one transaction that waits for no writer of the catalogue; one of a name runs at a time.

        A lock of this process whose name begins this one (that of a research, of its record) must be held still.
        """
        committing = False
        try:
            with self._begun(name) as connection, connection.get_transaction() as work:  # type: ignore[union-attr]
                yield PostgresSession(connection)
                self._check_locks(of=name)
                committing = True
                work.commit()
        except ERRORS as error:
            raise unavailable(self.place, error, writing=True, committing=committing, heard=_LOOK_AGAIN) from error

    def changed(self) -> tuple:
        """Return nothing: what a server does to its disk is the server's to notice."""
        return ()

    def follow(self) -> Database:
        """Return this database."""
        return self

    def copy_to(self, path: Path) -> None:
        """Write a copy of the catalogue as it is now into a new file of SQLite."""
        with self._told(), self._engine.connect() as opened:
            connection = opened.execution_options(isolation_level="REPEATABLE READ", stream_results=True)
            with connection.begin(), _file_told(path):
                last = {
                    table: int(connection.exec_driver_sql(_LAST, (table, name)).scalar() or 0)
                    for table, name in COUNTED
                }
                write_file(path, lambda sql: map(tuple, connection.exec_driver_sql(sql)), last)

    def take_over(self, path: Path) -> None:
        """Take the content of a file of SQLite in the place of what is held, in one transaction."""
        with self.transaction() as db, _file_told(path):
            last = read_file(path, db)
            for table, name in COUNTED:
                db.all(_COUNT_ON, (table, name, max(last[table], 1), last[table] > 0))

    def damage(self) -> list[str]:
        """Return nothing: the server looks at its own pages."""
        return []

    def malformed(self, said: str) -> StoreUnavailable:
        """Return the problem of a value that nobody can read."""
        return StoreUnavailable(
            f"The catalogue in {self.place} is damaged: {said}.", "Put a backup back with `licet restore FILE`."
        )

    @contextmanager
    def alone(self, name: str, wait: float) -> Iterator[None]:
        """Hold a lock that one process of all machines has at a time; it is free again when the process dies.

        Raises Busy naming the holder after `wait` seconds.
        """
        with self._told():
            connection = self._engine.connect()
        try:
            with self._told():
                self._acquire(connection, name, wait)
            try:
                with self._holding:
                    self._held[name] = connection
                yield
            finally:
                with self._holding:
                    self._held.pop(name, None)
                try:
                    connection.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (self._key(name),))
                except ERRORS:  # a session that is kept would hold the lock for its next user
                    with suppress(*ERRORS):
                        connection.invalidate()
        finally:
            with suppress(*ERRORS):
                connection.close()

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ERRORS as error:
            raise unavailable(self.place, error) from error

    def _begun(self, name: str) -> Connection:
        """Return a connection in a transaction that holds the lock of a name; one that was lost is opened anew."""
        for is_last in (False, True):
            connection = self._engine.connect().execution_options(isolation_level="READ COMMITTED")
            try:
                connection.begin()
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (self._key(name),))
                return connection
            except BaseException as error:
                connection.close()
                if is_last or not isinstance(error, ERRORS) or not is_lost(error):
                    raise
        raise AssertionError("the second attempt returns or raises")

    def _take_turn(self, connection: Connection) -> None:
        """Wait until no other transaction writes, as a file of SQLite makes writers wait."""
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (self._key(_TRANSACTIONS),))

    def _acquire(self, connection: Connection, name: str, wait: float) -> None:
        until = time.monotonic() + wait
        key = (self._key(name),)
        while not connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", key).scalar():
            if time.monotonic() >= until:
                holder = connection.exec_driver_sql(_HOLDER, key).first()
                who = f"{holder[0]} (since {holder[1]:%H:%M:%S})" if holder and holder[0] else "Another process"
                raise Busy(f"{who} is writing to {self.place}.", "Wait until it is done, then try again.")
            time.sleep(_LOCK_LOOKS)

    def _check_locks(self, of: str | None = None) -> None:
        """Check that the server still holds the locks of this process: one that was lost may be another's by now.

        `of` a name only those that begin it; a transaction of the catalogue needs them all.
        """
        with self._holding:
            held = [connection for name, connection in self._held.items() if of is None or of.startswith(name)]
            for connection in held:
                if connection.invalidated:  # told before; it must not be opened anew, which would hold no lock
                    raise StoreUnavailable(
                        f"The lock by which this process writes to {self.place} was lost.",
                        "Nothing of this write was kept; try again.",
                    )
                connection.exec_driver_sql("SELECT 1")

    def _key(self, name: str) -> int:
        """Return the number by which the server knows a lock of this catalogue."""
        digest = hashlib.sha256(f"licet {self._schema} {name}".encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)


def _url(address: str) -> URL:
    """Return the parts of an address. Raises BadRequest, without what is in it: it may hold a password."""
    with suppress(exc.ArgumentError, ValueError):
        url = make_url(address)
        if url.get_backend_name() in ("postgresql", "postgres"):
            return url.set(drivername="postgresql+psycopg")
    raise BadRequest(
        "LICET_DATABASE_URL is not an address of PostgreSQL.",
        "Write it as postgresql://user:password@host:5432/database, or unset it: then a file in LICET_HOME is used.",
    )


def _name() -> str:
    """Return by what name the server's administrator, and who waits for a lock, sees this process."""
    return f"Process {os.getpid()} on {socket.gethostname()}".encode("ascii", "replace")[:63].decode()


def _rows(connection: Connection, sql: str, values: tuple) -> list[tuple]:
    return [tuple(row) for row in connection.exec_driver_sql(_marked(sql), tuple(values))]


@lru_cache(maxsize=512)
def _marked(sql: str) -> str:
    """Return a statement with the marks of the driver."""
    return sql.replace("%", "%%").replace("?", "%s")


@contextmanager
def _file_told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(
            f"The copy in {path} cannot be used: {error}.", "Check that its folder is writable and has space."
        ) from error
