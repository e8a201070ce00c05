"""Chroma's core alone searches as its client does; a core that has other calls is left to the client."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from corpus.model import Reading
from index.collection import Collection
from index.stores.vectors.chroma import DATABASE, Damaged, Store, Vectors
from index.stores.vectors.chroma_reading import ChromaReading, VectorsRead

Law = Callable[..., Reading]
RULES = ["Rocket systems need a licence.", "Records are kept for five years.", "Gallium is licensed by the ministry."]


def test_a_search_needs_chromas_core_alone_and_finds_what_its_client_finds(collection: Collection, law: Law) -> None:
    collection.add(law("us-part-744", RULES))
    collection.close()
    probe = (
        "import sys; from pathlib import Path; from corpus.catalogue import Catalogue\n"
        "from index.collection import Collection\n"
        "home = Path(sys.argv[1])\n"
        "held = Collection(home, Catalogue(home / 'catalogue.sqlite'))\n"
        "((encoder, vectors), *_) = held.stores.partitions\n"
        "asked = encoder.query('licences for rockets')\n"
        "found = vectors.count(), vectors.nearest(asked, 3)\n"
        "assert len(found[1]) == 3 and 'chromadb' not in sys.modules\n"
        "assert held.stores.chroma.client and 'chromadb' in sys.modules\n"
        "assert (vectors.count(), vectors.nearest(asked, 3)) == found\n"
    )
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", probe, str(collection.home)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a store with three vectors, with no client open."""
    store = Store(tmp_path)
    vectors = Vectors(store, "lanterns")
    vectors.create()
    vectors.put(["a", "b", "c"], np.eye(3, dtype=np.float32), [{"source_id": "s"}] * 3)
    store.reopen()
    return tmp_path


def _other_call(*_: Any, **__: Any) -> Any:
    raise TypeError("query() missing 1 required positional argument: 'token'")


def _other_result(*_: Any, **__: Any) -> Any:
    return {"ids": [["a"]], "distances": None}


@pytest.mark.parametrize(
    ("part", "name", "changed"),
    [
        (ChromaReading, "get_collection", _other_call),
        (VectorsRead, "count", _other_call),
        (VectorsRead, "query", _other_call),
        (VectorsRead, "query", _other_result),
    ],
)
def test_where_a_call_of_the_core_is_another_the_client_reads(
    folder: Path, monkeypatch: pytest.MonkeyPatch, part: type, name: str, changed: Callable[..., Any]
) -> None:
    monkeypatch.setattr(part, name, changed)
    store = Store(folder)
    vectors = Vectors(store, "lanterns")
    assert vectors.count() == 3
    assert vectors.nearest(np.eye(3, dtype=np.float32)[1], 1) == [("b", 1.0)]
    assert store.reading is store.client


def test_a_core_that_opens_otherwise_is_not_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = SimpleNamespace(MD5=0, Apply=0)
    other = SimpleNamespace(
        MigrationHash=known, MigrationMode=known, SqliteDBConfig=lambda **_: None, Bindings=_other_call
    )
    assert ChromaReading.opened(folder / DATABASE) is not None
    monkeypatch.setitem(sys.modules, "chromadb_rust_bindings", other)
    assert ChromaReading.opened(folder / DATABASE) is None


@pytest.mark.parametrize("name", ["lanterns", "wicks"])
def test_what_the_core_refuses_is_one_line(folder: Path, name: str) -> None:
    vectors = Vectors(Store(folder), name)
    with pytest.raises(Damaged, match=r"cannot be read: .*(dimension of 3|does not exist)") as refused:
        vectors.nearest(np.ones(2, np.float32), 1)
    assert "\n" not in str(refused.value)
    assert isinstance(vectors.store.reading, ChromaReading)


def _near_copies(kinds: int, copies: int) -> np.ndarray:
    """Return unit vectors that lie close together in groups, as the rows of a list do."""
    chance = np.random.default_rng(7)
    centres = chance.normal(size=(kinds, 32))
    drawn = (centres[:, None] + 0.02 * chance.normal(size=(kinds, copies, 32))).reshape(-1, 32)
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def test_among_near_copies_the_nearest_are_found(tmp_path: Path) -> None:
    held = _near_copies(kinds=12, copies=250)
    vectors = Vectors(Store(tmp_path), "lanterns")
    vectors.create()
    vectors.put([str(n) for n in range(len(held))], held, [{"source_id": "s"}] * len(held))
    asked = np.random.default_rng(8).normal(size=(20, 32)).astype(np.float32)
    found = [{i for i, _ in vectors.nearest(v, 10)} for v in asked]
    nearest = [{str(n) for n in np.argsort(-(held @ v))[:10]} for v in asked]
    shares = [len(f & n) / 10 for f, n in zip(found, nearest, strict=True)]
    assert float(np.mean(shares)) >= 0.95


def test_an_index_of_an_older_version_looks_as_far_after_the_next_write(collection: Collection, law: Law) -> None:
    collection.add(law("us-part-744", RULES))
    store = collection.stores.chroma
    (name, *_) = (n for n in store.collections() if n.startswith("licet-"))

    def breadth() -> int:
        found = store.client.get_collection(name, embedding_function=None).configuration
        return int(found["hnsw"]["ef_search"])

    made = breadth()
    store.client.get_collection(name, embedding_function=None).modify(configuration={"hnsw": {"ef_search": 100}})
    assert breadth() == 100 < made
    collection.stores.reload()  # as the next program does: this one holds the breadth that it made
    collection.add(law("us-part-745", RULES[:1]))
    assert breadth() == made
