"""Commands that are killed: each runs in a process of its own, which has loaded all that it needs before it begins.

The process of the next round loads while this round's damage is looked at, and the commands of all rounds share the
encoders of this process, so that a round takes a second or two instead of ten.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.doctor import examine
from assistant.settings import Settings
from assistant.wiring import Application
from index.encoders.embeddings import Encoder

ROOT = Path(__file__).resolve().parents[1]
QUESTION, SENTENCE = "records widgets exporter years", "An exporter of widgets"
_WORK = """
import json, sys
from pathlib import Path
import assistant.backup.restoring, corpus.sources.sync, corpus.sources.publishers.ecfr, index.indexing.rebuild
from assistant.settings import Settings
from assistant.wiring import Application
from index.ingest.intake import Labels

def opened(**settings):
    return Application(Settings.load(home=Path(sys.argv[1]), **settings))

first = opened()
encoders = first.collection.encoders
encoders[0].warm_up()
first.reader.start()
print("loaded", flush=True)
command, given, url = json.loads(sys.stdin.readline())
licet = opened(sources_base_url=url, allow_private_addresses=True)
licet.collection.encoders[:] = encoders
licet.__dict__["reader"] = first.reader
licet.collection.warm()
print("ready", flush=True)
sys.stdin.readline()
if command == "rebuild":
    licet.collection.rebuild()
elif command == "restore":
    licet.restore(Path(given[0]))
elif command == "add":
    assert all(done.problem is None for done in licet.add(given, Labels()))
elif command == "sync":
    done = licet.sync(licet.official_sources(given))
    assert all(outcome.problem is None for outcome in done), done
else:
    for source in given:
        licet.collection.remove(source)
print("done", flush=True)
"""


@dataclass(frozen=True)
class Command:
    """A command with what it is given, and the address at which its publishers stand."""

    name: str
    given: tuple[str, ...] = ()
    url: str = ""


class Worker:
    """A process that waits for a command, and is killed while it runs."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WORK, str(home)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, command: Command, seconds: float | None = None) -> float:
        """Run a command, and kill it after so many seconds; return how long it ran, infinity where it was killed."""
        self._heard("loaded")
        self._say(json.dumps((command.name, command.given, command.url)))
        self._heard("ready")
        self._say("")
        begun = time.monotonic()
        if seconds is None:
            self._heard("done")
            took = time.monotonic() - begun
            self.end()
            return took
        time.sleep(seconds)
        running = self._process.poll() is None
        self.end()
        return float("inf") if running else time.monotonic() - begun

    def end(self) -> None:
        """Kill the process, and wait until it and the process that reads documents are gone."""
        children: list[str] = []
        with suppress(OSError):  # it has ended
            children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        ended = self._process.poll()
        self._process.kill()
        said = self._process.communicate()[1]
        assert ended in (None, 0), said
        until = time.monotonic() + 30
        while any(_reads_documents(child) for child in children):
            assert time.monotonic() < until, "the process that reads documents outlives the one that started it"
            time.sleep(0.02)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _heard(self, line: str) -> None:
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        assert self._process.stdout.readline() == f"{line}\n", self._process.stderr.read()


def _reads_documents(process: str) -> bool:
    try:
        return "corpus.reader" in Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return False


_encoders: list[Encoder] = []


def opened(home: Path) -> Application:
    """Return Licet over a home, with encoders that are loaded once in this process."""
    licet = Application(Settings.load(home=home))
    if not _encoders:
        _encoders.extend(licet.collection.encoders)
    licet.collection.encoders[:] = _encoders
    return licet


def digests(licet: Application) -> dict[str, str]:
    """Return the digest of the newest edition of every source."""
    return {h.source.id: h.latest.digest for h in licet.catalogue.holdings()}


def look_at(home: Path, is_known: Callable[[dict[str, str]], bool]) -> None:
    """Check what a killed command has left, before and after it is put in order."""
    licet = opened(home)
    try:
        found = licet.collection.search(QUESTION, 20)  # before anything is put in order
        assert any(SENTENCE in h.passage.text for h in found)
        for each in found:
            assert each.passage.text in licet.catalogue.text(each.version.number)
        assert is_known(digests(licet)), digests(licet)
        examine(licet)  # repairs
        assert [c for c in examine(licet) if not c.ok] == []
        assert is_known(digests(licet)), digests(licet)
        found = licet.collection.search(QUESTION, 40)
        wanted = {i for i in digests(licet) if i.startswith(("a-", "b-", "c-", "k-", "us-15-cfr-"))}
        assert {h.source.id for h in found} >= wanted
    finally:
        licet.close()
