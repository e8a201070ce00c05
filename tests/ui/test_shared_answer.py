"""An answer shared by a link, in a real browser: it stands as it was given, and says what became of its texts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.records.home import HomeRecords
from tests.ui.documents import LANTERNS
from ui.conversations import SharedAnswers

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
QUESTION = "What is a quantum lantern?"


def licet(home: Path, *arguments: str) -> None:
    """Run `licet …` over a home, in a process of its own."""
    environment = {**os.environ, "LICET_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "ui.cli", *arguments], cwd=ROOT, env=environment, check=True, timeout=120)


def shared_link(tab: Any) -> str:
    """Share the answer in view; return the link that the page gives."""
    tab.button("Share").click()
    tab.button("Make a link to this answer").click()
    told = tab.page.get_by_test_id("stCode")
    told.wait_for(state="attached")
    tab.settled()
    if not told.is_visible():  # the menu closes where the page is drawn anew around it
        tab.button("Share").click()
    return str(told.inner_text()).strip()


@pytest.mark.slow
def test_a_text_that_changed_since_is_shown_with_its_redline(
    empty_home: Callable[[Path], Path], tmp_path: Path, serve: Any, browse: Any
) -> None:
    home, text = empty_home(tmp_path / "home"), tmp_path / "lanterns.md"
    text.write_text(LANTERNS, "utf-8")
    licet(home, "add", str(text), "--as-of", "2026-01-01")
    app = serve(home)
    app.wait()
    tab = browse(app).open()
    tab.ask(QUESTION)
    given = tab.page.locator(".lc-lead, .lc-group").first.inner_text()
    assert "colder" in given
    link = shared_link(tab)
    text.write_text(LANTERNS.replace("colder", "warmer"), "utf-8")
    licet(home, "add", str(text), "--as-of", "2026-05-01")
    for width, scheme in ((1440, "light"), (390, "dark")):
        other = browse(app, width, scheme)
        other.page.goto(link)
        row = other.page.locator("tr[data-since=changed]")
        row.wait_for()
        other.settled()
        assert "A newer edition is held, and these words no longer stand in it." in row.inner_text()
        assert "no longer stands in what is held now." in other.text
        assert given in other.text  # as it was given
        change = other.page.locator(".lc-change")
        assert change.locator("del").inner_text().strip() == "colder"
        assert change.locator("ins").inner_text().strip() == "warmer"
        assert (other.barriers(), other.overflow()) == ([], 0)
        other.picture(f"shared-changed-{width}-{scheme}")


@pytest.mark.slow
def test_a_shared_answer_outlives_its_text_and_can_be_withdrawn(
    home: Path, tmp_path: Path, serve: Any, browse: Any
) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy, symlinks=True)
    app = serve(copy)
    app.wait()
    tab = browse(app).open()
    tab.ask(QUESTION)
    said = tab.page.locator(".lc-lead, .lc-group").first.inner_text()
    assert said.strip()
    link = shared_link(tab)
    tab.picture("sharing")
    assert link.startswith(f"{app.base}/answer?id=")

    other = browse(app)
    other.page.goto(link)
    other.page.get_by_role("heading", name=QUESTION).wait_for()
    other.settled()
    assert said in other.text
    assert "Every quote still stands in what is held now." in other.text
    assert other.page.get_by_role("button", name="Stop sharing").count() == 0  # it is not this reader's
    assert (other.barriers(), other.overflow()) == ([], 0)
    other.page.locator(".lc-cite").first.click()
    other.page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    other.page.keyboard.press("Escape")
    other.picture("shared")
    other.button("Answer it from today's texts").click()
    other.page.get_by_text("The answer of today has the same words.").wait_for(timeout=60_000)

    cited = SharedAnswers(HomeRecords(copy)).load(link.rpartition("=")[2]).turn.answer.citations
    for source in {c.source.id for c in cited}:
        licet(copy, "remove", source)
    phone = browse(app, 390)
    phone.page.goto(link)
    phone.page.get_by_text("The text is no longer held here.").first.wait_for()
    phone.settled()
    assert said in phone.text
    assert "no longer stand" in phone.text
    assert (phone.barriers(), phone.overflow()) == ([], 0)
    phone.picture("shared-gone")

    tab.page.reload()  # the conversation in which it was asked
    tab.page.get_by_text("No longer held here: Guidance on lantern exports. The answer stands").wait_for()
    tab.settled()
    assert said in tab.text
    tab.page.locator(".lc-cite").first.click()
    tab.page.get_by_role("dialog").locator(".lc-mark").first.wait_for()  # the quote stands as well
    tab.page.keyboard.press("Escape")
    tab.page.get_by_role("dialog").wait_for(state="detached")
    tab.open("/changes")
    tab.page.locator(".lc-outcome[data-outcome=changed]", has_text="No longer held here").wait_for()
    tab.page.go_back()
    tab.page.get_by_role("heading", name=QUESTION, exact=True).wait_for()
    tab.button("Share").click()
    tab.button("Stop sharing").click()
    tab.settled()
    other.page.goto(link)
    other.page.get_by_text("There is no shared answer at this link").wait_for()
    other.button("Ask a question of your own").click()
    other.page.get_by_test_id("stChatInputTextArea").wait_for()
