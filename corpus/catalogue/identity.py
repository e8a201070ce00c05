"""Gives a text that was handed in its id, so that it never takes the place of a text of another origin.

A text whose form identifies it (a part of the CFR, an act with a number) has the id of its form, every other one an id
made of its origin: the same file stays the same source. What its own metadata says is never its id.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import OriginClass, Reading, Source, Version
from corpus.trust.claims import disowned
from corpus.trust.gaps import FROM_FILE, FROM_PUBLISHER, FROM_STARTER_LIBRARY, FROM_UPLOAD, KEPT_BESIDE, gap
from corpus.trust.origin import all_names_of, place_words, same_member

_NOT_WORD = lazy_regex(r"[^\w]+")
_NOT_OF_ID = lazy_regex(r"[^\w.-]+|\.{2,}")
_LONGEST_ID, _LONGEST_TITLE = 120, 500  # characters; a form's id and a title are made of a file's words
_DIGEST_DIGITS = (6, 16, 64)  # hexadecimal, behind an id that is made of an origin; more where fewer are taken
_WHERE = {
    OriginClass.PUBLISHER: FROM_PUBLISHER,
    OriginClass.PACKAGED: FROM_STARTER_LIBRARY,
    OriginClass.HANDED_IN: FROM_FILE,
    OriginClass.UPLOAD: FROM_UPLOAD,
}
Held = tuple[Source, Version, str]


def slug(text: str, limit: int = 60) -> str:
    """Return the lower-case words of `text` joined by hyphens; letters of every script are kept."""
    words = _NOT_WORD.sub("-", unicodedata.normalize("NFKC", text).casefold()).strip("-_")
    return words[:limit].rstrip("-") or "document"


def identified(reading: Reading, place: str, *, position: int = 0) -> Reading:
    """Return the reading with a source id: that of its form, else one made of its place; of an upload always both.

    `position` counts the readings of one file from 0.
    """
    source = reading.source
    own = _NOT_OF_ID.sub("-", source.id)[:_LONGEST_ID].strip("-.")
    title = one_line(source.title)[:_LONGEST_TITLE] or own or place_words(place)
    if own and source.origin_class is not OriginClass.UPLOAD:
        return reading.relabelled(id=own, title=title)
    words = own or slug(title if position or reading.member else place_words(place))
    return reading.relabelled(id=f"{words}-{_digest(place, position)[: _DIGEST_DIGITS[0]]}", title=title)


def settled_reading(reading: Reading, place: str, catalogue: CatalogueReader) -> Reading:
    """Return the reading with the id under which it can be held without taking another text's place.

    A text of its publisher's or our own has the id of its entry. One that was handed in gets an id of its own, and is a
    document of a user, where that id is held from another class of origin, or where another file with other words
    stands there with the same date.
    """
    source = reading.source
    if source.origin_class.is_own:
        return reading
    if same := _uploaded_before(place, catalogue):
        return reading.relabelled(id=same.id, title=None if "title" in source.declared else same.title)
    there = catalogue.origins(source.id)
    beside = list(_beside(source.id, place))
    again = next((id for id in beside if any(other == place for *_, other in catalogue.origins(id))), None)
    if again is None and not _is_taken(reading, place, there):
        return reading
    free = again or next(id for id in beside if not _is_taken(reading, place, catalogue.origins(id)))
    return _kept_beside(reading, free, there[0][0].origin_class if there else OriginClass.PUBLISHER)


def displaced_editions(reading: Reading, catalogue: CatalogueReader) -> Iterator[tuple[int, Reading, str]]:
    """Yield the editions that must be kept beside a text of its publisher's or our own, whose id they have.

    Each comes with its number, as the reading under which it is kept, and with its place. One with the very words of
    the newcomer, of the same date, needs no place of its own; an altered one is not kept.
    """
    if not reading.source.origin_class.is_own:
        return
    for source, version, place in catalogue.origins(reading.source.id):
        same = version.digest == reading.digest and version.valid_from == reading.valid_from
        if source.origin_class.is_own or same or not catalogue.is_whole(version.number):
            continue
        held = catalogue.reading(version.number)
        free = next(id for id in _beside(source.id, place) if not _is_taken(held, place, catalogue.origins(id)))
        yield version.number, _kept_beside(held, free, reading.source.origin_class), place


def _kept_beside(reading: Reading, id: str, other: OriginClass) -> Reading:
    """Return a reading under an id of its own, as a document of a user, with a warning that says why."""
    warning = gap(KEPT_BESIDE, origin=gap(_WHERE[other]))
    kept = disowned(reading).relabelled(id=id)
    return kept if warning in kept.warnings else replace(kept, warnings=(*kept.warnings, warning))


def _uploaded_before(place: str, catalogue: CatalogueReader) -> Source | None:
    """Return the source that the same bytes became before, under whatever name; None for new ones."""
    names = all_names_of(place)
    there = catalogue.from_places(names) if names else []
    return next((source for source, other in there if same_member(place, other)), None)


def _is_taken(reading: Reading, place: str, there: list[Held]) -> bool:
    """Return whether a text may not be held under an id: other origins are there, or other words of the same date."""
    for source, version, other in there:
        if source.origin_class is not reading.source.origin_class:
            return True
        same_date = version.valid_from == reading.valid_from and version.digest != reading.digest
        if other != place and (same_date or source.origin_class is OriginClass.UPLOAD):
            return True
    return False


def _beside(id: str, place: str) -> Iterator[str]:
    """Yield ids for a text that cannot have the id `id`, the shortest first."""
    yield from (f"{id}-{_digest(place, 0)[:digits]}" for digits in _DIGEST_DIGITS)


def _digest(place: str, position: int) -> str:
    return hashlib.sha256(f"{place}\0{position}".encode("utf-8", "surrogateescape")).hexdigest()
