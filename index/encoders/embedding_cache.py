"""Vectors of texts that come again: the sentences of a law are read for question after question."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

_KEPT = 4096  # texts: 6 MB of vectors, and their words


class Remembered:
    """Encodes texts, each once as long as it is among the last `_KEPT`. Safe for threads."""

    def __init__(self, encode: Callable[[Sequence[str]], np.ndarray]) -> None:
        self._encode = encode
        self._known: OrderedDict[str, np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """`[texts, dimension]` float32, as `encode` gives them; nothing is remembered of a call that fails."""
        with self._lock:
            known = {t: self._known[t] for t in texts if t in self._known}
        new = [t for t in dict.fromkeys(texts) if t not in known]
        if new:
            known.update(zip(new, self._encode(new), strict=True))
        with self._lock:
            for text in texts:
                self._known[text] = known[text]
                self._known.move_to_end(text)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return np.stack([known[t] for t in texts])
