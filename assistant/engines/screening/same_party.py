"""Tells names that mean the same party from names that are only alike: what two names differ in decides it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from assistant.engines.lists import places
from assistant.engines.screening.name_index import NameIndex
from assistant.engines.screening.name_likeness import Likeness
from assistant.engines.screening.romanised import name_words
from assistant.engines.screening.screen import Screening, ScreeningMatch
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.company_words import ranks, titles
from corpus.lexicon.towns import towns

_PLACE_IN_BRACKETS = lazy_regex(r"\(([^()]{1,60})\)")
_GENERIC = 30  # names with a word from which on it tells nobody from another
_ROWS_READ = 200  # rows of a common word, of which most are asked for
_TOWN_ROWS = 3  # rows from which on their addresses tell that a word is a town


def the_same(found: Screening, index: NameIndex) -> list[ScreeningMatch]:
    """Return the rows that a name means: those that bear it, or the one that differs in words that tell nobody apart.

    Where several rows differ from it in different words, none of them is the one that is meant.
    """
    exact = [m for m in found.matches if m.is_listed or _is_cut_otherwise(m, found)]
    if exact:
        return exact
    alike = [m for m in found.matches if is_the_name(m, found, index)]
    differing = {frozenset((*m.found.only_listed, *m.found.only_asked)) for m in alike}
    return alike if len(differing) == 1 else []


def _is_cut_otherwise(match: ScreeningMatch, found: Screening) -> bool:
    """Return whether a name has the same letters in other words: "SenseTime" and "Sense Time"."""
    return match.found.likeness is Likeness.SPELLING and "".join(name_words(match.written)) == "".join(found.read_as)


def rows_sharing_name(found: Screening, index: NameIndex) -> list[ScreeningMatch]:
    """Return the rows of several parties whose names differ from the asked one in words that tell nobody apart."""
    return [m for m in found.matches if is_the_name(m, found, index)]


def is_the_name(match: ScreeningMatch, found: Screening, index: NameIndex) -> bool:
    """Return whether names differ only in words that tell nobody from another: a trade, a legal form, an address."""
    if set(found.read_as) <= town_words(found) or not match.found.is_near:
        return False
    if is_person(match) and match.found.likeness is not Likeness.SPELLING:
        return _is_titled(match, found)  # another given name is somebody else's
    if match.found.likeness is Likeness.SHORTER:
        if len(match.found.only_asked) == 1 and len(found.read_as) > 2 and found.read_as[-1] in match.found.only_asked:
            return not match.found.only_listed  # "Acme Traders Lahore": a town behind the whole name
        address = places.folded_heading(match.row.cell).split()
        return not match.found.only_listed and all(w in address for w in match.found.only_asked)
    if match.found.likeness is not Likeness.LONGER or match.found.only_asked or _names_a_person(found):
        return False
    listed = iter(name_words(match.written))
    if any(w not in index.postings for w in found.read_as) or not all(w in listed for w in found.read_as):
        return False  # a slip, or another order
    if len(found.read_as) > 1 and all(len(index.postings[w]) >= 2 * _GENERIC for w in found.read_as):
        return False  # "Global Trading": words that many have
    inside = " ".join(places.folded_heading(piece) for piece in _PLACE_IN_BRACKETS.findall(match.written)).split()
    for word in match.found.only_listed:
        if is_place(word) and (len(found.read_as) > 1 or word in inside):
            return False  # "Arrow Lamps (Hong Kong)" is a relative of Arrow Lamps
        if len(index.postings[word]) < _GENERIC or _is_given_name(word, index):
            return False
    return True


def is_person(match: ScreeningMatch) -> bool:
    """Return whether a row is that of a person."""
    return any(c == "Type" and v == "Individual" for c, v in match.row.more)


def _names_a_person(found: Screening) -> bool:
    """Return whether a title stands before a name: "Mrs Lam" is nobody for being called Lam among other words."""
    return found.name.split(maxsplit=1)[0].strip(".").casefold() in titles()


def _is_titled(match: ScreeningMatch, found: Screening) -> bool:
    """Return whether a name is the listed one with a rank before it."""
    return found.read_as[0] in ranks() and tuple(name_words(match.written)) == tuple(found.read_as[1:])


def _is_given_name(word: str, index: NameIndex) -> bool:
    """Return whether most rows with a word are those of persons: it tells one from another, common as it is."""
    rows = [index.row(index.names[place])[1] for place in index.postings[word][:_ROWS_READ]]
    return 2 * sum(("Type", "Individual") in row.more for row in rows) > len(rows)


def begins(listed: Sequence[str], asked: Sequence[str]) -> bool:
    """Return whether a listed name begins with the asked words, whatever town stands before them."""
    first = next((n for n, w in enumerate(listed) if not is_place(w)), 0)
    return tuple(listed[: len(asked)]) == tuple(asked) or tuple(listed[first : first + len(asked)]) == tuple(asked)


def relatives(found: Screening) -> list[ScreeningMatch]:
    """Return the rows whose names hold the whole asked name and more: branches, affiliates, or somebody else."""
    return [
        m
        for m in found.matches
        if m.is_listed
        or (
            m.found.likeness is Likeness.LONGER
            and not m.found.only_asked
            and set(found.read_as) <= set(name_words(m.written))
        )
    ]


def is_place(word: str) -> bool:
    """Return whether a word of a name is one of the name of a country or a town."""
    return word in place_words() or word in towns()


@cache
def place_words() -> frozenset[str]:
    """Return the words of the names of countries."""
    return frozenset(
        w for c in countries.table().entries for n in (*c.common, *c.written) for w in places.folded_heading(n).split()
    )


def town_words(found: Screening) -> set[str]:
    """Return the words of a name that are a place: common ones, and those in the addresses of most rows they match."""
    known = set(place_words())
    rows = [m.row for m in found.matches if m.row.cell and not m.held.compiled]
    for word in found.read_as:
        there = sum(word in places.folded_heading(r.cell.removeprefix(r.name)).split() for r in rows)
        if len(rows) >= _TOWN_ROWS and there * 2 > len(rows):
            known.add(word)
    return known
