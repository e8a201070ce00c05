"""Every byte of what is derived is looked after: cut off, zeroed or flipped anywhere, doctor notices and repairs it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.catalogue import Catalogue
from corpus.model import Reading
from index.collection import Collection
from index.stores.builds import BUILD_KINDS

Law = Callable[..., Reading]
ROOT = Path(__file__).resolve().parents[2]
RULES = ["Records are kept for five years.", "Gallium needs a licence.", "Rockets need a licence."]
# The files of Chroma's index before its first complete write, which it fills anew whenever it opens them; claims and
# locks, which are empty; the space that is reserved for a full disk.
NOT_READ = ("in-use", ".lock", "reserve")
_CHECK = """
import sys
from pathlib import Path
from corpus.catalogue import Catalogue
from index.collection import Collection
home = Path(sys.argv[1])
collection = Collection(home, Catalogue(home / "catalogue.sqlite"))
print("; ".join(collection.repair()))
assert [c for c in collection.check() if not c[1]] == []
print([h.passage.id for h in collection.search("gallium")])
"""


def opened(home: Path) -> Collection:
    return Collection(home, Catalogue(home / "catalogue.sqlite"))


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, encoders: Path, law: Law) -> Path:
    """Make a home whose vectors Chroma has written to index files, which it does only after a thousand writes."""
    home = tmp_path_factory.mktemp("held") / "home"
    home.mkdir()
    (home / "encoder").symlink_to(encoders)
    collection = opened(home)
    for _, vectors in collection.stores.partitions:
        vectors._collection.modify(configuration={"hnsw": {"sync_threshold": 2, "batch_size": 2}})
    collection.close()
    for number in range(4):
        collection.add(law(f"us-part-{number}", [f"{rule} It is rule {number}." for rule in RULES]))
    collection.close()
    return home


@pytest.fixture
def copy(held: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(held, tmp_path / "copy", symlinks=True))


def derived(home: Path) -> list[Path]:
    """Return the files that hold what is derived."""
    files = [f for f in sorted((home / "index").rglob("*")) if f.is_file() and not f.name.endswith(NOT_READ)]
    whole = {f.parent for f in files if f.name == "index_metadata.pickle"}
    return [f for f in files if f.parent.parent.name == "index" or f.parent in whole]


def flipped(file: Path, chance: random.Random) -> None:
    data = bytearray(file.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def zeroed(file: Path, chance: random.Random) -> None:
    data = bytearray(file.read_bytes())
    begin = chance.randrange(len(data))
    end = min(len(data), begin + 4096)
    data[begin:end] = bytes(end - begin)
    file.write_bytes(data)


def cut_off(file: Path, chance: random.Random) -> None:
    os.truncate(file, chance.randrange(file.stat().st_size))


DAMAGES = (flipped, zeroed, cut_off)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
@pytest.mark.parametrize("kind", BUILD_KINDS)
def test_damage_is_noticed_and_mended(copy: Path, kind: str, damage: Callable[[Path, random.Random], None]) -> None:
    chance = random.Random(f"{kind} {damage.__name__}")
    file = max((f for f in derived(copy) if kind in f.relative_to(copy).parts[1]), key=lambda f: f.stat().st_size)
    before = opened(copy).search("gallium")
    original = file.read_bytes()
    while file.read_bytes() == original:
        damage(file, chance)
    later = opened(copy)
    assert [name for name, ok, _, _ in later.check() if not ok] == ["index"]
    assert later.repair()
    assert all(ok for _, ok, _, _ in later.check())
    assert [(h.passage.id, h.score) for h in later.search("gallium")] == [(h.passage.id, h.score) for h in before]
    assert later.repair() == []


def test_vectors_without_direction_are_noticed_and_mended(copy: Path) -> None:
    first = opened(copy)
    vectors = first.stores.partitions[0][1]
    ids = sorted(vectors.ids())[:3]
    fields = [vectors.of_source(s) for s in ("us-part-0", "us-part-1", "us-part-2", "us-part-3")]
    known = {i: f for found in fields for i, f in found.items()}
    vectors.put(ids, np.zeros((3, 384), np.float32), [known[i] for i in ids])
    first.stores.finish()  # as if it were well
    assert any("3 vectors without direction" in said for said in first.repair())
    assert all(ok for _, ok, _, _ in first.check())


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_damage_anywhere(held: Path, tmp_path: Path, damage: Callable[[Path, random.Random], None]) -> None:
    chance, wanted = random.Random(damage.__name__), ""
    for number in range(40):
        home = Path(shutil.copytree(held, tmp_path / f"{number}", symlinks=True))
        # A file of zeros alone cannot be zeroed: it would be tried for ever.
        file = chance.choice([f for f in derived(home) if any(f.read_bytes())])
        original = file.read_bytes()
        while file.read_bytes() == original:
            damage(file, chance)
        done = subprocess.run(  # a process of its own: a store could crash on what is damaged
            [sys.executable, "-c", _CHECK, str(home)], cwd=ROOT, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, (file, done.stderr)
        noticed, found = done.stdout.splitlines()
        assert noticed, file
        assert found == (wanted or found)
        wanted = found
        shutil.rmtree(home)
