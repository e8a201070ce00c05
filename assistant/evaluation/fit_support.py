"""Fits the support scorer's coefficients: `python -m assistant.evaluation.fit_support FILE.jsonl`. Prints cross-validated figures."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from assistant.evaluation.support import macro_f1, read_claims
from assistant.settings import Settings
from assistant.support import NAMES, features
from index.embeddings import encoder

_OUT = Path(__file__).parents[1] / "support.json"


def main(path: str) -> None:
    """Reads labelled claims, cross-validates in five folds, writes `assistant/support.json`."""
    items = read_claims(Path(path))
    encode = encoder(home=Settings.load().home).vectors
    rows = []
    for n, item in enumerate(items):
        found = features(item["claim"], [str(r) for r in item["references"]], encode)
        rows.append([found[name] for name in NAMES])
        if n % 100 == 0:
            print(f"{n} of {len(items)}", file=sys.stderr, flush=True)
    x = np.asarray(rows)
    y = np.asarray([item["attribution_label"] == "attributable" for item in items])
    groups = np.asarray([str(item.get("src_dataset", "")) for item in items])
    fit(x, y, groups)


def fit(x: np.ndarray, y: np.ndarray, groups: np.ndarray) -> None:
    """Logistic regression, every subset with the same weight; the threshold is the best of the held-out folds."""
    means, scales = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = (x - means) / scales
    weight = np.asarray([1.0 / (groups == g).sum() for g in groups])
    weight *= len(weight) / weight.sum()
    out = np.zeros(len(y))
    for train, test in StratifiedKFold(5, shuffle=True, random_state=7).split(z, [f"{g}{b}" for g, b in zip(groups, y, strict=True)]):
        out[test] = LogisticRegression(C=0.3, max_iter=2000).fit(z[train], y[train], sample_weight=weight[train]).predict_proba(z[test])[:, 1]
    names = sorted(set(groups))

    def mean(threshold: float) -> float:
        return float(np.mean([macro_f1(y[groups == g], out[groups == g] >= threshold) for g in names]))

    threshold = max(np.linspace(0.4, 0.6, 21), key=mean)
    for g in names:
        print(f"{g:20} {macro_f1(y[groups == g], out[groups == g] >= threshold):.4f}")
    print(f"mean of subsets, cross-validated: {mean(threshold):.4f} at {threshold:.2f}; all: {macro_f1(y, out >= threshold):.4f}")
    final = LogisticRegression(C=0.3, max_iter=2000).fit(z, y, sample_weight=weight)
    held = {
        "names": NAMES, "weights": final.coef_[0].round(5).tolist(), "intercept": round(float(final.intercept_[0]), 5),
        "means": means.round(5).tolist(), "scales": scales.round(5).tolist(), "threshold": round(float(threshold), 3),
    }  # fmt: skip
    _OUT.write_text(json.dumps(held, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
