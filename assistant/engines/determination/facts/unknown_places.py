"""A name that stands where a destination does, and is no country or town that is known."""

from __future__ import annotations

import re

from assistant.engines.determination.facts.places import places
from assistant.engines.determination.law_texts.rules import pattern, rule_table
from corpus.language.lazy_regex import lazy_regex

_GOES_TO = lazy_regex(
    r"\b(?:to|into|destination:?|going to|bound for) (?:the )?"
    r"(?P<name>(?-i:[A-Z])[\w'’-]{2,25}(?: (?-i:[A-Z])[\w'’-]{2,25}){0,2})"
    r"(?=\W{0,3}(?:$|[?.,;:!]|(?:and|for|without|with|by)\b))",
    re.I,
)


def place_not_known(text: str) -> str:
    """Return the name that stands where a destination does and is no place that is known; an empty string for none.

    It may be a party's: only the lists held can tell.
    """
    if places(text):
        return ""
    nobody = pattern(str(rule_table()["party"]["nobody"]))
    found = (m["name"] for m in _GOES_TO.finditer(text) if not nobody.fullmatch(m["name"]))
    return next(found, "")
