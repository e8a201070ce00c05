"""The border to the database of a catalogue: a file of SQLite, or a server of PostgreSQL that several machines share.

`interface` says what a database does, `dialect` in what the statements of the two differ; all other statements are the
same in both, with `?` for each value. `sqlite` is the file, with its tables in `schema.sql`; `postgres` the server,
with its tables in `migrations`, opened by `served`. `transfer` copies whole catalogues from one to the other.
"""

from corpus.catalogue.database.dialect import Dialect
from corpus.catalogue.database.interface import Database, Readable, Session

__all__ = ["Database", "Dialect", "Readable", "Session"]
