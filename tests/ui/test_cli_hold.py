"""Adding, listing, showing and removing through the real command line, with what people get wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfWriter

ROOT = Path(__file__).resolve().parents[2]
RULE = "Rule 7\n\nA permit is needed for every export of blue widgets.\n\nPermits are valid for four years.\n"


def licet(home: Path, *arguments: str, ok: int | None = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, "LICET_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=240,
    )
    if ok is not None:
        assert done.returncode == ok, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the home: what is added here is in no other test's."""
    return Path(shutil.copytree(home, tmp_path_factory.mktemp("hold") / "home", symlinks=True))


def test_a_file_is_added_found_asked_and_removed(home: Path, tmp_path: Path) -> None:
    rule = tmp_path / "rule.txt"
    rule.write_text(RULE)
    first = json.loads(licet(home, "add", str(rule), "--json", "--title", "Widget Rule").stdout)
    assert [(d["status"], d["title"], d["problem"]) for d in first] == [("added", "Widget Rule", None)]
    assert first[0]["passages"] >= 1
    again = json.loads(licet(home, "add", str(rule), "--json", "--title", "Widget Rule").stdout)
    assert [d["status"] for d in again] == ["unchanged"]
    hits = json.loads(licet(home, "search", "permit for blue widgets", "--json").stdout)
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
    answer = json.loads(licet(home, "ask", "How long are permits for widgets valid?", "--json").stdout)
    assert answer["outcome"] == "answered"
    assert "four years" in answer["answer"]
    # A text that a person handed in speaks after the law that is held, whatever the law says.
    assert "Permits are valid for four years." in [c["quote"] for c in answer["citations"]]
    rule.write_text(RULE.replace("four", "nine"))
    changed = json.loads(licet(home, "add", str(rule), "--json", "--title", "Widget Rule").stdout)
    assert [d["status"] for d in changed] == ["updated"]
    answer = json.loads(licet(home, "ask", "How long are permits for widgets valid?", "--json").stdout)
    assert "nine years" in answer["answer"]
    assert "four" not in answer["answer"]
    licet(home, "remove", first[0]["source_id"])
    listed = json.loads(licet(home, "sources", "--json").stdout)
    assert first[0]["source_id"] not in {s["source_id"] for s in listed}
    assert all(
        h["title"] != "Widget Rule" for h in json.loads(licet(home, "search", "blue widgets permit", "--json").stdout)
    )
    assert all(check["ok"] for check in json.loads(licet(home, "doctor", "--json").stdout))


def test_bad_files_fail_alone_with_one_line_each(home: Path, tmp_path: Path) -> None:
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
    done = licet(home, "add", *(str(tmp_path / n) for n in names), "--json", ok=1)
    results = json.loads(done.stdout)
    assert [r["status"] for r in results] == ["failed"] * 6 + ["added"]
    for result in results[:6]:
        assert result["problem"].count("\n") == 0
        assert len(result["problem"].split(". ")) >= 2, result["problem"]  # what happened, and the remedy
    lines = [line for line in done.stderr.splitlines() if line.startswith("failed")]
    assert len(lines) == 6


def test_questions_that_cannot_be_asked(home: Path) -> None:
    assert "empty" in licet(home, "ask", "   ", ok=1).stderr
    assert "20,000" in licet(home, "ask", "x" * 20_000, ok=1).stderr
    licet(home, "ask", "--no-such-option", ok=2)


def test_an_unknown_setting_is_refused(home: Path) -> None:
    done = licet(home, "sources", ok=1, LICET_MODLE="openai:x")
    assert "LICET_MODLE" in done.stderr


def test_an_unknown_filter_value_names_the_known_ones(home: Path, tmp_path: Path) -> None:
    (tmp_path / "rule.txt").write_text(RULE)
    licet(home, "add", str(tmp_path / "rule.txt"), "--jurisdiction", "us")
    done = licet(home, "search", "widgets", "--jurisdiction", "mars", ok=1)
    assert "mars" in done.stderr
    assert "us" in done.stderr


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
def test_the_index_is_built_anew_from_the_catalogue(home: Path, tmp_path: Path) -> None:
    rule = tmp_path / "rule.txt"
    rule.write_text(RULE)
    licet(home, "add", str(rule), "--title", "Widget Rule")
    shutil.rmtree(home / "index")
    looked = json.loads(licet(home, "doctor", "--no-mend", "--json", ok=1).stdout)
    assert [check["check"] for check in looked if not check["ok"]] == ["index"]
    mended = {check["check"]: check["message"] for check in json.loads(licet(home, "doctor", "--json").stdout)}
    assert "It was made anew" in mended["index"]
    done = json.loads(licet(home, "rebuild", "--json").stdout)
    assert (done["status"], done["sources"]) == ("rebuilt", len(json.loads(licet(home, "sources", "--json").stdout)))
    assert all(check["ok"] for check in json.loads(licet(home, "doctor", "--json").stdout))
    hits = json.loads(licet(home, "search", "permit for blue widgets", "--json").stdout)
    assert "blue widgets" in hits[0]["text"]
