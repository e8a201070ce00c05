"""The engine: a question about a licence for an item, answered by the walk, or by what it asks for."""

from __future__ import annotations

from dataclasses import replace

from assistant.engines.determination.checks.eu import is_in_union, union_steps
from assistant.engines.determination.checks.own_law import own_law_steps
from assistant.engines.determination.facts.asked import Transaction, day_named, of_query
from assistant.engines.determination.facts.candidates import EntryWords
from assistant.engines.determination.facts.intent import is_determination, is_whole
from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.held.countries import Geography
from assistant.engines.determination.held.listings import Listings
from assistant.engines.determination.held.own_laws import own_laws
from assistant.engines.determination.held.rules import table
from assistant.engines.determination.held.texts import Texts
from assistant.engines.determination.report import reported, reported_each
from assistant.engines.determination.steps import Walk
from assistant.engines.determination.walk import walked
from assistant.engines.model import Computed
from assistant.query.model import Query
from assistant.query.places import laws_named
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters

_MOST_PLACES = 4  # destinations that are determined at once, each by itself

Lists = tuple[Geography, Listings, EntryWords]


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the determination that a question asks for, None where it asks for something else."""
    asked = _under_law_named(question, of_query(question))
    if not is_determination(question, asked) or not is_whole(question):
        return None
    filters = question.filters
    if filters.as_of is None and (day := day_named(question.standalone)) is not None:
        filters = replace(filters, as_of=day)
    return determined(asked, catalogue, filters)


def of_item(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the determination of an item on its way somewhere, whoever of it is said to be listed; None for others."""
    return computed(question, catalogue) if of_query(question).has_item else None


def determined(asked: Transaction, catalogue: CatalogueReader, filters: Filters) -> Computed:
    """Return the determination on the facts that are given."""
    texts = Texts.of(catalogue, filters, str(table()["jurisdiction"]))
    if any(map(is_in_union, asked.exporters)) and asked.to:
        union = Texts.of(catalogue, filters, "eu")
        if steps := union_steps(union, asked, asked.to[0]):
            return reported(union, asked, Walk(steps))
    law = next((own_laws()[c.lower()] for c in asked.exporters if c.lower() in own_laws()), None)
    if law is not None:
        own = Texts.of(catalogue, filters, law.code)
        if noted := own_law_steps(own, asked, law):
            return reported(own, asked, Walk(noted))
    lists = _lists(texts)
    if asked.has_item and 1 < len(asked.codes) <= _MOST_PLACES and all(p.code for p in asked.to):
        each = [replace(asked, to=(_best(asked, code),)) for code in asked.codes]
        return reported_each(texts, [(one, walked(texts, *lists, one)) for one in each])
    return reported(texts, asked, walked(texts, *lists, asked))


def _under_law_named(question: Query, asked: Transaction) -> Transaction:
    """Return the facts with the country whose law the question names as the exporter's: no other law answers it."""
    own = str(table()["jurisdiction"]).upper()
    laws = tuple(dict.fromkeys(code for code, _ in laws_named(question.core) or laws_named(question.standalone)))
    abroad = tuple(code for code in laws if code != own)
    if asked.exporters or not abroad or own in laws:
        return asked
    return replace(asked, exporters=abroad)


def _best(asked: Transaction, code: str) -> Place:
    """Return the place in a country that tells most: a region that is governed apart, a town, the country."""
    return max((p for p in asked.to if p.code == code), key=lambda p: (bool(p.region), bool(p.town)))


def _lists(texts: Texts) -> Lists:
    """Return the chart with the groups, the listed parties and the entries' words, read once for the editions held."""
    editions = sorted(texts.catalogue.in_force(texts.filters))
    return texts.catalogue.once(
        f"determination over {editions}", lambda: (Geography.of(texts), Listings.of(texts), EntryWords.of(texts))
    )
