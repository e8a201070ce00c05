"""Clauses of a question that an engine's answer would not miss: each is named, or asked by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.engines.dispatch import computed
from assistant.model import Outcome
from assistant.pipeline import lost_clauses as module
from assistant.pipeline.lost_clauses import is_unseen, lost_clauses, with_lost_clauses, without_clauses
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Source
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


ASIDE = "How long must I keep the records?"


@pytest.mark.parametrize("is_noted", [True, False])
def test_a_part_of_another_matter_is_told_apart_or_left_open(
    held: Catalogue, monkeypatch: pytest.MonkeyPatch, is_noted: bool
) -> None:
    """A note answers it beside the rest, which is computed without it; without a note it is named as open."""
    note = SimpleNamespace(annotation=SimpleNamespace(jurisdiction="lm"))
    decision = SimpleNamespace(outcome=Outcome.ANSWERED if is_noted else Outcome.SILENT, annotated=is_noted)
    inquiry = SimpleNamespace(decision=decision, evidence=SimpleNamespace(annotation=note if is_noted else None))
    monkeypatch.setattr(module, "inquire", lambda *_: inquiry)
    monkeypatch.setattr(module, "asked_of_law", lambda *_: None)
    understood = understand(f"{_COUNTED} {ASIDE}", (), Filters(), held)
    found = computed(understood, held)
    assert found is not None
    source = Source("law", "Law", Kind.LAW, "lm")
    span = SimpleNamespace(source=source)
    found = replace(found, findings=tuple(replace(f, cites=(span,)) for f in found.findings))
    gatherer = SimpleNamespace(catalogue=held)
    told, rest, parts, inquiries = with_lost_clauses(understood, found, gatherer, Filters(), ())  # type: ignore[arg-type]
    if is_noted:
        assert told.parts == (_COUNTED, ASIDE)
        assert rest is None
        assert list(parts) == [_COUNTED]
        assert inquiries == (inquiry,)
    else:
        assert rest is not None
        assert rest.not_answered == (ASIDE,)


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("Wie lange muss ich Unterlagen aufbewahren und wie hoch ist die Strafe?", "Wie hoch ist die Strafe?"),
        ("Combien de temps faut-il garder les pièces et quelle est l'amende prévue ?", "Quelle est l'amende prévue ?"),
        ("¿Necesito una licencia y cuánto tiempo debo conservar los registros?",
         "Cuánto tiempo debo conservar los registros?"),
        ("Gilt das für Firmen und wie oft gemeldet wird?", ""),
    ],
)  # fmt: skip
def test_questions_in_other_languages_are_cut_at_their_and(held: Catalogue, question: str, second: str) -> None:
    parts = understand(question, (), Filters(), held).parts
    assert (parts[1] if parts else "") == second
