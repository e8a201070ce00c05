"""A rebuild or a restore that is killed at any moment leaves the old state or the new, and doctor mends the rest."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.doctor import examine
from assistant.settings import Settings
from assistant.wiring import Application
from index.ingest.intake import Labels

ROOT = Path(__file__).resolve().parents[3]
ROUNDS, SECONDS = 50, 420.0  # of the slow test of one command, whichever comes first
LONGEST = {"rebuild": 5.0, "restore": 0.6}  # seconds until the kill, about as long as the command takes
RULE = "# Rule {}\n\nAn exporter of widgets must keep the records for {} years.\n\nEdition {} stands.\n"
_WORK = """
import sys
from pathlib import Path
from assistant.settings import Settings
from assistant.wiring import Application
licet = Application(Settings.load(home=Path(sys.argv[1])))
licet.collection.warm()
print("ready", flush=True)
if sys.argv[2] == "rebuild":
    licet.collection.rebuild()
else:
    licet.restore(Path(sys.argv[3]))
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
    """Run a command and kill it; return whether it was still running."""
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORK, str(home), *command],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stdout is not None
    assert worker.stderr is not None
    assert worker.stdout.readline() == "ready\n", worker.stderr.read()
    time.sleep(moment)
    running = worker.poll() is None
    worker.kill()
    said = worker.communicate()[1]
    assert running or worker.returncode == 0, said
    return running


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
        licet = Application(Settings.load(home=home))
        found = licet.collection.search("records widgets exporter years", 20)  # before anything is put in order
        assert any("An exporter of widgets" in h.passage.text for h in found)
        for each in found:
            assert each.passage.text in licet.catalogue.text(each.version.number)
        assert digests(licet) in known
        examine(licet)  # mends
        assert [c for c in examine(licet) if not c.ok] == []
        assert digests(licet) in known
        found = licet.collection.search("records widgets exporter years", 20)
        assert {h.source.id for h in found} >= {i for i in digests(licet) if i.startswith(("a-", "b-", "c-"))}
        licet.close()
        assert not (home / "restoring" / "ready.json").exists()
    return hit


@pytest.mark.parametrize("command", ["rebuild", "restore"])
def test_killed(command: str, states: tuple[Path, list[Path]], library_home: Path, tmp_path: Path) -> None:
    try_kills(command, states, library_home, tmp_path, rounds=3, longest=LONGEST[command] / 3)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["rebuild", "restore"])
def test_killed_at_many_moments(
    command: str, states: tuple[Path, list[Path]], library_home: Path, tmp_path: Path
) -> None:
    assert try_kills(command, states, library_home, tmp_path, rounds=ROUNDS, longest=LONGEST[command]) > 5
