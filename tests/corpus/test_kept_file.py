"""What stands in the place of a home's files: a link is not written through, a pipe is not waited for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import StoreUnavailable
from corpus.kept_file import kept, read_whole, write_whole
from corpus.records.home import HomeRecords
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
        WatchList(HomeRecords(tmp_path)).all()
    assert told.value.remedy
    fetched = FetchedFiles(tmp_path / "fetched")
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
        writer_lock(home, None, 1).__enter__()
    assert told.value.remedy
    (home / "writing.lock").unlink()
    with writer_lock(home, None, 1):
        assert not (home / "writing.json").is_symlink()
    assert other.read_text() == "of the person"


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return `named(home, made)`: what a home has in a file that is of every home, else `made`."""
    monkeypatch.setattr("corpus.kept_file.prepared_place", lambda: tmp_path / "prepared")

    def go(home: str, made: str, digest: str = "d1") -> str:
        return kept(
            tmp_path / home / "notes" / f"law.{digest}.words",
            read=lambda stream: stream.read().decode(),
            make=lambda: made,
            write=lambda stream, text: stream.write(text.encode()),
            stale="law.*.words",
            of_every_home=True,
        )

    return go


def _files(folder: Path) -> list[str]:
    return sorted(f.name for f in folder.iterdir())


def test_what_is_of_every_home_is_taken_from_what_was_prepared(tmp_path: Path, named: Callable[..., str]) -> None:
    assert named("prepared", "once") == "once"
    assert named("home", "again") == "once"
    (tmp_path / "prepared" / "notes" / "law.d1.words").unlink()
    assert named("home", "again") == "once"  # a copy of its own, which needs the environment no more
    assert named("home", "of other notes", "d2") == "of other notes"
    assert named("prepared", "of other notes", "d2") == "of other notes"
    assert _files(tmp_path / "home" / "notes") == ["law.d2.words"]


def test_a_prepared_copy_takes_the_place_of_one_of_other_notes(tmp_path: Path, named: Callable[..., str]) -> None:
    assert named("home", "old", "d1") == "old"
    assert named("prepared", "new", "d2") == "new"
    assert named("home", "again", "d2") == "new"
    assert _files(tmp_path / "home" / "notes") == ["law.d2.words"]


def _damaged(file: Path) -> None:
    file.write_bytes(b"n" + file.read_bytes()[1:])


def _gone(file: Path) -> None:
    shutil.rmtree(file.parent)


def _no_folder(file: Path) -> None:
    shutil.rmtree(file.parent)
    file.parent.write_text("")


@pytest.mark.parametrize("fault", [_damaged, _gone, _no_folder, Path.unlink], ids=lambda f: f.__name__)
def test_what_was_prepared_badly_is_made_and_left_as_it_is(
    tmp_path: Path, named: Callable[..., str], fault: Callable[[Path], None]
) -> None:
    named("prepared", "once")
    place = tmp_path / "prepared"
    fault(place / "notes" / "law.d1.words")
    before = {f: f.is_file() and f.read_bytes() for f in place.rglob("*")}
    assert named("home", "made") == "made"
    assert named("home", "again") == "made"
    assert {f: f.is_file() and f.read_bytes() for f in place.rglob("*")} == before
