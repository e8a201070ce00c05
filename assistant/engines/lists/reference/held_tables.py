"""Country groups, country chart and control list entries, each read once from the edition that holds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Generic, TypeVar

from assistant.engines.lists.held_lists import binding
from assistant.engines.model import Span
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.reference_tables import ReferenceTable, reference_tables
from corpus.model import Role, Source, Version
from corpus.trust.trust_labels import origin_mark

# "$5000: 3A001.a": a limit of value that the list prints among an entry's items is of the exception open up to a value.
LIMIT_OF_VALUE = lazy_regex(r"^\$\s?\d[\d,]{0,12}(?::|\s{1,3}for\b)")
EXCEPTION_BY_VALUE = "LVS"

_GROUP = lazy_regex(r"\b(?P<group>[A-E](?::\s?\d)?)\b")
_MARKED = lazy_regex(r"^\s*X\b", re.I)
_FOOTNOTE_ROW = lazy_regex(r"^Footnote (?P<mark>\d{1,2})$")
_FOOTNOTE_AT = lazy_regex(r" > footnote (?P<mark>\d{1,2})$")
_COLUMN = lazy_regex(r"\b(?P<reason>[A-Z]{2}) (?P<number>[1-3])$")

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Place of a row in the text of its edition."""

    locator: str
    start: int
    end: int

    @classmethod
    def of(cls, held: HeldProvision) -> RowPlace:
        """Return the place of a provision's own text."""
        return cls(held.locator, held.provision.start, held.provision.end)


@dataclass(frozen=True)
class HeldTable(Generic[Content]):
    """Table in one edition."""

    about: ReferenceTable
    source: Source
    version: Version
    content: Content
    head: RowPlace

    @property
    def edition(self) -> str:
        """Return the day of the edition, in ISO format; an empty string where it is not known."""
        return self.version.valid_from.isoformat() if self.version.valid_from else ""

    def span(self, line: RowPlace) -> Span:
        """Return a place as a stretch of the edition."""
        return Span(self.source, self.version, line.start, line.end)


@dataclass(frozen=True)
class GroupTable:
    """Members of each country group, as printed, and the groups of each country."""

    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    lines: dict[str, RowPlace] = field(default_factory=dict)  # by group and by country
    notes: tuple[tuple[str, RowPlace], ...] = ()


@dataclass(frozen=True, slots=True)
class GradedCountry:
    """Row of the country chart. `marks` is None where the country is not graded; `row_of` is the row that governs."""

    name: str
    marks: tuple[str, ...] | None
    line: RowPlace
    footnotes: tuple[str, ...] = ()
    pointer: str = ""
    row_of: str = ""


@dataclass(frozen=True)
class ChartTable:
    """Columns and rows of the country chart, and its footnotes."""

    columns: tuple[str, ...]
    rows: tuple[GradedCountry, ...]
    footnotes: dict[str, tuple[str, RowPlace]]


@dataclass(frozen=True, slots=True)
class Requirement:
    """Row of the license requirements of an entry."""

    control: str
    column: str
    line: RowPlace

    @property
    def reason(self) -> str:
        """Return the letters of the reason for control that it begins with; empty where it names none."""
        return self.control[:2] if self.control[:2] in reference_tables().reasons else ""


@dataclass(frozen=True, slots=True)
class ControlledEntry:
    """Entry of the control list with its reasons and requirements as printed."""

    number: str
    heading: str
    line: RowPlace
    reasons: str = ""
    requirements: tuple[Requirement, ...] = ()
    exceptions: tuple[tuple[str, str], ...] = ()

    @property
    def every_reason(self) -> frozenset[str]:
        """Return the letters of its reasons for control: those of its line, and those that its rows begin with."""
        named = {reference_tables().reason(m[0]) for m in re.finditer(r"\b[A-Z]{2}\b", self.reasons)}
        return frozenset(r for r in named.union(row.reason for row in self.requirements) if r)

    @property
    def has_other_grounds(self) -> bool:
        """Return whether it is controlled for more than letters tell: its line or a row names another ground.

        "AT, foreign policy"; a row of sanctions beside that of a column.
        """
        line = re.sub(r"\b[A-Z]{2}\b|\band\b|[\s,;.&]", "", self.reasons)
        return bool(line) or any(row.control and not row.reason for row in self.requirements)


def groups_held(catalogue: CatalogueReader, filters: Filters = Filters()) -> HeldTable[GroupTable] | None:
    """Return the country groups that are held, None where they are not."""
    return _held("groups", _groups, catalogue, filters)


def chart_held(catalogue: CatalogueReader, filters: Filters = Filters()) -> HeldTable[ChartTable] | None:
    """Return the country chart that is held, None where it is not."""
    return _held("chart", _chart, catalogue, filters)


def entries_held(
    catalogue: CatalogueReader, filters: Filters = Filters()
) -> HeldTable[tuple[ControlledEntry, ...]] | None:
    """Return the entries of the control list that are held, None where they are not."""
    return _held("entries", _entries, catalogue, filters)


def _held(
    kind: str, read: Callable[[list[HeldProvision]], Content], catalogue: CatalogueReader, filters: Filters
) -> HeldTable[Content] | None:
    """Return a table from the edition that has most of it, of binding texts, and of its publisher's if there is one."""
    about = reference_tables().by_kind[kind]
    best: HeldTable[Content] | None = None
    size = 0
    for number, (source, version) in binding(catalogue, filters):
        if best is not None and source.rank[1] > best.source.rank[1]:
            continue  # it was handed in, and a publisher's text has the table
        found = catalogue.once(f"{kind} in {number}", partial(_read, about, read, catalogue, number))
        if found and found[1] > size:
            best, size = replace(found[0], source=source, version=version), found[1]
    return best


def _read(
    about: ReferenceTable, read: Callable[[list[HeldProvision]], Content], catalogue: CatalogueReader, number: int
) -> tuple[HeldTable[Content], int] | None:
    tops = [p for p in catalogue.in_edition(number, about.address) if p.provision.role is Role.ANNEX]
    if not tops:
        return None
    below = catalogue.subtree(tops[0])
    content = read(below)
    rows = sum(p.provision.role in (Role.ROW, Role.ENTRY) for p in below)
    return HeldTable(about, tops[0].source, tops[0].version, content, RowPlace.of(tops[0])), rows


def _groups(below: list[HeldProvision]) -> GroupTable:
    members: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    lines: dict[str, RowPlace] = {}
    for held in _rows(below):
        cells = held.provision.cells
        if not cells:
            continue
        if cells[0][0] == "Country Group":
            group = cells[0][1]
            members[group] = [value for column, value in cells if column == "Country"]
            labels[group] = next((value for column, value in cells if column == "Label"), "")
            lines[group] = RowPlace.of(held)
        elif any(column == "Country Group" for column, _ in cells):
            lines[cells[0][1]] = RowPlace.of(held)
        else:  # the printed table: a country a row, a group a column, an X where it is a member
            for column, value in cells[1:]:
                match = _GROUP.search(column)
                if match and _MARKED.match(value):
                    group = match["group"].replace(" ", "")
                    members.setdefault(group, []).append(cells[0][1])
                    lines.setdefault(group, RowPlace.of(held))
                    lines[cells[0][1]] = RowPlace.of(held)
    notes = tuple((p.text, RowPlace.of(p)) for p in below if p.provision.role is Role.NOTE)
    return GroupTable({group: tuple(names) for group, names in members.items()}, labels, lines, notes)


def _chart(below: list[HeldProvision]) -> ChartTable:
    columns: dict[str, None] = {}
    rows = []
    for held in _rows(below):
        cells = held.provision.cells
        if not cells or not cells[0][1]:
            continue
        graded = [(f"{m['reason']} {m['number']}", value) for name, value in cells[1:] if (m := _COLUMN.search(name))]
        columns.update(dict.fromkeys(name for name, _ in graded))
        marks = tuple(name for name, value in graded if _MARKED.match(value)) if graded else None
        said = dict(cells)
        rows.append(
            GradedCountry(
                name=re.sub(r"\s{0,4}\d{1,2}(?:[ ,]{1,3}\d{1,2}){0,6}$", "", cells[0][1]),
                marks=marks,
                line=RowPlace.of(held),
                footnotes=tuple(m["mark"] for column, _ in cells if (m := _FOOTNOTE_ROW.match(column))),
                pointer=said.get("Pointer", ""),
                row_of=said.get("Row", ""),
            )
        )
    footnotes = {
        m["mark"]: (p.text, RowPlace.of(p))
        for p in below
        if p.provision.role is Role.NOTE and (m := _FOOTNOTE_AT.search(p.locator))
    }
    return ChartTable(tuple(columns), tuple(rows), footnotes)


def _entries(below: list[HeldProvision]) -> tuple[ControlledEntry, ...]:
    out: list[ControlledEntry] = []
    at: dict[int, int] = {}  # position of an entry: its place in `out`
    for held in below:
        if held.provision.role is Role.ENTRY:
            at[held.position] = len(out)
            heading = (held.provision.heading or held.text.removeprefix(held.locator)).strip()
            out.append(ControlledEntry(held.locator, heading, RowPlace.of(held)))
            continue
        place = at.get(held.provision.parent if held.provision.parent is not None else -1)
        if place is None:
            continue
        out[place] = _with(out[place], held)
    return tuple(out)


def _with(entry: ControlledEntry, held: HeldProvision) -> ControlledEntry:
    tail = held.locator.removeprefix(f"{entry.number} > ")
    said = held.text.partition(":")[2].strip()
    if held.provision.role is Role.ROW:
        cells = {column.split(" (")[0]: value for column, value in held.provision.cells}
        control = cells.get("Control(s)", cells.get("Control", ""))
        row = Requirement(control, cells.get("Country Chart", ""), RowPlace.of(held))
        return replace(entry, requirements=(*entry.requirements, row))
    if tail == "Reason for Control":
        return replace(entry, reasons=said)
    if re.fullmatch(r"[A-Z]{3}", tail):
        return replace(entry, exceptions=(*entry.exceptions, (tail, said)))
    if LIMIT_OF_VALUE.match(held.text):
        limit = held.text.strip().rstrip(".")
        with_it = ((n, f"{w.rstrip('.')}; {limit}" if n == EXCEPTION_BY_VALUE else w) for n, w in entry.exceptions)
        return replace(entry, exceptions=tuple(with_it))
    return entry


def _rows(below: list[HeldProvision]) -> Iterator[HeldProvision]:
    return (p for p in below if p.provision.role is Role.ROW)


def row_payload(held: HeldTable[Content], line: RowPlace, catalogue: CatalogueReader) -> Mapping[str, object]:
    """Return a place of a table as an object of a payload."""
    return {
        "source_id": held.source.id,
        "title": held.source.title,
        "locator": line.locator,
        "edition": held.edition or None,
        "quote": catalogue.slice(held.version.number, line.start, line.end),
        "start": line.start,
        "end": line.end,
        "origin_note": origin_mark(held.source),
    }
