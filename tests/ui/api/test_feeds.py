"""The feeds of the API: news of a list and a regime, under the rules of every other endpoint."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from assistant.engines.news.model import NewsItem
from corpus.model import Kind, Source
from tests.test_examples import example
from tests.ui.api.test_problems import told
from ui.news.feeds import atom


def test_the_newsrooms_example_reads_the_feed(api: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reader = example("newsroom_feed")
    reader.main(str(tmp_path / "seen"), "list=entity", api.base)
    lines = capsys.readouterr().out.splitlines()
    assert any("1 entry under Turkey was added to the Entity List on 9 October 2025: Dynamo A.S." in s for s in lines)
    reader.main(str(tmp_path / "seen"), "list=entity", api.base)
    assert capsys.readouterr().out == ""
    with pytest.raises(SystemExit, match="no list 'nowhere'"):
        reader.main(str(tmp_path / "seen"), "list=nowhere", api.base)
    with pytest.raises(SystemExit, match="Start `licet serve`"):
        reader.main(str(tmp_path / "seen"), "list=entity", "http://127.0.0.1:9")


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


@pytest.mark.parametrize(
    ("url", "locators", "there"),
    [
        ("part-799", ("15 CFR 799.2(b)",), "section-799.2#p-799.2(b)"),
        ("part-799", ("Supplement No. 1 to Part 799, Acme", "Supplement No. 1 to Part 799, Zeta"),
         "part-799/appendix-Supplement%20No.%201%20to%20Part%20799"),
        ("part-799", ("15 CFR 799.2", "15 CFR 799.3"), "part-799"),
        ("part-799", (), "part-799"),
        ("", ("15 CFR 799.2",), None),
    ],
)  # fmt: skip
def test_without_a_page_of_its_own_news_lead_to_the_publishers(
    url: str, locators: tuple[str, ...], there: str | None
) -> None:
    root = "https://www.ecfr.gov/current/title-15/"
    source = Source("us-15-cfr-799", title="Part 799", kind=Kind.LAW, url=f"{root}{url}" if url else "")
    feed = ElementTree.fromstring(atom([NewsItem(date(2026, 1, 15), source, "Acme.", locators=locators)], "all"))
    links = [link.get("href") for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert links == ([f"{root}{there}"] if there else [])
