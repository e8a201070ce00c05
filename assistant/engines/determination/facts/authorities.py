"""Licensing authorities of other countries: those that a question names, and those whose law it asks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from assistant.engines.clauses import clauses
from assistant.engines.determination.facts.places import places
from assistant.engines.determination.law_texts.rules import pattern, rule_table
from assistant.query.places import NamedLaw, laws_with_places
from corpus.language.lazy_regex import lazy_regex

_AUTHORITY = "\x00"  # mark in the patterns of the table that stands for the authority
_BEFORE_PAPER = 60  # characters in front of a paper in which a word is looked for that somebody has it already
_TOLD_ENDS = lazy_regex(r"[.?!;](?=\s)|[。？！；\n]")


def countries_of_authorities(text: str) -> tuple[str, ...]:
    """Return the codes of the countries whose licensing authority a text names."""
    if not _any_authority().search(text):
        return ()
    return tuple(code for code, words in rule_table()["authority"].items() if pattern(words).search(text))


@lru_cache(maxsize=256)  # several readers ask it of one question
def countries_asked_of(text: str) -> tuple[str, ...]:
    """Return the codes of the countries of whose authority a text asks whether it requires, or grants, something.

    One that has written, agreed or issued a paper is only spoken of: "our parent has a BAFA permit" asks of no German
    law. Nor does a clause that asks of both laws at once, which the walk answers by the one that it reads.
    """
    codes = countries_of_authorities(text)
    asking = [*_asking(text)] if codes else []
    return tuple(code for code in codes if any(_is_asked(piece, code) for piece in asking))


def is_of_foreign_authority(text: str) -> bool:
    """Return whether a text asks of another country's authority, and so of a law that the walk does not read."""
    return bool(countries_asked_of(text))


def laws_asked_of(text: str) -> tuple[str, ...]:
    """Return the codes of the countries whose law a text names.

    A licence that somebody has already names none, nor a law that a sentence tells to be complied with already.
    """
    return tuple(dict.fromkeys(law.code for law in laws_with_places(text) if not _is_settled(text, law)))


def is_of_foreign_measure(text: str) -> bool:
    """Return whether a text asks of a measure of another country's authority: "MOFCOM's October 2025 announcement".

    One that is told of before a licence is asked for ("we answered a METI notice. Do we need a licence?") is not,
    unless the goods leave the country of the measure.
    """
    shapes = rule_table()["foreign"]
    found = [code for code in countries_of_authorities(text) if _measure(code).search(text)]
    if not found:
        return False
    asked = " ".join(p.text for p in clauses(text) if p.asks)
    own_case = pattern(str(shapes["own_case"])).search(asked) and not pattern(str(shapes["refers"])).search(asked)
    if not own_case or _leaves(asked, found):
        return True
    led = pattern(str(shapes["led"]))
    return any(
        _measure(code).search(asked) or any(led.search(text[: m.start()]) for m in _measure(code).finditer(text))
        for code in found
    )


def _leaves(text: str, codes: Sequence[str]) -> bool:
    """Return whether something goes out of one of some countries: "to ship them out of China"."""
    out_of = pattern(str(rule_table()["foreign"]["out_of"]))
    return any(
        not set(codes).isdisjoint(p.codes) and out_of.search(text[max(0, p.start - _BEFORE_PAPER) : p.start])
        for p in places(text)
    )


def is_of_a_paper_held(text: str, start: int) -> bool:
    """Return whether the licence that stands from `start` on is one that somebody has: "holds a Chinese permit".

    "Should we have a BAFA permit?" asks for one, as "must", "need" and "have to" do.
    """
    before = _TOLD_ENDS.split(text[max(0, start - _BEFORE_PAPER) : start])[-1]
    shapes = rule_table()["authority_asked"]
    wanted = (pattern(str(shapes[key])) for key in ("needs", "asked_for"))
    return bool(pattern(str(shapes["held"])).search(before)) and not any(p.search(before) for p in wanted)


def _asking(text: str) -> Iterator[str]:
    """Yield the clauses that ask of another law than that of the table, or say what is needed."""
    own = pattern(str(rule_table()["authority_asked"]["own"]))
    needs = pattern(str(rule_table()["authority_asked"]["needs"]))
    pieces = clauses(text)
    for piece in pieces:
        if (piece.asks or needs.search(piece.text) or len(pieces) == 1) and not own.search(piece.text):
            yield piece.text


def _is_settled(text: str, law: NamedLaw) -> bool:
    """Return whether a licence is one that somebody has, or a law one that is told to be met."""
    shapes = rule_table()["authority_asked"]
    if pattern(str(shapes["paper"])).search(law.words):
        return is_of_a_paper_held(text, law.start)
    before = _TOLD_ENDS.split(text[: law.start])[-1]
    behind = _TOLD_ENDS.search(text, law.start)
    is_told = behind is not None and behind[0] not in "?？"
    is_met = pattern(str(shapes["met"])).search(before) and not pattern(str(shapes["needs"])).search(before)
    return is_told and bool(is_met)


def _is_asked(piece: str, code: str) -> bool:
    """Return whether a clause asks of the authority of a country by one of the frames of the table."""
    frames, papers = _frames(code)
    if any(frame.search(piece) for frame in frames):
        return True
    behind = pattern(str(rule_table()["authority_asked"]["held_behind"]))
    found = (m for paper in papers for m in paper.finditer(piece))
    return any(not is_of_a_paper_held(piece, m.start()) and not behind.match(piece, m.end()) for m in found)


@cache
def _any_authority() -> re.Pattern[str]:
    return pattern("|".join(rule_table()["authority"].values()))


@cache
def _frames(code: str) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """Return the patterns that ask of the authority of a country, and those of its papers."""
    shapes = rule_table()["authority_asked"]
    frames, papers = (tuple(_with_authority(frame, code) for frame in shapes[key]) for key in ("frames", "papers"))
    return frames, papers


@cache
def _measure(code: str) -> re.Pattern[str]:
    return _with_authority(str(rule_table()["foreign"]["measure"]), code)


def _with_authority(frame: str, code: str) -> re.Pattern[str]:
    return pattern(frame.replace(_AUTHORITY, f"(?:{rule_table()['authority'][code]})"))
