"""Tells by its host whether an address is a publisher's, and what the official catalogue says of a text from there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from urllib.parse import urlsplit

from corpus.model import Kind, OriginClass, Reading
from corpus.sources.entries import Entry, official_entries


def origin_class_of(url: str, otherwise: OriginClass = OriginClass.HANDED_IN) -> OriginClass:
    """Return the class of a text that was fetched from an address: its publisher's, or `otherwise`."""
    return OriginClass.PUBLISHER if _entries_of(url) else otherwise


def described_as_official(reading: Reading, url: str) -> Reading:
    """Return a reading that was fetched from a publisher's address as the official catalogue describes it.

    A page that is an entry's own text is that entry's source. Of any other the host tells whose it is; its form tells
    whether it is law, and if it does not, the text is the agency's view.
    """
    there = _entries_of(url)
    if entry := next((e for e in there if e.how == "page" and url in (e.where.get("url"), e.page)), None):
        return reading.relabelled(
            id=entry.id,
            title=entry.title,
            kind=entry.kind,
            jurisdiction=entry.jurisdiction,
            issuer=entry.issuer or None,
            licence=entry.licence or None,
            language=entry.language,
            url=entry.page,
        )
    source = reading.source
    return replace(
        reading,
        source=replace(
            source,
            kind=source.kind if source.kind is not Kind.USER else Kind.GUIDANCE,
            jurisdiction=source.jurisdiction or _common(e.jurisdiction for e in there),
            issuer=source.issuer or _common(e.issuer for e in there),
            url=source.url or url,
        ),
    )


def _common(values: Iterable[str]) -> str:
    """Return the value that all share; "" where they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def _entries_of(url: str) -> tuple[Entry, ...]:
    parts = urlsplit(url)
    return _by_host().get((parts.scheme, parts.netloc.lower()), ())


@cache
def _by_host() -> dict[tuple[str, str], tuple[Entry, ...]]:
    """Return the entries by the scheme and host of their pages; what an entry names in plain http has https too."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in official_entries():
        for address in {entry.page, entry.where.get("url", "")} - {""}:
            parts = urlsplit(address)
            for scheme in {parts.scheme, "https"}:
                found.setdefault((scheme, parts.netloc.lower()), []).append(entry)
    return {host: tuple(of_host) for host, of_host in found.items()}
