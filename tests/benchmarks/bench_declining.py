"""AUROC of telling answerable from unanswerable questions, on MTRAG's development half (minutes).

The contexts of a domain are pooled.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from assistant.evaluation.declining import evaluate_declining

SHARED = Path(os.environ.get("LICET_SHARED", Path(__file__).parents[3] / "shared"))


def main() -> None:
    """Print the figures as one JSON object."""
    file = SHARED / "benchmarks" / "mtrag-un" / "dev.jsonl"
    if not file.exists():
        print(f"skipped: {file} is not there; LICET_SHARED names its folder")
        return
    with tempfile.TemporaryDirectory(prefix="licet-declining-") as home:
        print(json.dumps(evaluate_declining(file, Path(home))))
    print("again: python tests/benchmarks/bench_declining.py")


if __name__ == "__main__":
    main()
