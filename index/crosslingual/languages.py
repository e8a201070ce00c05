"""Choice of the encoders that a question needs: the English one, the multilingual one, or both.

Encoding a question with the multilingual encoder takes longer than the rest of a search. It is skipped where the
question is clearly about English texts alone (it writes one of their addresses, or names one of their agencies or
lists) and mentions no country whose own law is held in another language. A question that shows neither uses both: a
missed paragraph is worse than a slower answer.
"""

from __future__ import annotations

import re

from corpus.locators import mentions

ENGLISH = frozenset(("", "en"))  # language codes that the English encoder serves
_ENGLISH_SYSTEMS = frozenset(("cfr", "eccn", "eu", "uk"))  # systems of address that English texts use

THEIR_LAW = re.compile(r"\b(?:chinese|china['’]s|mofcom|japanese|japan['’]s|meti|prc(?:['’]s)?)\b", re.IGNORECASE)
_THEIR_COUNTRY = re.compile(
    r"\b(?:china|chinese|prc|beijing|mofcom|japan|japanese|tokyo|meti|fefa|korean?|taiwan(?:ese)?|asian?|"
    r"other countr\w+|every jurisdiction)\b",
    re.IGNORECASE,
)
_AS_PLACE = re.compile(
    r"\b(?:chinese|japanese|korean|taiwanese)\s+"
    r"(?:compan(?:y|ies)|firms?|institutes?|subsidiar(?:y|ies)|partners?|services?|owners?)\b|"
    r"\b(?:to|for|into|in|via|through)\s+(?:mainland\s+)?(?:china|the\s+prc|beijing|japan|tokyo|korea|taiwan)\b(?!['’])",
    re.IGNORECASE,
)
ENGLISH_TEXTS = re.compile(
    r"\b(?:U\.S\.|US|USA|American|BIS|EAR|EAR99|ECCNs?|ERC|ITAR|USML|DDTC|OFAC|NRC|DOE|CFR|Commerce|"
    r"(?i:entity list|unverified[- ]list|MEU list|munitions list|commerce control list|denied persons|"
    r"federal register|licen[cs]e exception)|"
    r"EU|EU['’]s|European|UK|British|Norwegian|Norway['’]s)\b"
)


_COUNTRIES = {
    "cn": re.compile(r"\b(?:china(?:['’]s)?|chinese|prc|beijing|mofcom)\b", re.IGNORECASE),
    "jp": re.compile(r"\b(?:japan(?:['’]s)?|japanese|tokyo|meti|fefa)\b", re.IGNORECASE),
}


_RULES = (
    r"(?:[\w'’-]+\s+){0,3}?(?:laws?|regulations?|rules?|acts?|orders?|exporters?|importers?|authorit\w+|"
    r"export[- ]controls?|government|cabinet|ministr\w+|ministers?|regulators?|officials?|inspectors?|"
    r"investigators?|customs|permits?|licen[cs]\w+|control list|watch ?list|watch list|export)\b"
)
_THEIR_RULES = re.compile(
    rf"\b(?:china['’]s|chinese|prc|japan['’]s|japanese)\s+{_RULES}|\b(?:mofcom|meti|fefa)\b", re.IGNORECASE
)


# "The Chinese military buyer rule" is a rule on buyers from there.
_PARTY = re.compile(
    r"\b(?:chinese|japanese|prc)\s+(?:military\s+|state[- ]owned\s+)?"
    r"(?:buyers?|end[- ]us(?:ers?|es?)|customers?|clients?|army|navy|military|fabs?|chip\w*|engineers?|citizens?|"
    r"nationals?|universit\w+|helicopters?|drones?)\b",
    re.IGNORECASE,
)


def names_their_rules(question: str) -> bool:
    """Return whether a question is about a rule or an authority of China or Japan.

    A company or a person from there is not enough.
    """
    return _THEIR_RULES.search(_PARTY.sub(" ", question)) is not None


def only_as_place(question: str) -> bool:
    """Return whether a question names the country only as the place that something goes to."""
    return bool(country_named(question)) and not country_named(_AS_PLACE.sub(" ", question))


def country_named(question: str) -> str:
    """Return the jurisdiction with texts in another language that a question names, "cn" or "jp".

    "" where it names none or several.
    """
    named = [code for code, words in _COUNTRIES.items() if words.search(question)]
    return named[0] if len(named) == 1 else ""


def asks_other_languages(question: str) -> bool:
    """Return whether texts in languages other than English may contain the answer to a question."""
    if any(ord(c) > 0x2E7F for c in question):
        return True
    named = ENGLISH_TEXTS.search(question) is not None
    # A question that names an English text, and China only as a destination, is not about Chinese law.
    if _THEIR_COUNTRY.search(_AS_PLACE.sub(" ", question) if named else question):
        return True
    if named:
        return False
    return not any(m.locator.system in _ENGLISH_SYSTEMS for m in mentions(question))
