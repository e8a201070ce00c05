"""An answer never stands on text that was altered in the catalogue: it is made without, and says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client

import licet
from assistant.doctor import examine
from assistant.model import Outcome
from assistant.wiring import LIBRARY_META
from ui.mcp_server.server import build_server
from ui.mcp_server.start import LazyStart

RULE = "# Widget rule\n\nAn exporter of widgets must keep the sales records for seven years.\n"
QUESTION = "How long must an exporter of widgets keep the sales records?"


@pytest.fixture
def desk(home: Path, tmp_path: Path) -> Iterator[licet.Licet]:
    file = tmp_path / "widgets.md"
    file.write_text(RULE, "utf-8")
    with licet.open(home=home) as desk:
        assert desk.add(file, kind="law")[0].status == "added"
        yield desk


def alter(desk: licet.Licet, sql: str) -> None:
    with sqlite3.connect(desk._application.catalogue.path) as db:
        assert db.execute(sql).rowcount
    db.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE versions SET text = replace(text, 'seven', 'thirteen') WHERE text LIKE '%widgets%'",
        "UPDATE versions SET source_json = replace(source_json, '\"law\"', '\"user\"') WHERE text LIKE '%widgets%'",
    ],
    ids=["text", "kind"],
)
def test_the_altered_text_is_left_out_and_named(desk: licet.Licet, tmp_path: Path, sql: str) -> None:
    before = desk.ask(QUESTION)
    assert (before.outcome, before.notices) == (Outcome.ANSWERED, ())
    assert "seven years" in before.text
    alter(desk, sql)
    home = desk._application.settings.home
    with licet.open(home=home) as later:
        answer = later.ask(QUESTION)
        assert "thirteen" not in answer.text
        assert not any("widgets" in c.quote for c in answer.citations)
        assert "was altered in the catalogue" in answer.notices[0]
        assert "licet add" in answer.notices[0]
        assert list(later.stream(QUESTION))[-1].notices == answer.notices
        other = later.ask("What is a deemed export?")
        assert other.outcome is Outcome.ANSWERED
        assert [c.check for c in examine(later._application) if not c.ok] == ["texts"]
        assert later.add(tmp_path / "widgets.md", kind="law")[0].status in ("added", "updated")
        assert all(c.ok for c in examine(later._application))
        assert later.ask(QUESTION).text == before.text


def test_programs_that_search_are_told_what_was_left_out(desk: licet.Licet, run_async: Any) -> None:
    alter(desk, "UPDATE versions SET text = replace(text, 'seven', 'thirteen') WHERE text LIKE '%widgets%'")
    with licet.open(home=desk._application.settings.home) as later:
        with pytest.warns(licet.AlteredTextWarning, match="was altered in the catalogue"):
            hits = later.search("widgets sales records")
        assert [problem.message for problem in hits.left_out]

        async def call() -> tuple[Any, Any]:
            async with Client(build_server(LazyStart(lambda: later._application))) as client:
                words = {"query": "widgets sales records"}
                return await client.call_tool("search", words), await client.call_tool("ask", {"question": QUESTION})

        told, answered = run_async(call())
        assert "was altered in the catalogue" in told.structured_content["altered"][0]["problem"]
        assert "sales records for thirteen years" not in str(told)
        assert "was altered in the catalogue" in answered.structured_content["notices"][0]


def test_doctor_brings_an_altered_explainer_again(desk: licet.Licet) -> None:
    catalogue = desk._application.catalogue
    known = catalogue.meta(LIBRARY_META)
    alter(desk, "UPDATE versions SET text = replace(text, 'export', 'import') WHERE source_id = 'eccn'")
    assert "texts" in [c.check for c in examine(desk._application, repair=False) if not c.ok]
    assert all(c.ok for c in examine(desk._application))
    assert "import control" not in catalogue.text(
        next(n for n, (s, _) in catalogue.editions().items() if s.id == "eccn")
    )
    assert catalogue.meta(LIBRARY_META) == known
