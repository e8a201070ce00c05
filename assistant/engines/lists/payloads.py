"""Rows of lists as programs read them: JSON objects with the stretch that each stands on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistant.engines.lists.model import HeldList, PartyRow
from corpus.catalogue import CatalogueReader
from corpus.trust.trust_labels import origin_mark


def party_row(held: HeldList, row: PartyRow, catalogue: CatalogueReader) -> dict[str, Any]:
    """Return a row of a list of parties with its citation."""
    return {
        "name": row.name,
        "country": row.country,
        "aliases": list(row.aliases),
        "listed_as": row.listed_as,
        "text": row.cell,
        "kind": row.kind.value,
        "requirement": row.requirement,
        "policy": row.policy,
        "footnotes": list(row.footnotes),
        "federal_register": [{"citation": p.citation, "date": p.day.isoformat()} for p in row.publications],
        "added": row.added.isoformat() if row.added else None,
        **{_field(column): value for column, value in row.more},
        "citation": {
            "source_id": held.source.id,
            "title": held.source.title,
            "locator": row.locator,
            "edition": held.edition or None,
            "quote": catalogue.slice(held.version.number, row.start, row.end),
            "start": row.start,
            "end": row.end,
            "origin_note": origin_mark(held.source),
        },
    }


def party_rows(held: HeldList, rows: Iterable[PartyRow], catalogue: CatalogueReader) -> list[dict[str, Any]]:
    """Return rows of a list of parties."""
    return [party_row(held, row, catalogue) for row in rows]


def _field(column: str) -> str:
    return column.casefold().replace(" ", "_")
