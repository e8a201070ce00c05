"""Merging of the English ranking and the ranking of other languages into one.

The two rankings use different scores, so they are merged as results of separate libraries are: first the probability
that texts in other languages contain the answer at all (a logistic regression over the wording of the question and how
well each side covers it), then the probability of each passage within its side (a softmax over its score). Passages are
ordered by the product. All coefficients are in `merging.json`, which `make crosslingual` fits on labelled questions
(`tests/benchmarks/fit_merging.py`); none is set by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from corpus.catalogue_results import HeldPassage
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import CJK
from corpus.model import Kind, Source
from index.crosslingual.bilingual_lexicon import known_share
from index.crosslingual.languages import (
    jurisdiction_named,
    names_english_texts,
    names_english_texts_in_han,
    names_their_law,
    names_their_rules,
    only_as_place,
)
from index.crosslingual.query import CROSSLINGUAL_FEATURES
from index.ranking.features import RANKING_FEATURES

MERGING_FILE = files(__package__) / "merging.json"  # `make crosslingual` writes it
SIDE = (
    "their_rules", "their_law", "their_country", "as_place", "english_texts", "title", "coverage", "sentence",
    "meaning",
    "told",
    "english_best", "english_coverage", "explained", "reported", "news_named",
)  # fmt: skip
_NEWS = lazy_regex(
    r"\b(?:the|that|this|news)(?: news)? (?:article|piece|report|story)\b(?! ?\d)|\bnews\b", re.IGNORECASE
)
# probabilities for a question in CJK script: in general, and about other law
_SAME_SCRIPT, _NAMED_ELSEWHERE = 0.97, 0.3
_USUAL = 0.84  # usual cosine of a question with the nearest passage in another language, whether it answers or not
_PASSAGES_READ = 3  # passages of each side from which its coverage of the question is measured


@dataclass(frozen=True, slots=True)
class MergingCoefficients:
    """Coefficients of the merging, as `merging.json` holds them."""

    passage: np.ndarray  # over `index.crosslingual.query.NAMES`
    side: np.ndarray  # over SIDE, and the intercept last
    temperature: float  # of the English ranker's log-odds


@cache
def coefficients() -> MergingCoefficients:
    """Return the coefficients that come with the index."""
    held = json.loads(MERGING_FILE.read_text("utf-8"))
    side = [held["side"][name] for name in (*SIDE, "intercept")]
    return MergingCoefficients(
        np.array([held["passage"][n] for n in CROSSLINGUAL_FEATURES]), np.array(side), held["temperature"]
    )


@dataclass(frozen=True, slots=True)
class English:
    """The English side of a search.

    Features `[passages, n]` and log-odds `[passages]` of the ranker, and the source of each passage.
    """

    rows: np.ndarray
    raw: np.ndarray
    sources: Sequence[Source]


def side_features(
    question: str, rows: np.ndarray, order: np.ndarray, cosine: float, theirs: Set[str], english: English
) -> np.ndarray:
    """Return the features `[len(SIDE)]` from which `other_language_probability` is computed.

    `rows` are the features of the passages in other languages (`index.crosslingual.query.features`), `order` their
    ranking, `cosine` the highest among them, `theirs` their jurisdictions.
    """
    first = rows[order[:_PASSAGES_READ]]

    def most(name: str) -> float:
        return float(first[:, CROSSLINGUAL_FEATURES.index(name)].max()) if len(first) else 0.0

    # If an English explainer of that country's rules ranks high, the question is about these rules; likewise for news.
    mass = _softmax(english.raw) if len(english.raw) else english.raw
    explained = np.array([s.kind is Kind.EXPLAINER and s.jurisdiction in theirs for s in english.sources], bool)
    reported = np.array([s.kind in (Kind.NEWS, Kind.USER) for s in english.sources], bool)
    law = english.raw[~explained & ~reported]
    best = np.argsort(-english.raw)[:_PASSAGES_READ]
    return np.array(
        [
            names_their_rules(question),
            names_their_law(question),
            bool(jurisdiction_named(question)),
            only_as_place(question),
            names_english_texts(question),
            most("title"),
            most("coverage"),
            most("sentence"),
            10 * (cosine - _USUAL),
            known_share(question),
            float(1 / (1 + np.exp(-law.max()))) if len(law) else 0.0,
            float(english.rows[best, RANKING_FEATURES.index("any_coverage")].max()) if len(best) else 0.0,
            float(mass[explained].sum()),
            float(mass[reported].sum()),
            bool(_NEWS.search(question)),
        ],
        np.float64,
    )


def other_language_probability(question: str, features: np.ndarray) -> float:
    """Return the probability, 0 to 1, that passages in other languages contain the answer."""
    if CJK.search(question):
        return (
            _NAMED_ELSEWHERE if names_english_texts(question) or names_english_texts_in_han(question) else _SAME_SCRIPT
        )
    side = coefficients().side
    return float(1 / (1 + np.exp(-(features @ side[:-1] + side[-1]))))


def merged_scores(
    question: str,
    passages: Sequence[HeldPassage],
    rows: np.ndarray,
    cosine: float,
    english: English,
    scores: Mapping[str, float],
) -> tuple[dict[str, float], float]:
    """Return scores for passages in other languages on the scale of the English ones, and the probability of that side.

    `rows` are the features of `passages`, `cosine` is the highest among them, `scores` are those of the English
    passages. The probability is that texts in other languages contain the answer at all (`other_language_probability`).
    """
    held, raw, ids = coefficients(), english.raw, [h.passage.id for h in passages]
    own = rows @ held.passage
    if not len(raw):
        return {i: float(1 / (1 + np.exp(own.max() - s - 2))) for i, s in zip(ids, own, strict=True)}, 1.0
    theirs_of = frozenset(h.source.jurisdiction for h in passages)
    part = other_language_probability(
        question, side_features(question, rows, np.argsort(-own), cosine, theirs_of, english)
    )
    theirs, ours = part * _softmax(own), (1 - part) * _softmax(raw / held.temperature)
    place, score = np.sort(ours), np.sort(np.fromiter(scores.values(), np.float64))
    out = {}
    for i, p in zip(ids, theirs, strict=True):
        if p >= place[-1]:
            out[i] = float(1 - (1 - score[-1]) * place[-1] / p)
        elif p <= place[0]:
            out[i] = float(score[0] * p / place[0])
        else:
            out[i] = float(np.interp(p, place, score))
    return out, part


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max())
    return np.asarray(powers / powers.sum())
