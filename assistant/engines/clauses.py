"""Clauses of a question: what is told, and each thing that is asked, in the order in which they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.query.candidate_names import LEGAL_FORM
from corpus.language.lazy_regex import lazy_regex

# How a clause begins that asks for something.
_BEGINS = (
    r"(?:(?:since|from|under|in|on|at|by|to|for|of|until|with) )?"
    r"(?:how (?:many|much|long|often|big)|how|which|what(?:'?s)?|who(?:'?s)?|whom|whose|where|when|why)\b|"
    r"(?:is|are|was|were|am|does|do|did|can|could|may|must|should|would|will|shall|has|have|had|any|isn't|aren't|"
    r"doesn't|don't|didn't|hasn't)\b|"
    r"all (?:of (?:them|these|those) )?(?:in |from |under )?[^\W\d_]{3,30}(?: [^\W\d_]{3,30})?\?|"
    r"(?:(?:pls|please|just) )?(?:list|show|give|name|names|break|split|count|tell|explain|compare)\b"
    r"(?! (?:of|on|in)\b| ?\d)|"
    r"(?:an? |the )?list of\b|"
    r"(?:the )?totals?\b(?= (?:number of|listed|entries|names|rows)\b| ?\+)"
)
_LINKS = r"(?:(?:and|but|so|also|then|plus|or|ok|okay|well)\b,? ){0,3}"
_BEGINS_AS_QUESTION = lazy_regex(rf"^\W{{0,4}}{_LINKS}(?:{_BEGINS})", re.I)
_CLAUSE_ENDS = lazy_regex(
    rf"(?P<end>[.?!…？。！；;\n]{{1,40}}+)(?=\s|$|['\"”])|\s[-–—]{{1,2}}\s|"
    rf"(?:,\s{{0,2}}|\s)(?:and|but|plus|also|then|\+)(?: also)?,? (?={_BEGINS})|,\s{{0,2}}(?={_LINKS}(?:{_BEGINS}))",
    re.I,
)
_SUPPOSES = lazy_regex(
    r"^\W{0,4}(?:and |or |but |so |then |also ){0,2}(?:(?:what|how about|what about) )?if\b|"
    r"^\W{0,4}(?:and |or )?suppos\w+\b|\b(?:what|how about|what about) if\b",
    re.I,
)
_LAST_WORD = lazy_regex(r"([\w.]{1,20})$")
_TRAILING = lazy_regex(r",?\s(?:and|but|so|also|then|plus|or),?$", re.I)
# Short forms of longer words, behind which no sentence ends: "supp. 6", "approx. 40".
_SHORT_FORMS = frozenset(("approx", "art", "incl", "nos", "para", "paras", "sec", "secs", "supp", "suppl"))
_ABBREVIATED = 2  # letters of a word that a full stop may shorten


@dataclass(frozen=True, slots=True)
class QuestionClause:
    """Piece of a question. `asks` says that it asks for something; the other ones tell what the asker knows."""

    text: str
    asks: bool


def clauses(text: str) -> list[QuestionClause]:
    """Return the clauses of a question."""
    pieces: list[str] = []
    at = 0
    for match in _CLAUSE_ENDS.finditer(text):
        if match["end"] and _is_shortened(text[at : match.start()], match["end"]):
            continue
        pieces.append(text[at : match.end() if match["end"] else match.start()])
        at = match.end()
    pieces.append(text[at:])
    kept = [_TRAILING.sub("", p.strip(" ,;-–—\n")) for p in pieces]
    return [QuestionClause(p, asks(p)) for p in kept if any(c.isalnum() for c in p)]


def suppositions(text: str) -> tuple[tuple[QuestionClause, ...], tuple[QuestionClause, ...]]:
    """Return what a question tells and asks first, and the later clauses that suppose something else instead."""
    every = clauses(text)
    first = next((n for n, c in enumerate(every) if n and _SUPPOSES.search(c.text)), len(every))
    return tuple(every[:first]), tuple(c for c in every[first:] if _SUPPOSES.search(c.text))


def asks(piece: str) -> bool:
    """Return whether a piece of a question asks for something, by how it begins or ends."""
    return piece.rstrip(" \"'”").endswith(("?", "？")) or _BEGINS_AS_QUESTION.match(piece) is not None


def _is_shortened(before: str, end: str) -> bool:
    """Return whether a full stop ends a short form: "Co.", "U.S.", "No."."""
    last = _LAST_WORD.search(before)
    if end != "." or last is None:
        return False
    word = last[1].rsplit(".", 1)[-1]
    return (
        len(word) <= _ABBREVIATED
        or word.lower() in _SHORT_FORMS
        or LEGAL_FORM.fullmatch(word) is not None
        or "." in last[1]
    )
