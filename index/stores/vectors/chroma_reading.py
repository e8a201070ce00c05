"""Reading of a Chroma database on disk by Chroma's core alone, as Chroma's own client reads it.

Importing the client takes a quarter of a command that asks one question: it brings web clients, schemas and embedding
functions, none of which reads vectors. Source: `RustBindingsAPI` of `chromadb/api/rust.py`, Chroma 1.5.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

try:
    import resource
except ImportError:  # no such limits on this system
    resource = None  # type: ignore[assignment]

_DEFAULTS = ("default_tenant", "default_database")  # of Chroma's client, which writes under these names
_FILES_OF_AN_INDEX = 5
_OPEN_FILES = 512  # where the system names no limit
# What these variables change, Chroma's client knows.
_CLIENTS_OWN = ("CHROMA_OTEL_COLLECTION_ENDPOINT", "MIGRATIONS", "MIGRATIONS_HASH_ALGORITHM")


class ChromaReading:
    """Chroma's core over a database; the same calls as a client's, as far as they count and search."""

    def __init__(self, core: Any) -> None:
        self._core = core
        self.copy: object = (
            None  # the folder that is read, where it is one of the reader's own: it goes with the reader
        )

    @classmethod
    def opened(cls, file: Path) -> ChromaReading | None:
        """Return the database in a file; None where the core is of another make, or the client is asked for more.

        Raises what the core raises.
        """
        if any(name in os.environ for name in _CLIENTS_OWN):
            return None
        try:
            import chromadb_rust_bindings as core

            database = core.SqliteDBConfig(
                hash_type=core.MigrationHash.MD5,
                migration_mode=core.MigrationMode.Apply,
                url=str(file),
            )
            files = resource.getrlimit(resource.RLIMIT_NOFILE)[0] if resource else _OPEN_FILES
            return cls(
                core.Bindings(
                    allow_reset=False,
                    sqlite_db_config=database,
                    persist_path=str(file.parent),
                    hnsw_cache_size=files // _FILES_OF_AN_INDEX,
                )
            )
        except (ImportError, AttributeError, TypeError):
            return None

    def get_collection(self, name: str, embedding_function: None = None) -> VectorsRead:
        """Return a collection of vectors. Raises Chroma's NotFoundError."""
        return VectorsRead(self._core, self._core.get_collection(name, *_DEFAULTS).id, self.copy)


class VectorsRead:
    """Vectors of one collection, to be counted and searched."""

    def __init__(self, core: Any, number: object, copy: object = None) -> None:
        self._core, self.id, self._copy = core, number, copy

    def count(self) -> int:
        """Return the number of vectors."""
        return int(self._core.count(str(self.id), *_DEFAULTS))

    def query(
        self, query_embeddings: Sequence[np.ndarray], n_results: int, where: dict[str, Any] | None, include: list[str]
    ) -> dict[str, Any]:
        """Return the ids of the nearest vectors and their distances, for each of the vectors that are given."""
        written = json.dumps(where) if where else None
        found = self._core.query(
            str(self.id), None, list(query_embeddings), n_results, written, None, include, *_DEFAULTS
        )
        return {"ids": found.ids, "distances": found.distances}
