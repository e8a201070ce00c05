"""Documents of what is held: sources with their freshness, and the regimes with what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.wiring import Application
from corpus.catalogue import CatalogueReader
from corpus.errors import NotHeld
from ui import serializers

_PUBLIC = ("https://", "http://", "library://")  # how an origin begins that names no file


def held_sources(licet: Application) -> list[dict[str, Any]]:
    """Return every source that is held, with its editions and how current they are."""
    from corpus.sources.freshness import freshness

    fresh = freshness(licet.catalogue, licet.official_sources(["all"]))
    return [serializers.holding(h, fresh.get(h.source.id)) for h in licet.catalogue.holdings()]


def regimes(licet: Application) -> list[dict[str, Any]]:
    """Return what of each regime's official sources is held, stale or missing."""
    from corpus.sources.freshness import regime_coverage

    return [serializers.regime(r) for r in regime_coverage(licet.catalogue, licet.official_sources(["all"]))]


def without_place(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document of a source without where a file lay: only an address on the web is anybody's business."""
    return document if document["origin"].startswith(_PUBLIC) else {**document, "origin": ""}


def edition(catalogue: CatalogueReader, source_id: str, valid_from: date | None) -> dict[str, Any]:
    """Return an edition of a source with the addresses of its provisions that have a heading. Raise NotHeld."""
    of_source = [(number, *e) for number, e in catalogue.editions().items() if e[0].id == source_id]
    found = next((e for e in of_source if e[2].valid_from == valid_from), None)
    if found is None:
        days = ", ".join(sorted(serializers.iso(v.valid_from) or "undated" for _, _, v in of_source))
        raise NotHeld(
            f"There is no edition of {source_id} of {serializers.iso(valid_from) or 'no date'}.",
            f"Its editions: {days}." if days else "`licet sources` lists what is held.",
        )
    number, source, version = found
    headed = [p for p in catalogue.outline(number) if p.provision.heading]
    return {
        "source_id": source.id,
        "title": source.title,
        "kind": source.kind.value,
        "jurisdiction": source.jurisdiction,
        "language": source.language,
        "url": source.url,
        "valid_from": serializers.iso(version.valid_from),
        "valid_to": serializers.iso(version.valid_to),
        "retrieved_at": serializers.iso(version.retrieved_at),
        "digest": version.digest,
        **serializers.trust(source),
        "provisions": [
            {"locator": p.locator, "role": p.provision.role.value, "heading": p.provision.heading} for p in headed
        ],
    }
