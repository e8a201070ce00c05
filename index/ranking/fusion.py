"""Reciprocal rank fusion: several ranked lists become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# Reciprocal rank fusion with weights, tuned on a dev set of regulatory questions: words decide, meaning breaks ties.
FUSION_WEIGHTS = {"words": 1.0, "meaning": 0.4, "other language": 0.4, "other words": 0.4}
_RANK_OFFSET = 5.0


def fuse(lists: Mapping[str, Sequence[tuple[str, float]]]) -> list[tuple[str, float]]:
    """Return (id, score), best first, for named ranked lists of (id, own score).

    The score is the weighted sum of 1 / (k + rank), scaled to between 0 and 1; 1 means first in every list. Source:
    Cormack et al., "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods", SIGIR 2009.
    """
    total: dict[str, float] = {}
    for name, ranked in lists.items():
        for rank, (key, _) in enumerate(ranked):
            total[key] = total.get(key, 0.0) + FUSION_WEIGHTS[name] / (_RANK_OFFSET + rank)
    best = sum(FUSION_WEIGHTS[name] for name in lists) / _RANK_OFFSET
    return sorted(((key, score / best) for key, score in total.items()), key=lambda pair: -pair[1])
