"""Analysis of the texts that one question meets: each text is taken apart once."""

from __future__ import annotations

from index.text.tokens import pairs, terms


class Analyzer:
    """Terms of texts, remembered as long as the analyzer lives: make one for each question."""

    def __init__(self) -> None:
        self._terms: dict[str, tuple[str, ...]] = {}
        self._sets: dict[str, frozenset[str]] = {}
        self._pairs: dict[str, frozenset[str]] = {}

    def terms(self, text: str) -> tuple[str, ...]:
        """Return the terms of a text in order, as `index.text.tokens.terms` makes them."""
        if text not in self._terms:
            self._terms[text] = tuple(terms(text))
        return self._terms[text]

    def term_set(self, text: str) -> frozenset[str]:
        """Return the distinct terms of a text."""
        if text not in self._sets:
            self._sets[text] = frozenset(self.terms(text))
        return self._sets[text]

    def pair_set(self, text: str) -> frozenset[str]:
        """Return the distinct pairs of neighbouring terms of a text."""
        if text not in self._pairs:
            self._pairs[text] = frozenset(pairs(self.terms(text)))
        return self._pairs[text]
