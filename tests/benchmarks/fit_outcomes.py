"""Fit the coefficients of declining: writes `assistant/reading_rules/confidence.json`.

    python tests/benchmarks/fit_outcomes.py CONVERSATIONS QUESTIONS…

CONVERSATIONS is in MTRAG's format, its contexts pooled by domain; QUESTIONS is in the format of `licet eval answers`,
asked of what `LICET_HOME` holds. Only coefficients are written, nothing of the texts of the files.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.answer.inquiry import Inquiry, inquire
from assistant.evaluation.answers import read_items
from assistant.evaluation.declining import auroc, index_readings, inquiries, load
from assistant.evaluation.regression import fit, out_of_fold, standardise
from assistant.query.parser import understand
from assistant.reading_rules.confidence import COEFFICIENTS, features
from assistant.wiring import open_application
from corpus.filters import Filters

_PENALTY = 10.0  # of 0.3, 3 and 10 the best on each set when it was left out


def _weighed(inquiry: Inquiry) -> bool:
    """Return whether the evidence was weighed: what a look-up settles says nothing of a regression."""
    e = inquiry.evidence
    return not (e.addressed or e.missing or e.rows or e.unlisted or e.defining)


def gathered(
    conversations: Path, questions: Sequence[Path], home: Path
) -> tuple[list[dict[str, float]], np.ndarray, list[str]]:
    """Return the features, label and set of every labelled question."""
    rows: list[dict[str, float]] = []
    labels: list[bool] = []
    sets: list[str] = []
    asked, readings = load(conversations)
    for a, i in zip(asked, inquiries(asked, index_readings(readings, home)), strict=True):
        if i.ranked:
            rows.append(features(i.evidence, i.ranked, i.weigher))
            labels.append(a.answerable)
            sets.append("conversations")
    licet = open_application()
    for item in (i for f in questions for i in read_items(f)):
        question = understand(item["question"], tuple(item.get("history") or ()), Filters(), licet.catalogue)
        i = inquire(question, licet.assistant.gatherer())
        if i.ranked and _weighed(i):
            rows.append(features(i.evidence, i.ranked, i.weigher))
            labels.append(bool(item["answerable"]))
            sets.append("questions")
    return rows, np.array(labels), sets


def main(conversations: Path, questions: Sequence[Path], target: Path) -> None:
    """Fit on all files and write `target`.

    Prints the AUROC of each set, cross-validated and with the set left out of the fit.
    """
    with tempfile.TemporaryDirectory(prefix="licet-fit-") as home:
        found, labels, sets = gathered(conversations, questions, Path(home))
    names = list(found[0])
    matrix = np.array([[f[n] for n in names] for f in found])
    where = np.array(sets)
    mean, scale = standardise(matrix)
    weights, intercept = fit((matrix - mean) / scale, labels.astype(float), _PENALTY)
    crossed = out_of_fold(matrix, labels.astype(float), [str(n) for n in range(len(sets))], _PENALTY)
    measured = {}
    for name in dict.fromkeys(sets):
        inside, rest = where == name, where != name
        m, s = standardise(matrix[rest])
        w, b = fit((matrix[rest] - m) / s, labels[rest].astype(float), _PENALTY)
        measured[name] = {
            "questions": int(inside.sum()),
            "unanswerable": int((~labels[inside]).sum()),
            "auroc_cross_validated": round(auroc(list(crossed[inside]), list(labels[inside])), 4),
            "auroc_left_out": round(auroc(list((matrix[inside] - m) / s @ w + b), list(labels[inside])), 4),
        }
        print(name, json.dumps(measured[name]))
    columns = {
        n: {"mean": round(float(m), 5), "scale": round(float(s), 5), "weight": round(float(w), 5)}
        for n, m, s, w in zip(names, mean, scale, weights, strict=True)
    }
    document = {
        "fitted_on": {
            f"{f.parent.name}/{f.name}": hashlib.sha256(f.read_bytes()).hexdigest() for f in (conversations, *questions)
        },
        "penalty": _PENALTY,
        "measured": measured,
        "models": {"answers": {"threshold": 0.5, "intercept": round(intercept, 5), "features": columns}},
    }
    target.write_text(json.dumps(document, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: python tests/benchmarks/fit_outcomes.py CONVERSATIONS QUESTIONS…")
    main(Path(sys.argv[1]), [Path(f) for f in sys.argv[2:]], Path(str(COEFFICIENTS)))
