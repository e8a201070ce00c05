"""From an answer onwards: cross-references, stays, copied citations, exported conversations, added addresses."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.browser
STAYED = "What does 15 CFR 799.1(a)(2) say?"
PAGE = b"""<!doctype html><html lang="en"><head><title>Notice on ember gauges</title></head><body><main><article>
<h1>Notice on ember gauges</h1>
<p>An ember gauge is a gauge that reads the heat of embers from a distance, and it is made of copper and of glass.</p>
<p>Makers of ember gauges must tell the agency of every shipment within forty days, and keep a copy of the notice.</p>
</article></main></body></html>"""


@pytest.fixture(scope="module")
def lamps(home_with: Callable[..., Path], data: Path, server: ModuleType, module_serve: Any) -> Iterator[Any]:
    """Serve an app that also holds a part with a stayed paragraph and can fetch one web page."""
    home = home_with(data / "us" / "2026-01-15_title-15_part-799.xml")
    state = server.Official()
    state.texts["/notices.example.org/ember-gauges"] = PAGE
    with server.serving(state):
        app = module_serve(home, LICET_SOURCES_BASE_URL=state.url, LICET_ALLOW_PRIVATE_ADDRESSES="true")
        app.wait()
        yield app


def opened(tab: Any) -> Any:
    """Return the dialog of the newest answer's first citation, drawn completely."""
    tab.page.locator(".lc-cite").last.wait_for()
    tab.page.locator(".lc-group .lc-cite").first.click()
    dialog = tab.page.get_by_role("dialog")
    dialog.locator(".lc-mark").first.wait_for()
    tab.settled()
    return dialog


def clipboard(tab: Any, dialog: Any, name: str) -> str:
    """Return what a button puts into the clipboard, after checking that the button reports it."""
    tab.page.evaluate("navigator.clipboard.writeText('nothing yet')")
    dialog.get_by_role("button", name=name, exact=True).click()
    tab.page.wait_for_function("navigator.clipboard.readText().then(t => t !== 'nothing yet')")
    return str(tab.page.evaluate("navigator.clipboard.readText()"))


def saved(tab: Any, format: str, folder: Path) -> Path:
    """Return the file that the entry of a format in an open menu downloads."""
    with tab.page.expect_download(timeout=60_000) as download:
        tab.page.get_by_role("button", name=format, exact=True).last.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.slow
def test_a_stayed_paragraph_bears_its_stay(lamps: Any, browse: Any) -> None:
    tab = browse(lamps).open()
    tab.ask(STAYED)
    dialog = opened(tab)
    paragraph = dialog.locator(".lc-prov", has_text="Wicks are controlled")
    badge = paragraph.locator(".lc-stay")
    assert badge.inner_text() == "stayed until 4 March 2027"
    assert "90 FR 9" in badge.get_attribute("title")
    assert dialog.locator(".lc-prov", has_text="Lanterns are controlled").locator(".lc-stay").count() == 0
    assert tab.barriers() == []


def test_a_cross_reference_opens_what_it_names_and_leads_back(lamps: Any, browse: Any) -> None:
    tab = browse(lamps).open()
    tab.ask(STAYED)
    dialog = opened(tab)
    dialog.locator(".lc-prov", has_text="Wicks are controlled").locator(".lc-ref", has_text="paragraph (h)").click()
    dialog.get_by_role("button", name="Back to the quote").wait_for()
    tab.settled()
    assert "15 CFR 799.1(h)" in dialog.locator(".lc-question").inner_text()
    assert dialog.locator(".lc-prov").first.inner_text().endswith("Lanterns of ships.")
    dialog.get_by_role("button", name="Back to the quote").click()
    dialog.locator(".lc-mark").first.wait_for()
    tab.settled()
    assert "Wicks are controlled, see paragraph (h)" in "".join(dialog.locator(".lc-mark").all_inner_texts())


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_a_cross_reference_opens_by_the_keyboard_as_a_button_does(lamps: Any, browse: Any, key: str) -> None:
    tab = browse(lamps).open()
    tab.ask(STAYED)
    dialog = opened(tab)
    link = dialog.get_by_role("button", name="paragraph (h)").first
    link.focus()
    tab.page.keyboard.press(key)
    dialog.get_by_role("button", name="Back to the quote").wait_for()
    tab.settled()
    assert "15 CFR 799.1(h)" in dialog.locator(".lc-question").inner_text()
    assert "#" not in tab.page.url


def test_every_link_that_stands_for_a_button_answers_the_space_bar(lamps: Any, browse: Any) -> None:
    tab = browse(lamps).open("/read?source=us-15-cfr-799&locator=15+CFR+799.1")
    links = tab.page.get_by_test_id("stMain").locator('a[role="button"]')
    links.first.wait_for()
    tab.settled()
    top = "document.querySelector('[data-testid=stMain]').scrollTop"
    at = tab.page.evaluate(top)
    # Each is clicked once by the space bar, whatever it leads to, and the page is not scrolled by it.
    clicked = tab.page.evaluate(
        """() => { const links = [...document.querySelectorAll('a[role="button"]')], seen = [];
        for (const link of links) {
            const stop = (e) => { e.preventDefault(); e.stopImmediatePropagation(); seen.push(link); };
            link.addEventListener("click", stop);
            for (const repeat of [false, true]) {
                const event = new KeyboardEvent("keydown", { key: " ", bubbles: true, cancelable: true, repeat });
                if (link.dispatchEvent(event)) seen.push("scrolls");
            }
            link.removeEventListener("click", stop);
        }
        return [links.length, seen.length, seen.every((link, n) => link === links[n])]; }"""
    )
    assert clicked[0] >= 1
    assert clicked == [clicked[0], clicked[0], True]
    assert tab.page.evaluate(top) == at


def test_a_citation_is_copied_as_lawyers_and_reference_managers_write_it(lamps: Any, browse: Any) -> None:
    tab = browse(lamps).open()
    tab.ask(STAYED)
    dialog = opened(tab)
    assert clipboard(tab, dialog, "Copy legal citation") == "15 C.F.R. § 799.1(a)(2) (2026)"
    entry = clipboard(tab, dialog, "Copy BibTeX")
    assert entry.startswith("@misc{")
    assert "date = {2026-01-15}" in entry
    assert "howpublished = {15 C.F.R. § 799.1(a)(2) (2026)}" in entry
    quote = clipboard(tab, dialog, "Copy quote")
    assert quote.startswith("“(2) Wicks are controlled, see paragraph (h) of this section.”")


def test_a_whole_conversation_is_exported_from_its_menu(lamps: Any, browse: Any, tmp_path: Path) -> None:
    tab = browse(lamps).open()
    tab.ask(STAYED)
    tab.ask("What is a quantum lantern?")
    tab.page.locator("[class*=st-key-talk-]").first.get_by_test_id("stPopoverButton").first.click()
    tab.page.get_by_label("Title").wait_for()
    tab.picture("menu")
    tab.page.get_by_test_id("stPopoverBody").get_by_role("button", name="Export").click()
    tab.picture("menu-export")
    text = saved(tab, "Markdown", tmp_path).read_text("utf-8")
    assert text.startswith(f"# {STAYED}")
    for words in (
        f"## {STAYED}",
        "## What is a quantum lantern?",
        "Wicks are controlled",
        "colder than the room",
        "[^1-1]:",
        "[^2-1]:",
        "Not legal advice",
    ):
        assert words in text, words
    entries = saved(tab, "BibTeX", tmp_path).read_text("utf-8")
    assert entries.count("@misc{") >= 2
    assert "15 C.F.R. § 799.1(a)(2) (2026)" in entries
    with zipfile.ZipFile(saved(tab, "Word", tmp_path)) as packed:
        notes = packed.read("word/footnotes.xml").decode()
    assert "Wicks are controlled" in notes
    assert "colder than the room" in notes


@pytest.mark.slow
def test_an_address_is_added_by_the_button_and_answers(lamps: Any, browse: Any) -> None:
    tab = browse(lamps).open("/library")
    tab.page.get_by_text("Add documents").click()
    box = tab.page.get_by_label("Web addresses, one a line")
    box.fill("https://notices.example.org/ember-gauges\nhttps://notices.example.org/not-there")
    tab.button("Add", exact=True).click()
    tab.page.get_by_text("Notice on ember gauges added (").wait_for(timeout=90_000)
    failure = tab.page.get_by_test_id("stAlert").filter(has_text="not-there")
    failure.wait_for()  # one fails alone, and says why
    tab.settled()
    tab.page.locator("[data-held]", has_text="Notice on ember gauges").first.wait_for()
    tab.open()
    tab.ask("Within how many days must makers of ember gauges tell the agency of a shipment?")
    assert "within forty days" in tab.text
