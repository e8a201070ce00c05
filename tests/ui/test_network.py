"""No network that nobody asked for, no file outside `LICET_HOME`: every command, the page and MCP, seen by strace."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer

from corpus.catalogue import Catalogue
from tests.assistant.engines.lists.conftest import add_compilation
from tests.ui import system_calls
from tests.ui.system_calls import SystemCalls
from ui.cli import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("office/paper.docx", "office/goods.xlsx", "mail/rules.eml", "archive/papers.zip", "pdf/guide.pdf")


@pytest.fixture(scope="module", autouse=True)
def recordable() -> None:
    if reason := system_calls.missing():
        pytest.skip(reason)


@dataclass(frozen=True)
class Watched:
    """A person's account: the home of Licet, the folder for temporary files, and the person's own folder."""

    folder: Path
    home: Path

    @property
    def calls(self) -> SystemCalls:
        """Return the record of a process that begins in the person's folder."""
        return SystemCalls(self.folder / "calls", self.folder / "person")

    @property
    def variables(self) -> dict[str, str]:
        """Return the variables of the account."""
        places = {"HOME": str(self.folder / "person"), "TMPDIR": str(self.folder / "tmp")}
        return {**places, "PYTHONPATH": str(ROOT)}

    def start(self, *command: str, **variables: str) -> subprocess.Popen[str]:
        """Start Python with the arguments under observation."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LICET_", "HF_", "XDG_"))}
        return subprocess.Popen(
            [*self.calls.command, sys.executable, *command], cwd=self.folder / "person", text=True,
            env={**kept, **self.variables, "LICET_HOME": str(self.home), **variables},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def end(self, process: subprocess.Popen[str]) -> None:
        """Wait for the good end of a process and of its record."""
        out, err = process.communicate(timeout=600)  # a busy machine converts encoders for minutes
        assert process.returncode == 0, err + out
        self.calls.wait(process.pid)

    def check(self) -> None:
        """Assert that nothing was asked of the network, and that nothing was written outside the home.

        Temporary files may lie in the folder for them, and must be gone.
        """
        assert self.calls.attempts() == set()
        written = {p for p in self.calls.written() if "__pycache__" not in p.parts}  # compiled when it was installed
        places = (self.home, self.folder / "tmp")
        assert {p for p in written if not any(p.is_relative_to(place) for place in places)} == set()
        assert list((self.folder / "tmp").rglob("*")) == []


@pytest.fixture
def watched(home: Path, tmp_path: Path) -> Watched:
    """Return an account whose home holds a few documents."""
    for name in ("person", "tmp"):
        (tmp_path / name).mkdir()
    own = Path(shutil.copytree(home, tmp_path / "home", symlinks=True))
    (own / "annotations").unlink()  # what is made of notes is written here, not for all homes of the run
    shutil.copytree(home / "annotations", own / "annotations", ignore=shutil.ignore_patterns("*.part"))
    return Watched(tmp_path, own)


def test_an_attempt_is_seen_even_where_nobody_hears_of_it(watched: Watched) -> None:
    code = (
        "import contextlib, pathlib, socket, threading\n"
        "def ask():\n"
        "    with contextlib.suppress(OSError): socket.getaddrinfo('licet.invalid', 443)\n"
        "    with contextlib.suppress(OSError): socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9))\n"
        "thread = threading.Thread(target=ask); thread.start(); thread.join()\n"
        "pathlib.Path('left').write_text('x'); pathlib.Path('made').mkdir()\n"
    )
    watched.end(watched.start("-c", code))
    attempts = watched.calls.attempts()
    assert any("192.0.2.1" in attempt for attempt in attempts)
    assert any("htons(53)" in attempt for attempt in attempts)
    assert {watched.calls.start / name for name in ("left", "made")} <= watched.calls.written()


@pytest.mark.slow
def test_no_command_reaches_out_or_writes_elsewhere(watched: Watched, server: Any, commands: list[list[str]]) -> None:
    official = server.Official(titles={15: "2026-07-23"})
    official.parts[15, "744"] = {"2026-03-25": server.part("744", "A licence is needed for every lamp. " * 9)}
    catalogue = Catalogue(watched.home / "catalogue.sqlite")
    add_compilation(catalogue)  # a list that can be screened
    catalogue.close()
    listed = json.dumps(commands)
    with server.serving(official):
        watched.end(watched.start("-m", "tests.ui.every_command", listed, LICET_SOURCES_BASE_URL=official.url))
    assert any("744" in path for path, _ in official.requests)  # the network that was asked for, here on loopback
    watched.check()
    catalogue = Catalogue(watched.home / "catalogue.sqlite")
    removal = catalogue.history("us-15-cfr-744", 1)[0].entry
    catalogue.close()
    watched.end(watched.start("-m", "ui.cli", "undo", str(removal)))
    watched.check()


@pytest.fixture
def commands(tmp_path: Path, data: Path) -> list[list[str]]:
    """Return every command of Licet but `undo`, `research` and the three that serve, each as its arguments.

    Files that a person names are written into the home, where the test allows them.
    """
    kept = tmp_path / "home"
    return [
        ["add", *(str(data / name) for name in DOCUMENTS)],
        ["sources"],
        ["sync", "core", "--dry-run"],
        ["sync", "us-15-cfr-744"],
        ["watch", "https://lamps.example/rules.html"],
        ["watch", "https://lamps.example/rules.html", "--remove"],
        ["search", "quantum lantern"],
        ["ask", "What is a quantum lantern?"],
        ["ask", "--batch", _lines(tmp_path / "batch.jsonl", {"question": "量子ランタンとは何ですか。"})],
        ["show", "744.1"],
        ["show", "--text", "us-15-cfr-744"],
        ["determine", "--item", "3A001.a.7", "--to", "Germany"],
        ["compare", "penalties", "us", "cn", "--save", str(kept / "compared.xlsx")],
        ["status", "744.1", "--ics", str(kept / "dates.ics")],
        ["lists"],
        ["lists", "dpl", "--csv", str(kept / "listed.csv")],
        ["screen", "Horn Trading", "--xlsx", str(kept / "screened.xlsx")],
        ["screen", _names(tmp_path / "names.csv")],
        ["check", _draft(tmp_path / "draft.md")],
        ["diff", "744.1", "2026-04-01", "2026-05-01"],
        ["changes"],
        ["brief", "us-15-cfr-744"],
        ["annotations"],
        ["doctor"],
        ["eval", "retrieval", _labelled(tmp_path / "labelled")],
        ["eval", "answers", _lines(tmp_path / "asked.jsonl", ANSWERED)],
        ["eval", "users", _lines(tmp_path / "users.jsonl", USERS)],
        ["eval", "determine", _lines(tmp_path / "determined.jsonl", DETERMINED)],
        ["eval", "support", _lines(tmp_path / "support.jsonl", CLAIM)],
        ["eval", "claims", _lines(tmp_path / "claims.jsonl", CHECKED)],
        ["remove", "us-15-cfr-744"],
        ["history"],
        ["keys", "add", "reader"],
        ["keys", "list"],
        ["keys", "revoke", "reader"],
        ["backup", str(kept / "kept.backup"), "--index"],
        ["restore", str(kept / "kept.backup")],
        ["rebuild"],
    ]


ANSWERED = {
    "question": "Who must keep records?",
    "gold": [],
    "answerable": True,
    "must_contain": [],
    "gold_mode": "any",
}
USERS = {"id": "1", "question": "How long is a lantern kept?", "expected": "silent", "must_contain": [], "gold": []}
DETERMINED = {
    "id": "1",
    "part": "licence",
    "question": "3A001.a to Germany, licence?",
    "expected_status": "indeterminate",
    "must_mention": [],
    "must_not": [],
}
CLAIM = {
    "question": "q",
    "claim": "Lamps are hot.",
    "references": ["Lamps are hot."],
    "attribution_label": "attributable",
}
CHECKED = {
    "question": "How long?",
    "today": "2026-11-25",
    "evidence": [
        {"n": 1, "title": "Part 799", "edition": "2021", "locator": "15 CFR 799.1", "text": "It lasts a day."}
    ],
    "claims": [{"id": "a", "text": "It lasts a day.", "cites": [1], "label": "supported"}],
}


def _lines(file: Path, *rows: dict[str, Any]) -> str:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(file)


def _names(file: Path) -> str:
    file.write_text("name\nHorn Trading\nIris Bank\n", "utf-8")
    return str(file)


def _draft(file: Path) -> str:
    file.write_text("Horn Trading is on the Entity List. Lamps are lovely.\n", "utf-8")
    return str(file)


def _labelled(folder: Path) -> str:
    folder.mkdir()
    _lines(folder / "passages.jsonl", {"id": "1", "text": "Lamps need a permit."})
    _lines(folder / "questions.jsonl", {"question": "What do lamps need?", "gold": ["1"]})
    return str(folder)


def test_every_command_is_tested(commands: list[list[str]]) -> None:
    group = typer.main.get_command(app)
    # Run by tests of their own, which know what to undo and how to ask.
    others = {("undo",), ("research",), ("ui",), ("serve",), ("mcp",)}
    named = {
        (name, inner) if inner else (name,)
        for name, command in group.commands.items()  # type: ignore[attr-defined]
        for inner in getattr(command, "commands", ("",))
    }
    run = {tuple(command[:2]) if command[0] in ("eval", "keys") else (command[0],) for command in commands}
    assert run | others == named


@pytest.mark.slow
def test_tools_for_other_programs_reach_nowhere(watched: Watched, tmp_path: Path) -> None:
    pytest.importorskip("mcp", reason="the mcp extra is not installed")
    opening = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    asked = {"name": "ask", "arguments": {"question": "What is a quantum lantern?"}}
    messages = (
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": opening},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": asked},
    )
    process = watched.start("-m", "ui.cli", "mcp")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("".join(json.dumps(m) + "\n" for m in messages))
    process.stdin.flush()
    answers = (json.loads(line) for line in process.stdout)
    answer = next(a for a in answers if a.get("id") == 2)
    for _ in range(10):  # a busy machine prepares notes for longer than a call waits
        if "still starting" not in json.dumps(answer):
            break
        process.stdin.write(json.dumps(messages[-1]) + "\n")
        process.stdin.flush()
        answer = next(a for a in answers if a.get("id") == 2)
    assert "colder than the room" in json.dumps(answer)
    watched.end(process)
    watched.check()


@pytest.mark.slow
def test_the_api_reaches_nowhere(watched: Watched, serve: Any) -> None:
    api = serve(watched.home, before=watched.calls.command, command="serve", **watched.variables)
    api.wait("/v1/health", want='"ready": true')
    asked = httpx.post(f"{api.base}/v1/ask", json={"question": "What is a quantum lantern?"}, timeout=60)
    assert "colder than the room" in asked.json()["answer"]
    assert httpx.get(f"{api.base}/v1/openapi.json").json()["paths"]
    api.process.terminate()
    assert api.process.wait(60) == 0
    watched.calls.wait(api.process.pid)
    watched.check()


@pytest.mark.slow
def test_tools_over_http_reach_nowhere(watched: Watched, serve: Any) -> None:
    pytest.importorskip("mcp", reason="the mcp extra is not installed")
    tools = serve(watched.home, before=watched.calls.command, command="mcp --http", **watched.variables)
    asked = {"name": "ask", "arguments": {"question": "What is a quantum lantern?"}}
    message = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": asked}
    accepted = {"Accept": "application/json, text/event-stream"}
    answer, until = "", time.monotonic() + 240
    while "colder than the room" not in answer and time.monotonic() < until:  # it starts, and loads its models
        assert tools.process.poll() is None, tools.output()
        with suppress(httpx.TransportError):
            answer = httpx.post(f"{tools.base}/mcp", json=message, headers=accepted, timeout=60).text
        time.sleep(0.2)
    assert "colder than the room" in answer
    elsewhere = {**accepted, "Origin": "https://elsewhere.example"}
    assert httpx.post(f"{tools.base}/mcp", json=message, headers=elsewhere).status_code == 403
    tools.process.terminate()
    tools.process.wait(60)
    watched.calls.wait(tools.process.pid)
    watched.check()


@pytest.mark.slow
@pytest.mark.browser
def test_the_page_reaches_nowhere(watched: Watched, serve: Any, browse: Any) -> None:
    app = serve(watched.home, before=watched.calls.command, **watched.variables)
    app.wait()
    pages = [f"/{file.stem}" for file in sorted((ROOT / "ui" / "views").glob("[a-z]*.py")) if file.stem != "ask"]
    assert "/research" in pages
    assert app.handshake("https://elsewhere.example").startswith("HTTP/1.1 403")
    tab = browse(app).open()
    tab.ask("What is a quantum lantern?")
    # So large that it is received into a temporary file.
    large = b"# Lamps\n\nLamps need a permit.\n\n<!-- " + b"Lamps of the office are tested. " * 2**16 + b" -->\n"
    tab.page.locator('[data-testid="stChatInputFileUploadButton"] input').set_input_files(
        [{"name": "lamps.md", "mimeType": "text/markdown", "buffer": large}]
    )
    tab.page.get_by_test_id("stChatInputTextArea").fill("What do lamps need?")
    tab.page.get_by_test_id("stChatInputSubmitButton").click()  # once the file is there
    tab.page.locator(".lc-outcome").nth(1).wait_for(timeout=90_000)
    tab.settled()
    tab.button("Export").click()
    with tab.page.expect_download():
        tab.button("PDF").click()
    for page in pages:
        tab.open(page)
    app.process.terminate()
    watched.calls.wait(app.process.pid)
    watched.check()


@pytest.mark.slow
def test_a_new_home_is_made_without_reaching_out(watched: Watched, tmp_path: Path) -> None:
    new = Watched(watched.folder, tmp_path / "new")  # its encoders are converted, and the starter library is indexed
    new.end(new.start("-m", "tests.ui.every_command", json.dumps([["ask", "What is a deemed export?"], ["doctor"]])))
    assert (new.home / "encoder").is_dir()
    new.check()
