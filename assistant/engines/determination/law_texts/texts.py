"""Provisions of the law of one jurisdiction as held on a day, and how a text that is not held is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.engines.model import MissingText, Span
from assistant.facts.days import day_in_words
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Kind, Standing

_PART_OF_CFR = lazy_regex(r"\b(\d{1,2}) CFR (?:part )?(\d{1,4})")
_ANNEX = lazy_regex(r"\bSupplement No\. \d{1,2} to Part (\d{1,4})")


@dataclass(frozen=True)
class Texts:
    """Law and lists of one jurisdiction in the editions of one day, without what people wrote about them."""

    catalogue: CatalogueReader
    filters: Filters

    @classmethod
    def of(cls, catalogue: CatalogueReader, filters: Filters, jurisdiction: str) -> Texts:
        """Return the binding texts of a jurisdiction on the day of `filters`."""
        binding = tuple(k.value for k in Kind if k.standing is Standing.BINDING)
        return cls(catalogue, replace(filters, jurisdictions=(jurisdiction,), kinds=binding, languages=()))

    @property
    def day(self) -> date:
        """Return the day whose law is asked for."""
        return self.filters.day

    def all(self, locator: str) -> list[HeldProvision]:
        """Return every provision at an address; of those that were handed in none where its publisher's text has it."""
        found = [p for p in self.catalogue.find(locator, self.filters) if not p.provision.reserved]
        return [p for p in found if p.source.origin_class.is_own] or found

    def at(self, locator: str) -> HeldProvision | None:
        """Return the provision at an address, None where it is not held."""
        return next(iter(self.all(locator)), None)

    def span(self, locator: str, words: str = "") -> Span | None:
        """Return the stretch at an address that has `words`, its own text where none are given; None without it."""
        for held in self.all(locator):
            if not words:
                return Span.of(held)
            at = self.catalogue.full_text(held).find(words)
            if at >= 0:
                return Span.of(held, at, len(words))
        return None

    def holds_part(self, part: str) -> bool:
        """Return whether a part ("15 CFR 740") is held, more of it than a supplement."""
        return any(self.at(f"{part}.{n}") is not None for n in (1, 2))


def missing_text(text: str | Mapping[str, str]) -> MissingText:
    """Return a text that is not held, with what brings it where that is known.

    `text` is its address or name, or an entry of a table with the name and the official source.
    """
    if not isinstance(text, str):
        return MissingText(text["name"], (text["source"],))
    if found := _PART_OF_CFR.search(text):
        return MissingText(text, (f"us-{found[1]}-cfr-{found[2]}",))
    if found := _ANNEX.search(text):
        return MissingText(text, (f"us-15-cfr-{found[1]}",))
    return MissingText(text)


def edition_day(span: Span | None) -> str:
    """Return the day of the edition that a stretch stands in, as answers write it."""
    day = span.version.valid_from if span else None
    return day_in_words(day) if day else "an unknown day"


def found_spans(spans: Sequence[Span | None]) -> tuple[Span, ...]:
    """Return the stretches that were found."""
    return tuple(s for s in spans if s is not None)
