"""Licet's retrieval beside a plain LangChain pipeline, over the same passages and questions in the same run.

    python tests/benchmarks/bench_retrieval.py [FOLDER] [--limit N] [--sample N] [--home HOME] [--only licet encode]

FOLDER is as `licet eval retrieval` takes it (default: obliqa among the real documents). The baseline:
RecursiveCharacterTextSplitter 1000/200, sentence-transformers on torch over the same local weights, Chroma on disk, k =
10. A third row only encodes the passages with sentence-transformers, fp32, sorted by length, and stores nothing. Each
side runs in a process of its own, so that its memory is measured alone. The ranker that comes with Licet was trained on
the development questions of ObliQA: `make ranker` prints its figures on questions that it has not seen. `--sample`
takes only so many passages: the golds of the questions asked, and others at equal steps, so figures are higher.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import ui  # noqa: F401  # as the command line does: sets how many threads BLAS has, before numpy is imported
from assistant.evaluation.retrieval import _lines, _passages_file, evaluate_retrieval, scores
from index.encoders.minilm import MiniLM, model_folder


def licet(folder: Path, limit: int | None, home: Path) -> dict[str, Any]:
    """Return the figures of Licet; the encoder is converted before, because that happens once per home."""
    MiniLM(home).load()
    return evaluate_retrieval(folder, limit=limit, home=home)


def langchain(folder: Path, limit: int | None, home: Path) -> dict[str, Any]:
    """Return the figures of the pipeline that LangChain's tutorial builds."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from sentence_transformers import SentenceTransformer

    class Local(Embeddings):
        def __init__(self) -> None:
            self.model = SentenceTransformer(str(model_folder()), device="cpu")

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return self.model.encode(texts, normalize_embeddings=True).tolist()

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    begun = time.perf_counter()
    store = Chroma("yardstick", Local(), persist_directory=str(home), collection_metadata={"hnsw:space": "cosine"})
    whole = [Document(p["text"], metadata={"id": p["id"]}) for p in _lines(_passages_file(folder)) if p["text"].strip()]
    pieces = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(whole)
    for start in range(0, len(pieces), 1000):
        store.add_documents(pieces[start : start + 1000])
    seconds = time.perf_counter() - begun
    figures, times = [], []
    for question in list(_lines(folder / "questions.jsonl"))[:limit]:
        start_at = time.perf_counter()
        found = store.similarity_search(question["question"], k=10)
        times.append((time.perf_counter() - start_at) * 1000)
        figures.append(scores(list(dict.fromkeys(d.metadata["id"] for d in found)), question["gold"]))
    times.sort()
    recall, precision, gain = (sum(f[n] for f in figures) / len(figures) for n in range(3))
    return {
        "queries": len(figures),
        "recall@10": round(recall, 4),
        "map@10": round(precision, 4),
        "ndcg@10": round(gain, 4),
        "p50_ms": round(times[len(times) // 2], 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
        "index_seconds": round(seconds, 2),
    }


def encode(folder: Path, limit: int | None, home: Path) -> dict[str, Any]:
    """Return the figures of the encoder alone, on torch: the baseline for indexing."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder()), device="cpu")
    texts = sorted((p["text"] for p in _lines(_passages_file(folder)) if p["text"].strip()), key=len)[::_EVERY]
    begun = time.perf_counter()
    model.encode(texts, batch_size=32)
    seconds = time.perf_counter() - begun
    return {
        "passages": len(texts),
        "index_seconds": round(seconds, 2),
        "passages_per_second": round(len(texts) / seconds, 1),
    }


_FIGURES = (
    "queries", "recall@10", "map@10", "ndcg@10", "p50_ms", "p95_ms", "passages", "index_seconds",
    "passages_per_second", "memory_mb", "disk_mb",
)  # fmt: skip
_EVERY = 8  # of the passages sorted by length one is encoded in the encoder's own row
_SIDES = {"licet": licet, "langchain": langchain, "encode": encode}
_OBLIQA = Path(os.environ.get("LICET_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "benchmarks" / "obliqa"


def main() -> None:
    """Run the benchmark that the module describes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=_OBLIQA)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--only", nargs="+", choices=list(_SIDES), default=list(_SIDES))
    parser.add_argument("--side", choices=list(_SIDES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not (options.folder / "questions.jsonl").is_file():
        print(
            f"Left out: {options.folder} is not here; name a folder as `licet eval retrieval` takes it, or set "
            f"LICET_SHARED."
        )
        return
    if options.side:
        found = _SIDES[options.side](options.folder, options.limit, options.home)
        if "passages_per_second" not in found:
            count = sum(bool(p["text"].strip()) for p in _lines(_passages_file(options.folder)))
            found |= {"passages": count, "passages_per_second": round(count / found["index_seconds"], 1)}
        found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        found["disk_mb"] = sum(f.stat().st_size for f in options.home.rglob("*") if f.is_file()) // 2**20
        print(json.dumps(found))
        return
    if options.sample:
        with tempfile.TemporaryDirectory() as made:
            sampled(options.folder, options.sample, options.limit, Path(made))
            _compare(options, Path(made))
    else:
        _compare(options, options.folder)


def sampled(folder: Path, count: int, limit: int | None, to: Path) -> None:
    """Write a folder of the first questions and of `count` passages, their golds among them, in their order."""
    questions = list(_lines(folder / "questions.jsonl"))[:limit]
    passages = [p for p in _lines(_passages_file(folder)) if p["text"].strip()]
    golds = {gold for question in questions for gold in question["gold"]}
    others = [p["id"] for p in passages if p["id"] not in golds]
    step = max(1, len(others) // max(1, count - len(golds)))
    kept = golds | set(others[::step][: max(0, count - len(golds))])
    for name, rows in (("questions", questions), ("passages", [p for p in passages if p["id"] in kept])):
        (to / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def _compare(options: argparse.Namespace, folder: Path) -> None:
    """Run each side in a process of its own, and print its row as soon as it is known."""
    rows = {}
    print("| | " + " | ".join(_FIGURES) + " |\n|---|" + "---|" * len(_FIGURES), flush=True)
    for side in options.only:
        with tempfile.TemporaryDirectory() as made:
            home = Path(options.home or made) / side
            home.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, __file__, str(folder), "--side", side, "--home", str(home)]
            command += ["--limit", str(options.limit)] if options.limit else []
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # errors are shown
            rows[side] = json.loads(done.stdout.splitlines()[-1])
        print(f"| {side} | " + " | ".join(str(rows[side].get(name, "–")) for name in _FIGURES) + " |", flush=True)
    if {"licet", "encode"} <= rows.keys():
        times = rows["licet"]["passages_per_second"] / rows["encode"]["passages_per_second"]
        print(f"\nLicet indexes {times:.2f} times as fast as sentence-transformers encodes.")


if __name__ == "__main__":
    main()
