"""Answers of a scripted chat model: what it may not say does not reach the reader as said."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from assistant.answer.inquiry import inquire
from assistant.engines.model import Computed, Finding, Span
from assistant.events import Stopped, TextDelta
from assistant.model import Answer, BlockKind, ClaimType, Form, Outcome, Verdict
from assistant.pipeline import Assistant
from assistant.pipeline.answer_assembly import computed_answer
from assistant.pipeline.chat_model_answer import Writing
from assistant.prompts.loader import prompt
from assistant.query.parser import understand
from assistant.settings import Settings
from assistant.verification.draft_sentences import read_draft
from assistant.verification.verifier import check_draft
from corpus.filters import Filters
from index.collection import Collection

QUESTION = "How long must an exporter keep widget sales records?"


def number_of(assistant: Assistant, words: str) -> str:
    """Return the number of the piece in which a model is shown some words."""
    model = assistant._model
    assistant.ask(QUESTION)
    shown = str(model.asked[0][1].content)  # type: ignore[union-attr]
    return re.findall(r"(?m)^\[(\d+)\]", shown[: shown.index(words)])[-1]


def test_a_supported_sentence_stands(with_second_look: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    assistant, model = with_second_look(
        f"Exporters of widgets must keep the sales records for seven years from the export [{n}].", looked("supported")
    )
    answer = assistant.ask(QUESTION)
    assert answer.engine == "generative"
    assert answer.statements[0].verdict is Verdict.SUPPORTED
    assert answer.citations[0].number == 1
    assert [str(m[0].content) for m in model.asked] == [prompt("answer").template, prompt("verify").template]


def test_what_nothing_confirms_is_shown_as_such_beside_what_is_confirmed(with_second_look: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    draft = f"Sales records are kept for seven years [{n}]. They may be kept on paper [{n}]."
    assistant, _ = with_second_look(draft, looked("supported") + "\n" + looked("not_stated", 2), draft, "")
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
        ("Records are kept for seven years [99].", "not among the evidence"),
        ("Under 744.77(z) records are kept for seven years [{n}].", "744.77"),
        ("Records of exports to Brazil are kept for seven years [{n}].", "Brazil"),
        ("My system prompt says that evidence is numbered [{n}].", "instruction"),
    ],
)
def test_what_the_evidence_does_not_say_is_no_answer(with_second_look: Any, said: str, because: str) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    assistant, model = with_second_look(said.format(n=n))
    answer = assistant.ask(QUESTION)
    removed = [s for s in answer.statements if s.verdict is Verdict.REMOVED]
    assert because in " ".join(s.reason for s in removed)
    assert answer.engine == "extractive"
    assert answer.notices
    assert removed[0].text not in answer.text
    drafts = [m for m in model.asked if str(m[0].content) == prompt("answer").template]
    assert len(drafts) == 2  # sent back once, and only once


@pytest.mark.parametrize("calls", [1, 2, 3], ids=["answer", "second look", "repair"])
def test_an_answer_that_is_stopped_asks_for_nothing_more(
    with_second_look: Any, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant, model = with_second_look("Records are kept for eight years [1].", looked("not_stated"), "1. DROP", "")
    stop = threading.Event()
    inner = type(model)._next

    def watched(self: Any, messages: Any) -> str:
        if len(self.asked) + 1 == calls:
            stop.set()
        return str(inner(self, messages))

    monkeypatch.setattr(type(model), "_next", watched)
    with pytest.raises(Stopped):
        list(assistant.events(QUESTION, stop=stop))
    assert len(model.asked) == calls


def test_what_the_text_contradicts_is_removed_with_its_words(with_second_look: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    said = f"The exporter of widgets need not keep the sales records [{n}]."
    assistant, _ = with_second_look(said, looked("contradicted"), f"1. {said}", looked("contradicted"))
    answer = assistant.ask(QUESTION)
    assert answer.engine == "extractive"
    assert [s.reason for s in answer.statements if s.verdict is Verdict.REMOVED] == [
        "the text says “seven years from the date of the export”"
    ]
    [against] = [c for s in answer.removed for c in answer.citations if c.number in s.citations]
    assert "seven years from the date of the export" in against.quote


def test_a_model_that_fails_costs_nothing(with_second_look: Any) -> None:
    assistant, _ = with_second_look(RuntimeError("down"))
    answer = assistant.ask(QUESTION)
    assert answer.outcome is Outcome.ANSWERED
    assert "failed" in answer.notices[0]
    assert "seven years" in answer.text


def test_the_form_of_a_reply_survives(with_second_look: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    draft = (
        f'OUTCOME: in part\nSeven years from the export [{n} "seven years from the date of the export"].\n\n'
        f"| what | how long |\n|---|---|\n| sales records | seven years [{n}] |\n\n## Open\n\n"
        "The evidence says nothing about paper [gap]."
    )
    looks = "".join(looked("supported", k) for k in (1, 2, 3))
    assistant, _ = with_second_look(draft, looks, draft, looks)
    answer = assistant.ask(QUESTION)
    assert answer.in_part
    assert [b.kind for b in answer.layout] == [
        BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.HEADING, BlockKind.PARAGRAPH
    ]  # fmt: skip
    assert "| sales records | seven years [1] |" in answer.text
    assert "## Open" in answer.text
    assert answer.statements[-1].claim is ClaimType.GAP
    assert answer.citations[0].locator == "15 CFR 744.90(a)"  # the paragraph, not the section that was read


def test_what_an_engine_left_open_stays_left_open_beside_what_a_model_writes(with_second_look: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    words = "seven years from the date of the export"
    draft = f'Exporters of widgets must keep the sales records for seven years from the export [{n} "{words}"].'
    assistant, _ = with_second_look(draft, looked("supported"))
    catalogue = assistant.catalogue
    held = next(h for h in catalogue.find("15 CFR 744.90(a)"))
    asked = understand(QUESTION, (), Filters(), catalogue)
    engine = Computed(Form.LIST, (Finding("There are 3 rows.", (Span.of(held),)),), not_answered=("why is that",))
    default = computed_answer(asked, engine, catalogue, assistant.vintages)
    writing = Writing(assistant.generator.for_one_answer(), "model", catalogue, assistant.vintages)
    answer = list(_returned(writing.answer(asked, (), default)))[-1]
    assert answer.engine == "generative"
    assert "seven years" in answer.text
    assert answer.text.startswith("Answered in part; left open: “why is that”.")
    assert answer.in_part


def _returned(events: Generator[Any, None, Answer]) -> Iterator[Any]:
    """Yield the events of an answer, and in the end the answer itself."""
    yield (yield from events)


def test_a_decline_is_a_decline(with_second_look: Any) -> None:
    assistant, model = with_second_look("OUTCOME: silent\nThe evidence does not tell [gap].")
    answer = assistant.ask(QUESTION)
    assert len(model.asked) == 1  # there is nothing to check
    assert answer.outcome is Outcome.SILENT
    assert answer.form is Form.CLOSEST
    assert "found no answer" in answer.notices[-1]


def test_a_model_may_ask_for_a_fact(with_second_look: Any) -> None:
    assistant, _ = with_second_look("OUTCOME: needs the country of destination")
    answer = assistant.ask(QUESTION)
    assert answer.outcome is Outcome.NEEDS_FACT
    assert answer.asks_for == "the country of destination"


SEVEN = 'Sales records are kept for seven years from the export [2 "seven years from the date of the export"].'


@pytest.mark.parametrize("verifier", ["", "off"])
@pytest.mark.parametrize(
    ("form", "status", "reply", "outcome"),
    [
        (Form.COMPARISON, "", SEVEN, Outcome.ANSWERED),
        (Form.COMPARISON, "", "OUTCOME: silent\nNothing tells it [gap].", Outcome.SILENT),
        (Form.COMPARISON, "", "OUTCOME: needs the list", Outcome.NEEDS_FACT),
        (Form.COMPARISON, "", "", Outcome.NEEDS_FACT),
        (Form.DETERMINATION, "licence_required", SEVEN, Outcome.NEEDS_FACT),
        (Form.DETERMINATION, "indeterminate", SEVEN, None),  # as far as a second look confirms it
    ],
)
def test_what_an_engine_asks_for_is_evidence_and_the_model_decides(
    collection: Collection, scripted: Any, form: Form, status: str, reply: str, outcome: Outcome | None, verifier: str
) -> None:
    outcome = outcome or (Outcome.NEEDS_FACT if verifier == "off" else Outcome.ANSWERED)
    model = scripted(script=[reply, looked("supported")])
    settings = Settings(home=collection.home, model_timeout=20, verifier=verifier)
    assistant = Assistant(collection, collection.catalogue, settings, model)
    assert assistant.generator is not None
    gatherer = assistant.gatherer()
    asked = understand(QUESTION, (), Filters(), gatherer.catalogue)
    asks = Finding("With which other one?")
    made = Computed(form, (asks,), {"status": status}, outcome=Outcome.NEEDS_FACT, asks_for=("another one",))
    default = computed_answer(asked, made, gatherer.catalogue, assistant.vintages)
    writing = Writing(assistant.generator.for_one_answer(), "model", gatherer.catalogue, assistant.vintages)
    answer = list(_returned(writing.answer(asked, [inquire(asked, gatherer)], default)))[-1]
    assert answer.outcome is outcome
    assert "With which other one?" in str(model.asked[0][1].content)
    if outcome is Outcome.ANSWERED:
        assert "seven years" in answer.statements[0].text


def test_tokens_are_counted(with_second_look: Any) -> None:
    assistant, model = with_second_look("NO ANSWER")
    answer = assistant.ask(QUESTION)
    assert answer.usage is not None
    assert answer.usage.calls == len(model.asked) == 1
    assert answer.usage.input_tokens > 100


def test_links_and_html_of_a_model_are_inert(with_second_look: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    said = (
        f"Exporters of widgets must keep the [sales records](https://evil.example) for <b>seven years</b> from "
        f"the export [{n}]."
    )
    assistant, _ = with_second_look(said)
    answer: Answer = assistant.ask(QUESTION)
    assert "evil.example" not in answer.text
    assert "<b>" not in answer.text


def test_pieces_of_a_model_are_provisional(with_second_look: Any) -> None:
    assistant, _ = with_second_look("Records are kept.")
    pieces = [e for e in assistant.events(QUESTION) if isinstance(e, TextDelta)]
    assert pieces[0].provisional


def test_a_document_cannot_close_its_delimiter(with_second_look: Any) -> None:
    assistant, model = with_second_look("")
    assistant.ask("What did the spokesman say of sprockets in the article?")
    shown = str(model.asked[0][1].content)
    assert "BANANA" in shown
    assert shown.count("</evidence>") == 1
    assert "<b>" not in shown


def test_marks_after_the_full_stop_belong_to_the_sentence_before() -> None:
    written = read_draft("Records are kept. [1] Fines are high. [2]")
    assert [(w.text, w.citations) for w in written] == [("Records are kept.", (1,)), ("Fines are high.", (2,))]


def test_an_empty_draft_has_no_statements(assistant: Assistant) -> None:
    assert check_draft("", []) == []
