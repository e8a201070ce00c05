"""Official texts that a question names and that are not held, and the command that brings one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.query.model import Query
from assistant.query.places import laws_named
from corpus.catalogue import CatalogueReader
from corpus.instruments import eu_number, find
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from corpus.model import Standing
from corpus.sources.entries import Entry, official_entries

_CFR_PART_OR_SUPPLEMENT = lazy_regex(r"(\d{1,2}) CFR (?:Part )?(\d{1,4})|Supplement No\. \d{1,2} to Part (\d{3})", re.I)
_NOTICE = lazy_regex(r"\b(?:announcement|notice|decree|circular)s? (?:no\.?|number|№) ?(?P<number>\d{1,4})\b", re.I)
_ANY_YEAR = lazy_regex(r"\b(?:19|20)\d\d\b")
_YEAR_AND_NUMBER = lazy_regex(r"\b(?P<year>20\d\d) No (?P<number>\d{1,4})\b")
_TITLE_IN_CAPITALS = lazy_regex(
    r"(?:^|[(:] ?)(?P<name>[A-Z][A-Za-z-]+(?: (?:[A-Z][A-Za-z-]+|and|of|to|on|for|the)){1,8})(?= ?[(),\d]|$)"
)


def named_not_held(question: Query, catalogue: CatalogueReader) -> Entry | None:
    """Return the official text that a question names, by number or by its country and title, if it is not held."""
    held = {source.id for source, _ in catalogue.editions().values()}
    texts = [source for source, _ in catalogue.editions().values() if source.kind.standing is Standing.BINDING]
    numbers = {eu_number(f"{source.id} {source.title}") for source in texts}
    for entry in _named(question):
        number = eu_number(entry.title)
        if entry.id not in held and not any(s.startswith(f"{entry.id}-") for s in held):
            return None if number and number in numbers else entry
    return None


def _named(question: Query) -> Iterator[Entry]:
    """Yield the official texts that a question names: numbered EU acts, numbered notices, acts by their title."""
    asked = question.core
    if number := eu_number(asked):
        yield from (e for e in official_entries() if e.jurisdiction == "eu" and eu_number(e.title) == number)
    if notice := _NOTICE.search(asked):
        years = set(_ANY_YEAR.findall(asked))
        for entry in official_entries():
            own = _YEAR_AND_NUMBER.search(entry.title)
            if own and own["number"] == notice["number"] and (not years or own["year"] in years):
                yield entry
    folded = asked.casefold()
    known = jurisdictions.table()
    places = {known.of_country(code) for code, _ in question.own_countries}
    for entry in official_entries():
        if entry.jurisdiction in places and any(name.casefold() in folded for name in _names(entry)):
            yield entry


def _names(entry: Entry) -> tuple[str, ...]:
    return tuple(m["name"] for m in _TITLE_IN_CAPITALS.finditer(entry.title))


def official(absent: str) -> tuple[Entry, ...]:
    """Return the entries of the official catalogue that have a text, by its id, address, number or name.

    Of a country's law as a whole they are those of its texts.
    """
    at = _CFR_PART_OR_SUPPLEMENT.search(absent)
    wanted = f"us-{at[1] or 15}-cfr-{at[2] or at[3]}" if at else ""
    instrument, number = find(absent), eu_number(absent)
    for entry in official_entries():
        if absent in (entry.id, entry.title) or entry.id == wanted or (instrument and entry.id == instrument.id):
            return (entry,)
        if number and entry.jurisdiction == "eu" and eu_number(entry.title) == number:
            return (entry,)
    known = jurisdictions.table()
    places = {known.of_country(code) for code, _ in laws_named(absent)}
    return tuple(e for e in official_entries() if e.jurisdiction in places)[:_NAMED_AT_MOST]


_NAMED_AT_MOST = 2  # of a country's texts that a command names


def how_to_bring(absent: str) -> str:
    """Return how to bring a text that is not held: the command of an official one, else to add it."""
    found = " ".join(e.id for e in official(absent))
    return f"Run licet sync {found} to bring it." if found else "Add it (licet add), and ask again."
