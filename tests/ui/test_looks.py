"""Every page and every outcome, light and dark, wide and narrow: nothing overflows, axe-core finds no barrier.

`PICTURES_OF_PAGES=folder` keeps a screenshot of each, for someone to look at.
"""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser
LOOKS = [
    (1440, "light"),
    pytest.param(390, "dark", marks=pytest.mark.slow),
    pytest.param(1440, "dark", marks=pytest.mark.slow),
    pytest.param(390, "light", marks=pytest.mark.slow),
    pytest.param(1920, "light", marks=pytest.mark.slow),
    pytest.param(1920, "dark", marks=pytest.mark.slow),
]
OUTCOMES = {
    "answered": ("What is a quantum lantern?", "Answered from the texts"),
    "not_in_corpus": ("What is the capital of France?", "Not held here"),
    "silent": ("How much is the fee under Article 2?", "Closest passages"),
    "needs_fact": ("Do I need a licence to export my product?", "Needs "),
}


def stands(tab: Any, name: str, width: int, scheme: str) -> None:
    tab.settled()
    tab.picture(f"{name}-{width}-{scheme}")
    assert tab.overflow() <= 0, name
    assert tab.page.locator("[data-testid=stException]").count() == 0
    assert tab.barriers() == [], name


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_outcome_in_every_light_and_width(served: Any, browse: Any, width: int, scheme: str) -> None:
    tab = browse(served, width, scheme).open()
    tab.page.locator(".lc-welcome").wait_for()
    stands(tab, "welcome", width, scheme)
    seen = set()
    for outcome, (question, title) in OUTCOMES.items():
        tab.open()
        line = tab.ask(question)
        assert line.get_attribute("data-outcome") == outcome
        assert title in line.inner_text()
        seen.add(
            line.evaluate(
                "e => getComputedStyle(e).backgroundColor + getComputedStyle(e).borderLeftColor + e.innerText[0]"
            )
        )
        if outcome != "silent":  # a silent answer may show the nearest sentence, as what it is
            assert (tab.page.locator(".lc-card").count() > 0) == (outcome == "answered")
        stands(tab, outcome, width, scheme)
    assert len(seen) == len(OUTCOMES)  # different at a glance
    tab.open()
    tab.ask(OUTCOMES["answered"][0])
    tab.page.locator(".lc-cite").first.click()
    dialog = tab.page.get_by_role("dialog")
    dialog.locator(".lc-mark").first.wait_for()
    ink = dialog.locator(".lc-under").first.evaluate("e => getComputedStyle(e).color")
    assert (sum(float(v) for v in ink.split("(")[1].rstrip(")").split(",")[:3]) > 380) == (scheme == "dark"), ink
    stands(tab, "passage", width, scheme)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_in_every_light_and_width(served: Any, browse: Any, width: int, scheme: str) -> None:
    tab = browse(served, width, scheme)
    page = tab.page
    for name in ("research", "read", "library", "lists", "changes", "calendar", "compare", "check", "inspect"):
        tab.open(f"/{name}")
        assert page.get_by_test_id("stAlert").count() == 0, name
        stands(tab, name, width, scheme)
    tab.open("/compare")
    tab.button("Compare").click()
    page.locator(".lc-compare").wait_for()
    stands(tab, "compared", width, scheme)
    tab.open("/inspect")
    page.get_by_label("Query").fill("quantum lantern")
    tab.button("Search").click()
    page.get_by_text("Outcome:").wait_for()
    stands(tab, "inspected", width, scheme)
    tab.open("/library")
    page.get_by_text("Add documents").click()
    page.get_by_text("Official sources").click()
    stands(tab, "library-open", width, scheme)
