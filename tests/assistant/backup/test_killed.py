"""A command that is killed at any moment leaves the old state or the new, and doctor repairs the rest.

`add`, `sync` and `remove` leave each of their documents in its old or in its new state; `rebuild` and `restore` the
whole. In the slow suite each of them is killed while it runs fifty times; in the quick one an addition is, once.
"""

from __future__ import annotations

import math
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from corpus.parsers.dispatch import read, read_bytes
from corpus.parsers.file import File
from index.ingest.intake import Labels, take_in
from tests.killing import Command, Worker, digests, look_at, opened

KILLS = int(os.environ.get("KILLS_OF_EACH_COMMAND", "50"))  # of each command while it runs, in the slow suite
RULE = "# Rule {}\n\nAn exporter of widgets must keep the records for {} years.\n\nEdition {} stands.\n"
PARTS = ("730", "732", "734")
DAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def states(library_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """Make a home and two backups of it in different states."""
    folder = tmp_path_factory.mktemp("states")
    home, backups = Path(shutil.copytree(library_home, folder / "home", symlinks=True)), []
    for edition in (1, 2):
        licet = opened(home)
        for name in ("a", "b") if edition == 1 else ("b", "c"):
            file = folder / f"{name}.md"
            file.write_text(RULE.format(name, edition + 4, edition), "utf-8")
            assert {d.status for d in licet.add([file], Labels())} <= {"added", "updated"}
        backups.append(licet.back_up(folder / f"{edition}.backup").file)
        licet.close()
    return home, backups


@pytest.fixture
def home(states: tuple[Path, list[Path]], tmp_path: Path) -> Path:
    """Return a home of its own in the second state."""
    return Path(shutil.copytree(states[0], tmp_path / "home", symlinks=True))


@contextmanager
def killer(name: str, home: Path) -> Iterator[Callable[[Command, float | None], float]]:
    """Give a function that runs a command in the worker that is ready, and lets the next one load meanwhile."""
    spare = [Worker(home)]

    def run(command: Command, seconds: float | None = None) -> float:
        assert command.name == name
        worker = spare.pop()
        took = worker.run(command, seconds)
        spare.append(Worker(home))
        return took

    try:
        yield run
    finally:
        for worker in spare:
            worker.end()


def try_kills(
    name: str, home: Path, kills: int, prepared: Callable[[int], tuple[Command, Callable[[dict[str, str]], bool]]]
) -> tuple[int, int]:
    """Kill a command at random moments until it was running `kills` times; return how often it was tried and running.

    `prepared` brings the home into the state before a round, and returns the command and which states may follow.
    """
    chance = random.Random(name)
    with killer(name, home) as run:
        longest = run(prepared(0)[0], None)
        tried = hit = 0
        while hit < kills:
            tried += 1
            assert tried <= 2 * kills + 5, f"{name} was running only {hit} of {tried} times"
            command, may_follow = prepared(tried)
            took = run(command, chance.uniform(0.0, longest))
            hit += took == math.inf
            longest = min(longest, took)  # the first run may have met a busy machine
            look_at(home, may_follow)
            assert not (home / "restoring" / "ready.json").exists()
    print(f"{name}: {tried} rounds, killed while running {hit} times, at up to {longest:.2f} s")
    return tried, hit


def of_whole_states(name: str, home: Path, states: tuple[Path, list[Path]], library_home: Path, kills: int) -> None:
    """Kill a command that leaves one of two states."""
    known = [_state_of(backup, library_home, home.parent) for backup in states[1]]

    def prepared(number: int) -> tuple[Command, Callable[[dict[str, str]], bool]]:
        backup = (str(states[1][number % 2]),) if name == "restore" else ()
        return Command(name, backup), known.__contains__

    try_kills(name, home, kills, prepared)


def of_documents(name: str, home: Path, kills: int) -> None:
    """Kill the addition of changed files, or their removal."""
    files = [home.parent / f"k-{n}.md" for n in range(5)]

    def prepared(number: int) -> tuple[Command, Callable[[dict[str, str]], bool]]:
        for file in files:
            file.write_text(RULE.format(file.stem, number + 10, number + 10), "utf-8")
        before = _held(home, files if name == "remove" else [])
        own = [i for i in before if i.startswith("k-")]
        new = {read(file)[0].digest for file in files} if name == "add" else set()
        given = tuple(map(str, files) if name == "add" else own)
        return Command(name, given), partial(_is_between, "k-", before, new, own if name == "remove" else [])

    try_kills(name, home, kills, prepared)


def of_official_texts(home: Path, server: ModuleType, kills: int) -> None:
    """Kill the sync of texts that their publisher has changed."""
    official: Any = server.Official()

    def prepared(number: int) -> tuple[Command, Callable[[dict[str, str]], bool]]:
        day = (DAY + timedelta(days=number)).isoformat()
        official.titles = {15: day}
        new = set()
        for part in PARTS:
            text = f"An exporter of widgets must keep the records of part {part} for {number + 2} years."
            xml = server.part(part, text, f"Edition {number} stands.")
            official.parts[15, part] = {day: xml}
            new.add(read_bytes(File(f"{day}_title-15_part-{part}.xml", xml))[0].digest)
        given = tuple(f"us-15-cfr-{part}" for part in PARTS)
        return Command("sync", given, official.url), partial(_is_between, "us-15-cfr-", _held(home, []), new, [])

    with server.serving(official):
        try_kills("sync", home, kills, prepared)


def _is_between(prefix: str, before: dict[str, str], new: set[str], gone: list[str], after: dict[str, str]) -> bool:
    """Return whether every document that may change is in its old or its new state, and all else as it was."""
    kept = {i: digest for i, digest in after.items() if not i.startswith(prefix) or digest not in new}
    return kept.items() <= before.items() and before.keys() - after.keys() <= set(gone)


def _held(home: Path, files: list[Path]) -> dict[str, str]:
    """Add files, and return the digests of all that is held then."""
    licet = opened(home)
    try:
        done = [each for file in files for each in take_in(licet.collection, file, reader=licet.reader)]
        assert all(each.problem is None for each in done)
        return digests(licet)
    finally:
        licet.close()


def _state_of(backup: Path, library_home: Path, folder: Path) -> dict[str, str]:
    home = Path(shutil.copytree(library_home, folder / backup.stem, symlinks=True))
    licet = opened(home)
    licet.restore(backup)
    try:
        return digests(licet)
    finally:
        licet.close()
        shutil.rmtree(home)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rebuild", "restore"])
def test_killed(name: str, home: Path, states: tuple[Path, list[Path]], library_home: Path) -> None:
    of_whole_states(name, home, states, library_home, KILLS)


@pytest.mark.parametrize(
    ("name", "kills"), [("add", 1), *(pytest.param(name, KILLS, marks=pytest.mark.slow) for name in ("add", "remove"))]
)
def test_killed_over_documents(name: str, home: Path, kills: int) -> None:
    of_documents(name, home, kills)


@pytest.mark.slow
def test_killed_while_official_texts_are_brought(home: Path, server: ModuleType) -> None:
    of_official_texts(home, server, KILLS)
