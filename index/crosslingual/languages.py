"""Which halves of the index a question asks: the English one, the one for other languages, or both.

Encoding a question for the other languages takes longer than the rest of a search. It is spared where the question itself says that it
asks of English texts alone (it writes one of their addresses, or names an agency or a list of theirs) and speaks of no country whose own
law is held in another language. A question that says neither asks both: a missed paragraph is worse than a slower answer.
"""

from __future__ import annotations

import re

from corpus.locators import mentions

ENGLISH = frozenset(("", "en"))  # languages of the English half
_ENGLISH_SYSTEMS = frozenset(("cfr", "eccn", "eu", "uk"))  # kinds of address that texts in English have

THEIR_LAW = re.compile(r"\b(?:chinese|china['’]s|mofcom|japanese|japan['’]s|meti|prc(?:['’]s)?)\b", re.IGNORECASE)
_THEIR_COUNTRY = re.compile(
    r"\b(?:china|chinese|prc|beijing|mofcom|japan|japanese|tokyo|meti|fefa|korean?|taiwan(?:ese)?|asian?|other countr\w+|every jurisdiction)\b",
    re.IGNORECASE,
)
_AS_PLACE = re.compile(
    r"\b(?:chinese|japanese|korean|taiwanese)\s+(?:compan(?:y|ies)|firms?|institutes?|subsidiar(?:y|ies)|partners?|services?|owners?)\b|"
    r"\b(?:to|for|into|in|via|through)\s+(?:mainland\s+)?(?:china|the\s+prc|beijing|japan|tokyo|korea|taiwan)\b(?!['’])",
    re.IGNORECASE,
)
ENGLISH_TEXTS = re.compile(
    r"\b(?:U\.S\.|US|USA|American|BIS|EAR|EAR99|ECCNs?|ERC|ITAR|USML|DDTC|OFAC|NRC|DOE|CFR|Commerce|"
    r"(?i:entity list|unverified[- ]list|MEU list|munitions list|commerce control list|denied persons|federal register|licen[cs]e exception)|"
    r"EU|EU['’]s|European|UK|British|Norwegian|Norway['’]s)\b"
)


_COUNTRIES = {
    "cn": re.compile(r"\b(?:china(?:['’]s)?|chinese|prc|beijing|mofcom)\b", re.IGNORECASE),
    "jp": re.compile(r"\b(?:japan(?:['’]s)?|japanese|tokyo|meti|fefa)\b", re.IGNORECASE),
}


_RULES = (
    r"(?:[\w'’-]+\s+){0,3}?(?:laws?|regulations?|rules?|acts?|orders?|exporters?|importers?|authorit\w+|export[- ]controls?|government|cabinet|ministr\w+|"
    r"ministers?|regulators?|officials?|inspectors?|investigators?|customs|permits?|licen[cs]\w+|control list|watch ?list|watch list|export)\b"
)
_THEIR_RULES = re.compile(
    rf"\b(?:china['’]s|chinese|prc|japan['’]s|japanese)\s+{_RULES}|\b(?:mofcom|meti|fefa)\b", re.IGNORECASE
)


# "The Chinese military buyer rule" is a rule on buyers from there.
_PARTY = re.compile(
    r"\b(?:chinese|japanese|prc)\s+(?:military\s+|state[- ]owned\s+)?(?:buyers?|end[- ]us(?:ers?|es?)|customers?|clients?|army|navy|military|fabs?|chip\w*|engineers?|citizens?|nationals?|universit\w+|helicopters?|drones?)\b",
    re.IGNORECASE,
)


def names_their_rules(question: str) -> bool:
    """Whether a question speaks of a rule or an authority of China or Japan, not only of a company or a person from there."""
    return _THEIR_RULES.search(_PARTY.sub(" ", question)) is not None


def only_as_place(question: str) -> bool:
    """Whether a question names the country as where something goes, and in no other way."""
    return bool(country_named(question)) and not country_named(_AS_PLACE.sub(" ", question))


def country_named(question: str) -> str:
    """The one jurisdiction with texts in another language that a question speaks of ("cn", "jp"); "" for none and for several."""
    named = [code for code, words in _COUNTRIES.items() if words.search(question)]
    return named[0] if len(named) == 1 else ""


def asks_other_languages(question: str) -> bool:
    """Whether texts in other languages than English may answer."""
    if any(ord(c) > 0x2E7F for c in question):
        return True
    named = ENGLISH_TEXTS.search(question) is not None
    # A rule that is named by its agency and asks of a shipment "to China" is not about Chinese law.
    if _THEIR_COUNTRY.search(_AS_PLACE.sub(" ", question) if named else question):
        return True
    if named:
        return False
    return not any(m.locator.system in _ENGLISH_SYSTEMS for m in mentions(question))
