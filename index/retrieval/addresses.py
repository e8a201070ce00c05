"""Passages at the addresses that a question writes."""

from __future__ import annotations

from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldPassage, HeldProvision
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.locators import Locator, mentions
from index.retrieval.candidate_set import Found

_INSTRUMENT_NUMBER = lazy_regex(r"(?<!\d)\d+/\d+")
_LAST_STEP = lazy_regex(r"(?:\([^()]*\)|\.[^.\s()]+)$")


def addressed_passages(
    catalogue: CatalogueReader, query: str, filters: Filters, found: Found
) -> list[tuple[HeldPassage, str]]:
    """Return the passages at the addresses that the question writes, in its order, each with the reason.

    For an address that is not held: the nearest address above it, and the last of the paragraphs below that.
    """
    favour: dict[str, float] = {}
    for i, score in found.score.items():
        source = found.held[i].source.id
        favour[source] = max(favour.get(source, 0.0), score)
    out: dict[str, tuple[HeldPassage, str]] = {}
    for mention in mentions(query):
        provisions, why = _at(catalogue, mention.locator, filters)
        # One address may occur in several texts ("Article 3"): those that match the rest of the question come
        # first.
        for provision in sorted(provisions, key=lambda p: -favour.get(p.source.id, 0.0))[:3]:
            for held in catalogue.passage_at(provision, 1):
                out.setdefault(held.passage.id, (held, f"{why} {provision.locator}"))
            if why != "address" and (below := catalogue.children(provision)):
                # The last paragraph that exists shows that the requested one does not.
                for held in catalogue.passage_at(below[-1], 1):
                    out.setdefault(held.passage.id, (held, f"last before the missing address {below[-1].locator}"))
    return list(out.values())[:5]


def _at(catalogue: CatalogueReader, locator: Locator, filters: Filters) -> tuple[list[HeldProvision], str]:
    named = _INSTRUMENT_NUMBER.findall(locator.instrument) or [locator.instrument]
    text, why = locator.text, "address"
    while True:
        found = catalogue.find(text, filters)
        if locator.system != "cfr" and locator.instrument:
            found = [
                p for p in found if any(n.casefold() in f"{p.source.title} {p.source.id}".casefold() for n in named)
            ]
        shorter = _LAST_STEP.sub("", text)
        if found or shorter == text or not shorter:
            return found, why
        text, why = shorter, "nearest address held:"
