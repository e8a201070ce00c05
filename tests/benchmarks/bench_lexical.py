"""Lexical engines side by side over the same passages and terms: tantivy (in use), SQLite's FTS5, bm25s.

    pip install bm25s        # for this comparison only; without it its row says so
    python tests/benchmarks/bench_lexical.py [FOLDER] [--limit N]

FOLDER is as `licet eval retrieval` takes it (default: obliqa among the real documents). Every engine is given the terms
that `index.text.tokens` makes and ranks by its own plain BM25, so that only the engines are compared. An update
replaces the passages of one document. "Killed" is a process that is killed (-9) at a random moment of endless updates,
after which the index is opened and searched and its passages are counted: whole means that every document has all its
passages once, all of one edition.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.retrieval import _lines, _passages_file, scores
from index.text.tokens import STOP, terms

_OBLIQA = Path(os.environ.get("LICET_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "benchmarks" / "obliqa"
_K = 10
_UPDATES = 20
_KILLS = 12
Row = tuple[str, str, str]  # id, document, terms


class Tantivy:
    """Tantivy as the index uses it: one writer, atomic commits."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self.t = tantivy
        builder = tantivy.SchemaBuilder()
        for name in ("id", "doc", "mark"):
            builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(folder))

    def replace(self, doc: str | None, rows: Iterable[Row], mark: str = "") -> None:
        writer = self.index.writer(heap_size=64_000_000, num_threads=1)
        if doc is not None:
            writer.delete_documents_by_term("doc", doc)
        for i, of, text in rows:
            found = self.t.Document()
            for name, value in (("id", i), ("doc", of), ("mark", mark), ("body", text)):
                found.add_text(name, value)
            writer.add_document(found)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def search(self, words: Sequence[str]) -> list[str]:
        query = self.t.Query.boolean_query(
            [
                (self.t.Occur.Should, self.t.Query.term_query(self.schema, "body", w, index_option="freq"))
                for w in dict.fromkeys(words)
            ]
        )
        searcher = self.index.searcher()
        return [str(searcher.doc(a).get_first("id")) for _, a in searcher.search(query, limit=_K, count=False).hits]

    def held(self) -> list[tuple[str, str, str]]:
        searcher = self.index.searcher()
        hits = searcher.search(self.t.Query.all_query(), limit=10_000_000, count=False).hits
        docs = (searcher.doc(a) for _, a in hits)
        return [(str(d.get_first("id")), str(d.get_first("doc")), str(d.get_first("mark"))) for d in docs]


class Fts5:
    """SQLite's full-text search, in write-ahead mode."""

    def __init__(self, folder: Path) -> None:
        self.db = sqlite3.connect(folder / "words.sqlite", isolation_level=None, timeout=30)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        # Terms contain dots, brackets and slashes: everything but the space belongs to a term.
        self.db.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(body, id UNINDEXED, doc UNINDEXED, mark UNINDEXED, "
            "tokenize = \"ascii tokenchars './()-_'\", columnsize = 1)"
        )
        self.db.execute("CREATE TABLE IF NOT EXISTS of_doc (doc TEXT, row INTEGER)")
        self.db.execute("CREATE INDEX IF NOT EXISTS by_doc ON of_doc (doc)")

    def replace(self, doc: str | None, rows: Iterable[Row], mark: str = "") -> None:
        self.db.execute("BEGIN IMMEDIATE")
        if doc is not None:
            self.db.execute("DELETE FROM words WHERE rowid IN (SELECT row FROM of_doc WHERE doc = ?)", (doc,))
            self.db.execute("DELETE FROM of_doc WHERE doc = ?", (doc,))
        for i, of, text in rows:
            row = self.db.execute(
                "INSERT INTO words (body, id, doc, mark) VALUES (?,?,?,?)", (text, i, of, mark)
            ).lastrowid
            self.db.execute("INSERT INTO of_doc VALUES (?,?)", (of, row))
        self.db.execute("COMMIT")

    def search(self, words: Sequence[str]) -> list[str]:
        asked = " OR ".join('"' + w.replace('"', '""') + '"' for w in dict.fromkeys(words))
        return [
            r[0] for r in self.db.execute("SELECT id FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", (asked, _K))
        ]

    def held(self) -> list[tuple[str, str, str]]:
        return self.db.execute("SELECT id, doc, mark FROM words").fetchall()


class Bm25s:
    """A matrix of scores in memory; an update computes it again and overwrites the saved one."""

    def __init__(self, folder: Path) -> None:
        import bm25s

        self.b, self.folder = bm25s, folder / "matrix"
        self.rows: list[tuple[str, str, str, str]] = []
        if (self.folder / "rows.json").exists():
            self.rows = [tuple(r) for r in json.loads((self.folder / "rows.json").read_text("utf-8"))]
            self.matrix = bm25s.BM25.load(str(self.folder))

    def replace(self, doc: str | None, rows: Iterable[Row], mark: str = "") -> None:
        self.rows = [r for r in self.rows if r[1] != doc] + [(*r, mark) for r in rows]
        self.matrix = self.b.BM25(k1=1.2, b=0.75)
        self.matrix.index([text.split() for _, _, text, _ in self.rows], show_progress=False)
        self.matrix.save(str(self.folder), show_progress=False)
        (self.folder / "rows.json").write_text(json.dumps(self.rows), "utf-8")

    def search(self, words: Sequence[str]) -> list[str]:
        known = [w for w in dict.fromkeys(words) if w in self.matrix.vocab_dict]
        if not known:
            return []
        found, _ = self.matrix.retrieve([known], k=_K, show_progress=False)
        return [self.rows[n][0] for n in found[0]]

    def held(self) -> list[tuple[str, str, str]]:
        return [(i, doc, mark) for i, doc, _, mark in self.rows]


ENGINES: dict[str, Callable[[Path], Any]] = {"tantivy": Tantivy, "SQLite FTS5": Fts5, "bm25s": Bm25s}


def corpus(folder: Path) -> list[Row]:
    """Return the passages with their terms."""
    lines = (p for p in _lines(_passages_file(folder)) if p["text"].strip())
    return [(str(p["id"]), str(p.get("doc", "all")), " ".join(terms(p["text"]))) for p in lines]


def of_document(rows: Sequence[Row], doc: str) -> list[Row]:
    """Return the passages of one document."""
    return [r for r in rows if r[1] == doc]


def compared(name: str, rows: Sequence[Row], questions: Sequence[dict]) -> dict[str, str]:
    """Return the figures of one engine."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        begun = time.perf_counter()
        engine = ENGINES[name](folder)
        engine.replace(None, rows)
        built = time.perf_counter() - begun
        asked = [[t for t in terms(q["question"]) if t not in STOP] for q in questions]
        for words in asked[:20]:
            engine.search(words)
        times, figures = [], []
        for words, question in zip(asked, questions, strict=True):
            start = time.perf_counter()
            found = engine.search(words)
            times.append((time.perf_counter() - start) * 1000)
            figures.append(scores(found, question["gold"]))
        times.sort()
        size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
        chance, updates = random.Random(5), []
        docs = sorted({doc for _, doc, _ in rows})
        for n in range(_UPDATES):
            doc = chance.choice(docs)
            start = time.perf_counter()
            engine.replace(doc, of_document(rows, doc), str(n))
            updates.append((time.perf_counter() - start) * 1000)
        return {
            "Recall@10 / MAP@10": " / ".join(f"{sum(f[n] for f in figures) / len(figures):.4f}" for n in range(2)),
            "a question, p50 / p95": f"{times[len(times) // 2]:.2f} / {times[int(len(times) * 0.95)]:.2f} ms",
            "building": f"{built:.2f} s",
            "one document replaced, median": f"{statistics.median(updates):.0f} ms",
            "on disk": f"{size / 2**20:.1f} MB",
        }


_WRITER = """
import json, random, sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from bench_lexical import ENGINES, of_document
name, folder = sys.argv[1], Path(sys.argv[2])
rows = [tuple(r) for r in json.loads(Path(sys.argv[3]).read_text("utf-8"))]
engine, chance, docs = ENGINES[name](folder), random.Random(), sorted({r[1] for r in rows})
print("ready", flush=True)
while True:
    doc = chance.choice(docs)
    engine.replace(doc, of_document(rows, doc), str(chance.random()))
"""


def killed(name: str, rows: Sequence[Row]) -> str:
    """Return in how many of the kills every document stayed whole."""
    rows = rows[:2000]
    wanted = {doc: len(of_document(rows, doc)) for doc in {r[1] for r in rows}}
    chance, whole, said = random.Random(3), 0, set()
    with tempfile.TemporaryDirectory() as made:
        folder, file = Path(made) / "index", Path(made) / "rows.json"
        folder.mkdir()
        file.write_text(json.dumps(rows), "utf-8")
        ENGINES[name](folder).replace(None, rows)
        for _ in range(_KILLS):
            writer = subprocess.Popen(
                [sys.executable, "-c", _WRITER, name, str(folder), str(file), str(Path(__file__).parent)],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            )  # fmt: skip
            assert writer.stdout is not None
            started = writer.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.05, 0.6))
            os.kill(writer.pid, signal.SIGKILL)
            writer.communicate()
            if not started:
                said.add("does not open")
                continue
            try:
                engine = ENGINES[name](folder)
                held = engine.held()
                engine.search(rows[0][2].split()[:8])
            except Exception as error:  # whatever an engine raises for a damaged index
                said.add(type(error).__name__)
                continue
            editions = {doc: {m for _, d, m in held if d == doc} for doc in wanted}
            right = (
                len(held) == len(rows)
                and len({i for i, _, _ in held}) == len(rows)
                and all(len(m) == 1 for m in editions.values())
            )
            whole += right
            if not right:
                said.add("passages missing, double or of two editions")
    return f"{whole} of {_KILLS} whole" + (f" ({', '.join(sorted(said))})" if said else "")


def main() -> None:
    """Run the benchmark that the module describes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=_OBLIQA)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    if not (options.folder / "questions.jsonl").is_file():
        print(
            f"Left out: {options.folder} is not here; name a folder as `licet eval retrieval` takes it, or set "
            f"LICET_SHARED."
        )
        return
    rows, questions = corpus(options.folder), list(_lines(options.folder / "questions.jsonl"))[: options.limit]
    table: dict[str, dict[str, str]] = {}
    for name in ENGINES:
        try:
            table[name] = compared(name, rows, questions) | {"killed while it updates": killed(name, rows)}
        except ImportError:
            print(f"{name} is left out: pip install bm25s", file=sys.stderr)
    print(
        f"{len(rows):,} passages, {len(questions):,} questions\n\n| | "
        + " | ".join(table)
        + " |\n|---|"
        + "---|" * len(table)
    )
    for measure in next(iter(table.values())):
        print(f"| {measure} | " + " | ".join(column[measure] for column in table.values()) + " |")


if __name__ == "__main__":
    main()
