"""The country chart and the country groups: for each country one line that can be read by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.model import Role, Source
from corpus.parsers.lists.rows import BIS, Record, RowTree, cited_supplement, list_source


def _notes(rows: RowTree, base: str, top: int, notes: Record) -> None:
    for name, text in notes.items():
        rows.add(str(text), f"{base} > note {name}", Role.NOTE, top)


def _said(value: object, name: str = "") -> Iterator[str]:
    """Return a structure in words: "note: A licence is …"; "entries: 5A001.f.1, 5A980"."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _said(inner, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(key)).lower())
    elif isinstance(value, list):
        yield f"{name}: {', '.join(map(str, value))}"
    elif value is not None:
        yield f"{name}: {value}"


def _other_names(aliases: Record) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for alias, country in (aliases or {}).items():
        names.setdefault(str(country), []).append(str(alias))
    return names


def country_chart(rows: RowTree, data: Record) -> Source:
    """Add every country of the Commerce Country Chart to `rows`, and return the source of the chart."""
    source = list_source(data, "us-list-country-chart", BIS)
    base, _, _ = cited_supplement(data)
    labels, columns = data.get("columnLabels") or {}, [str(column) for column in data["columns"]]
    top = rows.add(source.title, base, Role.ANNEX)
    legend = "; ".join(f"{column}: {labels.get(column, '')}" for column in columns)
    rows.add(f"Columns of the Commerce Country Chart. {legend}.", f"{base} > table", Role.HEADING, top)
    procedure = data.get("procedure") or {}
    for number, step in enumerate(procedure.get("steps") or [], 1):
        rows.add(f"{number}. {step}", f"{base} > procedure, step {number}", Role.TEXT, top)
    _notes(
        rows,
        base,
        top,
        {k: v for k, v in procedure.items() if isinstance(v, str) and k != "citation"} | (data.get("notes") or {}),
    )
    _notes(
        rows,
        base,
        top,
        {"territories": data["territoryInheritanceNote"]} if data.get("territoryInheritanceNote") else {},
    )
    _notes(
        rows,
        base,
        top,
        {"all destinations": "; ".join(_said(data["allDestinationsEntries"]))}
        if data.get("allDestinationsEntries")
        else {},
    )
    footnotes = {str(mark): str(text) for mark, text in (data.get("footnotes") or {}).items()}
    other = _other_names(data.get("aliases") or {})
    for country, row in data["countries"].items():
        marks = [str(mark) for mark in row["marks"]]
        blank = [column for column in columns if column not in marks]
        text = (
            f"Commerce Country Chart, {country}: X (license required) in {', '.join(marks) or 'no column'}; no X in "
            f"{', '.join(blank) or 'no column'}."
        )
        cells = (("Country", country), *((column, "X" if column in marks else "") for column in columns))
        _country(rows, base, top, country, text, cells, row, footnotes, other)
    for territory, of in (data.get("territoryInheritance") or {}).items():
        name = str(territory).title()
        cells = (("Country", name), ("Row", str(of.get("row", ""))))
        text = f"Commerce Country Chart, {name}: as {of.get('row', '')}. {of.get('basis', '')}"
        rows.add(text, f"{base}, Country: {name}", Role.ROW, top, cells=cells)
    for country, row in (data.get("embargoed") or {}).items():
        text = f"Commerce Country Chart, {country}: no marks. {row.get('pointer', '')}"
        _country(
            rows,
            base,
            top,
            country,
            text,
            (("Country", country), ("Pointer", str(row.get("pointer", "")))),
            row,
            footnotes,
            other,
        )
    for mark, text in footnotes.items():
        rows.add(f"Footnote {mark}: {text}", f"{base} > footnote {mark}", Role.NOTE, top)
    return source


def _country(
    rows: RowTree,
    base: str,
    top: int,
    country: str,
    text: str,
    cells: tuple[tuple[str, str], ...],
    row: Record,
    footnotes: dict[str, str],
    other: dict[str, list[str]],
) -> None:
    marks = [str(mark) for mark in row.get("footnotes") or []]
    if marks:
        text += f" Footnotes {', '.join(marks)}."
        cells += tuple((f"Footnote {mark}", footnotes[mark]) for mark in marks if mark in footnotes)
    cells += tuple(("Alias", name) for name in other.get(country, []))
    rows.add(text, f"{base}, Country: {country}", Role.ROW, top, heading=country, cells=cells)


def country_groups(rows: RowTree, data: Record) -> Source:
    """Add every country group to `rows`, and return the source of the groups."""
    source = list_source(data, "us-list-country-groups", BIS)
    base, _, _ = cited_supplement(data)
    labels, other = data.get("labels") or {}, _other_names(data.get("aliases") or {})
    top = rows.add(source.title, base, Role.ANNEX)
    _notes(rows, base, top, data.get("notes") or {})
    memberships: dict[str, list[str]] = {}
    for group, countries in data["groups"].items():
        label = labels.get(group, "")
        text = (
            f"Country Group {group}"
            + (f" ({label})" if label and label != f"Country Group {group}" else "")
            + f": {'; '.join(countries)}."
        )
        cells = (
            ("Country Group", str(group)),
            ("Label", str(label)),
            *(("Country", str(country)) for country in countries),
        )
        rows.add(text, f"{base}, Country Group {group}", Role.ROW, top, heading=f"Country Group {group}", cells=cells)
        for country in countries:
            memberships.setdefault(str(country), []).append(str(group))
    for country, groups in sorted(memberships.items()):
        cells = (
            ("Country", country),
            *(("Country Group", group) for group in groups),
            *(("Alias", name) for name in other.get(country, [])),
        )
        text = (
            f"{country} is in Country Groups {', '.join(groups)}."
            if len(groups) > 1
            else f"{country} is in Country Group {groups[0]}."
        )
        rows.add(text, f"{base}, Country: {country}", Role.ROW, top, heading=country, cells=cells)
    return source
