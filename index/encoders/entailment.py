"""Optional entailment model from a hub or a folder, run as a cross-encoder of sentence-transformers."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy as np

from corpus.errors import ModelFailed


def entailment(name: str, threads: int = 0) -> Callable[[list[tuple[str, str]]], list[float]]:
    """Return a function that maps (premise, hypothesis) pairs to the probabilities that the first entails the second.

    `name` is a folder or a hub name; the model is loaded with the first call. With a label that begins with "entail",
    the probability is the share of that label in the softmax; with a single output, it is the logistic function of that
    output. The returned function raises ModelFailed.
    """
    lock = Lock()
    loaded: list[Any] = []

    def probabilities(pairs: list[tuple[str, str]]) -> list[float]:
        if not pairs:
            return []
        with lock:
            if not loaded:
                loaded.append(_load(name, threads))
            model = loaded[0]
            try:
                logits = np.asarray(
                    model.predict(list(pairs), activation_fn=_as_they_are(), convert_to_numpy=True), np.float64
                )
            except (RuntimeError, ValueError, TypeError) as error:
                raise ModelFailed(f"The entailment model {name} failed: {error}.", _ENTAILMENT_REMEDY) from error
        return [float(p) for p in _entailed(logits, _label(model))]

    return probabilities


_ENTAILMENT_REMEDY = (
    "LICET_ENTAILMENT must name a cross-encoder for entailment by folder or hub name; unset it for the built-in scorer."
)


def _load(name: str, threads: int) -> Any:
    try:
        import torch
        from sentence_transformers import CrossEncoder

        if threads:
            torch.set_num_threads(threads)
        return CrossEncoder(name, device="cpu", max_length=512)
    except Exception as error:  # errors of the hub, torch and transformers have no other common base class
        raise ModelFailed(f"The entailment model {name} cannot be loaded: {error}.", _ENTAILMENT_REMEDY) from error


def _as_they_are() -> Any:
    import torch

    return torch.nn.Identity()


def _label(model: Any) -> int | None:
    """Return the column of "entailment" among the model's labels; None for a single output. Raises ModelFailed."""
    labels = {int(i): str(label).lower() for i, label in (model.model.config.id2label or {}).items()}
    if len(labels) <= 1:
        return None
    for i, label in labels.items():
        if label.startswith("entail"):
            return i
    raise ModelFailed(
        f"The entailment model has no label “entailment” but {', '.join(labels.values())}.", _ENTAILMENT_REMEDY
    )


def _entailed(logits: np.ndarray, label: int | None) -> np.ndarray:
    if label is None:
        return 1 / (1 + np.exp(-np.clip(logits.reshape(len(logits)), -30, 30)))
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shares[:, label] / shares.sum(axis=1)
