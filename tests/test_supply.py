"""The lock files: every file by its digest, nothing of the machine that wrote them, what pyproject.toml asks for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*/*.txt"))
_LINE = re.compile(r"([a-z0-9-]+)==(\S+) --hash=sha256:[0-9a-f]{64}")


def locked(file: Path) -> dict[str, str]:
    """Return the versions in a lock file by name; assert that it holds nothing else."""
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    found = [_LINE.fullmatch(line) for line in lines]
    assert all(found), file
    return {match[1]: match[2] for match in found if match}


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_lock_file_pins_every_file_and_leaves_torch_to_the_machine(file: Path) -> None:
    names = set(locked(file))
    assert len(names) > 20
    assert not {name for name in names if re.match("torch|nvidia|triton", name)}


@pytest.mark.parametrize("folder", sorted({file.parent for file in LOCKS}), ids=lambda folder: folder.name)
def test_the_lock_files_are_what_the_project_asks_for(folder: Path) -> None:
    run, server, dev = (locked(folder / f"{name}.txt") for name in ("run", "server", "dev"))
    assert run.items() <= server.items() <= dev.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    for lines, versions in ((project["dependencies"], run), (extras["postgres"], server), (extras["dev"], dev)):
        for wanted in map(Requirement, lines):
            if wanted.name != "torch":
                assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)], prereleases=True), wanted
    clients = {client for provider in ("openai", "anthropic", "ollama") for client in extras[provider]}
    assert clients <= set(extras["dev"])  # each is tested over a server in its shape
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    assert [name for name, version in run.items() if f"| {name} | {version} | " not in page] == [], (
        "run `make licences`"
    )


KNOWN = {"name": "lamp", "version": "1", "vulns": []}


@pytest.mark.parametrize(
    ("packages", "code", "line"),
    [
        (None, 1, "cannot be reached"),
        ([{"name": "lamp", "skip_reason": "not found"}], 1, "cannot be reached"),
        ([KNOWN], 0, "0 known weaknesses"),
        ([{**KNOWN, "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}], 1, "fixed in 2"),
    ],
)
def test_an_audit_that_asked_nobody_does_not_say_that_all_is_well(
    tmp_path: Path, packages: list[dict[str, Any]] | None, code: int, line: str
) -> None:
    tool, audit = tmp_path / "tool", ROOT / "requirements" / "audit.py"
    says = (
        "raise SystemExit('no such name')" if packages is None else f"print({json.dumps({'dependencies': packages})!r})"
    )
    tool.write_text(f"#!{sys.executable}\n{says}\n", "utf-8")
    tool.chmod(0o700)
    done = subprocess.run([sys.executable, str(audit), str(tool)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, line in done.stdout) == (code, True), done.stdout + done.stderr


def test_the_environment_decides_which_lock_is_installed_by(tmp_path: Path) -> None:
    """Check that an environment of another Python gets the ranges, though `python3` has a lock file."""
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\necho linux-x86_64-py399\n", "utf-8")
    python.chmod(0o755)
    plan = subprocess.run(
        ["make", "--dry-run", "run", f"VENV={tmp_path}", f"PYTHON={sys.executable}"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "There is no lock file for this platform" in plan
    assert "--require-hashes" not in plan
