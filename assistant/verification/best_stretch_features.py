"""Features of the support scorer from the stretch of a text that fits a claim best, half as long again as the claim.

A claim whose words all occur, but far apart, is mostly put together from what the text says of other things. What the
claim adds to its question is measured apart, and the names in it again: a wrong name leaves most of a sentence intact.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

_BLOCKS = 4  # a stretch begins at every quarter of its length
_LONGER = 1.5  # times the claim's tokens
_LEAST_BLOCK = 3
_FLOOR = 0.2  # of a cosine before its logarithm

STRETCH_FEATURES = ("stretch_match", "stretch_new", "stretch_new_log", "stretch_new_names")


def stretch_features(
    near: Sequence[np.ndarray], weights: np.ndarray, new: np.ndarray, named: np.ndarray
) -> dict[str, float]:
    """Return the features of the best stretch by name; zeros when there is nothing to compare.

    `near` has the cosines `[claim's tokens, run's tokens]` of each run of text. `weights`, `new` and `named` are by the
    claim's tokens: their weights, whether the question lacks them, and whether they begin with a capital within the
    claim.
    """
    count = len(weights)
    block = max(_LEAST_BLOCK, round(_LONGER * count / _BLOCKS))
    stretches = [_nearest(run, block) for run in near if run.shape[1]]
    if not count or not stretches:
        return dict.fromkeys(STRETCH_FEATURES, 0.0)
    every = np.concatenate(stretches, axis=1)
    best = every[:, int(np.argmax(weights @ every))]
    added = new if new.any() else np.ones(count, bool)
    return {
        "stretch_match": float(best @ weights / weights.sum()),
        "stretch_new": float(best[added] @ weights[added] / weights[added].sum()),
        # In a mean of logarithms one word far from everything outweighs many that are near to something.
        "stretch_new_log": float(np.log(np.clip(best[added], _FLOOR, 1)).mean()),
        "stretch_new_names": float((1 - best[new & named]).sum() / count),
    }


def _nearest(run: np.ndarray, block: int) -> np.ndarray:
    """Return `[claim's tokens, stretches]`: the cosine of each token and the nearest token of each stretch."""
    blocks = np.maximum.reduceat(run, np.arange(0, run.shape[1], block), axis=1)
    return sliding_window_view(blocks, min(_BLOCKS, blocks.shape[1]), axis=1).max(axis=-1)
