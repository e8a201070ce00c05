"""Texts that a question names by a law, an agency or a list. They are preferred; no other text is excluded."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.instruments import designations
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions, party_lists
from corpus.model import Kind, Source

_NEWS_ARTICLE = lazy_regex(r"\bthe (?:news )?article\b", re.I)
_LAW = lazy_regex(r"\b(?:[Ll]aws?|[Rr]egulations?|[Ll]egislation|[Ss]tatutes?|EAR|ITAR|CFR|USML|CCL)\b")


def names_law(question: str) -> bool:
    """Return whether a question speaks of a law, whatever else it names."""
    return _LAW.search(question) is not None


@lru_cache(maxsize=4096)
def about(question: str, source: Source) -> float:
    """Return 1 when a question names the text of `source` or its regime, else 0."""
    known = jurisdictions.table()
    mine = known.by_code.get(source.jurisdiction)
    if source.kind is not Kind.NEWS and mine is not None and mine.about and mine.about.search(question):
        return 1.0
    if known.titled(question, source.title) or party_lists.table().about(question, source.title):
        return 1.0
    if source.kind in (Kind.NEWS, Kind.USER) and _NEWS_ARTICLE.search(question):
        return 1.0
    folded = question.casefold()
    return 1.0 if any(len(name) > 5 and name.casefold() in folded for name in designations(source)) else 0.0
