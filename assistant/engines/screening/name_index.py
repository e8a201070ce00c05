"""Index of all names on the lists held: the rows that share words with a name, found by the word and its slips."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.engines.lists.held_lists import all_held
from assistant.engines.lists.model import HeldList, PartyRow, RowKind
from assistant.engines.screening.name_likeness import NEAR_FROM, slips
from assistant.engines.screening.romanised import consonants, long_vowels, name_words, sound
from assistant.evidence.name_table import bracketed_names, without_acronym
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex

_AT_ONCE = 128  # words whose slips are looked for together
_CONSONANTS = 3  # of a word that is found by them alone
_COMMON_NAMES = 400  # names with a word from which on it leads to no row by itself


_HYPHEN = lazy_regex(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class IndexedName:
    """Name or alias on a list, by the places of the list and of its row."""

    words: tuple[str, ...]
    written: str
    list_at: int
    row_at: int
    alias: bool


@dataclass(frozen=True)
class NameIndex:
    """Names of every list of one day, by their words."""

    lists: tuple[HeldList, ...]
    names: tuple[IndexedName, ...]
    postings: Mapping[str, Sequence[int]]
    weight: Mapping[str, float]
    unknown: float
    by_letters: Mapping[str, Sequence[int]]  # names run together, for those that are cut differently
    vocabulary: Mapping[int, Sequence[str]]  # words by their length

    @cached_property
    def by_consonants(self) -> Mapping[str, Sequence[str]]:
        """Return the words as Arabic letters write them; made for the first name that is written so."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.postings:
            found[_in_arabic(word)].append(word)
        found.pop("", None)
        return dict(found)

    @cached_property
    def by_sound(self) -> Mapping[str, Sequence[str]]:
        """Return the words that sound alike; made for the first name that no row has as it is spelt."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.postings:
            if len(word) >= NEAR_FROM and not word.isdigit():
                found[sound(word)].append(word)
        return dict(found)

    @classmethod
    def of(cls, lists: Sequence[HeldList]) -> NameIndex:
        """Return the index of the names of lists."""
        names: list[IndexedName] = []
        postings: dict[str, list[int]] = defaultdict(list)
        letters: dict[str, list[int]] = defaultdict(list)
        for list_at, held in enumerate(lists):
            for row_at, row in enumerate(held.rows):
                if row.kind in (RowKind.RESERVED, RowKind.INTRODUCTION):
                    continue
                spelt = (*row.names, *bracketed_names(row.cell), without_acronym(row.cell))
                # "Da-Jiang" is written "Dajiang" as well: a name with a hyphen is found by both
                joined = ((place, s, _HYPHEN.sub("", s)) for place, s in enumerate(spelt) if _HYPHEN.search(s))
                for place, written, read in (*((n, s, s) for n, s in enumerate(spelt)), *joined):
                    found = name_words(read)
                    if not found:
                        continue
                    for word in set(found):
                        postings[word].append(len(names))
                    letters["".join(found)].append(len(names))
                    names.append(IndexedName(found, written, list_at, row_at, place > 0))
        total = len(names) + 1
        weight = {word: math.log(total / len(places)) for word, places in postings.items()}
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in postings:
            if len(word) >= NEAR_FROM and not word.isdigit():
                by_length[len(word)].append(word)
        return cls(
            tuple(lists),
            tuple(names),
            dict(postings),
            weight,
            math.log(total),
            dict(letters),
            dict(by_length),
        )

    def unvoweled(self, asked: Iterable[str]) -> dict[str, list[str]]:
        """Return the words of the index that Arabic letters write as each word."""
        return {w: list(self.by_consonants[bare]) for w in asked if (bare := _in_arabic(w)) in self.by_consonants}

    def sounding(self, asked: Iterable[str]) -> dict[str, list[str]]:
        """Return the words of the index that sound like each word and are spelt otherwise."""
        found: dict[str, list[str]] = {}
        for word in dict.fromkeys(asked):
            if len(word) >= NEAR_FROM and not word.isdigit():
                alike = [w for w in self.by_sound.get(sound(word), ()) if w != word]
                if alike:
                    found[word] = alike
        return found

    def near(self, asked: Iterable[str], transliterated: Collection[str] = ()) -> dict[str, list[str]]:
        """Return the words of the index that differ from each word by a slip of the pen.

        A word that the index has is no slip, unless it is `transliterated`: lists spell such a word in several ways.
        """
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in dict.fromkeys(asked):
            if slips(word) and (word not in self.postings or word in transliterated) and not word.isdigit():
                by_length[len(word)].append(word)
        out: dict[str, list[str]] = {}
        for length, these in by_length.items():
            most = slips("x" * length)
            known = [w for n in range(length - most, length + most + 1) for w in self.vocabulary.get(n, ())]
            if not known:
                continue
            for first in range(0, len(these), _AT_ONCE):
                some = these[first : first + _AT_ONCE]
                far = process.cdist(some, known, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)
                for at, place in np.argwhere(far <= most):
                    out.setdefault(some[at], []).append(known[place])
        return out

    def candidates(self, asked: Sequence[str], near: Mapping[str, Sequence[str]]) -> set[int]:
        """Return the names that share a telling word with a name, or two words, or all of its letters."""
        found: set[int] = set(self.by_letters.get("".join(asked), ()))
        places = [p for w in asked for v in (w, *near.get(w, ())) if (p := self.postings.get(v))]
        rare = [p for p in places if len(p) <= _COMMON_NAMES] or sorted(places, key=len)[:1]
        for postings in rare:
            found.update(postings)
        return found

    def row(self, name: IndexedName) -> tuple[HeldList, PartyRow]:
        """Return the list and the row that has a name."""
        held = self.lists[name.list_at]
        return held, held.rows[name.row_at]


def _in_arabic(word: str) -> str:
    """Return a word as Arabic letters write it; "" for one that they would not tell from others.

    Of a word with few consonants its long vowels tell: "hw" is many a name, "hwy" is Huawei.
    """
    bare = consonants(word)
    bare = bare if len(bare) >= _CONSONANTS else long_vowels(word)
    return bare if len(bare) >= _CONSONANTS else ""


def name_index(catalogue: CatalogueReader, filters: Filters = Filters()) -> NameIndex:
    """Return the index of the names on all lists held, made once for what is held."""
    key = ",".join(map(str, sorted(catalogue.in_force(filters))))
    return catalogue.once(f"name index of {key}", lambda: NameIndex.of(all_held(catalogue, filters)))
