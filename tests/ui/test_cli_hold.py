"""Adding, listing, showing and removing through the real command line, with what people get wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfWriter

ROOT = Path(__file__).resolve().parents[2]
Line = Any  # the class of tests/ui/conftest.py
RULE = "Rule 7\n\nA permit is needed for every export of blue widgets.\n\nPermits are valid for four years.\n"


@pytest.fixture(scope="module")
def home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the home: what is added here is in no other test's."""
    return Path(shutil.copytree(home, tmp_path_factory.mktemp("hold") / "home", symlinks=True))


@pytest.fixture(scope="module")
def desk(home: Path, line: Any) -> Line:
    """Make the command line over the home."""
    return line(home, SimpleNamespace(url=""))


def test_a_file_is_added_found_asked_and_removed(desk: Line, tmp_path: Path) -> None:
    rule = tmp_path / "rule.txt"
    rule.write_text(RULE)
    first = json.loads(desk.outside("add", str(rule), "--json", "--title", "Widget Rule").out)
    assert [(d["status"], d["title"], d["problem"]) for d in first] == [("added", "Widget Rule", None)]
    assert first[0]["passages"] >= 1
    again = json.loads(desk.run("add", str(rule), "--json", "--title", "Widget Rule").out)
    assert [d["status"] for d in again] == ["unchanged"]
    hits = json.loads(desk.run("search", "permit for blue widgets", "--json").out)
    assert "blue widgets" in hits[0]["text"]
    assert set(hits[0]) >= {
        "rank",
        "passage_id",
        "source_id",
        "locator",
        "text",
        "score",
        "page",
        "kind",
        "jurisdiction",
        "valid_from",
        "valid_to",
        "why",
    }
    answer = json.loads(desk.outside("ask", "How long are permits for widgets valid?", "--json").out)
    assert answer["outcome"] == "answered"
    assert "four years" in answer["answer"]
    # A text that a person handed in speaks after the law that is held, whatever the law says.
    assert "Permits are valid for four years." in [c["quote"] for c in answer["citations"]]
    rule.write_text(RULE.replace("four", "nine"))
    changed = json.loads(desk.run("add", str(rule), "--json", "--title", "Widget Rule").out)
    assert [d["status"] for d in changed] == ["updated"]
    answer = json.loads(desk.run("ask", "How long are permits for widgets valid?", "--json").out)
    assert "nine years" in answer["answer"]
    assert "four" not in answer["answer"]
    desk.run("remove", first[0]["source_id"])
    listed = json.loads(desk.run("sources", "--json").out)
    assert first[0]["source_id"] not in {s["source_id"] for s in listed}
    assert all(h["title"] != "Widget Rule" for h in json.loads(desk.run("search", "blue widgets permit", "--json").out))
    assert all(check["ok"] for check in json.loads(desk.run("doctor", "--json").out))


def test_bad_files_fail_alone_with_one_line_each(desk: Line, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(RULE)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is not a pdf at all")
    locked = PdfWriter()
    locked.add_blank_page(200, 200)
    locked.encrypt("secret")
    locked.write(tmp_path / "locked.pdf")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 64)
    with (tmp_path / "huge.txt").open("wb") as sparse:
        sparse.truncate(300 * 2**20)
    names = ["empty.txt", "broken.pdf", "locked.pdf", "binary.txt", "huge.txt", "missing.txt", "good.txt"]
    done = desk.run("add", *(str(tmp_path / n) for n in names), "--json", ok=1)
    results = json.loads(done.out)
    assert [r["status"] for r in results] == ["failed"] * 6 + ["added"]
    for result in results[:6]:
        assert result["problem"].count("\n") == 0
        assert len(result["problem"].split(". ")) >= 2, result["problem"]  # what happened, and the remedy
    lines = [line for line in done.err.splitlines() if line.startswith("failed")]
    assert len(lines) == 6


def test_questions_that_cannot_be_asked(desk: Line) -> None:
    assert "empty" in desk.run("ask", "   ", ok=1).err
    assert "20,000" in desk.run("ask", "x" * 20_000, ok=1).err
    desk.run("ask", "--no-such-option", ok=2)


def test_an_unknown_setting_is_refused(desk: Line) -> None:
    done = desk.run("sources", ok=1, LICET_MODLE="openai:x")
    assert "LICET_MODLE" in done.err


def test_an_unknown_filter_value_names_the_known_ones(desk: Line, tmp_path: Path) -> None:
    (tmp_path / "rule.txt").write_text(RULE)
    desk.run("add", str(tmp_path / "rule.txt"), "--jurisdiction", "us")
    done = desk.run("search", "widgets", "--jurisdiction", "mars", ok=1)
    assert "mars" in done.err
    assert "us" in done.err


def test_commands_that_need_no_model_load_none(home: Path) -> None:
    probe = (
        "import sys; from ui.cli import main\n"
        "try: main(['sources', '--json'])\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'sentence_transformers', 'openvino', 'chromadb', 'streamlit', 'langchain'}"
        " & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=ROOT,
        env={**os.environ, "LICET_HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_an_assistant_without_a_chat_model_waits_for_no_tracing() -> None:
    probe = "import sys, assistant.pipeline; assert 'langsmith' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_index_is_built_anew_from_the_catalogue(desk: Line, tmp_path: Path) -> None:
    rule = tmp_path / "rule.txt"
    rule.write_text(RULE)
    desk.outside("add", str(rule), "--title", "Widget Rule")
    shutil.rmtree(desk.home / "index")
    looked = json.loads(desk.outside("doctor", "--no-mend", "--json", ok=1).out)
    assert [check["check"] for check in looked if not check["ok"]] == ["index"]
    repaired = {check["check"]: check["message"] for check in json.loads(desk.outside("doctor", "--json").out)}
    assert "It was made anew" in repaired["index"]
    done = json.loads(desk.outside("rebuild", "--json").out)
    assert (done["status"], done["sources"]) == ("rebuilt", len(json.loads(desk.outside("sources", "--json").out)))
    assert all(check["ok"] for check in json.loads(desk.outside("doctor", "--json").out))
    hits = json.loads(desk.outside("search", "permit for blue widgets", "--json").out)
    assert "blue widgets" in hits[0]["text"]
