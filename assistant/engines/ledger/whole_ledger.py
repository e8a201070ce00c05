"""The ledger as a whole: the matter that a person names, and every event of the texts held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from assistant.engines.ledger import event_collection, topics
from assistant.engines.ledger.model import LedgerEvent, Matter, in_order
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.errors import FilledLine, NotHeld
from corpus.filters import Filters
from corpus.instruments import find
from corpus.lookup import locate
from corpus.model import Source, Version

_NAME_A_MATTER = "{remedy} Name an address (744.11(a)(1)), a text (2021/953) or a topic: {topics}."


def matter_of(what: str, catalogue: CatalogueReader, filters: Filters) -> Matter:
    """Return the matter that a person names by address, number, title or topic. Raises NotHeld."""
    topic = topics.topic_named(what)
    if topic and not topic.text:
        found = topics.matter(topic, catalogue, filters)
        if found.events:
            return found
    known = find(what)
    wanted = {topic.text} if topic else {known.id} if known else set()
    for source, _ in catalogue.in_force(filters).values():
        if source.id in wanted or source.id == what.strip():
            return topics.of_text(source, catalogue, name=topic.name if topic else "")
    if numbered := topics.text_numbered(what, catalogue, filters):
        return topics.of_text(numbered, catalogue)
    try:
        held = locate(catalogue, what, filters)
    except NotHeld as absent:
        if elsewhen := _of_other_day(what, catalogue, filters):
            if stayed := _stayed_then(elsewhen[0], catalogue, filters):
                return stayed
            raise
        if (official := topics.official_named(what)) is not None:
            lacking = FilledLine("{place} is not in any text held.", {"place": official.name})
            brings = FilledLine("Bring it with `licet sync {sources}`.", {"sources": " ".join(official.sources)})
            raise NotHeld(lacking, brings) from absent
        names = ", ".join(t.id for t in topics.table())
        values = {"remedy": absent.remedy, "topics": names}
        raise NotHeld(absent.message, FilledLine(_NAME_A_MATTER, values)) from absent
    return topics.of_provision(held[0], catalogue)


def _of_other_day(what: str, catalogue: CatalogueReader, filters: Filters) -> Sequence[HeldProvision]:
    """Return a provision in the editions of other days, where none of the day asked for has it."""
    try:
        return locate(catalogue, what, replace(filters, as_of=None)) if filters.as_of else ()
    except NotHeld:
        return ()


def _stayed_then(held: HeldProvision, catalogue: CatalogueReader, filters: Filters) -> Matter | None:
    """Return a provision that the note of another edition says was stayed on the day asked for; None for any other.

    Of a day outside the stay that edition says nothing: the provision may have read otherwise, or not have stood there.
    """
    matter = topics.of_provision(held, catalogue)
    if matter.state(filters.day) != "stayed":
        return None
    edition = event_collection.edition_event(catalogue, held)
    return replace(matter, events=in_order([*matter.events, *([edition] if edition else [])]))


def everything(catalogue: CatalogueReader, filters: Filters) -> tuple[LedgerEvent, ...]:
    """Return every event that the texts in force on the day tell of, announcements left out."""
    found: list[LedgerEvent] = []
    for source, version in catalogue.in_force(filters).values():
        found += catalogue.once(f"events of edition {version.number}", partial(_of_edition, catalogue, source, version))
    return in_order(found)


def _of_edition(catalogue: CatalogueReader, source: Source, version: Version) -> tuple[LedgerEvent, ...]:
    notes = event_collection.events_of_notes(catalogue, source, version)
    return (*notes, *event_collection.events_of_clauses(catalogue, source, version))
