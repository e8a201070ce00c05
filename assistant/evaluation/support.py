"""Labelled claims judged by the support scorer (AttributionBench's format)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.settings import Settings
from assistant.support import SupportScorer
from corpus.errors import BadRequest
from index.embeddings import encoder

_WORST = 12


def read_claims(file: Path) -> list[dict[str, Any]]:
    """The claims of a file. Raises BadRequest for another format."""
    try:
        items = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        for item in items:
            _ = item["claim"], item["attribution_label"], [str(r) for r in item["references"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRequest(
            f"{file.name} is not a file of labelled claims: {error}.", "One JSON object a line with claim, references and attribution_label."
        ) from error
    return items


def macro_f1(truth: Sequence[bool], said: Sequence[bool]) -> float:
    """The mean of the F1 of both classes."""
    t, s = np.asarray(truth, bool), np.asarray(said, bool)
    scores = []
    for label in (True, False):
        hit = int(((t == label) & (s == label)).sum())
        total = int((t == label).sum() + (s == label).sum())
        scores.append(2 * hit / total if total else 0.0)
    return float(np.mean(scores))


def evaluate_support(file: Path, settings: Settings) -> dict[str, Any]:
    """Macro-F1 of "attributable" over all claims, by subset, and the mean of the subsets, with the worst cases to read."""
    items = read_claims(file)
    scorer = SupportScorer(encoder(home=settings.home, embeddings=settings.embeddings, threads=settings.threads).vectors)
    truth = [item["attribution_label"] == "attributable" for item in items]
    p = [scorer.score(item["claim"], [str(r) for r in item["references"]]).probability for item in items]
    said = [x >= scorer.threshold for x in p]
    subsets = sorted({str(item.get("src_dataset", "")) for item in items})
    table = []
    for name in subsets:
        mine = [i for i, item in enumerate(items) if str(item.get("src_dataset", "")) == name]
        table.append(
            {"subset": name, "claims": len(mine), "macro_f1": round(macro_f1([truth[i] for i in mine], [said[i] for i in mine]), 4)}
        )
    wrong = sorted((i for i in range(len(items)) if said[i] != truth[i]), key=lambda i: -abs(p[i] - scorer.threshold))
    return {
        "claims": len(items),
        "macro_f1": macro_f1(truth, said),
        "macro_f1_mean_of_subsets": float(np.mean([row["macro_f1"] for row in table])) if table else 0.0,
        "subsets": table,
        "worst_cases": [
            {
                "id": items[i].get("id", i), "label": items[i]["attribution_label"], "probability": round(p[i], 2),
                "claim": items[i]["claim"][:160], "reference": " ".join(map(str, items[i]["references"]))[:160],
            }
            for i in wrong[:_WORST]
        ],
    }  # fmt: skip
