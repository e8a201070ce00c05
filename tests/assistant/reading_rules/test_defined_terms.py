"""A sentence that only names a term does not say what it means."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.query.answer_kinds import kinds_wanted
from assistant.query.model import Query
from assistant.reading_rules.gate.defined_terms import leaves_undefined
from assistant.reading_rules.sentences import Sentence
from corpus.filters import Filters
from corpus.model import Kind


def _leaves(question: str, text: str, kind: Kind = Kind.LAW, title: str = "Lights") -> bool:
    hit = cast("Any", SimpleNamespace(source=SimpleNamespace(kind=kind, title=title)))
    asked = Query(question, question, question, "", kinds_wanted(question), Filters())
    return leaves_undefined(asked, Sentence(hit, 0, len(text), text, 0.0, {}))


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("“Lantern permit” means a permit for one lantern.", False),
        ("For the purposes of this section, a lantern permit is a paper that the office gives.", False),
        ("Note 1 to paragraph (a): This paragraph includes items under the lantern permit of § 744.90.", True),
        ("The office may issue a lantern permit by post.", True),
        ("Supplement no. 3 includes the agencies responsible for a lantern permit.", True),
        ("A flange means a ring that a lantern permit may name.", True),
    ],
)
def test_a_term_is_defined_where_it_stands_before_the_verb(text: str, leaves: bool) -> None:
    assert _leaves("What is a lantern permit?", text) is leaves


def test_an_explainer_may_say_it_in_its_own_words() -> None:
    assert not _leaves("What are lantern groups?", "Lantern groups are lists of lanterns.", Kind.EXPLAINER)
    assert _leaves("What are lantern groups?", "Lantern groups are changed by notice.", Kind.LAW)
    assert not _leaves("What is the capital of Lanternia?", "The capital of Lanternia is Wick.", Kind.USER)
    asked, told = "What does being in a lantern group mean?", "Nobody may send a lantern there without a licence."
    assert not _leaves(asked, told, Kind.EXPLAINER, "What is a lantern group?")
    assert _leaves(asked, told, Kind.EXPLAINER)


@pytest.mark.parametrize(
    "question",
    [
        "What is the fine for a lantern permit?",
        "What is 15 CFR 744.90?",
        "Is a lantern permit needed?",
        "什么是灯笼许可",
    ],
)
def test_other_questions_are_left(question: str) -> None:
    assert not _leaves(question, "The office may issue a lantern permit by post.")
