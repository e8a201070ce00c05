"""Scores of candidates: those in English by the ranker, those in other languages merged into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from corpus.model import Kind
from index.crosslingual.gloss import in_english
from index.crosslingual.merging import English, merged_scores
from index.encoders.embeddings import Encoder, EnglishEncoder
from index.ranking.features import RANKING_FEATURES, Candidates, QueryFeatures, hashed, hashed_pairs, ranking_features
from index.ranking.fusion import fuse
from index.ranking.gradient_boosting import shipped
from index.retrieval.candidate_set import Found, crosslingual_candidates
from index.stores.terms import TermIndex
from index.stores.token_vectors import TokenVectorCache, piece_weights, projected
from index.text.analyzer import Analyzer
from index.text.tokens import pairs

# What is added to the log-odds of commentary: where two texts say the same, the law is what is looked for.
_AUTHORITY = {Kind.EXPLAINER: -0.7, Kind.GUIDANCE: -0.2}


@dataclass(frozen=True)
class CandidateScorer:
    """Scorer of the candidates of one question. `english` is the encoder of English texts."""

    words: TermIndex
    token_vectors: TokenVectorCache
    english: Encoder
    analyzer: Analyzer

    def score(self, query: str, words: Mapping[str, float], found: Found) -> None:
        """Fill the scores and signals of the candidates; `words` are those of the question with their weights."""
        english = self.english
        found.rows = self.token_vectors.rows(list(found.held))
        if not isinstance(english, EnglishEncoder):
            found.score = dict(fuse(found.lists))
            return
        ranked = [i for i in found.held if i in found.rows and len(found.rows[i].tokens)]
        matrix, raw = np.zeros((0, len(RANKING_FEATURES)), np.float32), np.zeros(0, np.float32)
        if ranked:
            matrix = self._features(query, words, ranked, found, english)
            raw = shipped().scores(matrix) + np.array(
                [_AUTHORITY.get(found.held[i].source.kind, 0.0) for i in ranked], np.float32
            )
            found.score = dict(zip(ranked, _squash(raw), strict=True))
            found.signals = dict(zip(ranked, matrix, strict=True))
        if found.crosslingual is not None:
            rest, rows = crosslingual_candidates(found)
            if rest:
                cosine = max((s for _, s in found.lists.get("other language", ())), default=0.0)
                english_side = English(matrix, raw, [found.held[i].source for i in ranked])
                places, found.side = merged_scores(
                    query, [found.held[i] for i in rest], rows, cosine, english_side, found.score
                )
                found.score |= places

    def _features(
        self, query: str, words: Mapping[str, float], ids: list[str], found: Found, english: EnglishEncoder
    ) -> np.ndarray:
        question, vector = self._question(query, words, english)
        rows = [found.rows[i] for i in ids]
        place = {(found.held[i].version.number, found.held[i].passage.first): n for n, i in enumerate(ids)}
        end = {(found.held[i].version.number, found.held[i].passage.last): n for n, i in enumerate(ids)}
        held = [found.held[i] for i in ids]
        candidates = Candidates(
            terms=np.concatenate([r.terms for r in rows]),
            term_offsets=_offsets(len(r.terms) for r in rows),
            context=np.concatenate([r.context for r in rows]),
            context_offsets=_offsets(len(r.context) for r in rows),
            tokens=np.concatenate([r.tokens for r in rows]).astype(np.float32),
            token_offsets=_offsets(len(r.tokens) for r in rows),
            cosine=np.stack([r.vector for r in rows]).astype(np.float32) @ vector,
            before=np.array([end.get((h.version.number, h.passage.first - 1), -1) for h in held]),
            after=np.array([place.get((h.version.number, h.passage.last + 1), -1) for h in held]),
        )
        return ranking_features(question, candidates)

    def _question(
        self, query: str, words: Mapping[str, float], english: EnglishEncoder
    ) -> tuple[QueryFeatures, np.ndarray]:
        query = in_english(query) or query
        distinct, both = list(words), list(dict.fromkeys(pairs(self.analyzer.terms(query))))
        idf = {t: n * words[t] for t, n in zip(distinct, self.words.idf("body", distinct), strict=True)}
        states, vector = english.question(query)
        split = [hashed(p.split("_", 1)) for p in both]
        question = QueryFeatures(
            terms=hashed(distinct),
            idf=np.array([idf[t] for t in distinct], np.float32),
            pairs=np.concatenate([hashed_pairs(p) for p in split]) if split else np.zeros(0, np.uint32),
            pair_idf=np.array(self.words.idf("pairs", both), np.float32),
            tokens=projected(states) / np.float32(127),  # passages' token vectors are whole numbers up to 127
            weights=piece_weights(query, idf, self.analyzer),
        )
        return question, vector


def _squash(raw: np.ndarray) -> list[float]:
    return [float(x) for x in 1.0 / (1.0 + np.exp(-raw))]


def _offsets(lengths: Iterable[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(list(lengths))]).astype(np.intp)
