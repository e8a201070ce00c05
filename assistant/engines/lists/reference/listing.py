"""Rows of country groups, the country chart and the control list as the command prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assistant.engines.lists import places
from assistant.engines.lists.reference.held_tables import (
    ChartTable,
    ControlledEntry,
    GroupTable,
    HeldTable,
    chart_held,
    entries_held,
    groups_held,
    row_payload,
)
from corpus.catalogue import CatalogueReader
from corpus.errors import BadRequest, NotHeld
from corpus.filters import Filters
from corpus.lexicon.reference_tables import ReferenceTable, reference_tables

ListRow = dict[str, Any]


def table_named(name: str) -> ReferenceTable | None:
    """Return the table that a name means, None where it is none of them."""
    wanted = places.folded_heading(name)
    for about in reference_tables().by_kind.values():
        if wanted in {places.folded_heading(form) for form in (about.name, about.kind, *about.short)}:
            return about
    return None


def table_rows(
    about: ReferenceTable,
    catalogue: CatalogueReader,
    filters: Filters = Filters(),
    *,
    country: str = "",
    name: str = "",
    requirement: str = "",
    count: bool = False,
) -> dict[str, Any]:
    """Return the rows of a table, only those of a country (by its code), with a name, or with words of a requirement.

    Raise NotHeld with the command that brings the table.
    """
    held = _HELD[about.kind](catalogue, filters)
    if held is None:
        raise NotHeld(f"The {about.name} is not held.", f"Bring it with `licet sync {about.official}`.")
    found = [row for row in _ROWS[about.kind](held, catalogue, country) if _meets(row, name, requirement)]
    return {
        "list": about.name,
        "edition": held.edition,
        "value": len(found),
        "rows": [] if count else found,
    }


def code_named(text: str) -> str:
    """Return the code of the country whose row governs the one named. Raise BadRequest where it is none."""
    code = places.country_of_heading(text) or next((c for *_, c in places.find(text)), "")
    if not code:
        raise BadRequest(f"{text!r} is no country that is known here.", "Write its English name, such as Germany.")
    return places.governing(code)


def _meets(row: ListRow, name: str, requirement: str) -> bool:
    said = " ".join(str(v) for k, v in row.items() if k != "citation").casefold()
    return (not name or row["name"].casefold().startswith(name.casefold())) and requirement.casefold() in said


def _groups(held: HeldTable[GroupTable], catalogue: CatalogueReader, country: str) -> Iterator[ListRow]:
    for group, names in held.content.members.items():
        if not country or any(places.country_of_heading(n) == country for n in names):
            line = held.content.lines[group]
            label = held.content.labels.get(group, "")
            yield {
                "name": group,
                "label": label,
                "countries": list(names),
                "citation": row_payload(held, line, catalogue),
            }


def _chart(held: HeldTable[ChartTable], catalogue: CatalogueReader, country: str) -> Iterator[ListRow]:
    for row in held.content.rows:
        if not country or places.country_of_heading(row.name) == country:
            yield {
                "name": row.name,
                "marks": None if row.marks is None else list(row.marks),
                "footnotes": list(row.footnotes),
                "pointer": row.pointer or (f"as {row.row_of}" if row.row_of else ""),
                "citation": row_payload(held, row.line, catalogue),
            }


def _entries(
    held: HeldTable[tuple[ControlledEntry, ...]], catalogue: CatalogueReader, country: str
) -> Iterator[ListRow]:
    for entry in held.content:
        said = [f"{r.control}: {r.column}" for r in entry.requirements]
        if not country or any(code == country for text in said for *_, code in places.find(text)):
            yield {
                "name": entry.number,
                "heading": entry.heading,
                "reasons": sorted(entry.every_reason),
                "requirements": said,
                "exceptions": [f"{name}: {text}" for name, text in entry.exceptions],
                "citation": row_payload(held, entry.line, catalogue),
            }


_HELD: Mapping[str, Callable[[CatalogueReader, Filters], HeldTable[Any] | None]] = {
    "groups": groups_held,
    "chart": chart_held,
    "entries": entries_held,
}
_ROWS: Mapping[str, Callable[[HeldTable[Any], CatalogueReader, str], Iterator[ListRow]]] = {
    "groups": _groups,
    "chart": _chart,
    "entries": _entries,
}
