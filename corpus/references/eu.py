"""Finds cross-references in the law of the European Union: articles, paragraphs, points, annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.language.lazy_regex import lazy_regex
from corpus.locators import parse
from corpus.model import Reference
from corpus.references.context import LONGEST_RANGE, ReferenceContext, labels_between

_EU_JOINER = r"(?:\s*,\s*(?:and|or)\s+|\s*,\s+|\s+(?:and|or)\s+)"
_TO = r"(?:(?<!\s)\s+to\s+|\s?[–-]\s?)"
_ARTICLE_NUMBER = r"\d{1,3}[a-z]{0,3}(?![\w/])"
_POINT = r"\((?:[a-z]{1,4}|\d{1,2})\)"
_POINT_LIST = rf"(?:{_POINT})+(?:(?:{_EU_JOINER}|{_TO})(?:points?\s+)?(?:{_POINT})+)*"
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|last)"
_ARTICLE = r"\d{1,3}[a-z]{0,3}(?![a-z/\d])(?:\((?:\d{1,2}[a-z]{0,2}|[a-z]{1,4})\))*"
_ARTICLES = lazy_regex(
    rf"\b(?:Articles?|articles)\s+(?P<list>{_ARTICLE}(?:(?:{_EU_JOINER}|{_TO})(?:Article\s+)?(?:{_ARTICLE}"
    rf"|(?:{_POINT})+))*)"
    rf"(?:,?\s+(?P<sub>{_ORDINAL}\s+subparagraph))?(?:,?\s+points?\s+(?P<points>{_POINT_LIST}))?"
)
_PARAGRAPHS = lazy_regex(
    rf"\b[Pp]aragraphs?\s+(?P<list>{_ARTICLE_NUMBER}(?:{_POINT})*(?:(?:{_EU_JOINER}"
    rf"|{_TO})(?:paragraph\s+)?{_ARTICLE_NUMBER}(?:{_POINT})*)*)"
    rf"(?:,?\s+(?P<sub>{_ORDINAL}\s+subparagraph))?(?:,\s+points?\s+(?P<points>{_POINT_LIST}))?"
)
# "point (a) of the second subparagraph of paragraph 2"
_SUBPARAGRAPH = lazy_regex(rf",?\s+(?:of|in)\s+the\s+(?P<ordinal>{_ORDINAL})\s+subparagraph")
_POINTS = lazy_regex(rf"\b[Pp]oints?\s+(?P<list>{_POINT_LIST})")
_ANNEXES = lazy_regex(
    rf"\bAnnex(?:es)?\s+(?P<list>[IVXLC]{{1,7}}[A-Za-z]?\b(?:(?:{_EU_JOINER}"
    rf"|{_TO})(?:Annex\s+)?[IVXLC]{{1,7}}[A-Za-z]?\b)*)"
)
INSTRUMENT = lazy_regex(
    r"(?:(?:Council|Commission|Delegated|Implementing|Framework)\s+){0,4}"
    r"(?P<name>(?:Regulation|Directive|Decision|Joint\s+Action|Common\s+Position)\s+"
    r"(?:\((?:EU|EC|EEC|CFSP|Euratom)(?:,\s*(?:EU|EC|Euratom))?\)\s+)?(?:No\.?\s+)?\d{1,4}/\d{1,4}"
    r"(?:/(?:EU|EC|EEC|CFSP|JHA|Euratom))?)"
)
_OF_WHICH_ACT = lazy_regex(
    r",?\s+(?:of|to|in)\s+(?:(?P<own>this\s+(?:Regulation|Directive|Decision|Article)"
    r"|the\s+present\s+(?:Regulation|Directive))\b"
    rf"|(?P<here>this\s+paragraph)\b|paragraph\s+(?P<paragraph>{_ARTICLE_NUMBER})(?P<paragraph_point>(?:{_POINT})*)"
    rf"|Article\s+(?P<article>{_ARTICLE})"
    rf"|(?P<instrument>{INSTRUMENT.pattern.replace('(?P<name>', '(?:')})"
    r"|(?P<other>(?:that|those|the|these|this|its|an?|such|each)\s|[A-Z]))|\s*(?P<treaty>TFEU|TEU)\b"
    r"|(?P<there>\s+thereof|\s+thereto)\b"
)
_EU_PLACE = lazy_regex(r"Article (?P<article>\d{1,3}[a-z]{0,3})(?P<steps>(?:\(\w{1,5}\))*)")
_STEP_IN_BRACKETS = lazy_regex(r"\((\w+)\)")


def find(text: str, place: ReferenceContext) -> list[Reference]:
    """Return every cross-reference of this family in `text`."""
    own = _EU_PLACE.match(place.locator)
    found: list[Reference] = []
    if "rticle" in text:
        for match in _ARTICLES.finditer(text):
            found += _articles(text, match)
    if own and "aragraph" in text:
        for match in _PARAGRAPHS.finditer(text):
            found += _paragraphs(text, match, own)
    if "oint" in text:
        for match in _POINTS.finditer(text):
            found += _points(text, match, own, place)
    if "Annex" in text:
        for match in _ANNEXES.finditer(text):
            instrument = _instrument(text, match.end())
            if instrument is not None:
                found += _annexes(match, instrument)
    return found


def _instrument(text: str, end: int, *, joined: str = "of|to|in") -> str | None:
    """Return the text that the words behind an article or annex name.

    Returns "" for this text, None for one that the words do not identify.
    """
    tail = _OF_WHICH_ACT.match(text, end)
    if tail is None or tail["own"] or tail["here"]:
        return ""
    if tail["other"] and not re.match(rf",?\s+(?:{joined})\s", tail[0]):
        return ""  # "under Articles 15 to 22 to the data subject"
    if tail["treaty"]:
        return tail["treaty"]
    if tail["instrument"]:
        named = INSTRUMENT.search(tail["instrument"])
        return " ".join(named["name"].split()) if named else None
    return None


def _articles(text: str, match: re.Match[str]) -> Iterator[Reference]:
    instrument = _instrument(text, match.end(), joined="of")
    if instrument is None:
        return
    keyword, previous = True, ""
    for item in re.finditer(rf"(?P<to>{_TO})?(?P<article>{_ARTICLE})|(?P<steps>(?:{_POINT})+)", match["list"]):
        start, end = match.start("list") + item.start(), match.start("list") + item.end()
        if item["steps"]:
            # "Articles 5b(1) and (2)": the last step of the one before is replaced
            article = previous[: previous.rindex("(")] + item["steps"] if "(" in previous else previous + item["steps"]
        else:
            start, article = match.start("list") + item.start("article"), item["article"]
            if (
                item["to"]
                and previous.isdigit()
                and article.isdigit()
                and int(article) - int(previous) <= LONGEST_RANGE
            ):
                word = match.start("list") + item.start("to") + len(item["to"]) - len(item["to"].lstrip())
                for number in range(int(previous) + 1, int(article)):
                    yield Reference(word, word + len(item["to"].strip()), _canonical(f"Article {number}"), instrument)
        previous = article
        begin = match.start() if keyword else start
        if match.start("list") + item.end() == match.end("list") and match["points"]:
            yield from _listed_points(match, "points", f"Article {article}", instrument, begin)
        else:
            yield Reference(begin, end, _canonical(f"Article {article}"), instrument)
        keyword = False


def _paragraphs(text: str, match: re.Match[str], own: re.Match[str]) -> Iterator[Reference]:
    tail = _OF_WHICH_ACT.match(text, match.end())
    article, instrument = own["article"], ""
    if tail and not (tail["other"] and not re.match(r",?\s+of\s", tail[0])):
        if tail["article"] and "(" not in tail["article"]:
            article = tail["article"]
            of = _instrument(text, tail.end("article"))
            if of is None:
                return
            instrument = of
        elif not tail["own"] or "Article" not in tail["own"]:
            return
    keyword, previous = True, ""
    for item in re.finditer(
        rf"(?P<to>{_TO})?(?:paragraph\s+)?(?P<paragraph>{_ARTICLE_NUMBER})(?P<points>(?:{_POINT})*)", match["list"]
    ):
        start, end = match.start("list") + item.start("paragraph"), match.start("list") + item.end()
        number = item["paragraph"]
        if item["to"] and previous.isdigit() and number.isdigit():
            word = match.start("list") + item.start("to") + len(item["to"]) - len(item["to"].lstrip())
            for inside in labels_between(previous, number):
                yield Reference(
                    word, word + len(item["to"].strip()), _canonical(f"Article {article}({inside})"), instrument
                )
        begin, base = match.start() if keyword else start, f"Article {article}({number}){item['points']}"
        if match.start("list") + item.end() == match.end("list") and match["points"]:
            yield from _listed_points(match, "points", base, instrument, begin)
        else:
            yield Reference(begin, end, _canonical(base), instrument)
        keyword, previous = False, number


def _points(text: str, match: re.Match[str], own: re.Match[str] | None, place: ReferenceContext) -> Iterator[Reference]:
    """Yield the points of a list, in the paragraph that the text names, else in the place's own.

    A subparagraph has no address of its own: its points are the paragraph's, unless their labels stand there twice.
    """
    if any(m.start() < match.start() < m.end() for pattern in (_ARTICLES, _PARAGRAPHS) for m in pattern.finditer(text)):
        return  # "Article 4(1), point (b)" is one address
    within = _SUBPARAGRAPH.match(text, match.end())
    if within and not place.known:
        return
    tail = _OF_WHICH_ACT.match(text, within.end() if within else match.end())
    base, instrument = "", ""
    if tail is None or tail["here"]:
        steps = _STEP_IN_BRACKETS.findall(own["steps"]) if own else []
        if own is None or (tail and not steps):
            return
        base = f"Article {own['article']}" + (f"({steps[0]})" if steps and steps[0][0].isdigit() else "")
    elif tail["paragraph"] and own:
        following = _OF_WHICH_ACT.match(text, tail.end())
        if following and not (following["own"] and "Article" in following["own"]):
            return
        base = f"Article {own['article']}({tail['paragraph']}){tail['paragraph_point']}"
    elif tail["article"]:
        of = _instrument(text, tail.end("article"))
        if of is None:
            return
        base, instrument = f"Article {tail['article']}", of
    else:
        return
    for reference in _listed_points(match, "list", base, instrument, match.start()):
        again = within and f"{reference.locator} [2]" in place.known
        if not again or (within and within["ordinal"] == "first"):
            yield reference


def _listed_points(match: re.Match[str], group: str, base: str, instrument: str, begin: int) -> Iterator[Reference]:
    """Yield the points of a list that share one address; those inside a range stand at its "to"."""
    start: int | None = begin
    previous: list[str] = []
    for item in re.finditer(rf"(?P<to>{_TO})?(?:points?\s+)?(?P<point>(?:{_POINT})+)", match[group]):
        labels = _STEP_IN_BRACKETS.findall(item["point"])
        if item["to"] and previous and previous[:-1] == labels[:-1]:
            word = match.start(group) + item.start("to") + len(item["to"]) - len(item["to"].lstrip())
            for label in labels_between(previous[-1], labels[-1]):
                inside = base + "".join(f"({step})" for step in (*labels[:-1], label))
                yield Reference(word, word + len(item["to"].strip()), _canonical(inside), instrument)
        at = start if start is not None else match.start(group) + item.start("point")
        yield Reference(at, match.start(group) + item.end(), _canonical(base + item["point"]), instrument)
        start, previous = None, labels


def _annexes(match: re.Match[str], instrument: str) -> Iterator[Reference]:
    keyword = True
    for item in re.finditer(r"\b[IVXLC]{1,7}[A-Za-z]?\b", match["list"]):
        start, end = match.start("list") + item.start(), match.start("list") + item.end()
        yield Reference(match.start() if keyword else start, end, f"Annex {item[0]}", instrument)
        keyword = False


@lru_cache(maxsize=4096)
def _canonical(locator: str) -> str:
    """Return an address as the grammar of EU addresses spells it."""
    found = parse(locator)
    return found.text if found and found.system == "eu" else locator
