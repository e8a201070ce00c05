"""Questions about parties on lists: what is asked of them, and whether an earlier one is meant."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions, party_lists

# "Is X listed?", "why was X added to the list?": the question is of the list, not of a rule that speaks of lists.
_ASKED_OF = lazy_regex(
    r"\b(?:is|are|was|were|has|have)\b.{0,300}(?:\blisted\b|"
    r"\bsanctioned\b|\bblacklisted\b|\b(?:on|to|off|from|in) (?:the|a|any|which) (?:[\w-]+ ){0,4}lists?\b)|"
    r"\blisted\b.{0,300}\bis\b|\b(?:is|are|was|were)\b [^?]{2,60}\b(?:on|in) (?:it|them|that one)\W*\?|"
    r"\b(?:did|does|do|has|have)\b [^?]{2,60}\b(?:put|place|add|added|list|blacklist|sanction|"
    r"take|took|remove|drop|strike)\b[^?]{2,60}\b(?:on|to|off|from) (?:the|a|any|its|their) (?:[\w-]+ ){0,4}lists?\b|"
    r"\blists?\b[^?]{0,300}[.;!] (?:and|but|so|what about|how about) [^?]{2,40}\?",
    re.I,
)
# "How are applications for them reviewed?" and "and the alias?" speak of an earlier name;
# "Who decides on removals?" does not.
_LEANS = lazy_regex(
    r"^\W*(?:and|also|what about|how about)\b|"
    r"\b(?:it|its|they|them|their|theirs|he|she|him|her|his|those|these|one)\b|\b(?:the|this|that|which|what|both|"
    r"each)\s+(?:\w+\s+)?(?:compan|entit|firm|part(?:y|ies)|person|row|entry|entries|list|address|alias|name|policy)",
    re.I,
)
_ASKS_ROW = lazy_regex(
    r"\b(?:need|needs|licen[cs]e|review(?:ed)?|case[- ]by[- ]case|"
    r"policy|carve-?out|federal register|cite|citation|added|when|why|footnote|alias|address|ship|sell|export)\b",
    re.I,
)


def asks_of_lists(text: str) -> bool:
    """Return whether a question asks of lists of parties, by name or in general."""
    return _of_lists(party_lists.table(), jurisdictions.table()).search(text) is not None


@lru_cache(maxsize=2)
def _of_lists(lists: party_lists.PartyLists, laws: jurisdictions.Jurisdictions) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{lists.joined('rows')}|screening list|sanction(?:ed|s)?|blacklist(?:ed)?|listed|"
        rf"on (?:a|the|any|which|what|{laws.joined('agencies')}) (?:\w+ )?lists?|"
        r"(?:which|any|one) of (?:the |their |those )?(?:\w+ )?lists|(?:which|every|all|each) (?:\w+ )?lists?|"
        r"de-?list(?:ed)?|restricted part(?:y|ies))\b",
        re.I,
    )


def asks_who_is_listed(text: str) -> bool:
    """Return whether a question asks if somebody is on a list, so that an absent name is an answer."""
    return _ASKED_OF.search(text) is not None


def asks_what_a_row_says(text: str) -> bool:
    """Return whether a question asks for something that the row of a party tells."""
    return _ASKS_ROW.search(text) is not None


def means_an_earlier_party(text: str) -> bool:
    """Return whether a follow-up without a name speaks of the party that was named before."""
    return _LEANS.search(text) is not None
