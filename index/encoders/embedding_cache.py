"""Cache of embeddings, for texts that are encoded again and again: the sentences of a law serve many questions."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

_KEPT = 4096  # texts: 6 MB of vectors, and the texts themselves


class EmbeddingCache:
    """Cache of the vectors of the most recently used texts, in front of an encoder. Safe to share between threads."""

    def __init__(self, encode: Callable[[Sequence[str]], np.ndarray]) -> None:
        self._encode = encode
        self._known: OrderedDict[str, np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors `[texts, dimension]`, float32, as `encode` does; a call that fails caches nothing."""
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
