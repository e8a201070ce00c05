"""What a library's files hold and are called reaches a terminal as plain characters, in every command that prints."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ui.command_table import COMMAND_MODULES
from ui.terminal import json_line, name

# Controls but line breaks and tabs, escape sequences, bidi and zero-width marks, tags.
SEEN_BY_NOBODY = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
EVIL = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202elaw\u2066\u200bof\u2069\r\x08[/bold][link=file:///x]\U000e0041"
MARKS = re.sub("[\x00-\x1f\x7f-\x9f]", "", EVIL)  # more controls than these, and a file is no text
FORGED = "ok\nadded      Law of the land (900 provisions)"


def names() -> list[str]:
    """Return file names as hostile as the file system allows; each file has words of its own."""
    return [f"one {EVIL.replace('/', '_')}.md", f"two {FORGED}.txt", "three [x] [bold].md", f"four\u202etxt.{FORGED}"]


def hostile_library(folder: Path) -> Path:
    folder.mkdir()
    claims = {"title": f"Widget {EVIL} rule", "issuer": f"The {EVIL} Ministry", "kind": f"law{EVIL}"}
    front = "".join(f"{key}: {json.dumps(value)}\n" for key, value in claims.items())
    body = f"# Part {MARKS} one\n\nA permit for blue {MARKS} widgets is valid for four years {MARKS} after its issue.\n"
    for number, called in enumerate(names()):
        (folder / called).write_text(f"---\n{front}---\n{body}\nNumber {number}.\n", "utf-8")
    (folder / f"broken {EVIL.replace('/', '_')}.pdf").write_bytes(b"%PDF-1.7 \x1b[31m")
    (folder / f"rows {FORGED}.csv").write_text(f"Entity,Country\nAcme {MARKS} Works,FREEDONIA\nZeta Works,SYLVANIA\n")
    coded = "".join(f"&#{ord(sign)};" for sign in EVIL)
    (folder / "page.html").write_text(
        f"<html><head><title>Page {coded}</title><meta name=author content='{coded}'></head>"
        f"<body><h1>On {coded} widgets</h1><p>A green {coded} widget has a permit of nine years.</p></body></html>"
    )
    return folder


def plain(done: Any) -> None:
    for stream in (done.out, done.err):
        assert SEEN_BY_NOBODY.search(stream) is None, ascii(stream)
        assert not any(line.startswith("added      Law of the land") for line in stream.splitlines()), stream
        assert "Traceback" not in stream


@pytest.fixture
def desk(empty_home: Callable[[Path], Path], line: Any, tmp_path: Path) -> Any:
    return line(empty_home(tmp_path / "home"), SimpleNamespace(url=""))


@pytest.mark.slow
def test_no_command_prints_what_nobody_sees(desk: Any, tmp_path: Path) -> None:
    folder = hostile_library(tmp_path / f"folder {EVIL.replace('/', '_')}")
    added = desk.run("add", str(folder), ok=1)
    plain(added)
    assert added.err.count("\nadded ") + added.err.startswith("added ") >= 5, added.err
    held = json.loads(desk.run("sources", "--json").out)
    source, address = held[0]["source_id"], json.loads(desk.run("search", "permit widgets", "--json").out)[0]["locator"]
    draft = tmp_path / f"draft {EVIL.replace('/', '_')}.md"
    draft.write_text(f"A permit for blue {MARKS} widgets is valid for nine years. Acme {MARKS} Works is listed.\n")
    commands: list[tuple[str, ...]] = [
        ("sources",), ("sources", "--coverage"), ("search", "permit for blue widgets"),
        ("ask", "How long is a permit for blue widgets valid?"), ("ask", f"What is {EVIL}?"),
        ("ask", "Is Acme Works on the Entity List?"), ("ask", "and for green widgets?", "--history", EVIL),
        ("show", address), ("show", f"no {EVIL} address"), ("show", address, "--source", EVIL),
        ("diff", address, "2026-01-01", "2026-02-01"), ("changes",), ("history",), ("history", "--source", EVIL),
        ("doctor",), ("add", str(tmp_path / f"missing {EVIL}")), ("add", str(folder), "--kind", EVIL),
        ("watch", f"https://example.org/{EVIL}"), ("sync", EVIL), ("annotations",),
        ("eval", "answers", str(tmp_path / EVIL)), ("brief", source), ("brief", EVIL),
        ("remove", source), ("remove", EVIL), ("undo", "999"),
        ("lists",), ("lists", EVIL), ("screen", EVIL), ("screen", "Acme Works"),
        ("check", str(draft)), ("check", str(tmp_path / EVIL)), ("determine", "--item", EVIL, "--to", EVIL),
        ("compare", EVIL, "us", "cn"), ("status",), ("status", EVIL), ("research", f"How are {EVIL} lamps kept?"),
        ("keys", "add", EVIL), ("keys", "revoke", EVIL), ("keys", "list"), ("backup", str(tmp_path / EVIL / "x")),
        ("restore", str(tmp_path / EVIL)),
        ("history",), ("undo", str(json.loads(desk.run("history", "--json").out)[0]["entry"])), ("rebuild",),
    ]  # fmt: skip
    assert {command[0] for command in commands} == set(COMMAND_MODULES) - {"ui", "serve", "mcp"}  # these serve
    for command in commands:
        plain(desk.run(*command, ok=None))
        if command[0] not in ("watch", "eval", "doctor"):
            plain(desk.run(*command, "--json", ok=None))


def test_json_means_the_same_with_its_marks_escaped() -> None:
    data = {EVIL: [FORGED, EVIL, "第十条", "\ud800"]}
    line = json_line(data)
    assert json.loads(line) == data
    assert "第十条" in line
    assert SEEN_BY_NOBODY.search(line) is None


def test_a_name_is_one_line() -> None:
    assert name(FORGED) == "ok added Law of the land (900 provisions)"
    assert name("a\u202eb\x1b[31mc") == "ab[31mc"


@pytest.mark.parametrize(
    "command",
    [
        ("search", "lamps \udcff"), ("search", "\ud800"), ("show", "Article \udcff"), ("ask", "What is a \udcff lamp?"),
        ("lists", "\udcff"), ("screen", "M\udcfcller"), ("diff", "\udcff", "2026-01-01", "2026-02-01"),
        ("brief", "\udcff"), ("history", "--source", "\udcff"), ("watch", "--list", "\udcff"), ("remove", "\udcff"),
    ],
)  # fmt: skip
def test_words_of_a_terminal_in_another_encoding_are_words(desk: Any, command: tuple[str, ...]) -> None:
    told = desk.run(*command, ok=None)
    assert "no word for" not in told.err
    assert "Traceback" not in told.err
