"""Cache of what the ranker reads of a passage: token vectors (projected, int8), the passage vector, hashed terms.

It is filled when passages are indexed. Derived data: it can be deleted at any time and is rebuilt from the catalogue.
The projection keeps 128 of 384 dimensions: those of the largest variance over 40,000 token vectors of a regulatory
corpus, .81 of it.
"""

from __future__ import annotations

import base64
import json
import math
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import numpy as np

from corpus.errors import StoreUnavailable
from corpus.model import Passage
from index.encoders.minilm import tokenizer
from index.ranking.features import hashed
from index.stores import part_files
from index.stores.part_files import PartRow, VectorPart
from index.text.analyzer import Analyzer
from index.text.tokens import terms

T = TypeVar("T")
WIDTH = 128  # dimensions that the projection keeps
_ROWS_KEPT = 4096  # rows that stay in memory once read: about 16 KB each
TOKEN_VECTORS_FORMAT = 3  # raise when the projection, the terms or the files change
_ROWS_OF_LARGE_PART = 512  # rows from which on a part stays as it is
_PARTS_JOINED = 8  # parts of about one size that become one
_READING_TRIES = 3


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
    """The cache: part files in `folder`. All methods raise StoreUnavailable; a damaged part counts as not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: _Index | None = None
        self._kept: dict[str, PassageVectors] = {}  # rows read; an id is a digest of its text, so none goes stale

    def put(self, passages: Sequence[Passage], tokens: Sequence[np.ndarray], vectors: Sequence[np.ndarray]) -> None:
        """Write passages with their projected token vectors, empty where the encoder gives none, and their vectors."""
        self.put_rows([_row(*given) for given in zip(passages, tokens, vectors, strict=True)])

    def ids(self) -> set[str]:
        """Return the ids of all cached passages."""
        return set(self._opened().holders)

    def vectors(self, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Return the vectors of passages by id, float32; passages without a cached vector are left out."""
        return {r.id: np.frombuffer(r.vector, np.float16).astype(np.float32) for r in self._read(ids) if r.vector}

    def delete(self, ids: Iterable[str]) -> None:
        """Delete passages: parts that hold some of them are written anew without."""
        gone = set(ids)
        for part in self._opened().parts if gone else ():
            if not gone.isdisjoint(part.ids):
                left = [n for n, i in enumerate(part.ids) if i not in gone]
                self._replace([part], self._rows(part, left))

    def missing(self, ids: Sequence[str]) -> list[str]:
        """Return those of `ids` that are not cached."""
        holders = self._opened().holders
        return [i for i in ids if i not in holders]

    def rows(self, ids: Sequence[str]) -> dict[str, PassageVectors]:
        """Return the cached data of passages by id; passages that are not cached are left out."""
        held = self._kept  # a local reference: another thread may replace the attribute meanwhile
        unread = [i for i in ids if i not in held]
        if len(held) + len(unread) > _ROWS_KEPT:
            held, unread = {}, list(ids)
        held.update((r.id, PassageVectors(r.terms, r.context, r.tokens, r.vector)) for r in self._read(unread))
        self._kept = held
        return {i: held[i] for i in ids if i in held}

    def damaged(self) -> list[str]:
        """Return the names of the parts that are not what was written. Reads every byte."""
        return [path.name for path in self._paths() if not part_files.is_intact(path)]

    def adopt(self, other: TokenVectorCache) -> None:
        """Take over the intact parts of another cache, without copying them where the file system can link."""
        self._guard(lambda: self.folder.mkdir(parents=True, exist_ok=True))
        for path in other._paths():
            if part_files.is_intact(path):
                self._guard(lambda p=path: _linked(p, self.folder / p.name))  # type: ignore[misc]
        self.reload()

    def tidy(self) -> None:
        """Join small parts, so that their number stays low however often little is added."""
        sizes: dict[tuple[int, int], list[VectorPart]] = {}
        for part in self._opened().parts:
            if 0 < len(part.ids) < _ROWS_OF_LARGE_PART:
                sizes.setdefault((int(math.log(len(part.ids), _PARTS_JOINED)), part.dimension), []).append(part)
        for parts in sizes.values():
            if len(parts) >= _PARTS_JOINED:
                rows = {row.id: row for part in parts for row in self._rows(part, range(len(part.ids)))}
                self._replace(parts, list(rows.values()))

    def reload(self) -> None:
        """See what other processes have written."""
        self._index = None

    def _opened(self) -> _Index:
        if self._index is None:
            self._index = self._guard(lambda: _Index(self._paths()))
        return self._index

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{part_files.SUFFIX}"))

    def _read(self, ids: Sequence[str]) -> Iterator[PartRow]:
        """Yield the rows of those ids that are cached, part by part; a part that another process replaced is sought."""
        wanted = list(ids)
        for _ in range(_READING_TRIES):
            index = self._opened()
            by_part: dict[VectorPart, list[int]] = {}
            for i in wanted:
                if (part := index.holders.get(i)) is not None:
                    by_part.setdefault(part, []).append(part.places[i])
            replaced: list[str] = []
            for part, places in by_part.items():
                try:
                    yield from part.rows(places)
                except (FileNotFoundError, ValueError):  # replaced, or cut off since it was opened
                    replaced += [part.ids[n] for n in places]
                except OSError as error:
                    raise self._unavailable(error) from error
            if not replaced:
                return
            wanted = replaced
            self.reload()

    def _rows(self, part: VectorPart, places: Iterable[int]) -> list[PartRow]:
        return self._guard(lambda: list(part.rows(places)))

    def put_rows(self, rows: Sequence[PartRow]) -> None:
        """Write rows as they are read from another cache; all vectors of one dimension."""
        if rows:
            self._guard(lambda: self.folder.mkdir(parents=True, exist_ok=True))
            path = self._guard(lambda: part_files.write(self.folder, rows))
            self._opened().add(VectorPart(path))

    def _replace(self, parts: Sequence[VectorPart], rows: Sequence[PartRow]) -> None:
        """Write the rows as a part, then delete the parts that held them: a process killed between leaves both."""
        self.put_rows(rows)
        for part in parts:
            part.path.unlink(missing_ok=True)
        self.reload()

    def _guard(self, use: Callable[[], T]) -> T:
        try:
            return use()
        except (OSError, ValueError) as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        return StoreUnavailable(
            f"The ranker's cache {self.folder} cannot be used: {error}.",
            "Check that the folder is writable and has space; `licet doctor` says more.",
        )


class _Index:
    """Parts, and the one that each passage is in. A part that cannot be read is left out."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.parts: list[VectorPart] = []
        self.holders: dict[str, VectorPart] = {}
        for path in paths:
            with suppress(ValueError, FileNotFoundError):
                self.add(VectorPart(path))

    def add(self, part: VectorPart) -> None:
        """Add a part."""
        self.parts.append(part)
        self.holders.update(dict.fromkeys(part.ids, part))


def _row(passage: Passage, tokens: np.ndarray, vector: np.ndarray) -> PartRow:
    context = dict.fromkeys(terms(" ".join((passage.context, passage.heading, *passage.locators))))
    small = np.clip(np.round(tokens * 127), -127, 127).astype(np.int8)
    return PartRow(
        passage.id,
        vector.astype(np.float16).tobytes(),
        hashed(terms(passage.text)).tobytes(),
        hashed(list(context)).tobytes(),
        small.tobytes(),
    )


def _linked(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except FileExistsError:
        return
    except OSError:  # the file system cannot link
        shutil.copyfile(old, new)
