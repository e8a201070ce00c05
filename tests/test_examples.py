"""Examples of newsrooms and agents run as they stand: a notebook cell by cell, a reader of feeds, an agent over MCP."""

from __future__ import annotations

import ast
import importlib.util
import json
import shutil
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import mcp.client.stdio  # noqa: F401 (it takes the error stream of its import, which a test's own capture would close)
import pytest

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def home(library_home: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(shutil.copytree(library_home, tmp_path_factory.mktemp("examples") / "home", symlinks=True))


def run_notebook(file: Path) -> list[Any]:
    """Run the code cells of a notebook in their order, in one namespace; return what each shows, None where nothing."""
    known: dict[str, Any] = {}
    shown = []
    for number, cell in enumerate(json.loads(file.read_text("utf-8"))["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        assert cell["outputs"] == [], "a notebook is kept without what it showed"
        body = ast.parse("".join(cell["source"])).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), f"cell {number}", "exec"), known)
        value = ast.Expression(last.value) if isinstance(last, ast.Expr) else None
        shown.append(eval(compile(value, f"cell {number}", "eval"), known) if value else None)
    return shown


def test_the_notebook_of_a_newsroom(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LICET_HOME", home)
    _, answer, told, rows, then, passages, own, closed = run_notebook(EXAMPLES / "newsroom.ipynb")
    assert "deemed export" in answer._repr_html_()
    assert told[0] == "answered"
    assert rows[0][2].startswith("15 CFR 734.13")
    assert rows[0][3].startswith("https://www.ecfr.gov/")
    assert then.question == "Who is a foreign person there?"
    assert len(passages) == 3
    assert "May 2026" in own.text
    assert own.citations[0].source.kind.value == "user"
    assert closed is None


_FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{}</feed>"""
_ENTRY = (
    "<entry><id>urn:{0}</id><title>{0} was listed</title><updated>2026-11-0{1}T00:00:00Z</updated>"
    '<link href="https://desk.example/{0}"/></entry>'
)


def test_a_feed_is_read_on_from_where_it_was_left(tmp_path: Path) -> None:
    reader, seen = example("newsroom_feed"), tmp_path / "seen"
    asked, entries = list[str](), [_ENTRY.format("Acme", 1)]

    def served(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, content=_FEED.format("".join(entries)).encode())

    delivered: list[Any] = []
    with httpx.Client(base_url="http://licet.example/v1", transport=httpx.MockTransport(served)) as api:
        reader.deliver_new(api, "list=entity", seen, delivered.append)
        reader.deliver_new(api, "list=entity", seen, delivered.append)
        assert [e.title for e in delivered] == ["Acme was listed"]
        entries[:0] = [_ENTRY.format("Zeta", 3), _ENTRY.format("Dynamo", 2)]  # the newest first, as a feed has them

        def closed_after_one(entry: Any) -> None:
            if entry.title.startswith("Zeta"):
                raise ConnectionError("the channel is closed")
            delivered.append(entry)

        with pytest.raises(ConnectionError):
            reader.deliver_new(api, "list=entity", seen, closed_after_one)
        assert [e.title for e in delivered] == ["Acme was listed", "Dynamo was listed"]
        reader.deliver_new(api, "list=entity", seen, delivered.append)
    assert [(e.title, e.link) for e in delivered[1:]] == [
        ("Dynamo was listed", "https://desk.example/Dynamo"), ("Zeta was listed", "https://desk.example/Zeta"),
    ]  # fmt: skip
    assert asked[0] == "http://licet.example/v1/news.atom?list=entity"


def test_an_agent_over_mcp_tells_the_answer_and_the_law_it_stands_on(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with ThreadPoolExecutor(1) as thread:  # a browser test before it leaves an event loop running in this one
        thread.submit(example("mcp_agent").main, home).result()
    told = capsys.readouterr().out
    assert "A deemed export is the release of technology" in told
    assert "[1] " in told
    assert "15 CFR 734.13(a)(2): https://www.ecfr.gov/" in told


def test_an_agent_tells_a_problem_as_it_is(home: str, run_async: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
    agent = example("mcp_agent")
    assert "question" in run_async(agent.answered(" ", agent.Played(), home)).lower()
