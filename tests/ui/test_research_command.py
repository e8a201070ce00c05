"""The command `research` over a chat model's server on loopback: a memo, its files, and no model at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import pytest
from typer.testing import CliRunner

from corpus.errors import BadRequest
from tests.chat_server import Messages, chatting
from ui.cli import app

QUESTION = "What is a deemed export, and who has to care about one?"
PLAN = "1. What is a deemed export under the EAR?\n2. Which fee is due for a deemed export licence?"


def reply(messages: Messages) -> str:
    system, asked = str(messages[0]["content"]), str(messages[1]["content"])
    if system.startswith("You plan"):
        return "DONE" if "What is a deemed export under the EAR? (" in asked else PLAN
    if "fee" in asked.rpartition("Question:")[2]:
        return "OUTCOME: silent\nThe evidence says nothing about a fee [gap]."
    return "OUTCOME: silent"


def environment(home: Path, url: str) -> dict[str, str]:
    return {"LICET_HOME": str(home), "LICET_MODEL": "openai:told", "LICET_MODEL_URL": url, "LICET_MODEL_KEY": "none"}


def test_without_a_model_one_line_says_what_is_needed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LICET_HOME", str(home))
    result = CliRunner().invoke(app, ["research", QUESTION])
    assert result.exit_code == 1
    assert isinstance(result.exception, BadRequest)
    assert "needs a chat model" in result.exception.message
    assert "LICET_MODEL" in result.exception.remedy


def test_a_memo_is_printed_and_saved(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with chatting(reply) as chat:
        for name, value in environment(home, chat.url).items():
            monkeypatch.setenv(name, value)
        word = tmp_path / "memo.docx"
        result = CliRunner().invoke(app, ["research", QUESTION, "--json", "--save", str(word)])
        assert result.exit_code == 0, result.output
        told: dict[str, Any] = json.loads(result.stdout)
        assert told["complete"]
        assert [q["question"] for q in told["sub_questions"]] == [line[3:] for line in PLAN.splitlines()]
        assert told["not_found"][-1]["question"] == "Which fee is due for a deemed export licence?"
        assert docx.Document(str(word)).paragraphs[0].text == QUESTION
        asked = len(chat.asked)
        again = CliRunner().invoke(app, ["research", QUESTION])
        assert again.exit_code == 0
        assert "What was not found" in again.stdout
        assert len(chat.asked) == asked  # a memo that is complete is not made again
        wrong = CliRunner().invoke(app, ["research", QUESTION, "--save", "memo.odt"])
        assert wrong.exit_code == 1
