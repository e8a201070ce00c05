"""Texts are encoded once, in whichever batch they occur again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

import index.encoders.embedding_cache
from index.encoders.embedding_cache import EmbeddingCache


@pytest.fixture
def calls() -> list[list[str]]:
    return []


@pytest.fixture
def remembered(calls: list[list[str]]) -> EmbeddingCache:
    def encode(texts: Sequence[str]) -> np.ndarray:
        calls.append(list(texts))
        return np.array([[len(t), ord(t[0])] for t in texts], np.float32)

    return EmbeddingCache(encode)


def test_a_text_is_encoded_once_and_keeps_its_place(remembered: EmbeddingCache, calls: list[list[str]]) -> None:
    first = remembered.vectors(["oil", "lamp", "oil"])
    again = remembered.vectors(["wick", "oil"])
    assert calls == [["oil", "lamp"], ["wick"]]
    assert first.tolist() == [[3, ord("o")], [4, ord("l")], [3, ord("o")]]
    assert again.tolist() == [[4, ord("w")], [3, ord("o")]]


def test_the_oldest_are_forgotten(
    remembered: EmbeddingCache, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.encoders.embedding_cache, "_KEPT", 2)
    remembered.vectors(["a", "b"])
    remembered.vectors(["a", "c"])  # b is now the oldest
    remembered.vectors(["a", "b"])
    assert calls == [["a", "b"], ["c"], ["b"]]
