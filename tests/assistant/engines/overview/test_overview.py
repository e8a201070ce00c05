"""Requests of a kind: quiz, summary, list of provisions with some words; each is cited, or said not to be there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.engines.overview import listing, quiz, scope, summary
from assistant.engines.overview.quiz import _of_scope, _of_words, _spread, _words
from assistant.engines.overview.scope import TextScope
from assistant.model import Answer, Form, Outcome, StatementRole, Verdict
from assistant.pipeline import Assistant
from assistant.query.parser import understand
from corpus.annotations import Annotation, Pin
from corpus.annotations.model import AnnotatedSource
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from ui import serializers
from ui.components.chat.answer_display.answer import answer_html
from ui.exports.legal import unescaped

US = AnnotatedSource("us-test", "15 CFR Part 744 (test)", "us")
NOTES = [
    Annotation(US, slug, (asked,), told, (Pin(pin),))
    for slug, asked, told, pin in (
        ("records", "How long are widget records kept?", "Seven years from the export.", "15 CFR 744.90(a)"),
        ("licence", "Where may widgets go only with a licence?", "To Freedonia.", "15 CFR 744.90(b)(1)"),
        ("flanges", "Where may flanges go?", "To the countries of § 744.92.", "15 CFR 744.91(a)"),
        ("gone", "What does section 99 say?", "Nothing that is held.", "15 CFR 744.99"),
    )
]


def _held(assistant: Assistant, name: str) -> TextScope:
    found = scope.scope_of(understand(name, (), Filters(), assistant.catalogue), name, assistant.catalogue)
    assert isinstance(found, TextScope)
    return found


def _cited(answer: Answer) -> list[str]:
    return [c.locator for c in answer.citations]


# --- quiz -------------------------------------------------------------------------------------------------------------


def test_a_quiz_asks_of_the_notes_on_a_provision_and_below_it(assistant: Assistant) -> None:
    section = _held(assistant, "15 CFR 744.90")
    assert [n.slug for n in _of_scope(section, NOTES)] == ["records", "licence"]
    assert [n.slug for n in _of_scope(_held(assistant, "15 CFR Part 744"), NOTES)] == [n.slug for n in NOTES]


def test_a_quiz_asks_only_what_a_text_that_is_held_answers(assistant: Assistant) -> None:
    question = understand("quiz me", (), Filters(), assistant.catalogue)
    asked = _spread(NOTES, 4, 0, question, assistant.catalogue)
    assert [note.slug for note, _ in asked] == ["records", "licence", "flanges"]
    first = _spread(NOTES, 1, 0, question, assistant.catalogue)[0][0]
    assert _spread(NOTES, 1, 1, question, assistant.catalogue)[0][0] != first  # another round, another question


def test_a_subject_is_found_in_questions_and_answers(assistant: Assistant) -> None:
    question = understand("quiz me on flanges", (), Filters(), assistant.catalogue)
    assert [n.slug for n in _of_words("flanges", _words(NOTES), question)] == ["flanges"]
    assert _of_words("please", _words(NOTES), question) == []


def test_the_answers_of_a_quiz_are_folded(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiz, "kept_notes", lambda _: type("Read", (), {"all": tuple(NOTES)}))
    catalogue = Catalogue(assistant.catalogue.path)
    answer = Assistant(assistant.collection, catalogue, assistant.settings).ask("Quiz me with 2 questions on 744.90")
    assert (answer.outcome, answer.form) == (Outcome.ANSWERED, Form.ANNOTATION)
    asked = [s for s in answer.statements if s.note is StatementRole.QUESTION]
    told = [s for s in answer.statements if s.note is StatementRole.FOLDED]
    assert [s.text for s in asked] == [
        "(1) How long are widget records kept?",
        "(2) Where may widgets go only with a licence?",
    ]
    assert [s.said for s in told] == ["(1) Seven years from the export.", "(2) To Freedonia."]
    assert [s["text"] for s in serializers.answer(answer)["statements"][-2:]] == [s.said for s in told]
    assert "*Answer:* (1) Seven years" in unescaped(answer.text)
    assert all(s.citations and s.verdict is Verdict.ANNOTATED for s in told)
    assert "<details><summary>Answer (1)</summary>Seven years" in answer_html(answer, 0)
    one, _ = serializers.answer(answer)["annotation"]["quiz"]
    assert one["pins"] == ["15 CFR 744.90(a)"]
    assert one["citations"][0]["quote"].startswith("(a) Every exporter")


def test_a_quiz_on_what_has_no_notes_is_said_not_to_be_there(assistant: Assistant) -> None:
    answer = assistant.ask("quiz me on the price of bananas")
    assert answer.outcome is Outcome.NOT_IN_CORPUS
    assert "no notes on the price of bananas" in answer.text


# --- summary ----------------------------------------------------------------------------------------------------------


def test_a_summary_takes_headings_and_duties_in_their_order(assistant: Assistant) -> None:
    answer = assistant.ask("Summarise 15 CFR Part 744")
    assert (answer.outcome, answer.form) == (Outcome.ANSWERED, Form.PROVISION)
    parts = serializers.answer(answer)["provision"]["summary"]
    assert [h["text"] for h in parts["Headings"]][:2] == [
        "15 CFR 744.90: Widget records",
        "15 CFR 744.91: Flange shipments",
    ]
    (duty,) = parts["Duties, in order"]
    assert duty["text"].startswith("15 CFR 744.90(a): (a) Every exporter of widgets must keep")
    assert duty["citations"][0]["quote"] in duty["text"]  # taken, not written
    assert "**Headings**" in answer.text


def test_a_shorter_summary_shows_less(assistant: Assistant) -> None:
    long = assistant.ask("Summarise 15 CFR Part 744")
    short = assistant.ask("shorter", ["Summarise 15 CFR Part 744"])
    assert short.form is Form.PROVISION
    assert len(short.statements) <= len(long.statements)


def test_a_text_that_is_not_held_is_named_with_what_brings_it(assistant: Assistant) -> None:
    answer = assistant.ask("Summarise 15 CFR 740.2")
    assert answer.outcome is Outcome.NOT_IN_CORPUS
    assert "licet sync us-15-cfr-740" in answer.text
    assert answer.brings == ("us-15-cfr-740",)


def test_a_summary_of_no_text_is_left_to_reading(assistant: Assistant) -> None:
    question = understand("Summarise the mood of the market", (), Filters(), assistant.catalogue)
    assert summary.summary(question, assistant.catalogue) is None


@pytest.mark.parametrize(
    "asked", ["Summarise the part", "Please sum up this section.", "give me an outline of the chapter"]
)
def test_a_part_that_is_not_named_is_asked_for(assistant: Assistant, asked: str) -> None:
    found = summary.summary(understand(asked, (), Filters(), assistant.catalogue), assistant.catalogue)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert found.findings[0].text.startswith("Which text?")


def test_a_quiz_without_a_subject_asks_for_one(assistant: Assistant) -> None:
    found = quiz.quiz(understand("Quiz me, please", (), Filters(), assistant.catalogue), assistant.catalogue)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert "On which text or subject?" in found.findings[0].text


# --- list of provisions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ("List every provision that mentions widgets", ["Article 1(1)", "15 CFR 744.90", "15 CFR 744.90(a)",
         "15 CFR 744.90(b)", "15 CFR 744.90(b)(1)", "15 CFR 744.90(b)(2)", "15 CFR 744.90(c)"]),
        ("list all paragraphs of 15 CFR 744.91 that mention flanges", ["15 CFR 744.91(a)", "15 CFR 744.91(b)"]),
        ("Which sections mention “License Exceptions”?", ["15 CFR 744.90(c)"]),
    ],
)  # fmt: skip
def test_every_provision_with_the_words_is_listed_and_counted(
    asked: str, places: list[str], assistant: Assistant
) -> None:
    answer = assistant.ask(asked)
    assert (answer.outcome, answer.form) == (Outcome.ANSWERED, Form.LIST)
    told = serializers.answer(answer)["list"]
    found = [row["locator"] for row in told["rows"]]
    assert [p for p in found if p != "15 CFR 744.91"] == places
    assert told["value"] == len(found)
    assert "found by their words" in answer.text


def test_words_that_no_provision_has_together_are_said_so(assistant: Assistant) -> None:
    answer = assistant.ask("list everything that requires a licence for titanium flanges")
    assert answer.text.startswith("No provision has")
    assert _cited(answer) == ["15 CFR 744.91(b)"]
    assert "whether one of them requires or allows it is not judged" in answer.text
    none = assistant.ask("list every provision that mentions bananas")
    assert "not have “bananas” in any provision" in none.text


def test_what_is_told_behind_the_question_is_not_looked_for(assistant: Assistant) -> None:
    answer = assistant.ask("Which sections mention flanges? Need the number for a caption")
    assert "“flanges”, looked for in" in answer.text
    assert "caption" not in answer.text


def test_an_address_that_does_not_exist_is_told_with_those_beside_it(assistant: Assistant) -> None:
    answer = assistant.ask("What does 15 CFR 744.90(z) say?")
    assert answer.text.startswith("There is no 15 CFR 744.90(z) in 15 CFR 744.90. It has 15 CFR 744.90(a)")


def test_the_rest_is_shown_on_request(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_PROVISIONS_LISTED", 4)
    first = "List every provision that mentions widgets"
    assert "1 to 4 of 7 shown" in assistant.ask(first).text
    assert "5 to 7 of 7 shown" in assistant.ask("next", [first]).text


def test_a_list_without_words_asks_for_them(assistant: Assistant) -> None:
    answer = assistant.ask("list every provision that requires it")
    assert (answer.outcome, answer.asks_for) == (Outcome.NEEDS_FACT, "the word or phrase")


def test_other_lists_pass_by(assistant: Assistant) -> None:
    question = understand("List all parties in Freedonia", (), Filters(), assistant.catalogue)
    assert listing.listing(question, assistant.catalogue) is None
    assert listing.listing(replace(question, core="", standalone=""), assistant.catalogue) is None
