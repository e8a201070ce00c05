"""Measures of answers to users' questions: each way to be wrong is told apart."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.evaluation.users import JudgedQuestion, evaluate_users
from assistant.model import Answer, Outcome, Statement, StatementRole, Verdict
from corpus.errors import BadRequest

ITEM: dict[str, Any] = {
    "id": "L1",
    "kind": "yesno",
    "question": "May lanterns go to Ruritania?",
    "expected": "answered",
    "must_contain": ["30 days|thirty days", "lantern "],
    "verdict": "no",
    "gold": [{"locator": "15 CFR 799.1", "quote": "Lanterns need a permit for Ruritania."}],
}


def _answer(text: str, outcome: Outcome = Outcome.ANSWERED, *, yes: bool | None = None, passage: str = "") -> Answer:
    said = Statement(text, (), Verdict.ANNOTATED, note=StatementRole.ANNOTATION, says_yes=yes)
    hits = [SimpleNamespace(passage=SimpleNamespace(text=passage, locators=()), rank=1)] if passage else []
    return cast(
        "Answer",
        SimpleNamespace(
            outcome=outcome,
            text=text,
            citations=(),
            asks_for=(),
            statements=(said,),
            hits=hits,
            timings_ms={"total": 5.0},
        ),
    )


def _judged(answer: Answer, **item: Any) -> JudgedQuestion:
    return JudgedQuestion({**ITEM, **item}, answer)


def test_an_answer_is_right_where_outcome_words_and_verdict_are() -> None:
    assert _judged(_answer("No. A lantern waits 30 days.", yes=False)).right
    assert _judged(_answer("A lantern waits thirty days.")).right


def test_each_way_to_be_wrong_is_told() -> None:
    against = _judged(_answer("Yes, a lantern may go in 30 days.", yes=True))
    assert against.misleads
    assert not against.right
    assert _judged(_answer("No. A lantern waits 300 days.", yes=False)).missing == ("30 days|thirty days",)
    assert _judged(_answer("No. Lanterns wait 30 days.", yes=False)).missing == ("lantern ",)
    assert _judged(_answer("A lantern goes at once, 30 days.", yes=None), harmful=["goes at once"]).misleads
    declined = _judged(_answer("No plain answer.", Outcome.SILENT))
    assert (declined.outcome_fits, declined.missing, declined.right) == (False, (), False)


def test_a_false_premise_may_be_contradicted_or_declined() -> None:
    label = {
        "expected": "silent",
        "accepted": ["silent"],
        "denied": "no such permit",
        "must_contain": [],
        "verdict": None,
    }
    assert _judged(_answer("There is no such permit."), **label).right
    assert _judged(_answer("No plain answer.", Outcome.SILENT), **label).right
    assert not _judged(_answer("The permit costs a crown."), **label).right


def test_the_figures_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "users.jsonl"
    unanswerable = {**ITEM, "id": "L2", "kind": "silent", "expected": "silent", "accepted": ["silent"], "gold": []}
    file.write_text("".join(json.dumps(item) + "\n" for item in (ITEM, unanswerable)))
    answer = _answer("No. A lantern waits 30 days.", yes=False, passage="Lanterns need a permit for Ruritania.")
    assistant = SimpleNamespace(
        collection=SimpleNamespace(warm=lambda: None), warm=lambda: None, ask=lambda question, history: answer
    )
    found = evaluate_users(file, cast("Any", assistant))
    assert (found["questions"], found["right"], found["misleading"]) == (2, 0.5, 0.0)
    assert (found["declined_rightly"], found["declined_wrongly"]) == (0.0, 0.0)
    assert (found["any_gold@10"], found["all_gold@10"], found["words"]) == (1.0, 1.0, 6)
    assert [row["id"] for row in found["failures"]] == ["L2"]


@pytest.mark.parametrize("line", ["{}", "no json", json.dumps({**ITEM, "harmful": ["("]}), ""])
def test_another_file_is_refused_in_a_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "other.jsonl"
    file.write_text(line)
    with pytest.raises(BadRequest, match=r"other\.jsonl is not a file of users' questions"):
        evaluate_users(file, cast("Any", None))
