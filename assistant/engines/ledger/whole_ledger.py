"""The ledger as a whole: the matter that a person names, and every event of the texts held."""

from __future__ import annotations

from assistant.engines.ledger import event_collection, topics
from assistant.engines.ledger.model import LedgerEvent, Matter, in_order
from corpus.catalogue import CatalogueReader
from corpus.errors import NotHeld
from corpus.filters import Filters
from corpus.instruments import find
from corpus.lookup import locate

_NAME_A_MATTER = "Name an address (744.11(a)(1)), a text (2021/953) or a topic: {topics}."


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
        names = ", ".join(t.id for t in topics.table())
        raise NotHeld(absent.message, f"{absent.remedy} {_NAME_A_MATTER.format(topics=names)}") from absent
    return topics.of_provision(held[0], catalogue)


def everything(catalogue: CatalogueReader, filters: Filters) -> tuple[LedgerEvent, ...]:
    """Return every event that the texts in force on the day tell of, announcements left out."""
    found: list[LedgerEvent] = []
    for source, version in catalogue.in_force(filters).values():
        found += event_collection.notes(catalogue, source, version)
        found += event_collection.written(catalogue, source, version)
    return in_order(found)
