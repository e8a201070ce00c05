"""Finds tables without ruled lines: rows and cells follow from where the words stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from corpus.language.lazy_regex import lazy_regex
from corpus.model import Role
from corpus.parsers.documents.tables.rows import filled, labels, paired
from corpus.parsers.pdf.lines import HYPHEN, Line
from corpus.parsers.pdf.units import Unit, Units

_NEAR_LINE = 5.0
_LEAST_ROWS = 2
_CELL_LABEL = lazy_regex(r"[–—•·▪*-]|\(?[a-z0-9]{1,3}[.)]{0,2}|\(\*+\)", re.IGNORECASE)  # a list, not a column


@dataclass(slots=True)
class TableRow:
    """A row: its cells by column, and the page on which it begins."""

    cells: list[str]
    page: int
    bottom: float


@dataclass(slots=True)
class Table:
    """Rows between the lines `start` and `end` (exclusive), with the places `columns` at which their cells begin."""

    start: int
    end: int
    columns: list[float]
    rows: list[TableRow] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)

    @property
    def x(self) -> float:
        """Return where its first column begins."""
        return self.columns[0]

    def add_to(self, units: Units, prefix: str) -> None:
        """Add the rows to the tree, below the innermost open unit."""
        name = units.addresses.unique(f"{prefix}table")
        if self.headings:
            units.open(
                Unit(f"{name}, headings", Role.ROW, self.x, self.rows[0].page),
                " | ".join(h for h in self.headings if h),
            )
            units.flush()
        named = labels(filled(self.headings))
        for number, row in enumerate(self.rows, 1):
            cells = paired(named, filled(cell.replace(HYPHEN, "") for cell in row.cells))
            text = "\n".join(cell for cell in row.cells if cell)
            units.open(Unit(f"{name}, row {number}", Role.ROW, self.x, row.page, cells=cells), text)
            units.flush()


def tables(lines: list[Line], skip: Callable[[Line], bool]) -> dict[int, Table]:
    """Return the tables in a run of lines, by their first line. `skip` recognises lines that begin a labelled unit."""
    found: dict[int, Table] = {}
    last: Table | None = None
    n = 0
    while n < len(lines):
        table = _table(lines, n, skip, last) if _may_begin(lines[n]) and not skip(lines[n]) else None
        if table is not None:
            found[n] = last = table
            n = table.end
        else:
            n += 1
    return found


def _may_begin(line: Line) -> bool:
    return len(line.cells) >= 3 or (len(line.cells) == 2 and not _CELL_LABEL.fullmatch(line.cells[0][1]))


def _table(lines: list[Line], start: int, skip: Callable[[Line], bool], last: Table | None) -> Table | None:
    """Return the table that begins here, or None.

    A first row set in another style than the second holds the headings.
    """
    first = lines[start]
    body = start
    headings: list[str] = []
    after = lines[start + 1] if start + 1 < len(lines) else None
    if after is not None and len(after.cells) >= 2 and (first.bold != after.bold or abs(first.size - after.size) > 0.6):
        headings, body = [cell for _, cell in first.cells], start + 1
    table = Table(start, body, [x for x, _ in lines[body].cells], headings=headings)
    if len(headings) + 1 == len(table.columns):
        headings.insert(0, "")
    while table.end < len(lines) and _takes(table, lines[table.end], first if headings else None, skip):
        table.end += 1
    full = [row for row in table.rows if sum(map(bool, row.cells)) >= 2]
    goes_on = (
        last is not None and len(last.columns) == len(table.columns) and all(map(_is_near, last.columns, table.columns))
    )
    return table if len(full) >= (1 if goes_on else _LEAST_ROWS) else None


def _is_near(a: float, b: float) -> bool:
    return abs(a - b) <= _NEAR_LINE


def _takes(table: Table, line: Line, heading: Line | None, skip: Callable[[Line], bool]) -> bool:
    """Add a line to the table; return False if it does not belong to the table any more."""
    if heading is not None and line.text == heading.text:
        return True  # repeated at the head of a page
    pieces = line.cells or ((line.x0, line.text),)
    places = [_column(table.columns, x) for x, _ in pieces]
    if len(pieces) >= 2 and places[0] == 0 and None in places and len(pieces) <= len(table.columns) + 2:
        places = [0 if p is None and n == 0 else p for n, p in enumerate(places)]
        for n, place in enumerate(places):
            if place is None:
                places[n] = max(c for c, x in enumerate(table.columns) if x <= pieces[n][0] + _NEAR_LINE)
    if None in places or (len(pieces) == 1 and skip(line) and places[0] == 0):
        return False
    if len(pieces) == 1 and places[0] == 0 and len(table.columns) > 1 and line.x1 > table.columns[1] + 3 * _NEAR_LINE:
        return False  # a line across the columns is text
    row = table.rows[-1] if table.rows else None
    apart = row is None or line.page != row.page or row.bottom - line.top > 0.45 * (line.top - line.bottom)
    if row is None or (places[0] == 0 and (len(pieces) > 1 or apart)):
        if row is not None and row.bottom - line.top > 6 * (line.top - line.bottom):
            return False
        row = TableRow([""] * len(table.columns), line.page, line.bottom)
        table.rows.append(row)
    for place, (_, text) in zip(places, pieces, strict=True):
        column = place or 0
        row.cells[column] = f"{row.cells[column]} {text}".strip()
    row.bottom = min(row.bottom, line.bottom)
    return True


def _column(columns: list[float], x: float) -> int | None:
    return next((n for n, at in enumerate(columns) if abs(at - x) <= _NEAR_LINE), None)
