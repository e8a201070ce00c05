"""The files of a folder: in order, each once, and nothing that stands outside it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from index.ingest.files import found


def told(folder: Path) -> list[tuple[str, str]]:
    return [(str(f.path.relative_to(folder)), str(f.problem or "")) for f in found([folder])]


def test_files_come_in_order_and_hidden_ones_do_not(tmp_path: Path) -> None:
    for name in ("b/2.md", "b/1.md", "a.md", ".hidden.md", ".git/x.md", "c/d/e.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert told(tmp_path) == [("a.md", ""), ("b/1.md", ""), ("b/2.md", ""), ("c/d/e.md", "")]
    missing = tmp_path / "missing.md"
    assert [f.path for f in found([missing, tmp_path / "a.md"])] == [missing, tmp_path / "a.md"]


def test_no_link_leads_out_of_a_folder_or_around_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secret.md").write_text("4711")
    (folder / "own.md").write_text("x")
    for name, target in (
        ("alias.md", "own.md"), ("around", "."), ("back", ".."), ("nothing.md", "gone.md"), ("out.md", "../secret.md"),
        ("root", "/"), ("self", "self"),
    ):  # fmt: skip
        (folder / name).symlink_to(target)
    assert told(folder) == [
        ("alias.md", ""),
        ("around", "around is a link to a folder. Add that folder itself."),
        ("back", "back is a link to a folder. Add that folder itself."),
        ("nothing.md", "nothing.md is a link to nothing. Delete it, or add the file that it should name."),
        ("out.md", "out.md is a link out of folder. Add the file that it names itself."),
        ("own.md", ""),
        ("root", "root is a link to a folder. Add that folder itself."),
        ("self", "self is a link to nothing. Delete it, or add the file that it should name."),
    ]
    named = [folder / "out.md", folder / "around"]  # by a person, who sees what they name
    assert {f.path.name for f in found(named) if not f.problem} == {"out.md", "alias.md", "own.md"}


def test_a_folder_may_be_as_deep_as_the_system_allows(tmp_path: Path) -> None:
    here, depth = os.open(tmp_path, os.O_RDONLY), 0
    while depth < 2_500:  # deeper than the interpreter calls, and deeper than a path can be written
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here, depth = below, depth + 1
    os.close(here)
    (tmp_path / "z.md").write_text("x")
    seen = list(found([tmp_path]))
    subprocess.run(["rm", "-r", str(tmp_path / "d")], check=True)  # Python would call itself once for each of them
    assert seen[-1].path == tmp_path / "z.md"
    assert len(seen) == 2


@pytest.mark.parametrize("name", [b"\xff\xfe.md", b"new\nline.md", "\u202etxt.md".encode(), b"n" * 255])
def test_any_name_is_a_name(tmp_path: Path, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    assert [os.fsencode(f.path.name) for f in found([tmp_path])] == [name]
