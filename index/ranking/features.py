"""Features of the ranker: how a question and each candidate passage match.

They do not depend on the size of the collection: lexical scores are divided by the most that the question's terms could
score, similarities are cosines. Each score also comes relative to the best candidate and as a reciprocal rank, so that
coefficients fitted on one collection hold for another.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_K1, _B = 0.9, 0.5  # BM25 over single terms and pairs, tuned on a dev set
# How many occurrences a term counts for that stands in the headings or the address of a passage: they name the subject
# of all paragraphs below once. (Of 1, 2 and 3 this was best; each was better than 0 on law, and made no difference on
# texts without headings.)
_CONTEXT_WEIGHT = 2.0
_MEAN_LENGTH = 45.0  # terms of a usual passage; a constant, so that scores do not depend on the collection


@dataclass(frozen=True, slots=True)
class QueryFeatures:
    """A question as the ranker reads it.

    Hashed terms and hashed pairs of terms, each with its inverse document frequency; token vectors and their weights.
    """

    terms: np.ndarray  # uint32, distinct
    idf: np.ndarray
    pairs: np.ndarray
    pair_idf: np.ndarray
    tokens: np.ndarray  # [t, d], rows of length 1
    weights: np.ndarray  # [t], sums to 1


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidate passages as the ranker reads them, concatenated.

    `terms[term_offsets[i] : term_offsets[i + 1]]` are the terms of passage i; likewise for `context` and `tokens`.
    """

    terms: np.ndarray  # uint32, in text order
    term_offsets: np.ndarray
    context: np.ndarray  # uint32: headings, ancestors and address
    context_offsets: np.ndarray
    tokens: np.ndarray  # [t, d] float32, rows of length 1
    token_offsets: np.ndarray
    cosine: np.ndarray
    before: np.ndarray  # index of the passage before it in its text among the candidates, -1 for none
    after: np.ndarray


def hashed(words: Sequence[str]) -> np.ndarray:
    """Return terms as 32-bit numbers `[terms]`."""
    return np.fromiter((zlib.crc32(w.encode()) for w in words), np.uint32, len(words))


def hashed_pairs(terms: np.ndarray) -> np.ndarray:
    """Return every two neighbouring hashed terms as one 32-bit number."""
    return terms[:-1] * np.uint32(0x9E3779B1) + terms[1:] if len(terms) > 1 else terms[:0]


_SCORES = (
    "words",
    "pairs",
    "meaning",
    "token_similarity",
    "token_similarity_weighted",
    "token_similarity_lowest_quarter",
    "both",
)
RANKING_FEATURES = (
    *(f"{name}{form}" for name in _SCORES for form in ("", "_relative", "_rank")),
    *(
        "coverage",
        "pair_coverage",
        "context_coverage",
        "any_coverage",
        "span",
        "length",
        "focus",
        "token_similarity_of_passage",
    ),
    *("near_words", "near_token_similarity", "near_meaning", "question_length"),
)


def ranking_features(question: QueryFeatures, found: Candidates) -> np.ndarray:
    """Return the features `[candidates, len(RANKING_FEATURES)]` of candidates for a question, float32."""
    hits = _counts(question.terms, found.terms, found.term_offsets)  # [terms, candidates]
    lengths = np.diff(found.term_offsets).astype(np.float32)
    context_hits = _counts(question.terms, found.context, found.context_offsets)
    words = _bm25(hits + _CONTEXT_WEIGHT * (context_hits > 0), question.idf, lengths)
    pair_terms, pair_offsets = _pairs_of(found.terms, found.term_offsets)
    pair_hits = _counts(question.pairs, pair_terms, pair_offsets)
    pairs = _bm25(pair_hits, question.pair_idf, lengths)
    mass = max(float(question.idf.sum()), 1e-6)
    context = question.idf @ (context_hits > 0) / mass
    either = question.idf @ ((hits > 0) | (context_hits > 0)) / mass
    pair_coverage = question.pair_idf @ (pair_hits > 0) / max(float(question.pair_idf.sum()), 1e-6)
    similarity = found.tokens @ question.tokens.T  # [passage tokens, question tokens]
    starts = found.token_offsets[:-1]
    best = np.maximum.reduceat(similarity, starts, axis=0).T  # [question tokens, candidates]
    mean_similarity, weighted_similarity = best.mean(axis=0), question.weights @ best
    lowest_quarter = np.sort(best, axis=0)[: max(1, len(best) // 4)].mean(axis=0)
    back = np.add.reduceat(similarity.max(axis=1), starts) / np.diff(found.token_offsets)
    both = (
        words / max(float(words.max()), 1e-6)
        + 0.5 * pairs / max(float(pairs.max()), 1e-6)
        + weighted_similarity / max(float(weighted_similarity.max()), 1e-6)
    )
    columns: list[np.ndarray] = []
    for score in (words, pairs, found.cosine, mean_similarity, weighted_similarity, lowest_quarter, both):
        columns += [score, score / max(float(score.max()), 1e-6), _reciprocal_ranks(score)]
    focus = (hits > 0).sum(axis=0) / np.sqrt(np.maximum(lengths, 1))
    columns += [either, pair_coverage, context, either, _span(question, found), np.log1p(lengths), focus, back]
    for score in (words / max(float(words.max()), 1e-6), weighted_similarity, found.cosine):
        padded = np.append(score, 0.0)
        columns.append(np.maximum(padded[found.before], padded[found.after]))
    columns.append(np.full(len(words), np.log1p(len(question.terms)), np.float32))
    return np.stack(columns, axis=1).astype(np.float32)


def _counts(wanted: np.ndarray, terms: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Return `[wanted, passages]`: how often each wanted term occurs in each passage."""
    if not len(terms) or not len(wanted):
        return np.zeros((len(wanted), len(offsets) - 1), np.float32)
    running = np.zeros((len(wanted), len(terms) + 1), np.float32)
    np.cumsum(wanted[:, None] == terms[None, :], axis=1, out=running[:, 1:], dtype=np.float32)
    return running[:, offsets[1:]] - running[:, offsets[:-1]]


def _pairs_of(terms: np.ndarray, offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of all passages and their offsets; pairs that span two passages are set to 0."""
    pairs = hashed_pairs(terms)
    if len(pairs):
        pairs = pairs.copy()
        crossing = offsets[1:-1] - 1
        pairs[crossing[(crossing >= 0) & (crossing < len(pairs))]] = 0
    return pairs, np.minimum(offsets, len(pairs))


def _bm25(counts: np.ndarray, idf: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return the BM25 score of each passage, divided by the most that these terms could score."""
    if not len(counts):
        return np.zeros(len(lengths), np.float32)
    scaled = counts * (_K1 + 1) / (counts + _K1 * (1 - _B + _B * lengths / _MEAN_LENGTH))
    return idf @ scaled / max(float(idf.sum()) * (_K1 + 1), 1e-6)


def _reciprocal_ranks(score: np.ndarray) -> np.ndarray:
    ranks = np.empty(len(score), np.float32)
    ranks[np.argsort(-score, kind="stable")] = np.arange(len(score), dtype=np.float32)
    return 1.0 / (1.0 + ranks)


def _span(question: QueryFeatures, found: Candidates) -> np.ndarray:
    """Return the highest share of the question's weight within any eight consecutive terms of each passage."""
    out = np.zeros(len(found.term_offsets) - 1, np.float32)
    if not len(found.terms) or not len(question.terms):
        return out
    order = np.argsort(question.terms)
    places = np.searchsorted(question.terms[order], found.terms)
    places = np.minimum(places, len(order) - 1)
    known = question.terms[order][places] == found.terms
    weight = np.where(known, question.idf[order][places], 0.0)
    running = np.concatenate([[0.0], np.cumsum(weight)])
    position = np.arange(len(found.terms))
    ends = np.repeat(found.term_offsets[1:], np.diff(found.term_offsets))
    window = running[np.minimum(position + 8, ends)] - running[position]
    full = np.diff(found.term_offsets) > 0
    out[full] = np.maximum.reduceat(window, found.term_offsets[:-1][full]) / max(float(question.idf.sum()), 1e-6)
    return np.minimum(out, 2.0)
