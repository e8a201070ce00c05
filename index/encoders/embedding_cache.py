"""Caches of embeddings: of texts that are encoded again and again, and of what was asked last."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")
_VECTORS_KEPT = 4096  # texts: 6 MB of vectors, and the texts themselves


_QUESTIONS_KEPT = 64  # questions: one question is encoded for several searches and scores
# Half of the cores: the others have the question that is being answered.
_AHEAD = ThreadPoolExecutor(max(1, (os.cpu_count() or 1) // 2), "encoding ahead")


class QuestionCache(Generic[T]):
    """Cache of what an encoder makes of the questions asked last. Safe to share between threads.

    Each is encoded once, also where several threads want it; `ahead` begins before it is wanted.
    """

    def __init__(self, encode: Callable[[str], T]) -> None:
        self._encode = encode
        self._known: OrderedDict[str, Future[T]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, text: str) -> T:
        """Return what `encode` returns, and raise what it raises; a call that fails caches nothing."""
        found = self._entry(text)
        self._fill(found, text)
        return found.result()

    def ahead(self, text: str) -> None:
        """Begin to encode a text on another thread; who asks for it next gets what was made, or waits for the rest."""
        found = self._entry(text)
        if not found.done():
            _AHEAD.submit(self._fill, found, text)

    def _entry(self, text: str) -> Future[T]:
        with self._lock:
            found = self._known.setdefault(text, Future())
            self._known.move_to_end(text)
            while len(self._known) > _QUESTIONS_KEPT:
                self._known.popitem(last=False)
            return found

    def _fill(self, found: Future[T], text: str) -> None:
        """Encode a text, unless another thread does or has done so."""
        with self._lock:
            if found.running() or found.done():
                return
            found.set_running_or_notify_cancel()
        try:
            found.set_result(self._encode(text))
        except Exception as error:
            with self._lock:
                self._known.pop(text, None)
            found.set_exception(error)


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
            while len(self._known) > _VECTORS_KEPT:
                self._known.popitem(last=False)
        return np.stack([known[t] for t in texts])
