"""An entry of a list with all that the collection knows of it: editions, notices, footnotes, other lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.engines.lists.editions import is_same_in_substance, same_entry
from assistant.engines.lists.held_lists import editions_of
from assistant.engines.lists.model import HeldList, PartyRow, RowKind
from assistant.engines.lists.notices import notices
from assistant.engines.lists.publications import Publication
from assistant.engines.model import Span
from assistant.engines.screening.report import effect_of
from assistant.engines.screening.screen import screened
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters


@dataclass(frozen=True, slots=True)
class EditionOfEntry:
    """Edition of a list: whether an entry stands in it, and whether it says the same there."""

    day: str
    stands: bool
    same: bool


@dataclass(frozen=True, slots=True)
class DatedNotice:
    """Day on which an entry was listed or changed by its own citation, with the notices of that day that are held."""

    publication: Publication
    held: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PartyCard:
    """Entry of a list with what is held about it; `means` is what the compilation says of being on that list."""

    held: HeldList
    row: PartyRow
    notices: tuple[DatedNotice, ...]
    editions: tuple[EditionOfEntry, ...]
    footnotes: tuple[tuple[str, Span], ...]
    means: tuple[str, Span] | None
    elsewhere: tuple[tuple[HeldList, PartyRow], ...]  # rows of other lists with this very name


def party_card(held: HeldList, row: PartyRow, catalogue: CatalogueReader, filters: Filters = Filters()) -> PartyCard:
    """Return all that is held about an entry of a list."""
    return PartyCard(
        held,
        row,
        tuple(DatedNotice(p, tuple(_notices(held, p.day, catalogue, filters))) for p in row.publications),
        tuple(_editions(held, row, catalogue)),
        tuple(
            (mark, Span(held.source, held.version, *held.footnotes[mark]))
            for mark in row.footnotes
            if mark in held.footnotes
        ),
        effect_of(held, catalogue, filters),
        tuple(_elsewhere(held, row, catalogue, filters)),
    )


def _notices(held: HeldList, day: date, catalogue: CatalogueReader, filters: Filters) -> Sequence[Span]:
    return notices(held.about, day, catalogue, filters)


def _editions(held: HeldList, row: PartyRow, catalogue: CatalogueReader) -> list[EditionOfEntry]:
    if held.compiled:
        return []
    found = []
    for edition in editions_of(held.about, catalogue):
        twin = same_entry(row, edition)
        found.append(EditionOfEntry(edition.edition, twin is not None, bool(twin and is_same_in_substance(row, twin))))
    return found


def _elsewhere(
    held: HeldList, row: PartyRow, catalogue: CatalogueReader, filters: Filters
) -> list[tuple[HeldList, PartyRow]]:
    if row.kind is RowKind.ADDRESS:
        return []  # its name is a number, which other rows have too
    (found,) = screened([row.name], catalogue, filters)
    return [
        (m.held, m.row)
        for m in found.matches
        if m.is_listed and (m.held.about.name, m.row.start) != (held.about.name, row.start)
    ]
