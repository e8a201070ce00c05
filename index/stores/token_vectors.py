"""Cache of what the ranker reads of a passage: token vectors (projected, int8), the passage vector, hashed terms.

It is filled when passages are indexed. Derived data: it can be deleted at any time and is rebuilt from the catalogue.
The projection keeps 128 of 384 dimensions: those of the largest variance over 40,000 token vectors of a regulatory
corpus, .81 of it.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import numpy as np

from corpus.catalogue.reads import Reads
from corpus.errors import StoreUnavailable
from corpus.model import Passage
from index.encoders.minilm import tokenizer
from index.ranking.features import hashed
from index.text.analyzer import Analyzer
from index.text.tokens import terms

T = TypeVar("T")
# Bytes of the file that are mapped into memory, at most: the cache of about 70,000 passages. Mapped pages count as
# memory of this process once they were read, though the system can reclaim them: 2.8 GB for 200,000 passages, to save 2
# ms a question.
_MAPPED = 768 * 2**20
WIDTH = 128  # dimensions that the projection keeps
_KEPT = 4096  # rows that stay in memory once read: about 16 KB each
FORMAT = 2  # raise when the projection, the terms or the columns change
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS late (id TEXT PRIMARY KEY, terms BLOB NOT NULL, context BLOB NOT NULL, "
    "tokens BLOB NOT NULL, vector BLOB NOT NULL) WITHOUT ROWID, STRICT"
)


@lru_cache(maxsize=1)
def projection() -> np.ndarray:
    """Return the projection `[384, 128]`: the leading eigenvectors of token vectors of length 1."""
    held = json.loads(files(__package__).joinpath("projection.json").read_text("utf-8"))
    return np.frombuffer(base64.b64decode(held["float16"]), np.float16).reshape(held["shape"]).astype(np.float32)


def projected(states: np.ndarray) -> np.ndarray:
    """Return token vectors `[tokens, 384]` as `[tokens, 128]` of length 1."""
    low = states @ projection()
    return low / np.maximum(np.linalg.norm(low, axis=1, keepdims=True), 1e-12)


def piece_weights(text: str, weights: Mapping[str, float], analyzer: Analyzer) -> np.ndarray:
    """Return the weights `[word pieces]` of the word pieces of a question, float32, which sum to 1.

    A piece weighs as much as the heaviest term of the word that it is part of. `weights` holds those of the question's
    terms (`index.text.tokens.terms`); where none is known, all pieces weigh the same.
    """
    heavy = np.array(
        [_heaviest(text, *span, weights, analyzer) for span in tokenizer().encode(text).offsets], np.float32
    )
    return heavy / heavy.sum() if heavy.sum() > 0 else np.full(len(heavy), 1 / len(heavy), np.float32)


def _heaviest(text: str, start: int, end: int, weights: Mapping[str, float], analyzer: Analyzer) -> float:
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return max((weights.get(t, 0.0) for t in analyzer.terms(text[start:end])), default=0.0) if end > start else 0.0


class PassageVectors:
    """Cached data of one passage.

    `terms` and `context` are uint32; `tokens` is `[tokens, 128]` int8, empty for encoders without token vectors;
    `vector` is float16 `[dimension]`.
    """

    __slots__ = ("context", "terms", "tokens", "vector")

    def __init__(self, words: bytes, context: bytes, tokens: bytes, vector: bytes) -> None:
        self.terms = np.frombuffer(words, np.uint32)
        self.context = np.frombuffer(context, np.uint32)
        self.tokens = np.frombuffer(tokens, np.int8).reshape(-1, WIDTH)
        self.vector = np.frombuffer(vector, np.float16)


class TokenVectorCache:
    """The cache, one SQLite file in `folder`. All methods raise StoreUnavailable."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"late-{FORMAT}.sqlite"
        self._reads: Reads | None = None
        self._kept: dict[str, PassageVectors] = {}  # rows read; an id is a digest of its text, so none goes stale

    def put(self, passages: Sequence[Passage], tokens: Sequence[np.ndarray], vectors: Sequence[np.ndarray]) -> None:
        """Write passages with their projected token vectors, empty where the encoder gives none, and their vectors."""
        rows = []
        for passage, found, vector in zip(passages, tokens, vectors, strict=True):
            context = dict.fromkeys(terms(" ".join((passage.context, passage.heading, *passage.locators))))
            small = np.clip(np.round(found * 127), -127, 127).astype(np.int8)
            rows.append(
                (
                    passage.id,
                    hashed(terms(passage.text)).tobytes(),
                    hashed(list(context)).tobytes(),
                    small.tobytes(),
                    vector.astype(np.float16).tobytes(),
                )
            )
        with self._transaction() as db:
            db.executemany("INSERT OR REPLACE INTO late VALUES (?,?,?,?,?)", rows)

    def ids(self) -> set[str]:
        """Return the ids of all cached passages."""
        return {row[0] for row in self._all("SELECT id FROM late", ())}

    def vectors(self, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Return the vectors of passages by id, float32; passages without a cached vector are left out."""
        found = self._all(f"SELECT id, vector FROM late WHERE id IN ({','.join('?' * len(ids))})", tuple(ids))
        return {i: np.frombuffer(vector, np.float16).astype(np.float32) for i, vector in found if vector}

    def delete(self, ids: Iterable[str]) -> None:
        """Delete passages."""
        with self._transaction() as db:
            db.executemany("DELETE FROM late WHERE id = ?", ((i,) for i in ids))

    def missing(self, ids: Sequence[str]) -> list[str]:
        """Return those of `ids` that are not cached."""
        there: set[str] = set()
        for begin in range(0, len(ids), 500):
            part = tuple(ids[begin : begin + 500])
            there |= {r[0] for r in self._all(f"SELECT id FROM late WHERE id IN ({','.join('?' * len(part))})", part)}
        return [i for i in ids if i not in there]

    def rows(self, ids: Sequence[str]) -> dict[str, PassageVectors]:
        """Return the cached data of passages by id; passages that are not cached are left out."""
        held = self._kept  # a local reference: another thread may replace the attribute meanwhile
        unread = [i for i in ids if i not in held]
        if len(held) + len(unread) > _KEPT:
            held, unread = {}, list(ids)
        if unread:
            sql = f"SELECT id, terms, context, tokens, vector FROM late WHERE id IN ({','.join('?' * len(unread))})"
            held.update((i, PassageVectors(*parts)) for i, *parts in self._all(sql, tuple(unread)))
        self._kept = held
        return {i: held[i] for i in ids if i in held}

    def clear(self) -> None:
        """Delete everything, caches in older formats included."""
        self._kept = {}
        for other in self.path.parent.glob("late-*.sqlite*"):
            if not other.name.startswith(self.path.name):
                other.unlink(missing_ok=True)
        with self._transaction() as db:
            db.execute("DELETE FROM late")

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        _prepare(db)
        return db

    def _all(self, sql: str, values: tuple) -> list[tuple]:
        if self._reads is None:
            if not self.path.exists():
                return []
            self._reads = self._guard(lambda: Reads(self.path, _prepare))
        reads = self._reads
        return self._guard(lambda: reads.all(sql, values))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        db = self._guard(self._open)
        try:
            self._guard(lambda: db.execute("BEGIN IMMEDIATE"))
            yield db
            self._guard(lambda: db.execute("COMMIT"))
        except sqlite3.Error as error:
            raise self._unavailable(error) from error
        finally:
            db.close()

    def _guard(self, use: Callable[[], T]) -> T:
        try:
            return use()
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        return StoreUnavailable(
            f"The ranker's cache {self.path} cannot be used: {error}.",
            "Check that the folder is writable and has space.",
        )


def _prepare(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute(f"PRAGMA mmap_size={_MAPPED}")  # a search reads thousands of pages: mapping saves a system call for each
    db.execute(_SCHEMA)
