"""`licet changes --news`: sentences, JSON, a feed and a calendar as files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.assistant.engines.lists.conftest import add_part
from tests.ui.news.test_watch_notify import ACT, add_act, edit
from ui.cli import main


def test_news_are_printed_and_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LICET_HOME", str(tmp_path))
    edit(tmp_path, lambda c: add_part(c, date(2026, 1, 15)))
    edit(tmp_path, lambda c: add_act(c, date(2026, 1, 1), ACT[0]))
    edit(tmp_path, lambda c: add_act(c, date(2026, 5, 1), ACT[1]))

    def run(*arguments: str, ok: int = 0) -> tuple[str, str]:
        with pytest.raises(SystemExit) as end:
            main(["changes", *arguments])
        assert int(end.value.code or 0) == ok
        said = capsys.readouterr()
        return said.out, said.err

    told, _ = run("--list", "entity", "--since", "2025-01-01")
    assert "2025-10-09 1 entry under Turkey was added to the Entity List on 9 October 2025: Dynamo A.S." in told
    feed, calendar = tmp_path / "f.atom", tmp_path / "f.ics"
    (item,) = json.loads(run("--regime", "jp", "--atom", str(feed), "--ics", str(calendar), "--json")[0])
    assert item["headline"] == (
        "In the edition of 1 May 2026 of “Lantern Export Act”, Article 2 now says “decides within sixty days” "
        "instead of “decides within ninety days”."
    )
    assert item["changes"] == [{"locator": "Article 2", "change": "changed"}]
    assert "<ins>sixty" in "".join(ElementTree.parse(feed).getroot().itertext())
    assert "SUMMARY:In the edition of 1 May 2026 of" in calendar.read_text("utf-8")
    assert "no list 'nowhere'" in run("--list", "nowhere", ok=1)[1]
