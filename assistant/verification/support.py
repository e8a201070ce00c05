"""Does this text support this sentence: a calibrated probability from what is at hand, with no model of entailment.

A logistic regression over the features of `assistant.verification.alignment`, one for words alone and one with token
vectors. The coefficients are packaged (`support.json`, made by `python tests/benchmarks/fit_support.py`) and evaluated
here in a few lines. An entailment model from a hub, where the setting names one, takes the regression's place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from assistant.verification.alignment import TokenVectors, clean, features, read
from corpus.errors import BadRequest
from index.encoders.embeddings import Encoder, EnglishEncoder
from index.text.tokens import terms

COEFFICIENTS = files(__package__) / "support.json"  # `make support` writes it
Entails = Callable[[list[tuple[str, str]]], list[float]]

_ENTAILMENT_WORDS = 220  # of premise a window: an entailment model reads 512 tokens at most


@dataclass(frozen=True, slots=True)
class RegressionCoefficients:
    """One regression: standardise by `mean` and `scale`, weigh, add `intercept`; `threshold` is on the probability."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    threshold: float = 0.5

    def probability(self, found: Mapping[str, float]) -> float:
        """The probability for one claim's features. Raises KeyError where a feature is absent."""
        row = (np.array([found[n] for n in self.names]) - np.array(self.mean)) / np.array(self.scale)
        return float(1 / (1 + np.exp(-np.clip(row @ np.array(self.weights) + self.intercept, -30, 30))))


@cache
def packaged() -> Mapping[str, RegressionCoefficients]:
    """The coefficients that ship with Licet: "words" and "tokens". Raises BadRequest when the file is damaged."""
    try:
        return coefficients(json.loads(COEFFICIENTS.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRequest(
            f"The support scorer's coefficients cannot be read: {error}.", "Install Licet again, or run `make support`."
        ) from error


def coefficients(document: Mapping) -> Mapping[str, RegressionCoefficients]:
    """The regressions of a `support.json`."""
    out = {}
    for name, m in document["models"].items():
        columns = m["features"]
        out[name] = RegressionCoefficients(
            tuple(columns),
            tuple(c["mean"] for c in columns.values()),
            tuple(c["scale"] for c in columns.values()),
            tuple(c["weight"] for c in columns.values()),
            m["intercept"],
            m["threshold"],
        )
    return out


class SupportScorer:
    """Scores claims against references.

    `tokens` gives the token ids and token vectors of each text; without it the coefficients for words alone are taken.
    `entails` gives for (premise, hypothesis) pairs the probability that the first entails the second, and replaces the
    regression.
    """

    def __init__(
        self,
        coefficients: Mapping[str, RegressionCoefficients] | None = None,
        *,
        tokens: TokenVectors | None = None,
        entails: Entails | None = None,
    ) -> None:
        self.tokens, self.entails = tokens, entails
        self.name = "tokens" if tokens else "words"
        self.model = (coefficients or packaged())[self.name]

    @property
    def threshold(self) -> float:
        """The score from which a claim counts as supported."""
        return 0.5 if self.entails else self.model.threshold

    def features(self, claim: str, references: Sequence[str], question: str = "") -> dict[str, float]:
        """What the score is made of, by name."""
        return features(claim, references, question, tokens=self.tokens)

    def score(self, claim: str, references: Sequence[str], question: str = "") -> float:
        """Return the probability, 0..1, that the references support the claim; 0 where there is nothing to compare."""
        claim = clean(claim)
        if not terms(claim) or not any(terms(r) for r in references):
            return 0.0
        if self.entails:
            return max(self.entails([(premise, claim) for premise in _premises(claim, references)]))
        return self.model.probability(self.features(claim, references, question))


def scorer_over(
    encoder: Encoder, *, entails: Entails | None = None, models: Mapping[str, RegressionCoefficients] | None = None
) -> SupportScorer:
    """The scorer over an encoder that is at hand. Another encoder than the embedded one leaves words alone: its cosines
    mean something else than those that the coefficients were fitted on. Loads nothing before the first score."""
    if not isinstance(encoder, EnglishEncoder):
        return SupportScorer(models, entails=entails)

    def tokens(texts: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
        distinct = list(dict.fromkeys(texts))
        found = {distinct[place]: (np.asarray(ids), states) for place, ids, states in encoder.network.states(distinct)}
        return [found[t] for t in texts]

    return SupportScorer(models, tokens=tokens, entails=entails)


def _premises(claim: str, references: Sequence[str]) -> list[str]:
    """Return the eight likeliest runs of whole sentences that an entailment model can read at once."""
    runs: list[list[str]] = [[]]
    for sentence in read(references, claim).sentences:
        if runs[-1] and sum(len(s.split()) for s in runs[-1]) + len(sentence.split()) > _ENTAILMENT_WORDS:
            runs.append(runs[-1][-1:])  # a sentence of overlap, so that what refers back has something to refer to
        runs[-1].append(sentence)
    wanted = set(terms(claim))
    return sorted((" ".join(r) for r in runs), key=lambda r: -len(wanted & set(terms(r))))[:8]
