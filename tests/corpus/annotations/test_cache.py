"""The shipped annotations from the home's file are those of their own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.annotations import load_annotations, load_kept


def test_the_file_gives_what_the_annotations_say(tmp_path: Path) -> None:
    first = load_kept(tmp_path)
    (file,) = (tmp_path / "annotations").iterdir()
    kept = load_kept(tmp_path)
    assert kept.all == first.all == load_annotations().all
    assert kept.by_id.keys() == load_annotations().by_id.keys()
    assert file.stat().st_size > 1000


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"sources": [], "annotations": [[7]]}', b"\xff\xfe"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    load_kept(tmp_path)
    (file,) = (tmp_path / "annotations").iterdir()
    good = file.read_bytes()
    file.write_bytes(damage)
    assert load_kept(tmp_path).all == load_annotations().all
    assert file.read_bytes() == good


def test_an_answer_of_which_a_letter_is_another_one_is_not_told(tmp_path: Path) -> None:
    first = load_kept(tmp_path)
    (file,) = (tmp_path / "annotations").iterdir()
    good, told = file.read_bytes(), first.all[0].answer.encode()
    file.write_bytes(good.replace(told, told.swapcase()))
    assert file.read_bytes() != good
    assert load_kept(tmp_path).all == first.all
    assert file.read_bytes() == good


def test_a_home_that_cannot_be_written_is_read_without_it(tmp_path: Path) -> None:
    (tmp_path / "annotations").write_text("a file in the way", "utf-8")
    assert load_kept(tmp_path).all == load_annotations().all
