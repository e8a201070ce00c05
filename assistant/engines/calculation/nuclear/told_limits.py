"""What a question on nuclear materials tells besides the amounts: limits in mind, and where they go or come from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from assistant.engines.calculation.figures import law_country
from assistant.query.model import Query
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.countries import countries_in_any_case, mentioned_countries
from corpus.lexicon.special_laws import agency_names, general_names
from corpus.lexicon.tables import content
from corpus.locators import mentions

_MATERIALS = Path(__file__).with_name("materials.toml")

# "the yearly cap is 1,000 kg, right?": the figure of a rule that is asked for, and no shipment.
_ASKED_AS_LIMIT = lazy_regex(
    r"\b(?:caps?|limits?|ceilings?|maximum|max|quotas?|thresholds?|allowances?)"
    r"(?: (?:of|is|are|was|at|being|per year|a year|still|then|just|about|for \w+)){0,3}[:=]? ?$",
    re.I,
)
_LIMIT_ASKED_WITHIN = 40  # characters before a weight
# "Canadian-obligated", "carries Canadian obligations", "obligations to Canada": whose safeguards hold, no destination.
_OBLIGATED_BEHIND = lazy_regex(r"(?:['’]s)?[- ](?:peaceful[- ]use )?obligat", re.I)
_OBLIGATED_BEFORE = lazy_regex(
    r"\bobligat\w{1,4}(?: (?:code|flag|country|swap)s?)?(?: (?:of|to|towards?|by|from|is|are|under)){1,2} (?:the )?$",
    re.I,
)
_OBLIGATED_WITHIN = 60  # characters before a country
_IMPORTED = lazy_regex(r"\bimport(?:s|ed|ing|ation|ations)?\b|\bbring(?:s|ing)?\b", re.I)
_EXPORTED = lazy_regex(r"\bexport", re.I)
_FROM = lazy_regex(r"\bfrom (?:the )?$", re.I)
_TO_OR_INTO = lazy_regex(r"\b(?:in)?to (?:the )?$", re.I)
_FROM_WITHIN = 10  # characters before a country


@cache
def _of_own_agency() -> re.Pattern[str]:
    table = content(_MATERIALS)
    return _named(agency_names(table["law"]), table["own_rules"])


@cache
def _of_other_agency() -> re.Pattern[str]:
    return _named(general_names(), content(_MATERIALS)["other_rules"])


def _named(names: Iterable[str], rules: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b|{rules}", re.I)


def is_of_own_agency(text: str) -> bool:
    """Return whether a text names the agency of these tables, or its rules."""
    return _of_own_agency().search(text) is not None


def is_of_another_agency(text: str) -> bool:
    """Return whether the licence asked for is not the one of these tables: another agency's, or for an entry's goods.

    A follow-up is asked together with what it leans on: what was classified stays so, and under the same law.
    """
    if is_of_own_agency(text):
        return False
    return _of_other_agency().search(text) is not None or any(m.locator.system == "eccn" for m in mentions(text))


def is_import(text: str) -> bool:
    """Return whether a text asks of what comes in, which other licences govern: "bring in", "from France" alone."""
    if _EXPORTED.search(text):
        return False
    if _IMPORTED.search(text):
        return True
    before = [(text[max(0, start - _FROM_WITHIN) : start], code) for start, _, code in mentioned_countries(text)]
    if any(code == law_country() and _TO_OR_INTO.search(words) for words, code in before):
        return True
    foreign = [words for words, code in before if code != law_country()]
    return bool(foreign) and all(map(_FROM.search, foreign))


def is_asked_as_limit(text: str, start: int) -> bool:
    """Return whether the weight at a position is said to be the limit of the rule that is asked for."""
    return _ASKED_AS_LIMIT.search(text[max(0, start - _LIMIT_ASKED_WITHIN) : start]) is not None


def countries_asked(question: Query) -> list[str]:
    """Return the countries that a question names, but for those to whom the material is obligated."""
    text = question.standalone
    named = [
        code
        for start, end, code in countries_in_any_case(text)
        if not _OBLIGATED_BEHIND.match(text, end)
        and not _OBLIGATED_BEFORE.search(text[max(0, start - _OBLIGATED_WITHIN) : start])
    ]
    return list(dict.fromkeys(code for code in named if code != law_country()))
