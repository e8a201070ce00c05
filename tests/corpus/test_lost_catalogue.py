"""A catalogue that is empty, gone, cut off, of another program or another version is recognised, never made anew."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.errors import AlteredText, NotHeld, Problem, StoreUnavailable
from corpus.model import Kind, Reading, Role, Source
from corpus.passages import cut_passages
from corpus.structure import TreeBuilder


def law(number: int) -> Reading:
    tree = TreeBuilder()
    section = tree.add(f"§ {number}.1 Scope.", locator=f"{number} CFR 1.1", role=Role.SECTION, heading="Scope.")
    for n in range(40):
        text = f"({n}) Rule {n} of part {number} says that a licence is needed for item {n * number}."
        tree.add(text, locator=f"{number} CFR 1.1({n})", role=Role.PARAGRAPH, parent=section)
    return tree.reading(Source(f"us-{number}-cfr-1", f"{number} CFR Part 1", Kind.LAW, "us"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "catalogue.sqlite"
    catalogue = Catalogue(path)
    for number in range(1, 5):
        catalogue.publish(catalogue.stage(law(number), cut_passages(law(number), limit=60)))
    catalogue.close()
    (path.parent / "index").mkdir()
    return path


@pytest.mark.parametrize("how", ["gone", "empty", "replaced by nothing"])
def test_a_lost_catalogue_is_no_new_collection(path: Path, how: str) -> None:
    path.unlink()
    if how == "empty":
        path.touch()
    elif how == "replaced by nothing":
        sqlite3.connect(path).close()
    before = sorted(p.name for p in path.parent.iterdir())
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="nothing was made in its place") as caught:
            Catalogue(path)
        assert "licet restore" in caught.value.remedy
    assert sorted(p.name for p in path.parent.iterdir()) == before


def test_where_nothing_was_before_there_is_a_new_one(path: Path) -> None:
    path.unlink()
    (path.parent / "index").rmdir()
    path.touch()  # what is left of a first start that was killed
    assert Catalogue(path).holdings() == []


def test_one_that_goes_while_it_is_open_is_not_made_anew(path: Path) -> None:
    catalogue = Catalogue(path)
    assert len(catalogue.holdings()) == 4
    for file in path.parent.glob("catalogue*"):
        file.unlink()
    with pytest.raises(StoreUnavailable, match="gone"):
        catalogue.holdings()
    with pytest.raises(StoreUnavailable):
        catalogue.set_meta("writing", "x")
    assert not path.exists()


def test_one_that_takes_its_place_is_read(path: Path, tmp_path: Path) -> None:
    catalogue = Catalogue(path)
    other = Catalogue(tmp_path / "other" / "catalogue.sqlite")
    other.publish(other.stage(law(9), cut_passages(law(9), limit=60)))
    other.close()
    os.replace(other.path, path)
    assert [h.source.id for h in catalogue.holdings()] == ["us-9-cfr-1"]


def read_all(path: Path) -> None:
    catalogue = Catalogue(path)
    for number in catalogue.editions():
        catalogue.check_whole(number, passages=True)


@pytest.mark.parametrize("script", ["DROP TABLE meta", "DROP TABLE passages", "PRAGMA user_version=2"])
def test_tables_that_are_missing_are_damage(path: Path, script: str) -> None:
    with sqlite3.connect(path) as db:
        db.executescript(script)
    db.close()
    with pytest.raises(Problem) as caught:
        read_all(path)
    assert caught.value.remedy


@pytest.mark.parametrize("damage", ["cut off", "zeroed", "flipped"])
def test_damage_anywhere_is_a_line_or_does_no_harm(path: Path, damage: str) -> None:
    """What is still read is what was written, or a Problem says what is wrong with it."""
    whole, chance = path.read_bytes(), random.Random(damage)
    wanted = {law(n).source.id: law(n).text for n in range(1, 5)}
    told = 0
    for _ in range(60):
        data = bytearray(whole)
        place = chance.randrange(len(data))
        if damage == "cut off":
            del data[place:]
        elif damage == "zeroed":
            data[place : place + 4096] = bytes(len(data[place : place + 4096]))
        else:
            data[place] ^= 1 << chance.randrange(8)
        for file in path.parent.glob("catalogue*"):
            file.unlink()
        path.write_bytes(data)
        try:
            catalogue = Catalogue(path)
            held = catalogue.holdings()
            told += bool(catalogue.damage() or catalogue.audited())
            for number, (source, _) in catalogue.editions().items():
                for provision in catalogue.find(f"{source.id.split('-')[1]} CFR 1.1(7)"):
                    assert provision.text in wanted[source.id]
                assert catalogue.text(number) == wanted[source.id]
            assert len(held) == 4 or catalogue.altered or catalogue.damage()
        except (AlteredText, StoreUnavailable, NotHeld):
            told += 1
    assert told > 5
