"""Questions of a file, asked one after the other: one that fails takes no other's answer."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from assistant.model import Answer, Outcome
from corpus.errors import ModelFailed, NotHeld
from corpus.filters import Filters
from ui.commands.questions import ask as command


class _Assistant:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def ask(self, question: str, history: Any = (), filters: Filters | None = None) -> Answer:
        if question == "Which one fails?":
            raise self.error
        return Answer(question=question, standalone_question=question, text="", outcome=Outcome.SILENT)


def _ask(error: Exception, folder: Path, monkeypatch: pytest.MonkeyPatch, told: list[str]) -> None:
    file = folder / "questions.jsonl"
    asked = ["What is an ECCN?", "Which one fails?", "Who decides?"]
    file.write_text("".join(json.dumps({"id": f"q{n}", "question": q}) + "\n" for n, q in enumerate(asked)), "utf-8")
    monkeypatch.setattr(command, "_question", lambda licet, text: text)
    monkeypatch.setattr(command, "_checked", lambda licet, chosen: None)
    monkeypatch.setattr(command.options, "emit", lambda value: told.append(value["id"]))
    licet: Any = SimpleNamespace(assistant=_Assistant(error), settings=SimpleNamespace(max_question_chars=4000))
    command._ask_each(licet, file, Filters())


def test_a_question_that_fails_is_told_of_and_the_others_are_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    with pytest.raises(typer.Exit) as end:
        _ask(ValueError("too many values"), tmp_path, monkeypatch, told)
    assert (end.value.exit_code, told) == (1, ["q0", "q2"])
    said = " ".join(capsys.readouterr().err.split())
    assert "Question q1 has no answer: ValueError: too many values. Ask it alone with --debug" in said


def test_what_the_next_question_would_meet_too_ends_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelFailed):
        _ask(ModelFailed("The encoder is damaged.", "Install it again."), tmp_path, monkeypatch, [])


def test_a_question_under_which_the_collection_changed_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = NotHeld("That provision is no longer held.", "Ask again: the collection has changed since.")
    told: list[str] = []
    with pytest.raises(typer.Exit):
        _ask(gone, tmp_path, monkeypatch, told)
    assert told == ["q0", "q2"], "one that fails twice takes no other's answer"
    assert "Question q1 has no answer: That provision is no longer held." in capsys.readouterr().err
    assistant = _Assistant(gone)
    answers = iter([gone, None])

    def once(question: str, history: Any = (), filters: Filters | None = None) -> Answer:
        if error := next(answers):
            raise error
        return Answer(question=question, standalone_question=question, text="", outcome=Outcome.SILENT)

    monkeypatch.setattr(assistant, "ask", once)
    licet: Any = SimpleNamespace(assistant=assistant)
    assert command._asked(licet, {"question": "Which one fails?"}, Filters()).outcome is Outcome.SILENT
