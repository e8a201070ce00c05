"""How near the sentences of a passage stand to a question, from the token vectors that indexing kept: nothing is encoded.

Each word of the question is held against its nearest word of a sentence (late interaction, Khattab and Zaharia 2020), and the mean of
the sentence's token vectors against that of the question's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from corpus.model import Passage
from index.collection import Collection
from index.embeddings import EnglishEncoder
from index.late import Row, projected
from index.minilm import tokenizer
from index.tokens import terms

Span = tuple[int, int]


class Nearness:
    """One question against the sentences of the passages that are read for it.

    `weights` are those of the question's terms; a word piece weighs as much as the heaviest term of its word. Without the embedded
    encoder, or for a passage without token vectors, there is no nearness.
    """

    def __init__(self, collection: Collection, asked: str, weights: Mapping[str, float], passages: Sequence[Passage]) -> None:
        encoder = collection.encoders[0]
        self._rows: Mapping[str, Row] = {}
        if not isinstance(encoder, EnglishEncoder) or not passages:
            return
        self._rows = collection.late.rows([p.id for p in passages])
        states, _ = encoder.question(asked)
        self._asked = projected(states)
        heavy = np.array([_weight(asked, span, weights) for span in tokenizer().encode(asked).offsets], np.float32)
        self._weights = heavy / heavy.sum() if heavy.sum() > 0 else np.full(len(heavy), 1 / len(heavy), np.float32)
        self._mean = _unit(self._asked.mean(axis=0))

    def of(self, passage: Passage, spans: Sequence[Span]) -> list[tuple[float, float] | None]:
        """(late, cosine) of each span of `passage.text`, both about 0 to 1; None where its words have no vectors."""
        row = self._rows.get(passage.id)
        if row is None or not len(row.tokens):
            return [None] * len(spans)
        offsets = tokenizer().encode(passage.text).offsets[: len(row.tokens)]
        tokens = row.tokens[1 : len(offsets) - 1].astype(np.float32) / np.float32(127)
        starts = np.array([s for s, _ in offsets[1:-1]])
        if not len(starts):
            return [None] * len(spans)
        like = tokens @ self._asked.T
        out: list[tuple[float, float] | None] = []
        for begin, end in spans:
            first, last = np.searchsorted(starts, (begin, end))
            if first == last:
                out.append(None)
                continue
            late = float(like[first:last].max(axis=0) @ self._weights)
            out.append((late, max(0.0, float(_unit(tokens[first:last].mean(axis=0)) @ self._mean))))
        return out


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


def _weight(text: str, span: Span, weights: Mapping[str, float]) -> float:
    start, end = span
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return max((weights.get(t, 0.0) for t in terms(text[start:end])), default=0.0) if end > start else 0.0
