"""`licet sync` against publishers that fail, through the real command line, encoder and store.

After every failure `licet doctor` finds nothing wrong, and every source is whole: in its old edition or its new one.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.ui.sync.synced import FULL, IDS, NEW, OLD, Line, editions, whole

_SECONDS = 480.0  # after which no further kills are tried


def sorry(server: ModuleType) -> Any:
    return server.page(
        b"<!DOCTYPE html><html><head><title>Request Access</title></head><body>Are you a robot?</body></html>"
    )


FAULTS: dict[str, tuple[Callable[[ModuleType], Any], str, dict[str, str]]] = {
    "XML that breaks off": (lambda s: s.truncated, "broken or breaks off", {}),
    "an HTML page with status 200": (sorry, "a page titled “Request Access” instead of XML", {}),
    "a private address": (lambda s: s.redirect("http://192.168.0.1/law.xml"), "192.168.0.1 is a private address", {}),
    "2 GB announced": (lambda s: s.endless(2 * 2**30, True), "larger than 200 MB", {}),
    "2 GB unannounced": (lambda s: s.endless(2 * 2**30, False), "larger than 20 MB", {"LICET_FETCH_MB": "20"}),
    "a drip": (lambda s: s.drip, "took longer than 2 seconds", {"LICET_FETCH_SECONDS": "2"}),
    "429 for an hour": (lambda s: s.status(429, headers={"Retry-After": "3600"}), "asks to wait 3600 seconds", {}),
}


@pytest.mark.slow
def test_what_goes_wrong_at_one_source_leaves_it_in_its_old_edition(desk: Line, server: ModuleType) -> None:
    held = {i: [OLD, NEW] for i in IDS} | {"us-15-cfr-740": [OLD]}
    for case, (fault, said, limits) in FAULTS.items():
        desk.official.faults["title-15.xml?part=740"] = fault(server)
        done = desk.sync(*IDS, ok=1, **limits)
        assert {i for i, o in done.items() if o["status"] == "failed"} == {"us-15-cfr-740"}, case
        assert said in done["us-15-cfr-740"]["problem"]
        assert whole(desk) == held, case
    desk.official.faults.clear()
    assert {o["status"] for o in desk.sync(*IDS).values()} == {"changed", "unchanged"}
    assert whole(desk) == {i: [OLD, NEW] for i in IDS}


def test_what_passes_is_waited_for(desk: Line, server: ModuleType) -> None:
    desk.official.faults["title-15.xml?part=740"] = server.status(429, times=1, headers={"Retry-After": "1"})
    desk.official.faults["title-15.xml?part=758"] = server.status(500, times=1)
    assert {o["status"] for o in desk.sync(*IDS).values()} == {"changed"}
    assert desk.official.asked("title-15.xml?part=740") == [429, 200]
    assert desk.official.asked("title-15.xml?part=758") == [500, 200]
    assert whole(desk) == {i: [OLD, NEW] for i in IDS}


def test_a_certificate_that_nobody_vouches_for(desk: Line, server: ModuleType, tmp_path: Path) -> None:
    state = server.Official(titles=desk.official.titles, parts=desk.official.parts)
    with server.serving(state, certificate=server.self_signed(tmp_path)):
        done = desk.sync(*IDS, ok=1, LICET_SOURCES_BASE_URL=state.url)
    assert {o["status"] for o in done.values()} == {"failed"}
    assert all("certificate of www.ecfr.gov cannot be trusted" in o["problem"] for o in done.values())
    assert whole(desk) == {i: [OLD] for i in IDS}


def killed(desk: Line, rounds: int, seed: int) -> None:
    """Kill syncs at random moments after the first request; each leaves every source whole, the last one finishes."""
    chance = random.Random(seed)
    for _ in range(rounds):
        before = len(desk.official.requests)
        process = desk.start("sync", *IDS, "--json")
        while len(desk.official.requests) == before and process.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.0, 2.5))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        held = editions(desk, desk.outside("doctor", "--json"))
        assert all(days in ([OLD], [OLD, NEW]) for days in held.values())
    done = json.loads(desk.outside("sync", *IDS, "--json").out)
    assert {o["status"] for o in done} <= {"changed", "unchanged"}
    assert editions(desk, desk.outside("doctor", "--json")) == {i: [OLD, NEW] for i in IDS}


@pytest.mark.slow
def test_killed_in_the_middle(desk: Line, server: ModuleType) -> None:
    desk.official.faults[FULL] = server.late(0.3)
    killed(desk, rounds=1, seed=3)


@pytest.mark.slow
def test_killed_at_many_moments(desk: Line, server: ModuleType, synced_home: Path) -> None:
    desk.official.faults[FULL] = server.late(0.2)
    begun = time.monotonic()
    for seed in range(13):
        if time.monotonic() - begun > _SECONDS:
            break
        killed(desk, rounds=4, seed=seed)
        shutil.rmtree(desk.home)
        shutil.copytree(synced_home, desk.home, symlinks=True)


def test_stopped_by_the_person_at_once_and_in_one_line(desk: Line, server: ModuleType) -> None:
    desk.official.faults[FULL] = server.late(20.0)
    process = desk.start("sync", *IDS)
    while not any("/versions/" in path for path, _ in desk.official.requests) and process.poll() is None:
        time.sleep(0.02)
    time.sleep(0.5)  # now the texts are asked for, and no answer is coming
    process.send_signal(signal.SIGINT)
    done = desk.ended(process, ok=1)
    assert desk.official.asked(FULL) == []  # it did not wait for the answers
    assert done.err.splitlines()[-1] == "licet: Stopped. What was finished is kept; nothing half-added is searchable."
    assert whole(desk) == {i: [OLD] for i in IDS}


def test_two_syncs_at_once(desk: Line, server: ModuleType) -> None:
    desk.official.faults[FULL] = server.late(1.0)
    running = [desk.start("sync", *IDS, "--json") for _ in range(2)]
    ended = [desk.ended(process) for process in running]
    assert sorted(e.code for e in ended) == [0, 1]
    loser = next(e for e in ended if e.code == 1)
    assert loser.err.splitlines()[-1] == "licet: Another sync is running on this collection. Wait until it is done."
    assert whole(desk) == {i: [OLD, NEW] for i in IDS}


@pytest.mark.parametrize(
    "limit",
    [pytest.param(60_000, marks=pytest.mark.slow), pytest.param(250_000, marks=pytest.mark.slow), 600_000],
)
def test_a_full_disk(desk: Line, limit: int) -> None:
    """No file may grow past `limit` bytes: the fetch, the catalogue, the vectors or the words fail first."""
    done = desk.ended(desk.start("sync", *IDS, "--json", limit=limit))
    for row in json.loads(done.out) if done.out else ():
        assert row["status"] in ("changed", "failed")
        assert row["status"] == "changed" or row["problem"].count("\n") == 0
    held = whole(desk)
    assert all(days in ([OLD], [OLD, NEW]) for days in held.values())
    assert set(held) == set(IDS)
    desk.sync(*IDS)
    assert whole(desk) == {i: [OLD, NEW] for i in IDS}


@pytest.mark.parametrize(
    "harm, said",
    [
        (lambda path: path.write_bytes(b"not a database at all" * 100), "is damaged"),
        (lambda path: _format(path, 99), "was written by a newer Licet (format 99; this one reads "),
        (lambda path: _foreign(path), "is a database of another program"),
    ],
    ids=["damaged", "newer", "foreign"],
)
def test_a_catalogue_that_cannot_be_used_is_left_alone(desk: Line, harm: Callable[[Path], object], said: str) -> None:
    path = desk.home / "catalogue.sqlite"
    for left in desk.home.glob("catalogue.sqlite-*"):
        left.unlink()
    harm(path)
    before = path.read_bytes()
    done = desk.run("sync", *IDS, ok=1)
    assert done.err.count("\n") == 1
    assert done.err.startswith("licet: ")
    assert said in done.err
    assert path.read_bytes() == before
    assert desk.official.requests == []


def _format(path: Path, number: int) -> None:
    import sqlite3

    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version={number}")
        db.execute("PRAGMA journal_mode=DELETE")


def _foreign(path: Path) -> None:
    import sqlite3

    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")
