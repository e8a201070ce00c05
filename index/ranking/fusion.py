"""Ranked lists of both halves to one ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# Reciprocal rank fusion with weights, tuned on a dev set of regulatory questions: words decide, meaning breaks ties.
WEIGHTS = {"words": 1.0, "meaning": 0.4, "other language": 0.4, "other words": 0.4}
_K = 5.0


def fuse(lists: Mapping[str, Sequence[tuple[str, float]]]) -> list[tuple[str, float]]:
    """(id, score), best first, out of named ranked lists of (id, own score): the weighted sum of 1 / (k + rank).

    Scores lie between 0 and 1; 1 is first in every list.
    """
    total: dict[str, float] = {}
    for name, ranked in lists.items():
        for rank, (key, _) in enumerate(ranked):
            total[key] = total.get(key, 0.0) + WEIGHTS[name] / (_K + rank)
    best = sum(WEIGHTS[name] for name in lists) / _K
    return sorted(((key, score / best) for key, score in total.items()), key=lambda pair: -pair[1])
