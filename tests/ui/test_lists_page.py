"""The page "Lists" in a real browser: names screened, entries chosen and counted, an entry's card, files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from corpus.catalogue import Catalogue
from tests.assistant.engines.lists.conftest import ENTITIES, add_compilation, add_part
from tests.ui.conftest import without_library

pytestmark = pytest.mark.browser
TRICK = '<img src=x onerror="window.pwned=1"> & Sons'
ALL = "For all items subject to the EAR. (See § 744.11 of the EAR)"


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory, furnish: Callable[[Path], Path], module_serve: Any) -> Any:
    """Serve a home with two editions of the lists, a compilation, and an entry whose name is markup."""
    home = tmp_path_factory.mktemp("lists")
    furnish(home)
    catalogue = Catalogue(home / "catalogue.sqlite")
    trick = ("GERMANY", f"{TRICK}, 1 Hafen, Kiel, Germany", ALL, "Presumption of denial", "90 FR 44490, 9/16/25.")
    add_part(catalogue, date(2026, 1, 15))
    add_part(catalogue, date(2026, 4, 15), (*ENTITIES, trick))
    add_compilation(catalogue)
    without_library(catalogue)
    app = module_serve(home)
    app.wait()
    return app


def saved(tab: Any, name: str) -> bytes:
    with tab.page.expect_download() as coming:
        tab.page.get_by_test_id("stDownloadButton").filter(has_text=name).get_by_role("button").click()
    return Path(coming.value.path()).read_bytes()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_name_is_screened_and_its_entry_is_read(listed: Any, browse: Any, width: int, scheme: str) -> None:
    tab = browse(listed, width, scheme).open("/lists")
    page = tab.page
    tab.button("Screen", exact=True).click()
    page.get_by_text("There is no name yet").wait_for()
    page.get_by_label("A name, or several").fill("Tianjin Cogs")
    tab.button("Screen", exact=True).click()
    line = page.locator('.lc-outcome[data-outcome="listed"]')
    line.wait_for()
    assert "“Tianjin Cogs” is listed: Entity List" in line.inner_text()
    card = page.locator(".lc-party")
    told = card.inner_text()
    for words in (
        "Cogs of Tianjin", "China", "Tianjin Cogs", "4 River Road, Tianjin", "18 April 2012, 77 FR 23116",
        "15 January 2026: stands as here", "15 April 2026: stands as here", "Presumption of approval for EAR99 items",
    ):  # fmt: skip
        assert words in told, words
    assert (tab.overflow(), tab.barriers()) == (0, [])
    tab.picture(f"lists-screened-{width}-{scheme}")
    card.get_by_text("Read in place").click()
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    assert "Cogs of Tianjin" in page.get_by_role("dialog").locator(".lc-mark").first.inner_text()


def test_a_file_of_names_is_screened_and_saved(listed: Any, browse: Any, tmp_path: Path) -> None:
    tab = browse(listed).open("/lists")
    page = tab.page
    names = f"Company name\nHorn Trading\nBolt Works\nNobody at all\n=cmd()\n{TRICK}\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "n.csv", "mimeType": "text/csv", "buffer": names.encode()}
    )
    tab.settled()
    tab.button("Screen", exact=True).click()
    line = page.locator(".lc-outcome")
    line.wait_for()
    assert "5 names: 3 listed, 2 not found" in line.inner_text()
    tab.settled()
    rows = list(csv.DictReader(io.StringIO(saved(tab, "CSV").decode("utf-8-sig"))))
    assert {(r["screened"], r["status"]) for r in rows} == {
        ("Horn Trading", "listed"), ("Bolt Works", "listed"), ("Nobody at all", "not_found"),
        ("'=cmd()", "not_found"), (TRICK, "listed"),
    }  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(saved(tab, "Workbook (XLSX)"))).active
    assert [c.value for c in sheet[1]][:3] == ["line", "screened", "status"]
    assert sheet.max_row == len(rows) + 1
    page.get_by_text("Not found 2").click()
    expect(page.locator(".lc-party")).to_have_count(0)
    assert page.evaluate("window.pwned") is None
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_entries_are_chosen_counted_and_saved(listed: Any, browse: Any, width: int, scheme: str) -> None:
    tab = browse(listed, width, scheme).open("/lists?list=entity&since=2025-01-01")
    page = tab.page
    count = page.locator(".lc-count")
    count.wait_for()
    assert "2 of 8 entries of the Entity List" in count.inner_text()
    rows = list(csv.DictReader(io.StringIO(saved(tab, "CSV").decode("utf-8-sig"))))
    assert {r["name"] for r in rows} == {"Dynamo A.S.", TRICK}
    tab.open("/lists?list=entity")
    page.get_by_text("8 of 8 entries").wait_for()
    page.get_by_label("Country").first.click()
    page.get_by_role("option", name="Germany (1)").click()
    page.keyboard.press("Escape")
    page.get_by_text("1 of 8 entries").wait_for()
    tab.settled()
    card = page.locator(".lc-party")
    assert TRICK in card.inner_text()
    assert "15 January 2026: not listed" in card.inner_text()
    page.get_by_text("Counts").click()
    assert "Germany" in page.locator(".lc-counts").inner_text()
    assert page.evaluate("window.pwned") is None
    assert page.locator("img[src=x]").count() == 0
    assert (tab.overflow(), tab.barriers()) == (0, [])
    tab.picture(f"lists-entries-{width}-{scheme}")


def test_without_a_list_the_page_says_what_brings_one(served: Any, browse: Any) -> None:
    tab = browse(served).open("/lists")
    tab.page.get_by_text("No list of parties is held").wait_for()
    assert "licet sync us-list-screening" in tab.text
    tab.button("Bring the lists").click()
    tab.page.locator("h1", has_text="Library").wait_for()


def test_a_link_screens_a_name_at_once(listed: Any, browse: Any, new_home: Callable[[], Path]) -> None:
    tab = browse(listed).open("/lists?screen=Iris%20Bank")
    tab.page.locator('.lc-outcome[data-outcome="listed"]').wait_for()
    assert "Specially Designated Nationals" in tab.text
    tab.open("/lists?list=entity&since=yesterday")
    tab.page.get_by_text("8 of 8 entries").wait_for()
    tab.page.get_by_text("“yesterday”, which is no date").wait_for()
    tab.open("/lists?list=nosuch")
    tab.page.get_by_text("“nosuch”, is not held").wait_for()
    tab.open("/lists?screen=Horn")
    tab.page.get_by_text("“Horn” stands in longer names that are listed, such as HORN TRADING").wait_for()
