"""How well a claim stands in one stretch of a text, half as long again as the claim itself.

A claim whose words all occur, but far apart, is mostly put together from what the text says of other things. The best
stretch is found over the similarities of the claim's tokens to the text's; what the claim adds to its question counts
apart, and the names among that again: a wrong name leaves most of a sentence as it was.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

_BLOCKS = 4  # a stretch begins at every quarter of its length
_LONGER = 1.5  # times the claim's tokens
_LEAST_BLOCK = 3
_FLOOR = 0.2  # of a similarity, before its logarithm

NAMES = ("stretch_match", "stretch_new", "stretch_new_log", "stretch_new_names")


def stretch_features(
    near: Sequence[np.ndarray], weights: np.ndarray, new: np.ndarray, named: np.ndarray
) -> dict[str, float]:
    """The features of the best stretch.

    `near` has for each run of text the similarities `[claim's tokens, run's tokens]`. `weights` are the tokens'
    weights, `new` those that the question does not have, `named` those that begin with a capital within the claim.
    """
    count = len(weights)
    block = max(_LEAST_BLOCK, round(_LONGER * count / _BLOCKS))
    stretches = [_nearest(run, block) for run in near if run.shape[1]]
    if not count or not stretches:
        return dict.fromkeys(NAMES, 0.0)
    every = np.concatenate(stretches, axis=1)
    best = every[:, int(np.argmax(weights @ every))]
    added = new if new.any() else np.ones(count, bool)
    return {
        "stretch_match": float(best @ weights / weights.sum()),
        "stretch_new": float(best[added] @ weights[added] / weights[added].sum()),
        # Of a mean of logarithms one word that is far from everything takes more than many that are near to something
        # give.
        "stretch_new_log": float(np.log(np.clip(best[added], _FLOOR, 1)).mean()),
        "stretch_new_names": float((1 - best[new & named]).sum() / count),
    }


def _nearest(run: np.ndarray, block: int) -> np.ndarray:
    """`[claim's tokens, stretches]`: how near the nearest token of each stretch is."""
    blocks = np.maximum.reduceat(run, np.arange(0, run.shape[1], block), axis=1)
    return sliding_window_view(blocks, min(_BLOCKS, blocks.shape[1]), axis=1).max(axis=-1)
