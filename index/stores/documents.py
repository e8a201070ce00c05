"""Mapping of a passage to a LangChain `Document` and to the flat metadata of the store.

Only this module knows the metadata keys.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from corpus.catalogue_results import Membership
from corpus.filters import Filters
from corpus.locators.links import official_link
from index.hits import Hit

if TYPE_CHECKING:  # a search does not wait for LangChain
    from langchain_core.documents import Document

_FOREVER = date.max.toordinal()
Metadata = dict[str, str | int]


def metadata(member: Membership) -> Metadata:
    """Return the metadata that the stores keep with a passage for filtering; dates as ordinals."""
    return {
        "source_id": member.source.id,
        "jurisdiction": member.source.jurisdiction,
        "kind": member.source.kind.value,
        "language": member.source.language,
        "valid_from": member.valid_from.toordinal() if member.valid_from else 0,
        "valid_to": member.valid_to.toordinal() if member.valid_to else _FOREVER,
    }


def where(filters: Filters) -> dict[str, Any]:
    """Return filters as a Chroma `where` clause; never empty, since every search is as of a day."""
    day = filters.day.toordinal()
    clauses: list[dict[str, Any]] = [{"valid_from": {"$lte": day}}, {"valid_to": {"$gt": day}}]
    for name, values in (
        ("jurisdiction", filters.jurisdictions),
        ("kind", filters.kinds),
        ("source_id", filters.sources),
        ("language", filters.languages),
    ):
        if values:
            clauses.append({name: {"$in": list(values)}})
    return {"$and": clauses}


def document(hit: Hit) -> Document:
    """Return a hit as a LangChain document: the verbatim text of the passage, with its source, locator and edition."""
    from langchain_core.documents import Document

    passage, source, version = hit.passage, hit.source, hit.version
    fields = {
        "source": source.url or source.id,  # where LangChain's chains look for what a document comes from
        "passage_id": passage.id,
        "source_id": source.id,
        "title": source.title,
        "locator": passage.locator,
        "context": passage.context,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "kind": source.kind.value,
        "origin_class": source.origin_class.value,
        "jurisdiction": source.jurisdiction,
        "language": passage.language,
        "url": official_link(source, passage.locator, version, passage.text),
        "valid_from": version.valid_from.isoformat() if version.valid_from else None,
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "score": hit.score,
        "rank": hit.rank,
        "why": list(hit.why),
    }
    return Document(id=passage.id, page_content=passage.text, metadata=fields)
