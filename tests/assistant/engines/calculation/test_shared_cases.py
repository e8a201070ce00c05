"""Labelled calculations over the shared documents, and questions of other kinds that they must leave."""

from __future__ import annotations

import json
import time
from pathlib import Path

from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer, values

# Of the questions without a calculation in them, those that a calculation answers as well or better.
COMPUTED_TOO = {"UD-F23", "UD-M10", "UD-X05"}


def _cases(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def test_labelled_calculations_have_their_values(shared: Path, real: Catalogue) -> None:
    cases = [c for c in _cases(shared / "benchmarks/determine/dev.jsonl") if c["part"] == "calculator"]
    wrong = {}
    for case in cases:
        found = values(answer(real, case["question"]))
        told = {name: found.get(name, "nothing") for name in case["expected"]}
        if told != case["expected"]:
            wrong[case["id"]] = told
    assert len(cases) >= 14
    assert wrong == {}


def test_every_quote_of_a_calculation_stands_in_its_text(shared: Path, real: Catalogue) -> None:
    for case in _cases(shared / "benchmarks/determine/dev.jsonl"):
        if case["part"] != "calculator":
            continue
        found = answer(real, case["question"])
        assert found is not None
        quotes = " ".join(" ".join(c["quote"].split()) for c in found.payload["citations"])
        stated = [c for c in case["cites"] if " ".join(c["quote"].split())[:60] in quotes or "note" in c["locator"]]
        assert found.missing_texts or stated, case["id"]


def test_questions_of_other_kinds_are_left(shared: Path, real: Catalogue) -> None:
    taken, seconds = set(), []
    for name in ("users", "export-controls"):
        for case in _cases(shared / f"benchmarks/{name}/dev.jsonl"):
            begun = time.perf_counter()
            if answer(real, case["question"], *case.get("history", ())) is not None:
                taken.add(case["id"])
            seconds.append(time.perf_counter() - begun)
    assert taken == COMPUTED_TOO
    assert sorted(seconds)[len(seconds) // 2] < 0.06
