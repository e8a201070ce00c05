"""Result of a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.model import Passage, Source, Version


@dataclass(frozen=True, slots=True)
class Hit:
    """One retrieved passage, in the edition in force on the requested date.

    `rank` counts from 1. `score` falls with `rank` and is comparable within one search only; the passage at an exact
    address scores above 1. `side` is the probability, 0 to 1, that texts in languages other than English contain the
    answer; 0 where they were not searched. `why` gives the reasons for people ("address 15 CFR 744.21(f)", "words:
    licence, exception", "meaning"). `signals` are the features of the ranker by name, for inspection and calibration.
    """

    rank: int
    passage: Passage
    source: Source
    version: Version
    score: float
    why: tuple[str, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)
    side: float = 0.0
