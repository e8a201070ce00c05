"""A disk without one byte of space: what is held is searched, shown and asked; what would write says so in one line.

The disk is a small file system in memory, which only the administrator may mount.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.wiring import LIBRARY_META
from corpus.catalogue import Catalogue

Line = Any  # the class of tests/ui/conftest.py
WORDS = "How long are records of lantern shipments kept?"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 16 MB; skip the test where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system may be mounted here, so no disk can be filled")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, server: ModuleType, line: Any, empty_home: Any) -> Iterator[Line]:
    """Hold one part in a home, added by a process that has ended; tests copy the home."""
    home = empty_home(tmp_path_factory.mktemp("held") / "home")
    state = server.Official(titles={15: "2026-07-23"})
    rule = "Every exporter keeps the records of lantern shipments for five years. "
    state.parts[15, "762"] = {
        "2026-03-25": server.part("762", rule * 8, "Permits are shown to the officer on request. " * 8)
    }
    with server.serving(state):
        made = line(home, state)
        assert json.loads(made.outside("sync", "us-15-cfr-762", "--json").out)[0]["status"] == "added"
        yield made


@pytest.fixture
def desk(small_disk: Path, held: Line, line: Any) -> Line:
    """Make the command line over a copy of the home on the small disk."""
    moved = line(Path(shutil.copytree(held.home, small_disk / "home", symlinks=True)), held.official)
    moved.disk = small_disk
    return moved


def fill(folder: Path) -> Path:
    """Take every byte that is left."""
    path = folder / "filler"
    for size in (2**16, 2**12, 1):
        with path.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return path


def test_what_is_held_is_searched_and_asked(desk: Line) -> None:
    filler = fill(desk.disk)
    for run in (desk.outside, desk.run):  # a second command finds it as the first one did
        [hit, *_] = json.loads(run("search", "records of lantern shipments", "--json").out)
        assert hit["locator"].startswith("15 CFR 762.1")
    answer = json.loads(desk.outside("ask", WORDS, "--json").out)
    assert answer["outcome"] == "answered"
    assert "five years" in answer["answer"]
    assert "five years" in json.loads(desk.run("show", "15 CFR 762.1(a)", "--json").out)["text"]
    assert [s["source_id"] for s in json.loads(desk.run("sources", "--json").out)] == ["us-15-cfr-762"]
    checks = {c["check"]: c for c in json.loads(desk.outside("doctor", "--json", ok=1).out)}
    assert "is full" in checks.pop("home")["message"]
    assert [c for c in checks.values() if not c["ok"]] == []
    filler.unlink()
    assert [c for c in json.loads(desk.outside("doctor", "--json").out) if not c["ok"]] == []


@pytest.mark.slow
def test_a_library_of_another_release_waits_for_space(desk: Line) -> None:
    catalogue = Catalogue(desk.home / "catalogue.sqlite")
    catalogue.set_meta(LIBRARY_META, "the digest of an older one")
    catalogue.close()
    filler = fill(desk.disk)
    [hit, *_] = json.loads(desk.outside("search", "records of lantern shipments", "--json").out)
    assert hit["source_id"] == "us-15-cfr-762"
    filler.unlink()
    assert (
        json.loads(desk.outside("search", "what is a deemed export", "--json").out)[0]["source_id"] == "deemed-exports"
    )


@pytest.mark.slow
def test_what_would_write_says_so_in_one_line(desk: Line, tmp_path: Path) -> None:
    filler = fill(desk.disk)
    note = tmp_path / "note.txt"
    note.write_text("A permit is needed for every lantern. " * 40)
    for command in (["add", str(note)], ["watch", "https://example.org/lanterns"], ["remove", "us-15-cfr-762"]):
        said = desk.outside(*command, ok=1)
        assert "Make space" in said.err or "has space" in said.err, said.err
    next(desk.home.glob("index/vectors-*/reserve")).unlink()  # as in a home from before there was one
    fill(desk.disk)
    assert (
        "is full, and the vector store has to write to it. Make space" in desk.outside("search", "lanterns", ok=1).err
    )
    filler.unlink()
    assert json.loads(desk.outside("add", str(note), "--json").out)[0]["status"] == "added"
    assert [c for c in json.loads(desk.outside("doctor", "--json").out) if not c["ok"]] == []


def test_a_reader_that_opened_without_space_sees_what_is_written_later(desk: Line) -> None:
    filler = fill(desk.disk)
    reader = Catalogue(desk.home / "catalogue.sqlite")
    assert reader._database.only_reads
    assert reader.meta("colour") == ""
    filler.unlink()
    writer = Catalogue(desk.home / "catalogue.sqlite")
    assert not writer._database.only_reads
    writer.set_meta("colour", "red")
    assert reader.meta("colour") == "red"
    for opened in (reader, writer):
        opened.close()


def test_what_a_killed_writer_left_in_the_log_is_read(desk: Line) -> None:
    """A log that was not taken over into the file belongs to what is held."""
    path = desk.home / "catalogue.sqlite"
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("INSERT OR REPLACE INTO meta VALUES ('colour', 'green')")
    killed = desk.disk / "killed"
    killed.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", killed / f"{path.name}{suffix}")
    db.close()
    fill(desk.disk)
    reader = Catalogue(killed / path.name)
    assert reader._database.only_reads
    assert reader.meta("colour") == "green"
    reader.close()


def test_the_page_shows_an_answer_that_it_cannot_save(desk: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit.testing.v1 import AppTest

    def page() -> None:
        import os
        from datetime import UTC, datetime
        from pathlib import Path

        from corpus.records.home import HomeRecords
        from ui.components.chat import conversation_list
        from ui.conversations import Conversations, Turn, new_conversation

        store = Conversations(HomeRecords(Path(os.environ["LICET_HOME"])), "reader")
        turn = Turn("Which lamps?", datetime.now(UTC))
        kept = conversation_list.keep(store, new_conversation(), lambda held: held.with_turn(turn))
        assert conversation_list.current(store) == kept
        conversation_list.unsaved()

    monkeypatch.setenv("LICET_HOME", str(desk.home))
    fill(desk.disk)
    ran = AppTest.from_function(page).run()
    assert not ran.exception
    assert "cannot be saved: No space left on device. It is lost when you leave this page." in ran.error[
        0
    ].value.replace("\\", "")
    assert list((desk.home / "conversations" / "reader").glob("*")) == []
