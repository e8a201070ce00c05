"""Does this passage support this sentence? Judged from what is at hand, without an entailment model.

Words, pairs of words, names, numbers and their alignment with the best sentences, negation and modality, and the cosine of the
encoder; combined by a logistic regression whose coefficients `python -m assistant.evaluation.fit_support` makes.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from corpus.sentences import sentence_spans
from index.tokens import pairs, terms

Encode = Callable[[Sequence[str]], np.ndarray]
_BEST = 3  # reference sentences that are encoded: those that share most words
_LONGEST = 300  # characters of a sentence that are encoded

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w’'-]+")
_NEGATION = re.compile(r"\b(?:no|not|never|none|neither|nor|without|cannot|can't|isn't|doesn't|don't|won't|aren't|wasn't|didn't|prohibited|forbidden|except)\b|不得|禁止|未", re.I)
_WORDS_AS_NUMBERS = {w: str(n) for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
NAMES = (
    "words", "best_words", "two_words", "pairs", "best_pairs", "run", "names", "names_missing", "numbers", "numbers_missing", "negation",
    "cosine", "cosine_two", "cosine_mean", "length", "source_length", "coverage_squared", "rare_missing", "prefix",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Support:
    """How probably a sentence is supported (0 to 1), with the features that say so."""

    probability: float
    features: dict[str, float]


class SupportScorer:
    """Scores sentences against the passages that they cite. `encode` gives unit vectors of English text."""

    def __init__(self, encode: Encode) -> None:
        self.encode = encode
        self.model = coefficients()

    @property
    def threshold(self) -> float:
        """The probability from which a sentence counts as supported."""
        return float(self.model["threshold"])

    def score(self, claim: str, passages: Sequence[str]) -> Support:
        """The support of one sentence by the passages together."""
        found = features(claim, passages, self.encode)
        z = float(self.model["intercept"])
        for name, weight, mean, scale in zip(NAMES, self.model["weights"], self.model["means"], self.model["scales"], strict=True):
            z += weight * (found[name] - mean) / scale
        return Support(1 / (1 + math.exp(-max(-50.0, min(50.0, z)))), found)


@lru_cache(maxsize=1)
def coefficients() -> dict[str, Any]:
    """The fitted figures: names must be those of `NAMES`, in order."""
    found = json.loads(files("assistant").joinpath("support.json").read_text("utf-8"))
    if tuple(found["names"]) != NAMES:
        raise ValueError("support.json was made for other features: run `make support`")
    return dict(found)


def features(claim: str, passages: Sequence[str], encode: Encode) -> dict[str, float]:
    """The features of `NAMES`; all between 0 and about 1, lengths logarithmic."""
    source = "\n".join(passages)
    asked = terms(claim)
    wanted = set(asked)
    spans = [source[s:e] for s, e in sentence_spans(source)] or [source]
    sets = [set(terms(s)) for s in spans]
    whole = set().union(*sets)
    order = sorted(range(len(spans)), key=lambda i: -len(sets[i] & wanted) / math.sqrt(len(sets[i]) + 8))[:_BEST]
    best = sets[order[0]]
    two = best | (sets[order[1]] if len(order) > 1 else set())
    bigrams = set(pairs(asked))
    held = set(pairs(terms(source)))
    close = set(pairs(terms(spans[order[0]])))
    names = {n.casefold() for n in _NAME.findall(claim)}
    there = source.casefold()
    numbers, known = _numbers(claim), _numbers(source)
    vectors = encode([claim[:_LONGEST], *(spans[i][:_LONGEST] for i in order)])
    cosines = sorted((float(c) for c in vectors[1:] @ vectors[0]), reverse=True)
    joint = vectors[1:3].sum(axis=0)
    missing = wanted - whole
    words = _part(wanted & whole, wanted)
    return {
        "words": words,
        "best_words": _part(wanted & best, wanted),
        "two_words": _part(wanted & two, wanted),
        "pairs": _part(bigrams & held, bigrams),
        "best_pairs": _part(bigrams & close, bigrams),
        "run": _longest(asked, spans[order[0]]) / max(1, len(asked)),
        "names": sum(n in there for n in names) / len(names) if names else 1.0,
        "names_missing": min(3, sum(n not in there for n in names)) / 3,
        "numbers": _part(numbers & known, numbers) if numbers else 1.0,
        "numbers_missing": min(3, len(numbers - known)) / 3,
        "negation": float(bool(_NEGATION.search(claim)) != bool(_NEGATION.search(" ".join(spans[i] for i in order[:2])))),
        "cosine": cosines[0],
        "cosine_two": float(joint @ vectors[0]) / (float(np.linalg.norm(joint)) or 1.0),
        "cosine_mean": sum(cosines) / len(cosines),
        "length": math.log1p(len(asked)),
        "source_length": math.log1p(len(source) / 100),
        "coverage_squared": words * words,
        "rare_missing": min(1.0, len({m for m in missing if len(m) > 6}) / 4),
        "prefix": 1.0 if _NEGATION.search(claim) else 0.0,
    }


def _part(found: set[str], wanted: set[str]) -> float:
    return len(found) / len(wanted) if wanted else 1.0


def _numbers(text: str) -> set[str]:
    digits = {n.replace(",", "").rstrip(".") for n in _NUMBER.findall(text)}
    return digits | {_WORDS_AS_NUMBERS[w] for w in re.findall(r"[a-z]+", text.lower()) if w in _WORDS_AS_NUMBERS and w != "one"}


def _longest(asked: Sequence[str], sentence: str) -> int:
    """The longest run of the claim's terms that stands in a sentence in this order."""
    text = " " + " ".join(terms(sentence)) + " "
    best = 0
    for i in range(len(asked)):
        while i + best < len(asked) and " " + " ".join(asked[i : i + best + 1]) + " " in text:
            best += 1
    return best
