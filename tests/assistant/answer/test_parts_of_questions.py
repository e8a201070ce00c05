"""A note told for one of several questions: what of another one it tells, and what it plainly leaves open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer.parts_of_questions import kinds_asked, leaves_open, office_named, tells_of
from assistant.evidence.annotations import AnnotationMatch
from assistant.pipeline import Assistant
from assistant.query.parser import understand
from corpus.annotations import Annotation, PinnedText, PinState
from corpus.annotations.model import AnnotatedSource, Pin
from corpus.catalogue import Catalogue
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.calculation.conftest import hold

PLACE = "15 CFR 744.91(a)"


def _note(answer: str, who_decides: str = "", check_next: tuple[str, ...] = ()) -> AnnotationMatch:
    source = AnnotatedSource("us-test", "Part 744", "us")
    note = Annotation(
        source, "rod", ("What of a rod?",), answer, (Pin(PLACE),), who_decides=who_decides, check_next=check_next
    )
    return AnnotationMatch(note, "", (0.8,) * 12, 0.9)


@pytest.mark.parametrize(
    ("asked", "answer", "who", "told"),
    [
        ("By when?", "A rod is reported within 10 days.", "", True),
        ("By when?", "A rod is reported to the Bureau.", "", False),
        ("Who decides?", "A rod needs leave.", "The Bureau.", True),
        ("Who decides?", "A rod needs leave of the Bureau of Rods.", "", False),  # an office in passing decides nothing
        ("How long must a wick be kept?", "A rod is kept for 10 years.", "", False),  # of another thing
        ("May a rod be burnt?", "A rod may be burnt.", "", False),  # a yes or no is told by its own note alone
    ],
)
def test_a_short_question_is_told_by_a_statement_of_its_kind(
    assistant: Assistant, asked: str, answer: str, who: str, told: bool
) -> None:
    question = understand(asked, (), Filters(), assistant.catalogue)
    assert tells_of(_note(answer, who), question) is told


@pytest.mark.parametrize(
    ("asked", "answer", "is_open"),
    [
        ("What happens if we stall?", "A visit needs consent within four hours.", True),
        ("What happens if we stall?", "Who stalls is fined.", False),
        ("How high are the fines?", "The Order sets no amounts: each state fixes its own.", False),
        ("How high is the fee?", "Each state fixes a fee.", True),
        ("Bis wann muss das beim Amt sein?", "A rod needs a certificate.", True),
        ("Dans quels délais?", "A rod is reported ten days before.", False),
        ("안 지키면?", "A rod needs no form.", True),
    ],
)
def test_what_lacks_the_kind_of_answer_leaves_a_question_open(
    assistant: Assistant, asked: str, answer: str, is_open: bool
) -> None:
    question = understand(asked, (), Filters(), assistant.catalogue)
    assert leaves_open(_note(answer), question, 0.0) is is_open


def test_kinds_are_asked_for_in_every_language(assistant: Assistant) -> None:
    asked = ("谁来罚？", "Wer erteilt sie?", "¿Quién decide?", "누가 결정하나요?", "誰が決めますか？")
    assert all("body" in kinds_asked(understand(a, (), Filters(), assistant.catalogue)) for a in asked)


def test_the_office_is_named_by_the_words_of_the_provision(tmp_path: Path) -> None:
    """Who punishes stands in the note's own provision; a note that names an office of its own is told by that."""
    tree, title = TreeBuilder(), "Lantern Law"
    top = tree.add(title, locator=title, role=Role.HEADING, heading=title)
    text = "A lantern is bright. Whoever burns one is fined by the Ministry of Lamps. Its Bureau publishes the fine."
    tree.add(text, locator=f"{title} > block 1", role=Role.TEXT, parent=top)
    held = hold(Catalogue(tmp_path / "c.sqlite"), tree.reading(Source("lamps", "Lamps", Kind.LAW, "lm")))

    def named(asked: str, who_decides: str = "") -> str:
        match = _note("A burnt lantern costs a fine.", who_decides)
        match = replace(
            match, pins=(PinnedText(Pin(f"{title} > block 1"), PinState.HELD, tuple(_at(held, title)), text),)
        )
        found = office_named(match, understand(asked, (), Filters(), held))
        return held.slice(found[0].version.number, *found[1:]) if found else ""

    assert named("Who punishes?") == "Whoever burns one is fined by the Ministry of Lamps."
    assert named("Who punishes?", "The Ministry.") == ""
    assert named("How long does it take?") == ""
    assert named("Who may sell lanterns made of Peruvian glass?") == ""


def _at(held: Catalogue, title: str) -> list[HeldProvision]:
    return list(held.find(f"{title} > block 1", Filters()))
