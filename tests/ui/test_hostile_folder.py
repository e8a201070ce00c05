"""A folder in which nearly everything is hostile: each file costs its own line, and what is good is held."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import hostile, hostile_documents

NAMED = (
    "wide-cell.docx", "forms.pdf", "thrice.zip", "hexadecimal.md", "half.json", "laughing-act.xml", "names.zip",
    "unicode_escape.eml", "page-loop.pdf", "deep.json", "looping.md", "invalid.csv", "million-elements.html",
    "circular-entity.xml", "same-member.zip", "lying-sizes.zip",
)  # fmt: skip
NAMES = (
    b"\xff\xfe raw.md",
    b"\x1b[2J\x1b]0;owned\x07.md",
    "\u202edm.exe.md".encode(),
    b"two\nlines.md",
    b"n" * 250 + b".md",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of hostile files, links, pipes and names, with a good note first and last."""
    made = tmp_path / "folder"
    made.mkdir()
    for name in ("a-note.md", "zz-note.md"):
        (made / name).write_text(f"# {name}\n\nA sapphire lantern of {name} needs a licence.\n", "utf-8")
    for name in NAMED:
        (made / name).write_bytes({**hostile.HOSTILE, **hostile_documents.HOSTILE}[name]())
    for number, raw in enumerate(NAMES):
        path = os.fsencode(made) + b"/" + raw
        with open(path, "wb") as file:
            file.write(f"# Rule {number}\n\nA lantern of sort {number} is blue.\n".encode())
    os.mkfifo(made / "pipe.md")
    (made / "around").symlink_to(".")
    (made / "passwords.txt").symlink_to("/etc/passwd")
    (made / "device.md").symlink_to("/dev/zero")
    (made / "empty.pdf").touch()
    with (made / "sparse.txt").open("wb") as file:
        file.truncate(10 * 2**30)
    return made


@contextmanager
def growing(file: Path) -> Iterator[None]:
    """Write to a file all the time."""
    ended = threading.Event()

    def grow() -> None:
        with file.open("ab") as stream:
            while not ended.is_set():
                stream.write(b"A growing lantern is a lamp that grows.\n\n")
                stream.flush()
                time.sleep(0.05)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        yield
    finally:
        ended.set()
        writer.join()


@pytest.mark.slow
def test_a_folder_of_hostile_files(
    home: Path, line: Callable[[Path, Any], Any], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Path(shutil.copytree(home, tmp_path / "home", symlinks=True))
    desk = line(copy, type("NoPublisher", (), {"url": "http://127.0.0.1:9"}))
    with growing(folder / "growing.md"):
        done = desk.run("add", "--json", str(folder), ok=1)
    rows = json.loads(done.out)
    status = {row["title"]: row["status"] for row in rows}
    assert status["a-note.md"] == status["zz-note.md"] == status["growing"] == "added"
    assert len(rows) >= len(list(folder.iterdir()))
    for name in ("pipe.md", "around", "passwords.txt", "device.md", "empty.pdf", "sparse.txt"):
        assert status[name] == "failed", name
    failed = [row for row in rows if row["status"] == "failed"]
    assert all(row["problem"] and "\n" not in row["problem"] for row in failed)
    assert len(failed) == done.err.count("failed     ")
    assert not any(sign in done.err + done.out for sign in ("\x1b]", "\x1b[2J", "\u202e", "\x07", "\udcff"))
    for number in range(len(NAMES)):
        assert f"sort {number}" in desk.run("search", f"lantern of sort {number} is blue", "--json").out
    found = desk.run("search", "sapphire lantern licence", "--json").out
    assert "a-note.md" in found
    assert "zz-note.md" in found
    assert "root:" not in desk.run("search", "root bin bash", "--json").out
    again = {row["title"]: row["status"] for row in json.loads(desk.run("add", "--json", str(folder), ok=1).out)}
    assert again["a-note.md"] == again["zz-note.md"] == "unchanged"
    assert all(check["ok"] for check in json.loads(desk.run("doctor", "--json").out))
