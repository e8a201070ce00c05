"""Candidates of one question, on their way to a ranking."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from corpus.catalogue_results import HeldPassage
from index.crosslingual.languages import ENGLISH
from index.crosslingual.query import CrosslingualQuery, crosslingual_features, says_nothing
from index.encoders.embeddings import Encoder
from index.stores.token_vectors import PassageVectors
from index.stores.vectors.chroma import Vectors

Partition = tuple[Encoder, Vectors]
Ranked = list[tuple[str, float]]  # passage ids with their scores, best first


@dataclass
class Found:
    """Candidates of one question on their way to a ranking.

    `lists` holds the ranked list of each engine by name; the other fields are filled as candidates are scored.
    """

    lists: dict[str, Ranked]
    held: dict[str, HeldPassage]
    crosslingual: CrosslingualQuery | None = None  # the question in other languages, where their texts are searched
    rows: dict[str, PassageVectors] = field(default_factory=dict)
    signals: dict[str, np.ndarray] = field(default_factory=dict)
    score: dict[str, float] = field(default_factory=dict)
    side: float = 0.0  # how probably texts in other languages hold the answer


def crosslingual_candidates(found: Found) -> tuple[list[str], np.ndarray]:
    """Return the ids of the candidates in other languages and their features, row by row."""
    assert found.crosslingual is not None
    rest = [i for i, h in found.held.items() if h.passage.language not in ENGLISH and not says_nothing(h.passage)]
    lexical = [i for i, _ in found.lists.get("other words", ())]
    held = [found.held[i] for i in rest]
    return rest, crosslingual_features(found.crosslingual, held, dict(found.lists.get("other language", ())), lexical)
