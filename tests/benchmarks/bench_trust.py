"""What trust costs: adding and asking with seals and the process that reads documents, against the same without.

    python tests/benchmarks/bench_trust.py [--add FOLDER...] [--home HOME] [--limit 40] [--rounds 2] [--minutes N]

Two processes of this checkout take turns, file by file and question by question, so that a busy machine slows both. One
is as it ships; in the other documents are read and annotated in the process itself, nothing is sealed and no seal is
compared, nothing is written into the log, and stores leave no digests. `--home` names a home to ask, which is only
read; without it the home is asked to which the folders were added. Files come in an order drawn by a fixed seed, and
after `--minutes` no other one is begun: so what was added by then is of all kinds, and the row says how many of how
many. Seconds of CPU count all threads, and the processes that read, those that ended too. Adding may take 1.1 times as
long, asking 1.05: the last line says whether it does.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("LICET_SHARED", ROOT.parent / "shared"))

_WORKER = """
import json, os, resource, sys, time
from pathlib import Path
import ui  # sets what a process of the program sets before numpy is loaded
from corpus.catalogue import seals, writing
from corpus.enrichment import annotate
from corpus.parsers.dispatch import read_bytes
from corpus.reader.document_reader import DocumentReader
from index.ingest.intake import Labels
from index.stores import file_digests, page_digests
from assistant.wiring import open_application

if sys.argv[1] == "without":
    seals.altered, seals.altered_records = (lambda *_: []), (lambda *_: {})
    seals.seal = seals.reseal = writing.write = lambda *_: None
    file_digests.record = page_digests.record = lambda *_: None
    DocumentReader.read = lambda self, file: read_bytes(file)
    DocumentReader.annotate = lambda self, reading: annotate(reading)
    DocumentReader.start = lambda self: None
licet = open_application()
licet.collection.warm()
licet.assistant.warm()
licet.reader.start()

def busy():
    child = licet.reader._child
    fields = Path(f"/proc/{child._process.pid}/stat").read_text().rsplit(")", 1)[1].split() if child else [0] * 13
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return time.process_time() + ended.ru_utime + ended.ru_stime + running

print("ready", flush=True)
for line in sys.stdin:
    task = json.loads(line)
    begun, before = time.perf_counter(), busy()
    if "add" in task:
        for done in licet.add([task["add"]], Labels()):
            assert done.problem is None or done.status == "failed"
    else:
        licet.assistant.ask(task["question"], task["history"])
    print(time.perf_counter() - begun, max(0.0, busy() - before), flush=True)
"""

MOST = {"files added": 1.1, "questions": 1.05}  # times as long as without, by the clock
Spent = tuple[float, float]  # seconds of the wall clock, seconds of CPU


@contextmanager
def working(kind: str, home: Path) -> Iterator[subprocess.Popen[str]]:
    """Run the process that does tasks line by line, warmed up."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WORKER, kind], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "LICET_HOME": str(home)},
    )  # fmt: skip
    try:
        assert process.stdout
        if process.stdout.readline() != "ready\n":
            sys.exit(f"The process {kind} trust does not start.")
        yield process
    finally:
        process.kill()
        process.wait()


def done(process: subprocess.Popen[str], task: dict[str, object]) -> Spent:
    """Let a process do a task; return what it took."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(task) + "\n")
    process.stdin.flush()
    line = process.stdout.readline().split()
    if not line:
        sys.exit(f"A process ended at {task}")
    return float(line[0]), float(line[1])


def turns(homes: tuple[Path, Path], tasks: Sequence[dict[str, object]], minutes: float) -> list[tuple[Spent, Spent]]:
    """Return what each task begun in so many minutes took without trust and with it; they take turns in being first."""
    with working("without", homes[0]) as without, working("with", homes[1]) as with_trust:
        found, begun = [], time.monotonic()
        for number, task in enumerate(tasks):
            if time.monotonic() - begun > 60 * minutes:
                break
            order = (without, with_trust) if number % 2 == 0 else (with_trust, without)
            spent = {id(process): done(process, task) for process in order}
            found.append((spent[id(without)], spent[id(with_trust)]))
        return found


def ratio(found: Sequence[tuple[Spent, Spent]]) -> float:
    """Return how many times as long all tasks took with trust, by the clock."""
    return sum(after[0] for _, after in found) / sum(before[0] for before, _ in found)


def row(name: str, found: Sequence[tuple[Spent, Spent]], of: int) -> str:
    """Return a row of the table: the sums by clock and by CPU, their ratios, and the median of the ratios."""
    cells = []
    for kind in (0, 1):
        without, with_trust = (sum(pair[n][kind] for pair in found) for n in (0, 1))
        cells += [f"{without:.2f}", f"{with_trust:.2f}", f"{with_trust / without:.3f}"]
    paired = statistics.median(after[0] / before[0] for before, after in found)
    return f"| {name}, {len(found)} of {of} | " + " | ".join(cells) + f" | {paired:.3f} |"


def main() -> None:
    """Run the benchmark that the module describes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--add", nargs="*", type=Path, default=[SHARED / "data" / "seed"])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--questions", type=Path, default=SHARED / "benchmarks" / "users" / "dev.jsonl")
    parser.add_argument("--limit", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=math.inf)
    options = parser.parse_args()
    if lacking := [str(f) for f in (options.questions, *(options.add or ())) if not f.exists()]:
        print(f"skipped: {', '.join(lacking)}: not here (LICET_SHARED, or --questions and --add)")
        return
    files = [f for place in options.add for f in (sorted(place.rglob("*")) if place.is_dir() else [place])]
    files = [f for f in files if f.is_file()]
    random.Random(0).shuffle(files)
    lines = options.questions.read_text("utf-8").splitlines()[: options.limit]
    asked = [{"question": i["question"], "history": i.get("history") or []} for i in map(json.loads, lines)]
    print("| | without, clock, s | with | ratio | without, CPU, s | with | ratio | median ratio, clock |")
    print("|---" * 8 + "|")
    with tempfile.TemporaryDirectory() as made:
        homes = Path(made, "without"), Path(made, "with")
        for each in homes:
            each.mkdir()
            if options.home:
                (each / "encoder").symlink_to((options.home / "encoder").resolve())
        told = {}
        if files:
            told["files added"] = turns(homes, [{"add": str(f)} for f in files], options.minutes)
            print(row("files added", told["files added"], len(files)), flush=True)
        place = (options.home, options.home) if options.home else (homes[1], homes[1])
        told["questions"] = turns(place, asked * options.rounds, options.minutes)
        print(row("questions", told["questions"], len(asked) * options.rounds), flush=True)
    print("; ".join(f"{name}: {ratio(each):.3f} of at most {MOST[name]}" for name, each in told.items()))
    if any(ratio(each) > MOST[name] for name, each in told.items()):
        sys.exit(1)


if __name__ == "__main__":
    main()
