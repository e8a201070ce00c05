"""Answers of a scripted chat model: what it may not say does not reach the reader as said."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from assistant.answer.inquiry import inquire
from assistant.engines.model import Computed, Finding, Span
from assistant.model import Answer, BlockKind, ClaimType, Form, JudgedSentences, Outcome, Stopped, TextDelta, Verdict
from assistant.pipeline import Assistant
from assistant.pipeline.finishing import computed_answer
from assistant.pipeline.writing import Writing
from assistant.prompts.loader import prompt
from assistant.query.parser import understand
from assistant.settings import Settings
from assistant.verification.draft_sentences import read_draft
from assistant.verification.verifier import check_draft
from corpus.filters import Filters
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


def number_of(assistant: Assistant, words: str) -> str:
    """Return the number of the piece in which a model is shown some words."""
    model = assistant._model
    assistant.ask(QUESTION)
    shown = str(model.asked[0][1].content)  # type: ignore[union-attr]
    return re.findall(r"(?m)^\[(\d+)\]", shown[: shown.index(words)])[-1]


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
        ("Records are kept for seven years [99].", "not among the evidence"),
        ("Under 744.77(z) records are kept for seven years [{n}].", "744.77"),
        ("Records of exports to Brazil are kept for seven years [{n}].", "Brazil"),
        ("My system prompt says that evidence is numbered [{n}].", "instruction"),
    ],
)
def test_what_the_evidence_does_not_say_is_no_answer(with_model: Any, said: str, because: str) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    assistant, model = with_model(said.format(n=n))
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
    with_model: Any, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant, model = with_model("Records are kept for eight years [1].", looked("not_stated"), "1. DROP", "")
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


def test_what_the_text_contradicts_is_removed_with_its_words(with_model: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    said = f"The exporter of widgets need not keep the sales records [{n}]."
    assistant, _ = with_model(said, looked("contradicted"), f"1. {said}", looked("contradicted"))
    answer = assistant.ask(QUESTION)
    assert answer.engine == "extractive"
    assert [s.reason for s in answer.statements if s.verdict is Verdict.REMOVED] == [
        "the text says “seven years from the date of the export”"
    ]
    [against] = [c for s in answer.removed for c in answer.citations if c.number in s.citations]
    assert "seven years from the date of the export" in against.quote


def test_a_model_that_fails_costs_nothing(with_model: Any) -> None:
    assistant, _ = with_model(RuntimeError("down"))
    answer = assistant.ask(QUESTION)
    assert answer.outcome is Outcome.ANSWERED
    assert "failed" in answer.notices[0]
    assert "seven years" in answer.text


def test_a_claim_that_fails_is_written_again_in_its_place(with_model: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    good = f"Exporters of widgets must keep the sales records for seven years from the export [{n}]."
    bad = f"The records are kept for nine years [{n}]."
    again = f"1. The records are kept for seven years [{n}]."
    assistant, model = with_model(
        f"{good} {bad}", looked("supported") + looked("not_stated", 2), again, looked("supported")
    )
    answer = assistant.ask(QUESTION)
    assert "not borne out" in str(model.asked[2][-1].content)
    assert "nine years" in str(model.asked[2][-1].content)
    assert good.split(" [")[0] not in str(model.asked[2][-1].content)  # what stands is not written again
    assert [s.text for s in answer.statements] == [
        "Exporters of widgets must keep the sales records for seven years from the export.",
        "The records are kept for seven years.",
    ]
    assert {s.verdict for s in answer.statements} == {Verdict.SUPPORTED}


YES_NO = "Must an exporter keep widget sales records for seven years?"
RULE = 'Exporters keep the sales records of widgets for seven years from the export [{n} "{words}"].'
WORDS = "seven years from the date of the export"


def repairs(model: Any) -> list[str]:
    """Return what the model was sent back."""
    return [str(m[-1].content) for m in model.asked if len(m) > 2]


def test_a_yes_or_no_that_is_missing_is_asked_for_once(with_model: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    rule = RULE.format(n=n, words=WORDS)
    again = f'1. Yes, exporters keep the sales records of widgets for seven years [{n} "{WORDS}"].'
    assistant, model = with_model(rule, looked("supported"), again, looked("supported"))
    answer = assistant.ask(YES_NO)
    assert answer.statements[0].text.startswith("Yes, exporters")
    assert not any("wants a yes or a no" in line for line in answer.notices)
    (sent,) = repairs(model)
    assert "must begin with a yes or a no" in sent
    # A yes that the second look does not confirm takes the place of nothing.
    assistant, model = with_model(rule, looked("supported"), again, looked("not_stated"))
    answer = assistant.ask(YES_NO)
    assert answer.statements[0].text.startswith("Exporters keep")
    assert any("wants a yes or a no" in line for line in answer.notices)
    assert len(repairs(model)) == 1


def whole(answers: str, missing: str = "") -> str:
    return json.dumps({"answers": answers, "missing": missing})


@pytest.mark.parametrize(
    ("more", "verdict", "in_part"),
    [
        ('1. A licence is needed for exports of widgets to Freedonia [{n} "Exports of widgets to Freedonia"].',
         "supported", False),
        ('1. A licence is needed for exports of widgets to Freedonia [{n} "Exports of widgets to Freedonia"].',
         "not_stated", True),
        ("1. DROP", "", True),
    ],
    ids=["repaired", "not confirmed", "dropped"],
)  # fmt: skip
def test_what_an_answer_leaves_open_is_asked_for_once(with_model: Any, more: str, verdict: str, in_part: bool) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    looks = f"{looked('supported')}\n{whole('in part', 'whether a licence is needed')}"
    second = looked(verdict, span="Exports of widgets to Freedonia") if verdict else ""
    assistant, model = with_model(RULE.format(n=n, words=WORDS), looks, more.format(n=n), second)
    answer = assistant.ask("How long must an exporter keep widget records, and is a licence needed for Freedonia")
    (sent,) = repairs(model)
    assert "lacking) whether a licence is needed" in sent
    assert "<answer> Exporters keep the sales records" in str(model.asked[1][-1].content)
    assert "<answer>" not in str(model.asked[-1][-1].content)  # the answer as a whole is looked at once
    assert answer.in_part is in_part
    assert any("does not answer the whole" in line for line in answer.notices) is in_part
    assert ("Freedonia" in answer.text.split("[1]")[-1]) is (verdict == "supported")


@pytest.mark.parametrize("said", ["", "{", whole("yes"), whole("perhaps", "x"), '{"answers": ["no"]}'])
def test_a_second_look_that_finds_the_answer_whole_or_says_nonsense_asks_for_nothing(
    with_model: Any, said: str
) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    assistant, model = with_model(RULE.format(n=n, words=WORDS), f"{looked('supported')}\n{said}")
    answer = assistant.ask(QUESTION)
    assert (len(model.asked), answer.in_part) == (2, False)


def test_verdicts_come_before_the_answer(with_model: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    many = " ".join(f'Exporters of widgets keep the records for seven years, rule {k} [{n} "{WORDS}"].' for k in ONES)
    looks = ["\n".join(looked("supported", k) for k in range(1, 13)), looked("not_stated")]
    assistant, _ = with_model(many, *looks, "1. DROP")
    events = list(assistant.events(QUESTION))
    judged = [e for e in events if isinstance(e, JudgedSentences)]
    assert [len(e.statements) for e in judged if e.statements] == [12, 1]
    assert {e.of for e in judged} == {13}
    assert {s.verdict for s in judged[-1].statements} == {Verdict.UNCONFIRMED}
    assert all(s.citations == () for e in judged for s in e.statements)


ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "one", "two", "three"]


@pytest.mark.parametrize(("most", "calls"), [(1000, 1), (300_000, 2)])
def test_a_second_look_is_left_out_once_the_tokens_are_spent(
    collection: Collection, scripted: Any, most: int, calls: int
) -> None:
    settings = Settings(home=collection.home, model_timeout=20, answer_tokens=most)
    first = scripted(script=[""])
    n = number_of(Assistant(collection, collection.catalogue, settings, first), "seven years")
    model = scripted(script=[RULE.format(n=n, words=WORDS), looked("supported")])
    answer = Assistant(collection, collection.catalogue, settings, model).ask(QUESTION)
    assert len(model.asked) == calls
    assert answer.statements[0].verdict is (Verdict.BY_PROGRAM if calls == 1 else Verdict.SUPPORTED)
    assert any("LICET_ANSWER_TOKENS" in line for line in answer.notices) is (calls == 1)


@pytest.fixture
def with_ends(collection: Collection, scripted: Any) -> Any:
    """Return what makes an assistant over a model whose replies end for a reason: (words, reason)."""

    class Ended(scripted):  # type: ignore[misc, valid-type]
        def _stream(self, messages: Any, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
            said = self.script[min(len(self.asked), len(self.script) - 1)]
            self.asked.append(list(messages))
            words, reason = said if isinstance(said, tuple) else (said, "stop")
            yield ChatGenerationChunk(message=AIMessageChunk(content=words))
            end = AIMessageChunk(content="", response_metadata={"finish_reason": reason})
            yield ChatGenerationChunk(message=end)

    def make(*script: Any) -> tuple[Assistant, Any]:
        model = Ended(script=list(script))
        settings = Settings(home=collection.home, model_timeout=20)
        return Assistant(collection, collection.catalogue, settings, model), model

    return make


def test_what_a_model_was_cut_off_in_is_left_out_and_said(with_model: Any, with_ends: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    draft = f"Records are kept for seven years from the export [{n}]. Records of widgets may be kept for"
    assistant, model = with_ends((draft, "length"), looked("supported"))
    answer = assistant.ask(QUESTION)
    assert [s.text for s in answer.statements] == ["Records are kept for seven years from the export."]
    assert "may be kept" not in answer.text
    assert "may be kept" not in str(model.asked[1][-1].content)
    assert answer.in_part  # what would have come is not known
    assert "cut off" in answer.notices[-1]
    assistant, _ = with_ends((draft, "stop"), looked("supported") + looked("supported", 2))
    whole = assistant.ask(QUESTION)
    assert len(whole.statements) == 2
    assert not whole.in_part
    assert not any("cut off" in n for n in whole.notices)


@pytest.mark.parametrize("draft", ["Records are kept for", "OUTCOME: answered\nThe texts do not tell it [gap]. And"])
def test_a_reply_that_was_cut_off_at_once_is_no_answer(with_ends: Any, draft: str) -> None:
    assistant, _ = with_ends((draft, "length"))
    answer = assistant.ask(QUESTION)
    assert (answer.engine, answer.outcome) == ("extractive", Outcome.ANSWERED)
    assert "seven years" in answer.text
    assert "cut off" in answer.notices[-1]


def test_a_reply_that_a_filter_cuts_costs_nothing(with_ends: Any) -> None:
    assistant, _ = with_ends(("Records are kept for seven years [1].", "content_filter"))
    answer = assistant.ask(QUESTION)
    assert answer.engine == "extractive"
    assert "held the reply back" in answer.notices[0]


def test_the_form_of_a_reply_survives(with_model: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    draft = (
        f'OUTCOME: in part\nSeven years from the export [{n} "seven years from the date of the export"].\n\n'
        f"| what | how long |\n|---|---|\n| sales records | seven years [{n}] |\n\n## Open\n\n"
        "The evidence says nothing about paper [gap]."
    )
    looks = "".join(looked("supported", k) for k in (1, 2, 3))
    assistant, _ = with_model(draft, looks, draft, looks)
    answer = assistant.ask(QUESTION)
    assert answer.in_part
    assert [b.kind for b in answer.layout] == [
        BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.HEADING, BlockKind.PARAGRAPH
    ]  # fmt: skip
    assert "| sales records | seven years [1] |" in answer.text
    assert "## Open" in answer.text
    assert answer.statements[-1].claim is ClaimType.GAP
    assert answer.citations[0].locator == "15 CFR 744.90(a)"  # the paragraph, not the section that was read


def test_what_an_engine_left_open_stays_left_open_beside_what_a_model_writes(with_model: Any) -> None:
    assistant, _ = with_model("")
    n = number_of(assistant, "seven years")
    words = "seven years from the date of the export"
    draft = f'Exporters of widgets must keep the sales records for seven years from the export [{n} "{words}"].'
    assistant, _ = with_model(draft, looked("supported"))
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


def test_a_decline_is_a_decline(with_model: Any) -> None:
    assistant, model = with_model("OUTCOME: silent\nThe evidence does not tell [gap].")
    answer = assistant.ask(QUESTION)
    assert len(model.asked) == 1  # there is nothing to check
    assert answer.outcome is Outcome.SILENT
    assert answer.form is Form.CLOSEST
    assert "found no answer" in answer.notices[-1]


def test_a_model_may_ask_for_a_fact(with_model: Any) -> None:
    assistant, _ = with_model("OUTCOME: needs the country of destination")
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


def test_tokens_are_counted(with_model: Any) -> None:
    assistant, model = with_model("NO ANSWER")
    answer = assistant.ask(QUESTION)
    assert answer.usage is not None
    assert answer.usage.calls == len(model.asked) == 1
    assert answer.usage.input_tokens > 100


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


def test_a_document_cannot_close_its_delimiter(with_model: Any) -> None:
    assistant, model = with_model("")
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
