"""Reasons for a hit: the words and engines by which a passage was found."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.ranking.features import hashed
from index.retrieval.candidate_set import Found
from index.text.analyzer import Analyzer


@dataclass
class Reasons:
    """Reasons for the hits of one question; what was hashed for one is kept for the next."""

    analyzer: Analyzer
    _hashes: dict[str, frozenset[int]] = field(default_factory=dict)

    def of(self, i: str, query: str, found: Found) -> tuple[str, ...]:
        """Return why the passage `i` was found, as short texts for people."""
        why = []
        if i in dict(found.lists.get("words", ())):
            text = self._terms_of(i, found)
            shared = [w for w in dict.fromkeys(query.split()) if not text.isdisjoint(self._hashed(w))]
            if shared:
                why.append("words: " + ", ".join(w.strip("?.,;:!\"'") for w in shared[:6]))
        if i in dict(found.lists.get("meaning", ())):
            why.append("meaning")
        if i in dict(found.lists.get("other language", ())):
            why.append("meaning, across languages")
        if found.crosslingual is not None and i in dict(found.lists.get("other words", ())):
            passage = found.held[i].passage
            if said := found.crosslingual.said(passage.text, passage.language):
                why.append("words, across languages: " + ", ".join(said[:6]))
        return tuple(why)

    def _terms_of(self, i: str, found: Found) -> set[int]:
        """Return the hashed terms of a passage and its context."""
        passage, row = found.held[i].passage, found.rows.get(i)
        own = row.terms.tolist() if row is not None else self._hashed(passage.text)
        return {*own, *self._hashed(passage.context)}

    def _hashed(self, text: str) -> frozenset[int]:
        if text not in self._hashes:
            self._hashes[text] = frozenset(hashed(self.analyzer.terms(text)).tolist())
        return self._hashes[text]
