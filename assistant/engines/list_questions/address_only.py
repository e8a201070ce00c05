"""Questions on entries by their addresses that name no list: "how many such address-only entries are there?"."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.engines.lists.held_lists import all_held
from assistant.engines.lists.party_query import PartyQuery, chosen_rows
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import lists_asked

_ADDRESS_ONLY_ASKED = lazy_regex(
    r"^\W*(?:(?:and|so|ok|but|then|now),? ){0,3}how many (?:(?:such|these|those|other|more|of the|of these) )?"
    r"(?:address[- ]only (?:entries|rows|listings|ones)|(?:entries|rows|listings) (?:that are |with )?(?:only|just) "
    r"(?:an? )?address(?:es)?(?: alone)?)\b(?P<rest>[^.?!]{0,80})[?.!]?$",
    re.I,
)
_ENTRIES_WITH_ADDRESS = lazy_regex(
    r"^\W*(?:(?:and|so|ok|but|then|now),? ){0,3}(?:how many|which) "
    r"(?:entries|rows|listings|listed (?:parties|companies|entities|names)) "
    r"(?=(?:there are |are there )?(?:with|have|having) (?:(?:an|their) )?address(?:es)? in )",
    re.I,
)
_ASKS_WHERE_TOO = lazy_regex(r"\b(?:where|which (?:places|countries|cities|towns)|what (?:places|countries))\b", re.I)


def with_list_named(question: Query, catalogue: CatalogueReader) -> Query:
    """Return a question on entries by their addresses with the lists that are meant; any other as it is.

    Entries that are addresses alone are those of the one list that has such, those with an address somewhere of any.
    """
    if not lists_asked(question.core) and (entries := _ENTRIES_WITH_ADDRESS.match(question.core)) is not None:
        text = f"{entries[0]}on all lists {question.core[entries.end() :]}"
        return replace(question, core=text, standalone=text, parts=())
    asked = _ADDRESS_ONLY_ASKED.match(question.core)
    if asked is None or lists_asked(question.core):
        return question
    every = (h for h in all_held(catalogue, question.filters) if not h.compiled)
    having = [h.about.name for h in every if chosen_rows(h, PartyQuery(nameless=True)).rows]
    if len(having) != 1:
        return question
    where = ", and in which countries" if _ASKS_WHERE_TOO.search(asked["rest"]) else ""
    text = f"How many addresses (no company name) are on the {having[0]}{where}?"
    return replace(question, core=text, standalone=text, parts=())
