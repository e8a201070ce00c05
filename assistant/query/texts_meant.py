"""Texts that a question means by "this article", "the document", or a title: added ones, and those spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.lexicon.named_texts import names_law
from assistant.lexicon.text_words import SUMMARY_PART, TextRequest, text_pointed_to, text_request
from assistant.model import Implied
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.language.sentences import sentence_spans
from corpus.locators import mentions
from corpus.model import Kind, Source, Version

_QUOTED_TITLE = lazy_regex(r"[“\"„«《「](?P<title>[^“”\"„«»《》「」]{2,400})[”\"“»》」]")
_HEAD_OF_TEXT = 3000  # characters in which the kind of a text shows
_PROSE, _LONG = 5, 60  # sentences of at least so many characters
# Notices of agencies, licences of data and records of programs are no articles, whoever added them.
_NOTICE = lazy_regex(
    r"\bFederal Register\b|\bDocument Number\b|\b\d+ FR \d+|\bhereby granted\b|"
    r"\bTERMS AND CONDITIONS\b|\bCreative Commons\b|\bWARRANT(?:Y|IES)\b|^[^\S\n]*[\[{]|(?:^|; )\w+(?:\.\w+)*: ",
    re.M,
)
_IN_ITS_PLACE = " this document "
_OF_LAW = (Kind.LAW, Kind.LIST)


def asks_of_this(asked: str) -> bool:
    """Return whether a request is about a text as a whole that it does not name: "What is this document about?"."""
    found = text_request(asked)
    return found is not None and not found.topic


def title_asked(asked: str) -> str:
    """Return the title in quotation marks of the text that a request is about as a whole; "" where it names none."""
    found = _QUOTED_TITLE.search(asked)
    return one_line(found["title"]) if found and asks_of_this(_titled(asked)) else ""


def request_of(asked: str) -> TextRequest | None:
    """Return what a request asks of a text that it points to or names by its title; None where it asks nothing."""
    return text_request(_titled(asked) if title_asked(asked) else asked)


def text_meant(
    asked: str, history: Sequence[str], filters: Filters, catalogue: CatalogueReader
) -> tuple[tuple[Implied, ...], Filters] | None:
    """Return what the words of a question limit it to, an added text, with all filters; None where it means none.

    A sort of text that is named is the one added last of that sort, and "it" the one that the conversation spoke of. A
    text that is no longer in force is read as of the day on which it began to be.
    """
    title, request = title_asked(asked), text_request(asked)
    if title or filters.sources:
        return None  # the text that has the title is the engine's to find: it need not be an added one
    found = request or _pointed_to(asked, history)
    if found is None or mentions(asked):
        return None
    spoken_of = [text for h in history if (text := _spoken_of(h, filters, catalogue)) is not None]
    if not found.sort and history and not _is_of_a_text(history[-1]):
        return None  # "What does it say?" after a question on a law is about that law
    source = _chosen(found, spoken_of, filters, catalogue)
    if source is None:
        return None
    words = found.words or one_line(asked)
    of_it = replace(filters, sources=(source.id,))
    if catalogue.in_force(of_it):
        return (Implied("source", source.id, words),), of_it
    begun = max(v.valid_from for s, v in catalogue.editions().values() if s.id == source.id and v.valid_from)
    implied = (Implied("source", source.id, words), Implied("as_of", begun.isoformat(), words))
    return implied, replace(of_it, as_of=begun)


def _titled(asked: str) -> str:
    return _QUOTED_TITLE.sub(_IN_ITS_PLACE, asked, count=1)


def _is_of_a_text(asked: str) -> bool:
    return text_request(asked) is not None or text_pointed_to(asked) is not None or title_asked(asked) != ""


def _pointed_to(asked: str, history: Sequence[str]) -> TextRequest | None:
    """Return the sort of text that a question of any kind points to, unless a law is spoken of that it may mean."""
    found = text_pointed_to(asked)
    if found is None or names_law(asked) or (found.sort == "article" and not found.is_this):
        return None  # "according to the article" is of all that are held
    before = history[-1] if history else ""
    spoken_of = bool(before) and not _is_of_a_text(before) and (names_law(before) or bool(list(mentions(before))))
    return None if spoken_of else found


def _spoken_of(asked: str, filters: Filters, catalogue: CatalogueReader) -> Source | None:
    """Return the text that an earlier question named, by its title or by its sort."""
    if title := title_asked(asked):
        held = [s for s, _ in catalogue.in_force(filters).values() if one_line(s.title).casefold() == title.casefold()]
        return held[0] if len(held) == 1 else None
    found = text_request(asked) or text_pointed_to(asked)
    return _chosen(found, (), filters, catalogue) if found and found.sort in _SORTS else None


def _chosen(
    request: TextRequest, spoken_of: Sequence[Source], filters: Filters, catalogue: CatalogueReader
) -> Source | None:
    """Return the text of the sort that is asked for: the one spoken of last, else the one added last."""
    held = catalogue.in_force(filters)
    if filters.as_of is None:  # what was added may have ended
        held = catalogue.editions() | held
    own = [(n, s) for n, (s, v) in held.items() if not s.origin_class.is_own and _is_readable(s, v, filters)]
    added = [s for _, s in sorted(own, key=lambda pair: -pair[0])]  # editions are numbered as they are added
    is_of_sort = _SORTS.get(request.sort)
    if request.sort == "article":  # of what is no law, notices and licences of data come after what reads like one
        written = articles(catalogue, filters)
        added.sort(key=lambda source: source.id not in written)
    for source in (*reversed(spoken_of), *added):
        if is_of_sort is None or (source.kind in _OF_LAW) is is_of_sort:
            return source
    return added[0] if added and request.part == SUMMARY_PART and request.sort == "article" else None


def _is_readable(source: Source, version: Version, filters: Filters) -> bool:
    """Return whether an edition is admitted now, or was when it began."""
    return filters.admits(source, version) or replace(filters, as_of=version.valid_from).admits(source, version)


_SORTS = {"law": True, "article": False}  # whether a text of the sort is law


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
