"""A vector index that a killed process left partition written.

Questions are answered, doctor reports it, and the next writer rebuilds it.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.model import Reading
from index.collection import Collection

Law = Callable[..., Reading]
RULES = ["Records are kept for five years.", "Gallium needs a licence.", "Rockets need a licence."]
CHINESE = ["国家对管制物项的出口实行许可制度。", "违反本法规定的，处以罚款。"]
FILES = [
    "header.bin",
    "data_level0.bin",
    "length.bin",
    "link_lists.bin",
    "index_metadata.pickle",
]  # in the order of their writing


@contextmanager
def opened(home: Path) -> Iterator[Collection]:
    catalogue = Catalogue(home / "catalogue.sqlite")
    collection = Collection(home, catalogue)
    yield collection
    collection.close()
    catalogue.close()


@pytest.fixture
def written_out(home: Path, law: Law, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a home whose vectors Chroma has written to index files, which it does only after a thousand writes."""
    monkeypatch.setattr("index.stores.vectors.chroma._WAITS", (0.0, 0.0))  # nobody is writing here
    with opened(home) as collection:
        for _, vectors in collection.stores.partitions:
            vectors._collection.modify(configuration={"hnsw": {"sync_threshold": 2, "batch_size": 2}})
        collection.close()
        collection.add(law("us-part-9", RULES))
        collection.add(law("cn-part-1", CHINESE, jurisdiction="cn", language="zh"))
        collection.add(law("us-part-8", RULES[::-1]))
        assert len(folders(home)) == 2
    return home


def folders(home: Path) -> list[Path]:
    return [f.parent for f in home.glob("index/vectors-*/*/header.bin")]


def clean(collection: Collection) -> bool:
    return [c for c in collection.check() if not c[1]] == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_cut_off_is_survived_and_mended(written_out: Path, name: str) -> None:
    for folder in folders(written_out):
        os.truncate(folder / name, 0 if name == "header.bin" else (folder / name).stat().st_size // 2)
    with opened(written_out) as reader:
        found = {h.passage.text.partition(" ")[2] for h in reader.search("gallium")}
        assert "Gallium needs a licence." in found
        assert "许可" in "".join(h.passage.text for h in reader.search("许可制度"))
        reader.warm()
        index = reader.check()[1]
        assert (index[1], "vectors: 2 files damaged" in index[2], "licet doctor" in index[3]) == (False, True, True)
        assert reader.repair() == ["vectors: 2 files damaged"]
        assert clean(reader)
    with opened(written_out) as later:
        assert clean(later)
        hits = later.search("gallium")
        assert len({h.passage.id for h in hits}) == len(hits)
        assert later.repair() == later.recover() == []


def test_the_next_writer_mends_first(written_out: Path, law: Law) -> None:
    for folder in folders(written_out):
        os.truncate(folder / "data_level0.bin", 10)
    with opened(written_out) as writer:
        writer.add(law("us-part-7", RULES[:2]))
        assert clean(writer)
        writer.remove("us-part-8")
        assert clean(writer)
        assert {h.source.id for h in writer.search("gallium licence")} >= {"us-part-7", "us-part-9"}


def test_vectors_that_an_index_has_lost_are_put_back(written_out: Path) -> None:
    """The files match, but a vector is missing that the store's database names.

    This is the state after a kill just before the extent of the files is recorded.
    """
    for folder in folders(written_out):
        file = folder / "index_metadata.pickle"
        kept = pickle.loads(file.read_bytes())
        del kept["label_to_id"][kept["id_to_label"].pop(max(kept["id_to_label"]))]
        file.write_bytes(pickle.dumps(kept))
    with opened(written_out) as reader:
        assert reader.search("gallium")
        reader.catalogue.set_meta("writing", "us-part-9")  # as the killed writer left it
        assert reader.interrupted
        assert reader.recover()
        assert not reader.interrupted
        assert clean(reader)


def test_vectors_are_put_back_without_encoding(written_out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in folders(written_out):
        os.truncate(folder / "link_lists.bin", 3)
    with opened(written_out) as writer:
        with monkeypatch.context() as without:
            without.setattr("index.indexing.build.Builder._encoded", lambda *_: pytest.fail("encoded again"))
            assert writer.repair()
        assert clean(writer)
        for text, partition in ((f"(a) {RULES[0]}", 0), (f"(a) {CHINESE[0]}", 1)):
            encoder, vectors = writer.stores.partitions[partition]
            assert vectors.nearest(encoder.query(text), 1)[0][1] > 0.7


def test_a_mending_that_was_killed_leaves_words_to_be_searched(
    written_out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in folders(written_out):
        os.truncate(folder / "data_level0.bin", 10)
    with opened(written_out) as killed, monkeypatch.context() as broken_off:
        broken_off.setattr("index.indexing.build.Builder.add_missing", lambda *_: _raise(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            killed.repair()
    with opened(written_out) as later:
        assert later.search("gallium")
        assert later.repair()
        assert clean(later)


def _raise(error: BaseException) -> None:
    raise error
