"""The Consolidated Screening List: for each party one line with its other names, countries and requirements."""

from __future__ import annotations

import re

from corpus.language.normal_form import one_line
from corpus.lexicon import countries
from corpus.model import Kind, Role, Source
from corpus.parsers.lists.rows import Record, RowTree


def screening_list(rows: RowTree, data: Record) -> Source:
    """Add every party to `rows`, and return the source of the list."""
    title = re.sub(r"(?<!\s)\s*\(.*", "", str(data["citation"]))
    url = "https://www.trade.gov/consolidated-screening-list"
    source = Source(
        id="us-list-screening",
        title=title,
        kind=Kind.LIST,
        jurisdiction="us",
        url=url,
        language="en",
        issuer="Departments of Commerce, State and the Treasury",
        licence="US public domain text; JSON MIT",
    )
    top = rows.add(str(data["citation"]), title, Role.ANNEX)
    authority = data.get("listAuthority") or {}
    codes: dict[str, str] = {}
    for name, about in authority.items():
        codes[name] = str(about.get("code", name))
        text = f"{name}. {about.get('effect', '')} Authority: {about.get('citation', '')}."
        count = (data.get("countsBySource") or {}).get(name)
        rows.add(
            text + (f" Entries: {count}." if count else ""), f"{title} > {codes[name]}", Role.TEXT, top, heading=name
        )
    for entry in data["entries"]:
        _listed(rows, entry, data["tables"], codes, title, top)
    return source


def _listed(rows: RowTree, entry: Record, tables: Record, codes: dict[str, str], title: str, top: int) -> None:
    name, listing = one_line(str(entry["n"])), str(tables["sources"][entry["s"]])
    cells: list[tuple[str, str]] = [("Name", name)]
    cells += [("Alias", one_line(str(alias))) for alias in entry.get("a") or []]
    cells.append(("List", listing))
    for column, field in (("Type", "t"), ("Entity number", "e")):
        if entry.get(field):
            cells.append((column, str(entry[field])))
    names = countries.table().names
    cells += [("Country", names.get(code, code)) for code in entry.get("c") or []]
    for column, field, table in (
        ("License requirement", "lr", "licenceRequirements"),
        ("License policy", "lp", "licencePolicies"),
        ("Program", "pg", "programmes"),
    ):
        if entry.get(field) is not None:
            cells.append((column, one_line(str(tables[table][entry[field]]))))
    if entry.get("fr"):
        cells.append(("Federal Register citation", one_line(str(entry["fr"]))))
    if entry.get("u") is not None:
        cells.append(("Source list", str(tables["urls"][entry["u"]])))
    rows.add(
        _line(cells),
        f"{title} > {codes.get(listing, listing)}, {name}",
        Role.ROW,
        top,
        heading=name,
        cells=tuple(cells),
    )


def _line(cells: list[tuple[str, str]]) -> str:
    """Return a party's cells as one line: `NAME. Alias: A; B. List: …`, with the values of one field together."""
    grouped: dict[str, list[str]] = {}
    for column, value in cells[1:]:
        if column != "Source list":
            grouped.setdefault(column, []).append(value)
    return (
        ". ".join(
            [
                cells[0][1].rstrip("."),
                *(f"{column}: {'; '.join(values).rstrip('.')}" for column, values in grouped.items()),
            ]
        )
        + "."
    )
