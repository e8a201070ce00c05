"""Evaluation of the support scorer: how well it tells supported claims from unsupported ones.

Files are in AttributionBench's format.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation.regression import macro_f1, out_of_fold
from assistant.settings import Settings
from assistant.verification.alignment import TokenVectors, texts_to_encode
from assistant.verification.coefficients import RegressionCoefficients
from assistant.verification.support import SUPPORT_FILE, SupportScorer, scorer_over
from corpus.errors import BadRequest

WORST = 20
FOLDINGS = 20  # divisions into folds, over which cross-validated figures are averaged
CHUNK = 100  # rows whose texts are encoded together; their token vectors fit in 100 MB


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """Line of the file: a claim with its references, and the label, `supported`."""

    question: str
    claim: str
    references: tuple[str, ...]
    supported: bool
    subset: str


def load(file: Path) -> list[LabelledClaim]:
    """Return the lines of a file in AttributionBench's format.

    Each line is a JSON object with question, claim, references, attribution_label ("attributable" or "not
    attributable") and src_dataset. Raise BadRequest naming the first line that is wrong.
    """
    out = []
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(
            f"{file} cannot be read: {error}.", "Name a JSON Lines file in AttributionBench's format."
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            references = row["references"]
            supported = {"attributable": True, "not attributable": False}[row["attribution_label"]]
            out.append(
                LabelledClaim(
                    str(row.get("question", "")),
                    str(row["claim"]),
                    tuple(map(str, [references] if isinstance(references, str) else references)),
                    supported,
                    str(row.get("src_dataset", "")),
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            raise BadRequest(
                f"Line {number} of {file.name} is not in AttributionBench's format: {type(error).__name__} {error}.",
                "Each line needs question, claim, references, attribution_label and src_dataset.",
            ) from error
    if not out:
        raise BadRequest(f"{file.name} holds no claims.", "Name a JSON Lines file in AttributionBench's format.")
    return out


def scorer(settings: Settings, models: Mapping[str, RegressionCoefficients] | None = None) -> SupportScorer:
    """Return the scorer of these settings: over the encoder's token vectors, or the entailment model that is set.

    Load nothing yet.
    """
    from index.encoders.embeddings import encoder

    entails = None
    if settings.entailment:
        from index.encoders.entailment import entailment

        entails = entailment(settings.entailment, settings.threads)
    return scorer_over(
        encoder(home=settings.home, embeddings=settings.embeddings, threads=settings.threads),
        entails=entails,
        models=models,
    )


def features_of(
    rows: Sequence[LabelledClaim], judge: SupportScorer, progress: Callable[[int, int], None] | None = None
) -> list[dict[str, float]]:
    """Return the features of every row.

    Texts of many rows are encoded together and each text once, which is several times faster than row by row.
    """
    out: list[dict[str, float]] = []
    for begin in range(0, len(rows), CHUNK):
        chunk = rows[begin : begin + CHUNK]
        states: dict[str, Any] = {}
        if judge.tokens:
            texts = dict.fromkeys(t for r in chunk for t in texts_to_encode(r.claim, r.references, r.question))
            states = dict(zip(texts, judge.tokens(list(texts)), strict=True))
        ahead = SupportScorer({judge.name: judge.model}, tokens=_listed(states) if judge.tokens else None)
        out.extend(ahead.features(r.claim, r.references, r.question) for r in chunk)
        if progress:
            progress(len(out), len(rows))
    return out


def _listed(states: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> TokenVectors:
    return lambda texts: [states[t] for t in texts]


def evaluate_support(file: Path, settings: Settings) -> dict[str, Any]:
    """Return macro-F1 of the settings' scorer: over all claims, for each subset (`src_dataset`), and its mean.

    Where the packaged coefficients were fitted on this very file, `in_sample` is true and `cross_validated` has the
    figures of folds grouped by question. `worst` are the claims whose scores are most wrong. Raise BadRequest or
    ModelFailed.
    """
    begun = time.perf_counter()
    rows = load(file)
    judge = scorer(settings)
    truth = np.array([r.supported for r in rows])
    subsets = [r.subset for r in rows]
    fitted_here = not judge.entails and _fitted_on() == hashlib.sha256(file.read_bytes()).hexdigest()
    if judge.entails:
        scores = np.array([judge.score(r.claim, r.references, r.question) for r in rows])
    else:
        found = features_of(rows, judge)
        scores = np.array([judge.model.probability(f) for f in found])
    out: dict[str, Any] = {
        "claims": len(rows),
        "scorer": f"entailment {settings.entailment}" if judge.entails else judge.name,
        "threshold": judge.threshold,
        **figures(truth, scores > judge.threshold, subsets),
        "in_sample": fitted_here,
    }
    if fitted_here:
        names = judge.model.names
        matrix = np.array([[f[n] for n in names] for f in found])
        out["cross_validated"], scores = cross_validated(matrix, truth, [r.question for r in rows], subsets)
    out["worst"] = _worst(rows, scores)
    out["seconds"] = round(time.perf_counter() - begun, 1)
    return out


def figures(truth: np.ndarray, said: np.ndarray, subsets: Sequence[str]) -> dict[str, Any]:
    """Return macro-F1 overall, for each subset, and as the mean of subsets."""
    names = list(dict.fromkeys(subsets))
    where = np.array(subsets)
    by = {n: round(macro_f1(truth[where == n], said[where == n]), 4) for n in names}
    return {
        "macro_f1": round(macro_f1(truth, said), 4),
        "mean_over_subsets": round(sum(by.values()) / len(by), 4),
        "subsets": {n: {"claims": int((where == n).sum()), "macro_f1": by[n]} for n in names},
    }


def cross_validated(
    rows: np.ndarray, truth: np.ndarray, questions: Sequence[str], subsets: Sequence[str]
) -> tuple[dict[str, Any], np.ndarray]:
    """Return the cross-validated figures and the score of every claim.

    Both are means over FOLDINGS divisions of the questions into five folds: one division alone is off by up to .008.
    `standard_error` is that of the mean over subsets, from the divisions.
    """
    scores = np.array([out_of_fold(rows, truth.astype(float), questions, seed=n) for n in range(FOLDINGS)])
    each = [figures(truth, s > 0.5, subsets) for s in scores]
    means = [e["mean_over_subsets"] for e in each]
    return {
        "foldings": FOLDINGS,
        "macro_f1": round(float(np.mean([e["macro_f1"] for e in each])), 4),
        "mean_over_subsets": round(float(np.mean(means)), 4),
        "standard_error": round(float(np.std(means, ddof=1) / len(means) ** 0.5), 4),
        "subsets": {
            n: {
                "claims": s["claims"],
                "macro_f1": round(float(np.mean([e["subsets"][n]["macro_f1"] for e in each])), 4),
            }
            for n, s in each[0]["subsets"].items()
        },
    }, scores.mean(axis=0)


def _fitted_on() -> str:
    return str(json.loads(SUPPORT_FILE.read_text("utf-8"))["fitted_on"]["sha256"])


def _worst(rows: Sequence[LabelledClaim], scores: np.ndarray) -> list[dict[str, Any]]:
    wrong = np.array([s if not r.supported else 1 - s for r, s in zip(rows, scores, strict=True)])
    return [
        {
            "subset": rows[i].subset,
            "label": "supported" if rows[i].supported else "not supported",
            "score": round(float(scores[i]), 3),
            "claim": rows[i].claim[:300],
            "references": " ¶ ".join(rows[i].references)[:400],
        }
        for i in np.argsort(-wrong)[:WORST]
    ]
