"""Fit the weights of sentences: writes `assistant/reading_rules/sentences.json`.

    python tests/benchmarks/fit_sentences.py FILE…

A FILE is in the format of `licet eval answers`, asked of what `LICET_HOME` holds. The sentences at the gold addresses
of each question are compared with all its others in a softmax, so that weights do not depend on the size of a
collection and scores are log-odds within a question. Only weights are written, nothing of the texts of the files.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer.inquiry import inquire
from assistant.evaluation.answers import read_items
from assistant.evaluation.matching import meets, shows
from assistant.evaluation.regression import folds
from assistant.query.parser import understand
from assistant.reading_rules.sentences import SENTENCE_FEATURES, SENTENCE_WEIGHTS_FILE, Sentence
from assistant.wiring import Application, open_application
from corpus.filters import Filters

_PENALTY = 0.5  # of 0.3, 0.5, 1 and 3 the best cross-validated
_STEPS = 3000
# Our own questions name gold places by section, so that any sentence of it counts as right: what tells sections alone
# would be weighed too much. A commentary is never worth more than the law for that.
_BOUNDS = {"by_name": (0.0, 2.0), "authority": (0.0, np.inf)}


@dataclass(frozen=True, slots=True)
class Ranked:
    """Sentences of a question.

    Features `[sentences, FEATURES]`, which stand at a gold address, and which state the same elsewhere.
    """

    name: str
    rows: np.ndarray
    right: np.ndarray
    also: np.ndarray


def gathered(files: Sequence[Path], licet: Application) -> Iterator[Ranked]:
    """Yield the sentences of every question that is decided by weights, not by an address or a name."""
    for item in (i for f in files for i in read_items(f)):
        if not item["answerable"] or not item["gold"]:
            continue
        history = list(item.get("history") or ())
        asked = understand(item["question"], history, Filters(), licet.catalogue)
        for n, part in enumerate(asked.parts or (item["question"],)):
            question = understand(part, [*history, *asked.parts[:n]], Filters(), licet.catalogue)
            found = inquire(question, licet.assistant.gatherer())
            if found.evidence.rows or found.evidence.defining or question.bare_address or not found.ranked:
                continue
            stand = [licet.catalogue.at(s.hit.version.number, s.start).locator for s in found.ranked]
            right = _at(found.ranked, stand, item["gold"], item["must_contain"])
            if right.any():
                rows = np.array([[s.features.get(name, 0.0) for name in SENTENCE_FEATURES] for s in found.ranked])
                yield Ranked(
                    str(item.get("id", "")), rows, right, _at(found.ranked, stand, item.get("also_ok", ()), ())
                )


def _at(
    ranked: Sequence[Sentence], stand: Sequence[str], places: Sequence[Mapping[str, Any]], wanted: Sequence[str]
) -> np.ndarray:
    """Return which sentences stand, by their addresses, at one of these places.

    Where a place has no quote, only those that say what is wanted count, if any does.
    """
    out = np.zeros(len(ranked), bool)
    for place in places:
        there = np.array([meets(s.text, at, place) for s, at in zip(ranked, stand, strict=True)])
        if not place.get("quote") and wanted:
            says = np.array([any(shows(s.text, a) for entry in wanted for a in entry.split("|")) for s in ranked])
            there = there & says if (there & says).any() else there
        out |= there
    return out


def fitted(questions: Sequence[Ranked], penalty: float = _PENALTY) -> np.ndarray:
    """Return the weights `[FEATURES]`, fitted by gradient descent (Adam).

    Under them the right sentences of each question are the most probable.
    """
    w = np.zeros(len(SENTENCE_FEATURES))
    mean, spread = np.zeros_like(w), np.zeros_like(w)
    data = [(q.rows[q.right | ~q.also], q.right[q.right | ~q.also]) for q in questions]
    least, most = (
        np.array([_BOUNDS.get(name, (-np.inf, np.inf))[side] for name in SENTENCE_FEATURES]) for side in (0, 1)
    )
    for step in range(1, _STEPS + 1):
        gradient = penalty * w
        for rows, right in data:
            score = rows @ w
            share = np.exp(score - score.max())
            gradient += share @ rows / share.sum() - share[right] @ rows[right] / share[right].sum()
        mean = 0.9 * mean + 0.1 * gradient
        spread = 0.999 * spread + 0.001 * gradient**2
        w -= 0.02 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
        w = np.clip(w, least, most)
    return w


def first(questions: Sequence[Ranked], w: np.ndarray, depth: int = 1) -> float:
    """Return the share of questions with a right sentence, or one that states the same, among the first `depth`."""
    return float(
        np.mean([(q.right | q.also)[np.argsort(-(q.rows @ w), kind="stable")[:depth]].any() for q in questions])
    )


def main(files: Sequence[Path], target: Path) -> None:
    """Fit on all files and write `target`; print how often a right sentence is first, cross-validated."""
    licet = open_application()
    questions = list(gathered(files, licet))
    held_out = {1: 0.0, 3: 0.0}
    for training, left in folds([q.name for q in questions]):
        w = fitted([q for q, t in zip(questions, training, strict=True) if t])
        for depth in held_out:
            held_out[depth] += first([q for q, out in zip(questions, left, strict=True) if out], w, depth) * left.sum()
    measured = {f"right_in_first_{d}": round(n / len(questions), 4) for d, n in held_out.items()}
    print(f"{len(questions)} questions, cross-validated: {json.dumps(measured)}")
    w = fitted(questions)
    document: dict[str, Any] = {
        "fitted_on": {f"{f.parent.name}/{f.name}": hashlib.sha256(f.read_bytes()).hexdigest() for f in files},
        "questions": len(questions),
        "cross_validated": measured,
        "penalty": _PENALTY,
        "weights": dict(zip(SENTENCE_FEATURES, (round(float(x), 3) for x in w), strict=True)),
    }
    target.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    for name, value in sorted(document["weights"].items(), key=lambda pair: -abs(pair[1])):
        print(f"{value:8.2f}  {name}: {SENTENCE_FEATURES[name]}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python tests/benchmarks/fit_sentences.py FILE…")
    main([Path(f) for f in sys.argv[1:]], Path(str(SENTENCE_WEIGHTS_FILE)))
