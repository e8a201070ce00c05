"""Sentences of a chat model in a real browser while they are checked: each verdict in its place as it comes."""

from __future__ import annotations

import json
import re
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant.events import WrittenSentences
from assistant.model import AnswerBlock, BlockKind, ClaimType, Statement, StatementPlace, Verdict
from tests.chat_server import Messages, chatting
from ui.components.chat.checking import checking_html

QUESTION = "What is a quantum lantern?"
COLD = "light is colder than the room in which it burns"
SAID = "As {who} know, the light of a quantum lantern is colder than the room"
WHO = ["bakers", "clerks", "divers", "editors", "farmers", "grocers", "hunters", "jurists", "keepers", "lawyers",
       "miners", "nurses", "<b>tailors</b>"]  # fmt: skip


def reply(messages: Messages, last: threading.Event) -> str:
    """Return an answer of so many sentences that they are checked in two calls, of which the second waits."""
    system, asked = str(messages[0]["content"]), str(messages[1]["content"])
    if len(messages) > 2:
        return "1. DROP"
    if system.startswith("You check"):
        sentences = re.findall(r"(?m)^(\d+)\. As (\w+)", asked)
        if len(sentences) < len(WHO) - 1:
            last.wait(120)
        told = {"divers": "contradicted", "editors": "not_stated"}
        return "\n".join(
            json.dumps({"sentence": int(n), "verdict": told.get(who, "supported"), "span": COLD})
            for n, who in sentences
        )
    number = re.findall(r"(?m)^\[(\d+)\]", asked[: asked.index(COLD)])[-1]
    return "OUTCOME: answered\n" + "\n".join(f'- {SAID.format(who=who)} [{number} "{COLD}"].' for who in WHO)


@pytest.mark.slow
@pytest.mark.browser
def test_a_verdict_stands_in_its_place_while_other_sentences_wait(
    home: Path, tmp_path: Path, serve: Any, browse: Any
) -> None:
    shutil.copytree(home, tmp_path / "home", symlinks=True)
    last = threading.Event()
    with chatting(lambda messages: reply(messages, last)) as chat:
        app = serve(tmp_path / "home", LICET_MODEL="openai:told", LICET_MODEL_URL=chat.url, LICET_MODEL_KEY="none")
        app.wait()
        tab = browse(app).open()
        box = tab.page.get_by_test_id("stChatInputTextArea")
        box.fill(QUESTION, timeout=180_000)
        box.press("Enter")
        sentences = tab.page.locator("li [data-verdict]")
        try:
            expect(sentences.first).to_contain_text("confirmed", timeout=90_000)
            verdicts = sentences.evaluate_all("all => all.map(one => one.dataset.verdict)")
            assert verdicts == [*["supported"] * 2, "removed", "not confirmed", *["supported"] * 8, ""]
            assert "the text says" in sentences.nth(2).inner_text()
            assert "not confirmed" in sentences.nth(3).inner_text()
            assert "not checked yet" in sentences.nth(12).inner_text()
            assert "12 of 13 sentences checked" in tab.page.locator(".lc-steps").inner_text()
            tab.picture("checking-1440-light")
        finally:
            last.set()
        tab.page.locator(".lc-outcome").first.wait_for(timeout=90_000)
        expect(sentences).to_have_count(0)


def test_text_of_a_model_is_text_and_what_is_written_again_replaces_the_first() -> None:
    layout = (AnswerBlock(BlockKind.TABLE, columns=("Who", "What")),)

    def sentence(verdict: Verdict, row: int, *cells: str) -> Statement:
        place = StatementPlace(0, row, cells)
        return Statement(" – ".join(cells), (), verdict, "so", claim=ClaimType.STATES, place=place)

    evil = "<img src=x onerror=alert(1)>"
    first, second = sentence(Verdict.UNCONFIRMED, 0, "a", evil), sentence(Verdict.UNCONFIRMED, 1, "b", "wrong")
    written = WrittenSentences((first, second), layout)
    again = sentence(Verdict.SUPPORTED, 1, "b", "right")
    besides = Statement("And more.", (), Verdict.SUPPORTED, claim=ClaimType.STATES)
    html = checking_html(written, {1: again, 2: besides})
    assert "<img" not in html
    assert html.count("not checked yet") == 1
    assert html.count("✓ confirmed") == 2
    assert "wrong" not in html
    assert html.index("right") < html.index("And more.")
