"""An item of news: a day, a sentence, what it stands on, and the redline where words changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.engines.model import Span
from corpus.editions.changes import ProvisionChange
from corpus.editions.diff import ChangeKind
from corpus.filters import Filters
from corpus.model import Source

_HEADLINE_TITLE = 90


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """Name or address that an item tells of, with its place; `note` are the words that it stands on, if they help."""

    name: str
    span: Span | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewsGroup:
    """Entries of an item that belong together: those under a country, or the notices of the day."""

    name: str
    entries: tuple[NewsEntry, ...]


@dataclass(frozen=True, slots=True)
class NewsItem:
    """Item of news. `folded` are changes in print or in number alone, which change nothing in substance."""

    day: date
    source: Source
    headline: str
    groups: tuple[NewsGroup, ...] = ()
    changes: tuple[ProvisionChange, ...] = ()
    folded: tuple[ProvisionChange, ...] = ()
    list_name: str = ""
    locators: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return a name that stays the same as long as the item says the same."""
        told = f"{self.day}\0{self.source.id}\0{self.list_name}\0{self.headline}"
        return hashlib.sha256(told.encode()).hexdigest()[:24]

    @property
    def renumbered(self) -> tuple[ProvisionChange, ...]:
        """Return those of `folded` that have another number; the others differ in print."""
        return tuple(c for c in self.folded if c.change.kind is ChangeKind.RENUMBERED)

    @property
    def has_substance(self) -> bool:
        """Return whether anything changed besides print and numbers."""
        return not self.folded or bool(self.changes)


@dataclass(frozen=True, slots=True)
class NewsScope:
    """What is wanted: regimes, lists, texts and provisions; of each kind any one fits, and an empty one asks nothing.

    `provisions` are pairs of a source id and an address; what stands below an address is meant too.
    """

    regimes: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    provisions: tuple[tuple[str, str], ...] = ()

    @property
    def filters(self) -> Filters:
        """Return the texts that can have such news."""
        named = tuple(dict.fromkeys((*self.sources, *(source for source, _ in self.provisions))))
        return Filters(jurisdictions=self.regimes, sources=named)

    def admits(self, item: NewsItem) -> bool:
        """Return whether an item is wanted."""
        if self.regimes and item.source.jurisdiction not in self.regimes:
            return False
        if self.lists and item.list_name not in self.lists:
            return False
        if self.sources and item.source.id not in self.sources:
            return False
        return not self.provisions or any(
            source == item.source.id and any(is_below(locator, address) for locator in item.locators)
            for source, address in self.provisions
        )


def is_below(locator: str, address: str) -> bool:
    """Return whether a locator is an address, or stands below it."""
    return locator == address or (locator.startswith(address) and not locator[len(address)].isalnum())


def enumerated(parts: Iterable[str]) -> str:
    """Return parts as a list in a sentence: "a, b and c"."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def short_title(source: Source) -> str:
    """Return the title of a text, cut at a word where it is too long for a headline."""
    title = source.title.rstrip(".")
    return title if len(title) <= _HEADLINE_TITLE else f"{title[:_HEADLINE_TITLE].rpartition(' ')[0]} …"
