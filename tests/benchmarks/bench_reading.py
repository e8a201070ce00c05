"""Time to read every real document in the child process, against reading in the same process. Run by `make bench`.

`python tests/benchmarks/bench_reading.py [OLD]` compares with the code of another checkout, OLD, instead. Both read in
processes of their own, by turns; the shortest time of each counts. The start of a process and the loading of its
parsers are left out: they pass while the models of the collection are loaded.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("LICET_SHARED", ROOT.parent / "shared"))
ROUNDS = 3
DIRECT = """
import sys, time
from pathlib import Path
from corpus.errors import Problem
from corpus.language.detection import language_of
from corpus.parsers.dispatch import parsers, read
parsers(); language_of("A licence is needed for the export of these goods to any destination.")
begun = time.perf_counter()
for path in sorted(p for p in Path(sys.argv[1]).rglob("*") if p.is_file()):
    try:
        read(path)
    except Problem:
        pass
print(time.perf_counter() - begun)
"""


def direct(checkout: Path) -> float:
    """Return the seconds that the code of a checkout takes to read everything in its own process."""
    command = [sys.executable, "-c", DIRECT, str(SHARED / "data")]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(checkout)}, cwd=checkout, check=True, capture_output=True
    )
    return float(done.stdout)


def apart() -> float:
    """Return the seconds that this code takes to read everything in the child process."""
    from corpus.errors import Problem
    from corpus.parsers.dispatch import load_file
    from corpus.parsers.file import File
    from corpus.reader.document_reader import DocumentReader

    reader = DocumentReader()
    reader.read(File("first.txt", b"The process is ready when this is read."))
    begun = time.perf_counter()
    for path in sorted(p for p in (SHARED / "data").rglob("*") if p.is_file()):
        with suppress(Problem):
            reader.read(load_file(path))
    spent = time.perf_counter() - begun
    reader.close()
    return spent


def main() -> None:
    """Measure both by turns."""
    if not (SHARED / "data").is_dir():
        print("skipped: the real documents are not here (LICET_SHARED)")
        return
    old = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    rounds = [(direct(old), apart()) for _ in range(ROUNDS)]
    before, now = (min(times) for times in zip(*rounds, strict=True))
    print(f"read in the process of {old}: {before:.2f} s; in the child process: {now:.2f} s; ratio {now / before:.2f}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of a reading process, either way: {peak:.0f} MB")


if __name__ == "__main__":
    main()
