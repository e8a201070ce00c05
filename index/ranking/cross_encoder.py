"""Optional reranking of the best hits by a cross-encoder, which reads the question and a passage together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from corpus.errors import ModelFailed
from index.hits import Hit

RERANKED_PASSAGES = 30  # hits that are reranked: each costs a run of the network


class CrossEncoder:
    """A cross-encoder of sentence-transformers by hub name or folder (`LICET_RERANKER`), loaded on first use."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: Any = None
        self._lock = threading.Lock()

    def order(self, query: str, hits: Sequence[Hit], k: int) -> list[Hit]:
        """Return the best `k` of `hits`, ordered by the scores of the model; passages at exact addresses stay first.

        Only the first `RERANKED_PASSAGES` other hits are scored. Raises ModelFailed.
        """
        exact = [h for h in hits if h.is_at_address]
        rest = [h for h in hits if not h.is_at_address]
        texts = [(query, f"{h.passage.context} {h.passage.text}".strip()) for h in rest[:RERANKED_PASSAGES]]
        scores = self._scores(texts) if texts else []
        ranked = [h for _, h in sorted(zip(scores, rest, strict=False), key=lambda pair: -pair[0])]
        whys = {id(h): (*h.why, f"reranked by {self.name}") for h in ranked}
        ordered = [*exact, *ranked, *rest[RERANKED_PASSAGES:]][:k]
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
