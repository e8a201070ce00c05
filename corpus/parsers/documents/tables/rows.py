"""Rows of tables: each can be read by itself, and none repeats a heading without end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.errors import FilledLine, TooLarge
from corpus.language.normal_form import one_line

Row = dict[int, str]  # the cells with a value, by column from 0: a sheet may name its last column and hold nothing
Cells = tuple[tuple[str, str], ...]  # (column heading, value)
MAX_ROWS = 500_000
_SMALL_TABLE = 5_000_000  # characters that may be repetitions alone
_MOST_REPEATED = 20  # characters for each byte
_LONGEST_COLUMN_NAME = 300  # characters of a heading that each row repeats


def filled(cells: Iterable[str] | Row) -> Row:
    """Return the cells that hold something, by column, each in one line."""
    numbered = cells.items() if isinstance(cells, dict) else enumerate(cells)
    return {column: line for column, cell in numbered if (line := one_line(cell))}


def bounded(rows: Iterable[Row], name: str, size: int) -> Iterator[Row]:
    """Yield the rows of a table that hold something, each cell in one line; `size` is what they were unpacked from.

    Raises TooLarge for more than `MAX_ROWS`, and for cells that repeat what is written once without end.
    """
    count = characters = 0
    for row in rows:
        if held := filled(row):
            count += 1
            characters += sum(map(len, held.values()))
            if count > MAX_ROWS + 1:  # and the headings
                raise too_many(name)
            if characters > max(_SMALL_TABLE, _MOST_REPEATED * size):
                raise TooLarge(
                    FilledLine("{name} repeats its texts without end.", {"name": name}),
                    "Open it and save it again as CSV.",
                )
            yield held


def too_many(name: str) -> TooLarge:
    """Return the problem of a table of more than `MAX_ROWS`."""
    return TooLarge(
        FilledLine("{name} has more than {limit} rows.", {"name": name, "limit": f"{MAX_ROWS:,}"}),
        "Split it, or add the part that you need.",
    )


def labels(headings: Row) -> Row:
    """Return what the cells of each column are called in their rows: its heading, a long one cut with an ellipsis.

    The heading itself stands whole above the table.
    """
    return {
        column: heading if len(heading) <= _LONGEST_COLUMN_NAME else f"{heading[:_LONGEST_COLUMN_NAME].rstrip()}…"
        for column, heading in headings.items()
    }


def paired(named: Row, row: Row) -> Cells:
    """Return (column heading, value) for each cell; a column without a heading has an empty one."""
    return tuple((named.get(column, ""), cell) for column, cell in row.items())


def row_text(cells: Cells) -> str:
    """Return a row as text that can be read by itself: `Heading: value; Heading: value`."""
    return "; ".join(f"{name}: {value}" if name else value for name, value in cells)
