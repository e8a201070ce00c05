"""The page "Research" in a real browser over a chat model's server: steps, a memo, its files, going on, no model."""

from __future__ import annotations

import io
import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import pypdf
import pytest
from playwright.sync_api import expect

from tests.chat_server import Messages, chatting

pytestmark = pytest.mark.browser
QUESTION = "What do exporters of quantum lanterns have to watch?"
PLAN = (
    "What is a quantum lantern?",
    "How long do exporters of quantum lanterns keep their records?",
    "Which fee is due <img src=x onerror='window.pwned=1'> for a quantum lantern?",
)
LAMP = "A quantum lantern is a lamp whose light is colder than the room"
COLD = "light is colder than the room in which it burns"
RECORDS, YEARS = "Records are kept for five years after the shipment", "records for five years after the shipment"


def cited(asked: str, words: str) -> str:
    """Return the mark of a claim: the number of the piece of evidence that has the words, and the words."""
    number = re.findall(r"(?m)^\[(\d+)\]", asked[: asked.index(words)])[-1]
    return f'[{number} "{words}"]'


def confirmed(asked: str) -> str:
    """Return a second look that finds each sentence in its text."""
    numbers = re.findall(r"(?m)^(\d+)\. (.*)", asked.rpartition("<sentences>")[2])
    spans = [(n, COLD if "colder" in said else YEARS) for n, said in numbers]
    return "\n".join(
        json.dumps({"sentence": int(n), "verdict": "supported", "span": span, "why": "as written"}) for n, span in spans
    )


@pytest.fixture
def researched(home: Path, tmp_path: Path, serve: Any) -> Iterator[Any]:
    """Serve an app with a chat model whose look at the fee waits until it is `let` go on."""
    let, state = threading.Event(), SimpleNamespace(home=tmp_path / "home")

    def reply(messages: Messages) -> str:
        system, asked = str(messages[0]["content"]), str(messages[1]["content"])
        if system.startswith("You plan"):
            return "DONE" if f"{PLAN[0]} (" in asked else "\n".join(f"{n}. {q}" for n, q in enumerate(PLAN, 1))
        if system.startswith("You check"):
            return confirmed(asked)
        last = asked.rpartition("Question:")[2]
        if "Which fee is due" in last:
            let.wait(120)
            return "OUTCOME: silent\nThe evidence says nothing about a fee [gap]."
        if "keep their records" in last:
            return f"OUTCOME: answered\n{RECORDS} {cited(asked, YEARS)}."
        lamp = f"OUTCOME: answered\n{LAMP} {cited(asked, COLD)}."
        if "is a quantum lantern" in last:
            return lamp
        return f"{lamp}\n\n| Matter | Rule |\n| --- | --- |\n| Records | {RECORDS} {cited(asked, YEARS)} |\n"

    shutil.copytree(home, state.home, symlinks=True)
    with chatting(reply) as chat:
        state.chat, state.let = chat, let
        state.environment = {"LICET_MODEL": "openai:told", "LICET_MODEL_URL": chat.url, "LICET_MODEL_KEY": "none"}
        state.app = serve(state.home, **state.environment)
        state.app.wait()
        yield state
        let.set()


def saved(page: Any, name: str) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("button", name=name).click()
    return bytes(coming.value.path().read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), pytest.param(390, "dark", marks=pytest.mark.slow)])
def test_a_question_becomes_a_memo_though_its_tab_is_closed(
    researched: Any, browse: Any, width: int, scheme: str
) -> None:
    tab = browse(researched.app, width, scheme).open("/research")
    page = tab.page
    page.get_by_label("Question").fill(QUESTION)
    tab.button("Research", exact=True).click()
    page.get_by_text("2 of 3 sub-questions are looked into").wait_for(timeout=180_000)
    signs = page.locator(".lc-parts li").all_inner_texts()
    assert [s[0] for s in signs] == ["✓", "✓", "·"]
    tab.picture(f"research-running-{width}-{scheme}")
    here = page.url
    page.goto("about:blank")
    researched.let.set()
    page.goto(here)
    page.get_by_text("What was not found").wait_for(timeout=180_000)
    tab.settled()
    assert page.locator(".lc-regime").all_inner_texts() == ["Summary", *PLAN[:2], "What was not found"]
    assert page.locator(".lc-compare tbody tr").count() == 1
    assert page.locator(".lc-compare thead [data-sort]").count() > 1  # a model's table is sorted as any other
    assert page.evaluate("window.pwned") is None
    assert (tab.overflow(), tab.barriers()) == (0, [])
    tab.picture(f"research-memo-{width}-{scheme}")
    written = [p.text for p in docx.Document(io.BytesIO(saved(page, "Word"))).paragraphs]
    assert QUESTION in written
    told = " ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(saved(page, "PDF"))).pages)
    assert "five years after the shipment" in told
    assert "## What was not found" in saved(page, "Markdown").decode()
    page.locator(".lc-cite").first.click()
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()


def plans(chat: Any) -> int:
    """Return how often the model was asked for a plan."""
    return sum(str(m[0]["content"]).startswith("You plan") for m in chat.asked)


@pytest.mark.slow
def test_an_answer_leads_to_the_research_of_its_question(researched: Any, browse: Any) -> None:
    planned = plans(researched.chat)
    tab = browse(researched.app).open()
    tab.ask(QUESTION)
    tab.button("Research this").click()
    box = tab.page.get_by_label("Question")
    box.wait_for()
    assert box.input_value() == QUESTION
    assert plans(researched.chat) == planned


@pytest.mark.slow
def test_a_model_that_refuses_its_key_is_told_without_settings(
    home: Path, tmp_path: Path, serve: Any, browse: Any
) -> None:
    with chatting(lambda _: 401) as chat:
        app = serve(
            shutil.copytree(home, tmp_path / "home", symlinks=True),
            LICET_MODEL="openai:told", LICET_MODEL_URL=chat.url, LICET_MODEL_KEY="none",
        )  # fmt: skip
        app.wait()
        tab = browse(app).open("/research")
        tab.page.get_by_label("Question").fill(QUESTION)
        tab.button("Research", exact=True).click()
        expect(tab.page.get_by_test_id("stAlert")).to_contain_text(
            "The chat model's server refuses the key", timeout=180_000
        )
        assert "Whoever runs the desk can correct it in its settings." in tab.text
        assert "LICET_" not in tab.text
        assert "Check LICET_MODEL_KEY." in app.output()
        tab.picture("research-refused")


@pytest.mark.slow
def test_what_a_killed_server_left_open_goes_on(researched: Any, browse: Any, serve: Any) -> None:
    tab = browse(researched.app).open("/research")
    tab.page.get_by_label("Question").fill(QUESTION)
    tab.button("Research", exact=True).click()
    tab.page.get_by_text("2 of 3 sub-questions are looked into").wait_for(timeout=180_000)
    query = tab.page.url.partition("?")[2]
    researched.app.stop()
    researched.let.set()
    app = serve(researched.home, port=researched.app.port, **researched.environment)
    app.wait()
    planned = plans(researched.chat)
    tab.open(f"/research?{query}")
    tab.page.get_by_text("Not complete: 2 of 3").wait_for()
    tab.button("Go on").click()
    tab.page.get_by_text("What was not found").wait_for(timeout=180_000)
    tab.settled()
    expect(tab.page.locator(".lc-regime").first).to_have_text("Summary")
    tab.open("/research")
    tab.page.locator("[class*=st-key-open-research]").get_by_text(QUESTION[:40]).click()
    tab.page.get_by_text("What was not found").wait_for()
    assert plans(researched.chat) <= planned + 1  # the first plan was kept


def test_without_a_model_one_line_says_what_is_needed(served: Any, browse: Any) -> None:
    tab = browse(served).open("/research")
    assert "needs a chat model" in tab.page.locator(".lc-notice").inner_text()
    assert "LICET_MODEL" not in tab.text
    assert tab.page.get_by_test_id("stAlert").count() == 0
    assert tab.page.get_by_role("link", name="Research").count() == 0  # the menu has what works here
    assert tab.page.get_by_role("link", name="Library").count() >= 1
    assert tab.page.get_by_role("button", name="Research", exact=True).count() == 0
    assert tab.barriers() == []
    tab.open("/research?research=0123456789abcdef")
    tab.page.get_by_text("That research is not here any more.").wait_for()
