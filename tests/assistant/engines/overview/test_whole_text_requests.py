"""Questions about "this": a document that was added is told from its own words, in its order, and no other text is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.model import Answer, Form, Outcome
from assistant.pipeline import Assistant
from assistant.query.texts_meant import asks_of_this, title_asked
from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind
from corpus.parsers.file import File
from index.collection import Collection
from index.ingest.intake import Labels, take_in_file
from ui import serializers

FERRY = """# Terms of the ferry house

These terms govern the carriage of parcels on the ferry.

## Definitions

"Parcel" means a box that one person can carry.

## Payment

The carrier shall weigh every parcel before 12 March 2027. The sender must pay EUR 4,500 to Halmstad Ferry Works.
"""
KILN = """# Notes on the kiln

The kiln of Mora Clay Union is fired on Mondays.
"""


@pytest.mark.parametrize(
    ("asked", "is_asked"),
    [
        ("What is this about?", True),
        ("what's this document about", True),
        ("What does it say?", True),
        ("Summarise it", True),
        ("please summarize the attached file", True),
        ("Give me a summary of this PDF.", True),
        ("What is the document I just added about?", True),
        ("What is the Entity List about?", False),  # names a text, or a thing
        ("What does this mean for exporters?", False),  # asks about a point
        ("What does it say about records?", False),
        ("Summarise 15 CFR 744.21", False),
        ("Is this allowed?", False),
        ("What is this ECCN about to become?", False),
    ],
)
def test_a_request_is_about_a_text_as_a_whole_or_about_a_point(asked: str, is_asked: bool) -> None:
    assert asks_of_this(asked) is is_asked


def test_a_title_stands_in_quotation_marks() -> None:
    assert title_asked("What is “Terms of the  ferry house” about?") == "Terms of the ferry house"
    assert title_asked("What is a ferry about?") == ""


@pytest.fixture(scope="module")
def assistant(new_home: Callable[[], Path]) -> Iterator[Assistant]:
    home = new_home()
    held = Collection(home, Catalogue(home / "catalogue.sqlite"))
    yield Assistant(held, held.catalogue, Settings(home=home))
    held.close()
    held.catalogue.close()


def _add(assistant: Assistant, name: str, text: str) -> str:
    (done,) = take_in_file(assistant.collection, File(name, text.encode()))
    assert done.problem is None
    return done.source_id


def test_this_is_what_was_added_last_unless_a_text_is_chosen(assistant: Assistant) -> None:
    asked = assistant.ask("What is this about?")
    assert (asked.outcome, asked.asks_for) == (Outcome.NEEDS_FACT, "the text"), "nothing is held"
    ferry = _add(assistant, "ferry.md", FERRY)
    for question in ("What is this about?", "What does it say?", "Summarise it"):
        answer = assistant.ask(question)
        assert (answer.outcome, answer.form) == (Outcome.ANSWERED, Form.PROVISION)
        assert {c.source.id for c in answer.citations} == {ferry}
        assert "the document added last" in answer.lead
    kiln = _add(assistant, "kiln.md", KILN)
    assert {c.source.id for c in assistant.ask("What is this about?").citations} == {kiln}
    chosen = assistant.ask("What is this about?", filters=Filters(sources=(ferry,)))
    assert {c.source.id for c in chosen.citations} == {ferry}
    titled = assistant.ask("What is “Terms of the ferry house” about?")
    assert {c.source.id for c in titled.citations} == {ferry}
    for question in (
        "tl;dr", "Worum geht es in diesem Dokument?", "这份文件讲的是什么？", "この文書は何についてですか？",
        "De quoi parle ce document ?", "¿De qué trata este documento?",
    ):  # fmt: skip
        assert {c.source.id for c in assistant.ask(question).citations} == {kiln}, question
    both = assistant.ask("What does it say?", filters=Filters(sources=(ferry, kiln)))
    assert {c.source.id for c in both.citations} == {ferry, kiln}
    assert "2 texts are meant" in both.lead


def test_it_is_told_in_its_own_words_and_order(assistant: Assistant) -> None:
    ferry = _add(assistant, "ferry.md", FERRY)
    found = assistant.ask("What does it say?", filters=Filters(sources=(ferry,)))
    parts = serializers.answer(found)["provision"]["summary"]
    assert "These terms govern the carriage of parcels" in parts["It begins"][0]["text"]
    assert "“Parcel”" in parts["Definitions"][0]["text"] or "“parcel”" in parts["Definitions"][0]["text"]
    assert [d["text"].split(": ", 1)[1] for d in parts["Duties, in order"]] == [
        "The carrier shall weigh every parcel before 12 March 2027.",
        "The sender must pay EUR 4,500 to Halmstad Ferry Works.",
    ]
    assert parts["Sums"][0]["text"].startswith("EUR 4,500: The sender must pay")
    assert parts["Dates"][0]["text"].startswith("12 March 2027: The carrier shall")
    assert [n["text"] for n in parts["Names"]] == ["Halmstad Ferry Works"]
    for part in parts.values():
        starts = [line["citations"][0]["start"] for line in part]
        assert starts == sorted(starts)
        for line in part:
            assert all(c["source_id"] == ferry and c["quote"] for c in line["citations"])


def test_a_part_of_it_is_told_by_itself(assistant: Assistant) -> None:
    ferry = _add(assistant, "ferry.md", FERRY)
    only = Filters(sources=(ferry,))
    dates = assistant.ask("Which dates are in it?", filters=only)
    assert dates.lead == "“Terms of the ferry house” has 1 date: 12 March 2027."
    assert "EUR 4,500" in assistant.ask("what sums does this document mention?", filters=only).lead
    assert "“Parcel”" in assistant.ask("Welche Begriffe definiert dieses Dokument?", filters=only).text
    duties = assistant.ask("what are the obligations in this document?", filters=only)
    assert "The sender must pay EUR 4,500" in duties.text
    kiln = _add(assistant, "kiln.md", KILN)
    none = assistant.ask("Which sums are in it?", filters=Filters(sources=(kiln,)))
    assert none.outcome is Outcome.SILENT
    assert none.text.startswith("No sum of money was found in “Notes on the kiln”")


LEVY = """# Ordinance on the widget levy

Article 1

This Ordinance lays down a levy on widgets of EUR 700.

Article 2

The carrier shall pay the levy before 1 May 2028.
"""
REPORT = """Widget makers fear a levy

Widget makers in Freedonia said on Monday that they fear a new levy. The trade union of Halmstad expects layoffs.

Exports of widgets fell. The minister did not answer.
"""


@pytest.fixture(scope="module")
def two(new_home: Callable[[], Path]) -> Iterator[Assistant]:
    home = new_home()
    held = Collection(home, Catalogue(home / "catalogue.sqlite"))
    assistant = Assistant(held, held.catalogue, Settings(home=home))
    _add(assistant, "report.txt", REPORT)
    (done,) = take_in_file(held, File("levy.md", LEVY.encode()), Labels(kind=Kind.LAW))
    assert done.problem is None
    yield assistant
    held.close()
    held.catalogue.close()


def _title(answer: Answer) -> str:
    (title,) = {c.source.title for c in answer.citations}
    return title


@pytest.mark.parametrize(
    ("asked", "history", "title"),
    [
        ("what is this about?", (), "Ordinance on the widget levy"),  # the last
        ("what is the article about?", (), "Widget makers fear a levy"),
        ("Worum geht es in dem Artikel?", (), "Widget makers fear a levy"),
        ("what does this regulation say?", (), "Ordinance on the widget levy"),
        ("¿Qué fechas hay en este reglamento?", (), "Ordinance on the widget levy"),
        ("summarise it", ("what is the article about?",), "Widget makers fear a levy"),  # the one spoken of
        ("which dates are in this document?", ("what does this regulation say?",), "Ordinance on the widget levy"),
        ("What is “Widget makers fear a levy” about?", (), "Widget makers fear a levy"),
        ("summarise it", ("What is “Widget makers fear a levy” about?",), "Widget makers fear a levy"),
        ("what does this article say about the union?", (), "Widget makers fear a levy"),
        ("Is Toyota mentioned in this article?", (), "Widget makers fear a levy"),
        ("这篇文章提到丰田了吗？", (), "Widget makers fear a levy"),
    ],
)
def test_two_texts_are_told_apart(two: Assistant, asked: str, history: tuple[str, ...], title: str) -> None:
    assert _title(two.ask(asked, history)) == title


def test_a_topic_is_told_in_the_sentences_that_have_it(two: Assistant) -> None:
    told = two.ask("what does this article say about the union?")
    assert told.outcome is Outcome.ANSWERED
    assert "The trade union of Halmstad expects layoffs." in told.text
    assert "minister" not in told.text
    none = two.ask("what does this article say about Toyota?")
    assert none.outcome is Outcome.SILENT
    assert "does not have “Toyota” in any paragraph" in none.text
    verb = two.ask("what does this article say about permits?")  # a word that is a verb elsewhere is looked for as well
    assert "does not have “permits” in any paragraph" in verb.text
    assert [i.words for i in none.implied] == ["this article"]


GERMAN = """Hausordnung der Fähre

Die Fähre legt am 3. Juli 2027 zum ersten Mal ab, und jeder Fahrgast muss einen Fahrschein haben, den er am Schalter \
kauft. Wer keinen Fahrschein hat, darf nicht mitfahren, und die Besatzung kann ihn am nächsten Steg absetzen.
"""


def test_what_is_not_read_in_a_language_is_said(assistant: Assistant) -> None:
    only = Filters(sources=(_add(assistant, "ordnung.txt", GERMAN),))
    none = assistant.ask("welche Termine nennt dieses Dokument?", filters=only)
    assert none.outcome is Outcome.SILENT
    assert "is in German, in which dates are not read here" in none.text
    assert "darf nicht mitfahren" in assistant.ask("Welche Pflichten nennt dieses Dokument?", filters=only).text


def test_an_answer_about_a_text_is_short(two: Assistant) -> None:
    for asked in ("what is this about?", "what is the article about?", "which dates are in it?", "tl;dr"):
        assert len(two.ask(asked).text.split()) <= 70, asked


def test_after_a_question_about_law_it_is_that_law_and_no_document(assistant: Assistant) -> None:
    _add(assistant, "kiln.md", KILN)
    answer = assistant.ask("What does it say?", ["Who must keep records of exports of widgets?"])
    assert not answer.computed
