"""The words by which it is shown how far a text is trusted, and what it says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.errors import FilledLine
from corpus.model import Kind, OriginClass, Source

# What a file says of itself, by the names of its fields; one that is not here is told under its own name.
_CLAIMS = {
    "id": "id {value}",
    "kind": "kind {value}",
    "issuer": "issuer {value}",
    "author": "author {value}",
    "title": "title {value}",
    "jurisdiction": "jurisdiction {value}",
    "language": "language {value}",
    "licence": "licence {value}",
    "url": "address {value}",
    "published": "published {value}",
    "valid_from": "in force from {value}",
    "valid_to": "in force until {value}",
}
_CLAIMS_OF_DAYS = ("published", "valid_from", "valid_to")
CLAIM_TEMPLATES = ("the file itself says: {said}", *_CLAIMS.values())
_DECLARED = {"kind": "kind", "jurisdiction": "jurisdiction", "title": "title", "as_of": "date"}


def origin_mark(source: Source) -> str:
    """Return what a reader must know of where a text came from; "" where nothing needs to be said."""
    return "; ".join(origin_marks(source))


def origin_marks(source: Source) -> tuple[str, ...]:
    """Return what a reader must know of where a text came from, point by point."""
    told = [FilledLine(_DECLARED[name], {}) for name in source.declared if name in _DECLARED]
    parts: list[str] = []
    if source.kind is not Kind.USER and not source.origin_class.is_own and "kind" not in source.declared:
        parts.append("as handed in, not fetched from its publisher")
    if source.origin_class is OriginClass.UPLOAD:
        parts.append("uploaded")
    if told:
        parts.append(FilledLine("{fields} as declared by who added it", {"fields": _enumerated(told)}))
    return tuple(parts)


def _enumerated(lines: Sequence[FilledLine]) -> FilledLine:
    """Return words with commas between them, each of which keeps its template."""
    first, *others = lines
    return FilledLine("{first}, {others}", {"first": first, "others": _enumerated(others)}) if others else first


def claims_line(source: Source) -> str:
    """Return what a file says of itself, as one line; "" where it says nothing."""
    said = [_claim(name, value) for name, value in source.claims]
    return FilledLine("the file itself says: {said}", {"said": _enumerated(said)}) if said else ""


def _claim(name: str, value: str) -> FilledLine:
    if name not in _CLAIMS:
        return FilledLine("{name} {value}", {"name": name, "value": value})
    if name not in _CLAIMS_OF_DAYS:  # an id may look like a day
        return FilledLine(_CLAIMS[name], {"value": value})
    try:
        return FilledLine(_CLAIMS[name], {"value": date.fromisoformat(value)})
    except ValueError:
        return FilledLine(_CLAIMS[name], {"value": value})
