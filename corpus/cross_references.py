"""Cross-references both ways: what an address in a text means, and which provisions held refer to one."""

from __future__ import annotations

from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.errors import Problem
from corpus.filters import Filters
from corpus.locators import parse
from corpus.lookup import locate
from corpus.model import Reference, Source, Version

_NAME_THEIR_LAW = ("cfr", "eccn")  # systems of addresses that say by themselves of what law they are
# Provisions whose references are followed; a section that more refer to shows its first ones.
_REFERENCES_FOLLOWED = 400


def referred_to(catalogue: CatalogueReader, address: str, source: Source, version: Version) -> HeldProvision:
    """Return the provision that an address in a text means: in the same text first, then in any held.

    Raises NotHeld.
    """
    try:
        found = locate(catalogue, address, Filters(sources=(source.id,), as_of=version.valid_from))
    except Problem:
        found = locate(catalogue, address, Filters(as_of=version.valid_from))
    return found[0]


def citing(catalogue: CatalogueReader, held: HeldProvision, most: int) -> list[HeldProvision]:
    """Return at most `most` provisions in force outside a provision whose cross-references lead to it or into it.

    Those of the highest authority come first.
    """
    out: list[HeldProvision] = []
    found = catalogue.with_references(held.locator, _REFERENCES_FOLLOWED)
    for p in sorted(found, key=lambda p: (p.source.rank, p.source.id, p.position)):
        if p.version.number == held.version.number and held.position <= p.position < held.after:
            continue
        if any(held.locator in r.locator and _leads_into(catalogue, p, r, held) for r in p.provision.references):
            out.append(p)
            if len(out) == most:
                break
    return out


def _leads_into(catalogue: CatalogueReader, p: HeldProvision, reference: Reference, held: HeldProvision) -> bool:
    if not reference.instrument and p.source.id != held.source.id:
        address = parse(reference.locator)
        if address is None or address.system not in _NAME_THEIR_LAW:
            return False  # "Article 5" without a law is of the text that says it
    try:
        found = referred_to(catalogue, reference.address, p.source, p.version)
    except Problem:
        return False
    return found.version.number == held.version.number and held.position <= found.position < held.after
