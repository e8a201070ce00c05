"""Fit the merging with other languages: writes `index/crosslingual/merging.json`.

    python tests/benchmarks/fit_merging.py FILE…

A FILE is in the format of `licet eval answers`, or has tab-separated lines of a question and where it is answered: id
of a source, article, and so on in pairs; none where an English text answers. All questions are asked of what
`LICET_HOME` holds. Only coefficients are written, nothing of the texts of the files.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from assistant.evaluation.answers import read_items
from assistant.evaluation.matching import holds_quote
from assistant.evaluation.regression import fit
from assistant.query.parser import understand
from assistant.wiring import open_application
from corpus.catalogue_results import HeldPassage
from corpus.filters import Filters
from corpus.language.scripts import CJK
from index.crosslingual.languages import ENGLISH
from index.crosslingual.merging import MERGING_FILE, SIDE, English, side_features
from index.crosslingual.query import CROSSLINGUAL_FEATURES
from index.retrieval.candidate_set import crosslingual_candidates

_PENALTY = 1.0
_WORST = 14  # questions that are shown
_STEPS = 600  # of gradient descent: by then no weight moves by .01


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    """A question with its labels: where it is answered, whether it is, and whether English texts answer it."""

    question: str
    history: tuple[str, ...]
    answers: Callable[[HeldPassage], bool]
    answered: bool = True
    in_english: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """What a question finds on both sides: features, the log-odds of the English ranker, and which rows answer."""

    question: str
    rows: np.ndarray
    right: np.ndarray
    cosine: float
    jurisdictions: frozenset[str]
    english: English
    english_right: np.ndarray
    in_english: bool = False


def labelled(file: Path) -> Iterator[LabelledQuery]:
    """Yield the questions of a file. Raises BadRequest for another format."""
    if file.suffix == ".jsonl":
        for item in read_items(file):
            history = tuple(item.get("history") or ())
            yield LabelledQuery(
                item["question"], history, partial(_at, item["gold"]), bool(item["answerable"] and item["gold"])
            )
        return
    for line in file.read_text("utf-8").splitlines():
        question, *places = line.split("\t")
        where = list(zip(places[::2], places[1::2], strict=True))
        yield LabelledQuery(question, (), partial(_placed, where), in_english=not where)


def _at(places: Sequence[Mapping[str, str]], held: HeldPassage) -> bool:
    return any(holds_quote(held.passage.text, held.passage.locators, place) for place in places)


def _placed(where: Sequence[tuple[str, str]], held: HeldPassage) -> bool:
    return any(held.source.id == source and _inside(held, article) for source, article in where)


def _inside(held: HeldPassage, article: str) -> bool:
    """Return whether a passage stands in an article: at its address, or at that of a paragraph of it."""
    return any(at == article or at.startswith(article + "第") for at in held.passage.locators)


def gathered(questions: Sequence[LabelledQuery]) -> Iterator[Sides]:
    """Yield both sides of every question that has an answer and needs other languages."""
    licet = open_application()
    for q in questions:
        asked = understand(q.question, q.history, Filters(), licet.catalogue)
        found = licet.collection.snapshot().candidates(asked.standalone, asked.filters, asked.also)
        if found.crosslingual is None or not q.answered:
            continue
        ids, rows = crosslingual_candidates(found)
        ours = [i for i in found.signals if found.held[i].passage.language in ENGLISH]
        score = np.array([min(max(found.score[i], 1e-6), 1 - 1e-6) for i in ours])
        yield Sides(
            asked.standalone,
            rows,
            np.array([q.answers(found.held[i]) for i in ids], bool),
            max((s for _, s in found.lists["other language"]), default=0.0),
            frozenset(found.held[i].source.jurisdiction for i in ids),
            English(
                np.array([found.signals[i] for i in ours]),
                np.log(score / (1 - score)),
                [found.held[i].source for i in ours],
            ),
            np.array([q.answers(found.held[i]) for i in ours], bool),
            q.in_english,
        )


def likeliest(sides: Sequence[Sides]) -> np.ndarray:
    """Return the weights of a conditional logistic regression.

    Under them the passages that answer are the most probable of their lists.
    """

    w = np.zeros(len(CROSSLINGUAL_FEATURES))
    for step in range(_STEPS):
        slope = _PENALTY * w
        for s in sides:
            p = np.exp(s.rows @ w - np.max(s.rows @ w))
            p /= p.sum()
            slope = slope - (np.where(s.right, p / p[s.right].sum(), 0.0) - p) @ s.rows
        w = w - slope / (len(sides) + _PENALTY) * (1.0 if step < _STEPS // 2 else 0.3)
    return w


def temperature(sides: Sequence[Sides]) -> float:
    """Return the divisor of the English ranker's log-odds with which their softmax is calibrated."""

    def loss(t: float) -> float:
        total = 0.0
        for s in sides:
            p = np.exp((s.english.raw - s.english.raw.max()) / t)
            total -= np.log(p[s.english_right].sum() / p.sum() + 1e-12)
        return total

    return min((0.5, 0.7, 1.0, 1.4, 2.0, 2.8), key=loss)


def side_rows(sides: Sequence[Sides], weights: np.ndarray) -> tuple[list[Sides], np.ndarray, np.ndarray]:
    """Return the features of the sides, and which side answers.

    Questions that both sides answer, and questions in a CJK script, are left out.
    """
    told = [s for s in sides if not CJK.search(s.question) and s.right.any() != (s.in_english or s.english_right.any())]
    rows = [
        side_features(s.question, s.rows, np.argsort(-(s.rows @ weights)), s.cosine, s.jurisdictions, s.english)
        for s in told
    ]
    return told, np.array(rows), np.array([s.right.any() for s in told])


def main(files: Sequence[Path], target: Path) -> None:
    """Fit and write the coefficients; print the figures on questions left out of the fit."""
    sides = list(gathered([q for f in files for q in labelled(f)]))
    theirs = [s for s in sides if s.right.any()]
    first = []
    for fold in range(5):
        w = likeliest([s for n, s in enumerate(theirs) if n % 5 != fold])
        for s in theirs[fold::5]:
            order = np.argsort(-(s.rows @ w))
            first.append(int(np.argmax(s.right[order])))
    print(
        f"{len(theirs)} questions in other languages: first {np.mean(np.array(first) < 1):.2f}, of ten "
        f"{np.mean(np.array(first) < 10):.2f}"
    )
    weights = likeliest(theirs)
    told, rows, wanted = side_rows(sides, weights)
    out = np.zeros(len(wanted))
    for fold in range(5):
        kept = np.arange(len(wanted)) % 5 != fold
        side, intercept = fit(rows[kept], wanted[kept], _PENALTY)
        out[~kept] = rows[~kept] @ side + intercept
    for s, o, w in sorted(zip(told, out, wanted, strict=True), key=lambda t: t[1] * (1 if t[2] else -1))[:_WORST]:
        print(f"  {'theirs' if w else 'English'} {o:6.2f} {s.question[:100]}")
    print(f"{len(wanted)} questions, {wanted.sum()} of other languages: side told {np.mean((out > 0) == wanted):.2f}")
    side, intercept = fit(rows, wanted, _PENALTY)
    warmth = temperature([s for s in sides if s.english_right.any()])
    written = {
        "passage": {n: round(float(v), 3) for n, v in zip(CROSSLINGUAL_FEATURES, weights, strict=True)},
        "side": {n: round(float(v), 3) for n, v in zip((*SIDE, "intercept"), (*side, intercept), strict=True)},
        "temperature": warmth,
    }
    target.write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    print(json.dumps(written))


if __name__ == "__main__":
    main([Path(a) for a in sys.argv[1:]], Path(str(MERGING_FILE)))
