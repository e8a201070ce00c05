"""A sync that is killed, meets another one, or runs out of space: every source is whole, and the next one finishes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.errors import StoreUnavailable

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import json, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {here!r}]
import conftest
from corpus.catalogue import Catalogue
from corpus.errors import Problem
from corpus.sources.sync import sync
home, url, numbers, before = Path(sys.argv[1]), sys.argv[2], sys.argv[3].split(","), sys.argv[4]
exec(before)
try:
    catalogue = Catalogue(home / "catalogue.sqlite")
    asked = [conftest.entry(n) for n in numbers]
    out = sync(asked, conftest.Holds(catalogue), catalogue, base_url=url, limits=conftest.QUICK)
    print(json.dumps([[o.source_id, o.status, o.problem.message if o.problem else ""] for o in out]))
except Problem as problem:
    print(json.dumps([["", "refused", problem.message]]))
"""


def child(catalogue, official, numbers, before="pass"):
    script = SCRIPT.format(root=str(ROOT), here=str(Path(__file__).parent))
    home = str(catalogue.path.parent)
    return subprocess.Popen(
        [sys.executable, "-c", script, home, official.url, numbers, before], stdout=subprocess.PIPE, text=True
    )


def until(condition, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_killed_while_fetching(run, official, server, catalogue):
    official.faults["full/2026-07-23/title-15.xml?part=902"] = server.drip
    process = child(catalogue, official, "901,902")
    until(lambda: official.asked("full/2026-07-23/title-15.xml?part=902") and catalogue.holdings())
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert {h.source.id for h in catalogue.holdings()} == {"us-15-cfr-901"}
    official.faults.clear()
    assert run("901", "902").statuses == {"us-15-cfr-901": "unchanged", "us-15-cfr-902": "added"}
    assert official.asked("full/2026-07-23/title-15.xml?part=901") == [200]


def test_killed_between_fetching_and_holding_does_not_fetch_again(run, official, catalogue):
    wait = "import time; conftest.Holds.add = lambda self, *a, **k: time.sleep(60)"
    process = child(catalogue, official, "901", wait)
    until(lambda: list(catalogue.path.parent.glob("fetched/*.json")))
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert catalogue.holdings() == []
    assert run("901").statuses == {"us-15-cfr-901": "added"}
    assert official.asked("/full/") == [200]


def test_killed_while_writing_the_catalogue(run, official, catalogue):
    die = (
        "import os, signal; from corpus.catalogue import Catalogue as C\n"
        "C.publish = lambda self, number, **log: os.kill(os.getpid(), signal.SIGKILL)"
    )
    process = child(catalogue, official, "901", die)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert catalogue.holdings() == []  # staged and not visible
    for left in catalogue.unfinished():  # what the real collection's recovery does
        catalogue.forget(left)
    assert run("901").statuses == {"us-15-cfr-901": "added"}


def test_two_syncs_at_once(run, official, server, catalogue):
    official.faults["full/2026-07-23/title-15.xml?part=902"] = server.drip
    process = child(catalogue, official, "902")
    until(lambda: official.asked("/full/"))
    try:
        with pytest.raises(StoreUnavailable, match="Another sync is running"):
            run("901")
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    official.faults.clear()
    assert run("901", "902").statuses == {"us-15-cfr-901": "added", "us-15-cfr-902": "added"}


def test_a_full_disk(run, official, catalogue, kit):
    run("902")
    official.parts[15, "901"] = {"2026-03-25": kit.part("901", *[f"Paragraph {n} is long. " * 400 for n in range(20)])}
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"
    process = child(catalogue, official, "901", full)
    printed, _ = process.communicate(timeout=60)
    [[_, status, said]] = json.loads(printed)
    assert status == "failed"
    assert "disk is full" in said
    assert {h.source.id for h in catalogue.holdings()} == {"us-15-cfr-902"}
    kit.whole(catalogue)
    assert run("901", "902").statuses == {"us-15-cfr-901": "added", "us-15-cfr-902": "unchanged"}
