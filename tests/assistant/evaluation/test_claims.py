"""The evaluation of the check of a chat model's sentences, by the program alone and with a second look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.claims import evaluate_claims
from assistant.research.generation import Generator
from corpus.errors import BadRequest

TEXT = "An appeal may be filed within 45 days of the decision. The office answers in writing."


def case(**changed: Any) -> dict[str, Any]:
    claims = [
        {"id": "a", "text": "The office answers in writing.", "cites": [1], "label": "supported"},
        {"id": "b", "text": "You have 45 days to appeal.", "cites": [1], "label": "supported"},
        {"id": "c", "text": "You have 54 days to appeal.", "cites": [1], "label": "unsupported", "kind": "number"},
        {"id": "d", "text": "Whoever is late must pay.", "cites": [1], "label": "unsupported", "kind": "invention"},
    ]
    piece = {"n": 1, "title": "15 CFR Part 799", "edition": "2021", "locator": "15 CFR 799.1", "text": TEXT}
    return {"question": "How long?", "today": "2026-11-25", "evidence": [piece], "claims": claims} | changed


def written(folder: Path, *cases: dict[str, Any]) -> Path:
    file = folder / "claims.jsonl"
    file.write_text("\n".join(map(json.dumps, cases)), "utf-8")
    return file


def test_the_program_alone_is_sure_of_symbols_and_of_whole_sentences(tmp_path: Path) -> None:
    figures, said = evaluate_claims(written(tmp_path, case()), None)
    assert said == {"a": "supported", "b": "unsure", "c": "unsupported", "d": "unsure"}
    assert (figures["kept"], figures["accepted"], figures["unsupported_called_so"]) == (0.5, 0.0, 0.5)
    assert figures["called_supported_and_really_so"] == 1.0


def test_planted_errors_that_point_to_words_are_not_shown_as_checked(tmp_path: Path) -> None:
    figures, _ = evaluate_claims(written(tmp_path, case()), None)
    planted = figures["planted_with_words_of_the_text"]
    assert planted["claims"] == 2
    assert planted["shown_as_checked"] == 0
    assert planted["shown_as"] == {"removed": 1, "checked by the program only": 1}


def test_a_second_look_decides_the_rest(tmp_path: Path, scripted: Any) -> None:
    reply = [
        {"sentence": 1, "verdict": "supported", "span": "within 45 days of the decision"},
        {"sentence": 2, "verdict": "supported", "span": "within 45 days of the decision"},
        {"sentence": 3, "verdict": "contradicted", "span": "An appeal may be filed"},
    ]
    model = scripted(script=["\n".join(map(json.dumps, reply))])
    figures, said = evaluate_claims(written(tmp_path, case()), Generator(model, 20.0, model))
    assert said == {"a": "supported", "b": "supported", "c": "unsure", "d": "unsupported"}
    assert figures["second_look"]


def test_what_the_text_does_not_say_is_called_unsupported(tmp_path: Path, scripted: Any) -> None:
    model = scripted(script=["\n".join(json.dumps({"sentence": n, "verdict": "not stated"}) for n in range(1, 5))])
    _, said = evaluate_claims(written(tmp_path, case()), Generator(model, 20.0, model))
    assert said == {"a": "supported", "b": "unsupported", "c": "unsupported", "d": "unsupported"}


@pytest.mark.parametrize("broken", [{"claims": [{"id": "a"}]}, {"today": "tomorrow"}, {"evidence": None}])
def test_a_line_that_is_no_case_is_named(tmp_path: Path, broken: dict[str, Any]) -> None:
    with pytest.raises(BadRequest, match="Line 2"):
        evaluate_claims(written(tmp_path, case(), case(**broken)), None)
