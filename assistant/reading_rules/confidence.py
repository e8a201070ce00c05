"""Probability that the evidence answers a question: a logistic regression over features of the best evidence.

`python tests/benchmarks/fit_outcomes.py` fits the coefficients (`confidence.json`) on labelled questions with and
without an answer in the texts. The features do not depend on the size of the collection.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from assistant.evidence.retriever import Evidence
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.term_weights import Weigher
from assistant.verification.coefficients import RegressionCoefficients, read_coefficients
from corpus.language.scripts import WIDE

COEFFICIENTS = files(__package__) / "confidence.json"  # `make outcomes` writes it
_SIGNAL_HITS = 5  # hits of the search whose signals count; what an address or a section brings has none
# Where no token vectors are (another encoder, a question in Chinese or Japanese) words alone are weighed; set by hand.
_WORDS: tuple[tuple[Callable[[Sentence], float], float], ...] = (
    (lambda s: s.own_coverage, 2.0),
    (lambda s: s.passage_coverage, 3.0),
    (lambda s: s.likeness, 4.0),
    (lambda s: s.fit, 0.8),
    (lambda s: s.coverage, 0.5),
)
_WORDS_INTERCEPT = -2.6


@cache
def packaged_coefficients() -> RegressionCoefficients:
    """Return the coefficients that ship with Licet. Raise BadRequest when the file is damaged."""
    return read_coefficients(COEFFICIENTS, "make outcomes")["answers"]


def features(evidence: Evidence, ranked: Sequence[Sentence], weigher: Weigher) -> dict[str, float]:
    """Return the features by name: of the best sentence, of the first passages, and of the question's rarest words."""
    best = ranked[0] if ranked else None
    first = [h for h in evidence.hits if h.is_ranked][:_SIGNAL_HITS]
    around = [" ".join((s.hit.passage.text, s.hit.passage.context, s.hit.source.title)) for s in ranked[:3]]
    return {
        "late": best.nearness if best else 0.0,
        "meaning": best.likeness if best else 0.0,
        "joint": best.coverage if best else 0.0,
        "pairs": best.pair_coverage if best else 0.0,
        "passage_late": max((h.nearness for h in first), default=0.0),
        "passage_floor": max((h.least_nearness for h in first), default=0.0),
        "rarest": weigher.rarest(around),
        "nowhere": weigher.nowhere,
        "ranked": best.passage_rank_score if best else 0.0,
        "lacks": float(weigher.measured and not any(s.offers_what_is_wanted for s in ranked[:3])),
    }


def probability(evidence: Evidence, ranked: Sequence[Sentence], weigher: Weigher) -> float:
    """Return the probability, 0 to 1, that the best sentences answer."""
    if not ranked:
        return 0.0
    if WIDE.search(weigher.question) or not any(h.is_ranked for h in evidence.hits):
        words = sum(weight * max(share(s) for s in ranked[:3]) for share, weight in _WORDS)
        return 1 / (1 + math.exp(-_WORDS_INTERCEPT - words))
    return packaged_coefficients().probability(features(evidence, ranked, weigher))
