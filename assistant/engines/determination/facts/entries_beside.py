"""Entries of a text beside each other: those that are no items of their own, and where each of several items goes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.language.lazy_regex import lazy_regex
from corpus.locators import Mention

# What stands before an entry that is only spoken of, and is no item of its own.
_REFERS = lazy_regex(
    r"\b(?:to|under|in|than|see|per|from|like|as|or|with|for|by|note|notes|of|into|against|via|means?|is|versus|vs\.?|"
    r"making|made|producing|produces?|containing|contains?|using|incorporat\w+)"
    r"\s{1,2}(?:the |an? |ECCN |entry |paragraph ){0,2}$",
    re.I,
)
# … and where these words say what the item itself is: "pumps classified under 2B350.i".
_CLASSIFIED_BY = lazy_regex(
    r"\b(?:classif\w{2,10}|classed|controlled|listed|caught|falls?|falling)(?: (?:it|them))? (?:under|in|as|by|at)"
    r"\s{1,2}(?:the |ECCN |entry ){0,2}$",
    re.I,
)
_GOES_WITH = lazy_regex(
    r"\b(?:together|along|(?:to|into) (?:the )?\w{1,20}(?: \w{1,20})?) with (?:(?:an?|the|our|some|\d{1,4}) ){0,2}"
    r"(?:ECCN )?$",
    re.I,
)
_OF_SOMETHING_ELSE = lazy_regex(r"\b(?:for|of|in|into|with|to)\b(?: [\w-]{1,20}){1,5} $", re.I)
_FURTHER_GOODS = lazy_regex(r"\b(?:and|or|plus)\b|[,;]", re.I)
_BRACKET_OPENED = lazy_regex(r"[(\[]\s?(?:ECCNs?:?\s)?$", re.I)
_BEFORE_ENTRY = 40  # characters before an entry
_BEFORE_CLASSIFIED = 80  # … and before one, with the words that say that something is classified by it


def is_referred_to(text: str, mention: Mention) -> bool:
    """Return whether an entry is only spoken of; one that something else is classified by is, too."""
    begins = max(0, mention.start - _BEFORE_CLASSIFIED)
    if _GOES_WITH.search(text, begins, mention.start):
        return False
    if told := _CLASSIFIED_BY.search(text, begins, mention.start):
        return _OF_SOMETHING_ELSE.search(text, begins, told.start()) is not None
    return _REFERS.search(text, max(0, mention.start - _BEFORE_ENTRY), mention.start) is not None


def is_beside(text: str, mention: Mention, ends: int) -> bool:
    """Return whether an entry stands in brackets beside the item before it: "3A001.a.7 boards (note to 3A001)".

    That of further goods, "and valves (2B350.g)", and of what is said to be on no entry are no such.
    """
    before = text[max(0, mention.start - _BEFORE_ENTRY) : mention.start]
    opened = _BRACKET_OPENED.search(before)
    if opened is None:
        return before.count("(") > before.count(")")
    return bool(ends) and not _FURTHER_GOODS.search(text, ends, mention.start)


def sent_apart(text: str, items: Sequence[int], places: Sequence[int]) -> bool:
    """Return whether items and places take turns, an item before each place: each goes to the place behind it.

    "5A002 to Peru and 3A001 to Chile"; `items` and `places` are where they begin. Not where all go together.
    """
    turns = sorted([*((at, 0) for at in items), *((at, 1) for at in places)])
    if len(items) != len(places) or _GO_TOGETHER.search(text):
        return False
    return [kind for _, kind in turns] == [0, 1] * len(items)


_GO_TOGETHER = lazy_regex(
    r"\b(?:both|all|each|every|either|same|together|jointly|respectively|vice versa|"
    r"one (?:order|shipment|crate|box|parcel))\b",
    re.I,
)
