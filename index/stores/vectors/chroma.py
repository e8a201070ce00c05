"""The border to Chroma: vectors with flat metadata, on disk or on a server; maps Chroma's errors to Licet's."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from corpus.errors import StoreUnavailable
from index.stores import file_digests, page_digests
from index.stores.disk_reserve import Reserve
from index.stores.documents import Metadata
from index.stores.vectors import chroma_segments, reader_copies
from index.stores.vectors.chroma_address import chroma_address, said_by, shown_address
from index.stores.vectors.chroma_reading import ChromaReading

if TYPE_CHECKING:  # Chroma takes a third of a second to import: that is done when a store is opened
    from chromadb.api import ClientAPI

T = TypeVar("T")
DATABASE = "chroma.sqlite3"
_ROWS_A_PAGE = 2000
# Seconds to wait after each attempt to read an index. Writing an index of 50 MB takes a tenth of their sum.
_WAITS = (0.2, 1.0, 0.0)
_ANEW = "With space on the disk, `licet doctor` makes them anew. Till then words alone are searched."
_THEIRS = ("httpx", "httpcore", "pyo3_runtime", "chromadb", "builtins")
_OURS = (KeyboardInterrupt, SystemExit, GeneratorExit)
_EXPORTER = "opentelemetry.exporter.otlp.proto.grpc.trace_exporter"


class Damaged(StoreUnavailable):
    """The vector index of a collection cannot be read. It is derived data, which `Collection.repair` makes anew.

    It breaks where its files do not match (`chroma_segments`), or where the process was killed after they were written
    and before their extent was recorded: then vectors are lost when they are written again. Source:
    https://github.com/chroma-core/chroma/issues/7678
    """


class Store:
    """One Chroma database. Holds one collection of vectors per encoder, so that vectors of two encoders never mix."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder, self.url = folder, url
        self._client: ClientAPI | None = None
        self._reading: ChromaReading | None = None
        self._copy: TemporaryDirectory[str] | None = None
        self._reserve = Reserve(folder / DATABASE)
        self._opening = threading.RLock()  # two threads that open at once would each get a client of their own

    @property
    def client(self) -> ClientAPI:
        """Return the connection, opened on first use. Raises StoreUnavailable."""
        with self._opening:
            if self._client is None:
                self._client = self._guard(self._open)
                self._reading = None  # what a client writes, only that client knows at once
            return self._client

    @property
    def reading(self) -> ClientAPI | ChromaReading:
        """Return what counts and searches: Chroma's core alone as long as this process writes nothing.

        Opened on first use. Raises StoreUnavailable.
        """
        with self._opening:
            if self._client is None and self._reading is None and not self.url:
                self._reading = self._guard(self._open_reading)
            return self._reading or self.client

    @property
    def exists(self) -> bool:
        """Return whether a database is on disk."""
        return (self.folder / DATABASE).exists()

    def make(self) -> None:
        """Make the database where there is none yet. Raises StoreUnavailable."""
        with self._opening:
            if self._client is None:
                self._client = self._guard(lambda: self._open(new=True))
                self._reading = None

    def reopen(self) -> None:
        """Forget what this process has cached of the store, because another process has written since."""
        with self._opening:
            self._reading = self._copy = None  # who still searches by them holds the reading, and that its copy
            if self._client is not None and not self.url:
                self._client.close()  # type: ignore[attr-defined]
                self._client = None

    def _open_reading(self) -> ChromaReading | None:
        self._check_there()
        place = self.folder if self._copy is None else Path(self._copy.name)
        reading = self._with_reserve(lambda: ChromaReading.opened(place / DATABASE))
        if reading is not None:
            reading.copy = self._copy
        return reading

    def loaded(self, name: str) -> tuple[Any, ClientAPI | ChromaReading]:
        """Return a collection to count and search, its index in memory, and what it is read by.

        What others write meanwhile, or have left to be written, is read from a copy (`reader_copies`).
        Raises Damaged, and what Chroma raises.
        """
        with self._opening:
            if self.url or self._client is not None:
                return self._checked(name, self.client), self.client
            self._check_there()
            with reader_copies.alone(self.folder, wait=0) as alone:
                if self._copy is None and not (alone and not reader_copies.writes_when_opened(self.folder)):
                    self._copy, self._reading = reader_copies.of_vectors(self.folder), None
                reading = self.reading
                found = self._checked(name, reading)
                found.count()  # reads the index
                return found, reading

    def _checked(self, name: str, client: ClientAPI | ChromaReading) -> Any:
        # A search must not write: get_or_create_collection writes, and fails on a full disk.
        found = client.get_collection(name, embedding_function=None)
        self.check_files(str(found.id))
        return found

    def _check_there(self) -> None:
        if not (self.folder / DATABASE).exists():
            raise Damaged(f"The vectors in {self.folder} are gone.", _ANEW)  # Chroma would make an empty database

    def _open(self, *, new: bool = False) -> ClientAPI:
        if not self.url and not new:
            self._check_there()
        with _no_exporter():
            import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if self.url:
            at = chroma_address(self.url)
            return chromadb.HttpClient(at.host, at.port, at.is_secure, headers=dict(at.headers), settings=settings)
        return self._with_reserve(lambda: chromadb.PersistentClient(path=str(self.folder), settings=settings))

    def _with_reserve(self, opened: Callable[[], T]) -> T:
        """Return what `opened` returns; where the disk is full, by means of the space reserved for that."""
        try:
            found = opened()
        except Exception as error:  # errors of the Rust core have no common base class; `_guard` maps them
            if not (_is_full(error) and self._reserve.give()):
                raise
            with contextlib.suppress(Exception):
                found = opened()  # may fail: Chroma keeps a half-opened client, and drops it when it fails again
                self._reserve.keep()
                return found
            found = opened()
        self._reserve.keep()
        return found

    def collections(self) -> list[str]:
        """Return the names of the collections. Raises StoreUnavailable."""
        return self._guard(lambda: [c.name for c in self.client.list_collections()])

    def drop(self, name: str) -> None:
        """Delete a collection of a server with all its vectors. Raises StoreUnavailable."""
        self._guard(lambda: self.client.delete_collection(name))

    def record(self) -> None:
        """Record the digests of the files on disk, once they are written. Raises StoreUnavailable."""
        if not self.url:
            self._guard(lambda: file_digests.record(self.folder, chroma_segments.sound_files(self.folder)))
            self._guard(lambda: page_digests.record(self.folder / DATABASE))

    def altered(self) -> list[str]:
        """Return the names of the files that are not as they were recorded. Reads every byte."""
        if self.url:
            return []
        if not (self.folder / DATABASE).exists():
            return [DATABASE]
        differing = page_digests.is_changed(self.folder / DATABASE) or not chroma_segments.is_sound(
            self.folder / DATABASE
        )
        return [*file_digests.differing(self.folder), *([DATABASE] if differing else [])]

    def check_files(self, collection: str, *, as_recorded: bool = True) -> None:
        """Check the files of a collection before Chroma reads them; with `as_recorded` only where they have changed.

        Raises Damaged.
        """
        folder = None if self.url else self._guard(lambda: chroma_segments.folder_of(self.folder, collection))
        if folder is None:
            return
        if as_recorded and file_digests.unchanged_since(self.folder, chroma_segments.files_of(folder)):
            return
        if not self._guard(lambda: chroma_segments.is_complete(folder)):
            raise self._half_written()

    def check_collection(self, name: str) -> None:
        """Check the files of a collection whatever was recorded of them. Raises Damaged."""
        found = self._guard(lambda: self.reading.get_collection(name, embedding_function=None))
        self.check_files(str(found.id), as_recorded=False)

    def _guard(self, use: Callable[[], T]) -> T:
        try:
            return use()
        except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
            raise self._unavailable(error) from error
        except BaseException as error:  # errors of Chroma, and those of httpx and the Rust core that it lets through
            if type(error).__module__.split(".")[0] in _THEIRS and not isinstance(error, _OURS):
                raise self._unavailable(error) from error
            raise

    def _unavailable(self, error: BaseException) -> StoreUnavailable:
        if self.url and type(error).__name__ == "NotFoundError":
            there = shown_address(self.url)
            return Damaged(f"The vectors of this collection are not on the Chroma server at {there}.", _ANEW)
        if self.url:
            return StoreUnavailable(
                f"The Chroma server at {shown_address(self.url)} cannot be used: {said_by(error)}.",
                "Start it, or correct or unset LICET_CHROMA_URL; what was held before is still held.",
            )
        if _is_full(error):
            return StoreUnavailable(
                f"The disk of {self.folder} is full, and the vector store has to write to it.",
                "Make space on the disk; what was held before is still held.",
            )
        return Damaged(f"The vectors in {self.folder} cannot be read: {error}.", _ANEW)

    def _half_written(self) -> Damaged:
        return Damaged(f"The vectors in {self.folder} were left half written.", _ANEW)


@contextlib.contextmanager
def _no_exporter() -> Iterator[None]:
    """Import Chroma without gRPC and its trace exporter, which take a quarter of its import time.

    With CHROMA_OTEL_COLLECTION_ENDPOINT set they are wanted, and imported.
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


# How far the index looks. Rows of lists are near copies of each other, and among them its graph loses its way: of
# 57,000 passages of law and lists, with 200 passages looked at, 15 of 100 of the ten nearest were missed, now 1 to 2;
# a search takes 8 ms instead of 2.
_SEARCH_BREADTH = 3000  # passages that are looked at
_GRAPH_NEIGHBOURS = 32  # of a passage, in its graph


class Vectors:
    """The vectors of one encoder in a store.

    All methods raise StoreUnavailable, or Damaged where the index cannot be read.
    """

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name = store, name
        self._found: Any = None
        self._of: ClientAPI | ChromaReading | None = None

    @property
    def _collection(self) -> Any:
        return self._collection_of(self.store.client)

    def _collection_of(self, client: ClientAPI) -> Any:
        if self._found is None or self._of is not client:
            self._found, self._of = self.store._checked(self.name, client), client
        return self._found

    @property
    def _read_collection(self) -> Any:
        if self._found is None or self._of is not self.store.reading:
            self._found, self._of = self.store.loaded(self.name)
        return self._found

    def create(self) -> None:
        """Make the collection that the vectors are put into. Raises StoreUnavailable."""
        self.store.make()
        # Cosine is set explicitly (Chroma's default is L2). No embedding function: vectors are always passed in.
        self.store._guard(
            lambda: self.store.client.get_or_create_collection(
                self.name,
                metadata={"licet": 1},
                configuration={
                    "hnsw": {
                        "space": "cosine",
                        "ef_construction": 200,
                        "max_neighbors": _GRAPH_NEIGHBOURS,
                        "ef_search": _SEARCH_BREADTH,
                    }
                },
                embedding_function=None,
            )
        )

    def widen(self) -> None:
        """Make an index of an older version look as far for the nearest as a new one. Raises StoreUnavailable."""

        def widened(collection: Any) -> None:
            hnsw = (collection.configuration or {}).get("hnsw") or {}
            if hnsw.get("ef_search", _SEARCH_BREADTH) < _SEARCH_BREADTH:
                collection.modify(configuration={"hnsw": {"ef_search": _SEARCH_BREADTH}})

        self._do(widened)

    def _do(self, use: Callable[[Any], T]) -> T:
        def done() -> T:
            with contextlib.nullcontext() if self.store.url else reader_copies.alone(self.store.folder):
                return use(self._collection)

        return self.store._guard(done)

    def _read(self, use: Callable[[Any], T]) -> T:
        def read() -> T:
            try:
                return use(self._read_collection)
            except (AttributeError, TypeError):  # a core whose calls are others: the client of its release knows them
                return use(self._collection)

        return self.store._guard(read)

    def count(self) -> int:
        """Return the number of vectors."""
        return self._read(lambda c: int(c.count()))

    def is_damaged(self) -> bool:
        """Return whether the index is damaged for good; one that is just being written can be read a moment later.

        Files are looked at, not every vector. Raises StoreUnavailable.
        """
        for wait in _WAITS:
            try:
                self.store.check_collection(self.name)
                self.count()
            except Damaged:
                time.sleep(wait)
                self.store.reopen()
            else:
                return False
        return True

    def all(self) -> Iterator[tuple[list[str], np.ndarray, list[Metadata]]]:
        """Yield every vector, some thousand at a time: ids, vectors `[ids, dimension]`, metadata.

        The files are checked whatever was recorded of them: who reads all wants to know.
        """
        self.store.check_collection(self.name)
        for part in _pages(self.count(), _ROWS_A_PAGE):
            got = self._do(
                lambda c, p=part: c.get(include=["embeddings", "metadatas"], limit=_ROWS_A_PAGE, offset=p.start)  # type: ignore[misc]
            )
            yield got["ids"], np.asarray(got["embeddings"], np.float32), got["metadatas"]

    def put(self, ids: Sequence[str], vectors: np.ndarray, fields: Sequence[Metadata]) -> None:
        """Write vectors `[ids, dimension]` with their metadata, in place of those with the same ids."""
        for part in _pages(len(ids), _ROWS_A_PAGE):
            self._do(
                lambda c, p=part: c.upsert(  # type: ignore[misc]
                    ids=list(ids[p]), embeddings=vectors[p], metadatas=list(fields[p])
                )
            )

    def update_metadata(self, ids: Sequence[str], fields: Sequence[Metadata]) -> None:
        """Replace the metadata of existing vectors."""
        for part in _pages(len(ids), _ROWS_A_PAGE):
            self._do(lambda c, p=part: c.update(ids=list(ids[p]), metadatas=list(fields[p])))  # type: ignore[misc]

    def delete(self, ids: Sequence[str]) -> None:
        """Delete vectors; unknown ids are ignored."""
        for part in _pages(len(ids), _ROWS_A_PAGE):
            self._do(lambda c, p=part: c.delete(ids=list(ids[p])))  # type: ignore[misc]

    def of_source(self, source_id: str) -> dict[str, Metadata]:
        """Return the ids of all vectors of a source with their metadata."""
        out: dict[str, Metadata] = {}
        while True:
            got = self._do(
                lambda c: c.get(
                    where={"source_id": source_id}, include=["metadatas"], limit=_ROWS_A_PAGE, offset=len(out)
                )
            )
            out.update(zip(got["ids"], got["metadatas"], strict=True))
            if len(got["ids"]) < _ROWS_A_PAGE:
                return out

    def ids(self) -> set[str]:
        """Return the ids of all vectors."""
        out: set[str] = set()
        while True:
            got = self._do(lambda c: c.get(include=[], limit=_ROWS_A_PAGE, offset=len(out)))
            out.update(got["ids"])
            if len(got["ids"]) < _ROWS_A_PAGE:
                return out

    def nearest(self, vector: np.ndarray, k: int, where: dict[str, Any] | None = None) -> list[tuple[str, float]]:
        """Return (id, cosine) of the `k` nearest vectors under a filter, nearest first."""

        def found(collection: Any) -> list[tuple[str, float]]:
            got = collection.query(query_embeddings=[vector], n_results=k, where=where, include=["distances"])
            return [(i, 1.0 - float(d)) for i, d in zip(got["ids"][0], got["distances"][0], strict=True)]

        return self._read(found)


def _is_full(error: BaseException | None) -> bool:
    """Return whether an error goes back to a full disk.

    Chroma fails again while it handles that, so the causes of an error are checked too.
    """
    while error is not None:
        if "disk is full" in str(error) or "No space" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _pages(total: int, size: int) -> Iterator[slice]:
    for begin in range(0, total, size):
        yield slice(begin, begin + size)
