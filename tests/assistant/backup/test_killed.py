"""A command that is killed at any moment leaves the old state or the new, and doctor mends the rest.

`add` and `remove` leave each of their documents in its old or in its new state; `rebuild` and `restore` the whole.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from assistant.doctor import examine
from assistant.settings import Settings
from assistant.wiring import Application
from corpus.parsers.dispatch import read
from index.ingest.intake import Labels

ROOT = Path(__file__).resolve().parents[3]
ROUNDS, SECONDS = 50, 180.0  # of the slow test of one command, whichever comes first; four commands are tried
# Seconds until the kill, about as long as the command takes.
LONGEST = {"add": 2.5, "remove": 1.0, "rebuild": 5.0, "restore": 0.6}
RULE = "# Rule {}\n\nAn exporter of widgets must keep the records for {} years.\n\nEdition {} stands.\n"
_WORK = """
import sys
from pathlib import Path
from assistant.settings import Settings
from assistant.wiring import Application
from index.ingest.intake import Labels
licet = Application(Settings.load(home=Path(sys.argv[1])))
licet.collection.warm()
licet.reader.start()
print("ready", flush=True)
command, *given = sys.argv[2:]
if command == "rebuild":
    licet.collection.rebuild()
elif command == "restore":
    licet.restore(Path(given[0]))
elif command == "add":
    assert all(done.problem is None for done in licet.add(given, Labels()))
else:
    for source in given:
        licet.collection.remove(source)
"""


@pytest.fixture(scope="module")
def states(library_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """Make a home and two backups of it in different states."""
    folder = tmp_path_factory.mktemp("states")
    home, backups = Path(shutil.copytree(library_home, folder / "home", symlinks=True)), []
    for edition in (1, 2):
        licet = Application(Settings.load(home=home))
        for name in ("a", "b") if edition == 1 else ("b", "c"):
            file = folder / f"{name}.md"
            file.write_text(RULE.format(name, edition + 4, edition), "utf-8")
            assert {d.status for d in licet.add([file], Labels())} <= {"added", "updated"}
        backups.append(licet.back_up(folder / f"{edition}.backup").file)
        licet.close()
    return home, backups


def digests(licet: Application) -> dict[str, str]:
    return {h.source.id: h.latest.digest for h in licet.catalogue.holdings()}


def state_of(backup: Path, library_home: Path, folder: Path) -> dict[str, str]:
    home = Path(shutil.copytree(library_home, folder / backup.stem, symlinks=True))
    licet = Application(Settings.load(home=home))
    licet.restore(backup)
    try:
        return digests(licet)
    finally:
        licet.close()


def killed(home: Path, command: list[str], moment: float) -> bool:
    """Run a command and kill it; return whether it was still running. Its children end with it."""
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORK, str(home), *command],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stdout is not None
    assert worker.stderr is not None
    assert worker.stdout.readline() == "ready\n", worker.stderr.read()
    time.sleep(moment)
    running = worker.poll() is None
    children: list[str] = []
    with suppress(OSError):  # it has ended
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    worker.kill()
    said = worker.communicate()[1]
    assert running or worker.returncode == 0, said
    until = time.monotonic() + 30
    while any(_alive(child) for child in children):
        assert time.monotonic() < until, "the process that reads documents outlives the one that started it"
        time.sleep(0.05)
    return running


def _alive(process: str) -> bool:
    try:
        return "corpus.reader" in Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return False


def looked_at(home: Path, is_known: Callable[[dict[str, str]], bool]) -> None:
    """Check what a killed command has left, before and after it is put in order."""
    licet = Application(Settings.load(home=home))
    try:
        found = licet.collection.search("records widgets exporter years", 20)  # before anything is put in order
        assert any("An exporter of widgets" in h.passage.text for h in found)
        for each in found:
            assert each.passage.text in licet.catalogue.text(each.version.number)
        assert is_known(digests(licet)), digests(licet)
        examine(licet)  # mends
        assert [c for c in examine(licet) if not c.ok] == []
        assert is_known(digests(licet)), digests(licet)
        found = licet.collection.search("records widgets exporter years", 40)
        assert {h.source.id for h in found} >= {i for i in digests(licet) if i.startswith(("a-", "b-", "c-", "k-"))}
    finally:
        licet.close()


def try_kills(
    command: str, states: tuple[Path, list[Path]], library_home: Path, tmp_path: Path, rounds: int, longest: float
) -> int:
    """Kill a command again and again on one home, look at what is left each time; return how often it was running."""
    home = Path(shutil.copytree(states[0], tmp_path / "home", symlinks=True))
    known = [state_of(backup, library_home, tmp_path) for backup in states[1]]
    chance, begun, hit = random.Random(command), time.monotonic(), 0
    for number in range(rounds):
        if time.monotonic() - begun > SECONDS:
            break
        backup = [str(states[1][number % 2])] if command == "restore" else []
        hit += killed(home, [command, *backup], chance.uniform(0.0, longest))
        looked_at(home, known.__contains__)
        assert not (home / "restoring" / "ready.json").exists()
    return hit


def try_kills_of_documents(
    command: str, states: tuple[Path, list[Path]], tmp_path: Path, rounds: int, longest: float
) -> int:
    """Kill the addition of changed files, or their removal, again and again; return how often it was running."""
    home = Path(shutil.copytree(states[0], tmp_path / "home", symlinks=True))
    files = [tmp_path / f"k-{n}.md" for n in range(5)]
    chance, begun, hit = random.Random(command), time.monotonic(), 0
    for edition in range(10, 10 + rounds):
        if time.monotonic() - begun > SECONDS:
            break
        for file in files:
            file.write_text(RULE.format(file.stem, edition, edition), "utf-8")
        before = held(home, files if command == "remove" else [])
        own = [i for i in before if i.startswith("k-")]
        new = {read(file)[0].digest for file in files} if command == "add" else set()
        hit += killed(home, [command, *(map(str, files) if command == "add" else own)], chance.uniform(0.0, longest))

        looked_at(home, partial(is_between, before, new, own if command == "remove" else []))
    return hit


def is_between(before: dict[str, str], new: set[str], gone: list[str], after: dict[str, str]) -> bool:
    """Return whether every document that may change is in its old or its new state, and all else as it was."""
    kept = {i: digest for i, digest in after.items() if not i.startswith("k-") or digest not in new}
    return kept.items() <= before.items() and before.keys() - after.keys() <= set(gone)


def held(home: Path, files: list[Path]) -> dict[str, str]:
    """Add files, and return the digests of all that is held then."""
    licet = Application(Settings.load(home=home))
    try:
        assert all(done.problem is None for done in licet.add(files, Labels()))
        return digests(licet)
    finally:
        licet.close()


@pytest.mark.parametrize("command", ["rebuild", "restore"])
def test_killed(command: str, states: tuple[Path, list[Path]], library_home: Path, tmp_path: Path) -> None:
    try_kills(command, states, library_home, tmp_path, rounds=3, longest=LONGEST[command] / 3)


@pytest.mark.parametrize("command", ["add", "remove"])
def test_killed_over_documents(command: str, states: tuple[Path, list[Path]], tmp_path: Path) -> None:
    try_kills_of_documents(command, states, tmp_path, rounds=2, longest=LONGEST[command] / 2)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["rebuild", "restore"])
def test_killed_at_many_moments(
    command: str, states: tuple[Path, list[Path]], library_home: Path, tmp_path: Path
) -> None:
    assert try_kills(command, states, library_home, tmp_path, rounds=ROUNDS, longest=LONGEST[command]) > 5


@pytest.mark.slow
@pytest.mark.parametrize("command", ["add", "remove"])
def test_killed_over_documents_at_many_moments(command: str, states: tuple[Path, list[Path]], tmp_path: Path) -> None:
    assert try_kills_of_documents(command, states, tmp_path, rounds=ROUNDS, longest=LONGEST[command]) > 5
