"""What a search gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.model import Passage, Source, Version


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found, in the edition in force on the asked day.

    `score` falls with `rank` (from 1); it is comparable within one search only, except that exact addresses score 1 and
    more. `side` is how probably texts in languages other than English hold the answer at all, 0 where they were not asked. `why` says in words why it is here ("address 15 CFR 744.21(f)", "words: licence, exception", "meaning").
    `signals` are the ranker's features by name, for the inspection page and for calibration.
    """

    rank: int
    passage: Passage
    source: Source
    version: Version
    score: float
    why: tuple[str, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)
    side: float = 0.0
