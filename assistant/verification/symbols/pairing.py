"""Figures of a claim that the evidence pairs the other way round: 5 kg for A and 50 kg for B, where it has 50 for A.

Only a claim that puts two figures, dates or places to two things is compared, and only with the exchange of the two:
where the words around each stand much nearer to the other one in the text, the text has them the other way round.
"""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.facts.extraction import Fact, FactKind, facts
from corpus.language.lazy_regex import lazy_regex
from index.text.tokens import STOP, stem

_PAIRED = (FactKind.NUMBER, FactKind.AMOUNT, FactKind.DATE, FactKind.COUNTRY)
_BREAK = lazy_regex(r"[,;:|]|\b(?:and|while|whereas|but|or|against)\b", re.IGNORECASE)
_WORD_OR_CODE = lazy_regex(r"[^\W\d_]{2,40}|(?<!\d)\d{1,4}[A-Za-z][\w.]{0,20}|(?<!\d)\d{3,12}(?!\d)")
_SENTENCE_ENDS = frozenset(".;:\n。；")
_TOKEN = lazy_regex(rf"{_WORD_OR_CODE.pattern}|(?<!\d)\d{{1,20}}(?:[.,]\d{{1,20}}){{0,6}}|[.;:。；](?!\d)|\n")
_WORDS_OF_AN_END = 6  # words that the end of a sentence or an item counts for
_NEAREST_WORDS = 4  # nearest words that tell what a figure is about
_REACH_OF_WORD = 8.0  # words over which a word belongs to a figure
_OCCURRENCES = 24  # occurrences of a figure that are looked at
_CLEARER = 1.4  # times nearer that the exchanged pairing must be
_CLOSE = 0.5  # nearness that the exchanged pairing must have


@dataclass(frozen=True, slots=True)
class _Part:
    """Part of a claim with one figure: the figure and the stems of the words beside it."""

    fact: Fact
    words: frozenset[str]


def exchanged(claim: str, placed: PlacedText) -> tuple[Fact, Fact] | None:
    """Return the two figures of a claim that a text pairs the other way round, None where it has no such two."""
    parts = _parts(claim)
    if len(parts) < 2:
        return None
    for one, other in combinations(parts, 2):
        if one.fact.kind is not other.fact.kind or one.fact.value[:1] == other.fact.value[:1]:
            continue
        mine, theirs = one.words - other.words, other.words - one.words
        here, there = placed.near(one.fact), placed.near(other.fact)
        if not mine or not theirs or not here or not there:
            continue
        straight = placed.nearness(mine, here) + placed.nearness(theirs, there)
        crossed = placed.nearness(mine, there) + placed.nearness(theirs, here)
        if crossed >= _CLOSE and crossed > _CLEARER * straight:
            return one.fact, other.fact
    return None


def _parts(claim: str) -> list[_Part]:
    """Return the parts of a claim that have one figure of a kind each, with the words nearest to it."""
    found = [f for f in facts(claim) if f.kind in _PAIRED and f.value[1:] != ("", "worded")]
    breaks = [m.start() for m in _BREAK.finditer(claim) if not any(f.start < m.start() < f.end for f in found)]
    out = []
    for first, last in zip([0, *breaks], [*breaks, len(claim)], strict=True):
        inside = [f for f in found if first <= f.start < last]
        for kind in {f.kind for f in inside}:
            own = [f for f in inside if f.kind is kind]
            if kind is FactKind.NUMBER and len(own) > 1:
                own = [f for f in own if f.value[1]]
            if len(own) == 1:
                out.append(_Part(own[0], frozenset(_nearest(claim, own[0], first, last))))
    return out


def _nearest(claim: str, fact: Fact, first: int, last: int) -> list[str]:
    words = [m for m in _WORD_OR_CODE.finditer(claim, first, last) if m.end() <= fact.start or m.start() >= fact.end]
    content = [m for m in words if m[0].lower() not in STOP]
    content.sort(key=lambda m: min(abs(m.start() - fact.end), abs(fact.start - m.end())))
    return [stem(m[0].lower()) for m in content[:_NEAREST_WORDS]]


class PlacedText:
    """Text with the places of its words and figures, counted in words; the end of a sentence or an item is a gap."""

    def __init__(self, text: str, found: Sequence[Fact]) -> None:
        self.starts: list[int] = []
        self.at: list[int] = []
        self.places: dict[str, list[int]] = {}
        place = 0
        for m in _TOKEN.finditer(text):
            if m[0] in _SENTENCE_ENDS:
                place += _WORDS_OF_AN_END
                continue
            place += 1
            self.starts.append(m.start())
            self.at.append(place)
            if (word := m[0].lower()) not in STOP:
                self.places.setdefault(stem(word), []).append(place)
        self.found = [f for f in found if f.kind in _PAIRED]

    def near(self, fact: Fact) -> list[int]:
        """Return the places of a figure in words."""
        same = [f for f in self.found if f.kind is fact.kind and f.value[:2] == fact.value[:2]]
        same = same or [f for f in self.found if f.kind is fact.kind and f.value[0] == fact.value[0]]
        ranks = [bisect.bisect_left(self.starts, f.start) for f in same[:_OCCURRENCES]]
        return [self.at[r] for r in ranks if r < len(self.at)]

    def nearness(self, words: frozenset[str], at: Sequence[int]) -> float:
        """Return how near words stand to the places, 0..1: the mean of the words that the text has."""
        held = [self.places[w] for w in words if w in self.places]
        if not held:
            return 0.0
        nearest = [min(abs(p - q) for p in places for q in at) for places in (h[:200] for h in held)]
        return sum(math.exp(-n / _REACH_OF_WORD) for n in nearest) / len(held)
