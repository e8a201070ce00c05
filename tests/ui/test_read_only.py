"""A home that is mounted read-only can be asked; what would change it says one line and leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_INSIDE = 'mount --bind "$LICET_HOME" "$LICET_HOME" && mount -o remount,ro,bind "$LICET_HOME" && exec "$@"'
UNSHARE = shutil.which("unshare")


def mounts() -> bool:
    if UNSHARE is None:
        return False
    done = subprocess.run([UNSHARE, "-m", "sh", "-c", "mount --bind /tmp /tmp"], capture_output=True)
    return done.returncode == 0


pytestmark = pytest.mark.skipif(not mounts(), reason="nothing can be mounted here")


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    assert UNSHARE is not None
    inside = [UNSHARE, "-m", "sh", "-c", _INSIDE, "sh", sys.executable, "-m", "ui.cli", *command]
    scratch = home.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    env = {**os.environ, "LICET_HOME": str(home), "TMPDIR": str(scratch)}
    done = subprocess.run(inside, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert [p.name for p in scratch.iterdir() if p.name.startswith("licet-")] == []
    return done


def clean(home: Path) -> Path:
    """Close the catalogue as a writer that ends well does: without a log beside it."""
    with sqlite3.connect(home / "catalogue.sqlite") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    assert not (home / "catalogue.sqlite-wal").exists()
    return home


@pytest.fixture(scope="module")
def asked_home(library_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home that has answered a question, for which it converted all its encoders."""
    home = Path(shutil.copytree(library_home, tmp_path_factory.mktemp("asked") / "home", symlinks=True))
    command = [sys.executable, "-m", "ui.cli", "ask", "What is a deemed export?"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "LICET_HOME": str(home)}, check=True, capture_output=True)
    return home


@pytest.fixture
def home(asked_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(asked_home, tmp_path / "held", symlinks=True))


@pytest.mark.parametrize("closed", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["closed", "with a log"])
def test_what_is_held_is_asked(home: Path, closed: bool) -> None:
    if closed:
        clean(home)
    else:
        held = sqlite3.connect(home / "catalogue.sqlite")
        held.execute("UPDATE meta SET value = value || '' WHERE name = 'library'")
        held.commit()
    before = {p: p.stat().st_mtime_ns for p in home.rglob("*") if p.is_file()}
    done = run(home, "ask", "What is a deemed export?", "--json")
    assert done.returncode == 0, done.stderr
    asked = json.loads(done.stdout)
    assert asked["outcome"] == "answered"
    hits = json.loads(run(home, "search", "deemed export", "--json").stdout)
    assert any("meaning" in " ".join(h["why"]) or h["why"] for h in hits)
    assert json.loads(run(home, "sources", "--json").stdout)
    checks = {c["check"]: c for c in json.loads(run(home, "doctor", "--json").stdout)}
    assert [name for name, c in checks.items() if not c["ok"]] == ["home"]
    assert "read-only" in checks["home"]["message"]
    assert {p: p.stat().st_mtime_ns for p in home.rglob("*") if p.is_file()} == before


def test_what_would_change_it_says_one_line(home: Path, tmp_path: Path) -> None:
    clean(home)
    file = tmp_path / "note.md"
    file.write_text("# Note\n\nA widget is a thing.\n", "utf-8")
    for command in (("add", str(file)), ("sync", "us-15-cfr-744"), ("remove", "eccn"), ("rebuild",), ("undo", "1")):
        done = run(home, *command)
        assert done.returncode == 1, command
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        assert "Traceback" not in done.stderr
        assert any("cannot be written" in line or "read-only" in line for line in lines), (command, done.stderr)
        assert len(lines) <= 2, (command, done.stderr)
