"""In what the SQL of SQLite and of PostgreSQL differ, as far as the catalogue's statements go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """Words of one database for what the other one calls otherwise; `{}` stands for a column or an expression."""

    name: str
    bytes_form: str
    contains_form: str
    text_form: str
    unit_separator: str
    no_bytes: str

    def bytes_of(self, column: str) -> str:
        """Return SQL for the UTF-8 bytes of a text."""
        return self.bytes_form.format(column)

    def contains(self, column: str) -> str:
        """Return SQL for whether a text contains the value of a mark, which stands in it."""
        return self.contains_form.format(column)

    def line(self, *columns: str) -> str:
        """Return SQL for columns of one row as bytes, the same in every database: a seal is made of them."""
        texts = (f"coalesce({self.text_form.format(column)}, '')" for column in columns)
        return self.bytes_of(f" || {self.unit_separator} || ".join(texts))


SQLITE = Dialect("sqlite", "CAST({} AS BLOB)", "instr({}, ?) > 0", "{}", "char(31)", "CAST('' AS BLOB)")
POSTGRES = Dialect(
    "postgresql", "convert_to({}, 'UTF8')", "strpos({}, ?) > 0", "CAST({} AS TEXT)", "chr(31)", "CAST('' AS BYTEA)"
)

NO_LIMIT = 2**53  # more rows than there will be, and a number for every database


def upsert(table: str, columns: Sequence[str], key: str) -> str:
    """Return the statement that writes a row, in the place of the one with the same key where there is one."""
    rest = ", ".join(f"{column} = excluded.{column}" for column in columns if column != key)
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT ({key}) DO UPDATE SET {rest}"


def numbers_in(numbers: Sequence[int]) -> str:
    """Return a list for `IN`; of no numbers one in which nothing is, since PostgreSQL reads no empty list."""
    return f"({', '.join(str(int(number)) for number in numbers) or 'NULL'})"
