"""The first hour at a new desk, which holds the starter library only: a question, then the way to the law itself."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
ASKED = "What did China announce about exports to Japan in January 2026?"
ROOT = Path(__file__).resolve().parents[2]
_SOON = 25  # seconds from `make run` to words of an answer, where four browsers share two cores


@pytest.fixture(scope="module")
def fresh(library_home: Path, tmp_path_factory: pytest.TempPathFactory, module_serve: Any) -> Any:
    copy = tmp_path_factory.mktemp("newcomer") / "home"
    shutil.copytree(library_home, copy, symlinks=True)
    app = module_serve(copy)
    app.wait()
    return app


@pytest.mark.slow
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


@pytest.fixture
def made_to_run(serve: Any, free_port: Callable[[], int], tmp_path: Path) -> Iterator[Any]:
    """Return what `make run` serves over a home that is not there yet, on a tree that is installed."""
    if not (ROOT / ".venv" / ".installed").exists():
        pytest.skip("the environment of `make` is not here")
    port = free_port()
    # What each home would make alike is not prepared, and would be prepared into a file of the test's own.
    run = ["make", "run", f"PORT={port}", f"PREPARED={tmp_path / 'prepared'}"]
    app = serve(tmp_path / "bare", port=port, run=run, start_new_session=True)
    yield app
    os.killpg(app.process.pid, signal.SIGINT)  # as Ctrl+C does
    app.process.wait(60)


@pytest.mark.slow
def test_make_run_answers_by_words_at_once_and_the_answer_takes_their_place(made_to_run: Any, browse: Any) -> None:
    app, begun = made_to_run, time.monotonic()
    app.wait("/_stcore/health", want="ok")
    tab = browse(app)
    tab.page.goto(f"{app.base}/?q=What+is+an+ECCN%3F")
    by_words = tab.page.locator(".lc-by-words")
    by_words.wait_for()
    took = time.monotonic() - begun
    print(f"words of an answer {took:.1f} s after `make run`")
    assert took < _SOON
    assert "By words alone" in by_words.inner_text()
    assert "Export Control Classification Number" in by_words.inner_text()
    assert app.wait(want='"ready":false')  # the models are prepared behind it
    said = app.output()
    assert f"Licet is at {app.base}" in said
    assert "until then it answers from the starter library by words" in said
    second = browse(app, 390, "dark")
    second.page.goto(f"{app.base}/?q=What+is+a+deemed+export%3F")
    second.page.locator(".lc-by-words").wait_for()
    tab.page.locator(".lc-outcome").wait_for(timeout=240_000)
    tab.settled()
    assert by_words.count() == 0
    assert "Answered" in tab.page.locator(".lc-outcome").inner_text()
    said = app.output()
    assert "questions are answered in full" in said
    assert "restart" not in said
