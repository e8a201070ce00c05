"""Logistic regression, cross-validation by group and macro-F1 in numpy, for fitting and judging the support scorer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

PENALTY = 100.0  # best of 10, 40, 100, 300: mean over four subsets, cross-validated and with one subset left out


def fit(rows: np.ndarray, labels: np.ndarray, penalty: float = PENALTY) -> tuple[np.ndarray, float]:
    """Return (weights, intercept) of a logistic regression on standardised `rows`, fitted by Newton's method.

    `penalty` is the L2 penalty on the weights; the intercept is free.
    """
    design = np.hstack([rows, np.ones((len(rows), 1))])
    ridge = np.diag([penalty] * rows.shape[1] + [1e-9])
    w = np.zeros(design.shape[1])
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(design @ w, -30, 30)))
        gradient = design.T @ (p - labels) + ridge @ w
        step = np.linalg.solve((design * (p * (1 - p))[:, None]).T @ design + ridge, gradient)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return w[:-1], float(w[-1])


def standardise(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (mean, scale) of every column. A constant column has the scale 1."""
    scale = rows.std(axis=0)
    return rows.mean(axis=0), np.where(scale > 1e-9, scale, 1.0)


def folds(groups: Sequence[str], count: int = 5, seed: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield (training, held out) as masks, `count` times. A group is never on both sides.

    Groups are dealt to the folds largest first, each to the smallest fold.
    """
    names, where, sizes = np.unique(np.asarray(groups), return_inverse=True, return_counts=True)
    shuffled = np.random.default_rng(seed).permutation(len(names))
    load, fold_of = np.zeros(count), np.zeros(len(names), int)
    for name in sorted(shuffled, key=lambda n: -sizes[n]):
        fold_of[name] = int(np.argmin(load))
        load[fold_of[name]] += sizes[name]
    for fold in range(count):
        held_out = fold_of[where] == fold
        yield ~held_out, held_out


def out_of_fold(
    rows: np.ndarray, labels: np.ndarray, groups: Sequence[str], penalty: float = PENALTY, seed: int = 0
) -> np.ndarray:
    """Return the probability of every row, from a regression that saw no row of its group."""
    found = np.zeros(len(rows))
    for training, held_out in folds(groups, seed=seed):
        mean, scale = standardise(rows[training])
        weights, intercept = fit((rows[training] - mean) / scale, labels[training], penalty)
        found[held_out] = 1 / (1 + np.exp(-np.clip((rows[held_out] - mean) / scale @ weights + intercept, -30, 30)))
    return found


def macro_f1(truth: np.ndarray, said: np.ndarray) -> float:
    """Return the mean F1 of both classes of the boolean `truth` and `said`. A class that neither has counts as 0."""
    scores = []
    for side in (True, False):
        hits = float(((truth == side) & (said == side)).sum())
        total = float((truth == side).sum() + (said == side).sum())
        scores.append(2 * hits / total if total else 0.0)
    return sum(scores) / 2
