"""What is told of some goods is no answer for others of their kind, which have a rule of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer.annotated_answer import may_answer
from assistant.answer.inquiry import decided_by, inquire
from assistant.evidence.annotation_scope import is_of_case_asked, is_of_other_case
from assistant.evidence.annotations import AnnotationMatch
from assistant.lexicon.goods_families import names_other_goods
from assistant.model import Outcome
from assistant.pipeline import Assistant
from assistant.query.parser import understand
from corpus.annotations import Annotation
from corpus.annotations.model import AnnotatedSource, Pin
from corpus.filters import Filters

OIL = "Crude oil or petroleum products may not be imported."
CARS = "Cars above EUR 50 000 are on the list."


@pytest.mark.parametrize(
    ("asked", "told", "is_other"),
    [
        ("Is natural gas from Russia banned?", OIL, True),
        ("Is Russian diesel banned?", OIL, False),  # a petroleum product
        ("Is Russian oil or gas banned?", OIL, False),  # one of those asked for
        ("Are watches banned?", CARS, True),
        ("Are watches worth watching?", "Luxury goods are on the list.", False),  # no goods of the family
        ("Are cars banned?", CARS, False),
        ("Is care needed?", CARS, False),
        ("Is a shotgun on the list?", "Rifles and pistols are.", True),
        ("Is a rifle suppressor ITAR?", "Silencers and sound suppressors are in Category I.", False),
        ("Is heavy water under the general licence?", "Tritium is, below 100 Ci.", True),
        ("Are gas turbines listed?", OIL, False),
        ("May we sell crude oil equipment to Russia?", OIL, True),  # what oil is got with is no oil
        ("Is oil drilling gear banned?", OIL, True),
        ("Is oil drilling gear banned?", "Goods for oil refining may not be sold.", False),
    ],
)
def test_goods_are_compared_within_their_family(asked: str, told: str, is_other: bool) -> None:
    assert names_other_goods(asked, told) is is_other


def test_what_a_note_says_elsewhere_counts_for_the_goods_asked_for() -> None:
    assert not names_other_goods("Is natural gas banned?", OIL, f"{OIL} Natural gas is not among them.")


def _match(name: str, wording: str, answer: str, probability: float) -> AnnotationMatch:
    source = AnnotatedSource("us-test", "Part 744", "us")
    note = Annotation(source, name, (wording,), answer, (Pin("15 CFR 744.91(a)"),))
    return AnnotationMatch(note, wording, (0.7,) * 12, probability, (), ())


def test_a_note_on_other_goods_is_not_told_and_one_on_the_goods_asked_for_is(assistant: Assistant) -> None:
    oil = _match("oil", "Which oil may not be imported?", OIL, 0.95)
    gas = _match("gas", "Which natural gas may be imported?", "Natural gas is in none of the lists.", 0.7)
    question = understand("Which natural gas may not be imported?", (), Filters(), assistant.catalogue)
    assert may_answer(oil, question.wants, question.core)
    inquiry = replace(inquire(question, assistant.gatherer()), ranked=())
    alone = decided_by(inquiry, [oil], assistant.catalogue).decision
    assert (alone.outcome, alone.annotated) == (Outcome.SILENT, False)
    both = decided_by(inquiry, [oil, gas], assistant.catalogue)
    assert both.evidence.annotation == gas
    assert both.decision.annotated


SMALL, LARGE = "A minor violation goes into an abbreviated report.", "A significant violation has aggravating factors."


@pytest.mark.parametrize(
    ("asked", "told", "of_case", "of_other"),
    [
        ("Is it different for tiny paperwork stuff?", SMALL, True, False),
        ("Is it different for tiny paperwork stuff?", LARGE, False, True),
        ("Is it different for tiny paperwork stuff?", "The narrative is due in 180 days.", False, False),
        ("How is a significant violation told?", SMALL, False, True),
        ("Are minor and significant violations told alike?", LARGE, False, False),  # of both
        ("How is a violation told?", LARGE, False, False),
    ],
)
def test_the_rule_of_the_large_case_is_no_answer_for_the_small_one(
    assistant: Assistant, asked: str, told: str, of_case: bool, of_other: bool
) -> None:
    query = understand(asked, (), Filters(), assistant.catalogue)
    note = Annotation(AnnotatedSource("us-test", "Part 764", "us"), "n", ("What then?",), told, (Pin("15 CFR 764.5"),))
    assert (is_of_case_asked(query, note), is_of_other_case(query, note)) == (of_case, of_other)
