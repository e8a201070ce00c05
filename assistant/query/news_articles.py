"""Texts that "the article" in a question may mean."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.sentences import sentence_spans
from corpus.model import Kind

_HEAD_OF_TEXT = 3000  # characters in which the kind of a text shows
_PROSE, _LONG = 5, 60  # sentences of at least so many characters
# Notices of agencies, licences of data and records of programs are no articles, whoever added them.
_NOTICE = re.compile(
    r"\bFederal Register\b|\bDocument Number\b|\b\d+ FR \d+|\bhereby granted\b|"
    r"\bTERMS AND CONDITIONS\b|\bCreative Commons\b|\bWARRANT(?:Y|IES)\b|^[^\S\n]*[\[{]|(?:^|; )\w+(?:\.\w+)*: ",
    re.M,
)


def articles(catalogue: CatalogueReader, filters: Filters) -> tuple[str, ...]:
    """Return the ids of news; where none is held, of the user's own texts that read like an article."""
    held = catalogue.in_force(filters)
    news = [s.id for s, _ in held.values() if s.kind is Kind.NEWS]
    own = ((n, s) for n, (s, _) in held.items() if s.kind is Kind.USER and not s.jurisdiction)
    return tuple(news or (s.id for n, s in own if _reads_like_one(catalogue.slice(n, 0, _HEAD_OF_TEXT))))


@lru_cache(maxsize=4096)
def _reads_like_one(text: str) -> bool:
    prose = sum(end - start >= _LONG for start, end in sentence_spans(text))
    return prose >= _PROSE and not _NOTICE.search(text)
