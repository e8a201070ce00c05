"""Questions about "this": a document that was added is told from its own words, in its order, and no other text is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.engines.overview.whole_text_requests import asks_of_this, title_asked
from assistant.model import Form, Outcome
from assistant.pipeline import Assistant
from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.parsers.file import File
from index.collection import Collection
from index.ingest.intake import take_in_file
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


def test_after_a_question_about_law_it_is_that_law_and_no_document(assistant: Assistant) -> None:
    _add(assistant, "kiln.md", KILN)
    answer = assistant.ask("What does it say?", ["Who must keep records of exports of widgets?"])
    assert not answer.computed
