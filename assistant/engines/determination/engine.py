"""The engine: a question about a licence for an item, answered by the walk, or by what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.engines.clauses import QuestionClause, suppositions
from assistant.engines.determination.checks.eu import is_in_union, union_steps
from assistant.engines.determination.checks.own_law import own_law_steps
from assistant.engines.determination.facts.asked import Transaction, day_named, of_query
from assistant.engines.determination.facts.candidates import EntryWords
from assistant.engines.determination.facts.intent import is_determination, is_read, is_whole
from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.held.countries import Geography
from assistant.engines.determination.held.listings import Listings
from assistant.engines.determination.held.own_laws import own_laws
from assistant.engines.determination.held.rules import said, table
from assistant.engines.determination.held.texts import Texts
from assistant.engines.determination.report import reported, reported_each
from assistant.engines.determination.steps import Walk
from assistant.engines.determination.walk import walked
from assistant.engines.model import Computed
from assistant.query.model import Query
from assistant.query.places import laws_named
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters

UNION = "eu"  # jurisdiction of the Union, whose regulation has steps of its own
_MOST_WALKS = 12  # destinations and items that are determined at once, each by itself

Lists = tuple[Geography, Listings, EntryWords]


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the determination that a question asks for, None where it asks for something else."""
    first, later = suppositions(question.core)
    if later and (found := _of_cases(question, first, later, catalogue)):
        return found
    asked = _under_law_named(question, of_query(question))
    if not is_determination(question, asked) or not is_whole(question):
        return None
    filters = question.filters
    if filters.as_of is None and (day := day_named(question.standalone)) is not None:
        filters = replace(filters, as_of=day)
    found = determined(asked, catalogue, filters)
    return replace(found, not_answered=_left(question))


def _of_cases(
    question: Query, first: Sequence[QuestionClause], later: Sequence[QuestionClause], catalogue: CatalogueReader
) -> Computed | None:
    """Return the determination of a transaction and of what is supposed of it; None where it is none.

    What is supposed counts only where it changes a step: else it was not read, and is left open.
    """
    told = " ".join(c.text for c in first)
    base = replace(question, core=told, standalone=question.standalone if question.leans else told, parts=())
    asked = _under_law_named(base, of_query(base))
    codes = [*asked.codes]
    if not is_determination(base, asked) or not asked.has_item or len(codes) != 1 or len(asked.items) > 1:
        return None
    texts = Texts.of(catalogue, question.filters, str(table()["jurisdiction"]))
    if asked.exporters:
        return None
    lists = _lists(texts)
    walks, supposed, left = [(asked, walked(texts, *lists, asked))], [], []
    for words in (c.text for c in later):
        other = of_query(replace(base, core=words, before=told, standalone=f"{told} {words}"))
        walk = walked(texts, *lists, other) if len(other.codes) == 1 else None
        if walk is None or walk.steps == walks[0][1].steps:
            left.append(words)
        else:
            walks.append((other, walk))
            supposed.append(said("supposed", words=words.strip(" ?.")))
    made = reported_each(texts, walks, supposed) if len(walks) > 1 else reported(texts, *walks[0])
    return replace(made, not_answered=(*_left(base), *left))


def _left(question: Query) -> tuple[str, ...]:
    """Return the clauses that ask for something else than what a transaction needs, or suppose other facts."""
    first, later = suppositions(question.core)
    if len(first) == 1 and not later:
        return ()
    return tuple(c.text for c in (*(c for c in first if c.asks and not is_read(c.text)), *later))


def of_item(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the determination of an item on its way somewhere, whoever of it is said to be listed; None for others."""
    return computed(question, catalogue) if of_query(question).has_item else None


def determined(asked: Transaction, catalogue: CatalogueReader, filters: Filters) -> Computed:
    """Return the determination on the facts that are given."""
    texts = Texts.of(catalogue, filters, str(table()["jurisdiction"]))
    if any(map(is_in_union, asked.exporters)) and asked.to:
        union = Texts.of(catalogue, filters, UNION)
        if steps := union_steps(union, asked, asked.to[0]):
            return reported(union, asked, Walk(steps))
    law = next((own_laws()[c.lower()] for c in asked.exporters if c.lower() in own_laws()), None)
    if law is not None:
        own = Texts.of(catalogue, filters, law.code)
        if noted := own_law_steps(own, asked, law):
            return reported(own, asked, Walk(noted))
    lists = _lists(texts)
    several = len(asked.codes) > 1 or len(asked.items) > 1
    if asked.has_item and asked.to and several and all(p.code for p in asked.to):
        items = [asked.of(item) for item in asked.items] or [asked]
        each = [replace(one, to=(_best(asked, code),)) for one in items for code in asked.codes]
        if len(each) <= _MOST_WALKS:
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
