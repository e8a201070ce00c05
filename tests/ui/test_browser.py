"""The research desk in a real browser.

Answers open their sentence in context, hostile text stays text, readers stay apart, a restart loses nothing.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_number_opens_its_sentence_in_its_place(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    tab.ask("What is a quantum lantern?")
    page = tab.page
    card = page.locator(".lc-card").first
    for told in ("Agency view", "Guidance on lantern exports", "undated, held since"):
        assert told in card.inner_text()
    quote = card.locator("blockquote")
    expect(quote).to_be_hidden()
    card.locator("summary").click()
    expect(quote).to_contain_text("colder than the room")
    page.locator(".lc-cite").first.click()
    dialog = page.get_by_role("dialog")
    dialog.locator(".lc-mark").first.wait_for()
    assert "colder than the room" in dialog.locator(".lc-mark").first.inner_text()
    tab.settled()
    box, window = dialog.locator(".lc-mark").first.bounding_box(), page.viewport_size
    assert 0 <= box["y"] <= window["height"] - 20
    for words in ("Open at", "Copy quote", "Copy citation", "Copy BibTeX", "Copy link"):
        assert words == "Open at" or dialog.get_by_text(words).count() == 1, words
    dialog.get_by_text("Copy citation").click()
    assert "Guidance on lantern exports" in page.evaluate("navigator.clipboard.readText()")


def test_the_newest_answer_comes_into_view_and_what_is_scrolled_to_stays(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    tab.page.set_viewport_size({"width": 1280, "height": 520})  # three answers are higher
    questions = (
        "What is a quantum lantern?",
        "What does the widget licence need?",
        "What is a quantum lantern made of?",
    )
    for question in questions:
        tab.ask(question)

    def height_of(question: str) -> float:
        tab.page.wait_for_timeout(600)  # of the scrolling, which comes after the page is drawn
        return float(tab.page.locator("h2", has_text=question).bounding_box()["y"])

    window = tab.page.viewport_size["height"]
    assert 0 <= height_of(questions[2]) < window * 0.3
    tab.page.locator("h2", has_text=questions[0]).scroll_into_view_if_needed()
    before = height_of(questions[0])
    assert before >= 0
    tab.page.get_by_text("Feedback").first.click()  # draws the page anew
    tab.page.keyboard.press("Escape")
    tab.settled()
    assert abs(height_of(questions[0]) - before) < window / 4


# What stands above the newest question shrinks a little later than it was brought into view.
SHRINKS = """() => setInterval(() => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (app.dataset.testScriptState !== "notRunning" || document.querySelectorAll(".lc-outcome").length < 4) return;
    setTimeout(() => document.querySelector(".st-key-turn-0")?.style.setProperty("display", "none"), 400);
}, 100)"""


def menu_closes(tab: Any) -> None:
    """Check that the menu of a phone lies over the page no longer than until a place is chosen."""
    menu = tab.page.locator('[data-testid="stSidebar"]')
    for choose in (
        lambda: tab.button("New conversation").click(),
        lambda: menu.locator("[class*=st-key-open-]").get_by_role("button").first.click(),
        lambda: menu.get_by_role("link", name="Library").click(),
        lambda: menu.get_by_role("link", name="Ask").click(),
    ):
        tab.page.get_by_test_id("stExpandSidebarButton").click()
        choose()
        tab.page.locator('[data-testid="stSidebar"][data-collapsed="true"]').wait_for(state="attached")
        tab.settled()


def test_a_menu_that_was_left_open_covers_no_page_that_is_opened_anew(served: Any, browse: Any) -> None:
    tab = browse(served, 390).open()
    menu = tab.page.locator('[data-testid="stSidebar"]')
    tab.page.get_by_test_id("stExpandSidebarButton").click()
    expect(menu).to_have_attribute("data-collapsed", "false")
    tab.open("/library")
    expect(menu).to_have_attribute("data-collapsed", "true")
    tab.page.get_by_test_id("stExpandSidebarButton").click()  # and it opens as ever
    tab.page.wait_for_timeout(700)
    expect(menu).to_have_attribute("data-collapsed", "false")


@pytest.mark.parametrize("width", [1440, 390])
def test_each_question_comes_to_the_top_with_its_answer(served: Any, browse: Any, width: int) -> None:
    tab = browse(served, width).open()
    tab.page.evaluate(SHRINKS)
    for number, thing in enumerate(("a quantum lantern", "a brass bell", "a cryogenic gizmo", "the widget licence")):
        tab.ask(f"What is {thing}?")
        tab.page.wait_for_timeout(700)  # of the scrolling, which comes after the page is drawn
        top = tab.page.locator(".lc-question").nth(number).bounding_box()["y"]
        answer = tab.page.locator(".lc-outcome").nth(number).bounding_box()["y"]
        assert 40 <= top < 160, number
        assert top < answer < tab.page.viewport_size["height"] * 0.4, number
    assert not tab.page.locator(".lc-question").first.is_visible()
    if width < 600:
        menu_closes(tab)


def test_the_text_of_documents_is_text_on_every_page(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    page = tab.page
    title = '<b>Bold</b> <img src=x onerror="window.pwned=1"> notice'

    def harmless() -> None:
        for selector in ("img[src='x']", "iframe", "script:has-text('pwned')", "a[href^='javascript']"):
            assert page.locator(selector).count() == 0, selector
        assert page.evaluate("window.pwned") is None

    tab.ask("What does the widget licence need?")
    assert '<img src=x onerror="window.pwned' in tab.text
    page.locator(".lc-cite").first.click()
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    tab.settled()
    harmless()
    tab.open("/library")
    page.get_by_text(title).locator("visible=true").first.wait_for()
    harmless()
    page.locator("[data-held^=hostile]").get_by_role("button", name="Read").click()
    page.locator("h1", has_text=title).wait_for()
    assert "[a link](javascript:window.pwned=4)" in tab.settled().text
    harmless()
    tab.open("/compare")
    tab.button("Compare").click()
    tab.settled()
    harmless()
    tab.open("/inspect")
    page.get_by_label("Query").fill("widget licence")
    tab.button("Search").click()
    page.get_by_text("Outcome:").wait_for()
    harmless()
    tab.open("/changes")
    harmless()


def test_a_pdf_shows_its_page_with_the_place_marked(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    tab.ask("What is a cryogenic gizmo?")
    # The PDF was handed in: what is law speaks first.
    tab.page.locator('.lc-cite[data-standing="commentary"]').first.click()
    dialog = tab.page.get_by_role("dialog")
    dialog.get_by_text("Page 1 as printed").wait_for()
    picture = dialog.locator("img").first
    picture.wait_for()
    marked = """async i => {
        await i.decode(); const c = document.createElement("canvas"); \
c.width = i.naturalWidth; c.height = i.naturalHeight;
        const g = c.getContext("2d"); g.drawImage(i, 0, 0); const d = g.getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let k = 0; k < d.length; k += 4) if (d[k] > 200 && d[k + 1] > 200 && d[k + 2] < 190) n++;
        return [i.naturalWidth, n]; }"""
    width, yellow = picture.evaluate(marked)
    assert width > 800
    assert yellow > 2000
    tab.picture("pdf")


def test_two_readers_do_not_see_each_other(served: Any, browse: Any) -> None:
    browse(served).open().ask("Do wicks need a notice?")
    assert browse(served).open().page.get_by_text("Do wicks need a notice?").count() == 0


@pytest.mark.slow
def test_a_killed_server_brings_the_conversation_back_and_opens_links_first(
    home: Path, browse: Any, tmp_path: Path, serve: Any
) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy, symlinks=True)
    first = serve(copy)
    first.wait()
    tab = browse(first).open()
    tab.ask("What is a quantum lantern?")
    address = tab.page.url
    assert "c=" in address
    tab.page.locator(".lc-cite").first.click()
    link = tab.page.get_by_role("dialog").get_by_text("Copy link").get_attribute("data-copy")
    first.stop()
    second = serve(copy)
    second.wait()
    other = browse(second)
    other.open(link.removeprefix(first.base))  # the first page that this server shows to anyone
    assert "colder than the room" in other.page.locator(".lc-mark").first.inner_text()
    assert other.page.get_by_role("link", name="Library").count() >= 1
    tab.page.goto(address.replace(first.base, second.base))
    tab.page.locator(".lc-outcome").wait_for()
    assert "colder than the room" in tab.text
