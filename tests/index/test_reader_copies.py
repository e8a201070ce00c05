"""Readers leave the files of an index to its writer, whatever its log holds and whoever writes meanwhile."""

from __future__ import annotations

import contextlib
import errno
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import StoreUnavailable
from index.stores import file_digests
from index.stores.vectors import chroma_segments, reader_copies
from index.stores.vectors.chroma import DATABASE, Damaged, Store, Vectors
from index.stores.vectors.chroma_reading import ChromaReading

NAME = "lanterns"
ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys; from pathlib import Path
import numpy as np
from index.stores.vectors.chroma import Store, Vectors
store = Store(Path(sys.argv[1])); vectors = Vectors(store, "lanterns"); vectors.create()
drawn = np.random.default_rng(7)
for begin in range(0, 4000, 100):
    rows = drawn.normal(size=(100, 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vectors.put([f"p{n}" for n in range(begin, begin + 100)], rows, [{"source_id": "s"}] * 100)
store.record()
"""
READER = """
import sys; from pathlib import Path
import numpy as np
from corpus.errors import StoreUnavailable
from index.stores.vectors.chroma import Store, Vectors
folder, found = Path(sys.argv[1]), 0
while not (folder.parent / "done").exists():
    try:
        vectors = Vectors(Store(folder), "lanterns")
        found += len(vectors.nearest(np.ones(16, np.float32) / 4, 3)) == 3 <= vectors.count()
    except StoreUnavailable:
        pass
print(found)
"""


def _filled(folder: Path, many: int) -> None:
    store = Store(folder)
    vectors = Vectors(store, NAME)
    vectors.create()
    rows = np.random.default_rng(3).normal(size=(many, 8)).astype(np.float32)
    vectors.put([f"p{n}" for n in range(many)], rows, [{"source_id": "s"}] * many)
    store.record()
    store.reopen()


def _make_files_due(folder: Path, entries: int) -> None:
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as db:
        for column in ("config_json_str", "schema_str"):
            db.execute(
                f"UPDATE collections SET {column} = replace({column}, '\"sync_threshold\":1000', ?)",
                (f'"sync_threshold":{entries}',),
            )
        db.commit()


def _written(folder: Path) -> dict[str, int]:
    return {str(f.relative_to(folder)): f.stat().st_mtime_ns for f in folder.glob("*/*") if f.is_file()}


@pytest.fixture
def due(tmp_path: Path) -> Path:
    """Return the folder of a store of 900 vectors in whose log so many wait that whoever opens it writes its files."""
    folder = tmp_path / "vectors"
    _filled(folder, 900)
    _make_files_due(folder, 500)
    return folder


def test_a_reader_does_not_write_the_files_that_are_due(due: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    shutil.copytree(due, plain)
    before = _written(due)
    vectors = Vectors(Store(due), NAME)
    assert reader_copies.writes_when_opened(due)
    assert vectors.count() == 900
    assert len(vectors.nearest(np.ones(8, np.float32), 3)) == 3
    assert _written(due) == before
    core = ChromaReading.opened(plain / DATABASE)  # what it would be without the copy
    assert core is not None
    assert core.get_collection(NAME).count() == 900
    assert _written(plain) != before


def test_a_reader_beside_a_writer_reads_a_copy(tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    _filled(folder, 20)
    assert not reader_copies.writes_when_opened(folder)
    alone, beside = Store(folder), Store(folder)
    assert Vectors(alone, NAME).count() == 20
    assert alone._copy is None
    with reader_copies.alone(folder):
        assert Vectors(beside, NAME).count() == 20
    assert beside._copy is not None
    copy = Path(beside._copy.name)
    beside.reopen()
    assert not copy.exists()


@pytest.mark.parametrize("copied", ["database", "file"])
def test_a_full_disk_of_temporary_files_is_named_as_that(
    due: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: str
) -> None:
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    if copied == "database":
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorcode = sqlite3.SQLITE_FULL
    else:
        full = OSError(errno.ENOSPC, "No space left on device")  # type: ignore[assignment]
    before = _written(due)

    def refuse(*told: object) -> None:
        raise full

    monkeypatch.setattr(reader_copies, "_never_due", refuse)  # when a part of the copy is there
    with pytest.raises(StoreUnavailable) as told:
        Vectors(Store(due), NAME).count()
    assert str(elsewhere) in told.value.message
    assert str(due) not in str(told.value)
    assert "TMPDIR" in told.value.remedy
    assert not isinstance(told.value, Damaged)
    assert _written(due) == before


def test_a_writer_and_its_readers_leave_an_index_whose_files_match(tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    folder.mkdir()
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], cwd=ROOT)
    readers = [
        subprocess.Popen([sys.executable, "-c", READER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert writer.wait(300) == 0
    time.sleep(0.5)
    (tmp_path / "done").touch()
    read = [int(reader.communicate(timeout=120)[0] or 0) for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0]
    assert min(read) > 0
    assert all(chroma_segments.is_complete(file.parent) for file in folder.glob("*/header.bin"))
    assert Vectors(Store(folder), NAME).count() == 4000


def test_files_that_do_not_match_are_found_even_where_they_were_recorded(tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    _filled(folder, 1200)
    lists = next(folder.glob("*/link_lists.bin"))
    whole = lists.read_bytes()
    lists.write_bytes(b"\x0b" + whole[1:])
    file_digests.record(folder, chroma_segments.files_of(lists.parent))
    assert Vectors(Store(folder), NAME).is_damaged()
    with pytest.raises(Damaged, match="half written"):
        next(Vectors(Store(folder), NAME).all())
    Store(folder).record()
    with pytest.raises(Damaged, match="half written"):
        Vectors(Store(folder), NAME).count()
    lists.write_bytes(whole)
    assert not Vectors(Store(folder), NAME).is_damaged()
