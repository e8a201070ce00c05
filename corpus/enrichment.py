"""Adds to a reading what its provisions name, refer to and define.

The time needed grows linearly with the text: each provision is examined once.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.definitions import definitions
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Provision, Reading, Role
from corpus.references import eu
from corpus.references.context import ReferenceContext
from corpus.references.finding import references, system_of
from corpus.references.identifiers import identifiers
from corpus.references.japan import law_short_names

_CFR_TITLE = lazy_regex(r"\b(\d{1,2}) CFR\b")


def annotate(reading: Reading) -> Reading:
    """Return the reading with `identifiers`, `references` and `defines` filled in for every provision.

    Offsets are positions in the version's text.
    """
    known = frozenset(p.locator for p in reading.provisions)
    source = reading.source
    title = _cfr_title(reading)
    names = law_short_names(reading.text) if source.language == "ja" else {}
    amends = _amended(reading)
    provisions = tuple(
        _annotated(reading, p, ReferenceContext(_address(reading, p), _system(reading, p), title, known, names, amends))
        for p in reading.provisions
    )
    return replace(reading, provisions=provisions)


def _cfr_title(reading: Reading) -> str:
    """Return the CFR title of a source: from the first address that states one, else from the source's own title."""
    for p in reading.provisions[:200]:
        if found := _CFR_TITLE.match(p.locator):
            return found[1]
    found = _CFR_TITLE.match(reading.source.title)
    return found[1] if found else ""


def _amended(reading: Reading) -> str:
    """Return the EU instrument that an amending act amends, taken from its title; "" for any other text."""
    _, amending, behind = reading.source.title.partition(" amending ")
    named = eu.INSTRUMENT.search(behind) if amending and reading.source.jurisdiction == "eu" else None
    return " ".join(named["name"].split()) if named else ""


def _system(reading: Reading, provision: Provision) -> str:
    """Return the family of addresses (cfr, eu, uk, cn, jp, kr) that a provision's cross-references use."""
    return system_of(provision.locator, reading.source.jurisdiction, provision.language or reading.source.language)


_BEGINS_ADDRESS = lazy_regex(
    r"\d{1,2} CFR |Article \d|(?:section|regulation|article|rule|Schedule) ?\d*|第|附則|Supplement No|Appendix "
    r"|\d[A-E]\d{3}"
)


def _address(reading: Reading, provision: Provision) -> str:
    """Return the address that relative references start from: the provision's own, or the nearest above it."""
    at: Provision | None = provision
    while at is not None:
        if _BEGINS_ADDRESS.match(at.locator):
            return at.locator
        at = reading.provisions[at.parent] if at.parent is not None else None
    return provision.locator


def _annotated(reading: Reading, p: Provision, place: ReferenceContext) -> Provision:
    """Return one provision with what its own text names, refers to and defines."""
    text = reading.text[p.start : p.end]
    if not text:
        return p
    found = references(text, place, p.start)
    defined = (
        definitions(text, p.role, p.heading, p.language or reading.source.language, p.start)
        if p.role is not Role.META
        else ()
    )
    named = identifiers(text, place.title if place.system == "cfr" else "")
    if not (found or defined or named):
        return p
    return replace(p, identifiers=named, references=found, defines=defined)
