"""A contributor who does as CONTRIBUTING.md says gets what it prints: all of it is done in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
SECTIONS = tuple(s for s in re.findall(r"^## (.+)$", PAGE, re.M) if s.startswith(("A ", "An ")))
_BLOCK = re.compile(r"^(?P<indent> *)```(?P<kind>\w+)\n(?P<body>.*?)^(?P=indent)```$", re.M | re.S)
_PATH = re.compile(r"`([\w./-]+\.(?:py|toml|md|note))`")


@dataclass(frozen=True)
class Block:
    """Block of a section: what kind it is, the file that is named last before it, and what it holds."""

    kind: str
    file: str
    body: str


def _blocks(section: str) -> list[Block]:
    outside = _BLOCK.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), PAGE)  # a "## " within a block begins no section
    start = outside.index(f"\n## {section}\n") + len(f"\n## {section}\n")
    told = PAGE[start : outside.find("\n## ", start)]
    found = [
        Block(m["kind"], (_PATH.findall(told[: m.start()]) or [""])[-1], textwrap.dedent(m["body"]))
        for m in _BLOCK.finditer(told)
    ]
    assert 2 * len(found) == told.count("```")
    return found


@dataclass(frozen=True)
class Copy:
    """Copy of the project in which a contributor works, with a home of its own."""

    folder: Path
    home: Path

    def do(self, block: Block) -> None:
        """Write a file, put lines at the end of one, make a change, or run commands and compare what they print."""
        file = self.folder / block.file
        if block.kind == "console":
            for command, printed in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block.body, re.M):
                pattern = ".*".join(map(re.escape, printed.removesuffix("…\n").split("…")))
                said = self.run(command)
                assert re.search(pattern, said, re.S), f"{command}\nprinted\n{said}\nnot\n{printed}"
        elif block.kind == "diff":
            self.edit(file, block.body)
        elif file.exists():
            assert block.kind == "toml", f"{block.file} is there already"
            file.write_text(f"{file.read_text('utf-8')}\n{block.body}", "utf-8")
        else:
            file.write_text(block.body, "utf-8")

    def edit(self, file: Path, diff: str) -> None:
        """Make a change that is printed as a diff without line numbers; `…` is the rest of a line."""
        lines = [line.removesuffix("…").rstrip() for line in diff.splitlines()]
        old = "\n".join(line[1:] for line in lines if not line.startswith("+"))
        new = "\n".join(line[1:] for line in lines if not line.startswith("-"))
        text = file.read_text("utf-8")
        count = text.count(old)
        assert count == 1, f"CONTRIBUTING.md shows these lines of {file.name}, which has them {count} times\n{old}"
        file.write_text(text.replace(old, new), "utf-8")

    def run(self, command: str) -> str:
        """Return what a command prints, with the `licet` and `pytest` of the copy. Fail where it fails."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "LICET_HOME": str(self.home),
            "COLUMNS": "400",
        }
        done = subprocess.run(
            command, shell=True, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=500
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of what a contributor touches, without a collection."""
    folder = tmp_path / "project"
    for room in ("assistant", "corpus", "docs", "index", "requirements", "tests", "ui"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("licet.py", "pyproject.toml", "Makefile", *(p.name for p in ROOT.glob("*.md"))):
        shutil.copy(ROOT / file, folder / file)
    return Copy(folder, tmp_path / "home")


@pytest.mark.slow
def test_every_example_fits_the_project(copy: Copy) -> None:
    """Make all changes that are printed, and hold what is written to the rules of the house."""
    done = [block for section in SECTIONS for block in _blocks(section) if block.kind != "console"]
    for block in done:
        copy.do(block)
    files = " ".join(sorted({block.file for block in done if block.file.endswith(".py")}))
    copy.run(f"ruff format -q {files.replace('assistant/engines/dispatch.py', '')} --check")
    copy.run(f"ruff check --no-cache {files}")
    copy.run("pytest -q tests/test_house.py")


@pytest.mark.slow
@pytest.mark.parametrize("section", SECTIONS)
def test_what_is_printed_happens(section: str, copy: Copy, library_home: Path) -> None:
    """Do one section from its beginning: every file, every change, every command and what it prints."""
    shutil.copytree(library_home, copy.home, symlinks=True)
    [sample] = re.findall(r"^(licet add \S+)", PAGE.split("\n## ")[0] + PAGE.split("```sh\nexport")[1], re.M)[:1]
    copy.run(sample)
    for block in _blocks(section):
        copy.do(block)
