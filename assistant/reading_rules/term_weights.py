"""Weights of a question's terms, and how much of them a text has."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from assistant.query.answer_kinds import MEASURED
from assistant.query.model import Query
from corpus.language.scripts import WIDE
from index.snapshot import CollectionSnapshot
from index.text.tokens import NOWHERE, STOP, pairs

_PASSING = 0.3  # the least that a Chinese or Japanese text counts
_FULL_COVERAGE = 0.75  # of a question's ideas that a full match has: a question has more than any sentence can


class Weigher:
    """Term weights of one question. What is asked now counts in full, what it depends on counts less."""

    def __init__(self, question: Query, collection: CollectionSnapshot) -> None:
        self.question, self.analyzer = question.standalone, collection.analyzer
        self.measured = bool(question.wants & MEASURED)  # whether it wants a duration, an amount, a date or a body
        whole = question.terms
        rarity = collection.rarity([*question.emphasis])
        self.weights = {t: emphasis * rarity[t] for t, emphasis in question.emphasis.items()}
        self.asked_now = {t: w for t, w in self.weights.items() if t in question.own_terms}
        self.content = tuple(dict.fromkeys(t for t in whole if " " not in t and t not in STOP))
        unseen = collection.rarity([NOWHERE])[NOWHERE]
        self.nowhere = float(
            sum(rarity[t] >= unseen for t in self.content)
        )  # words of the question that stand in no text held
        self.total = sum(self.weights[t] for t in dict.fromkeys(whole)) or 1.0

        both = [p for p in dict.fromkeys(pairs(whole)) if not STOP & set(p.split("_", 1))]
        self.pairs = {p: min(rarity[a], rarity[b]) for p in both for a, b in [p.split("_", 1)]}
        self.crosslingual = collection.crosslingual_query(question.standalone)
        self._held_in: dict[tuple[str, ...], frozenset[str]] = {}
        self.wide_part = 1.0  # what a Chinese or Japanese text counts; `aside` lessens it

    def aside(self, side: float) -> Weigher:
        """Return the weights once the probability (`side`) is known that the answer is in another language.

        A country named in passing does not make its law the one asked for.
        """
        lessened = copy(self)
        lessened.wide_part = max(_PASSING, side)
        return lessened

    def rarest(self, texts: Sequence[str]) -> float:
        """Return the share, by weight, of the question's three heaviest words that stand in one of `texts`."""
        held = frozenset().union(*map(self.analyzer.term_set, texts))
        heavy = sorted(((self.weights.get(t, 0.0), t) for t in self.content), reverse=True)[:3]
        total = sum(w for w, _ in heavy)
        return sum(w for w, t in heavy if t in held) / total if total else 0.0

    def together(self, text: str, *around: str) -> float:
        """Return how many of the question's words a text and those `around` it have.

        Of a question of one word, one counts as two.
        """
        if is_wide(" ".join((text, *around))[:400]):
            return float(len(self.content))
        held = self._held(text, *around)
        found = sum(t in held for t in self.content)
        return float(found if len(self.content) > 1 else 2 * found)

    def own(self, text: str, *around: str) -> float:
        """Return the share of what is asked now that a text has together with those `around` it, 0 to 1."""
        total = sum(self.asked_now.values())
        held = self._held(text, *around)
        return sum(w for t, w in self.asked_now.items() if t in held) / total if total else 0.0

    def joins(self, text: str) -> float:
        """Return the share, 0 to 1, of the question's word pairs ("licence exception") that a text has side by side."""
        total = sum(self.pairs.values())
        return sum(w for p, w in self.pairs.items() if p in self.analyzer.pair_set(text)) / total if total else 0.0

    def gain(self, said: Sequence[str], text: str) -> float:
        """Return the share of the question's weight that `text` has and none of the texts `said` does."""
        known = frozenset().union(*map(self.analyzer.term_set, said)) if said else frozenset()
        if is_wide(text[:400]):
            return (
                max(0.0, self.crosslingual.coverage(text, *said) - self.crosslingual.coverage(*said))
                if said
                else self.crosslingual.coverage(text)
            )
        return min(
            1.0, sum(w for t, w in self.weights.items() if t in self.analyzer.term_set(text) - known) / self.total
        )

    def covers(self, text: str, *around: str) -> float:
        """Return the share of the question's weight, 0 to 1, that a text has together with the texts `around` it.

        A Chinese or Japanese text is read with translated terms.
        """
        if is_wide(text[:400]):
            return self.wide_part * min(1.0, self.crosslingual.coverage(text, *around) / _FULL_COVERAGE)
        held = self._held(text, *around)
        return min(1.0, sum(w for t, w in self.weights.items() if t in held) / self.total)

    def _held(self, *texts: str) -> frozenset[str]:
        if texts not in self._held_in:
            self._held_in[texts] = frozenset().union(*map(self.analyzer.term_set, texts))
        return self._held_in[texts]


def is_wide(text: str) -> bool:
    """Return whether a text is Chinese or Japanese; an English one that quotes a Chinese title is not."""
    return not text.isascii() and 3 * len(WIDE.findall(text)) > len(text)
