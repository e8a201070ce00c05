"""The shipped annotations against the real documents: every pin holds, every figure stands in its pinned text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.verification.annotation_checks import check_annotations
from corpus.annotations import load_annotations
from corpus.annotations.form import question_key
from corpus.annotations.pins import source_ids
from corpus.catalogue import Catalogue

ROOT = Path(__file__).resolve().parents[3]
BENCHMARKS = ("users/dev.jsonl", "export-controls/dev.jsonl", "determine/dev.jsonl", "claims/dev.jsonl")


@pytest.mark.slow
def test_every_shipped_annotation_says_what_its_texts_say(real_catalogue: Catalogue) -> None:
    held = [a for a in load_annotations().all if source_ids(a.source, real_catalogue)]
    assert len(held) > 2000
    checked = check_annotations(held, real_catalogue)
    assert [str(fault) for fault in checked.faults] == []


def _questions(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return {question_key(line["question"]) for line in lines if line.get("question")}


def test_no_annotation_was_written_for_a_benchmark(shared: Path) -> None:
    """Check that no question that measures the program is among those that annotations answer."""
    files = [ROOT / "tests" / "benchmarks" / "questions.jsonl", *(shared / "benchmarks" / b for b in BENCHMARKS)]
    measured = set().union(*map(_questions, files))
    assert measured
    assert [(a.id, q) for a in load_annotations().all for q in a.questions if question_key(q) in measured] == []
