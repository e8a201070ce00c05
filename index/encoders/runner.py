"""Runner of an encoder's network: loads it on first use, batches texts by length, runs the batches.

What an encoder adds is its own: how its weights become OpenVINO IR, its tokenizer, what it does with the output, and
what takes over where OpenVINO cannot run.
"""

from __future__ import annotations

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from corpus.errors import ModelFailed
from corpus.progress import Progress
from index.encoders.openvino_ir import Input, Network, convert, intact, opened_network

Ids = Sequence[int]

BATCH_TOKENS = 4096  # padded tokens per batch: larger ones exceed the CPU cache, smaller ones waste time on calls
_FEW_TOKENS = 512  # padded tokens from which on a batch is worth a core of its own
_PADDING = 0.1  # share of a batch that may be padding, which costs as much as text
_CALL_TOKENS = 12  # fixed cost of a call, expressed in tokens
# A single text is padded to a multiple of this length: a network compiles itself for every length it meets first.
_ALONE_STEP = 4
_LONGEST_QUESTION = 48  # tokens of all but the longest questions


class Runner(ABC):
    """Network in `folder`: token ids in, its output out.

    Loaded on first use; safe to share between threads. `engine` says what runs it, `fallback_reason` why that is not
    OpenVINO.
    """

    padding = 0  # the token id that fills up the shorter texts of a batch

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self.folder = folder
        self.threads = threads or min(os.cpu_count() or 1, 8)
        self.engine = ""
        self.fallback_reason = ""
        self._forward: Network | None = None
        self._lock = threading.Lock()

    @abstractmethod
    def weights_digest(self) -> str:
        """Return the digest of the weights that the network is made of. Raises ModelFailed."""

    @abstractmethod
    def export(self, folder: Path) -> None:
        """Check the weights and write the network as OpenVINO IR into a folder. Raises ModelFailed."""

    @abstractmethod
    def fall_back(self) -> str:
        """Prepare what takes over where OpenVINO cannot run, and return its name. Raises ModelFailed."""

    @property
    def ready(self) -> bool:
        """Return whether the network is loaded."""
        return bool(self.engine)

    def load(self) -> None:
        """Load the network, converting it first where that has not been done. Raises ModelFailed."""
        with self._lock:
            if self.engine:
                return
            digest = self.weights_digest()
            try:
                if not intact(self.folder, digest):
                    convert(self.folder, digest, self.export)
                self._forward = opened_network(self.folder, self.threads)
                self.engine = "openvino"
            except ModelFailed:
                raise
            except Exception as error:  # any failure of a foreign runtime: fall back, and let `licet doctor` report it
                self.fallback_reason = " ".join(str(error).split())[:200] or type(error).__name__
                self.engine = self.fall_back()

    def warm_up(self) -> None:
        """Load the network and run it on each core for each usual length of a question. Raises ModelFailed.

        The first run of a core at a length compiles for it.
        """
        self.load()
        if self._forward is not None:
            for length in range(_ALONE_STEP, _LONGEST_QUESTION + 1, _ALONE_STEP):
                for _ in self._forward.outputs([partial(self.padded, [[1] * length], length)] * self.threads):
                    pass

    def outputs(self, texts: Sequence[Ids], progress: Progress | None = None) -> Iterator[tuple[int, np.ndarray]]:
        """Yield (position, output) of every text, given as token ids, not in their order. Raises ModelFailed.

        Texts are sorted by length and run in batches of about the same number of padded tokens.
        """
        self.load()
        assert self._forward is not None
        parts = list(batches([len(ids) for ids in texts], self.threads))
        inputs = [partial(self.padded, [texts[i] for i in batch], length) for batch, length in parts]
        done = 0
        for (batch, _), out in zip(parts, self._forward.outputs(inputs), strict=True):
            yield from zip(batch, out, strict=True)
            done += len(batch)
            if progress:
                progress(done, len(texts))

    def padded(self, texts: Sequence[Ids], length: int) -> Input:
        """Return token ids `[texts, length]`, filled up to a length, and the mask of those that count."""
        ids = np.full((len(texts), length), self.padding, np.int64)
        mask = np.zeros((len(texts), length), np.int64)
        for row, own in enumerate(texts):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        return ids, mask


def batches(sizes: Sequence[int], cores: int = 1) -> Iterator[tuple[list[int], int]]:
    """Yield (positions, length to pad to) of every batch: texts of similar length, of similar size in padded tokens.

    Few texts are spread over the cores.
    """
    order = sorted(range(len(sizes)), key=sizes.__getitem__, reverse=True)
    if len(order) == 1:
        yield order, -(-sizes[0] // _ALONE_STEP) * _ALONE_STEP
        return
    most = min(BATCH_TOKENS, max(_FEW_TOKENS, -(-sum(sizes) // cores)))
    done = 0
    while done < len(order):
        longest = sizes[order[done]]
        batch = _alike(order[done : done + max(1, most // longest)], sizes)
        yield batch, longest
        done += len(batch)


def _alike(longest_first: list[int], sizes: Sequence[int]) -> list[int]:
    """Return the leading texts that are similar enough in length to share a batch."""
    longest, padding = sizes[longest_first[0]], 0
    for count, i in enumerate(longest_first):
        padding += longest - sizes[i]
        if padding > _CALL_TOKENS + _PADDING * longest * count:
            return longest_first[:count]
    return longest_first
