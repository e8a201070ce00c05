"""How latency, memory and disk grow with the collection: 1,000 passages and up, with the fitted exponent and a plot.

    python tests/benchmarks/bench_growth.py [FOLDER] [--sizes 1000 4000 16000] [--plot docs/growth.svg]

The first passages are those of FOLDER (as `licet eval retrieval` takes it; default: obliqa among the real documents), really encoded; further ones are these with their words
shuffled and their token vectors moved a little, since only the number matters here and encoding 200,000 passages takes an hour. Every
question is really encoded. Growth is measured in one process, so memory is its peak so far.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation.retrieval import _lines, _passages_file
from corpus.catalogue import Catalogue
from corpus.model import Reading, Role, Source
from corpus.structure import TreeBuilder
from index.collection import Collection
from index.embeddings import EnglishEncoder

_A_SOURCE = 500  # passages a source
_REAL = 2000  # passages that are encoded

_OBLIQA = Path(os.environ.get("LICET_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "benchmarks" / "obliqa"


class Grower:
    """Makes sources of ever new passages and gives the encoder's states for them."""

    def __init__(self, texts: Sequence[str], collection: Collection) -> None:
        self.texts = list(texts)
        english = collection.encoders[0]
        assert isinstance(english, EnglishEncoder)
        self.real = english.network.states
        self.states: dict[int, tuple[np.ndarray, np.ndarray]] = {i: (ids, s) for i, ids, s in self.real(self.texts)}
        self.of_text: dict[str, int] = {}
        self.noise = np.random.default_rng(1)
        english.network.states = self.replayed  # type: ignore[method-assign]

    def source(self, number: int) -> Reading:
        """The next source."""
        chance = random.Random(number)
        tree = TreeBuilder()
        for n in range(_A_SOURCE):
            base = chance.randrange(len(self.texts))
            words = self.texts[base].split()
            chance.shuffle(words)
            text = " ".join([f"Item{number}x{n}", *words])
            self.of_text[text] = base
            tree.add(text, locator=f"item {number}.{n}", role=Role.NOTE)
        return tree.reading(Source(f"made-{number}", ""))

    def replayed(self, texts: Sequence[str], progress: object = None) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """The states of made passages from those of their models; anything else is encoded."""
        made = [text[text.find("Item") :] for text in texts]  # without what the encoder reads before it
        rest = [i for i, text in enumerate(made) if text not in self.of_text]
        for i, text in enumerate(made):
            if text in self.of_text:
                ids, states = self.states[self.of_text[text]]
                yield i, ids, states + self.noise.normal(0, 0.15, (1, states.shape[1])).astype(np.float32)
        for i, ids, states in self.real([texts[i] for i in rest]) if rest else ():
            yield rest[i], ids, states


def measured(folder: Path, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """One row a size."""
    passages = [p["text"] for p in _lines(_passages_file(folder)) if len(p["text"]) > 40][:_REAL]
    questions = [q["question"] for q in _lines(folder / "questions.jsonl")][:200]
    rows = []
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        collection = Collection(home, Catalogue(home / "catalogue.sqlite"))
        grower = Grower(passages, collection)
        held = 0
        for size in sizes:
            begun = time.perf_counter()
            while held < size:
                collection.add(grower.source(held // _A_SOURCE))
                held += _A_SOURCE
            seconds = time.perf_counter() - begun
            for question in questions[:10]:
                collection.search(question)
            times = []
            for question in questions:
                start = time.perf_counter()
                collection.search(question)
                times.append((time.perf_counter() - start) * 1000)
            times.sort()
            rows.append({
                "passages": held, "p50_ms": round(times[len(times) // 2], 1), "p95_ms": round(times[int(len(times) * 0.95)], 1),
                "grow_seconds": round(seconds, 1), "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "disk_mb": sum(f.stat().st_size for f in home.rglob("*") if f.is_file() and "encoder" not in f.parts) // 2**20,
            })  # fmt: skip
            print(rows[-1], flush=True)
    return rows


def exponent(rows: Sequence[dict[str, Any]], name: str) -> float:
    """b of the least-squares fit value = a · passages^b."""
    return float(np.polyfit(np.log([r["passages"] for r in rows]), np.log([max(r[name], 0.01) for r in rows]), 1)[0])


def plot(rows: Sequence[dict[str, Any]]) -> str:
    """Median and 95th percentile over the number of passages, both axes logarithmic, as SVG."""
    wide, high, left, low = 640, 360, 60, 310
    sizes = np.log10([r["passages"] for r in rows])
    top = np.log10(max(r["p95_ms"] for r in rows) * 1.5)
    span = max(float(sizes[-1] - sizes[0]), 1e-6)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="12">',
             f'<rect width="{wide}" height="{high}" fill="white"/>']  # fmt: skip
    for value in (1, 3, 10, 30, 100, 300):
        if np.log10(value) < top:
            y = low - np.log10(value) / top * 280
            lines.append(
                f'<path d="M{left} {y:.0f}H{wide - 20}" stroke="#ddd"/><text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{value} ms</text>'
            )
    for name, colour in (("p50_ms", "#1b6ca8"), ("p95_ms", "#c0392b")):
        spots = [
            (left + 20 + float(s - sizes[0]) / span * 520, low - np.log10(r[name]) / top * 280)
            for s, r in zip(sizes, rows, strict=True)
        ]
        lines.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
            + " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
            + '"/>'
        )
        x, y = spots[-1]
        lines.append(
            f'<text x="{x - 4:.0f}" y="{y + (18 if name == "p50_ms" else -8):.0f}" fill="{colour}" text-anchor="end">{name[:3]} ∝ n^{exponent(rows, name):.2f}</text>'
        )
    for s, r in zip(sizes, rows, strict=True):
        lines.append(
            f'<text x="{left + 20 + float(s - sizes[0]) / span * 520:.0f}" y="{low + 18}" text-anchor="middle">{r["passages"]:,}</text>'
        )
    lines.append(
        f'<text x="{wide / 2:.0f}" y="{high - 8}" text-anchor="middle">passages held, a warm question end to end</text></svg>'
    )
    return "\n".join(lines) + "\n"


def main() -> None:
    """See the top of this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=_OBLIQA)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 4000, 16000, 64000, 200000])
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    if not (options.folder / "questions.jsonl").is_file():
        print(f"Left out: {options.folder} is not here; name a folder as `licet eval retrieval` takes it, or set LICET_SHARED.")
        return
    rows = measured(options.folder, options.sizes)
    for name in ("p50_ms", "p95_ms", "memory_mb", "disk_mb"):
        print(f"{name} grows as n^{exponent(rows, name):.2f}")
    if options.plot:
        options.plot.parent.mkdir(parents=True, exist_ok=True)
        options.plot.write_text(plot(rows), "utf-8")


if __name__ == "__main__":
    main()
