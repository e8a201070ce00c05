"""Nearness of sentences to a question, from the token vectors that indexing kept: nothing but the question is encoded.

Each word of the question is compared with its nearest word of a sentence (late interaction, Khattab and Zaharia 2020),
and the mean of the question's token vectors with that of the sentence's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from corpus.model import Passage
from index.encoders.embeddings import EnglishEncoder
from index.encoders.minilm import tokenizer
from index.snapshot import CollectionSnapshot
from index.stores.token_vectors import piece_weights, projected

WordSpan = tuple[int, int]


class Nearness:
    """Nearness of the sentences of some passages to one question.

    `weights` are those of the question's terms; a word piece weighs as much as the heaviest term of its word. There is
    no nearness without the embedded encoder, nor for a passage without token vectors.
    """

    def __init__(
        self, collection: CollectionSnapshot, asked: str, weights: Mapping[str, float], passages: Sequence[Passage]
    ) -> None:
        encoder = collection.encoders[0]
        self._place: dict[
            str, tuple[int, np.ndarray]
        ] = {}  # where a passage's tokens begin, and at which characters each does
        if not isinstance(encoder, EnglishEncoder) or not passages:
            return
        rows = collection.token_vectors.rows([p.id for p in passages])
        read = [p for p in passages if p.id in rows and len(rows[p.id].tokens) > 2]
        if not read:
            return
        states, _ = encoder.question(asked)
        mine = projected(states)
        self._weights = piece_weights(asked, weights, collection.analyzer)
        self._mean = _unit(mine.mean(axis=0))
        begin = 0
        for passage, encoding in zip(read, tokenizer().encode_batch([p.text for p in read]), strict=True):
            length = len(rows[passage.id].tokens)
            self._place[passage.id] = begin, np.array([s for s, _ in encoding.offsets[1 : length - 1]])
            begin += length - 2
        self._tokens = np.concatenate([rows[p.id].tokens[1:-1] for p in read]).astype(np.float32) / np.float32(127)
        self._like = self._tokens @ mine.T

    def of(self, passage: Passage, spans: Sequence[WordSpan]) -> list[tuple[float, float] | None]:
        """Return (late interaction, cosine), both about 0 to 1, of each span of a passage.

        It is None for a span without token vectors.
        """
        if passage.id not in self._place:
            return [None] * len(spans)
        base, starts = self._place[passage.id]
        out: list[tuple[float, float] | None] = []
        for begin, end in spans:
            first, last = base + np.searchsorted(starts, (begin, end))
            if first == last:
                out.append(None)
                continue
            similarity = float(self._like[first:last].max(axis=0) @ self._weights)
            out.append((similarity, max(0.0, float(_unit(self._tokens[first:last].mean(axis=0)) @ self._mean))))
        return out


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
