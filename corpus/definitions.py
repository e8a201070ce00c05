"""The terms that a text defines, found by the phrases with which laws and control lists define them.

A term in quotes counts only with such a phrase around it: ordinary quotes define nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.model import Definition, Role

_OPEN, _CLOSE = "“\"‘'`", "”\"’'"
_QUOTED_TERM = (
    rf"[{_OPEN}](?P<term>[^{_OPEN}{_CLOSE}\n]{{1,120}}(?:['’][st](?=\s)[^{_OPEN}{_CLOSE}\n]{{1,80}})?)[,;.]?[{_CLOSE}]"
)
_MEANS = r"(?:shall\s+)?means?\b(?!\s+of\b)"
# After the quoted term: categories "(2 3 6)", abbreviations "('X' or 'Y')", a short insertion between commas.
_ASIDE = r"(?:\s*\([^()\n]{1,80}\))?(?:\s*[,–—-][^.;:\n]{0,120}?,)?"
_SCOPE = (
    r"(?:[Ff]or\s+(?:the\s+)?purposes?\s+of|[Aa]s\s+used\s+in|[Ii]n|[Uu]nder)\s+(?:[^.;:\n“\"‘']|\.(?=\S)){2,120}?,\s*"
)
_NAMING = r"(?:[Tt]he\s+)?(?:[Tt]erm|[Pp]hrase|[Ww]ord|[Ee]xpression)s?\s+"
_VERBS = (
    r"(?:means?|shall\s+mean|includes?|shall\s+include|refers?\s+to|has\s+the(?:\s+same)?\s+meaning"
    r"|have\s+the(?:\s+same)?\s+meaning)\b"
)

_ENGLISH = (
    # 'Military end use' means; “Foreign person”, for the purposes of the EAR, means; ‘X’ (Cat 3) means
    lazy_regex(rf"{_QUOTED_TERM}{_ASIDE}\s+{_MEANS}(?!\s+that\b)"),
    # the term 'X' includes; the phrase “X” refers to
    lazy_regex(rf"\b{_NAMING}{_QUOTED_TERM}{_ASIDE}\s+(?:\w+\s+)?{_VERBS}"),
    # For the purposes of 3A001.b.12, a 'transmit/receive module' is …; In this section, “X” includes …
    lazy_regex(
        rf"\b{_SCOPE}(?:{_NAMING}|[Tt]he\s+|[Aa]n?\s+)?{_QUOTED_TERM}{_ASIDE}\s+"
        rf"(?:{_VERBS}|(?:is|are)\s+(?:a|an|the|any|defined\s+as)\b)"
    ),
    lazy_regex(rf"{_QUOTED_TERM}{_ASIDE}\s+(?:is|are)\s+defined\s+as\b"),
)
# At the start of a note or of a list's definition: 'Continuous throughput' is the fastest …
_AT_START = lazy_regex(
    rf"(?:^|\n)\s{{0,3}}(?:(?:Technical\s+)?Notes?\b[^\n:.]{{0,60}}[:.]\s*)?(?:\(?\d{{1,2}}[.)]?\s+)?(?:[Aa]n?\s+"
    rf"|[Tt]he\s+)?{_QUOTED_TERM}{_ASIDE}\s+(?:is|are|describes|refers\s+to)\s+"
    r"(?!not\b|also\b|subject\b|controlled\b|required\b)"
)
# (hereinafter “the Agreement”) and (the “Act”) name a text and define no term, so no pattern matches them.

_CHINESE = (
    lazy_regex(
        r"(?:本|该)(?:法|条例|办法|规定|决定|细则|规则|公告|条|款)"
        r"(?:中)?所称的?[“\"]?(?P<term>[^，。；：、“”\"]{1,40})[”\"]?，\s*(?:是)?(?:指|包括)"
    ),
    lazy_regex(r"前款所称的?(?P<term>[^，。；：、]{1,40})，\s*(?:(?:是)?指|包括)"),
    lazy_regex(
        r"(?:^|\n)[“\"]?(?!本(?:法|条|办法|规定|决定|细则|规则|公告)|前款|前条)"
        r"(?P<term>[^，。；：“”\"\n（）()]{1,30})[”\"]?，\s*(?:是)?指"
    ),
    lazy_regex(r"（以下(?:简称|统称|称)[“\"]?(?P<term>[^）“”\"]{1,30})[”\"]?）"),
)
_JAPANESE = (
    lazy_regex(r"「(?P<term>[^「」]{1,60})」とは、"),
    lazy_regex(r"以下[^「」（）。]{0,40}「(?P<term>[^「」]{1,60})」(?:と総称する|という)"),
)
_KOREAN = (
    lazy_regex(r"[\"“](?P<term>[^\"“”\n]{1,40})[\"”](?:이란|란|이라 함은|라 함은)"),
    lazy_regex(r"[(（]이하[^()（）\"“]{0,40}[\"“](?P<term>[^\"“”()\n]{1,40})[\"”](?:이라|라) (?:한다|총칭한다)"),
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A term at `start`; `end` is where its definition ends, or -1 if the sentence around it must still be found."""

    term: str
    start: int
    end: int


def definitions(
    text: str, role: Role = Role.TEXT, heading: str = "", language: str = "en", offset: int = 0
) -> tuple[Definition, ...]:
    """Return the terms that `text` defines, each with the span of the sentence that defines it.

    `offset` is where `text` starts in its version's text, and is added to every span. A provision whose role is
    DEFINITION defines its heading; its span is the whole text. A term that is defined twice counts once.
    """
    found = list(_found(text, role, heading, language))
    if not found:
        return ()
    spans = sentence_spans(text) if any(f.end < 0 for f in found) else []
    starts = [start for start, _ in spans]
    result: dict[str, Definition] = {}
    for one in found:
        start, end = (one.start, one.end) if one.end >= 0 else _sentence(one.start, starts, spans, len(text))
        term = " ".join(one.term.split()).strip(" ,;:.")
        if term and term.casefold() not in result:
            result[term.casefold()] = Definition(term, start + offset, end + offset)
    return tuple(result.values())


def _found(text: str, role: Role, heading: str, language: str) -> Iterator[_Found]:
    """Yield every defined term in `text`, by the patterns of its language."""
    if role is Role.DEFINITION and heading:
        yield _Found(heading.strip("“”\"'‘’ "), 0, len(text))
    if language == "zh":
        patterns: tuple[re.Pattern[str], ...] = _CHINESE if "指" in text or "称" in text or "所称" in text else ()
    elif language == "ja":
        patterns = _JAPANESE if "「" in text else ()
    elif language == "ko":
        patterns = _KOREAN if "이란" in text or "함은" in text or "란 " in text or "이하" in text else ()
    elif not _QUOTE.search(text):
        return
    else:
        patterns = _ENGLISH if _VERB.search(text) else ()
        if role in (Role.NOTE, Role.DEFINITION, Role.ITEM, Role.ENTRY) or _STARTS_QUOTED.match(text):
            patterns = (*patterns, _AT_START)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield _Found(match["term"], match.start("term"), -1)


_QUOTE = lazy_regex(rf"[{_OPEN}]")
_VERB = lazy_regex(r"\b(?:means?|includes?|meaning|refers?\s+to|defined\s+as|purposes?\s+of|is|are|include)\b")
_STARTS_QUOTED = lazy_regex(rf"\s*[{_OPEN}][^{_CLOSE}\n]{{1,120}}[{_CLOSE}]\s*\((?:Cat\.?\s*+)?[\dA-Z ,&and]{{1,80}}\)")


def _sentence(at: int, starts: list[int], spans: list[tuple[int, int]], length: int) -> tuple[int, int]:
    """Return the span of the sentence that contains position `at`; the whole text if none does."""
    before = bisect_right(starts, at) - 1
    return spans[before] if before >= 0 and at < spans[before][1] else (0, length)
