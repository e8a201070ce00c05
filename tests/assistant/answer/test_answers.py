"""Answers over a small collection: outcomes, citations, and nothing that acts."""

from __future__ import annotations

import pytest

from assistant.model import Answer, Outcome, Verdict
from assistant.pipeline import Assistant
from assistant.query.missing_facts import missing_fact
from assistant.query.parser import understand
from corpus.errors import BadRequest
from corpus.filters import Filters


def exact(assistant: Assistant, answer: Answer) -> None:
    """Check that every quote is at its offsets and its address exists."""
    assert answer.citations
    for c in answer.citations:
        assert c.quote == assistant.catalogue.slice(c.version.number, c.start, c.end)
        assert assistant.catalogue.find(c.locator)


def test_plain_words_are_answered_with_the_sentence(assistant: Assistant) -> None:
    answer = assistant.ask("How long must an exporter keep widget sales records?")
    assert answer.outcome is Outcome.ANSWERED
    assert "seven years" in answer.statements[0].text
    assert answer.citations[0].locator == "15 CFR 744.90(a)"
    exact(assistant, answer)


def test_an_address_is_answered_by_the_provision_with_its_items(assistant: Assistant) -> None:
    answer = assistant.ask("what does 744.90(b) say")
    assert "Freedonia" in answer.text
    assert "12 mm" in answer.text
    exact(assistant, answer)


def test_an_address_that_does_not_exist_is_said_not_to(assistant: Assistant) -> None:
    answer = assistant.ask("15 CFR 744.90(k)")
    assert answer.statements[0].note == "no such provision"
    assert "744.90(d)" in answer.text


def test_a_reserved_paragraph_is_said_to_be(assistant: Assistant) -> None:
    assert assistant.ask("15 CFR 744.90(d)").statements[0].note == "reserved"


def test_a_follow_up_address_stands_on_the_last_one(assistant: Assistant) -> None:
    answer = assistant.ask("what about paragraph (a)?", ["what does 744.90(b) say"])
    assert "seven years" in answer.text


def test_a_row_is_found_by_its_acronym(assistant: Assistant) -> None:
    answer = assistant.ask("Is ZXW on the Entity List?")
    assert "Case-by-case" in answer.text
    exact(assistant, answer)


def test_a_name_that_is_not_there_is_never_called_clear(assistant: Assistant) -> None:
    answer = assistant.ask("Is Initech on the Entity List?")
    assert answer.statements[0].note == "not listed"
    assert "2026-07-01" in answer.text
    assert "not sanctioned" not in answer.text


def test_a_yes_or_no_that_would_be_read_from_a_sentence_is_left_to_the_reader(assistant: Assistant) -> None:
    answer = assistant.ask("Are there any licence exceptions for the widget prohibitions?")
    assert not any(s.note == "direct" for s in answer.statements)
    assert any("No License Exceptions apply" in s.text for s in answer.statements)
    assert all(s.verdict is Verdict.VERBATIM for s in answer.statements)


@pytest.mark.parametrize(
    "question",
    [
        "who won the football world cup in 2018",
        "Write me a haiku about autumn leaves",
        "What is a good recipe for lasagna?",
    ],
)
def test_another_topic_is_declined(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is Outcome.NOT_IN_CORPUS
    assert not answer.citations


def test_a_place_that_the_texts_name_is_near_and_still_declined(assistant: Assistant) -> None:
    answer = assistant.ask("What is the capital of Freedonia?")
    assert answer.outcome in (Outcome.SILENT, Outcome.NOT_IN_CORPUS)
    assert answer.form == "closest"


def test_an_address_whose_text_is_not_held_is_named(assistant: Assistant) -> None:
    for question in ("15 CFR 762.6(a)", "What does 15 CFR 762.6(a) say about widget records?"):
        answer = assistant.ask(question)
        assert answer.outcome is Outcome.NOT_IN_CORPUS
        assert "15 CFR 762.6(a) is not held" in answer.text
        assert answer.brings == ("us-15-cfr-762",)


@pytest.mark.parametrize(
    "question", ["What are widget records?", "What did sprocket makers ask for?", "Are sprockets restricted?"]
)
def test_a_heading_is_never_a_statement(assistant: Assistant, question: str) -> None:
    said = [s.text for s in assistant.ask(question).statements]
    assert "§ 744.90 Widget records." not in said
    assert not any("What sprocket makers asked for" in s or "Are sprockets restricted" in s for s in said)


def test_the_sentence_under_a_heading_answers(assistant: Assistant) -> None:
    answer = assistant.ask("What did sprocket makers ask for?")
    assert answer.statements[0].text == "The sprocket makers asked the ministry for a longer term."
    exact(assistant, answer)


def test_a_figure_of_another_kind_is_still_a_figure(assistant: Assistant) -> None:
    assert assistant.ask("How long must the bore of widgets be to need a widget licence?").outcome is Outcome.ANSWERED


def test_a_year_that_the_texts_do_not_speak_of_is_not_answered(assistant: Assistant) -> None:
    assert (
        assistant.ask("How many widgets may exporters send in 2031 under a widget licence?").outcome
        is not Outcome.ANSWERED
    )


def test_a_shipment_of_ones_own_asks_for_its_classification(assistant: Assistant) -> None:
    answer = assistant.ask("Do I need a licence to export my product?")
    assert answer.outcome is Outcome.NEEDS_FACT
    assert "ECCN" in answer.asks_for


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("New customer, is he on a list?", True),
        ("Is our distributor sanctioned?", True),
        ("Is Acme Lamps on a list?", False),  # has its name
        ("Our customer is on the unverified list and signed the statement. Is one enough?", False),  # tells, asks not
    ],
)
def test_a_party_without_a_name_is_asked_for_it(assistant: Assistant, question: str, asks: bool) -> None:
    found = missing_fact(understand(question, (), Filters(), assistant.catalogue))
    assert ("the name of the party" in found) == asks


def test_what_is_planted_in_a_document_does_not_act(assistant: Assistant) -> None:
    answer = assistant.ask("What did the spokesman say of sprockets in the article?")
    assert "](" not in answer.text
    assert "<b>" not in answer.text
    assert " https://" not in answer.text


@pytest.mark.parametrize("question", ["", "   ", "x" * 5000])
def test_questions_that_make_no_sense_are_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(BadRequest):
        assistant.ask(question)


def test_an_unknown_filter_value_is_refused(assistant: Assistant) -> None:
    with pytest.raises(BadRequest):
        assistant.ask("widgets", filters=Filters(jurisdictions=("xx",)))


def test_an_implied_filter_can_be_taken_away(assistant: Assistant) -> None:
    narrowed: Answer = assistant.ask("What do widget makers worry about according to the article?")
    assert [i.field for i in narrowed.implied] == ["kind"]
    assert assistant.ask("What do widget makers worry about according to the article?", without=("kind",)).implied == ()
