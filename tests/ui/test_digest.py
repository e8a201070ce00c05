"""A reader can verify what is quoted: the printed digest is that of the text that they save."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ui.conftest import ROOT


@pytest.fixture
def desk(home: Path, line: Callable[[Path, Any], Any], tmp_path: Path) -> Any:
    """Return the command line over a copy of the home with a text in another script and odd line breaks."""
    copy = Path(shutil.copytree(home, tmp_path / "home", symlinks=True))
    desk = line(copy, type("NoPublisher", (), {"url": "http://127.0.0.1:9"}))
    odd = "# 輸出ランタン規則\r\n\r\n第一条\u3000輸出には許可を要する。\u2028ただし、e\u0301clair は除く。\r\n\r\n\r\n"
    (tmp_path / "odd.md").write_bytes(odd.encode())
    desk.run("add", str(tmp_path / "odd.md"))
    return desk


def saved(desk: Any, source: str, folder: Path) -> Path:
    """Save a text by a pipe of the shell, as a reader does."""
    file = folder / f"{source}.txt"
    with file.open("wb") as stream:
        subprocess.run(
            [sys.executable, "-m", "ui.cli", "show", "--text", source], cwd=ROOT, check=True, timeout=120,
            env={**os.environ, **desk.environment}, stdout=stream,
        )  # fmt: skip
    return file


def sha256sum(file: Path) -> str:
    """Return what the system's own tool prints of a file."""
    return subprocess.run(["sha256sum", str(file)], capture_output=True, text=True, check=True).stdout.split()[0]


def test_the_printed_digest_is_that_of_the_saved_text(desk: Any, tmp_path: Path) -> None:
    printed = {s["source_id"]: s["versions"][-1]["digest"] for s in json.loads(desk.run("sources", "--json").out)}
    chosen = [i for i in printed if any(name in i for name in ("odd", "parties", "gizmo"))]
    assert len(chosen) == 3
    for source in chosen:
        assert sha256sum(saved(desk, source, tmp_path)) == printed[source], source
    logged = json.loads(desk.run("history", "--json").out)
    assert {e["digest"] for change in logged for e in change["after"]} >= {printed[source] for source in chosen}


def test_a_quote_stands_in_the_saved_text_where_the_citation_says(desk: Any, tmp_path: Path) -> None:
    answer = json.loads(desk.run("ask", "--json", "How long must exporters of quantum lanterns keep records?").out)
    assert answer["citations"]
    for citation in answer["citations"]:
        file = saved(desk, citation["source_id"], tmp_path)
        assert sha256sum(file) == citation["digest"]
        text = file.read_bytes().decode()
        assert text[citation["start"] : citation["end"]] == citation["quote"]
