"""Fit the coefficients of the support scorer: writes `assistant/verification/support.json`.

    python tests/benchmarks/fit_support.py FILE

FILE is in AttributionBench's format. There is one regression for each set of features; the penalty is the same for all
and was chosen by cross-validation. Only coefficients are written, nothing of the text of the file.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation.regression import PENALTY, fit, standardise
from assistant.evaluation.support import cross_validated, features_of, load, scorer
from assistant.settings import Settings
from assistant.verification.coefficients import RegressionCoefficients
from assistant.verification.support import SUPPORT_FILE

# Which features each regression may use; prefixes as in `assistant.verification.alignment`.
_SETS = {"words": ("near_", "asked_", "match", "stretch_"), "tokens": ()}


def fitted(found: list[dict[str, float]], truth: np.ndarray, without: tuple[str, ...]) -> dict[str, Any]:
    """Return one regression in the form of `support.json`."""
    names = [n for n in found[0] if not (without and n.startswith(without))]
    rows = np.array([[f[n] for n in names] for f in found])
    mean, scale = standardise(rows)
    weights, intercept = fit((rows - mean) / scale, truth.astype(float), PENALTY)
    columns = {
        n: {"mean": round(float(m), 5), "scale": round(float(s), 5), "weight": round(float(w), 5)}
        for n, m, s, w in zip(names, mean, scale, weights, strict=True)
    }
    return {"threshold": 0.5, "intercept": round(intercept, 5), "features": columns}


def main(file: Path, target: Path) -> None:
    """Fit on `file` and write `target`; print figures cross-validated with folds grouped by question."""
    rows = load(file)
    # No packaged coefficients are needed to compute features; an empty regression stands in for them.
    nothing = RegressionCoefficients((), (), (), (), 0.0)
    judge = scorer(Settings.load(), dict.fromkeys(_SETS, nothing))
    found = features_of(rows, judge, lambda done, of: print(f"{done} of {of} claims read", file=sys.stderr))
    truth = np.array([r.supported for r in rows])
    subsets, questions = [r.subset for r in rows], [r.question for r in rows]
    models = {}
    for name, without in _SETS.items():
        models[name] = fitted(found, truth, without)
        columns = models[name]["features"]
        matrix = np.array([[f[n] for n in columns] for f in found])
        models[name]["cross_validated"], _ = cross_validated(matrix, truth, questions, subsets)
        print(name, json.dumps(models[name]["cross_validated"]))
    document = {
        "fitted_on": {
            "name": "AttributionBench dev",
            "claims": len(rows),
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        },
        "penalty": PENALTY,
        "models": models,
    }
    target.write_text(json.dumps(document, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tests/benchmarks/fit_support.py FILE")
    main(Path(sys.argv[1]), Path(str(SUPPORT_FILE)))
