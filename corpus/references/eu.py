"""Cross-references in the law of the European Union: articles, paragraphs, points, annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.locators import parse
from corpus.model import Reference
from corpus.references.place import LONGEST_RANGE, Place

_AND = r"(?:\s*,\s*(?:and|or)\s+|\s*,\s+|\s+(?:and|or)\s+)"
_TO = r"(?:\s+to\s+|\s?[–-]\s?)"
_NUMBER = r"\d{1,3}[a-z]{0,3}(?![\w/])"
_POINT = r"\((?:[a-z]{1,4}|\d{1,2})\)"
_ARTICLE = r"\d{1,3}[a-z]{0,3}(?![a-z/\d])(?:\((?:\d{1,2}[a-z]{0,2}|[a-z]{1,4})\))*"
_ARTICLES = re.compile(
    rf"\b(?:Articles?|articles)\s+(?P<list>{_ARTICLE}(?:(?:{_AND}|{_TO})(?:Article\s+)?(?:{_ARTICLE}|(?:{_POINT})+))*)"
    rf"(?:,?\s+points?\s+(?P<point>{_POINT}(?:{_POINT})*))?"
)
_PARAGRAPHS = re.compile(
    rf"\b[Pp]aragraphs?\s+(?P<list>{_NUMBER}(?:{_POINT})*(?:(?:{_AND}|{_TO})(?:paragraph\s+)?{_NUMBER}(?:{_POINT})*)*)"
)
_POINTS = re.compile(rf"\b[Pp]oints?\s+(?P<list>(?:{_POINT})+(?:(?:{_AND}|{_TO})(?:points?\s+)?(?:{_POINT})+)*)")
_ANNEXES = re.compile(
    rf"\bAnnex(?:es)?\s+(?P<list>[IVXLC]{{1,7}}[A-Za-z]?\b(?:(?:{_AND}|{_TO})(?:Annex\s+)?[IVXLC]{{1,7}}[A-Za-z]?\b)*)"
)
INSTRUMENT = re.compile(
    r"(?:(?:Council|Commission|Delegated|Implementing|Framework)\s+)*"
    r"(?P<name>(?:Regulation|Directive|Decision|Joint\s+Action|Common\s+Position)\s+"
    r"(?:\((?:EU|EC|EEC|CFSP|Euratom)(?:,\s*(?:EU|EC|Euratom))?\)\s+)?(?:No\.?\s+)?\d{1,4}/\d{1,4}(?:/(?:EU|EC|EEC|CFSP|JHA|Euratom))?)"
)
_TAIL = re.compile(
    rf",?\s+(?:of|to|in)\s+(?:(?P<own>this\s+(?:Regulation|Directive|Decision|Article)|the\s+present\s+(?:Regulation|Directive))\b"
    rf"|(?P<here>this\s+paragraph)\b|paragraph\s+(?P<paragraph>{_NUMBER})(?P<paragraph_point>(?:{_POINT})*)|Article\s+(?P<article>{_ARTICLE})"
    rf"|(?P<instrument>{INSTRUMENT.pattern.replace('(?P<name>', '(?:')})"
    rf"|(?P<other>(?:that|those|the|these|this|its|an?|such|each)\s|[A-Z]))|\s*(?P<treaty>TFEU|TEU)\b|(?P<there>\s+thereof|\s+thereto)\b"
)
_OWN = re.compile(r"Article (?P<article>\d{1,3}[a-z]{0,3})(?P<steps>(?:\(\w{1,5}\))*)")
_STEP = re.compile(r"\((\w+)\)")


def find(text: str, place: Place) -> list[Reference]:
    """Every cross-reference of this family in `text`."""
    own = _OWN.match(place.locator)
    found: list[Reference] = []
    if "rticle" in text:
        for match in _ARTICLES.finditer(text):
            found += _articles(text, match)
    if own and "aragraph" in text:
        for match in _PARAGRAPHS.finditer(text):
            found += _paragraphs(text, match, own)
    if "oint" in text:
        for match in _POINTS.finditer(text):
            found += _points(text, match, own)
    if "Annex" in text:
        for match in _ANNEXES.finditer(text):
            instrument = _instrument(text, match.end())
            if instrument is not None:
                found += _annexes(match, instrument)
    return found


def _instrument(text: str, end: int) -> str | None:
    """The text that an article or annex is said to be of: "" for this one, None for one that is not named well enough."""
    tail = _TAIL.match(text, end)
    if tail is None or tail["own"] or tail["here"]:
        return ""
    if tail["treaty"]:
        return tail["treaty"]
    if tail["instrument"]:
        named = INSTRUMENT.search(tail["instrument"])
        return " ".join(named["name"].split()) if named else None
    return None


def _articles(text: str, match: re.Match[str]) -> Iterator[Reference]:
    instrument = _instrument(text, match.end())
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
            if item["to"] and previous.isdigit() and article.isdigit() and int(article) - int(previous) <= LONGEST_RANGE:
                word = match.start("list") + item.start("to") + len(item["to"]) - len(item["to"].lstrip())
                for number in range(int(previous) + 1, int(article)):
                    yield Reference(word, word + len(item["to"].strip()), _canonical(f"Article {number}"), instrument)
        previous = article
        last = match.start("list") + item.end() == match.end("list")
        if last and match["point"]:
            article, end = article + match["point"], match.end("point")
        yield Reference(match.start() if keyword else start, end, _canonical(f"Article {article}"), instrument)
        keyword = False


def _paragraphs(text: str, match: re.Match[str], own: re.Match[str]) -> Iterator[Reference]:
    tail = _TAIL.match(text, match.end())
    article, instrument = own["article"], ""
    if tail:
        if tail["article"] and "(" not in tail["article"]:
            article = tail["article"]
            of = _instrument(text, tail.end("article"))
            if of is None:
                return
            instrument = of
        elif not tail["own"] or "Article" not in tail["own"]:
            return
    keyword, previous = True, ""
    for item in re.finditer(rf"(?P<to>{_TO})?(?:paragraph\s+)?(?P<paragraph>{_NUMBER})(?P<points>(?:{_POINT})*)", match["list"]):
        start, end = match.start("list") + item.start("paragraph"), match.start("list") + item.end()
        number = item["paragraph"]
        if item["to"] and previous.isdigit() and number.isdigit():
            word = match.start("list") + item.start("to") + len(item["to"]) - len(item["to"].lstrip())
            for between in range(int(previous) + 1, int(number)):
                yield Reference(word, word + len(item["to"].strip()), _canonical(f"Article {article}({between})"), instrument)
        yield Reference(
            match.start() if keyword else start, end, _canonical(f"Article {article}({number}){item['points']}"), instrument
        )
        keyword, previous = False, number


def _points(text: str, match: re.Match[str], own: re.Match[str] | None) -> Iterator[Reference]:
    """Points of the paragraph that is named, else of the place's own; not those of a subparagraph, whose labels repeat."""
    if re.search(r"Articles?\s[^.;]{1,20},?\s+$", text[max(0, match.start() - 30) : match.start()]):
        return  # "Article 4(1), point (b)" is one address
    tail = _TAIL.match(text, match.end())
    base, instrument = "", ""
    if tail is None or tail["here"]:
        steps = _STEP.findall(own["steps"]) if own else []
        if own is None or (tail and not steps):
            return
        base = f"Article {own['article']}" + (f"({steps[0]})" if steps and steps[0][0].isdigit() else "")
    elif tail["paragraph"] and own:
        following = _TAIL.match(text, tail.end())
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
    keyword = True
    for item in re.finditer(rf"(?:{_POINT})+", match["list"]):
        start, end = match.start("list") + item.start(), match.start("list") + item.end()
        yield Reference(match.start() if keyword else start, end, _canonical(base + item[0]), instrument)
        keyword = False


def _annexes(match: re.Match[str], instrument: str) -> Iterator[Reference]:
    keyword = True
    for item in re.finditer(r"\b[IVXLC]{1,7}[A-Za-z]?\b", match["list"]):
        start, end = match.start("list") + item.start(), match.start("list") + item.end()
        yield Reference(match.start() if keyword else start, end, f"Annex {item[0]}", instrument)
        keyword = False


@lru_cache(maxsize=4096)
def _canonical(locator: str) -> str:
    """As the grammar of EU addresses spells it."""
    found = parse(locator)
    return found.text if found and found.system == "eu" else locator
