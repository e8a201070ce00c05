"""Clauses of a question that an engine's answer would not miss: each is named, or asked by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engines.dispatch import computed
from assistant.pipeline.lost_clauses import is_unseen, lost_clauses, without_clauses
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.calculation.conftest import hold, small


@pytest.fixture
def held(tmp_path: Path) -> Catalogue:
    """Return a catalogue of a small regulation."""
    return hold(Catalogue(tmp_path / "catalogue.sqlite"), small())


def _lost(question: str, held: Catalogue) -> list[str]:
    understood = understand(question, (), Filters(), held)
    found = computed(understood, held)
    assert found is not None
    return [c.text for c in lost_clauses(understood, found, held)]


_COUNTED = "Which day is 30 days from 3 March 2026?"


@pytest.mark.parametrize(
    ("question", "lost"),
    [
        (f"{_COUNTED} Does the company lose its privileges then?", ["Does the company lose its privileges then?"]),
        (_COUNTED, []),
        (f"We count by the calendar. {_COUNTED}", []),
    ],
)
def test_what_changes_nothing_of_an_answer_is_lost(held: Catalogue, question: str, lost: list[str]) -> None:
    assert _lost(question, held) == lost


def test_a_lost_clause_keeps_what_is_told_before_it(held: Catalogue) -> None:
    question = f"We had a letter. {_COUNTED} Does the company lose its privileges?"
    understood = understand(question, (), Filters(), held)
    found = computed(understood, held)
    assert found is not None
    clause = lost_clauses(understood, found, held)[0]
    assert clause.text == "Does the company lose its privileges?"
    assert clause.whole.startswith("We had a letter.")
    assert "privileges" not in clause.rest
    assert is_unseen(clause, found)
    assert without_clauses(understood, [clause.text]) == clause.rest
