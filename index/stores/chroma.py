"""The border to Chroma: vectors with flat metadata, on disk or on a server; its errors become ours here."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import numpy as np

from corpus.errors import BadRequest, StoreUnavailable
from index.stores import chroma_segments
from index.stores.disk_reserve import Reserve
from index.stores.documents import Metadata

if (
    TYPE_CHECKING
):  # Chroma takes a third of a second to import: it is imported when a store is opened, beside the encoders
    from chromadb.api import ClientAPI

T = TypeVar("T")
_PAGE = 2000
_WAITS = (
    0.2,
    1.0,
    0.0,
)  # seconds from one attempt to read an index to the next: writing one of 50 MB takes a tenth of that
# How Chroma says that a collection's vector index is broken: by files that do not fit together (`index.stores.chroma_segments`), or by a process that
# was killed between the last of them and the note of how far they reach: the index loses vectors when what it holds is written again.
# Source: https://github.com/chroma-core/chroma/issues/7678
_HALF_WRITTEN = ("hnsw segment", "hnsw index", "Error finding id")
_EXPORTER = "opentelemetry.exporter.otlp.proto.grpc.trace_exporter"


class Damaged(StoreUnavailable):
    """The vector index of a collection cannot be read; all in it is derived and can be made anew (`Collection.recover`)."""


class Store:
    """One Chroma database; holds a collection of vectors for each encoder, so that two encoders never mix."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder, self.url = folder, url
        self._client: ClientAPI | None = None
        self._reserve = Reserve(folder / "chroma.sqlite3")
        self._opening = threading.Lock()  # two threads that open one database at once would have two of it

    @property
    def client(self) -> ClientAPI:
        """The connection, opened on first use. Raises StoreUnavailable."""
        with self._opening:
            if self._client is None:
                self._client = self._guard(self._open)
            return self._client

    def reopen(self) -> None:
        """Forgets what this process has cached of the store: another process has written since."""
        if self._client is not None and not self.url:
            self._client.close()  # type: ignore[attr-defined]
            self._client = None

    def _open(self) -> ClientAPI:
        with _no_exporter():
            import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if self.url:
            parts = urlsplit(self.url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise BadRequest(f"LICET_CHROMA_URL={self.url} is not an address.", "Write it as http://host:8000.")
            secure = parts.scheme == "https"
            port = parts.port or (443 if secure else 8000)
            return chromadb.HttpClient(host=parts.hostname, port=port, ssl=secure, settings=settings)
        self.folder.mkdir(parents=True, exist_ok=True)
        return self._with_reserve(lambda: chromadb.PersistentClient(path=str(self.folder), settings=settings))

    def _with_reserve(self, opened: Callable[[], ClientAPI]) -> ClientAPI:
        """The client; on a full disk by means of the space that was kept back for that."""
        try:
            client = opened()
        except Exception as error:  # the Rust core's own; `_guard` tells what else it is
            if not (_is_full(error) and self._reserve.give()):
                raise
            with contextlib.suppress(Exception):
                client = opened()  # Chroma keeps what it opened by half, and gives that up when it fails once more
                self._reserve.keep()
                return client
            client = opened()
        self._reserve.keep()
        return client

    def collections(self) -> list[str]:
        """The names of the collections that are there."""
        return self._guard(lambda: [c.name for c in self.client.list_collections()])

    def drop(self, name: str) -> None:
        """Deletes a collection with all that is in it."""
        self._guard(lambda: self.client.delete_collection(name))
        if not self.url:
            self._guard(lambda: chroma_segments.sweep(self.folder))

    def look(self, collection: str) -> None:
        """Looks at a collection's files before Chroma reads them. Raises Damaged."""
        folder = None if self.url else self._guard(lambda: chroma_segments.folder_of(self.folder, collection))
        if folder is not None and not self._guard(lambda: chroma_segments.whole(folder)):
            raise self._half_written()

    def _guard(self, use: Callable[[], T]) -> T:
        try:
            return use()
        except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
            raise self._unavailable(error) from error
        except Exception as error:  # Chroma's own, and httpx's and the Rust core's that it lets through
            if type(error).__module__.split(".")[0] in ("httpx", "httpcore", "pyo3_runtime", "chromadb", "builtins"):
                raise self._unavailable(error) from error
            raise

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        if self.url:
            return StoreUnavailable(
                f"The Chroma server at {self.url} cannot be used: {error}.", "Start it, or unset LICET_CHROMA_URL."
            )
        if _is_full(error):
            return StoreUnavailable(
                f"The disk of {self.folder} is full, and the vector store has to write to it.",
                "Make space on the disk; what was held before is still held.",
            )
        if any(said in str(error) for said in _HALF_WRITTEN):
            return self._half_written()
        return StoreUnavailable(
            f"The vector store in {self.folder} cannot be used: {error}.",
            "Check that the folder is writable and has space; `licet doctor` says more.",
        )

    def _half_written(self) -> Damaged:
        return Damaged(
            f"The vectors in {self.folder} were left half written.",
            "Make sure that the disk has space, then run `licet doctor`: it makes them anew. Till then words alone are searched.",
        )


@contextlib.contextmanager
def _no_exporter() -> Iterator[None]:
    """While Chroma is imported, spares it gRPC and the exporter of its own traces: a quarter of its import, for what nobody asked for.

    Whoever sets CHROMA_OTEL_COLLECTION_ENDPOINT asks for it and gets it.
    """
    if os.environ.get("CHROMA_OTEL_COLLECTION_ENDPOINT") or _EXPORTER in sys.modules or "chromadb" in sys.modules:
        yield
        return
    absent = ModuleType(_EXPORTER)
    absent.OTLPSpanExporter = None  # type: ignore[attr-defined]
    sys.modules[_EXPORTER] = absent
    try:
        yield
    finally:
        del sys.modules[_EXPORTER]


class Vectors:
    """The vectors of one encoder in a store."""

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name = store, name
        self._found: Any = None
        self._of: ClientAPI | None = None

    @property
    def _collection(self) -> Any:
        client = self.store.client
        if self._found is None or self._of is not client:
            found = self._opened(client)
            self.store.look(str(found.id))
            self._found, self._of = found, client
        return self._found

    def _opened(self, client: ClientAPI) -> Any:
        from chromadb.errors import NotFoundError

        try:  # a search must not write: to get or make in one is a write, and fails on a full disk
            return client.get_collection(self.name, embedding_function=None)
        except NotFoundError:
            # Cosine is said explicitly (Chroma's default is L2); no embedding function: vectors are always ours.
            return client.get_or_create_collection(
                self.name, metadata={"licet": 1}, configuration={"hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 160}},
                embedding_function=None,
            )  # fmt: skip

    def _do(self, use: Callable[[Any], T]) -> T:
        try:
            return self.store._guard(lambda: use(self._collection))
        except StoreUnavailable as problem:
            from chromadb.errors import NotFoundError

            if not isinstance(problem.__cause__, NotFoundError):
                raise
            self._found = None  # dropped and made anew since, here or by another process
            return self.store._guard(lambda: use(self._collection))

    def count(self) -> int:
        """How many vectors there are."""
        return self._do(lambda c: int(c.count()))

    def damaged(self, *, every: bool = False) -> bool:
        """Whether the index cannot be read, for good: what is just being written can be read a moment later. Raises StoreUnavailable.

        `every`: each vector is read, not only the files: an index can be read and lack some.
        """
        for wait in _WAITS:
            try:
                self._read() if every else self.count()
            except Damaged:
                time.sleep(wait)
                self.store.reopen()
            else:
                return False
        return True

    def _read(self) -> None:
        for part in _pages(self.count(), _PAGE):
            self._do(lambda c, p=part: c.get(include=["embeddings"], limit=_PAGE, offset=p.start))  # type: ignore[misc]

    def put(self, ids: Sequence[str], vectors: np.ndarray, fields: Sequence[Metadata]) -> None:
        """Writes vectors, in place of those with the same ids."""
        for part in _pages(len(ids), _PAGE):
            self._do(lambda c, p=part: c.upsert(ids=list(ids[p]), embeddings=vectors[p], metadatas=list(fields[p])))  # type: ignore[misc]

    def mark(self, ids: Sequence[str], fields: Sequence[Metadata]) -> None:
        """Changes the metadata of vectors that are there."""
        for part in _pages(len(ids), _PAGE):
            self._do(lambda c, p=part: c.update(ids=list(ids[p]), metadatas=list(fields[p])))  # type: ignore[misc]

    def delete(self, ids: Sequence[str]) -> None:
        """Deletes vectors; ids that are not there are passed over."""
        for part in _pages(len(ids), _PAGE):
            self._do(lambda c, p=part: c.delete(ids=list(ids[p])))  # type: ignore[misc]

    def of_source(self, source_id: str) -> dict[str, Metadata]:
        """Every id of a source with its metadata."""
        out: dict[str, Metadata] = {}
        while True:
            got = self._do(
                lambda c: c.get(where={"source_id": source_id}, include=["metadatas"], limit=_PAGE, offset=len(out))
            )
            out.update(zip(got["ids"], got["metadatas"], strict=True))
            if len(got["ids"]) < _PAGE:
                return out

    def ids(self) -> set[str]:
        """Every id."""
        out: set[str] = set()
        while True:
            got = self._do(lambda c: c.get(include=[], limit=_PAGE, offset=len(out)))
            out.update(got["ids"])
            if len(got["ids"]) < _PAGE:
                return out

    def nearest(self, vector: np.ndarray, k: int, where: dict[str, Any] | None = None) -> list[tuple[str, float]]:
        """The `k` nearest vectors under a filter: (id, cosine), nearest first."""
        got = self._do(lambda c: c.query(query_embeddings=[vector], n_results=k, where=where, include=["distances"]))
        return [(i, 1.0 - float(d)) for i, d in zip(got["ids"][0], got["distances"][0], strict=True)]


def _is_full(error: BaseException | None) -> bool:
    """Whether it failed for want of space; Chroma stumbles over its own failing, so the first cause counts."""
    while error is not None:
        if "disk is full" in str(error) or "No space" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _pages(total: int, size: int) -> Iterator[slice]:
    for begin in range(0, total, size):
        yield slice(begin, begin + size)
