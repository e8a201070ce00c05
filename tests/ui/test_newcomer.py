"""The first hour at a new desk, which holds the starter library only: a question, then the way to the law itself."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
ASKED = "What did China announce about exports to Japan in January 2026?"


@pytest.fixture(scope="module")
def fresh(library_home: Path, tmp_path_factory: pytest.TempPathFactory, module_serve: Any) -> Any:
    copy = tmp_path_factory.mktemp("newcomer") / "home"
    shutil.copytree(library_home, copy, symlinks=True)
    app = module_serve(copy)
    app.wait()
    return app


def test_a_first_question_is_answered_and_leads_on(fresh: Any, browse: Any) -> None:
    tab = browse(fresh).open()
    tab.page.get_by_text("Trying which questions").wait_for(state="detached", timeout=90_000)
    tab.settled().picture("starters")
    tab.button(ASKED).click()
    tab.page.locator(".lc-outcome").wait_for()
    tab.settled()
    assert "商务部公告2026年第1号" in tab.text
    assert "Commentary" in tab.page.locator(".lc-card").first.inner_text()
    tab.page.mouse.move(5, 900)
    tab.picture("answer")
    follow = tab.page.locator("[class*=st-key-follow-] button").first
    follow.wait_for(timeout=60_000)  # it has been tried by then
    asked = follow.inner_text().splitlines()[-1]
    follow.click()
    tab.page.locator(".lc-outcome").nth(1).wait_for()
    tab.settled()
    assert tab.page.locator(".lc-question").nth(1).inner_text() == asked
    assert tab.page.locator(".lc-outcome").nth(1).get_attribute("data-outcome") == "answered"


def test_a_desk_without_law_says_so_and_leads_to_the_official_texts(fresh: Any, browse: Any) -> None:
    tab = browse(fresh, 390, "dark").open()
    tab.page.get_by_text("No law is held yet.").wait_for()
    assert tab.overflow() <= 0
    assert tab.barriers() == []
    tab.button("Add the official texts").click()
    tab.page.get_by_role("heading", name="Library").wait_for()
    tab.settled()
    tab.button("Show the plan").click()
    tab.page.get_by_text("sources: ").wait_for()
    tab.settled()
    assert " new" in tab.text
    tab.picture("plan-390-dark")


@pytest.mark.slow
def test_on_a_new_home_words_alone_answer_at_once_and_the_answer_takes_their_place(
    tmp_path: Path, serve: Any, browse: Any
) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    app = serve(bare)  # nothing is prepared, and nothing is waited for
    app.wait("/_stcore/health", want="ok")
    tab = browse(app)
    tab.page.goto(f"{app.base}/?q=What+is+an+ECCN%3F")
    by_words = tab.page.locator(".lc-by-words")
    by_words.wait_for()
    assert "By words alone" in by_words.inner_text()
    assert "Export Control Classification Number" in by_words.inner_text()
    assert app.wait(want='"ready":false')  # the models are prepared behind it
    second = browse(app, 390, "dark")
    second.page.goto(f"{app.base}/?q=What+is+a+deemed+export%3F")
    second.page.locator(".lc-by-words").wait_for()
    tab.page.locator(".lc-outcome").wait_for(timeout=240_000)
    tab.settled()
    assert by_words.count() == 0
    assert "Answered" in tab.page.locator(".lc-outcome").inner_text()
