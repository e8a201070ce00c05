"""Each page over the real documents, as a reader uses it: it opens, shows its matter, and breaks nowhere.

`LICET_REAL_HOME` names a home of them, which is copied; without it one is made of the folder of documents.
"""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.real_home import copied_home, named_home
from tests.ui.tab import Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOOKS = [(1440, "light"), (390, "dark")]
# Each page, and what of its matter stands on it at once.
PAGES = {
    "": ".lc-welcome",
    "read": ".lc-texts li",
    "library": ".lc-holding",
    "lists": "textarea",
    "changes": ".lc-news",
    "calendar": ".lc-ledger",
    "compare": "[data-testid=stPills], [data-testid=stButtonGroup]",
    "check": "textarea",
    "inspect": "input",
    "research": "h1",
}
ANSWERED = "How long must records of exports be kept under the EAR?"
DRAFT = "The EAR says: “All records required to be kept by the EAR must be retained for five years.”"


@pytest.fixture(scope="module")
def everything(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, module_serve: Any) -> Any:
    """Serve a home of the real documents."""
    home = tmp_path_factory.mktemp("everything") / "home"
    made = copied_home(named_home() or request.getfixturevalue("real_home"), home)
    app = module_serve(made, LICET_QUESTIONS_PER_MINUTE="1000")
    app.wait(seconds=600)
    return app


def whole(tab: Tab, name: str) -> None:
    """Check that a page stands: no exception, no problem, nothing wider than the screen, no barrier."""
    page = tab.settled().page
    tab.picture(f"everything-{name}-{page.viewport_size['width']}")
    assert page.get_by_test_id("stException").count() == 0, name
    assert page.get_by_test_id("stAlert").count() == 0, name
    assert "Something went wrong" not in tab.text, name
    assert (tab.overflow(), tab.barriers()) == (0, []), name


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_opens_and_shows_what_is_held(everything: Any, browse: Any, width: int, scheme: str) -> None:
    tab = browse(everything, width, scheme)
    for name, matter in PAGES.items():
        begun = time.monotonic()
        tab.open(f"/{name}")
        expect(tab.page.get_by_test_id("stMain").locator(matter).first).to_be_visible()
        took = time.monotonic() - begun
        print(f"{name or 'ask'} at {width}: {took:.1f} s")
        whole(tab, name or "ask")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_each_page_does_its_work(everything: Any, browse: Any, width: int, scheme: str) -> None:
    tab = browse(everything, width, scheme).open()
    page = tab.page
    assert tab.ask(ANSWERED).get_attribute("data-outcome") == "answered"
    assert page.locator(".lc-card").filter(has_text="762.6").count() >= 1
    assert re.search("(5|five) years", tab.text)
    whole(tab, "answered")
    tab.open("/lists?list=Entity+List")
    count = page.locator(".lc-count b")
    everyone = figure_of(count.inner_text())
    assert everyone > 1_000
    tab.choose("Country", "Germany")
    expect(count).not_to_have_text(f"{everyone:,}")
    assert 0 < figure_of(count.inner_text()) < everyone
    expect(page.locator(".lc-party")).to_contain_text("Germany")
    whole(tab, "entries")
    tab.open("/lists?screen=Huawei+Technologies").page.locator(".lc-party").first.wait_for()
    whole(tab, "screened")
    tab.open("/read?source=us-15-cfr-744&locator=15+CFR+744.21")
    section = page.locator(".lc-read .lc-prov", has_text="military end").first
    expect(section).to_be_visible()
    assert "744.21" in page.locator(".lc-read").inner_text()
    whole(tab, "provision")
    tab.open("/changes").page.locator(".lc-news").first.wait_for()
    tab.choose("Regime", "Japan")
    expect(page.locator(".lc-news").filter(has_text="Entity List")).to_have_count(0)
    whole(tab, "narrowed")
    tab.open("/compare")
    tab.button("Compare").click()
    page.locator(".lc-compare").wait_for()
    assert page.locator(".lc-compare .lc-cite").count() >= 2
    whole(tab, "compared")
    tab.open("/check").page.get_by_label("Paste your draft").fill(DRAFT)
    tab.button("Check", exact=True).click()
    page.locator(".lc-judged").first.wait_for()
    assert page.locator(".lc-beside blockquote").count() >= 1
    whole(tab, "checked")
    line = tab.open("/library").page.locator(".lc-holding", has_text="Part 744").first
    line.get_by_role("button", name="Brief").click()
    page.get_by_role("dialog").locator(".lc-brief").first.wait_for()
    whole(tab, "brief")
    tab.open("/inspect").page.get_by_label("Query").fill("military end use")
    tab.button("Search").click()
    page.get_by_text("Outcome:").wait_for()
    whole(tab, "inspected")


def figure_of(text: str) -> int:
    return int(text.replace(",", ""))
