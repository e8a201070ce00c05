"""`licet sync --every`: it goes on until it is stopped, whatever fails in one round."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.sync.synced import IDS, NEW, OLD, Line, published, whole
from ui.commands import rounds


class Rounds:
    """A worker in a process of its own, and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process, self._lines = process, queue.SimpleQueue[str]()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line)

    def until(self, said: str) -> str:
        """Return the next line that has these words."""
        end = time.monotonic() + 120
        while said not in (line := self._lines.get(timeout=max(0.1, end - time.monotonic()))):
            pass
        return line


@pytest.fixture
def worker() -> Iterator[Callable[..., Rounds]]:
    started: list[subprocess.Popen[str]] = []

    def start(desk: Line, *what: str, **variables: str) -> Rounds:
        started.append(desk.start("sync", *what, "--every", "0.001", **variables))
        return Rounds(started[-1])

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_a_worker_fetches_again_and_again_and_a_failure_ends_nothing(
    new: Line, worker: Callable[..., Rounds], server: Any
) -> None:
    new.official.faults["full"] = server.status(503)
    told = worker(new, *IDS)
    told.until("4 failed")
    told.until("again at")
    new.official.faults.clear()
    told.until("4 added")
    told.until("4 unchanged")
    published(new.official)
    told.until("4 changed")
    told.process.send_signal(signal.SIGTERM)
    assert told.process.wait(30) != 0
    assert whole(new) == {i: [OLD, NEW] for i in IDS}


def test_a_worker_waits_for_a_database_that_cannot_be_reached(
    new: Line, worker: Callable[..., Rounds], free_port: Callable[[], int]
) -> None:
    pytest.importorskip("psycopg", reason="the driver of PostgreSQL is not installed: pip install 'licet[postgres]'")
    url = f"postgresql://licet:secret@127.0.0.1:{free_port()}/licet"
    told = worker(new, *IDS, LICET_DATABASE_URL=url)
    for _ in range(2):
        assert "secret" not in told.until("cannot be reached")
        told.until("again at")


def test_a_sign_of_life_is_left_while_it_waits_and_while_it_works(tmp_path: Path) -> None:
    sign = tmp_path / "home" / rounds.SIGN_OF_LIFE
    ages: list[float] = []

    def once(alive: Callable[[], None]) -> None:
        ages.append(time.time() - sign.stat().st_mtime)
        os.utime(sign, (1, 1))
        alive()
        ages.append(time.time() - sign.stat().st_mtime)
        if len(ages) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rounds.repeat(once, 0.0001, sign.parent)
    assert max(ages) < 30


@pytest.mark.parametrize("wrong", [("--every", "24", "--json"), ("--every", "24", "--dry-run")])
def test_what_does_not_go_together_is_refused(desk: Line, wrong: tuple[str, ...]) -> None:
    assert "--every goes with neither" in desk.run("sync", *IDS, *wrong, ok=1).err
    assert desk.official.requests == []


@pytest.mark.parametrize("hours", ["0", "-1", "inf", "nan", "soon"])
def test_hours_are_a_number_within_a_year(desk: Line, hours: str) -> None:
    desk.run("sync", *IDS, "--every", hours, ok=2)
