"""A chat model judges what the program left open, and only with words that stand in a passage."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.drafts import checking
from assistant.drafts.checking import check_draft_text
from assistant.drafts.judging import NEEDS_MODEL
from assistant.drafts.model import CheckedDraft
from assistant.drafts.report import comments_of, report_markdown
from assistant.research.generation import Generator
from corpus.errors import ModelFailed
from corpus.parsers.drafts.reading import typed_draft
from index.collection import Collection

PARAPHRASE = "Whoever exports widgets has to file sales records away for seven years."
SPAN = "must keep the sales records for seven years"


def judged(collection: Collection, model: Any, text: str) -> CheckedDraft:
    from datetime import date

    look = Generator(model, 20, model).second_look(date(2026, 7, 2))
    draft = typed_draft(text)
    return check_draft_text("draft.md", draft, collection.catalogue, search=collection.search, look=look)


def said(verdict: str, span: str = "") -> str:
    return json.dumps({"sentence": 1, "verdict": verdict, "span": span, "why": "it says so"})


@pytest.mark.parametrize(
    ("text", "reply", "verdict", "reason"),
    [
        (PARAPHRASE, said("supported", SPAN), "supported", SPAN),
        (PARAPHRASE, said("contradicted", SPAN), "contradicted", "against it in 15 CFR 744.90(a)"),
        (PARAPHRASE, said("not_stated"), "not_found", "none of the"),
        (PARAPHRASE, said("supported", "words that stand nowhere at all"), "not_checkable", "no judgement"),
        (PARAPHRASE, "I would say so.", "not_checkable", "no judgement"),
        (PARAPHRASE.replace("seven", "eleven"), said("supported", SPAN), "not_checkable", "“eleven years”"),
    ],
)
def test_a_model_judges_with_words_that_stand(
    collection: Collection, scripted: Any, text: str, reply: str, verdict: str, reason: str
) -> None:
    [sentence] = judged(collection, scripted(script=[reply]), text).sentences
    assert (sentence.verdict.value, sentence.reason) == (verdict, sentence.reason)
    assert reason in sentence.reason
    assert sentence.citations


def test_what_the_program_decided_is_not_asked_again(collection: Collection, scripted: Any) -> None:
    model = scripted(script=[said("supported", SPAN)])
    text = "# A heading\n\nIs it so?\n\n15 CFR 744.90(z) is harsh.\n\n"
    text += f"The rule says: “Every exporter of widgets {SPAN}”."
    found = judged(collection, model, text)
    assert [s.verdict.value for s in found.sentences] == ["not_checkable", "not_checkable", "contradicted", "supported"]
    assert model.asked == []


def test_a_model_that_fails_leaves_the_program_s_verdicts(collection: Collection, scripted: Any) -> None:
    found = judged(collection, scripted(script=[ModelFailed("It is down.", "Start it.")]), PARAPHRASE)
    assert [s.verdict.value for s in found.sentences] == ["not_checkable"]
    assert not found.by_model
    assert "not judged" in found.notices[0]


@pytest.mark.parametrize("by_model", [True, False])
def test_sentences_for_which_nothing_is_searched_any_more_are_told_in_one_line(
    collection: Collection, scripted: Any, monkeypatch: pytest.MonkeyPatch, by_model: bool
) -> None:
    monkeypatch.setattr(checking, "_MOST_SEARCHED", 2)
    wordings = [PARAPHRASE.replace("widgets", f"widgets of sort {n}") for n in ("one", "two", "three", "four", "five")]
    text, model = "\n\n".join(wordings), scripted(script=[said("not_stated")])
    if by_model:
        found = judged(collection, model, text)
        assert [s.reason for s in found.sentences[2:]] == [
            f"{NEEDS_MODEL} No passage was searched for it, since 2 were before; check the rest in parts."
        ] * 3  # nothing was put before the model, so nothing is said of its judgement
        assert all(words not in str(model.asked[0][-1].content) for words in wordings[2:])
    else:
        found = check_draft_text("draft.md", typed_draft(text), collection.catalogue, search=collection.search)
    assert [bool(s.citations) for s in found.sentences] == [True, True, False, False, False]
    line = (
        "Passages were searched for the first 2 sentences that the words alone leave open, and not for 3 more: "
        "check the rest in parts."
    )
    assert found.notices == (line,)
    assert line in report_markdown(found)
    assert [line in c.text for c in comments_of(found)] == [True, False, False, False, False]
    assert found.by_model is by_model


def test_a_sentence_without_a_search_goes_to_no_model_whatever_it_names_and_keeps_the_program_s_reason(
    collection: Collection, scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_MOST_SEARCHED", 1)
    named = "Under 15 CFR 744.90(b) widgets of brass need approval from the harbour first."
    quoted = f"The harbour office gladly tells its friends: “Every exporter of widgets {SPAN}”, and nobody objects."
    model = scripted(script=[said("not_stated")] * 2)
    found = judged(collection, model, f"{PARAPHRASE}\n\n{named}\n\n{quoted}")
    (asked,) = model.asked
    assert "harbour" not in str(asked[-1].content)
    behind = " No passage was searched for it, since 1 were before; check the rest in parts."
    _, of_named, of_quoted = found.sentences
    assert of_named.reason == f"{NEEDS_MODEL}{behind}"
    assert of_named.citations[0].locator == "15 CFR 744.90(b)"
    assert of_quoted.reason.startswith("The quotation stands word for word in 15 CFR 744.90(a). Not judged: ")
    assert of_quoted.reason.endswith(behind)
    assert {s.verdict.value for s in found.sentences[1:]} == {"not_checkable"}
