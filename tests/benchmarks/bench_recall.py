"""Recall of the index of vectors against exact search, over what LICET_HOME holds.

    LICET_HOME=HOME python tests/benchmarks/bench_recall.py [--questions FILE] [--limit 80]

Each question of FILE (JSON Lines with `question`) is asked of the English vectors as a search asks it, and compared
with the cosines of all of them. Prints the share of the nearest that the index finds, how many questions miss one of
their ten nearest, and the milliseconds of a search.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np

from assistant.wiring import open_application
from index.retrieval.candidates import CANDIDATES_EACH

SHARED = Path(os.environ.get("LICET_SHARED", Path(__file__).parents[3] / "shared"))


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=SHARED / "benchmarks" / "users" / "dev.jsonl")
    parser.add_argument("--limit", type=int, default=80)
    options = parser.parse_args()
    if not options.questions.exists():
        print(f"skipped: {options.questions} is not there; --questions names a file")
        return
    encoder, vectors = open_application().assistant.collection.stores.partitions[0]
    pages = [(ids, rows) for ids, rows, _ in vectors.all()]
    if not pages:
        print("skipped: this home holds no passages; LICET_HOME names one that does")
        return
    number = {id: n for n, id in enumerate(id for ids, _ in pages for id in ids)}
    every = np.concatenate([rows for _, rows in pages])
    every /= np.linalg.norm(every, axis=1, keepdims=True)
    found, in_ten, seconds = [], [], []
    for line in options.questions.read_text("utf-8").splitlines()[: options.limit]:
        asked = encoder.query(json.loads(line)["question"])
        nearest = np.argsort(-(every @ asked))[:CANDIDATES_EACH].tolist()
        begun = time.perf_counter()
        got = {number[id] for id, _ in vectors.nearest(asked, CANDIDATES_EACH)}
        seconds.append(time.perf_counter() - begun)
        found.append(len(got & set(nearest)) / len(nearest))
        in_ten.append(len(got & set(nearest[:10])) / len(nearest[:10]))
    figures = {
        "passages": len(every),
        "questions": len(found),
        f"recall@{CANDIDATES_EACH}": round(float(np.mean(found)), 4),
        "ten nearest found": round(float(np.mean(in_ten)), 4),
        "questions that miss one of ten": sum(share < 1 for share in in_ten),
        "median_ms": round(1000 * float(np.median(seconds)), 2),
    }
    print(json.dumps(figures))
    print("again: LICET_HOME=HOME python tests/benchmarks/bench_recall.py")


if __name__ == "__main__":
    main()
