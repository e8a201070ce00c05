"""Logistic regressions whose coefficients ship with Licet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

import numpy as np

from corpus.errors import BadRequest


@dataclass(frozen=True, slots=True)
class RegressionCoefficients:
    """Logistic regression: `mean` and `scale` standardise the features `names`; `threshold` is on the probability."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    threshold: float = 0.5

    def probability(self, found: Mapping[str, float]) -> float:
        """Return the probability for one claim's features. Raise KeyError when a feature is absent."""
        row = (np.array([found[n] for n in self.names]) - np.array(self.mean)) / np.array(self.scale)
        return float(1 / (1 + np.exp(-np.clip(row @ np.array(self.weights) + self.intercept, -30, 30))))


def read_coefficients(file: Traversable, remake: str) -> Mapping[str, RegressionCoefficients]:
    """Return the regressions of a packaged file by name; the command `remake` writes that file.

    Raise BadRequest when it is damaged.
    """
    try:
        models = json.loads(file.read_text("utf-8"))["models"]
        return {name: _regression(model) for name, model in models.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest(f"{file.name} cannot be read: {error}.", f"Install Licet again, or run `{remake}`.") from error


def _regression(model: Mapping) -> RegressionCoefficients:
    columns = model["features"]
    return RegressionCoefficients(
        tuple(columns),
        tuple(c["mean"] for c in columns.values()),
        tuple(c["scale"] for c in columns.values()),
        tuple(c["weight"] for c in columns.values()),
        model["intercept"],
        model["threshold"],
    )
