"""Five jobs, each done from its beginning to its end in a real browser, as the people do them who have them."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import expect

from tests.assistant.engines.determination.conftest import AT1, ccl, entry
from tests.ui.rich_home import CAMERAS, law, make_home
from tests.ui.tab import Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DRAFT = """The minister decides on an application for a lantern within sixty days. Bolt Works is on the Entity List.

The Act says: “The minister decides within ninety days.”
"""
WARES = (
    *("pumps for acid", "valves of brass", "sonar buoys", "lasers", "gyroscopes", "rope of glass", "parachutes"),
    *("seals for hatches", "furnaces", "presses", "spray dryers", "fermenters", "centrifuges", "masks", "radios"),
    *("antennas", "batteries", "capacitors", "drills", "lathes", "mills", "ovens", "mixers", "filters", "winches"),
    *("anchors", "propellers", "rudders", "masts", "sails", "kites", "balloons", "gliders", "rotors", "turbines"),
)


@pytest.fixture(scope="module")
def desk(library_home: Path, tmp_path_factory: pytest.TempPathFactory, module_serve: Any) -> Any:
    """Serve the starter library with a control list, lists of parties, and an act that changed today."""
    app = module_serve(make_home(library_home, tmp_path_factory.mktemp("jobs") / "home", law()))
    app.wait()
    return app


@pytest.fixture(scope="module")
def goods(library_home: Path, tmp_path_factory: pytest.TempPathFactory, module_serve: Any) -> Any:
    """Serve the same with a control list of many entries."""
    others = [
        entry(f"{n % 9}A{200 + 7 * n}", "AT", AT1, heading=f"{ware.capitalize()} and equipment for {ware}.")
        for n, ware in enumerate(WARES)
    ]
    files = {**law(), "ccl.json": json.dumps(ccl([*others, CAMERAS])).encode()}
    app = module_serve(make_home(library_home, tmp_path_factory.mktemp("goods") / "home", files))
    app.wait()
    return app


@pytest.fixture(params=[(1440, "light"), (390, "dark")], ids=["wide", "phone"])
def look(request: pytest.FixtureRequest) -> tuple[int, str]:
    """Return the width and the colours of a wide screen, and those of a phone."""
    width, scheme = request.param
    return width, scheme


@pytest.fixture
def tab(desk: Any, browse: Any, look: tuple[int, str]) -> Any:
    """Return a tab at the desk, on a wide screen and on a phone."""
    return browse(desk, *look)


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
    page.get_by_text("Change the facts").last.click()  # they stand as they were told
    item, where = page.get_by_label("Item").last, page.get_by_role("combobox", name="Destination").last
    expect(item).to_have_value("6A003.a")
    expect(where).to_have_value("China")


def test_the_form_opens_with_what_a_question_in_words_told(desk: Any, browse: Any) -> None:
    tab = browse(desk).open()
    page = tab.page
    tab.ask("Do I need a licence to export a 6A003 camera to China for a university in Wuhan, for use in a telescope?")
    if page.get_by_text("Change the facts").count():
        page.get_by_text("Change the facts").click()
    assert "6A003" in page.get_by_label("Item").input_value()
    expect(page.get_by_role("combobox", name="Destination")).to_have_value("China")
    expect(page.get_by_label("End user")).to_have_value("a university")
    expect(page.get_by_label("End use", exact=True)).to_have_value("use in a telescope")


def test_what_an_eccn_is_is_learned_and_the_own_one_found(goods: Any, browse: Any, look: tuple[int, str]) -> None:
    tab = browse(goods, *look)
    page = tab.open().page
    outcome = tab.ask("What is an ECCN?")
    assert outcome.get_attribute("data-outcome") == "answered"
    assert "Export Control Classification Number" in tab.text
    fits(tab, "eccn")
    tab.ask("What is the ECCN of a camera for night vision?")
    page.get_by_test_id("stMain").get_by_text("6A003").first.wait_for()
    cited = page.locator(".lc-cite", has_text="6A003").or_(page.locator(".lc-cite[title*='6A003']"))
    cited.first.click()
    marked = page.get_by_role("dialog").locator(".lc-mark")
    marked.first.wait_for()
    assert "night vision" in " ".join(marked.all_inner_texts())
    page.keyboard.press("Escape")
    tab.open("/read")
    page.locator(".lc-texts li", has_text="Commerce Control List").get_by_role("button").first.click()
    page.locator(".lc-top").wait_for()
    page.get_by_label("Search inside").fill("night vision")
    page.get_by_label("Search inside").press("Enter")
    page.get_by_text("1 provision holds that").wait_for()  # of all the entries
    expect(page.get_by_test_id("stMain").get_by_text("6A003").first).to_be_in_viewport()
    fits(tab, "own-eccn")
