"""Result of a search."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corpus.errors import AlteredText
from corpus.model import Passage, Source, Version

_SCORE_AT_ADDRESS = 1.0  # from which on a passage stands at an exact address


@dataclass(frozen=True, slots=True)
class Hit:
    """One retrieved passage, in the edition in force on the requested date.

    `rank` counts from 1. `score` falls with `rank` and is comparable within one search only; the passage at an exact
    address scores above 1. `side` is the probability, 0 to 1, that texts in languages other than English contain the
    answer; 0 where they were not searched. `why` gives the reasons for people ("address 15 CFR 744.21(f)", "words:
    licence, exception", "meaning"). `signals` are the features of the ranker by name, for inspection and calibration.

    >>> [(hit.rank, hit.passage.locator, hit.why) for hit in desk.search("deemed export")]  # doctest: +SKIP
    """

    rank: int
    passage: Passage
    source: Source
    version: Version
    score: float
    why: tuple[str, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)
    side: float = 0.0

    def at(self, rank: int) -> Hit:
        """Return the hit at another rank."""
        if rank == self.rank:
            return self
        return Hit(rank, self.passage, self.source, self.version, self.score, self.why, self.signals, self.side)

    @property
    def is_found(self) -> bool:
        """Return whether search or address found it; what a rule, a unit or a citation brings in has no score."""
        return self.score > 0

    @property
    def is_at_address(self) -> bool:
        """Return whether it stands at an exact address that the question writes."""
        return self.score > _SCORE_AT_ADDRESS

    @property
    def is_ranked(self) -> bool:
        """Return whether the ranker has read it: what an address or a section brings has no signals."""
        return bool(self.signals)

    @property
    def nearness(self) -> float:
        """Return how near each of the question's words, by its rarity, is to its nearest word of the passage."""
        return self.signals.get("token_similarity_weighted", 0.0)

    @property
    def least_nearness(self) -> float:
        """Return the same of the quarter of the question's words that are least near."""
        return self.signals.get("token_similarity_lowest_quarter", 0.0)


class AlteredTextWarning(UserWarning):
    """A text was left out of a result, since it is not as it was when it was added.

    A program that would rather stop turns it into an error:

    >>> warnings.simplefilter("error", AlteredTextWarning)  # doctest: +SKIP
    """


class Hits(list[Hit]):
    """Hits of a search, best first; `left_out` names the texts that were not searched since they were altered.

    >>> found = desk.search("deemed export", k=3)  # doctest: +SKIP
    >>> print(found[0].passage.text, [str(problem) for problem in found.left_out])  # doctest: +SKIP
    """

    def __init__(self, hits: Iterable[Hit] = (), left_out: Iterable[AlteredText] = ()) -> None:
        super().__init__(hits)
        self.left_out = tuple(left_out)

    def warn(self, stacklevel: int = 2) -> None:
        """Warn of each text that was left out, in the caller's place."""
        for problem in self.left_out:
            warnings.warn(str(problem), AlteredTextWarning, stacklevel=stacklevel + 1)
