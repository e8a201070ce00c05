"""US control and screening lists as JSON: the CCL, the country chart, the country groups, the screening list.

The files are made from the official texts and carry the citation of each. Here every entry becomes one line that can be
read by itself, because its fields' names are spelled out in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from corpus.errors import UnreadableDocument
from corpus.model import Kind, Reading, Role, Source
from corpus.readers.country_codes import NAMES
from corpus.readers.file import File, Reader
from corpus.structure import Addresses, TreeBuilder
from corpus.text import one_line

Record = dict[str, Any]
_CITED = re.compile(r'"citation"\s*:\s*"[^"]*(?:C\.F\.R\.|Screening List)')
_DATED = re.compile(r'"(?:ecfrIssueDate|countsBySource|sourceGeneratedAt)"')
_CFR = re.compile(r"(?P<title>\d+) C\.F\.R\. Part (?P<part>\d+), Supplement No\. (?P<number>\d+) \((?P<name>[^)]+)\)")


def claims(file: File) -> float:
    """Sure of JSON whose first bytes cite the CFR or the screening list and date the edition."""
    start = file.data[:4000].decode("utf-8", errors="ignore")
    if not start.lstrip("\ufeff \r\n\t").startswith("{") or not _CITED.search(start):
        return 0.0
    return 0.95 if _DATED.search(start) else 0.5


def read(file: File) -> list[Reading]:
    """One reading. Raises UnreadableDocument for broken JSON or a list of another shape."""
    try:
        data = json.loads(file.text())
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"{file.name} is not valid JSON.", "Download it again.") from error
    write = _shape(data) if isinstance(data, dict) else None
    if write is None:
        raise UnreadableDocument(
            f"{file.name} cites an official list but has none of the shapes known here.", "Add the official text instead."
        )
    tree = _Rows()
    try:
        source = write(tree, data)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise UnreadableDocument(
            f"{file.name} lacks a field that its kind of list has ({error}).", "Download it again."
        ) from error
    dated = str(data.get("ecfrIssueDate") or data.get("sourceGeneratedAt") or data.get("retrievedAt") or "")[:10]
    return [tree.builder.reading(source, valid_from=file.as_of or _date(dated))]


def _shape(data: Record) -> Callable[[_Rows, Record], Source] | None:
    entries = data.get("entries")
    first = entries[0] if isinstance(entries, list) and entries else {}
    if isinstance(first, dict) and "eccn" in first:
        return _control_list
    if isinstance(first, dict) and "n" in first and "tables" in data:
        return _screening_list
    if "countries" in data and "columns" in data:
        return _country_chart
    return _country_groups if "groups" in data else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class _Rows:
    """A tree whose addresses are unique."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self._addresses = Addresses()
        self.last = ""  # the address given last

    def add(self, text: str, locator: str, role: Role, parent: int | None = None, **more: Any) -> int:
        self.last = self._addresses.unique(locator)
        return self.builder.add(text, locator=self.last, role=role, parent=parent, **more)


def _cited(data: Record) -> tuple[str, str, str]:
    """`Supplement No. 1 to Part 774`, the list's name, and the page of its part."""
    found = _CFR.search(str(data["citation"]))
    if found is None:
        return str(data["citation"]), str(data["citation"]), ""
    base = f"Supplement No. {found['number']} to Part {found['part']}"
    return base, found["name"], f"https://www.ecfr.gov/current/title-{found['title']}/part-{found['part']}"


def _source(data: Record, slug: str, issuer: str) -> Source:
    base, name, url = _cited(data)
    title = f"{name} (15 CFR Part {base.rsplit(' ', 1)[1]}, {base.split(' to ')[0]})" if url else name
    return Source(id=slug, title=title, kind=Kind.LIST, jurisdiction="us", issuer=issuer, url=url, language="en", licence="US public domain text; JSON MIT")  # fmt: skip


_BIS = "Bureau of Industry and Security, Department of Commerce"


# -- the Commerce Control List -----------------------------------------------------------------------------------------


def _control_list(rows: _Rows, data: Record) -> Source:
    source = _source(data, "us-list-ccl", _BIS)
    base, _, _ = _cited(data)
    top = rows.add(source.title, base, Role.ANNEX)
    if data.get("deepCategoryNote"):
        categories = ", ".join(map(str, data.get("deepCategories", [])))
        rows.add(f"{data['deepCategoryNote']} Categories: {categories}.", f"{base} > coverage", Role.META, top)
    for entry in data["entries"]:
        _entry(rows, entry, top)
    return source


def _entry(rows: _Rows, entry: Record, top: int) -> None:
    number = str(entry["eccn"])
    heading = one_line(str(entry.get("heading") or ""))
    index = rows.add(
        f"{number} {heading}",
        number,
        Role.ENTRY,
        top,
        heading=heading,
        reserved=bool(re.match(r"\[reserved", heading, re.IGNORECASE)),
    )
    if entry.get("reasonForControl"):
        rows.add(f"{number} Reason for Control: {entry['reasonForControl']}", f"{number} > Reason for Control", Role.TEXT, index)
    for control in entry.get("countryChart") or []:
        name, column = str(control["control"]), str(control["countryChart"])
        cells = (("ECCN", number), ("Control(s)", name), ("Country Chart", column))
        rows.add(f"{number} {name}: {column}", f"{number} > table, {name}", Role.ROW, index, cells=cells)
    for name, text in (entry.get("licenceExceptionFlags") or {}).items():
        rows.add(f"{number} {name}: {text}", f"{number} > {name}", Role.TEXT, index, heading=f"License Exception {name}")
    special = str(entry.get("staSpecialConditions") or "")
    if special and special.removeprefix("STA: ") != (entry.get("licenceExceptionFlags") or {}).get("STA"):
        rows.add(f"{number} Special Conditions for STA: {special}", f"{number} > Special Conditions for STA", Role.TEXT, index)
    if entry.get("relatedControls"):
        rows.add(f"{number} Related Controls: {entry['relatedControls']}", f"{number} > Related Controls", Role.TEXT, index)
    _Items(rows, number, index).read(entry.get("items") or [])


class _Items:
    """The flat lines of an entry as a tree: items by their full address, notes below what they speak of.

    The list numbers its notes like items ("1.", and below that "a."), so a letter counts as an item only where the
    items have come to it.
    """

    def __init__(self, rows: _Rows, number: str, entry: int) -> None:
        self.rows, self.number = rows, number
        self.open: list[tuple[str, int, str]] = [("", entry, number)]  # label, index, locator; the entry first
        self.note: tuple[int, str] | None = None  # the note that is being read, and its number where it has one
        self.numbered: tuple[int, str, str] | None = None
        self.top = ""  # the last letter of the first level

    def read(self, items: list[Record]) -> None:
        """Adds every line."""
        for at, item in enumerate(items):
            label, text = str(item.get("paragraph") or ""), str(item.get("text", ""))
            if not label:
                self._unlabelled(text)
            elif item.get("kind") == "note" or self._is_of_note(label, items[at + 1 : at + 2]):
                self._in_note(label, text)
            else:
                self._item(label, text)

    def _item(self, label: str, text: str) -> None:
        self.note = self.numbered = None
        while len(self.open) > 1 and not label.startswith(self.open[-1][0] + "."):
            self.open.pop()
        locator = f"{self.number}.{label}"
        reserved = text.strip().lower().startswith("[reserved")
        index = self.rows.add(f"{label}. {text}", locator, Role.ITEM, self.open[-1][1], reserved=reserved)
        self.open.append((label, index, locator))
        self.top = label if len(label) == 1 else self.top

    def _is_of_note(self, label: str, following: list[Record]) -> bool:
        """Whether a bare letter goes on with a note: it is not the one to which the items have come."""
        if self.note is None or len(label) != 1 or not label.isalpha():
            return False
        if any(str(item.get("paragraph") or "").startswith(f"{label}.") for item in following):
            return False
        goes_on = self.numbered is not None and self.numbered[2][-1:].isalpha() and ord(label) == ord(self.numbered[2][-1]) + 1
        due = chr(ord(self.top) + 1) if self.top else "a"
        return goes_on or label != due

    def _unlabelled(self, text: str) -> None:
        if not self.top and len(self.open) == 1:
            self.rows.add(text, f"{self.number} > introductory text", Role.TEXT, self.open[0][1])
            return
        named = {m[0] for m in _NAMED_ITEM.finditer(text[:60])}
        while len(self.open) > 1 and self.open[-1][2] not in named and any(o[2] in named for o in self.open):
            self.open.pop()  # the note is on one above, and what is below that has ended
        _, above, locator = self.open[-1]
        index = self.rows.add(text, f"{locator} > note", Role.NOTE, above)
        self.note, self.numbered = (index, self.rows.last), None

    def _in_note(self, label: str, text: str) -> None:
        if self.note is None:
            self._unlabelled(f"{label}. {text}")
            return
        index, locator = self.note
        if label.isdigit() or self.numbered is None or not self.numbered[1].isdigit():
            index = self.rows.add(f"{label}. {text}", f"{locator} > {label}", Role.PARAGRAPH, index)
            self.numbered = (index, label, label)
            return
        above, number, _ = self.numbered
        self.rows.add(f"{label}. {text}", f"{locator} > {number}.{label}", Role.PARAGRAPH, above)
        self.numbered = (above, number, f"{number}.{label}")


_NAMED_ITEM = re.compile(r"\d[A-E]\d{3}(?:\.\w{1,2})*")


# -- countries ---------------------------------------------------------------------------------------------------------


def _notes(rows: _Rows, base: str, top: int, notes: Record) -> None:
    for name, text in notes.items():
        rows.add(str(text), f"{base} > note {name}", Role.NOTE, top)


def _said(value: object, name: str = "") -> Iterator[str]:
    """What a structure says, in words: "note: A licence is …"; "entries: 5A001.f.1, 5A980"."""
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


def _country_chart(rows: _Rows, data: Record) -> Source:
    source = _source(data, "us-list-country-chart", _BIS)
    base, _, _ = _cited(data)
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
    _notes(rows, base, top, {"territories": data["territoryInheritanceNote"]} if data.get("territoryInheritanceNote") else {})
    _notes(
        rows,
        base,
        top,
        {"all destinations": "; ".join(_said(data["allDestinationsEntries"]))} if data.get("allDestinationsEntries") else {},
    )
    footnotes = {str(mark): str(text) for mark, text in (data.get("footnotes") or {}).items()}
    other = _other_names(data.get("aliases") or {})
    for country, row in data["countries"].items():
        marks = [str(mark) for mark in row["marks"]]
        blank = [column for column in columns if column not in marks]
        text = f"Commerce Country Chart, {country}: X (license required) in {', '.join(marks) or 'no column'}; no X in {', '.join(blank) or 'no column'}."
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


def _country(rows: _Rows, base: str, top: int, country: str, text: str, cells: tuple[tuple[str, str], ...], row: Record,
             footnotes: dict[str, str], other: dict[str, list[str]]) -> None:  # fmt: skip
    marks = [str(mark) for mark in row.get("footnotes") or []]
    if marks:
        text += f" Footnotes {', '.join(marks)}."
        cells += tuple((f"Footnote {mark}", footnotes[mark]) for mark in marks if mark in footnotes)
    cells += tuple(("Alias", name) for name in other.get(country, []))
    rows.add(text, f"{base}, Country: {country}", Role.ROW, top, heading=country, cells=cells)


def _country_groups(rows: _Rows, data: Record) -> Source:
    source = _source(data, "us-list-country-groups", _BIS)
    base, _, _ = _cited(data)
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
        cells = (("Country Group", str(group)), ("Label", str(label)), *(("Country", str(country)) for country in countries))
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


# -- the Consolidated Screening List -----------------------------------------------------------------------------------


def _screening_list(rows: _Rows, data: Record) -> Source:
    title = re.sub(r"\s*\(.*", "", str(data["citation"]))
    url = "https://www.trade.gov/consolidated-screening-list"
    source = Source(id="us-list-screening", title=title, kind=Kind.LIST, jurisdiction="us", url=url, language="en",
                    issuer="Departments of Commerce, State and the Treasury", licence="US public domain text; JSON MIT")  # fmt: skip
    top = rows.add(str(data["citation"]), title, Role.ANNEX)
    authority = data.get("listAuthority") or {}
    codes: dict[str, str] = {}
    for name, about in authority.items():
        codes[name] = str(about.get("code", name))
        text = f"{name}. {about.get('effect', '')} Authority: {about.get('citation', '')}."
        count = (data.get("countsBySource") or {}).get(name)
        rows.add(text + (f" Entries: {count}." if count else ""), f"{title} > {codes[name]}", Role.TEXT, top, heading=name)
    for entry in data["entries"]:
        _listed(rows, entry, data["tables"], codes, title, top)
    return source


def _listed(rows: _Rows, entry: Record, tables: Record, codes: dict[str, str], title: str, top: int) -> None:
    name, listing = one_line(str(entry["n"])), str(tables["sources"][entry["s"]])
    cells: list[tuple[str, str]] = [("Name", name)]
    cells += [("Alias", one_line(str(alias))) for alias in entry.get("a") or []]
    cells.append(("List", listing))
    for column, field in (("Type", "t"), ("Entity number", "e")):
        if entry.get(field):
            cells.append((column, str(entry[field])))
    cells += [("Country", NAMES.get(code, code)) for code in entry.get("c") or []]
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
    rows.add(_line(cells), f"{title} > {codes.get(listing, listing)}, {name}", Role.ROW, top, heading=name, cells=tuple(cells))


def _line(cells: list[tuple[str, str]]) -> str:
    """`NAME. Alias: A; B. List: …`: values of one field together, in order."""
    grouped: dict[str, list[str]] = {}
    for column, value in cells[1:]:
        if column != "Source list":
            grouped.setdefault(column, []).append(value)
    return (
        ". ".join(
            [cells[0][1].rstrip("."), *(f"{column}: {'; '.join(values).rstrip('.')}" for column, values in grouped.items())]
        )
        + "."
    )


READER = Reader("US list JSON", claims, read)
