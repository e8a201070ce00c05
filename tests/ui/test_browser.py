"""The pages in a real browser: each page, the outcomes, hostile text, a restart, light and dark, wide and narrow."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="there is no Chromium here")]
PICTURES = os.environ.get("PICTURES_OF_PAGES", "")  # a folder for the screenshots, when someone wants to look


@pytest.fixture
def browse(tmp_path: Path) -> Iterator[Any]:
    """Opens a page in a browser with a profile of its own; page errors and requests to other hosts fail the test."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        opened: list[Any] = []
        faults: list[str] = []

        def browse(width: int = 1440, scheme: str = "light", profile: str = "profile") -> Any:
            context = playwright.chromium.launch_persistent_context(
                tmp_path / profile, executable_path=CHROMIUM, args=ARGUMENTS, color_scheme=scheme,
                viewport={"width": width, "height": 1000 if width > 600 else 844},
            )  # fmt: skip
            context.set_default_timeout(45_000)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on(
                "request", lambda r: faults.append(r.url) if r.url.startswith("http") and "//127.0.0.1" not in r.url else None
            )
            opened.append(context)
            return page

        yield browse
        for context in opened:
            context.close()
        assert faults == []


def ask(page: Any, question: str) -> Any:
    """Asks and waits for the finished answer; its outcome line."""
    before = page.locator(".lc-outcome").count()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    page.locator(".lc-outcome").nth(before).wait_for()
    return page.locator(".lc-outcome").nth(before)


def picture(page: Any, name: str) -> None:
    if PICTURES:
        page.wait_for_timeout(600)
        page.screenshot(path=f"{PICTURES}/{name}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_an_answer_opens_its_sentence_in_its_place(served: Any, browse: Any, width: int, scheme: str) -> None:
    page = browse(width, scheme)
    page.goto(served.base)
    page.locator(".lc-welcome").wait_for()
    picture(page, f"welcome-{width}-{scheme}")
    assert ask(page, "What is a quantum lantern?").get_attribute("data-outcome") == "answered"
    page.locator(".lc-card").first.wait_for()  # the cards follow the answer
    assert "Agency view" in page.locator(".lc-card").first.inner_text()
    picture(page, f"answer-{width}-{scheme}")
    page.locator(".lc-cite").first.click()
    dialog = page.get_by_role("dialog")
    dialog.locator(".lc-mark").first.wait_for()
    assert "colder than the room" in dialog.locator(".lc-mark").first.inner_text()
    page.wait_for_timeout(800)
    assert dialog.locator(".lc-mark").first.is_visible()
    ink = dialog.locator(".lc-question").evaluate("e => getComputedStyle(e).color")
    bright = sum(float(v) for v in ink.split("(")[1].rstrip(")").split(",")[:3]) > 380
    assert bright == (scheme == "dark"), ink
    picture(page, f"passage-{width}-{scheme}")
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0


def test_what_is_not_covered_looks_different_and_says_so(served: Any, browse: Any) -> None:
    page = browse()
    page.goto(served.base)
    page.locator(".lc-welcome").wait_for()
    outcome = ask(page, "What is the capital of France?")
    assert outcome.get_attribute("data-outcome") == "not_in_corpus"
    assert "Not in this collection" in outcome.inner_text()
    assert page.locator(".lc-card").count() == 0
    picture(page, "not-in-corpus")


def test_the_text_of_documents_is_text(served: Any, browse: Any) -> None:
    page = browse()
    page.goto(served.base)
    page.locator(".lc-welcome").wait_for()
    ask(page, "What does the widget licence need?")
    shown = page.locator("[data-testid=stMain]").inner_text()
    assert '<img src=x onerror="window.pwned' in shown
    page.locator(".lc-cite").first.click()
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    page.wait_for_timeout(500)
    page.goto(f"{served.base}/library")
    page.get_by_text('<b>Bold</b> <img src=x onerror="window.pwned=1"> notice').first.wait_for()
    for selector in ("img[src='x']", "iframe", "script:has-text('pwned')", "a[href^='javascript']"):
        assert page.locator(selector).count() == 0, selector
    assert page.evaluate("window.pwned") is None


def test_a_pdf_shows_its_page(served: Any, browse: Any) -> None:
    page = browse()
    page.goto(served.base)
    page.locator(".lc-welcome").wait_for()
    ask(page, "What is a cryogenic gizmo?")
    page.locator(".lc-cite").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Page 1 as printed").wait_for()
    dialog.locator("img").first.wait_for()
    assert dialog.locator("img").first.evaluate("async i => { await i.decode(); return i.naturalWidth }") > 800
    picture(page, "pdf")


@pytest.mark.parametrize("name", ["read", "library", "changes", "compare", "inspect"])
def test_every_page_opens_without_an_error(served: Any, browse: Any, name: str) -> None:
    page = browse()
    page.goto(f"{served.base}/{name}")
    page.locator(".lc-brand").wait_for()
    page.wait_for_timeout(1500)
    assert page.get_by_test_id("stAlert").count() == 0
    picture(page, name)


def test_a_permalink_opens_the_provision(served: Any, browse: Any) -> None:
    page = browse()
    page.goto(f"{served.base}/?source=&locator=Wick%20notices")
    page.get_by_text("thirty days before export").first.wait_for()


def test_a_linked_question_is_asked(served: Any, browse: Any) -> None:
    page = browse()
    page.goto(f"{served.base}/?q=How%20long%20must%20exporters%20of%20quantum%20lanterns%20keep%20records%3F")
    page.locator(".lc-outcome").wait_for()
    assert "five years" in page.locator("[data-testid=stMain]").inner_text()


def test_an_uploaded_file_is_added_and_a_broken_one_says_why(served: Any, browse: Any, tmp_path: Path) -> None:
    good, bad = tmp_path / "flux.txt", tmp_path / "empty.txt"
    good.write_text("A flux candle is a candle that burns without oxygen. It needs a permit of class F.\n", "utf-8")
    bad.write_text("", "utf-8")
    page = browse()
    page.goto(f"{served.base}/library")
    page.get_by_text("Add documents").click()
    page.locator("input[type=file]").set_input_files([good, bad])
    page.get_by_text("empty.txt").first.wait_for()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_test_id("stAlert").filter(has_text="empty.txt").wait_for()
    page.get_by_text("added (").first.wait_for()
    page.goto(served.base)
    page.locator(".lc-welcome").wait_for()
    ask(page, "What is a flux candle?")
    assert "burns without oxygen" in page.locator("[data-testid=stMain]").inner_text()


def test_two_readers_do_not_see_each_other(served: Any, browse: Any) -> None:
    one, other = browse(profile="one"), browse(profile="other")
    one.goto(served.base)
    one.locator(".lc-welcome").wait_for()
    ask(one, "Do wicks need a notice?")
    other.goto(served.base)
    other.locator(".lc-welcome").wait_for()
    assert other.get_by_text("Do wicks need a notice?").count() == 0


def test_a_killed_server_brings_the_conversation_back(home: Path, browse: Any, tmp_path: Path, serve: Any) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    first = serve(copy)
    first.wait()
    page = browse()
    page.goto(first.base)
    page.locator(".lc-welcome").wait_for()
    ask(page, "What is a quantum lantern?")
    address = page.url
    assert "c=" in address
    first.stop()
    second = serve(copy)
    second.wait()
    page.goto(address.replace(first.base, second.base))
    page.locator(".lc-outcome").wait_for()
    assert "colder than the room" in page.locator("[data-testid=stMain]").inner_text()
