"""Rows of lists of parties, and the list of one edition that holds them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from assistant.engines.lists import places
from assistant.engines.lists.publications import Publication
from assistant.engines.model import Span
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import PartyList
from corpus.model import Source, Version

NUMBERED_ADDRESS = lazy_regex(r"Address(?:es)?\s+\d{1,3}\b", re.I)  # stands where other rows have a name


class RowKind(StrEnum):
    """What a row of a list is."""

    ENTRY = "entry"
    ADDRESS = "address"  # binds without a name
    CONTINUATION = "continuation"  # goes on with the entry above
    INTRODUCTION = "introduction"  # only announces the rows below
    RESERVED = "reserved"


@dataclass(frozen=True, slots=True)
class PartyRow:
    """Row of a list of parties. `start` and `end` are its place in the text of its edition."""

    name: str
    countries: tuple[str, ...]  # as the list writes them, carried down from the row that names one
    codes: tuple[str, ...]  # of the countries; a region has none
    aliases: tuple[str, ...]
    cell: str  # name and address, as printed
    kind: RowKind
    locator: str
    start: int
    end: int
    requirement: str = ""
    policy: str = ""
    footnotes: tuple[str, ...] = ()
    publications: tuple[Publication, ...] = ()
    more: tuple[tuple[str, str], ...] = ()  # further cells: programme, type, number

    @property
    def added(self) -> date | None:
        """Return the day of the first citation."""
        return self.publications[0].day if self.publications else None

    @property
    def listed_as(self) -> str:
        """Return what it lists: a name, or an address that binds without one, by its words and not by its number."""
        words = NUMBERED_ADDRESS.sub("", self.cell, count=1) if self.kind is RowKind.ADDRESS else ""
        return words.strip(",. ") or self.name

    @property
    def names(self) -> tuple[str, ...]:
        """Return its name and its aliases."""
        return (self.name, *self.aliases)

    def other(self, column: str) -> str:
        """Return what a further column of the row holds, an empty string where it has none of that name."""
        return next((text for name, text in self.more if name == column), "")

    @property
    def country(self) -> str:
        """Return its countries as an answer writes them."""
        return "; ".join(map(places.country_in_answer, self.countries))


@dataclass(frozen=True)
class HeldList:
    """List of parties in one edition. `compiled` says that its rows come from a list that compiles others."""

    about: PartyList
    source: Source
    version: Version
    address: str
    rows: tuple[PartyRow, ...]
    heading: tuple[int, int]  # place of the table's heading
    compiled: bool = False
    in_all: int = 0  # records of the whole compilation, of which its rows are some
    footnotes: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def counted(self) -> tuple[PartyRow, ...]:
        """Return the rows that count: those that list somebody, or go on with one that does."""
        return tuple(r for r in self.rows if r.kind not in (RowKind.INTRODUCTION, RowKind.RESERVED))

    @cached_property
    def headings(self) -> dict[str, int]:
        """Return the countries as the list writes them, each with the number of its rows that count."""
        found: dict[str, int] = {c: 0 for r in self.rows for c in r.countries}
        for row in self.counted:
            for country in row.countries:
                found[country] += 1
        return found

    @cached_property
    def codes(self) -> frozenset[str]:
        """Return the codes of the countries that are headings."""
        return frozenset(filter(None, map(places.country_of_heading, self.headings)))

    @property
    def edition(self) -> str:
        """Return the day of the edition, in ISO format; an empty string where it is not known."""
        return self.version.valid_from.isoformat() if self.version.valid_from else ""

    @property
    def is_newest(self) -> bool:
        """Return whether its edition has a day and no later one held ends it."""
        return bool(self.edition) and self.version.valid_to is None

    def span(self, row: PartyRow) -> Span:
        """Return the place of a row."""
        return Span(self.source, self.version, row.start, row.end)

    @property
    def head(self) -> Span:
        """Return the place of the heading of the table."""
        return Span(self.source, self.version, *self.heading)
