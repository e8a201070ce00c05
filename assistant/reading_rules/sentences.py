"""Sentence of the evidence with its score, the features that it is made of, and their weights."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.errors import BadRequest
from index.hits import Hit

SENTENCE_WEIGHTS_FILE = files(__package__) / "sentences.json"  # `make sentences` writes it

# Features of a sentence. `python tests/benchmarks/fit_sentences.py` fits their weights (`sentences.json`), so that
# `exp(score)` is proportional to the probability that the sentence answers.
SENTENCE_FEATURES: Mapping[str, str] = {
    "words": "the share of the question's rare words that the sentence has",
    "passage": "the same of its passage",
    "joint": "the same of the sentence with its headings and lead-ins",
    "pairs": "the share of the question's neighbouring words that stand side by side in it",
    "together": "how many of the question's words it has, with its headings",
    "about": "stands in a text that the question names",
    "meaning": "cosine with the question",
    "token_similarity": "each of the question's words beside its nearest word",
    "fits": "offers what the question wants: a duration, an amount, a date, a body",
    "rank": "falls with the rank in the search",
    "ranked": "the ranker's score of its passage",
    "passage_token_similarity": "each of the question's words beside its nearest word of the passage",
    "addressed": "stands in a provision that the question names",
    "by_name": "stands in a rule that the question calls by a name",
    "by_country": "makes a matter depend on a list of countries, where the question names one",
    "elsewhere": "names countries, and none that the question names",
    "own": "of a follow-up the share of its own words, not of those that it leans on",
    "own_fits": "offers what the follow-up itself wants",
    "answered": "best answers the question before: what was said already is not what a follow-up asks",
    "low": "meta texts: authority notes, amendment histories",
    "row": "a row of a table",
    "length": "its length, logarithmic",
    "long": "is longer than people read at once",
    "authority": "binding text before comment",
    "explainer": "our own words stand in where the law's do not answer",
}


@cache
def weights() -> Mapping[str, float]:
    """Return the weights that ship with Licet, by feature. Raise BadRequest when the file is damaged."""
    try:
        found = json.loads(SENTENCE_WEIGHTS_FILE.read_text("utf-8"))["weights"]
        return {name: float(found[name]) for name in SENTENCE_FEATURES}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRequest(
            f"The weights of sentences cannot be read: {error}.", "Install Licet again, or run `make sentences`."
        ) from error


@dataclass(frozen=True, slots=True)
class Sentence:
    """Sentence of a hit, at `start:end` of its edition's text."""

    hit: Hit
    start: int
    end: int
    text: str
    score: float
    features: Mapping[str, float]

    @property
    def coverage(self) -> float:
        """Return the share of the question's rare words that it has with its headings and lead-ins, 0 to 1."""
        return self.features.get("joint", 0.0)

    @property
    def own_coverage(self) -> float:
        """Return the same without its headings; a list's line with them."""
        return self.features.get("words", 0.0)

    @property
    def passage_coverage(self) -> float:
        """Return the share of the question's rare words that its passage has, 0 to 1."""
        return self.features.get("passage", 0.0)

    @property
    def pair_coverage(self) -> float:
        """Return the share of the question's neighbouring words that stand side by side in it, 0 to 1."""
        return self.features.get("pairs", 0.0)

    @property
    def follow_up_coverage(self) -> float:
        """Return the share of a follow-up's own words that it has with its headings, 0 to 1; 0 for another question."""
        return self.features.get("own", 0.0)

    @property
    def shared_words(self) -> float:
        """Return how many of the question's words it has, with its headings."""
        return self.features.get("together", 0.0)

    @property
    def likeness(self) -> float:
        """Return its cosine with the question."""
        return self.features.get("meaning", 0.0)

    @property
    def nearness(self) -> float:
        """Return how near each of the question's words is to its nearest word (late interaction)."""
        return self.features.get("token_similarity", 0.0)

    @property
    def passage_rank_score(self) -> float:
        """Return the ranker's score of its passage, at most 1."""
        return self.features.get("ranked", 0.0)

    @property
    def fit(self) -> float:
        """Return how much of what the question wants (a duration, an amount, a date, a body) it offers, 0 to 1."""
        return self.features.get("fits", 0.0)

    @property
    def offers_what_is_wanted(self) -> bool:
        """Return whether it has any of the figures or bodies that the question wants."""
        return self.fit > 0

    @property
    def is_of_named_text(self) -> bool:
        """Return whether it stands in a text that the question names, by its country or its title."""
        return self.features.get("about", 0.0) > 0

    @property
    def is_at_named_address(self) -> bool:
        """Return whether it stands in a provision that the question names."""
        return self.features.get("addressed", 0.0) > 0

    def beside(self, best: Sentence) -> float:
        """Return how likely it is to answer as a share of how likely `best` is, at most 1."""
        return math.exp(min(self.score - best.score, 0.0))
