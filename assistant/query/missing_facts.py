"""Facts that a question about one's own shipment or customer leaves out, and without which no text answers it."""

from __future__ import annotations

import re

from assistant.query.model import Query
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, party_lists, row_questions
from corpus.lexicon.towns import folded_town, towns

_NEEDS_ECCN = lazy_regex(
    r"\b(?:do|would|will|does|can) (?:i|we|you|my|our|they|it|this|that)\b"
    r".{0,300}\b(?:licen[cs]e|export|ship|send|sell)\b",
    re.I,
)
_MY_ITEM = lazy_regex(
    r"\b(?:my|our|this|these|the)"
    r" (?:\w+ )?(?:product|item|goods|equipment|software|machine|part|device|shipment|stuff|order|technology)s?\b",
    re.I,
)
# What a rule on parties or uses says holds for every item.
_BY_PARTY = lazy_regex(
    rf"\b(?:{party_lists.table().joined('by_party')}|"
    rf"military|weapons?|nuclear|missiles?|boycott|exceptions?|exemptions?|"
    r"listed)\b",
    re.I,
)
_DESTINATION = lazy_regex(
    r"\bto (?:the )?[A-Z][a-z]+|\bin (?:the )?[A-Z][a-z]+|"
    + "|".join(re.escape(c.name) for c in countries.table().entries if c.destination)
)
_ITEM_NUMBER = lazy_regex(r"\b\d[A-E]\d{3}\b|\bEAR99\b", re.I)


_ROLE = row_questions.table().roles.pattern
_ON_A_LIST = (
    r"(?:on (?:an?|any|some|one of|the|your)\b[^?.]{0,40}\blists?|listed|sanctioned|blacklisted|restricted|flagged)"
)
# Of "he" or "our distributor in …" only whether it is listed can be asked, and whoever asks knows its name.
_IS_HE_LISTED = lazy_regex(
    rf"\b(?:is|are|was|were) (?:he|she|[\"“']?(?:my|our|this|that|the|an?) (?:[\w-]+ )?{_ROLE}[\"”']?)"
    rf"(?: (?:in|from|at) [\w'’. -]{{2,40}}?)?(?: (?:still|already|now|also))? {_ON_A_LIST}\W*(?:\?|$)|"
    rf"\b(?:my|our) (?:[\w-]+ )?{_ROLE}, [^?,]{{3,60}}, (?:is|are) (?:it|he|she|they) {_ON_A_LIST}\W*(?:\?|$)|"
    r"^\W*(?:(?:please|pls|can you|could you|hi|hello),? ){0,3}(?:screen|check|vet|look up) "
    rf"(?:my|our|this|the) (?:[\w-]+ )?{_ROLE}\b"
    r"(?! (?:is|are|statement)\b)",
    re.I,
)


_IS_ROLE = lazy_regex(rf"(?:the |my |our )?{_ROLE}", re.I)


def _names_a_place(name: str) -> bool:
    return folded_town(name) in towns() or any(True for _ in countries.mentioned_countries(name))


def missing_fact(question: Query) -> str:
    """Return the fact that a question about one's own shipment or customer needs; empty when none is missing."""
    text = question.standalone
    named = [n for n in question.names_asked if not _names_a_place(n) and not _IS_ROLE.fullmatch(n)]
    if _IS_HE_LISTED.search(question.core) and not named:
        return "the name of the party, as it is written in its papers"
    if (
        not (_NEEDS_ECCN.search(text) and _MY_ITEM.search(text))
        or question.addresses
        or _ITEM_NUMBER.search(text)
        or _BY_PARTY.search(text)
    ):
        return ""
    lacking = ["the item's ECCN (its classification on the control list)"]
    if not _DESTINATION.search(text):
        lacking.append("the country it goes to")
    return " and ".join(lacking)
