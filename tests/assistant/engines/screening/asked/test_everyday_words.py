"""Everyday words are nobody's name where a sentence writes them as its own; who is called by them is still found."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from assistant.engines.screening.asked.everyday_words import Everyday, EverydayWords
from corpus.annotations import Annotation

NOTES = SimpleNamespace(
    questions=("don't the lamps even need a bright lantern?", "i don't know the lantern, does quelvik?", "ask quelvik"),
    answer="A bright lantern, even a lamp, is what they ask and know of. Quelvik is listed, as is Quelvik Ltd.",
)
WORDS = EverydayWords((cast(Annotation, NOTES),))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("don't", "I don't know them, do I need a licence?"),
        ("Don't", "Is it fine? Don't know how bright it is."),
        ("Even", "Even to somebody on the list?"),
        ("ask", "Does Commerce ask for a licence?"),
        ("LANTERN", "Somebody spoke of a licence for a LANTERN??"),
        ("Bright lanterns", "Bright lanterns of which kind are on the list?"),
    ],
)
def test_what_a_sentence_writes_as_its_own_is_nobodys_name(name: str, text: str) -> None:
    assert WORDS.kind_of(name, text) is Everyday.WRITTEN


def test_everyday_words_with_capitals_are_told_from_those_of_a_sentence() -> None:
    assert WORDS.kind_of("Bright Lantern", "May we sell to Bright Lantern in Reno?") is Everyday.WORDS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lantern", "is lantern listed?"),
        ("LANTERN", "Is LANTERN on the SDN list?"),
        ("Lantern", "Lantern is on the Unverified List, isn't it?"),
        ("Bright", "Are Bright and Quelvik on a list?"),
        ("lantern", "They say it is called lantern."),
        ("LANTERN", "We fuel the tanker LANTERN tomorrow."),
        ("Lantern Holding Ltd", "What about Lantern Holding Ltd?"),
        ("bright lantern ltd", "we sell to bright lantern ltd"),
        ("Lantern", "Lantern wants a quote."),
        ("quelvik", "does quelvik need a licence?"),  # in prose it has a capital as often as not
        ("Lantern", "Who is it?"),  # named in an earlier question
    ],
)
def test_who_is_called_by_everyday_words_is_somebody(name: str, text: str) -> None:
    assert WORDS.kind_of(name, text) is Everyday.NO
