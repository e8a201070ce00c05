"""Lists of parties that a collection holds, each read once from the table of its edition or from a compilation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from assistant.engines.lists import places
from assistant.engines.lists.model import NUMBERED_ADDRESS, HeldList, PartyRow, RowKind
from assistant.engines.lists.publications import publications
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists
from corpus.lexicon.party_lists import PartyList
from corpus.model import Role, Source, Standing, Version

_REQUIREMENT = lazy_regex(r"licen[sc]e requirement", re.I)
_POLICY = lazy_regex(r"licen[sc]e (?:review )?policy", re.I)
_NOTICE_COLUMN = lazy_regex(r"federal register", re.I)
_PARTY_COLUMN = lazy_regex(r"entity|listed person|^name$", re.I)
_FOOTNOTE_PREFIX = "Footnote "
_KNOWN = ("Country", "Alias", "List")


@dataclass(frozen=True, slots=True)
class ListedRow:
    """Row of a list as it is held. `listing` is what a compilation says of the list, empty in the list's own table."""

    row: HeldProvision
    about: PartyList
    listing: str = ""


def held_list(about: PartyList, catalogue: CatalogueReader, filters: Filters = Filters()) -> HeldList | None:
    """Return a list in the edition in force, from its own table or else from a compilation; None if neither is held.

    Only binding texts have lists, and what was fetched from its publisher comes before what was handed in.
    """
    return _own_table(about, catalogue, filters) or compiled(catalogue, filters).get(about.name)


def _own_table(about: PartyList, catalogue: CatalogueReader, filters: Filters) -> HeldList | None:
    for number, (source, version) in binding(catalogue, filters):
        if about.table and (found := in_edition(about, catalogue, number, source, version)):
            return found
    return None


def binding(catalogue: CatalogueReader, filters: Filters = Filters()) -> list[tuple[int, tuple[Source, Version]]]:
    """Return the binding editions in force with their numbers, those of the highest rank first."""
    found = [(number, held) for number, held in catalogue.in_force(filters).items() if is_binding(held[0])]
    return sorted(found, key=lambda e: (e[1][0].rank, e[0]))


def is_binding(source: Source) -> bool:
    """Return whether a source binds: a table that a person wrote, or that is kept beside the law, is no list of it."""
    return source.kind.standing is Standing.BINDING


def in_edition(
    about: PartyList, catalogue: CatalogueReader, number: int, source: Source, version: Version
) -> HeldList | None:
    """Return a list as one edition of a text prints it, None where that edition does not have it."""
    made = catalogue.once(f"party list {about.name} in {number}", partial(_printed, about, catalogue, number))
    return replace(made, source=source, version=version) if made else None


def editions_of(about: PartyList, catalogue: CatalogueReader) -> list[HeldList]:
    """Return a list in every edition that is held of the text that has it, the oldest first."""
    found = [
        held
        for number, (source, version) in catalogue.editions().items()
        if about.table and is_binding(source) and (held := in_edition(about, catalogue, number, source, version))
    ]
    best = min((h.source.rank for h in found), default=None)
    kept = [h for h in found if h.source.rank == best]
    sources = {h.source.id for h in kept}
    if len(sources) > 1:  # one text in several copies: that with most editions
        most = max(sources, key=lambda s: sum(h.source.id == s for h in kept))
        kept = [h for h in kept if h.source.id == most]
    return sorted(kept, key=lambda h: (h.edition, h.version.number))


def compiled(catalogue: CatalogueReader, filters: Filters = Filters()) -> dict[str, HeldList]:
    """Return the lists that a compilation holds, by the name in the table of lists or, without one, by their own."""
    address = party_lists.table().compiled
    for number, (source, version) in binding(catalogue, filters):
        made = catalogue.once(f"compiled lists in {number}", partial(_compiled, catalogue, number, address))
        if made:
            return {name: replace(held, source=source, version=version) for name, held in made.items()}
    return {}


def listed_rows(catalogue: CatalogueReader, number: int) -> list[ListedRow]:
    """Return the rows of one edition that list parties: those of the tables of lists, and those of a compilation."""
    found = [
        ListedRow(row, about)
        for about in party_lists.table().entries
        if about.table and (top := _top(about, catalogue, number))
        for row in catalogue.subtree(top)
        if row.provision.role is Role.ROW
    ]
    top = _compilation(catalogue, number, party_lists.table().compiled)
    for row in catalogue.subtree(top) if top else ():
        if row.provision.role is Role.ROW:
            listing = _listing(row)
            found.append(ListedRow(row, _of_listing(listing), listing))
    return found


def _top(about: PartyList, catalogue: CatalogueReader, number: int) -> HeldProvision | None:
    """Return the provision of an edition below which a list has its table, None where it has none there."""
    return next((p for p in catalogue.in_edition(number, about.table) if _heads_table(about, p)), None)


def _printed(about: PartyList, catalogue: CatalogueReader, number: int) -> HeldList | None:
    top = _top(about, catalogue, number)
    if top is None:
        return None
    below = catalogue.subtree(top)
    found = [p for p in below if p.provision.role is Role.ROW]
    if not found:
        return None
    required = any(_REQUIREMENT.search(column) for column, _ in found[0].provision.cells)
    head = next((p for p in below if p.provision.role is Role.HEADING), top)
    notes = {
        p.locator.rpartition(" > footnote ")[2]: (p.provision.start, p.provision.end)
        for p in below
        if p.provision.role is Role.NOTE and " > footnote " in p.locator
    }
    rows = tuple(_row(p, required) for p in found)
    place = (head.provision.start, head.provision.end)
    return HeldList(about, top.source, top.version, about.table, rows, place, footnotes=notes)


def _heads_table(about: PartyList, held: HeldProvision) -> bool:
    """Return whether a list has its table below a provision; below a plain heading only where the title fits."""
    if held.provision.role is Role.HEADING:
        return bool(about.title and about.title.search(held.source.title))
    return held.provision.role is Role.ANNEX


def _compiled(catalogue: CatalogueReader, number: int, address: str) -> dict[str, HeldList]:
    top = _compilation(catalogue, number, address)
    if top is None:
        return {}
    by_list: dict[str, list[PartyRow]] = {}
    for held in catalogue.subtree(top):
        if held.provision.role is Role.ROW:
            by_list.setdefault(_listing(held), []).append(_row(held, False))
    out = {}
    place = (top.provision.start, top.provision.end)
    in_all = sum(map(len, by_list.values()))
    for listing, rows in by_list.items():
        about = _of_listing(listing)
        out[about.name] = HeldList(
            about, top.source, top.version, top.locator, tuple(rows), place, compiled=True, in_all=in_all
        )
    return out


def _compilation(catalogue: CatalogueReader, number: int, address: str) -> HeldProvision | None:
    """Return the provision of an edition below which other lists are compiled, None where it compiles none."""
    return next((p for p in catalogue.in_edition(number, address) if p.provision.role is Role.ANNEX), None)


def _listing(row: HeldProvision) -> str:
    """Return what a row of a compilation says of the list that it is from."""
    return next((value for column, value in row.provision.cells if column == "List"), "")


def _of_listing(listing: str) -> PartyList:
    """Return the list of the table whose mark a compilation names, or else one that the table does not have."""
    known = party_lists.table().entries
    return next((n for n in known if n.mark and n.mark in listing), None) or _unknown(listing)


def _unknown(listing: str) -> PartyList:
    """Return a list that only the compilation knows, by the name that it has there."""
    name, _, _ = listing.partition(" (")
    mark = re.search(r"\([^)]{1,20}\)", listing)
    short = (re.sub(r"\W+", "-", mark[0].strip("()")).casefold(),) if mark else ()
    name = re.sub(r"\s-\s.*", "", name)
    return PartyList(name, re.compile(re.escape(name)), (name,), mark=mark[0] if mark else "", short=short)


@lru_cache(maxsize=4096)
def _code_of(heading: str) -> str:
    return places.country_of_heading(heading)


@lru_cache(maxsize=512)
def _fields(column: str) -> tuple[str, ...]:
    """Return what the cells of a column are, by its heading."""
    kinds = {"requirement": _REQUIREMENT, "policy": _POLICY, "published": _NOTICE_COLUMN, "cell": _PARTY_COLUMN}
    return tuple(field for field, pattern in kinds.items() if pattern.search(column))


@lru_cache(maxsize=512)
def _is_more(column: str) -> bool:
    return column not in _KNOWN and not column.startswith(_FOOTNOTE_PREFIX)


def _row(held: HeldProvision, required: bool) -> PartyRow:
    cells = held.provision.cells
    value: dict[str, str] = {}
    for column, text in cells:
        for field in _fields(column):
            value.setdefault(field, text)
    cell = value.get("cell", "")
    countries = tuple(text for column, text in cells if column == "Country")
    # A publication may stand in the wrong column, run together with what belongs there.
    published = publications(value.get("published", "")) or publications(value.get("policy", ""))
    name = (held.provision.heading or cell).rstrip(" (")
    shown = {*value.values()}
    return PartyRow(
        name=name,
        countries=countries,
        codes=tuple(filter(None, map(_code_of, countries))),
        aliases=tuple(text for column, text in cells if column == "Alias"),
        cell=cell,
        kind=_kind(held, name, cell, required and not value.get("requirement")),
        locator=held.locator,
        start=held.provision.start,
        end=held.provision.end,
        requirement=value.get("requirement", ""),
        policy=value.get("policy", ""),
        footnotes=_footnotes(held, f"{value.get('requirement', '')} {value.get('policy', '')}"),
        publications=published,
        more=tuple(pair for pair in cells if _is_more(pair[0]) and pair[1] not in shown),
    )


def _footnotes(held: HeldProvision, said: str) -> tuple[str, ...]:
    """Return the marks of a row's footnotes that stand in what it requires; a small figure in an address is none."""
    marks = [c.removeprefix(_FOOTNOTE_PREFIX) for c, _ in held.provision.cells if c.startswith(_FOOTNOTE_PREFIX)]
    return tuple(m for m in marks if re.search(rf"(?<![\w.(-]){re.escape(m)}(?![\w.)-])", said))


def _kind(held: HeldProvision, name: str, cell: str, goes_on: bool) -> RowKind:
    if held.provision.reserved or cell == "[Reserved]":
        return RowKind.RESERVED
    if cell.rstrip().endswith(":"):
        return RowKind.INTRODUCTION
    if goes_on:
        return RowKind.CONTINUATION
    return RowKind.ADDRESS if NUMBERED_ADDRESS.fullmatch(name) else RowKind.ENTRY


def all_held(catalogue: CatalogueReader, filters: Filters = Filters()) -> Sequence[HeldList]:
    """Return every list of parties that is held: from its own table where that is held, else from the compilation."""
    found: dict[str, HeldList] = {}
    for about in party_lists.table().entries:
        if about.table and (held := held_list(about, catalogue, filters)):
            found[about.name] = held
    for name, held in compiled(catalogue, filters).items():
        found.setdefault(name, held)
    return tuple(found.values())


def held_in_own_tables(catalogue: CatalogueReader, filters: Filters = Filters()) -> Sequence[HeldList]:
    """Return the lists that are held from their own tables; no compilation, which has many more rows, is read."""
    own = (_own_table(about, catalogue, filters) for about in party_lists.table().entries)
    return tuple(held for held in own if held)
