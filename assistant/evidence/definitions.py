"""Definitions: provisions that answer what a term means."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from assistant.evidence.citations import Citations
from assistant.evidence.statement_collection import Draft
from assistant.model import StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.lexicon.tables import content
from corpus.model import Kind, Role

TABLE = Path(__file__).with_name("definitions.toml")
_MOST_DEFINITIONS = 4  # definitions that are shown: one term often means different things in different sections
_ITEMS_OF_DEFINITION = 12  # of a definition
_LONGEST_TERM = 7  # words of a term
_WORDS_AND_SECTIONS = lazy_regex(r"[\w§.]+(?:[-'’][\w]+)*")


@cache
def _around() -> frozenset[str]:
    """Return what a question says around a term; any other word makes it a question about something else."""
    return frozenset(content(TABLE)["around"])


def defining_provisions(catalogue: CatalogueReader, question: Query) -> list[HeldProvision]:
    """Return the provisions that define the term that a question asks about, binding texts first.

    Return none for a question that asks about anything else.
    """
    for term in terms_asked(question):
        for spelling in dict.fromkeys(
            (term, term.removesuffix("s"), term.replace("-", " "), term.replace(" end ", " end-"))
        ):
            found = catalogue.defining(spelling, question.filters)
            if found:
                return sorted(found, key=lambda p: (p.source.rank, p.source.id, p.position))[:_MOST_DEFINITIONS]
    return []


def explained_by_heading(catalogue: CatalogueReader, question: Query) -> list[HeldProvision]:
    """Return what an explainer says under a heading of just the term ("What EAR99 means"), or nothing.

    It stands in where no text defines the term.
    """
    terms = {frozenset(_bare(t)) for t in terms_asked(question)}
    if not terms or question.filters.as_of:
        return []  # an explainer tells the law as it stands when it is written
    for number, (source, _) in catalogue.in_force(question.filters).items():
        if source.kind is not Kind.EXPLAINER:
            continue
        under = False
        for p in catalogue.outline(number):
            if p.provision.role is Role.TEXT and under:
                return [p]
            if p.provision.role is not Role.TEXT:
                under = frozenset(_bare(p.text)) in terms
    return []


def terms_asked(question: Query) -> list[str]:
    """Return the terms whose meaning a question may ask for, the longest first; none where it asks anything else."""
    if question.addresses or "definition" not in question.wants:
        return []
    return list(_terms(question))


def _terms(question: Query) -> Iterator[str]:
    """Yield the terms that a question may ask about, the longest first.

    A term is a run of words with nothing around it but words of asking.
    """
    words = [w.strip(".").casefold() for w in _WORDS_AND_SECTIONS.findall(question.standalone)]
    own = [n for n, w in enumerate(words) if w not in _around()]
    if not own:
        return
    for length in range(min(_LONGEST_TERM, len(words)), own[-1] - own[0], -1):
        for first in range(max(0, own[-1] + 1 - length), min(own[0], len(words) - length) + 1):
            yield " ".join(words[first : first + length])


def _bare(heading: str) -> list[str]:
    return [w for w in (w.strip(".").casefold() for w in _WORDS_AND_SECTIONS.findall(heading)) if w not in _around()]


def say_definitions(draft: Draft, held: list[HeldProvision], cites: Citations) -> None:
    """Quote in the draft the sentence in which each provision defines its term, with the items that it leads in."""
    for provision in held:
        base = provision.provision.start
        at = min((d.start for d in provision.provision.defines), default=base)
        spans = [(base + s, base + e) for s, e in sentence_spans(provision.text)]
        span = next(((s, e) for s, e in spans if s <= at < e), spans[0] if spans else None)
        if span is None:
            continue
        number = cites.cite(provision.source, provision.version, *span)
        quote = cites.all[number - 1].quote
        draft.say(quote, [number])
        if quote.rstrip().endswith((":", "：")):  # "X means:" says nothing without what follows
            items = [c for c in cites.catalogue.children(provision) if c.provision.start >= span[1]]
            for item in items[:_ITEMS_OF_DEFINITION]:
                cited = cites.cite_provision(item)
                draft.say(cites.all[cited - 1].quote, [cited], StatementRole.ITEM)
