"""Commands over a database on a server: what one machine adds another answers from; a wrong address is one line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assistant.wiring import LIBRARY_META
from corpus.catalogue import Catalogue

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "tests/data/us/2026-01-15_title-15_part-799.xml"


def licet(home: Path, url: str, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "LICET_HOME": str(home), "LICET_DATABASE_URL": url, **variables}
    command = (sys.executable, "-m", "ui.cli", *command)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)


def without_library(home: Path, url: str) -> None:
    """Say that the starter library was brought, which would take its time."""
    from hashlib import sha256

    from assistant.wiring import explainers

    with closing(Catalogue(home / "catalogue.sqlite", url=url)) as catalogue:
        catalogue.set_meta(LIBRARY_META, sha256(b"".join(p.read_bytes() for p in explainers())).hexdigest())


@pytest.mark.slow
def test_what_one_machine_adds_another_answers_from(
    tmp_path: Path, furnish: Callable[[Path], Path], database_url: str, chroma_server: str
) -> None:
    one, two = furnish(tmp_path / "one"), furnish(tmp_path / "two")
    without_library(one, database_url)
    variables = {"LICET_CHROMA_URL": chroma_server}
    added = licet(one, database_url, "add", str(LAW), "--json", **variables)
    assert json.loads(added.stdout)[0]["status"] == "added", added.stderr
    asked = licet(two, database_url, "ask", "Is Acme Lamps on the Entity List?", **variables)
    assert asked.returncode == 0, asked.stderr
    memo = tmp_path / "memo.md"
    memo.write_text("# Lantern memo\n\nLanterns are kept for nine years.\n")
    assert licet(two, database_url, "add", str(memo), **variables).returncode == 0
    assert "nine years" in licet(one, database_url, "ask", "How long are lanterns kept?", **variables).stdout
    for home in (one, two):
        checked = licet(home, database_url, "doctor", "--json", **variables)
        assert [c for c in json.loads(checked.stdout) if not c["ok"]] == []
        assert "held in postgresql://licet:***@127.0.0.1" in checked.stdout
        assert not (home / "catalogue.sqlite").exists()
    assert licet(two, database_url, "keys", "add", "bot").returncode == 0
    assert licet(one, database_url, "watch", "https://www.bis.gov/news").returncode == 0
    file = tmp_path / "all.backup"
    assert licet(two, database_url, "backup", str(file), **variables).returncode == 0
    assert licet(two, database_url, "remove", "us-15-cfr-799", **variables).returncode == 0
    assert licet(one, database_url, "restore", str(file), **variables).returncode == 0
    at_home = licet(one, "", "restore", str(file))
    assert at_home.returncode == 0, at_home.stderr
    for url in (database_url, ""):
        assert [k["name"] for k in json.loads(licet(one, url, "keys", "list", "--json").stdout)] == ["bot"]
        assert "bis.gov" in licet(one, url, "watch").stdout
    for url in (database_url, ""):
        listed = json.loads(licet(one, url, "sources", "--json", **(variables if url else {})).stdout)
        assert len([s for s in listed if s["source_id"] == "us-15-cfr-799"]) == 1


@pytest.mark.slow
def test_a_writer_that_is_killed_leaves_what_was_held(
    tmp_path: Path, furnish: Callable[[Path], Path], database_url: str
) -> None:
    one, two = furnish(tmp_path / "one"), furnish(tmp_path / "two")
    without_library(one, database_url)
    assert licet(one, database_url, "add", str(LAW)).returncode == 0
    for n in range(3):
        memo = tmp_path / f"memo-{n}.md"
        memo.write_text("\n\n".join(f"Lantern {n}-{k} is kept for {k} years." for k in range(1500)))
        env = {**os.environ, "LICET_HOME": str(two), "LICET_DATABASE_URL": database_url}
        writer = subprocess.Popen([sys.executable, "-m", "ui.cli", "add", str(memo)], cwd=ROOT, env=env)
        with closing(Catalogue(one / "catalogue.sqlite", url=database_url)) as catalogue:
            until = time.monotonic() + 120
            while not catalogue.unfinished() and writer.poll() is None and time.monotonic() < until:
                time.sleep(0.02)
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            assert [h.source.id for h in catalogue.holdings()] == ["us-15-cfr-799"]
            assert catalogue.audited() == {}
    note = tmp_path / "note.md"
    note.write_text("Wicks are cut every day.\n")
    assert licet(one, database_url, "add", str(note)).returncode == 0
    assert "every day" in licet(one, database_url, "ask", "How often are wicks cut?").stdout
    checked = licet(one, database_url, "doctor", "--json")
    assert [c for c in json.loads(checked.stdout) if not c["ok"]] == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (":a-secret@", ":wrong@", "password authentication failed"),
        ("postgresql://", "sqlite://", "is not an address of PostgreSQL"),
        ("/t", "/no_such_t", "does not exist"),
    ],
)
def test_a_wrong_address_is_one_line(tmp_path: Path, database_url: str, before: str, after: str, said: str) -> None:
    done = licet(tmp_path, after.join(database_url.rsplit(before, 1)), "sources")
    assert done.returncode == 1
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "a-secret" not in done.stderr
    assert "wrong@" not in done.stderr
