"""Places of annotations: whether addresses are one place, and whether a note is meant by one that a question names."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.annotations import Annotation
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from corpus.locators import Locator, mentions, parse

_OF_ENTRIES = "eccn"  # system of the addresses of a control list's entries
_LISTS_OF_GOODS = ("annex", "schedule", "appendix")  # how the addresses of such begin


def is_meant_at(address: Locator, annotation: Annotation) -> bool:
    """Return whether a note may be meant by a question that names an address.

    It is, where it is pinned there. The number of an entry is most often that of the goods: a note on a rule of a law
    with such numbers is meant as well, and one on another entry where it speaks of this one. "Schedule 1"
    and "Annex II" without their law are lists of goods, of whichever note speaks of them. Of 75 strangers' questions
    that name an entry 35 are told a right note and 8 a wrong one; where only notes pinned to the entry counted, 18 and
    16.
    """
    pins = [p.locator for p in annotation.pins]
    if any(same_place(address.text, p) or is_in_part(p, address.text) for p in pins):
        return True
    is_goods = address.system == _OF_ENTRIES
    if is_goods and annotation.jurisdiction in jurisdictions.table().numbering and not is_on_an_entry(annotation):
        return True
    is_list = not address.instrument and address.path[0].casefold().startswith(_LISTS_OF_GOODS)
    return (is_goods or is_list) and _names(annotation.as_text, address.text)


def is_named_in_passing(address: Locator, annotation: Annotation) -> bool:
    """Return whether a note that is pinned elsewhere names an entry as one of many: what it says is of its own rule.

    "Computers of entry 1, 2 or 3 are caught by this rule" does not tell if a computer is one of entry 2.
    """
    if address.system != _OF_ENTRIES or any(same_place(address.text, p.locator) for p in annotation.pins):
        return False
    return len(_entries_in(annotation.as_text)) >= _MANY_ENTRIES


_MANY_ENTRIES = 3


@lru_cache(maxsize=20_000)
def _entries_in(text: str) -> frozenset[str]:
    return frozenset(m.locator.path[0] for m in mentions(text) if m.locator.system == _OF_ENTRIES)


@lru_cache(maxsize=20_000)
def _names(text: str, address: str) -> bool:
    """Return whether an address stands in a text, as itself: "Annex I" does not in "Annex II"."""
    return re.search(rf"(?<!\w){re.escape(address)}(?![\w-])", text, re.I) is not None


def is_on_an_entry(annotation: Annotation) -> bool:
    """Return whether a note is pinned to an entry of a control list."""
    return any(_place(pin.locator)[:1] == (_OF_ENTRIES,) for pin in annotation.pins)


@lru_cache(maxsize=50_000)
def _place(locator: str) -> tuple[str, ...]:
    found = parse(locator)
    return (found.system, *found.path) if found else ()


def same_place(one: str, other: str) -> bool:
    """Return whether one address is the other, or stands inside it."""
    a, b = _place(one), _place(other)
    if a and b:
        shorter = min(len(a), len(b))
        return shorter > 1 and a[:shorter] == b[:shorter]
    return one == other or one.startswith(other) or other.startswith(one)


def is_in_part(locator: str, part: str) -> bool:
    """Return whether an address stands in a part of a code: a section of it by its number, or a supplement to it."""
    named, place = _A_PART.fullmatch(" ".join(_place(part)[1:])), _place(locator)
    if named is None or len(place) < _A_SECTION:
        return False
    return place[1].startswith(f"{named['number']}.") or place[1].endswith(f" to {named.group()}")


_A_SECTION = 2  # steps of an address: its system, and one more
_A_PART = lazy_regex(r"Part (?P<number>\d{1,4})")


def same_section(one: str, other: str) -> bool:
    """Return whether two addresses stand in one section, article or entry."""
    a, b = _place(one)[:_NOTES_A_SECTION], _place(other)[:_NOTES_A_SECTION]
    return a == b if a and b else one == other


def same_article(one: str, other: str) -> bool:
    """Return whether two addresses stand in one section or article, in whatever paragraphs of it."""
    a, b = _place(one)[:2], _place(other)[:2]
    return len(a) > 1 and a == b


_NOTES_A_SECTION = 3  # steps of an address: its system, and two more
