"""Each page of a desk that holds nothing, and of one that holds a single document: one line, and no page breaks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ui.documents import LANTERNS
from tests.ui.tab import Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# What each page says where nothing is held; "" for one that works as ever.
WITHOUT = {
    "": "Nothing is held yet.",
    "read": "Nothing is held yet.",
    "library": "Nothing is held yet. Add documents above.",
    "lists": "No list of parties is held.",
    "changes": "The texts held tell of no change",
    "calendar": "Nothing in the texts held begins or ends on",
    "compare": "",
    "check": "",
    "inspect": "",
    "research": "",
}


def whole(tab: Tab, name: str) -> str:
    """Check that a page stands; return its words."""
    tab.settled().picture(f"scarce-{name or 'ask'}-{tab.page.viewport_size['width']}")
    assert tab.page.get_by_test_id("stException").count() == 0, name
    assert "Something went wrong" not in tab.text, name
    assert tab.page.locator("h1, h2").count() >= 1, name
    assert (tab.overflow(), tab.barriers()) == (0, []), name
    return tab.text


def used(tab: Tab) -> None:
    """Ask, compare, check and search, as if there were something to find."""
    tab.open()
    tab.ask("How long must exporters of quantum lanterns keep their records?")
    whole(tab, "asked")
    tab.open("/compare")
    tab.button("Compare").click()
    tab.page.locator(".lc-outcome, .lc-compare").first.wait_for()
    whole(tab, "compared")
    tab.open("/check").page.get_by_label("Paste your draft").fill("Exporters keep records for five years.")
    tab.button("Check", exact=True).click()
    tab.page.locator(".lc-judged").first.wait_for()
    whole(tab, "checked")
    tab.open("/inspect").page.get_by_label("Query").fill("quantum lantern")
    tab.button("Search").click()
    tab.page.get_by_text("Outcome:").wait_for()
    whole(tab, "inspected")


def test_with_nothing_held_each_page_says_so_in_a_line(
    empty_home: Callable[[Path], Path], tmp_path: Path, serve: Any, browse: Any
) -> None:
    app = serve(empty_home(tmp_path / "home"))
    app.wait()
    tab = browse(app, 390, "dark")
    for name, words in WITHOUT.items():
        tab.open(f"/{name}")
        assert words in whole(tab, name), name
        assert tab.page.get_by_test_id("stAlert").count() <= 1, name
    used(tab)


def test_with_one_document_held_each_page_stands(
    empty_home: Callable[[Path], Path], tmp_path: Path, serve: Any, browse: Any
) -> None:
    from assistant.settings import Settings
    from assistant.wiring import open_application
    from index.ingest.intake import take_in

    home, file = empty_home(tmp_path / "home"), tmp_path / "lanterns.md"
    file.write_text(LANTERNS, "utf-8")
    licet = open_application(Settings(home=home))
    assert [done.problem for done in take_in(licet.collection, file)] == [None]
    licet.close()
    app = serve(home)
    app.wait()
    tab = browse(app)
    for name in WITHOUT:
        tab.open(f"/{name}")
        whole(tab, name)
        assert tab.page.get_by_test_id("stAlert").count() == 0, name
    used(tab)
    tab.open()
    tab.ask("How long must exporters of quantum lanterns keep their records?")
    assert "five years" in tab.text
