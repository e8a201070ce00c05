"""Matters that have a status (`topics.toml`), and the events of each in the texts held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from assistant.engines.ledger import event_collection
from assistant.engines.ledger.model import Happening, LedgerEvent, Matter, in_order
from assistant.engines.model import MissingText, Span
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.instruments import eu_number, find
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import tables
from corpus.locators.address import key
from corpus.model import Kind, Role, Source, Version
from corpus.sources.entries import official_entries

TABLE = Path(__file__).with_name("topics.toml")
_NUMBERED = lazy_regex(r"^[^/]{1,60}\b\d{1,4}/\d{1,4}\b")
_NUMBER_ALONE = lazy_regex(r"\W*(?P<year>\d{4})/(?P<number>\d{1,4})\W*")
_SORT_OF_ACT = lazy_regex(r"\b(?:Regulation|Directive|Decision|Recommendation)\b", re.I)
_WRITTEN_ON_ACTS = (Kind.EXPLAINER, Kind.NEWS, Kind.GUIDANCE)
_IS_ADDRESS = lazy_regex(r"^(?:\d+ CFR [\w.-]+|Supplement No\. \d+ to Part \d+)")


@dataclass(frozen=True, slots=True)
class Topic:
    """Entry of `topics.toml`; its head says what each field does."""

    id: str
    name: str
    asked: re.Pattern[str]
    text: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()
    jurisdiction: str = ""
    titles: re.Pattern[str] | None = None


@cache
def table() -> tuple[Topic, ...]:
    """Return the topics that come with Licet. Raises BadRequest for a mistake in the table."""

    def convert(name: str, value: Any) -> Any:
        if name in ("asked", "titles"):
            return re.compile(value, re.I)
        return tuple(value) if isinstance(value, list) else value

    rows = tables.content(TABLE)["topic"]
    return tuple(tables.entry(Topic, row, f"{TABLE.name}, {row.get('id', '?')}", convert=convert) for row in rows)


def topic_named(text: str) -> Topic | None:
    """Return the topic that a text names; one that is a single text goes before one that spans several."""
    found = [t for t in table() if t.asked.search(text) or t.id == text.strip().lower()]
    return next((t for t in found if t.text), found[0] if found else None)


def matter(topic: Topic, catalogue: CatalogueReader, filters: Filters) -> Matter:
    """Return a topic with its events in the texts held."""
    events = in_order(list(_events(topic, catalogue, filters)))
    told = {_told(e): e for e in reversed(events)}  # one document held in several copies is one event
    return Matter(topic.name, tuple(e for e in events if told[_told(e)] is e), tuple(_lacking(topic, catalogue)))


def _told(e: LedgerEvent) -> tuple[object, ...]:
    """Return what tells an event from others: of a document of a day, its title alone."""
    return (e.kind, e.day, e.title) if e.kind is Happening.ANNOUNCED else (e.kind, e.day, e.title, e.locator, e.span)


def _lacking(topic: Topic, catalogue: CatalogueReader) -> Iterator[MissingText]:
    """Yield the official texts of a topic that no edition is held of."""
    held = {source.id for source, _ in catalogue.editions().values()}
    titles = {e.id: e.title for e in official_entries()}
    yield from (MissingText(titles[s], (s,)) for s in topic.sources if s in titles and s not in held)


def _events(topic: Topic, catalogue: CatalogueReader, filters: Filters) -> Iterator[LedgerEvent]:
    noted = {h.source.id for address in topic.notes[:1] for h in catalogue.find(address, filters)}
    for source, version in catalogue.in_force(filters).values():
        if source.id in noted:
            yield from (
                e for e in event_collection.events_of_notes(catalogue, source, version) if e.locator in topic.notes
            )
        of_it = source.id == topic.text or source.id in topic.sources
        written = list(event_collection.events_of_clauses(catalogue, source, version)) if of_it else []
        yield from written
        named = of_it or (topic.titles is not None and topic.titles.search(source.title) is not None)
        if named and not written and (told := event_collection.announced(catalogue, source, version)):
            yield told
    for address in topic.provisions:
        of_law = (h for h in catalogue.find(address, filters) if h.source.jurisdiction == topic.jurisdiction)
        if (held := next(of_law, None)) and (told := event_collection.edition_event(catalogue, held)):
            yield told


def of_text(source: Source, catalogue: CatalogueReader, *, name: str = "") -> Matter:
    """Return a text with what its editions say of their own force, the newest edition first where they differ."""
    found: list[LedgerEvent] = []
    editions = _editions(source.id, catalogue)
    for edition in editions:
        found += event_collection.events_of_clauses(catalogue, *edition, kinds="begins")
    if not found:
        of_newest = (event_collection.own_words_on_force(catalogue, *edition) for edition in editions[:1])
        found += [e for e in of_newest if e is not None]
    short = _NUMBERED.match(source.title)
    return Matter(name or (short[0] if short else source.title), tuple(found))


def _editions(source_id: str, catalogue: CatalogueReader) -> list[tuple[Source, Version]]:
    held = [e for e in catalogue.editions().values() if e[0].id == source_id]
    return sorted(held, key=lambda e: str(e[1].valid_from or ""), reverse=True)


def text_numbered(text: str, catalogue: CatalogueReader, filters: Filters) -> Source | None:
    """Return the act of the Union that a text names by its number ("2021/953"), where it is held."""
    number = eu_number(text)
    if number is None:
        return None
    held = (source for source, _ in catalogue.in_force(filters).values())
    named = [s for s in held if eu_number(s.title) == number]  # the act itself, and whatever is written on it
    return next((s for s in named if s.kind not in _WRITTEN_ON_ACTS), None)


def official_named(text: str) -> MissingText | None:
    """Return the official text that a text names, by a name or its number, with or without that of its law.

    A number alone may be that of another law than the Union's, where it is written as that law writes it. One with the
    word for an act is that of no act of another sort: "Directive 2019/855" is no regulation.
    """
    number, known, alone = eu_number(text), find(text), _NUMBER_ALONE.fullmatch(text)
    ending = f"-{alone['year']}-{alone['number']}" if alone else ""
    found = (
        e
        for e in official_entries()
        if (known and e.id == known.id)
        or (number and eu_number(e.id.upper()) == number)
        or (ending and e.id.endswith(ending))
    )
    sorts = {m.casefold() for m in _SORT_OF_ACT.findall(text)}
    of_sort = (e for e in found if not sorts or not sorts.isdisjoint(map(str.casefold, _SORT_OF_ACT.findall(e.title))))
    return next((MissingText(e.title, (e.id,)) for e in of_sort), None)


def of_provision(held: HeldProvision, catalogue: CatalogueReader) -> Matter:
    """Return a provision with the stays of its own, of what it stands in and of what stands in it."""
    at = _IS_ADDRESS.match(held.locator)
    base = at[0] if at else held.locator
    said = list(event_collection.events_of_notes(catalogue, held.source, held.version))
    notes = [e for e in said if key(e.locator) == key(base)]
    own = [e for e in notes if e.kind is not Happening.STAYED or held.locator == base]
    around = [p for p in (*catalogue.ancestors(held), *catalogue.subtree(held)) if p.provision.role is not Role.NOTE]
    for p in around:
        if p.provision.stay and held.locator != base:
            stay = p.provision.stay
            note = next((e for e in said if key(p.locator).startswith(key(e.locator))), None)
            span, says = (note.span, note.says) if note else (Span.of(p), " ".join(stay.note.split()))
            own.append(LedgerEvent(Happening.STAYED, p.locator, held.source.title, span, stay.since, stay.until, says))
    beside = [replace(e, kind=Happening.BESIDE) for e in notes if e.kind is Happening.STAYED]
    edition = event_collection.edition_event(catalogue, held)
    stayed = any(e.kind is Happening.STAYED for e in own)
    return Matter(held.locator, in_order([*own, *([] if stayed else beside), *([edition] if edition else [])]))
