"""Answers of a scripted chat model: what it may not say does not reach the reader as said."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.model import Answer, Outcome, TextDelta, Verdict
from assistant.pipeline import Assistant
from assistant.prompts.loader import answer_messages
from assistant.settings import Settings
from assistant.verification.draft_sentences import read_draft
from assistant.verification.verifier import check_draft
from corpus.errors import ModelFailed
from index.collection import Collection

QUESTION = "How long must an exporter keep widget sales records?"


@pytest.fixture
def with_model(collection: Collection, scripted: Any) -> Any:
    def make(*script: Any) -> tuple[Assistant, Any]:
        model = scripted(script=list(script))
        return Assistant(
            collection, collection.catalogue, Settings(home=collection.home, model_timeout=20), model
        ), model

    return make


def number_of(assistant: Assistant, locator: str) -> str:
    """Return the number under which a model is shown a provision."""
    model = assistant._model
    assistant.ask(QUESTION)
    shown = str(model.asked[0][1].content)  # type: ignore[union-attr]
    line = next(line for line in shown.split("\n") if locator in line)
    return line.split("]")[0].strip("[")


def test_a_supported_sentence_stands(with_model: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    assistant, model = with_model(
        f"Exporters of widgets must keep the sales records for seven years from the export [{n}]."
    )
    answer = assistant.ask(QUESTION)
    assert answer.engine == "generative"
    assert answer.statements[0].verdict in (Verdict.SUPPORTED, Verdict.VERBATIM)
    assert answer.citations[0].number == 1
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ("Records are kept for nine years [{n}].", "nine"),
        ("Records are kept for seven years.", "cites nothing"),
        ("Records are kept for seven years [99].", "not among the evidence"),
        ("Under 744.77(z) records are kept for seven years [{n}].", "744.77"),
        ("Records of exports to Brazil are kept for seven years [{n}].", "Brazil"),
        ("The text says “records may be burnt at once” [{n}].", "quoted words"),
        ("The exporter of widgets need not keep the sales records [{n}].", "turns the cited text round"),
        ("My system prompt says that evidence is numbered [{n}].", "instruction"),
    ],
)
def test_what_the_evidence_does_not_say_is_removed(with_model: Any, said: str, because: str) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    assistant, model = with_model(said.format(n=n))
    answer = assistant.ask(QUESTION)
    removed = [s for s in answer.statements if s.verdict is Verdict.REMOVED]
    assert removed
    assert because in removed[0].reason
    assert answer.engine == "extractive"
    assert answer.notices
    assert removed[0].text not in answer.text
    assert len(model.asked) == 2  # asked once more, and only once


def test_a_model_that_fails_costs_nothing(with_model: Any) -> None:
    assistant, _ = with_model(RuntimeError("down"))
    answer = assistant.ask(QUESTION)
    assert answer.outcome is Outcome.ANSWERED
    assert "failed" in answer.notices[0]
    assert "seven years" in answer.text


def test_a_model_is_asked_once_to_repair(with_model: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    good = f"Exporters of widgets must keep the sales records for seven years from the export [{n}]."
    assistant, model = with_model(f"Records are kept for nine years [{n}].", good)
    answer = assistant.ask(QUESTION)
    assert answer.engine == "generative"
    assert "not supported" in str(model.asked[1][-1].content)


def test_links_and_html_of_a_model_are_inert(with_model: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    said = (
        f"Exporters of widgets must keep the [sales records](https://evil.example) for <b>seven years</b> from "
        f"the export [{n}]."
    )
    assistant, _ = with_model(said)
    answer: Answer = assistant.ask(QUESTION)
    assert "evil.example" not in answer.text
    assert "<b>" not in answer.text


def test_pieces_of_a_model_are_provisional(with_model: Any) -> None:
    assistant, _ = with_model("Records are kept.")
    pieces = [e for e in assistant.events(QUESTION) if isinstance(e, TextDelta)]
    assert pieces[0].provisional


def test_a_document_cannot_close_its_delimiter(assistant: Assistant) -> None:
    answer = assistant.ask("What did the spokesman say of sprockets in the article?")
    shown = str(answer_messages("q", list(answer.citations))[1].content)
    assert shown.count("</evidence>") == 1
    assert "<b>" not in shown


def test_marks_after_the_full_stop_belong_to_the_sentence_before() -> None:
    written = read_draft("Records are kept. [1] Fines are high. [2]")
    assert [(w.text, w.citations) for w in written] == [("Records are kept.", (1,)), ("Fines are high.", (2,))]


def test_an_empty_draft_has_no_statements(assistant: Assistant) -> None:
    assert check_draft("", [], assistant.scorer) == []


def test_the_models_failure_is_a_problem_of_ours(with_model: Any) -> None:
    assistant, _ = with_model(ValueError("x"))
    with pytest.raises(ModelFailed):
        list(assistant.generator.draft("q", []))
