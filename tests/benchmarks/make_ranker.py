"""Train the ranker that comes with the index, on labelled questions.

    python tests/benchmarks/make_ranker.py FOLDER [FOLDER…] --home HOME [--check]

Each FOLDER is as `licet eval retrieval` takes it; folders that share passages share the index in HOME. Questions are
split into five parts by their `group` (else by a digest of their words). Each part is ranked by trees that never saw
it, and the figures of that are printed. Then `index/ranking/ranker.json` is written from all questions; `--check` stops
before writing.
"""

from __future__ import annotations

import argparse
import json
import zlib
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from assistant.evaluation.retrieval import _lines, _passages_file, passage_id, readings, scores
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from index.collection import Collection
from index.ranking.features import RANKING_FEATURES
from index.ranking.gradient_boosting import TREES

_FOLDS = 5
_ROUNDS = 200
_SETTINGS: dict[str, Any] = {
    "objective": "lambdarank",
    "num_leaves": 12,
    "max_depth": 5,
    "learning_rate": 0.06,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "lambdarank_truncation_level": 20,
    "verbose": -1,
    "num_threads": 2,
    "seed": 1,
}
# Features that the trees may not use.
_LEFT_OUT: frozenset[str] = frozenset()


def gathered(folder: Path, collection: Collection) -> list[dict[str, Any]]:
    """Return every question with the features of its candidates, through the production path."""
    out = []
    for question in _lines(folder / "questions.jsonl"):
        found = collection.snapshot().candidates(str(question["question"]), Filters())
        ids = list(found.signals)
        names = [passage_id(found.held[i].passage) for i in ids]
        rows = np.stack([found.signals[i] for i in ids])
        fold = question["group"] if "group" in question else zlib.crc32(question["question"].encode())
        gold = np.isin(names, question["gold"])
        out.append(
            {
                "folder": folder.name,
                "text": question["question"],
                "names": names,
                "rows": rows,
                "gold": gold,
                "wanted": question["gold"],
                "fold": fold % _FOLDS,
            }
        )
    return out


def trained(questions: list[dict[str, Any]], columns: list[int]) -> lightgbm.Booster:
    """Return trees that rank the gold candidates of each question first."""
    useful = [q for q in questions if q["gold"].any()]
    rows = np.concatenate([q["rows"][:, columns] for q in useful])
    labels = np.concatenate([q["gold"] for q in useful]).astype(int)
    return lightgbm.train(_SETTINGS, lightgbm.Dataset(rows, labels, group=[len(q["gold"]) for q in useful]), _ROUNDS)


def cross_validated(questions: list[dict[str, Any]], columns: list[int]) -> dict[str, tuple[float, ...]]:
    """Return (recall, MAP, nDCG) at 10 per folder, each question ranked by trees that did not see its part."""
    by_text = {q["text"]: q["fold"] for q in reversed(questions)}  # a question in two folders stays in one part
    figures: dict[str, list[tuple[float, float, float]]] = {}
    for fold in range(_FOLDS):
        model = trained([q for q in questions if by_text[q["text"]] != fold], columns)
        for q in questions:
            if by_text[q["text"]] == fold:
                order = np.argsort(-np.asarray(model.predict(q["rows"][:, columns])), kind="stable")
                figures.setdefault(q["folder"], []).append(scores([q["names"][n] for n in order[:10]], q["wanted"]))
    return {name: tuple(round(float(x), 4) for x in np.mean(rows, axis=0)) for name, rows in figures.items()}


def written(model: lightgbm.Booster, columns: list[int]) -> dict[str, Any]:
    """Return the model in the form that `index.ranking.gradient_boosting` reads.

    Thresholds are rounded down to float32, so that rows take the same branches as in float64.
    """
    trees, deepest = [], 0
    for tree in model.dump_model()["tree_info"]:
        nodes: dict[str, list] = {name: [] for name in ("feature", "threshold", "left", "right", "value")}

        def walk(node: dict[str, Any], nodes: dict[str, list] = nodes) -> tuple[int, int]:
            here = len(nodes["feature"])
            for column in nodes.values():
                column.append(0)
            if "leaf_value" in node:
                nodes["feature"][here], nodes["left"][here], nodes["right"][here] = -1, here, here
                nodes["value"][here] = round(node["leaf_value"], 5)
                return here, 0
            threshold = np.float32(node["threshold"])
            if float(threshold) > node["threshold"]:
                threshold = np.nextafter(threshold, np.float32(-np.inf))
            nodes["feature"][here], nodes["threshold"][here] = node["split_feature"], float(threshold)
            nodes["left"][here], left = walk(node["left_child"])
            nodes["right"][here], right = walk(node["right_child"])
            return here, 1 + max(left, right)

        deepest = max(deepest, walk(tree["tree_structure"])[1])
        trees.append(nodes)
    return {"features": [RANKING_FEATURES[c] for c in columns], "depth": deepest, "trees": trees}


def main() -> None:
    """Train the ranker as the module describes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    collection = Collection(options.home, Catalogue(options.home / "catalogue.sqlite"))
    for file in {_passages_file(f).resolve() for f in options.folders}:
        for reading in readings(file):
            collection.add(reading)
    questions = [q for folder in options.folders for q in gathered(folder, collection)]
    columns = [n for n, name in enumerate(RANKING_FEATURES) if name not in _LEFT_OUT]
    for name, (recall, precision, gain) in cross_validated(questions, columns).items():
        print(f"{name}: recall@10 {recall:.4f}, MAP@10 {precision:.4f}, nDCG@10 {gain:.4f} (cross-validated)")
    if not options.check:
        target = Path(str(TREES))
        target.write_text(
            json.dumps(written(trained(questions, columns), columns), separators=(",", ":")) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
