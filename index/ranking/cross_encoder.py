"""A cross-encoder as the last stage, where a setting names one: it reads the question and each of the best passages together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from corpus.errors import ModelFailed
from index.hits import Hit

DEPTH = 30  # hits that it reads: each costs a run of its network
_ADDRESS = 1.0  # a score above: an exact address, which no model may set behind


class CrossEncoder:
    """sentence-transformers' `CrossEncoder` by hub name or folder (`LICET_RERANKER`), loaded on first use."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: Any = None
        self._lock = threading.Lock()

    def order(self, query: str, hits: Sequence[Hit], k: int) -> list[Hit]:
        """The best `k` of `hits` by the model's scores, exact addresses before them, as they were. Raises ModelFailed."""
        exact = [h for h in hits if h.score > _ADDRESS]
        rest = [h for h in hits if h.score <= _ADDRESS]
        texts = [(query, f"{h.passage.context} {h.passage.text}".strip()) for h in rest[:DEPTH]]
        scores = self._scores(texts) if texts else []
        ranked = [h for _, h in sorted(zip(scores, rest, strict=False), key=lambda pair: -pair[0])]
        whys = {id(h): (*h.why, f"reranked by {self.name}") for h in ranked}
        ordered = [*exact, *ranked, *rest[DEPTH:]][:k]
        return [replace(h, rank=n, why=whys.get(id(h), h.why)) for n, h in enumerate(ordered, 1)]

    def _scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        try:
            with self._lock:
                if self._model is None:
                    from sentence_transformers import CrossEncoder as Model

                    self._model = Model(self.name, device="cpu")
            return [float(s) for s in self._model.predict(list(pairs), show_progress_bar=False)]
        except Exception as error:  # whatever a hub, a file or a network of another shape raises
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise ModelFailed(
                f"The reranker {self.name} cannot be used: {reason}",
                "Set LICET_RERANKER to a cross-encoder's name or folder, or unset it.",
            ) from error
