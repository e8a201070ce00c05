"""Words for a party: the name in them, the party behind a clause of the asker, and what is said of another one."""

from __future__ import annotations

import re

from assistant.engines.calculation.ownership.model import says_listed
from assistant.engines.calculation.ownership.shares_told.company_meant import HOW_HELD_AT_END
from assistant.query.candidate_names import no_names
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.countries import mentioned_countries
from corpus.lexicon.towns import folded_town, towns
from index.text.tokens import STOP

# Numbers of items, which are no companies: EAR99, 3A001.a.
_ITEM_NUMBER = lazy_regex(r"EAR ?99|\d[A-E]\d{3}(?:\.\w+)*|ECCN|CCL|NLR|EAR", re.I)
# "held by an Entity List party but not itself listed": that is said of whom the clause begins with.
_SAID_BEHIND = lazy_regex(r" (?:that|which|who) (?:\w+ly )?(?:(?:is|are)(?:n['’]?t)?|was|were|sits?)\b.{0,80}$", re.I)
_BUT_ITSELF = lazy_regex(
    r"(?:,? (?:but|yet|though|although)|, and| and(?= (?:is )?(?:not|isn'?t) itself)|(?P<alone>,)(?= itself\b)),? "
    r"(?:it )?(?:is |was )?"
    r"(?P<said>(?:(?:not|isn'?t|itself|never|on no|in no|unlisted|non-?listed)\b)[^,;.?!§]{0,60})",
    re.I,
)
# What begins with a pronoun and goes on is a clause of the asker, and nobody's name: "I keep reading that …".
_OF_THE_ASKER = lazy_regex(r"(?:I|we|you|he|she|they)(?:['’]\w{1,3})? \w", re.I)
_LEADS_TO_PARTY = lazy_regex(r"\bthat |\b(?=(?:an?|the|our|my|your|his|her|their) )", re.I)
_PREDICATE = lazy_regex(r"(?<=\w) (?:is|are|was|were|will|would|can|could|may|might|must|should|shall|do|does)\b.*$")


def names_a_party(name: str, words: str) -> bool:
    """Return whether a word with a capital names a party: no country, no place ("customer in Dubai"), not the asker."""
    if name == "I" or _ITEM_NUMBER.fullmatch(name) or any(True for _ in mentioned_countries(name)):
        return False
    if folded_town(name) in towns() and re.search(rf"\b{re.escape(name)} [a-z]", words):
        return False  # "Istanbul trader"
    if len(name) > 1 and (name.casefold() in STOP or name.casefold() in no_names()):
        return False  # a capital by its place: "In 2025 Acme …"
    return re.search(rf"\S\s+(?:in|from|at|near) (?:the )?{re.escape(name)}\b", words) is None


def without_clauses(words: str) -> str:
    """Return the words for a party that has no name, without what is a clause; "" where nothing else is left."""
    bare = _SAID_BEHIND.sub("", words)
    if _OF_THE_ASKER.match(bare):
        behind = [*_LEADS_TO_PARTY.finditer(bare)]
        bare = bare[behind[-1].end() :] if behind else ""
    return HOW_HELD_AT_END.sub("", _PREDICATE.sub("", bare).strip()).strip()


def said_of_owned(owner: str) -> re.Match[str] | None:
    """Return what words for an owner say, behind it, of what is owned; None where they say nothing of it.

    "By Acme, itself not listed" is said of Acme, and "by a company on the list, itself not listed" is not.
    """
    found = _BUT_ITSELF.search(owner)
    return None if found and found["alone"] and not says_listed(owner[: found.start()]) else found
