"""What stands in the place of a home's files: a link is not written through, a pipe is not waited for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import StoreUnavailable
from corpus.kept_file import read_whole, write_whole
from corpus.sources.fetched_files import FetchedFiles, FetchRecord
from corpus.sources.watch_list import WatchList
from index.stores.locks import writer_lock


def pipe(file: Path) -> None:
    os.mkfifo(file)


def device(file: Path) -> None:
    file.symlink_to("/dev/zero")


def folder(file: Path) -> None:
    file.mkdir()


def around(file: Path) -> None:
    file.symlink_to(file.name)


@pytest.mark.parametrize("place", [pipe, device, folder, around], ids=lambda p: p.__name__)
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, place: Callable[[Path], None]) -> None:
    place(tmp_path / "watch.json")
    with pytest.raises(OSError, match=r"regular file|Is a directory|symbolic links"):
        read_whole(tmp_path / "watch.json")
    with pytest.raises(StoreUnavailable, match="cannot be read") as told:
        WatchList(tmp_path).all()
    assert told.value.remedy
    fetched = FetchedFiles(tmp_path)
    (tmp_path / "fetched").mkdir()
    for suffix in (".json", ".body"):
        place(fetched._path("law", suffix))
    assert fetched.mark("law") is None
    assert fetched.body("law", FetchRecord("https://lanterns.example/law")) is None


def test_a_link_in_a_files_place_is_replaced_and_its_target_left(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other.txt"
    home.mkdir()
    other.write_text("of the person")
    for name in ("watch.json", "writing.json", "writing.lock"):
        (home / name).symlink_to(other)
    write_whole(home / "watch.json", b"[]")
    assert (read_whole(home / "watch.json"), (home / "watch.json").is_symlink()) == (b"[]", False)
    with pytest.raises(StoreUnavailable, match="cannot be written") as told:  # the lock follows no link
        writer_lock(home, wait=1).__enter__()
    assert told.value.remedy
    (home / "writing.lock").unlink()
    with writer_lock(home, wait=1):
        assert not (home / "writing.json").is_symlink()
    assert other.read_text() == "of the person"
