"""Rows that an engine found, as a table that people read: the same one on the page and in every export."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.model import Answer, Citation, Form, Statement, StatementRole, Verdict
from corpus.language.lazy_regex import lazy_regex
from ui.language import N_, _, name_of_country

_COLUMNS = {  # field of a row: heading, in the order in which they are read
    "name": N_("Name"),
    "eccn": N_("Entry"),
    "locator": N_("Provision"),
    "heading": N_("Heading"),
    "label": N_("Meaning"),
    "country": N_("Country"),
    "countries": N_("Countries"),
    "list": N_("List"),
    "added": N_("Added"),
    "policy": N_("Policy"),
    "federal_register": N_("Notice"),
    "requirement": N_("Licence requirement"),
    "program": N_("Programme"),
    "reasons": N_("Reasons"),
    "requirements": N_("Requirements"),
    "marks": N_("Marks"),
    "exceptions": N_("Exceptions"),
    "pointer": N_("See"),
    "aliases": N_("Also called"),
    "text": N_("As printed"),
}
AS_PRINTED = "text"  # field of a row that has its words in one
_FEWEST_ROWS = 2  # rows that make a table
_CARD = frozenset({"country", "added", "federal_register", "policy", "requirement", "aliases"})  # one of them at least
_BAR = lazy_regex(r"(?<!\\)\|")  # between the cells of a table in Markdown


@dataclass(frozen=True, slots=True)
class RowTable:
    """Table of rows; `places` are (source, start) of the stretch that each row stands on, `total` counts all rows.

    `fields` are what the lines of a card are of.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    places: tuple[tuple[str, int], ...]
    total: int
    fields: tuple[str, ...] = ()

    def as_records(self) -> list[dict[str, str]]:
        """Return the rows as mappings from the headings."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def row_table(answer: Answer) -> RowTable | None:
    """Return the table of an answer's rows; None where it has none, or a single one."""
    told, rows = _rows_of(answer)
    if len(rows) < _FEWEST_ROWS:
        return None
    filled = [_filled(row) for row in rows]
    fields = [f for f in _COLUMNS if any(row[f] for row in filled) and not _repeats(f, filled)]
    if not {"name", "eccn", "locator"} & set(fields) or len(fields) < _FEWEST_ROWS:
        return None
    return RowTable(
        tuple(_(_COLUMNS[f]) for f in fields),
        tuple(tuple(row[f] for f in fields) for row in filled),
        tuple(place_cited(row.get("citation")) for row in rows),
        max(len(rows), int(told.get("rows_in_all") or 0)),
    )


def row_card(answer: Answer) -> RowTable | None:
    """Return the single row of an answer that names a party, a line for each thing that it says; None without one."""
    rows = _rows_of(answer)[1]
    if len(rows) != 1 or not rows[0].get("name"):
        return None
    filled = _filled(rows[0])
    told = tuple(f for f in _COLUMNS if filled[f] and f != "name")
    lines = [(_(_COLUMNS[f]), filled[f]) for f in told]
    if not any(filled[f] for f in _CARD):
        return None
    return RowTable(
        (_("Name"), filled["name"]),
        tuple(lines),
        (place_cited(rows[0].get("citation")),) * len(lines),
        len(lines),
        told,
    )


def _rows_of(answer: Answer) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """Return what an answer tells of a list, and the rows in it."""
    told = answer.computed.get(Form.LIST.value) if answer.form is Form.LIST and answer.computed else None
    if not isinstance(told, Mapping):
        return {}, []
    rows = told.get("rows")
    return told, [r for r in rows if isinstance(r, Mapping)] if isinstance(rows, list | tuple) else []


def _filled(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a row as words; what is listed is its name, or an address without one."""
    filled = {field: _plain(row.get(field)) for field in _COLUMNS}
    goes_on = row.get("kind") == "continuation"  # its own words are those of the entry above it
    found = _plain(row.get("matched")) if goes_on else _plain(row.get("listed_as"))
    several = row.get("countries")
    named = (
        "; ".join(name_of_country(_plain(c)) for c in several)
        if isinstance(several, list | tuple)
        else filled["countries"]
    )
    return {
        **filled,
        "name": found or filled["name"],
        "country": name_of_country(filled["country"]),
        "countries": named,
    }


def told_beside(answer: Answer) -> list[Statement]:
    """Return the statements that stand beside an answer's table or card: what its rows say is in it."""
    kept = [s for s in answer.statements if s.verdict is not Verdict.REMOVED]
    return [s for s in kept if s.note not in (StatementRole.ROW, StatementRole.OF_ROW, StatementRole.SHORTENED)]


def told_blocks(answer: Answer, *, numbered: bool = True) -> Iterator[str | RowTable]:
    """Yield what an answer says, block by block: paragraphs as they stand in its text, and tables as tables.

    The rows of a table have the numbers of their sources, unless a spreadsheet shall sort the names in them.
    """
    table = row_table(answer) or row_card(answer)
    text = answer.text
    if table:
        from assistant.answer.render import (
            statements_as_markdown,  # with it come the index and its engine, which no first page needs
        )

        text = statements_as_markdown(told_beside(answer))
    for block in re.split(r"\n{2,}", text.strip()):
        written = _written(block.split("\n"))
        if written or block.strip():
            yield written or block
    if table:
        yield replace(table, rows=tuple(_numbered(table, answer))) if numbered else table


def source_numbers(table: RowTable, answer: Answer) -> list[str]:
    """Return what stands behind the first cell of each row, as sentences have it: " [2]"; "" without a source."""
    cited = cited_at(answer.citations)
    return [f" [{cited[place].number}]" if place in cited else "" for place in table.places]


def _numbered(table: RowTable, answer: Answer) -> Iterator[tuple[str, ...]]:
    for (first, *others), number in zip(table.rows, source_numbers(table, answer), strict=True):
        yield (first + number, *others)


def _written(lines: Sequence[str]) -> RowTable | None:
    """Return the table that lines of Markdown write; None for other lines."""
    if len(lines) < _FEWEST_ROWS or not all(line.startswith("|") for line in lines):
        return None
    head, _, *rows = ([cell.strip() for cell in _BAR.split(line.strip())[1:-1]] for line in lines)
    filled = [tuple((*row, *[""] * len(head))[: len(head)]) for row in rows]
    return RowTable(tuple(head), tuple(filled), (("", -1),) * len(filled), len(filled))


_HEADING = lazy_regex(r"#{1,4} (.{1,200})")
_LIST_ITEM = lazy_regex(r"(?:-|(\d{1,3})\.) (.+)")


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """Line of a block: a heading, an item of a list ("bullet", or "number" with its `mark`), or plain."""

    text: str
    kind: str = ""
    mark: str = ""


def written_lines(block: str) -> list[WrittenLine]:
    """Return a block of Markdown as headings, items of lists, or one plain line with all of it."""
    heading = _HEADING.fullmatch(block)
    if heading:
        return [WrittenLine(heading[1], "heading")]
    items = [_LIST_ITEM.fullmatch(line) for line in block.split("\n")]
    if all(items):
        return [
            WrittenLine(m[2], "number", f"{m[1]}. ") if m[1] else WrittenLine(m[2], "bullet", "• ") for m in items if m
        ]
    return [WrittenLine(block)]


def cited_at(citations: Sequence[Citation]) -> dict[tuple[str, int], Citation]:
    """Return the citations by their source and where they begin, as the places of a table name them."""
    return {(c.source.id, c.start): c for c in citations}


def place_cited(cited: Any) -> tuple[str, int]:
    """Return (source, start) of the stretch that an engine's payload names; ("", -1) for none."""
    told = cited if isinstance(cited, Mapping) else {}
    start = told.get("start")
    return (str(told.get("source_id") or ""), start) if isinstance(start, int) else ("", -1)


def _repeats(field: str, rows: Sequence[Mapping[str, str]]) -> bool:
    """Return whether a column says nothing: the list that all rows are of, or the printed words beside a name."""
    return (field == "list" and len({row[field] for row in rows}) == 1) or (field == "text" and bool(rows[0]["name"]))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(_plain(v) for v in value.values() if v)
    if isinstance(value, list | tuple):
        return "; ".join(_plain(v) for v in value)
    return " ".join(str(value).split())
