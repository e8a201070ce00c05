"""Texts are encoded once, in whichever batch they occur again, whichever thread asks first."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import index.encoders.embedding_cache
from index.encoders.embedding_cache import EmbeddingCache, QuestionCache


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
    monkeypatch.setattr(index.encoders.embedding_cache, "_VECTORS_KEPT", 2)
    remembered.vectors(["a", "b"])
    remembered.vectors(["a", "c"])  # b is now the oldest
    remembered.vectors(["a", "b"])
    assert calls == [["a", "b"], ["c"], ["b"]]


def test_a_question_that_is_encoded_ahead_is_waited_for_and_not_encoded_twice() -> None:
    begun, go_on = threading.Event(), threading.Event()
    calls: list[str] = []

    def encode(text: str) -> str:
        calls.append(text)
        begun.set()
        assert go_on.wait(30)
        return text.upper()

    cache = QuestionCache(encode)
    cache.ahead("oil")
    assert begun.wait(30)
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(cache, "oil") for _ in range(3)]
        go_on.set()
        assert [a.result() for a in asked] == ["OIL"] * 3
    assert calls == ["oil"]


def test_a_question_that_failed_is_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    failures = [ValueError("no plugin")]

    def encode(text: str) -> str:
        if failures:
            raise failures.pop()
        return text.upper()

    cache = QuestionCache(encode)
    with pytest.raises(ValueError, match="no plugin"):
        cache("oil")
    assert cache("oil") == "OIL"
    monkeypatch.setattr(index.encoders.embedding_cache, "_QUESTIONS_KEPT", 1)
    assert cache("lamp") == "LAMP"  # and oil is forgotten
    failures.append(ValueError("no plugin"))
    with pytest.raises(ValueError, match="no plugin"):
        cache("oil")
