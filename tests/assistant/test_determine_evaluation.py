"""How labelled determinations are judged: what counts as mentioned, asserted and the same value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.evaluation.determine import asserts, evaluate_determine, mentions, same
from assistant.pipeline import Assistant
from corpus.errors import BadRequest


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("NS Column 2: X for China", "ns column 2", True),
        ("the MTCR applies", "MT", False),
        ("MT applies", "MT", True),
        ("under § 746.8(a)(1)", "746.8", True),
        ("under § 746.82", "746.8", False),
        ("above 1,300", "300", False),
    ],
)
def test_a_mention_is_a_whole_word_or_figure(text: str, words: str, shown: bool) -> None:
    assert mentions(text, words) is shown


def test_a_negated_phrase_is_not_asserted() -> None:
    assert asserts("So no licence is needed.", "no licence is needed")
    assert not asserts("It does not follow that no licence is needed.", "no licence is needed")


@pytest.mark.parametrize(
    ("given", "wanted", "alike"),
    [
        (3, 3.0, True),
        (0.30000000000000004, 0.3, True),
        (True, 1, False),
        (None, None, True),
        (["B Ltd, Minsk", "A Co"], ["A Co", "B Ltd"], True),
        (["A Co"], ["A Co", "B Ltd"], False),
        ({"march": 2, "july": 3, "more": 1}, {"march": 2, "july": 3}, True),
        ("Text  not held", "text not held", True),
    ],
)
def test_values_are_compared_by_kind(given: object, wanted: object, alike: bool) -> None:
    assert same(given, wanted) is alike


def test_cases_are_asked_and_failures_named(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    case = {
        "id": "1", "part": "licence", "question": "3A001.a to Germany, licence?", "expected_status": "indeterminate",
        "must_mention": ["Commerce Control List"], "must_not": ["no licence is needed"],
    }  # fmt: skip
    other = {**case, "id": "2", "expected_status": "required"}
    file.write_text("\n".join(json.dumps(c) for c in (case, other)), "utf-8")
    result = evaluate_determine(file, assistant)
    assert (result["licence"]["cases"], result["licence"]["passed"]) == (2, 1)
    assert result["false_permissions"] == []
    assert [(f["id"], f["why"]) for f in result["failures"]] == [("2", "status indeterminate, not required")]


def test_another_format_is_one_clear_line(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"question": "q"}', "utf-8")
    with pytest.raises(BadRequest, match="not in the format of labelled determinations"):
        evaluate_determine(file, assistant)
