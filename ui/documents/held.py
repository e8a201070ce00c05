"""Documents of what is held: sources with their freshness, and the regimes with what is missing."""

from __future__ import annotations

from typing import Any

from assistant.wiring import Application
from ui import serializers

_PUBLIC = ("https://", "http://", "library://")  # how an origin begins that names no file


def held_sources(licet: Application) -> list[dict[str, Any]]:
    """Return every source that is held, with its editions and how current they are."""
    from corpus.sources.freshness import freshness

    fresh = freshness(licet.catalogue, licet.official_sources(["all"]))
    return [serializers.holding(h, fresh.get(h.source.id)) for h in licet.catalogue.holdings()]


def regimes(licet: Application) -> list[dict[str, Any]]:
    """Return what of each regime's official sources is held, stale or missing."""
    from corpus.sources.freshness import coverage

    return [serializers.regime(r) for r in coverage(licet.catalogue, licet.official_sources(["all"]))]


def without_place(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document of a source without where a file lay: only an address on the web is anybody's business."""
    return document if document["origin"].startswith(_PUBLIC) else {**document, "origin": ""}
