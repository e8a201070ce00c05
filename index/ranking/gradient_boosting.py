"""The learned ranker: gradient-boosted trees over `index.ranking.features`, evaluated by numpy.

The trees are stored in a text file that `make ranker` writes.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from index.ranking.features import RANKING_FEATURES

TREES = files(__package__) / "ranker.json"  # `make ranker` writes it


class Ranker:
    """Gradient-boosted trees: a score is the sum over all trees of the leaf that a row of features reaches.

    Trees are stored as padded arrays `[trees, nodes]`; a leaf is a node that leads to itself.
    """

    def __init__(self, held: dict[str, Any]) -> None:
        columns = [
            RANKING_FEATURES.index(name) for name in held["features"]
        ]  # ValueError where a feature no longer exists
        trees = held["trees"]
        size = max(len(t["feature"]) for t in trees)
        self.depth = int(held["depth"])
        self.feature = np.zeros((len(trees), size), np.intp)
        self.threshold = np.full((len(trees), size), np.inf, np.float32)
        self.left = np.tile(np.arange(size), (len(trees), 1))
        self.right = self.left.copy()
        self.value = np.zeros((len(trees), size), np.float32)
        for n, tree in enumerate(trees):
            width = len(tree["feature"])
            self.feature[n, :width] = [columns[f] if f >= 0 else 0 for f in tree["feature"]]
            self.threshold[n, :width] = [
                t if f >= 0 else np.inf for f, t in zip(tree["feature"], tree["threshold"], strict=True)
            ]
            self.left[n, :width], self.right[n, :width], self.value[n, :width] = (
                tree["left"],
                tree["right"],
                tree["value"],
            )
        base = np.arange(len(trees), dtype=np.int32)[:, None] * size
        children = np.stack([self.right + base, self.left + base], axis=-1)
        self._roots, self._children = base, children.ravel().astype(np.int32)
        self._feature, self._threshold = self.feature.ravel().astype(np.int32), self.threshold.ravel()
        self._value = self.value.ravel()

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """Return the scores `[candidates]` for features `[candidates, len(NAMES)]`.

        They are log-odds: higher is better, 0 is undecided.
        """
        node = np.broadcast_to(self._roots, (len(self.feature), len(rows)))
        first = (np.arange(len(rows), dtype=np.int32) * rows.shape[1])[None, :]
        flat = np.ascontiguousarray(rows).ravel()
        for _ in range(self.depth):
            goes_left = flat.take(self._feature.take(node) + first) <= self._threshold.take(node)
            node = self._children.take(2 * node + goes_left)
        return self._value.take(node).sum(axis=0)


@lru_cache(maxsize=1)
def shipped() -> Ranker:
    """Return the ranker that comes with the index."""
    return Ranker(json.loads(TREES.read_text("utf-8")))
