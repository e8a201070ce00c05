"""Evaluation of retrieval: recall, precision and rank quality on a folder of passages and labelled questions."""

from __future__ import annotations

import json
import math
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.catalogue import Catalogue
from corpus.errors import BadRequest, NotHeld
from corpus.model import Kind, Passage, Reading, Role, Source
from corpus.progress import Progress
from corpus.structure import TreeBuilder
from index.collection import Collection

_FIRST_HITS = 10


def evaluate_retrieval(
    folder: Path,
    split: str | None = None,
    limit: int | None = None,
    home: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Index `passages.jsonl` as in production, search for every question of `questions.jsonl`, and return the measures.

    `home` keeps the index between runs; without it a temporary one is made. Recall and MAP count the gold passages of a
    question (MAP@10 over min(gold, 10)). Passages without text are left out, since a search cannot find them.

    Raise NotHeld for a missing file, BadRequest for a malformed one or an unknown split.
    """
    questions = [q for q in _lines(folder / "questions.jsonl") if split is None or q.get("split") == split][:limit]
    if not questions:
        raise BadRequest(f"{folder.name} has no questions{f' of split {split}' if split else ''}.", "Check --split.")
    if home is None:
        with tempfile.TemporaryDirectory(prefix="licet-eval-") as made:
            return evaluate_retrieval(folder, split, limit, Path(made), progress)
    catalogue = Catalogue(home / "catalogue.sqlite")
    collection = Collection(home, catalogue)
    begun = time.perf_counter()
    for reading in readings(_passages_file(folder)):
        collection.add(reading, progress=progress)
    seconds = time.perf_counter() - begun
    collection.warm()
    figures, times = [], []
    for question in questions:
        start = time.perf_counter()
        hits = collection.search(str(question["question"]), _FIRST_HITS)
        times.append((time.perf_counter() - start) * 1000)
        figures.append(scores([passage_id(h.passage) for h in hits], question["gold"]))
    catalogue.close()
    times.sort()
    recall, precision, gain = (sum(f[n] for f in figures) / len(figures) for n in range(3))
    return {
        "queries": len(questions),
        "recall@10": round(recall, 4),
        "map@10": round(precision, 4),
        "ndcg@10": round(gain, 4),
        "p50_ms": round(times[len(times) // 2], 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
        "index_seconds": round(seconds, 2),
    }


def scores(found: Sequence[str], gold: Sequence[str]) -> tuple[float, float, float]:
    """Return (recall, average precision, nDCG) of the first ten of a ranking."""
    wanted = set(gold)
    hits = [i in wanted for i in found[:_FIRST_HITS]]
    most = min(len(wanted), _FIRST_HITS)
    if not most:
        return 0.0, 0.0, 0.0
    precision = sum(sum(hits[: n + 1]) / (n + 1) for n, hit in enumerate(hits) if hit) / most
    gain = sum(1 / math.log2(n + 2) for n, hit in enumerate(hits) if hit)
    return sum(hits) / len(wanted), precision, gain / sum(1 / math.log2(n + 2) for n in range(most))


def readings(path: Path) -> Iterator[Reading]:
    """Yield every document of a passages file as a reading, in which each passage is a provision of its own."""
    documents: dict[str, list[dict]] = {}
    for line in _lines(path):
        documents.setdefault(str(line.get("doc", "all")), []).append(line)
    for name, lines in documents.items():
        tree = TreeBuilder()
        for line in lines:
            if str(line["text"]).strip():
                # A note is never joined with its neighbours: one passage of the file is one passage here.
                tree.add(str(line["text"]), locator=str(line["id"]), role=Role.NOTE)
        if len(tree):
            # Without a title: one made up here would be indexed as context.
            yield tree.reading(Source(id=f"eval-{name}", title="", kind=Kind.USER))


def passage_id(passage: Passage) -> str:
    """Return the id that the file gave to a passage."""
    return passage.locator


def _passages_file(folder: Path) -> Path:
    own = folder / "passages.jsonl"
    # Sets of questions on one corpus share it: obliqa-mp has that of obliqa.
    return own if own.exists() else folder.parent / folder.name.rsplit("-", 1)[0] / "passages.jsonl"


def _lines(path: Path) -> Iterator[dict]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    try:
                        yield json.loads(line)
                    except ValueError as error:
                        raise BadRequest(f"Line {number} of {path.name} is not JSON.", "Correct the file.") from error
    except OSError as error:
        raise NotHeld(f"{path} cannot be read.", "Give a folder with passages.jsonl and questions.jsonl.") from error
