"""Growth of latency, memory and disk space with the collection, with fitted exponents and a plot.

    python tests/benchmarks/bench_growth.py [FOLDER] [--sizes 1000 5000 20000] [--plot docs/growth.svg]
        [--first] [--home HOME] [--servers]

The first passages are those of FOLDER (as `licet eval retrieval` takes it; default: obliqa among the real documents),
really encoded. Further ones are these with their words shuffled and their token vectors moved a little: only the number
matters here, and encoding 200,000 passages takes half an hour. Every question is really encoded. At each size a new
process opens the collection, answers questions that it has not met, and reports how long they took and its peak memory,
so that the process that grew the collection is not measured. `--first` measures with priority over everything else on
the machine (SCHED_FIFO, needs root). HOME keeps the collection.

`--servers` keeps the catalogue on a real PostgreSQL and the vectors on a real Chroma server, both started for the run,
and tells their memory and disk too. With each size goes how many of the nearest passages the index of vectors finds, by
comparing with the cosines of all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import ui  # noqa: F401  # sets how many threads BLAS has, before numpy is imported

import numpy as np  # isort: skip

from assistant.evaluation.retrieval import _lines, _passages_file
from corpus.catalogue import Catalogue
from corpus.model import Reading, Role, Source
from corpus.structure import TreeBuilder
from index.collection import Collection
from index.encoders.embeddings import EnglishEncoder, count_tokens
from index.retrieval.candidates import CANDIDATES_EACH

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.servers import Servers  # noqa: E402

_A_SOURCE = 500  # passages a source
_REAL = 10_000  # passages that are encoded
_NAME = re.compile(r"Item\d+x\d+")
_LONGEST = 200  # tokens: such a text is one passage
_WARM, _ASKED = 20, 300  # questions before the measured ones, and these
_COMPARED = 40  # questions whose nearest passages are compared with all

_OBLIQA = Path(os.environ.get("LICET_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "benchmarks" / "obliqa"


class Grower:
    """Maker of sources with ever new passages, and of the encoder's states for them."""

    def __init__(self, texts: Sequence[str], collection: Collection) -> None:
        self.texts = list(texts)
        english = collection.encoders[0]
        assert isinstance(english, EnglishEncoder)
        self.real = english.network.states
        self.states: dict[int, np.ndarray] = {i: s.astype(np.float16) for i, _, s in self.real(self.texts)}
        self.bases: dict[str, int] = {}
        self.noise = np.random.default_rng(1)
        english.network.states = self.replayed  # type: ignore[method-assign]

    def source(self, number: int) -> Reading:
        """Return the next source: of real passages while there are any, then of shuffled ones."""
        chance = random.Random(number)
        tree = TreeBuilder()
        self.bases.clear()
        for n in range(_A_SOURCE):
            base = number * _A_SOURCE + n
            words = self.texts[base % len(self.texts)].split()
            if base >= len(self.texts):
                base = chance.randrange(len(self.texts))
                words = self.texts[base].split()
                chance.shuffle(words)
            self.bases[name := f"Item{number}x{n}"] = base
            tree.add(" ".join([name, *words]), locator=f"item {number}.{n}", role=Role.NOTE)
        return tree.reading(Source(f"made-{number}", ""))

    def replayed(self, texts: Sequence[str], progress: object = None) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Return the states of made passages, derived from those of the passages that they were made from."""
        for i, text in enumerate(texts):
            states = self.states[self.bases[_NAME.search(text).group()]]  # type: ignore[union-attr]
            moved = states + self.noise.normal(0, 0.15, (1, states.shape[1])).astype(np.float32)
            yield i, np.zeros(0, np.int64), moved


def open_collection(home: Path, database: str, chroma: str) -> Collection:
    """Return the collection of a home, its catalogue and vectors on servers where their addresses are given."""
    return Collection(home, Catalogue(home / "catalogue.sqlite", url=database), chroma_url=chroma)


def grown(
    folder: Path, home: Path, sizes: Sequence[int], first: bool, servers: Servers | None = None
) -> list[dict[str, Any]]:
    """Grow the collection through the sizes; return one row per size."""
    database, chroma = (servers.database, servers.chroma) if servers else ("", "")
    texts = (p["text"] for p in _lines(_passages_file(folder)))
    passages = [t for t in texts if len(t) > 40 and count_tokens(t) <= _LONGEST][:_REAL]
    collection = open_collection(home, database, chroma)
    grower = Grower(passages, collection)
    rows, held = [], sum(collection.catalogue.sizes().values())
    for size in sizes:
        begun, before = time.perf_counter(), held
        while held < size:
            held += collection.add(grower.source(held // _A_SOURCE)).passages
        seconds = time.perf_counter() - begun
        command = [
            sys.executable,
            __file__,
            str(folder),
            "--measure",
            "--home",
            str(home),
            *(["--first"] if first else []),
            *(["--database", database, "--chroma", chroma] if servers else []),
        ]
        row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
        row["written_a_second"] = round((held - before) / seconds) if held > before else 0
        row |= servers.figures() if servers else {}
        rows.append(row)
        print(row, flush=True)
    return rows


def nearest_found(collection: Collection, questions: Sequence[str]) -> dict[str, Any]:
    """Return the share of the nearest and of the ten nearest passages that the index of vectors finds."""
    encoder, vectors = collection.stores.partitions[0]
    asked = np.stack([encoder.query(question) for question in questions])
    best: list[list[tuple[float, str]]] = [[] for _ in questions]
    for ids, rows, _ in vectors.all():
        near = asked @ (rows / np.linalg.norm(rows, axis=1, keepdims=True)).T
        for own, cosines in zip(best, near, strict=True):
            first = np.argsort(-cosines)[:CANDIDATES_EACH]
            own[:] = sorted([*own, *((float(cosines[i]), ids[i]) for i in first)], reverse=True)[:CANDIDATES_EACH]
    shares, in_ten = [], []
    for vector, exact in zip(asked, best, strict=True):
        got = {id for id, _ in vectors.nearest(vector, CANDIDATES_EACH)}
        shares.append(np.mean([id in got for _, id in exact]))
        in_ten.append(np.mean([id in got for _, id in exact[:10]]))
    return {
        f"nearest_{CANDIDATES_EACH}_found": round(float(np.mean(shares)), 4),
        "nearest_10_found": round(float(np.mean(in_ten)), 4),
    }


def measured(folder: Path, home: Path, database: str, chroma: str) -> dict[str, Any]:
    """Return the figures of a process that opens a grown home."""
    questions = list(dict.fromkeys(q["question"] for q in _lines(folder / "questions.jsonl")))[: _WARM + _ASKED]
    begun = time.perf_counter()
    collection = open_collection(home, database, chroma)
    collection.warm()
    collection.search(questions[0])
    opened = time.perf_counter() - begun
    for question in questions[1:_WARM]:
        collection.search(question)
    times = []
    for question in questions[_WARM:]:
        start = time.perf_counter()
        collection.search(question)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    memory = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    found = nearest_found(collection, questions[:_COMPARED])
    return {
        "passages": sum(collection.catalogue.sizes().values()),
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "opened_seconds": round(opened, 2),
        "memory_mb": int(memory["VmHWM"].split()[0]) // 1024,
        # without files that are mapped: the system takes those back
        "own_memory_mb": int(memory["RssAnon"].split()[0]) // 1024,
        "disk_mb": sum(f.stat().st_size for f in home.rglob("*") if f.is_file() and "encoder" not in f.parts) // 2**20,
        **found,
    }


def exponent(rows: Sequence[dict[str, Any]], name: str) -> float:
    """Return b of the least-squares fit value = a · passages^b."""
    return float(np.polyfit(np.log([r["passages"] for r in rows]), np.log([max(r[name], 0.01) for r in rows]), 1)[0])


def plot(rows: Sequence[dict[str, Any]]) -> str:
    """Return the median and 95th percentile over the number of passages as SVG, both axes logarithmic."""
    wide, high, left, low = 640, 360, 60, 310
    sizes = np.log10([r["passages"] for r in rows])
    top = np.log10(max(r["p95_ms"] for r in rows) * 1.5)
    span = max(float(sizes[-1] - sizes[0]), 1e-6)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="12">',
        f'<rect width="{wide}" height="{high}" fill="white"/>',
    ]
    for value in (1, 3, 10, 30, 100, 300):
        if np.log10(value) < top:
            y = low - np.log10(value) / top * 280
            lines.append(
                f'<path d="M{left} {y:.0f}H{wide - 20}" stroke="#ddd"/>'
                f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{value} ms</text>'
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
            f'<text x="{x - 4:.0f}" y="{y + (18 if name == "p50_ms" else -8):.0f}" fill="{colour}" text-anchor="end">'
            f"{name[:3]} ∝ n^{exponent(rows, name):.2f}</text>"
        )
    for s, r in zip(sizes, rows, strict=True):
        lines.append(
            f'<text x="{left + 20 + float(s - sizes[0]) / span * 520:.0f}" y="{low + 18}" text-anchor="middle">'
            f"{r['passages']:,}</text>"
        )
    lines.append(
        f'<text x="{wide / 2:.0f}" y="{high - 8}" text-anchor="middle">passages held, a warm question end to '
        f"end</text></svg>"
    )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the benchmark that the module describes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=_OBLIQA)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000, 20000, 50000, 200000])
    parser.add_argument("--plot", type=Path, default=ROOT / "docs" / "growth.svg")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--first", action="store_true")
    parser.add_argument("--servers", action="store_true", help="catalogue on PostgreSQL, vectors on a Chroma server")
    parser.add_argument("--measure", action="store_true", help="only measure what HOME holds")
    parser.add_argument("--database", default="", help=argparse.SUPPRESS)
    parser.add_argument("--chroma", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not (options.folder / "questions.jsonl").is_file():
        print(
            f"Left out: {options.folder} is not here; name a folder as `licet eval retrieval` takes it, or set "
            f"LICET_SHARED."
        )
        return
    if options.measure:
        if options.first:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
        print(json.dumps(measured(options.folder, options.home, options.database, options.chroma)))
        return
    with ExitStack() as stack:
        home = options.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place = home.parent if options.home else home
        servers = stack.enter_context(Servers.started(place)) if options.servers else None
        rows = grown(options.folder, home, options.sizes, options.first, servers)
    for name in ("p50_ms", "p95_ms", "memory_mb", "disk_mb"):
        print(f"{name} grows as n^{exponent(rows, name):.2f}")
    if options.plot:
        options.plot.parent.mkdir(parents=True, exist_ok=True)
        options.plot.write_text(plot(rows), "utf-8")


if __name__ == "__main__":
    main()
