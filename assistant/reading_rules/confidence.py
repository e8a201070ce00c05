"""How probably the evidence answers a question: a logistic regression over what the best evidence is like.

The coefficients (`outcomes.json`, made by `python tests/benchmarks/fit_outcomes.py`) are fitted on labelled questions with and
without an answer in the texts. The features do not depend on the collection's size.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from assistant.evidence.retriever import Evidence
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.term_weights import Weigher
from assistant.verification.support import RegressionCoefficients, coefficients
from corpus.errors import BadRequest
from corpus.language.scripts import WIDE

COEFFICIENTS = files(__package__) / "confidence.json"  # `make outcomes` writes it
_FIRST = 5  # hits of the search whose signals count; what an address or a section brings has none
# Where no token vectors are (another encoder, a question in Chinese or Japanese) words alone are weighed; set by hand.
_WORDS = {"words": 2.0, "passage": 3.0, "meaning": 4.0, "fits": 0.8, "joint": 0.5}
_WORDS_INTERCEPT = -2.6


@cache
def packaged() -> RegressionCoefficients:
    """The coefficients that ship with Licet. Raises BadRequest when the file is damaged."""
    try:
        return coefficients(json.loads(COEFFICIENTS.read_text("utf-8")))["answers"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRequest(
            f"The coefficients of declining cannot be read: {error}.", "Install Licet again, or run `make outcomes`."
        ) from error


def features(evidence: Evidence, ranked: Sequence[Sentence], weigher: Weigher) -> dict[str, float]:
    """What the regression sees: the best sentence's nearness in sense and words, the best passages' own, and the rarest words held."""
    best = ranked[0].features if ranked else {}
    first = [h for h in evidence.hits if h.signals][:_FIRST]

    def signal(name: str) -> float:
        return max((h.signals.get(name, 0.0) for h in first), default=0.0)

    around = [" ".join((s.hit.passage.text, s.hit.passage.context, s.hit.source.title)) for s in ranked[:3]]
    return {
        "late": best.get("late", 0.0),
        "meaning": best.get("meaning", 0.0),
        "joint": best.get("joint", 0.0),
        "pairs": best.get("pairs", 0.0),
        "passage_late": signal("late_idf"),
        "passage_floor": signal("late_floor"),
        "rarest": weigher.rarest(around),
        "nowhere": weigher.nowhere,
        "ranked": best.get("ranked", 0.0),
        "lacks": float(weigher.measured and not any(s.features.get("fits", 0.0) > 0 for s in ranked[:3])),
    }


def probability(evidence: Evidence, ranked: Sequence[Sentence], weigher: Weigher) -> float:
    """How probably the best sentences answer, 0 to 1."""
    if not ranked:
        return 0.0
    if WIDE.search(weigher.question) or not any(h.signals for h in evidence.hits):
        found = {name: max(s.features.get(name, 0.0) for s in ranked[:3]) for name in _WORDS}
        return 1 / (1 + math.exp(-_WORDS_INTERCEPT - sum(_WORDS[name] * value for name, value in found.items())))
    return packaged().probability(features(evidence, ranked, weigher))
