"""The rows that a question means: by words left as a name or a place, and the first, last or most of those chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.lists.model import HeldList
from assistant.engines.lists.party_query import Chosen, chosen_rows, has_address_in
from assistant.engines.screening.name_likeness import Likeness
from assistant.engines.screening.romanised import name_words
from assistant.engines.screening.screen import screened
from corpus.catalogue import CatalogueReader

_TOWNS = 2  # words in capitals that may be places of an address
_PLURAL_LETTERS = 4  # of a word from which on its last letters may be those of a plural


def with_row_name(asked: PartyQuestion, held: Sequence[HeldList], catalogue: CatalogueReader) -> PartyQuestion | None:
    """Return the question with the words that are left as a name, None where no row has that name."""
    if set(map(str.casefold, asked.rest)) <= set(map(str.casefold, asked.query.words)):
        return replace(asked, rest=())  # "which of those Lemuria ones": the words that chose them
    if asked.mentions or asked.there:
        anywhere = replace(asked.query, words=(*asked.query.words, *asked.rest))
        if asked.mentions or any(chosen_rows(h, anywhere).rows for h in held):
            return replace(asked, query=anywhere, rest=())
        return None
    if asked.wanted not in (Wanted.ROWS, Wanted.COUNT) or asked.asks_if_any:
        return None
    for name in dict.fromkeys((" ".join(asked.rest), " ".join(map(_singular, asked.rest)))):
        query = replace(asked.query, name=name)
        if any(chosen_rows(h, query).rows for h in held):
            return replace(asked, query=query, rest=())
    if there := _in_addresses(asked, held):
        return there
    if not asked.asks_where or asked.query.chooses:
        return None
    # "Acme and lanternsky, the lamp people: under which countries …": each word that is somebody's name
    found = [name for word in asked.rest if (name := _spelt(word, held, catalogue))]
    query = replace(asked.query, any_name=tuple(found))
    return replace(asked, query=query, rest=()) if found else None


def _in_addresses(asked: PartyQuestion, held: Sequence[HeldList]) -> PartyQuestion | None:
    """Return the question with those of its words as places that addresses of the chosen rows have; the rest is left.

    Only two in capitals, since more are a name: "how many of the Lemurian ones came in that Lanternia/Wickport batch?".
    """
    words = asked.rest
    named = [w for w in words if w[:1].isupper() and not w.isupper()]
    if not asked.query.chooses or len(named) > _TOWNS or len(named) == len(words):
        return None
    rows = [row for h in held for row in chosen_rows(h, asked.query).rows]
    there = [w for w in named if any(has_address_in(row, (w,)) for row in rows)]
    if len(there) < len(named) or not there:
        return None
    query = replace(asked.query, places=(*asked.query.places, *there))
    return replace(asked, query=query, rest=tuple(w for w in words if w not in there))


def _singular(word: str) -> str:
    """Return a word as a name has it: "universities" is in that of a university."""
    if word.endswith("ies") and len(word) > _PLURAL_LETTERS:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and len(word) > _PLURAL_LETTERS else word


def _spelt(word: str, held: Sequence[HeldList], catalogue: CatalogueReader) -> str:
    """Return the first word of the names that a word means, however it is spelt; empty where it is nobody's name."""
    lists = {h.about.name for h in held}
    [found] = screened([word], catalogue)
    for match in found.matches:
        first = name_words(match.written)[:1]
        named = match.is_listed or match.found.likeness in (Likeness.SPELLING, Likeness.LONGER)
        if match.held.about.name in lists and named and first and not match.found.only_asked:
            if set(first).isdisjoint(match.found.only_listed):
                return first[0]
    return ""


def narrowed_rows(asked: PartyQuestion, held: HeldList) -> Chosen:
    """Return the rows that a question asks for: by its query, then by the rule or the day that it singles out."""
    found = chosen_rows(held, asked.query)
    if asked.of_one_rule:
        rules = [
            list(rows)
            for _, rows in groupby(
                sorted((r for r in found.rows if r.publications), key=lambda r: r.publications[0].citation),
                key=lambda r: r.publications[0].citation,
            )
        ]
        best = (max if asked.of_one_rule == "largest" else min)(rules, key=len, default=[])
        found = replace(found, rows=tuple(best))
    extreme = asked.of_extreme or asked.wanted
    if extreme is Wanted.LATEST and asked.by_added:
        newest = max((r.added for r in found.rows if r.added), default=None)
        return replace(found, rows=tuple(r for r in found.rows if newest and r.added == newest))
    if extreme is Wanted.LATEST:
        last = max((p.day for r in found.rows for p in r.publications), default=None)
        found = replace(found, rows=tuple(r for r in found.rows if any(p.day == last for p in r.publications)))
    if extreme is Wanted.EARLIEST:
        first = min((r.added for r in found.rows if r.added), default=None)
        found = replace(found, rows=tuple(r for r in found.rows if r.added == first and first))
    return found
