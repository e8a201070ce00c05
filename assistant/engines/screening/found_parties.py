"""Search of the lists for the names of a question: the rows that a name means, and those that are only like it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.engines.lists import places
from assistant.engines.screening.asked.everyday_words import Everyday, everyday_words
from assistant.engines.screening.asked.parties_asked import OTHER_SCRIPT, PartiesAsked, PartyAsked
from assistant.engines.screening.name_index import NameIndex
from assistant.engines.screening.name_likeness import FLOOR, NEAR_FROM, Likeness, NameComparison
from assistant.engines.screening.romanised import name_words, sound
from assistant.engines.screening.same_party import begins, is_person, is_place, relatives, rows_sharing_name, the_same
from assistant.engines.screening.screen import Screening, ScreeningMatch, rows_at_address, rows_spelt_alike, screened
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HANGUL, KANA
from corpus.lexicon.company_words import common
from index.encoders.minilm import count_tokens
from index.text.tokens import stem

_LETTERS_OF_PART = 4  # of a listed name that is told as near where it is only a part of the asked one
_LETTERS_OF_BEGINNING = 3  # … with which the asked one begins: "DJI Europe"
_SAME_PARTY = NameComparison(Likeness.ALIAS, 100.0, (), ())
_LIKE_THE_NEAR_ONE = NameComparison(Likeness.SHARED, FLOOR, (), ())
_NEAR_FOLLOWED = 3  # rows of similar names whose other names are looked up on further lists
_FEW_NAMES = 40  # names with a word up to which it may begin somebody's name by itself
_SPELT = 8  # names of a question, up to which those with similar letters are looked for
_WORDS_OF_NO_CHANCE = 3  # everyday words that a name has in their order
_SOUND = 6  # letters of a family name that is found by its sound
_SYLLABLES = lazy_regex(rf"[{KANA}{HANGUL}]")
_PLACE_BEHIND = lazy_regex(r"\s?\([^()]{1,40}\)$")
_SMALL_WORDS = lazy_regex(r"[a-z][a-z -]{0,80}")


@dataclass(frozen=True, slots=True)
class FoundParty:
    """What was found for one name: the rows that it means, those that are only like it.

    `sharing` are rows of several parties that are called by it and another common word each: none is the one meant.
    `there` are rows of the countries that the question names whose names have all its words.
    """

    asked: PartyAsked
    screening: Screening
    same: tuple[ScreeningMatch, ...]
    near: tuple[ScreeningMatch, ...]
    sharing: tuple[ScreeningMatch, ...] = ()
    there: tuple[ScreeningMatch, ...] = ()

    @property
    def status(self) -> str:
        """Return whether the party is listed, has similar names on a list, or was not found."""
        return "listed" if self.same else "near" if self.near else "not_found"

    @property
    def is_common(self) -> bool:
        """Return whether the name has only words that tell no firm from another: "Global Trading"."""
        own = re.findall(r"[^\W_]+", self.asked.name.casefold())
        return bool(own) and common().issuperset(own)

    @property
    def rows(self) -> tuple[ScreeningMatch, ...]:
        """Return the rows to show: of the same party, else of one that shares its name, else of similar names."""
        return self.same or self.sharing or self.near


def found_parties(
    asked: PartiesAsked, index: NameIndex, catalogue: CatalogueReader, filters: Filters, text: str = ""
) -> list[FoundParty]:
    """Return what the lists have for each name; words that nobody is called are no name.

    An address in `text` that is listed without a name is found, too.
    """
    country = asked.countries[0] if len(asked.countries) == 1 and not asked.relative else ""
    results = list(screened([p.name for p in asked.parties], catalogue, filters))
    out: list[FoundParty] = []
    for party, result in zip(asked.parties, results, strict=True):
        same = [] if _is_one_word(party, result) else the_same(result, index)
        near = [m for m in result.matches if m not in same]
        if " and " in party.name:
            same = [m for m in same if m.is_listed]
        if country and (there := [m for m in same if not m.row.codes or country in m.row.codes]):
            # A party with addresses in several countries has a row under each, all of the same name.
            names = {m.row.name for m in there}
            same = [*there, *(m for m in same if m not in there and m.row.name in names)]
        by_alias = _of_the_same_name(near, same)
        same, near = [*same, *by_alias], [m for m in near if m not in by_alias]
        same = [*same, *_under_other_names(same, index)]
        several = () if same or _is_one_word(party, result) else tuple(rows_sharing_name(result, index))
        if not same and not several and not party.stands and not _is_known(result, index):
            continue
        tells = " " in party.name or party.name.isupper() or bool(OTHER_SCRIPT.search(party.name))
        tells = tells or any(OTHER_SCRIPT.search(p.name) for p in asked.parties)
        if not same and party.beside and not tells:
            continue  # a town, a trade, a remark in brackets, but no name in Latin letters behind another script
        told = _worth(near, result, index)
        if not same and not several and not told and party.stands and len(asked.parties) <= _SPELT:
            told = rows_spelt_alike(party.name, index, catalogue)
        if not same and not several and not told and party.stands:
            told = _cut_otherwise(result, index, catalogue, filters)
        is_met = bool(same or several or told)
        inside = tuple(_of_countries(party.name, asked.countries if is_met else (), catalogue, filters))
        # "Acme Freedonia": a row by that name, country and all, is the one that is meant, and not Acme's elsewhere.
        # One whose whole name is asked, with a row there, is meant by that row: "Acme in Freedonia", not "Acme Lenore".
        is_there = any(not m.found.only_listed and set(m.row.codes) & set(asked.countries) for m in same)
        own = [m for m in inside if m.found.only_listed and all(map(is_place, m.found.only_listed))]
        if own and not is_there:
            told = [m for m in (*same, *told) if not any(_is_row(m, o) for o in own)]
            same, several = own, ()
        if not same and len(told) <= _NEAR_FOLLOWED:
            told = [*told, *_under_other_names(told, index)]
        out.append(FoundParty(party, result, tuple(same), tuple(told), several, inside))
    if text and (rows := rows_at_address(text, index)):
        address = PartyAsked(rows[0].row.name)
        of_address = f" {' '.join(name_words(rows[0].row.cell))} "  # "Bonham Strand" of that address is nobody's name
        out = [f for f in out if f.same or f.sharing or f" {' '.join(name_words(f.asked.name))} " not in of_address]
        at = {(m.held.about.name, m.row.start) for m in rows}
        out = [f for f in out if not f.same or not at.issuperset((m.held.about.name, m.row.start) for m in f.same)]
        out.insert(0, FoundParty(address, Screening(rows[0].row.name, (), tuple(rows)), tuple(rows), ()))
    out = out if "same" in asked.aspects else _each_once(_without_places_behind(out))
    whole = [
        f for f in out if not any(f is not o and _is_within(f.asked.name, o.asked.name, text) and o.same for o in out)
    ]
    kept = [f for f in _without_ands(whole) if not _is_common(f)]
    return kept if asked.bare or not text else [f for f in kept if not _is_everyday(f, text, catalogue)]


def _is_row(one: ScreeningMatch, other: ScreeningMatch) -> bool:
    return (one.held.about.name, one.row.start) == (other.held.about.name, other.row.start)


def _without_places_behind(found: Sequence[FoundParty]) -> list[FoundParty]:
    """Return the names without those that are another with a town in brackets, where no further row is like them.

    A town is no part of a name that is found without it.
    """
    of_name = {f.asked.name: f for f in found}
    return [
        f
        for f in found
        if f.same
        or (bare := of_name.get(_PLACE_BEHIND.sub("", f.asked.name))) in (None, f)
        or not _row_keys(f.rows) <= _row_keys((*bare.rows, *bare.screening.matches))
    ]


def _each_once(found: Sequence[FoundParty]) -> list[FoundParty]:
    """Return the names without those that are a part of another one and mean the same rows."""
    return [
        f
        for f in found
        if not f.same
        or not any(
            f is not o and _row_keys(f.same) == _row_keys(o.same) and _is_part(f.asked.name, o.asked.name)
            for o in found
        )
    ]


def _is_part(name: str, longer: str) -> bool:
    return name != longer and f" {name.casefold()} " in f" {longer.casefold()} "


def _row_keys(rows: Sequence[ScreeningMatch]) -> set[tuple[str, int]]:
    return {(m.held.about.name, m.row.start) for m in rows}


def _is_everyday(found: FoundParty, text: str, catalogue: CatalogueReader) -> bool:
    """Return whether everyday words are taken for nobody: no row bears them, or a sentence has them as its own words.

    A row with three of them at least is no chance: the same words are a name then.
    """
    kind = everyday_words(catalogue).kind_of(found.asked.name, text)
    if kind is Everyday.WRITTEN:
        return not found.same or len(found.screening.read_as) < _WORDS_OF_NO_CHANCE
    one = " " not in found.asked.name
    return kind is Everyday.WORDS and not found.same and (one or not found.rows)


def _is_within(name: str, longer: str, text: str) -> bool:
    """Return whether a name stands in a text only as a part of a longer one."""
    return name in longer and name not in text.replace(longer, " ")


def _of_the_same_name(near: Sequence[ScreeningMatch], same: Sequence[ScreeningMatch]) -> list[ScreeningMatch]:
    """Return the rows of other lists that a row found has a whole name in common with: it is that party's row there."""
    names = {tuple(name_words(n)) for m in same for n in m.row.names if " " in n}
    lists = {m.held.about.name for m in same}
    codes = {code for m in same for code in m.row.codes}
    return [
        m
        for m in near
        if m.held.about.name not in lists
        and codes.intersection(m.row.codes)
        and not is_person(m)
        and any(tuple(name_words(n)) in names for n in m.row.names)
    ]


def _under_other_names(rows: Sequence[ScreeningMatch], index: NameIndex) -> list[ScreeningMatch]:
    """Return the rows of further lists that bear a whole name of the rows found, whatever name was asked after.

    A party may stand on another list under one of its other names alone. A name of one word is many a party's.
    """
    lists = {m.held.about.name for m in rows}
    found: dict[tuple[str, int], ScreeningMatch] = {}
    for match in rows:
        for words in {tuple(name_words(n)) for n in match.row.names if " " in n and not is_person(match)}:
            for known in (index.names[place] for place in index.by_letters.get("".join(words), ())):
                held, row = index.row(known)
                found_as = _SAME_PARTY if match.is_listed else _LIKE_THE_NEAR_ONE
                other = ScreeningMatch(held, row, known.written, found_as)
                is_theirs = known.words == words and set(match.row.codes) & set(row.codes) and not is_person(other)
                if is_theirs and held.about.name not in lists:
                    found.setdefault((held.about.name, row.start), other)
    return list(found.values())


def _of_countries(
    name: str, codes: Sequence[str], catalogue: CatalogueReader, filters: Filters
) -> Iterator[ScreeningMatch]:
    """Yield the rows of countries whose names have all words of a name: of one with many rows, only some are kept."""
    for code in codes:
        for found in screened([name], catalogue, filters, code):
            yield from (m for m in found.matches if code in m.row.codes and not m.found.only_asked)


def _cut_otherwise(
    result: Screening, index: NameIndex, catalogue: CatalogueReader, filters: Filters
) -> list[ScreeningMatch]:
    """Return the rows that a name is like once two of its words are one, as no name has them: "Lan tern Works"."""
    asked = result.read_as
    ways = [
        " ".join((*asked[:n], first + second, *asked[n + 2 :]))
        for n, (first, second) in enumerate(pairwise(asked))
        if first + second in index.postings and not (first in index.postings and second in index.postings)
    ]
    found = screened(ways, catalogue, filters) if ways else ()
    return [m for way in found for m in _worth(way.matches, way, index) if not m.found.only_asked]


def _is_common(found: FoundParty) -> bool:
    """Return whether a name is words of the language in small letters: "left" and "signed" are asked of nobody.

    Where such words stand as a name does and a row bears them, they are one.
    """
    name = found.asked.name
    for start, end, _ in places.find(name):  # "US persons"
        name = name[end:].strip() if start == 0 and end < len(name) else name
    if not _SMALL_WORDS.fullmatch(name) or (found.same and (found.asked.stands or name.count(" ") > 1)):
        return False
    # Of a common word the stem is common too: "forwarding" is of "forward".
    return all(min(count_tokens(word), count_tokens(stem(word))) == 1 for word in re.split("[ -]", name) if word)


def _without_ands(found: list[FoundParty]) -> list[FoundParty]:
    """Return the names without "A and B", which nobody is called, where A and B stand beside it."""
    names = {f.asked.name for f in found}
    return [
        f
        for f in found
        if f.same or " and " not in f.asked.name or not all(p.strip() in names for p in f.asked.name.split(" and "))
    ]


def _is_one_word(party: PartyAsked, result: Screening) -> bool:
    """Return whether one word of another script is like names only in its beginning: it tells nobody by itself."""
    if len(result.read_as) != 1 or not OTHER_SCRIPT.search(party.name):
        return False
    # A short word of syllables reads like many a short name: "로봇" is no "Lobos".
    return not result.is_listed or (len(result.read_as[0]) < _SOUND and _SYLLABLES.search(party.name) is not None)


def _is_known(result: Screening, index: NameIndex) -> bool:
    """Return whether words in small letters are somebody's name: a slip of one, or the beginning of one, and rare."""
    first = next((w for w in result.read_as if not is_place(w)), "")
    rare = 0 < len(index.postings.get(first, ())) <= _FEW_NAMES and len(first) > 3
    for match in result.matches:
        if match.found.likeness is Likeness.SPELLING and len("".join(result.read_as)) > 5:
            return True
        if rare and match.found.likeness is Likeness.LONGER and begins(name_words(match.written), result.read_as):
            return True
        if match.found.likeness is Likeness.LONGER and not match.found.only_asked and _is_long(result.read_as):
            return True
        if _sounds_like(match, result):
            return True
    return False


def _sounds_like(match: ScreeningMatch, result: Screening) -> bool:
    """Return whether a long word is the family name of a listed person as another language spells it."""
    if len(result.read_as) != 1 or len(result.read_as[0]) < _SOUND or not is_person(match):
        return False
    return sound(name_words(match.written)[0]) == sound(result.read_as[0])


def _is_long(name: Sequence[str]) -> bool:
    """Return whether a name has two words that are too long to be alike by chance: a given name and another one."""
    return sum(len(w) >= NEAR_FROM for w in name) > 1


def _worth(near: Sequence[ScreeningMatch], result: Screening, index: NameIndex) -> list[ScreeningMatch]:
    """Return the near names that a line tells: those that hold the whole asked name come first."""
    alone = len(result.read_as) == 1 and result.read_as[0] not in index.postings
    if alone:  # a slip of one word tells somebody only where nothing but a trade stands beside it
        alike = [m for m in near if _sounds_like(m, result)]
        return alike or [
            m for m in near if all(len(index.postings.get(w, ())) > _FEW_NAMES for w in m.found.only_listed)
        ]
    if telling := [m for m in near if m.found.likeness in (Likeness.SPELLING, Likeness.LONGER)]:
        return telling
    shorter = [m for m in near if m.found.likeness is Likeness.SHORTER]
    return [m for m in shorter or near if _is_long_enough(name_words(m.written), result.read_as)]


def _is_long_enough(listed: Sequence[str], asked: Sequence[str]) -> bool:
    """Return whether a listed name is no chance part of the asked one: long enough, or its very beginning."""
    letters = len("".join(listed))
    return letters >= _LETTERS_OF_PART or (
        letters >= _LETTERS_OF_BEGINNING and tuple(asked[: len(listed)]) == tuple(listed)
    )


def alike(found: FoundParty) -> list[ScreeningMatch]:
    """Return the rows that spell a name otherwise, or have the whole of it in a longer one."""
    whole = relatives(found.screening)
    return [m for m in found.near if m.found.likeness is Likeness.SPELLING or m in whole]
