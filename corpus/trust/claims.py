"""What a file says of itself: its claims, which are kept and shown; only our own and publishers' files are obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from corpus.language.normal_form import one_line
from corpus.model import Kind, OriginClass, Reading, Source

_LONGEST_CLAIM = 300  # characters of a claim that are kept
_CLAIMED_WORDS = ("issuer", "author", "licence")
_CLAIMED_DAYS = ("valid_from", "valid_to")
_DESCRIPTION = (
    *_CLAIMED_WORDS,
    "published",
    *_CLAIMED_DAYS,
)  # what a publisher may say of its own text; its catalogue entry says the rest
_EVERYTHING = ("id", "kind", "jurisdiction", "url", *_DESCRIPTION)


def own_claims(**said: object) -> tuple[tuple[str, str], ...]:
    """Return what a file says of itself as (name, value) pairs, each one line; what it does not say is left out."""
    lines = ((name, one_line(str(value))[:_LONGEST_CLAIM]) for name, value in said.items() if value is not None)
    return tuple((name, line) for name, line in lines if line)


def web_address(text: str) -> str:
    """Return `text` if it is an http(s) address without white space, else ""."""
    return text if re.fullmatch(r"https?://[^\s<>\"']+", text) else ""


def by_origin(reading: Reading, origin_class: OriginClass) -> Reading:
    """Return a reading as its origin allows it: our own files say what they are, publishers' describe themselves.

    An upload is a document of a user, whatever its form or its claims; a file handed in keeps the kind of its form.
    What a person declares comes later. A hostile file can take over the process that reads: what that process says
    a person declared is forgotten, and an address that is none of the web.
    """
    placed = reading.relabelled(origin_class=origin_class, declared=(), url=web_address(reading.source.url))
    if origin_class is OriginClass.PACKAGED:
        return _obeyed(placed, _EVERYTHING)
    if origin_class is OriginClass.PUBLISHER:
        return _obeyed(placed, _DESCRIPTION)
    return disowned(placed) if origin_class is OriginClass.UPLOAD else placed


def disowned(reading: Reading) -> Reading:
    """Return a reading as a document of a user: the authority that its form gave it becomes a claim."""
    source = reading.source
    if source.kind is Kind.USER or "kind" in source.declared:
        return reading
    told = own_claims(kind=source.kind.value, issuer=source.issuer, url=source.url, licence=source.licence)
    own = tuple((name, value) for name, value in source.claims if name not in dict(told))
    return reading.relabelled(kind=Kind.USER, issuer="", url="", licence="", claims=(*told, *own))


def declared(reading: Reading, **given: object) -> Reading:
    """Return a reading as the person who added it describes it; None leaves a field as it is."""
    told = {name: value for name, value in given.items() if value is not None}
    fields = {name: value for name, value in told.items() if name in Source.__dataclass_fields__}
    return reading.relabelled(**fields, declared=tuple(told)) if told else reading


def _obeyed(reading: Reading, names: Iterable[str]) -> Reading:
    """Return a reading with the fields `names` as the file says them; a claim that is none of its kind is dropped."""
    said = {name: value for name, value in reading.source.claims if name in names}
    told: dict[str, object] = {name: said[name] for name in ("id", "jurisdiction", *_CLAIMED_WORDS) if name in said}
    if (kind := said.get("kind", "").lower()) in list(Kind):
        told["kind"] = Kind(kind)
    if url := web_address(said.get("url", "")):
        told["url"] = url
    if published := _day(said.get("published", "")):
        told["published"] = published
    return replace(
        reading.relabelled(**told, claims=()),
        valid_from=reading.valid_from or _day(said.get("valid_from", "")),
        valid_to=reading.valid_to or _day(said.get("valid_to", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
