"""The feeds of the API: news of a list and a regime, under the rules of every other endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.test_examples import example
from tests.ui.api.test_problems import told


def test_the_newsrooms_example_reads_the_feed(api: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reader = example("newsroom_feed")
    reader.main(str(tmp_path / "seen"), "list=entity", api.base)
    lines = capsys.readouterr().out.splitlines()
    assert any("1 entry under Turkey was added to the Entity List on 9 October 2025: Dynamo A.S." in s for s in lines)
    reader.main(str(tmp_path / "seen"), "list=entity", api.base)
    assert capsys.readouterr().out == ""
    with pytest.raises(SystemExit, match="no list 'nowhere'"):
        reader.main(str(tmp_path / "seen"), "list=nowhere", api.base)


def test_news_are_served_as_a_feed_and_as_a_calendar(api: Any) -> None:
    reply = api.client.get("/news.atom", params={"list": "entity"})
    assert (reply.status_code, reply.headers["content-type"].split(";")[0]) == (200, "application/atom+xml")
    titles = [e.text or "" for e in ElementTree.fromstring(reply.content).iter("{http://www.w3.org/2005/Atom}title")]
    assert "1 entry under Turkey was added to the Entity List on 9 October 2025: Dynamo A.S." in titles
    reply = api.client.get("/news.ics", params={"regime": "us"})
    assert reply.headers["content-type"].split(";")[0] == "text/calendar"
    assert reply.text.startswith("BEGIN:VCALENDAR")
    assert "no list 'nowhere'" in told(api.client.get("/news.atom", params={"list": "nowhere"}), 400)["detail"]
    assert "no parameter 'lists'" in told(api.client.get("/news.ics", params={"lists": "entity"}), 400)["detail"]
    several = api.client.get("/news.atom", params={"list": ["entity", "sdn"], "regime": ["us"]})
    assert "Licet: United States, Entity List, Specially Designated Nationals List" in several.text
