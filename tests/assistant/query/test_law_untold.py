"""Whose law a question asks of that names none: by the place of who asks, and by the conversation."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.filters import Filters


def _asked(question: str) -> Query:
    return Query(question, question, question, "", frozenset(), Filters())


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("We're a lantern forwarder in Ningbo. Whom do we tell of a breach?", {"cn"}),
        ("Can a Paris consultancy still advise on lanterns?", {"eu"}),  # of a state of the Union
        ("We're a lantern maker in Bengaluru. How long does a permit last?", set()),  # of no law that is read
        ("We're a lantern maker in Boston. How long does a permit last?", set()),
        ("We're a lantern maker in Boston. Our dealer resells in China. What must we tell him?", set()),
        ("Our Suzhou plant sells lanterns. Does the EAR apply?", {"us"}),  # a law that is named is meant alone
        ("Our Suzhou plant re-exports lanterns. A permit?", {"cn", "us"}),  # words that American law has
        ("US Commerce wants to visit our plant in Suzhou. May they?", {"cn", "us"}),
        ("BIS wants to visit our plant in Suzhou. May they?", {"cn", "us"}),
        ("Our plant in Suzhou is on the Entity List. How do we get off?", set()),
        ("We're a lantern bank in Zurich. What does the 50 percent rule say?", set()),
        ("I'm a student of lanterns in Toronto. What is a deemed export?", set()),
        ("Our Suzhou plant makes lanterns of 15 CFR 744.21. Who reads that?", {"us"}),
        ("We sell lanterns to a customer in Suzhou. What must we keep?", set()),
        ("How long are lantern records kept?", set()),
    ],
)
def test_the_place_of_who_asks_tells_the_law(assistant: Assistant, question: str, meant: set[str]) -> None:
    assert understand(question, (), Filters(), assistant.catalogue).jurisdictions == meant


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("We're a lantern forwarder in Ningbo. Whom do we tell?", " under Chinese law"),
        ("US Commerce wants to visit our plant in Suzhou. May they?", " under Chinese law"),
        ("Our Suzhou plant re-exports lanterns. A permit?", ""),
        ("Whom must a Chinese exporter of lanterns tell?", ""),  # it names the law itself
        ("Whom do we tell?", ""),
    ],
)
def test_texts_are_sought_by_the_name_of_the_law(question: str, sought: str) -> None:
    assert _asked(question).sought == question + sought


@pytest.mark.parametrize(
    ("before", "now", "meant"),
    [
        (("What does MOFCOM ask of lanterns?",), "Do inspectors come and check on site?", {"cn"}),
        (("We're a lantern maker in Nagoya. Do we need a licence?",), "How long is the licence good for?", {"jp"}),
        (("What does MOFCOM ask of lanterns?", "Do inspectors come on site?"), "Must all the records be kept?", {"cn"}),
        (("What does MOFCOM ask of lanterns?",), "Is a presumption of denial final for a lantern?", set()),
        (("What does MOFCOM ask of lanterns?",), "Who sits on the End-User Review Committee?", set()),
        (("What does MOFCOM ask of lanterns?",), "How long are records kept under the EAR?", {"us"}),
        (("What does MOFCOM ask of lanterns?", "And under the EAR?"), "Must all the records be kept?", {"us"}),
        (("What does MOFCOM ask of lanterns?", "Is Acme on the Entity List?"), "Must all the records be kept?", set()),
        (("Is a lantern a weapon?",), "Must all the records be kept?", set()),
    ],
)
def test_a_conversation_stays_with_its_law(
    assistant: Assistant, before: tuple[str, ...], now: str, meant: set[str]
) -> None:
    assert understand(now, before, Filters(), assistant.catalogue).jurisdictions == meant


def test_who_asks_from_a_place_of_no_law_that_is_read_is_answered_as_others_are(assistant: Assistant) -> None:
    asked = "For how many years must widget sales records be kept?"
    assert assistant.ask(asked).outcome.value == "answered"
    assert assistant.ask(f"We're a widget maker in Bengaluru. {asked}").outcome.value == "answered"
