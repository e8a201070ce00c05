"""The page "Changes" in a real browser, and its feeds over HTTP: sentences, redline, what is folded, addresses."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from corpus.catalogue import Catalogue
from tests.assistant.engines.lists.conftest import ALL, ENTITIES, add_part
from tests.ui.conftest import without_library
from tests.ui.news.test_watch_notify import ACT, add_act

pytestmark = pytest.mark.browser
TRICK = '<img src=x onerror="window.pwned=1"> & Sons'
_ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def newsy(tmp_path_factory: pytest.TempPathFactory, furnish: Callable[[Path], Path], module_serve: Any) -> Any:
    """Serve a home with lists in two editions, an act whose words changed, and an entry whose name is markup."""
    home = tmp_path_factory.mktemp("news")
    furnish(home)
    catalogue = Catalogue(home / "catalogue.sqlite")
    printed = [(c, e.replace("Co., Ltd.", "Co.,Ltd."), *r) for c, e, *r in ENTITIES]
    trick = ("GERMANY", f"{TRICK}, 1 Hafen, Kiel, Germany", ALL, "Presumption of denial", "90 FR 44490, 9/16/25.")
    add_part(catalogue, date(2026, 1, 15), (*printed, trick))
    add_part(catalogue, date(2026, 4, 15), (*ENTITIES, trick))
    add_act(catalogue, date(2026, 1, 1), ACT[0])
    add_act(catalogue, date(2026, 5, 1), ACT[1])
    without_library(catalogue)
    app = module_serve(home)
    app.wait()
    return app


def fetched(url: str) -> tuple[str, str]:
    with urllib.request.urlopen(url, timeout=60) as reply:
        return reply.headers["Content-Type"], reply.read().decode()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_news_are_sentences_with_redline_and_print_is_folded(newsy: Any, browse: Any, width: int, scheme: str) -> None:
    tab = browse(newsy, width, scheme).open("/changes")
    page = tab.page
    page.locator(".lc-news").first.wait_for(timeout=60_000)
    first = page.locator(".lc-news").first
    told = "Article 2 now says “decides within sixty days” instead of “decides within ninety days”."
    assert told in first.inner_text()
    assert page.locator(".lc-regime").first.inner_text() == "May 2026"
    first.get_by_text("What changed").click()
    assert first.locator("del").inner_text().strip() == "ninety"
    assert first.locator("ins").inner_text().strip() == "sixty"
    quiet = page.locator(".lc-news[data-quiet]")
    assert "changes nothing in substance" in quiet.inner_text()
    assert quiet.locator(".lc-change").first.is_visible() is False
    listed = page.locator(".lc-news", has_text="added to the Entity List on 16 September 2025")
    assert TRICK in listed.inner_text()
    listed.get_by_text("Who and what").click()
    assert (tab.overflow(), tab.barriers()) == (0, [])
    tab.picture(f"news-{width}-{scheme}")
    listed.locator("[data-cite]").first.click()
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    assert TRICK in page.get_by_role("dialog").inner_text()
    assert page.evaluate("window.pwned") is None
    assert page.locator("img[src=x]").count() == 0


def test_what_is_shown_is_followed_at_an_address_that_says_of_what(newsy: Any, browse: Any) -> None:
    tab = browse(newsy).open("/changes")
    page = tab.page
    page.get_by_label("A provision").fill("Article 2")
    page.get_by_label("A provision").press("Enter")
    page.get_by_text("1 item, newest first.").wait_for()
    page.get_by_text("Follow this").click()
    tab.settled()
    feed, calendar = page.locator(".lc-addresses code").all_inner_texts()
    assert feed.startswith(f"{newsy.base}/news.atom?provision=jp-lantern-act%7CArticle+2")
    kind, body = fetched(feed)
    assert kind.startswith("application/atom+xml")
    tree = ElementTree.fromstring(body)
    (entry,) = tree.findall(f"{_ATOM}entry")
    assert "now says “decides within sixty days”" in entry.findtext(f"{_ATOM}title", "")
    assert "<del>ninety </del><ins>sixty </ins>" in entry.findtext(f"{_ATOM}content", "")
    kind, body = fetched(calendar)
    assert kind.startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20260501" in body
    with page.expect_download() as coming:
        page.get_by_test_id("stDownloadButton").filter(has_text="Save the feed").get_by_role("button").click()
    assert "decides within sixty days" in Path(coming.value.path()).read_text("utf-8")


def test_a_feed_of_a_list_or_a_regime_is_inert_and_a_wrong_address_says_what_is_wrong(newsy: Any) -> None:
    _, body = fetched(f"{newsy.base}/news.atom?list=entity&title=Entity+%3Cb%3E")
    tree = ElementTree.fromstring(body)
    assert tree.findtext(f"{_ATOM}title") == "Licet: Entity <b>"
    content = next(e for e in tree.iter(f"{_ATOM}content") if "Sons" in (e.text or ""))
    assert "<img" not in (content.text or "")
    assert "&lt;img" in (content.text or "")
    _, body = fetched(f"{newsy.base}/news.atom?regime=jp")
    assert len(ElementTree.fromstring(body).findall(f"{_ATOM}entry")) == 1
    for query, day, words in (("list=entity", "20250916", TRICK[:4]), ("regime=jp", "20260501", "Lantern Export Act")):
        kind, body = fetched(f"{newsy.base}/news.ics?{query}")
        assert kind.startswith("text/calendar")
        assert f"DTSTART;VALUE=DATE:{day}" in body
        assert words in body.replace("\r\n ", "")
    assert "Entity List" not in fetched(f"{newsy.base}/news.ics?regime=jp")[1]
    for query, words in (("list=nowhere", "no list"), ("regime=zz", "zz"), ("colour=red", "nothing to subscribe to")):
        with pytest.raises(urllib.error.HTTPError) as refused:
            fetched(f"{newsy.base}/news.atom?{query}")
        assert refused.value.code == 400
        assert words in refused.value.read().decode()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_an_entry_of_a_feed_leads_to_its_piece_of_news(
    furnish: Callable[[Path], Path], tmp_path: Path, serve: Any, browse: Any, width: int, scheme: str
) -> None:
    catalogue = Catalogue(furnish(tmp_path) / "catalogue.sqlite")
    days = [date(2020 + n // 12, n % 12 + 1, 1) for n in range(36)]
    for day, words in zip(days, (f"The minister decides within {n} days." for n in range(36)), strict=True):
        add_act(catalogue, day, words)
    without_library(catalogue)
    app = serve(tmp_path)
    app.wait()
    feed = ElementTree.fromstring(fetched(f"{app.base}/news.atom?regime=jp")[1])
    oldest = feed.findall(f"{_ATOM}entry")[-1]
    assert "within 1 days" in oldest.findtext(f"{_ATOM}title", "")
    link = next(e.get("href", "") for e in oldest.iter(f"{_ATOM}link"))
    tab = browse(app, width, scheme)
    page = tab.page
    page.goto(link)
    first = page.locator(".lc-news").first
    first.get_by_text("within 1 days").first.wait_for()
    assert first.locator("del").inner_text().strip() == "0"  # what changed stands open
    first.locator("del").wait_for()
    assert 0 <= first.bounding_box()["y"] < tab.page.viewport_size["height"] / 2
    tab.settled()
    assert (tab.overflow(), tab.barriers()) == (0, [])
    tab.picture(f"news-asked-{width}-{scheme}")
    tab.button("Show all changes").click()
    page.get_by_text("35 items, newest first.").wait_for()
    tab.settled()
    assert "within 35 days" in first.inner_text()
    assert "item=" not in page.url
    page.goto(link.replace("item=", "item=0"))
    page.get_by_text("The news that this address names is no longer told").wait_for()


def test_with_nothing_dated_the_page_says_so(home: Path, browse: Any, tmp_path: Path, serve: Any) -> None:
    app = serve(Path(shutil.copytree(home, tmp_path / "home", symlinks=True)))
    app.wait()
    tab = browse(app).open("/changes")
    tab.page.get_by_text("The texts held tell of no change: no row").wait_for()
    assert tab.barriers() == []
