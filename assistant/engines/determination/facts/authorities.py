"""Licensing authorities of other countries: those that a question names, and those whose law it asks of."""

from __future__ import annotations

from assistant.engines.clauses import clauses
from assistant.engines.determination.law_texts.rules import pattern, rule_table

_AUTHORITY = "\x00"  # mark in the patterns of the table that stands for the authority
_BEFORE_PAPER = 60  # characters in front of a paper in which a word is looked for that somebody has it already


def countries_of_authorities(text: str) -> tuple[str, ...]:
    """Return the codes of the countries whose licensing authority a text names."""
    return tuple(code for code, words in rule_table()["authority"].items() if pattern(words).search(text))


def countries_asked_of(text: str) -> tuple[str, ...]:
    """Return the codes of the countries of whose authority a text asks whether it requires, or grants, something.

    One that has written, agreed or issued a paper is only spoken of: "our parent has a BAFA permit" asks of no German
    law. Nor does a clause that asks of both laws at once, which the walk answers by the one that it reads.
    """
    own = pattern(str(rule_table()["authority_asked"]["own"]))
    pieces = clauses(text)
    needs = pattern(str(rule_table()["authority_asked"]["needs"]))
    asking = [p.text for p in pieces if (p.asks or needs.search(p.text) or len(pieces) == 1) and not own.search(p.text)]
    return tuple(code for code in rule_table()["authority"] if any(_is_asked(piece, code) for piece in asking))


def is_of_foreign_authority(text: str) -> bool:
    """Return whether a text asks of another country's authority, and so of a law that the walk does not read."""
    return bool(countries_asked_of(text))


def is_of_a_paper_held(text: str, start: int) -> bool:
    """Return whether the licence that stands from `start` on is one that somebody has: "holds a Chinese permit"."""
    before = text[max(0, start - _BEFORE_PAPER) : start]
    shapes = rule_table()["authority_asked"]
    return bool(pattern(str(shapes["held"])).search(before)) and not pattern(str(shapes["needs"])).search(before)


def _is_asked(piece: str, code: str) -> bool:
    """Return whether a clause asks of the authority of a country by one of the frames of the table."""
    words = f"(?:{rule_table()['authority'][code]})"
    shapes = rule_table()["authority_asked"]
    if any(pattern(frame.replace(_AUTHORITY, words)).search(piece) for frame in shapes["frames"]):
        return True
    papers = (m for frame in shapes["papers"] for m in pattern(frame.replace(_AUTHORITY, words)).finditer(piece))
    behind = pattern(str(shapes["held_behind"]))
    return any(not is_of_a_paper_held(piece, m.start()) and not behind.match(piece, m.end()) for m in papers)
