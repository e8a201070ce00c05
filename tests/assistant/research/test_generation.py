"""Answers of a scripted chat model: what it may not say does not reach the reader as said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.model import Answer, Outcome, TextDelta, Verdict
from assistant.pipeline import Assistant
from assistant.prompts.loader import answer_messages, prompt
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
        f"Exporters of widgets must keep the sales records for seven years from the export [{n}].", looked("supported")
    )
    answer = assistant.ask(QUESTION)
    assert answer.engine == "generative"
    assert answer.statements[0].verdict is Verdict.SUPPORTED
    assert answer.citations[0].number == 1
    assert [str(m[0].content) for m in model.asked] == [prompt("answer").template, prompt("verify").template]


def test_what_nothing_confirms_is_shown_as_such_beside_what_is_confirmed(with_model: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    draft = f"Sales records are kept for seven years [{n}]. They may be kept on paper [{n}]."
    assistant, _ = with_model(draft, looked("supported") + "\n" + looked("not_stated", 2), draft, "")
    answer = assistant.ask(QUESTION)
    assert [s.verdict for s in answer.statements] == [Verdict.SUPPORTED, Verdict.UNCONFIRMED]
    assert "They may be kept on paper. *(not confirmed)*" in answer.text


def test_without_a_second_look_the_program_says_that_it_looked_alone(collection: Collection, scripted: Any) -> None:
    said = "Sales records are kept for seven years [1][2][3]."
    settings = Settings(home=collection.home, model_timeout=20, verifier="off")
    model = scripted(script=[said])
    answer = Assistant(collection, collection.catalogue, settings, model).ask(QUESTION)
    kept = [s for s in answer.statements if s.verdict is not Verdict.REMOVED]
    assert all(s.verdict is not Verdict.SUPPORTED for s in kept)
    assert all(str(m[0].content) != prompt("verify").template for m in model.asked)


def looked(verdict: str, sentence: int = 1, span: str = "seven years from the date of the export") -> str:
    """Return a reply of the second look."""
    return json.dumps({"sentence": sentence, "verdict": verdict, "span": span if verdict != "not_stated" else ""})


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ("Records are kept for nine years [{n}].", "nine"),
        ("Records are kept for seven years.", "cites nothing"),
        ("Records are kept for seven years [99].", "not among the evidence"),
        ("Under 744.77(z) records are kept for seven years [{n}].", "744.77"),
        ("Records of exports to Brazil are kept for seven years [{n}].", "Brazil"),
        ("The text says “records may be burnt at once” [{n}].", "quoted words"),
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
    drafts = [m for m in model.asked if str(m[0].content) == prompt("answer").template]
    assert len(drafts) == 2  # asked once more, and only once


def test_what_the_text_contradicts_is_removed_with_its_words(with_model: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    said = f"The exporter of widgets need not keep the sales records [{n}]."
    assistant, _ = with_model(said, looked("contradicted"), said, looked("contradicted"))
    answer = assistant.ask(QUESTION)
    assert answer.engine == "extractive"
    assert [s.reason for s in answer.statements if s.verdict is Verdict.REMOVED] == [
        "the text says “seven years from the date of the export”"
    ]


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
    bad = f"Records are kept for nine years [{n}]."
    assistant, model = with_model(bad, looked("not_stated"), good, looked("supported"))
    answer = assistant.ask(QUESTION)
    assert answer.engine == "generative"
    assert "not supported" in str(model.asked[2][-1].content)


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
    assert check_draft("", []) == []


def test_the_models_failure_is_a_problem_of_ours(with_model: Any) -> None:
    assistant, _ = with_model(ValueError("x"))
    with pytest.raises(ModelFailed):
        list(assistant.generator.draft("q", []))
