"""Pins: where the provision of a pin is in a collection, and whether its text is still the same."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.annotations.model import AnnotatedSource, Annotation, Pin
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.language.normal_form import one_line
from corpus.locators import Locator, parse
from corpus.lookup import resolve
from corpus.model import Kind, Role, Stay

DIGEST = 12  # hexadecimal digits
PinCandidate = tuple[tuple[HeldProvision, ...], str]  # provisions of one edition at an address, and their text


class PinState(StrEnum):
    """State of a pinned text: missing where it is not held, changed where its digest is another one."""

    HELD = "held"
    CHANGED = "changed"
    STAYED = "stayed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PinnedText:
    """A pin with the provisions that stand at its address, and their text.

    `stay` is the suspension that the text notes, whether or not it still runs on the asked day; `digest` is "" where
    the text is missing.
    """

    pin: Pin
    state: PinState
    provisions: tuple[HeldProvision, ...] = ()
    text: str = ""
    digest: str = ""
    stay: Stay | None = None


def digest(text: str) -> str:
    """Return the digest that a pin carries: of the text in normal form, so that white space does not count."""
    return hashlib.sha256(one_line(text).encode()).hexdigest()[:DIGEST]


def pinned_texts(
    annotation: Annotation, catalogue: CatalogueReader, as_of: date | None = None
) -> tuple[PinnedText, ...]:
    """Return every pin of an annotation against the editions in force on `as_of` (None: today)."""
    return tuple(pinned(annotation, pin, catalogue, as_of) for pin in annotation.pins)


def pinned(annotation: Annotation, pin: Pin, catalogue: CatalogueReader, as_of: date | None = None) -> PinnedText:
    """Return one pin of an annotation against the editions in force on `as_of` (None: today).

    A text that changed and is stayed counts as changed; `stay` tells the rest. A pin without a digest cannot change.
    """
    filters = Filters(as_of=as_of)
    candidates = _texts(annotation.source, pin, catalogue, filters)
    if not candidates:
        return PinnedText(pin, PinState.MISSING)
    provisions, text = next((c for c in candidates if digest(c[1]) == pin.digest), candidates[0])
    now, stay = digest(text), _stay(provisions[0], catalogue)
    state = PinState.HELD
    if pin.digest and now != pin.digest:
        state = PinState.CHANGED
    elif stay and is_stayed(stay, filters.day):
        state = PinState.STAYED
    return PinnedText(pin, state, provisions, text, now, stay)


def is_stayed(stay: Stay, day: date) -> bool:
    """Return whether a stay keeps its text from applying on a day."""
    return (stay.since is None or stay.since <= day) and (stay.until is None or day < stay.until)


def source_ids(source: AnnotatedSource, catalogue: CatalogueReader) -> tuple[str, ...]:
    """Return the ids under which an annotated source is held here: its own, or those made of its file's name."""
    held = {held.id for held, _ in catalogue.editions().values()}
    if not source.handed_in:
        return (source.id,) if source.id in held else ()
    return tuple(sorted(id for id in held if re.fullmatch(rf"{re.escape(source.id)}(?:-[0-9a-f]{{6}})?", id)))


def _texts(source: AnnotatedSource, pin: Pin, catalogue: CatalogueReader, filters: Filters) -> list[PinCandidate]:
    """Return the provisions at a pin's address with their text, by edition; of its own source where that has them.

    An address that names its law may be held by another source (a part of its own, another publisher's file). Outside
    the United States "Article 5" stands in every act, so there the address must name the instrument. A document of a
    user counts only where no law or list stands there, and only with the very text.
    """
    locator = parse(pin.locator)
    own = source_ids(source, catalogue)
    found = _at(pin, locator, catalogue, Filters(sources=own, as_of=filters.as_of)) if own else []
    if not found and (source.jurisdiction == "us" or (locator and locator.instrument)):
        binding = Filters((source.jurisdiction,), (Kind.LAW.value, Kind.LIST.value), as_of=filters.as_of)
        found = _at(pin, locator, catalogue, binding)
    return _by_edition(found, catalogue) or _proved(pin, locator, catalogue, filters)


def _proved(pin: Pin, locator: Locator | None, catalogue: CatalogueReader, filters: Filters) -> list[PinCandidate]:
    """Return the very text that was pinned where only a document of a user holds it: its digest proves it."""
    anywhere = _by_edition(_at(pin, locator, catalogue, Filters(as_of=filters.as_of)), catalogue)
    return [found for found in anywhere if digest(found[1]) == pin.digest]


def _by_edition(found: list[HeldProvision], catalogue: CatalogueReader) -> list[PinCandidate]:
    by_version: dict[int, list[HeldProvision]] = {}
    for provision in found:
        by_version.setdefault(provision.version.number, []).append(provision)
    return [
        (tuple(provisions), "\n".join(catalogue.full_text(p) for p in provisions)) for provisions in by_version.values()
    ]


def _at(pin: Pin, locator: Locator | None, catalogue: CatalogueReader, filters: Filters) -> list[HeldProvision]:
    """Return the provisions at exactly this address; text that goes on behind its points belongs to the provision."""
    found = resolve(catalogue, locator, filters) if locator else catalogue.find(pin.locator, filters)
    return [p for p in found if p.provision.role is not Role.CONTINUATION]


def _stay(provision: HeldProvision, catalogue: CatalogueReader) -> Stay | None:
    """Return the stay of a provision or of one above it; the note that announces a stay is not itself stayed."""
    for held in (provision, *reversed(catalogue.ancestors(provision))):
        if held.provision.stay:
            announces = one_line(held.provision.stay.note) in one_line(provision.text)
            return None if announces else held.provision.stay
    return None
