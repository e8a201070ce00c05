"""Choice of the encoders that a question needs: the English one, the multilingual one, or both.

Encoding a question with the multilingual encoder takes longer than the rest of a search. It is skipped where the
question is clearly about English texts alone (it writes one of their addresses, or names one of their agencies or
lists) and mentions no country whose own law is held in another language. A question that shows neither uses both: a
missed paragraph is worse than a slower answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from corpus.lexicon import jurisdictions, party_lists
from corpus.locators import mentions

ENGLISH = frozenset(("", "en"))  # language codes that the English encoder serves

_RULES = (
    r"(?:[\w'’-]+\s+){0,3}?(?:laws?|regulations?|rules?|acts?|orders?|exporters?|importers?|authorit\w+|"
    r"export[- ]controls?|government|cabinet|ministr\w+|ministers?|regulators?|officials?|inspectors?|"
    r"investigators?|customs|permits?|licen[cs]\w+|control list|watch ?list|watch list|export)\b"
)
_FIRMS = r"(?:compan(?:y|ies)|firms?|institutes?|subsidiar(?:y|ies)|partners?|services?|owners?)"
_BUYERS = (
    r"(?:buyers?|end[- ]us(?:ers?|es?)|customers?|clients?|army|navy|military|fabs?|chip\w*|engineers?|citizens?|"
    r"nationals?|universit\w+|helicopters?|drones?)"
)
_ELSEWHERE = r"asian?|other countr\w+|every jurisdiction"


@dataclass(frozen=True, slots=True)
class _Words:
    """Words for the jurisdictions whose texts are in other languages, and for those whose texts are in English."""

    law: re.Pattern[str]
    country: re.Pattern[str]
    as_place: re.Pattern[str]
    english: re.Pattern[str]
    countries: Mapping[str, re.Pattern[str]]
    rules: re.Pattern[str]
    party: re.Pattern[str]  # "the Chinese military buyer rule" is a rule on buyers from there
    english_in_han: re.Pattern[str]
    english_systems: frozenset[str]  # systems of address that English texts use


def _words() -> _Words:
    return _words_of(jurisdictions.table(), party_lists.table())


@lru_cache(maxsize=2)
def _words_of(known: jurisdictions.Jurisdictions, lists: party_lists.PartyLists) -> _Words:
    def theirs(*fields: str) -> str:
        return "|".join(filter(None, (known.joined(field, other_languages=True) for field in fields)))

    own = {
        j.code: "|".join(jurisdictions.alternatives(v) for v in (j.places, j.agencies, j.laws) if v)
        for j in known.entries
        if j.places
    }
    in_han = [*(name for j in known.entries for name in j.in_han), *(name for n in lists.entries for name in n.in_han)]
    return _Words(
        law=_any(theirs("owners", "agencies")),
        country=_any("|".join((*own.values(), _ELSEWHERE))),
        as_place=re.compile(
            rf"\b(?:{known.joined('firms')})\s+{_FIRMS}\b|"
            rf"\b(?:to|for|into|in|via|through)\s+(?:mainland\s+)?(?:{known.joined('destinations')})\b(?!['’])",
            re.IGNORECASE,
        ),
        english=re.compile(rf"\b(?:{known.joined('english')}|(?i:{lists.joined('english')}))\b"),
        countries={j.code: _any(own[j.code]) for j in known.other_languages if j.code in own},
        rules=re.compile(rf"\b(?:{theirs('owners')})\s+{_RULES}|\b(?:{theirs('agencies', 'laws')})\b", re.IGNORECASE),
        party=re.compile(rf"\b(?:{theirs('buyers')})\s+(?:military\s+|state[- ]owned\s+)?{_BUYERS}\b", re.IGNORECASE),
        english_in_han=re.compile("|".join(map(re.escape, in_han))),
        english_systems=frozenset(("eccn", *(kind for j in known.entries if not j.language for kind in j.locators))),
    )


def _any(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)


def names_their_law(question: str) -> bool:
    """Return whether a question names somebody or something of a country whose law is held in another language."""
    return _words().law.search(question) is not None


def names_english_texts(question: str) -> bool:
    """Return whether a question names an agency, a list or a country whose texts are in English."""
    return _words().english.search(question) is not None


def names_english_texts_in_han(question: str) -> bool:
    """Return whether a question in Chinese or Japanese names a country or a list whose texts are in English."""
    return _words().english_in_han.search(question) is not None


def names_their_rules(question: str) -> bool:
    """Return whether a question is about a rule or an authority of such a country.

    A company or a person from there is not enough.
    """
    words = _words()
    return words.rules.search(words.party.sub(" ", question)) is not None


def only_as_place(question: str) -> bool:
    """Return whether a question names the country only as the place that something goes to."""
    return bool(jurisdiction_named(question)) and not jurisdiction_named(_words().as_place.sub(" ", question))


def jurisdiction_named(question: str) -> str:
    """Return the jurisdiction with texts in another language that a question names ("cn", "jp").

    "" where it names none or several.
    """
    named = [code for code, words in _words().countries.items() if words.search(question)]
    return named[0] if len(named) == 1 else ""


def asks_other_languages(question: str) -> bool:
    """Return whether texts in languages other than English may contain the answer to a question."""
    if any(ord(c) > 0x2E7F for c in question):
        return True
    words, named = _words(), names_english_texts(question)
    # A question that names an English text, and China only as a destination, is not about Chinese law.
    if words.country.search(words.as_place.sub(" ", question) if named else question):
        return True
    if named:
        return False
    return not any(m.locator.system in words.english_systems for m in mentions(question))
