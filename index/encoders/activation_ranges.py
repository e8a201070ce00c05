"""Ranges of what the dense layers of MiniLM read, channel by channel: int8 numbers are scaled by them.

They ship as `activation_ranges.bin`: one line of JSON, the head, then for every input of `INPUTS` the lowest and the
highest value of each channel, float16. `make activation-ranges` reads them off the project's own texts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelFailed

_MODEL_LAYERS, _MODEL_CHANNELS, _INNER_CHANNELS = 6, 384, 1536
_REINSTALL = "Install Licet again: pip install --force-reinstall licet; in a checkout: git checkout index/encoders"

# Dense layers under their names in transformers, with the channels of what each reads. Query, key and value read the
# same.
INPUTS = tuple(
    (f"encoder.layer.{layer}.{name}", channels)
    for layer in range(_MODEL_LAYERS)
    for name, channels in (
        ("attention.self.query", _MODEL_CHANNELS),
        ("attention.output.dense", _MODEL_CHANNELS),
        ("intermediate.dense", _MODEL_CHANNELS),
        ("output.dense", _INNER_CHANNELS),
    )
)


@dataclass(frozen=True, slots=True)
class ActivationRange:
    """Lowest and highest value of each channel of an input."""

    low: np.ndarray
    high: np.ndarray

    @property
    def largest(self) -> np.ndarray:
        """Return the largest absolute value of each channel."""
        return np.maximum(np.abs(self.low), np.abs(self.high))

    def of(self, channels: np.ndarray) -> ActivationRange:
        """Return the ranges of some channels."""
        return ActivationRange(self.low[channels], self.high[channels])


def ranges_file() -> Path:
    """Return the path of the ranges that ship with Licet."""
    return Path(str(files(__package__).joinpath("activation_ranges.bin")))


def packed_ranges(ranges: Mapping[str, ActivationRange], head: Mapping[str, Any]) -> bytes:
    """Return the file of ranges, as `read_ranges` reads it."""
    body = b"".join(
        bound.astype("<f2").tobytes() for name, _ in INPUTS for bound in (ranges[name].low, ranges[name].high)
    )
    return json.dumps({**head, "sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n" + body


def read_ranges(file: Path, weights: str) -> tuple[dict[str, ActivationRange], dict[str, Any]]:
    """Return the ranges by the dense layers that read them, and the head of the file.

    `weights` is the digest of the weights that they must have been read with. Raises ModelFailed.
    """
    try:
        line, _, body = file.read_bytes().partition(b"\n")
    except OSError as error:
        raise ModelFailed(f"The encoder's ranges cannot be read: {error}.", _REINSTALL) from error
    try:
        head = json.loads(line)
        right = head["sha256"] == hashlib.sha256(body).hexdigest() and head["base"] == weights
    except (ValueError, KeyError, TypeError):
        right = False
    if not right:
        raise ModelFailed("The encoder's ranges are damaged: their digest differs.", _REINSTALL)
    found, at = {}, 0
    for name, channels in INPUTS:
        low, high = np.frombuffer(body, "<f2", 2 * channels, at).astype(np.float32).reshape(2, channels)
        at += 4 * channels
        found[name] = ActivationRange(low, high)
    return found, head
