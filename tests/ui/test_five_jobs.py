"""Five jobs, each done from its beginning to its end in a real browser, as the people do them who have them."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import expect

from corpus.catalogue import Catalogue
from corpus.model import Kind
from tests.assistant.engines.determination.conftest import AT1, NS2, ccl, chart, entry, part, section
from tests.assistant.engines.lists.conftest import add_part
from tests.ui.news.test_watch_notify import ACT, add_act
from tests.ui.tab import Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CAMERAS = entry("6A003", "NS, AT", NS2, AT1, items="a b", heading="Cameras, systems or equipment for night vision.")
DRAFT = """The minister decides on an application for a lantern within sixty days. Bolt Works is on the Entity List.

The Act says: “The minister decides within ninety days.”
"""


def law() -> Mapping[str, bytes]:
    """Return a control list, a chart of countries and a part on an embargo, as files."""
    import json

    embargo = section("746.2", "Cuba.", "(a) You will need a license to export all items subject to the EAR to Cuba.")
    return {
        "ccl.json": json.dumps(ccl([CAMERAS])).encode(),
        "country-chart.json": json.dumps(chart({"China": ["NS 1", "NS 2"], "Germany": ["NS 1"]})).encode(),
        "2026-07-23_title-15_part-746.xml": part(746, embargo),
    }


@pytest.fixture(scope="module")
def desk(library_home: Path, tmp_path_factory: pytest.TempPathFactory, module_serve: Any) -> Any:
    """Serve the starter library with a control list, lists of parties, and an act that changed today."""
    from assistant.settings import Settings
    from assistant.wiring import open_application
    from index.ingest.intake import Labels, take_in

    home = Path(shutil.copytree(library_home, tmp_path_factory.mktemp("jobs") / "home", symlinks=True))
    files = tmp_path_factory.mktemp("law")
    licet = open_application(Settings(home=home))
    for name, data in law().items():
        (files / name).write_bytes(data)
        kind = Kind.LIST if name.endswith("json") else Kind.LAW
        for done in take_in(licet.collection, files / name, Labels(jurisdiction="us", kind=kind)):
            assert done.problem is None, done.problem
    licet.close()
    catalogue = Catalogue(home / "catalogue.sqlite")
    add_part(catalogue, date(2026, 1, 15))
    add_act(catalogue, date.today() - timedelta(days=400), ACT[0])
    add_act(catalogue, date.today(), ACT[1])
    catalogue.close()
    app = module_serve(home)
    app.wait()
    return app


@pytest.fixture(params=[(1440, "light"), (390, "dark")], ids=["wide", "phone"])
def tab(desk: Any, browse: Any, request: pytest.FixtureRequest) -> Any:
    """Return a tab at the desk, on a wide screen and on a phone."""
    return browse(desk, *request.param)


def fits(tab: Tab, name: str) -> None:
    """Check that the page is no wider than its window and that nobody is kept out; keep its picture."""
    tab.settled().picture(f"job-{name}-{tab.page.viewport_size['width']}")
    assert (tab.overflow(), tab.barriers()) == (0, []), name


def test_a_sentence_is_verified_before_it_is_printed(tab: Tab) -> None:
    page = tab.open("/check").page
    page.get_by_label("Paste your draft").fill(DRAFT)
    tab.button("Check", exact=True).click()
    judged = page.locator(".lc-judged")
    judged.first.wait_for(timeout=90_000)
    tab.settled()
    old = judged.filter(has_text="ninety days")
    assert old.get_attribute("data-verdict") == "contradicted"
    assert "sixty" in old.inner_text()
    listed = judged.filter(has_text="Bolt Works")
    assert listed.get_attribute("data-verdict") == "supported"
    fits(tab, "draft")
    old.get_by_text("Read in place").click()
    page.get_by_role("dialog").get_by_text("within sixty days").first.wait_for()
    page.keyboard.press("Escape")
    with page.expect_download() as coming:
        page.get_by_text("Word with comments").click()
    comments = docx.Document(io.BytesIO(Path(coming.value.path()).read_bytes())).comments
    assert any("Contradicted" in c.text for c in comments)


def test_a_company_is_found_with_its_day_and_its_policy(tab: Tab) -> None:
    page = tab.open().page
    tab.ask("Is Bolt Works on the Entity List, since when and under which policy?")
    answer = page.locator(".lc-outcome").locator("xpath=ancestor::*[contains(@class,'st-key-newest')]")
    said = answer.inner_text()
    assert "19 October 2023" in said or "19 Oct 2023" in said
    assert "Policy of denial" in said
    fits(tab, "company")
    page.locator(".lc-cite").first.click()
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    assert "Bolt Works" in " ".join(page.get_by_role("dialog").locator(".lc-mark").all_inner_texts())
    page.keyboard.press("Escape")
    tab.open("/lists?screen=Bolt+Works")
    card = page.locator(".lc-party")
    card.wait_for()
    for words in ("19 October 2023", "88 FR 71992", "11 April 2024", "Policy of denial", "12 Wan Road"):
        assert words in card.inner_text(), words
    fits(tab, "card")
    with page.expect_download() as coming:
        tab.button("CSV").click()
    assert "Bolt Works" in Path(coming.value.path()).read_text("utf-8-sig")


def test_what_changed_this_month_is_told_and_followed(tab: Tab) -> None:
    page = tab.open("/changes").page
    page.locator(".lc-news").first.wait_for(timeout=60_000)
    page.get_by_role("spinbutton", name="year, Since").click()
    page.keyboard.type(date.today().replace(day=1).strftime("%Y%m%d"))
    page.locator("h1").first.click()  # a date counts once its field is left
    expect(page.locator(".lc-news").filter(has_text="Entity List")).to_have_count(0)  # those are of earlier years
    tab.settled()
    told = page.locator(".lc-news").filter(has_text="Lantern Export Act")
    told.get_by_text("What changed").click()
    assert told.locator("del").inner_text().strip() == "ninety"
    assert told.locator("ins").inner_text().strip() == "sixty"
    fits(tab, "changes")
    page.get_by_text("Follow this").click()
    assert "/news.atom" in page.locator(".lc-addresses code").first.inner_text()


def test_whether_a_licence_is_needed_is_walked_from_a_bare_question(tab: Tab) -> None:
    page = tab.open().page
    outcome = tab.ask("Do I need a licence?")
    assert outcome.get_attribute("data-outcome") == "needs_fact"
    page.get_by_label("Item").fill("6A003.a")
    where = page.get_by_role("combobox", name="Destination")
    where.click()
    where.press_sequentially("China")
    page.get_by_role("option", name="China", exact=True).click()
    fits(tab, "fields")
    tab.button("Determine").click()
    page.locator(".lc-outcome").nth(1).wait_for(timeout=90_000)
    tab.settled()
    walk = page.locator(".lc-walk").last
    assert walk.locator("li[data-effect=required]").count() >= 1
    assert "NS" in walk.inner_text()
    assert "China" in page.locator(".lc-first").last.inner_text()
    fits(tab, "walk")


def test_what_an_eccn_is_is_learned_and_the_own_one_found(tab: Tab) -> None:
    page = tab.open().page
    outcome = tab.ask("What is an ECCN?")
    assert outcome.get_attribute("data-outcome") == "answered"
    assert "Export Control Classification Number" in tab.text
    fits(tab, "eccn")
    tab.open("/read")
    page.locator(".lc-texts li", has_text="Commerce Control List").get_by_role("button").first.click()
    page.locator(".lc-top").wait_for()
    menu = page.get_by_test_id("stExpandSidebarButton")
    if menu.count() and menu.is_visible():
        menu.click()
    page.get_by_label("Search inside").fill("night vision")
    page.get_by_label("Search inside").press("Enter")
    if page.viewport_size["width"] < 600:
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(page.get_by_test_id("stMain").get_by_text("6A003").first).to_be_visible()
    fits(tab, "own-eccn")
