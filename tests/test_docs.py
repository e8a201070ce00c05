"""The documentation is true: the settings, commands, files, links and examples that it names exist and work."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import textwrap
from pathlib import Path
from types import ModuleType

import pytest
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda
from typer.main import get_command
from typer.testing import CliRunner

import licet
from corpus.annotations import load_annotations
from corpus.parsers.file import File
from corpus.sources.entries import official_entries
from tests.ui.conftest import Served
from ui.cli import app

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_WIDTH = 120  # columns, as ruff has it for Python
_FILE = re.compile(r"`((?:assistant|corpus|docs|examples|index|tests|ui)/[\w./-]*|[\w]+\.py)`")


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_settings_page_is_what_the_settings_say() -> None:
    page = _module(ROOT / "tests" / "configuration_page.py").page()
    assert _read("docs/configuration.md") == page, "run `make docs`"


def test_every_command_is_named() -> None:
    for name in get_command(app).commands:  # type: ignore[attr-defined]
        assert f"licet {name}" in _read("README.md"), name


def test_the_rooms_of_the_assistant_are_told_in_their_own_words() -> None:
    rows = dict(re.findall(r"^\| `assistant/(\w+)/` \| (.+) \|$", _read("docs/architecture.md"), re.M))
    rooms = sorted((ROOT / "assistant").glob("*/__init__.py"))
    own = {f.parent.name: (ast.get_docstring(ast.parse(f.read_text("utf-8"))) or "").splitlines()[0] for f in rooms}
    assert {room: f"{told}." for room, told in rows.items()} == own


def test_the_readme_can_be_read_in_one_go() -> None:
    readme = _read("README.md").splitlines()
    assert len(readme) <= 90
    assert "make run" in "".join(readme[:8])


def test_the_session_of_the_readme_is_real(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the starter library what the README asks, and find every sentence that it prints."""
    monkeypatch.setenv("LICET_HOME", home)
    session = _read("README.md").split("```console\n")[1].split("```")[0]
    question, printed = re.findall(r"licet ask \"([^\"]+)\"\n(.*?)\n…", session, re.DOTALL)[0]
    result = CliRunner().invoke(app, ["ask", question])
    shown = " ".join(result.output.split())
    for paragraph in printed.split("\n\n"):
        assert " ".join(paragraph.rstrip("…").split()) in shown


def test_the_official_sources_are_counted() -> None:
    listed = official_entries()
    pages, landings = (sum(e.how == how for e in listed) for how in ("page", "landing"))
    services = len(listed) - pages - landings
    told = " ".join(_read("docs/architecture.md").split())
    assert f"lists {len(listed)} official sources: {services} come from their publishers' own services" in told
    assert f"{pages} are pages and PDFs, and {landings} stand behind a page" in told


def test_the_annotated_texts_are_counted() -> None:
    held = [a for a in load_annotations().all if a.source.held]
    notes, texts = re.findall(r"More than ([\d,]+) notes in plain words on (\d+) texts", _read("README.md"))[0]
    assert 0 <= len(held) - int(notes.replace(",", "")) < 500
    assert int(texts) == len({a.source.id for a in held})


@pytest.mark.parametrize("page", [p for p in PAGES if p.name != "CHANGELOG.md"], ids=lambda p: p.name)
def test_prose_is_at_most_120_columns_wide(page: Path) -> None:
    """Check the width of prose; rows of tables cannot be broken, and blocks of code are as their files are."""
    assert _too_wide(f"| {'x' * 120} |\n```\n{'x' * 121}\n```\n{'x' * 120}\n") == []
    assert _too_wide(f"```\nx\n```\n- {'x' * 119}\n") == [4]
    assert _too_wide(page.read_text("utf-8")) == []


def _too_wide(text: str) -> list[int]:
    found, is_code = [], False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            is_code = not is_code
        elif len(line) > _WIDTH and not is_code and not line.lstrip().startswith("|"):
            found.append(number)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", [p for p in PAGES if p.name != "CHANGELOG.md"], ids=lambda p: p.name)
def test_files_that_are_named_are_there(page: Path) -> None:
    """Check that a path in backticks exists, and a bare file name somewhere in the project."""
    known = {
        p.name
        for folder in ("assistant", "corpus", "index", "ui", "tests", "examples")
        for p in (ROOT / folder).rglob("*")
    }
    for name in _FILE.findall(page.read_text("utf-8")):
        there = (ROOT / name).exists() if "/" in name else (name in known or (ROOT / name).exists())
        assert there or "example" in name, f"{page.name}: {name}"


def test_the_parser_of_contributing_reads_a_file(tmp_path: Path) -> None:
    """Run the worked example as it is printed there."""
    block = re.search(r"   ```python\n(.*?)   ```", _read("CONTRIBUTING.md"), re.S)
    assert block
    module = tmp_path / "note_example.py"
    module.write_text(textwrap.dedent(block.group(1)), "utf-8")
    parser = _module(module).PARSER
    file = File("lanterns.note", b"Lantern memo\n\nLanterns are kept for nine years.\n")
    assert parser.claims(file) == 1
    (reading,) = parser.read(file)
    assert reading.source.title == "Lantern memo"
    assert [p.locator for p in reading.provisions] == ["block 1", "block 2"]


@pytest.fixture(scope="module")
def home(library_home: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(shutil.copytree(library_home, tmp_path_factory.mktemp("docs") / "home", symlinks=True))


def test_example_ask_a_question(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    _module(ROOT / "examples" / "ask_a_question.py").main(home)
    told = capsys.readouterr().out
    assert "deemed export" in told
    assert "commentary" in told


def test_example_retriever_chain(home: str) -> None:
    example = _module(ROOT / "examples" / "retriever_chain.py")
    with licet.open(home=home) as desk:
        model = RunnableLambda(lambda prompt: AIMessage(prompt.to_string()[-300:]))
        said = example.chain_over(desk, model).invoke("What is a deemed export?")
        assert said.endswith("What is a deemed export?")
        assert "[4]" in example.numbered(desk.retriever(k=4).invoke("deemed export"))


def test_example_watch_an_answer(home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    memo = tmp_path / "memo.md"
    memo.write_text("# Lantern memo\n\nLanterns are kept for nine years.\n", "utf-8")
    _module(ROOT / "examples" / "watch_an_answer.py").main(str(memo), "How long are lanterns kept?", home)
    told = capsys.readouterr().out
    assert "searched: How long are lanterns kept?" in told
    assert "nine years" in told


def test_example_api_bot(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    example = _module(ROOT / "examples" / "api_bot.py")
    api = Served(Path(home), command="serve")
    try:
        api.wait("/v1/health", want='"ready": true')
        example.main(api.base, messages=("What is a deemed export?\n", "\n", "screen Horn Trading\n"))
    finally:
        api.stop()
    told = capsys.readouterr().out
    assert "deemed export" in told
    assert "[1] " in told
    assert ", explainer of no day https://www.ecfr.gov/" in told  # the law that a page of Licet's names
    assert "No list of parties is held. `licet sync" in told  # the problem and its remedy
    example.main(api.base, messages=("What is a deemed export?",))  # which is stopped now
    example.main("127.0.0.1:8600", messages=("What is a deemed export?",))
    told = capsys.readouterr().out
    assert told.count("Start `licet serve`; give its address as http://HOST:PORT.") == 2
    assert len((ROOT / "examples" / "api_bot.py").read_text("utf-8").splitlines()) <= 45


def test_the_chain_of_the_docs_is_the_examples(home: str) -> None:
    """Run the chain on the page as it is printed there."""
    block = next(b for b in re.findall(r"```python\n(.*?)```", _read("docs/python-api.md"), re.S) if "ChatPrompt" in b)
    assert len([line for line in block.splitlines() if line.strip()]) <= 16
    with licet.open(home=home) as desk:
        said: list[str] = []
        model = RunnableLambda(lambda prompt: AIMessage("Heard: " + prompt.to_string()[-30:]))
        exec(compile(block, "docs/python-api.md", "exec"), {"desk": desk, "model": model, "print": said.append})
    assert said[0].startswith("Heard:")
