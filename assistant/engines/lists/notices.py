"""Notices of a day that are held about a list: what they say they added, beside the rows that stand in an edition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.engines.model import Span
from assistant.facts.days import days_written
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import PartyList
from corpus.model import Source

_PUBLISHED_ON = lazy_regex(r"\bOriginal Published:|\bPublished(?: on)?:", re.I)
_SUMMARY = lazy_regex(r"^Summary\b", re.I)
_ADDS = lazy_regex(r"\b(?:add(?:s|ing|ed)?|remov(?:es|ing|ed)|modif(?:ies|ying)|revis(?:es|ing))\b", re.I)
_LONGEST_ABSTRACT = 12  # provisions of a notice: an abstract, and no text of its own


def notices(about: PartyList, day: date, catalogue: CatalogueReader, filters: Filters = Filters()) -> list[Span]:
    """Return the summaries of the notices of a day that are held and name a list in their titles."""
    return [span for at, span in held_notices(about, catalogue, filters) if at == day]


def held_notices(
    about: PartyList, catalogue: CatalogueReader, filters: Filters = Filters()
) -> Iterator[tuple[date, Span]]:
    """Yield the summaries of all notices that are held and name a list in their titles, each with its day."""
    for number, (source, _) in catalogue.in_force(filters).items():
        if about.named.search(source.title) and about.table != source.title:
            yield from catalogue.once(f"notice {number}", lambda number=number: _read(catalogue, number))  # type: ignore[misc]


def _read(catalogue: CatalogueReader, number: int) -> Sequence[tuple[date, Span]]:
    """Return the day of a notice with its summary, nothing for a text that is none."""
    outline = catalogue.outline(number)
    if len(outline) > _LONGEST_ABSTRACT:
        return ()
    source: Source = outline[0].source
    day = source.published
    for held in outline:
        match = _PUBLISHED_ON.search(held.text)
        if match:
            parts = held.text.split("Original Published:")
            days = days_written(parts[-1]) or days_written(held.text[match.end() :])
            day = days[0][2] if days else day
            break
    if day is None:
        return ()
    return [(day, Span.of(held)) for held in outline if _SUMMARY.search(held.locator) and _ADDS.search(held.text)]
