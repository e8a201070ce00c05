"""The gate of annotations: in which order they fit a question, and how probably the best one addresses it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

GATE = files(__package__) / "annotation_gate.json"  # `make annotation-gate` writes it
# `own_language` is 0 of a question in English: how near it is, in its own language, to a wording, by another encoder.
RANKED_BY = ("wording", "answer", "words", "rank", "own_language")
COMPARED = (*RANKED_BY, "figures")
ANNOTATION_FEATURES = (*COMPARED, "margin")


@dataclass(frozen=True, slots=True)
class Gate:
    """Logistic regression over FEATURES, with the probabilities from which a note answers and gives a verdict.

    `ranking` holds the weights of RANKED_BY, by which annotations are put in order before the best one is judged.
    """

    ranking: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    answers: float
    verdict: float

    def score(self, compared: Sequence[float]) -> float:
        """Return how well an annotation with these values of COMPARED fits, beside others for the same question."""
        return sum(w * f for w, f in zip(self.ranking, compared[: len(RANKED_BY)], strict=True))

    @property
    def own_language(self) -> float:
        """Return what nearness in the question's own language counts for."""
        return self.ranking[RANKED_BY.index("own_language")]

    def probability(self, features: Sequence[float]) -> float:
        """Return the probability, 0..1, that an annotation with these features addresses the question."""
        z = self.intercept + sum(w * f for w, f in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


@cache
def gate() -> Gate:
    """Return the gate that ships with Licet."""
    held = json.loads(GATE.read_text("utf-8"))
    ranking, weights = (
        tuple(held[of][name] for name in names)
        for of, names in (("ranking", RANKED_BY), ("weights", ANNOTATION_FEATURES))
    )
    return Gate(ranking, weights, held["intercept"], held["answers"], held["verdict"])
