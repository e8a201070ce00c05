"""Support scorer: the calibrated probability that a text supports a sentence, without an entailment model.

It is a logistic regression over the features of `assistant.verification.alignment`: one for words alone, one with token
vectors. `python tests/benchmarks/fit_support.py` fits the coefficients, which are packaged as `support.json`. An
entailment model takes the place of the regression where the settings name one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from assistant.verification.alignment import TokenVectors, alignment_features, read_references, without_marks
from assistant.verification.coefficients import RegressionCoefficients, read_coefficients
from index.encoders.embeddings import Encoder, EnglishEncoder
from index.text.analyzer import Analyzer

SUPPORT_FILE = files(__package__) / "support.json"  # `make support` writes it
Entails = Callable[[list[tuple[str, str]]], list[float]]

_ENTAILMENT_WORDS = 220  # of one premise: an entailment model reads 512 tokens at most


@cache
def packaged_coefficients() -> Mapping[str, RegressionCoefficients]:
    """Return the coefficients that ship with Licet: "words" and "tokens". Raise BadRequest when the file is damaged."""
    return read_coefficients(SUPPORT_FILE, "make support")


class SupportScorer:
    """Scorer of claims against references.

    `tokens` gives the token ids and token vectors of each text; without it the regression over words alone is used.
    `entails` gives for pairs of premise and hypothesis the probability that the first entails the second, and replaces
    the regression.
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
        self.model = (coefficients or packaged_coefficients())[self.name]

    @property
    def threshold(self) -> float:
        """Return the score from which a claim counts as supported."""
        return 0.5 if self.entails else self.model.threshold

    def features(
        self, claim: str, references: Sequence[str], question: str = "", analyzer: Analyzer | None = None
    ) -> dict[str, float]:
        """Return the features of a claim by name."""
        return alignment_features(claim, references, question, tokens=self.tokens, analyzer=analyzer)

    def score(
        self, claim: str, references: Sequence[str], question: str = "", analyzer: Analyzer | None = None
    ) -> float:
        """Return the probability, 0..1, that the references support the claim; 0 where there is nothing to compare.

        `analyzer` remembers the texts that it has taken apart, for the next claim over the same references.
        """
        claim, analyzer = without_marks(claim), analyzer or Analyzer()
        if not analyzer.terms(claim) or not any(analyzer.terms(without_marks(r)) for r in references):
            return 0.0
        if self.entails:
            return max(self.entails([(premise, claim) for premise in _premises(claim, references, analyzer)]))
        return self.model.probability(self.features(claim, references, question, analyzer))


def scorer_over(
    encoder: Encoder, *, entails: Entails | None = None, models: Mapping[str, RegressionCoefficients] | None = None
) -> SupportScorer:
    """Return the scorer over an encoder; load nothing before the first score.

    Only the embedded encoder's token vectors are used: cosines of another mean something else than those that the
    coefficients were fitted on.
    """
    if not isinstance(encoder, EnglishEncoder):
        return SupportScorer(models, entails=entails)

    def tokens(texts: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
        distinct = list(dict.fromkeys(texts))
        found = {distinct[place]: (np.asarray(ids), states) for place, ids, states in encoder.network.states(distinct)}
        return [found[t] for t in texts]

    return SupportScorer(models, tokens=tokens, entails=entails)


def _premises(claim: str, references: Sequence[str], analyzer: Analyzer) -> list[str]:
    """Return runs of whole sentences that an entailment model can read at once.

    Of many runs the eight are kept that have most of the claim's words.
    """
    runs: list[list[str]] = [[]]
    for sentence in read_references(references, claim, analyzer).sentences:
        if runs[-1] and sum(len(s.split()) for s in runs[-1]) + len(sentence.split()) > _ENTAILMENT_WORDS:
            runs.append(runs[-1][-1:])  # one sentence overlaps, for words that refer back
        runs[-1].append(sentence)
    joined = [" ".join(r) for r in runs]
    return sorted(joined, key=lambda r: -len(analyzer.term_set(claim) & analyzer.term_set(r)))[:8]
