"""Lists of countries in texts, and whether the country of a question is in one."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.query.places import countries_named
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.countries import mentioned_countries
from corpus.lexicon.towns import folded_town, towns

# "To countries listed in § 110.30, up to 40 curies"
_FOR_LISTED = lazy_regex(
    r"\b(?:to|in|for) (?:the |an? |any )?countr(?:y|ies) (?:listed|named) (?:in|by) (?:§ ?|section )?"
    r"(?P<section>\d{2,4}\.\d{1,3})",
    re.I,
)
_BEGINNING = 80  # characters of an answer
_CAPITALS = lazy_regex(r"\b[A-Z]\w{3,}")
_FEWEST = 5  # countries, one a line: fewer are a sentence that happens to name some
_SHARE_OF_LINES = 0.6  # of the lines


@lru_cache(maxsize=2048)
def countries_by_line(text: str) -> dict[str, tuple[int, int]]:
    """Return for a text that is a list of countries, one a line, the span of each country's line by its code.

    Return an empty dict for any other text.
    """
    found: dict[str, tuple[int, int]] = {}
    offset = lines = 0
    for line in text.split("\n"):
        named = next(iter(mentioned_countries(line[:80])), None)
        if named is not None and named[0] == 0:
            found.setdefault(named[2], (offset, offset + len(line)))
        offset += len(line) + 1
        lines += 1
    return found if len(found) >= _FEWEST and len(found) >= _SHARE_OF_LINES * (lines - 1) else {}


def places_asked(text: str) -> frozenset[str]:
    """Return the codes of the countries that a text names, by its towns where it names no country."""
    if named := frozenset(code for code, _ in countries_named(text)):
        return named
    found = (towns().get(folded_town(word), ()) for word in _CAPITALS.findall(text))
    return frozenset(codes[0] for codes in found if len(codes) == 1)


def section_of_country_list(answer: str) -> str:
    """Return the section whose list of countries an answer is for from its first words on; empty without one."""
    match = _FOR_LISTED.search(answer[:_BEGINNING])
    return match["section"] if match else ""


def lines_of_country(text: str, code_place: tuple[int, int] | None, name: str) -> tuple[int, int]:
    """Return the span of the lines to quote for a country: its own and their neighbours, or where it would stand."""
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    ends = [*(s - 1 for s in starts[1:]), len(text)]
    if code_place is not None:
        at = starts.index(code_place[0])
        return starts[max(1, at - 1)] if at > 1 else starts[at], ends[min(len(ends) - 1, at + 1)]
    after = next(
        (n for n in range(1, len(starts)) if text[starts[n] : ends[n]].casefold() > name.casefold()), len(starts) - 1
    )
    return starts[max(1, after - 1)], ends[after]


@lru_cache(maxsize=20_000)
def is_elsewhere(text: str, codes: frozenset[str]) -> bool:
    """Return whether a text names countries, but none of `codes`. A list of countries never counts."""
    named = {code for _, _, code in mentioned_countries(text)}
    return bool(named) and not named & codes and not countries_by_line(text)
