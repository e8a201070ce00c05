"""Compare this checkout with an older one: adding a folder, a cold command, a warm question; ratios of one run.

    python tests/benchmarks/bench_against.py [OLD_CHECKOUT] [--rounds 3] [--questions FILE] [--limit 80]
                                             [--add FOLDER...] [--unprepared] [--homes OLD_HOME NEW_HOME]

Without OLD_CHECKOUT the commit `BEFORE` is cloned. Both run under this Python and its packages, in environments of
their own, which are prepared as `make run` of each prepares its own (`--unprepared` leaves that out). They take turns:
each folder is added to a home whose encoders are ready, first by the one, then by the other, in the next round the
other way round; each question is asked of one process of either, one after the other. So a busy machine slows both, and
the ratios (new to old) hold. `--homes` names homes that hold the same texts: then nothing is added. CPU seconds count
all threads.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import methodcaller
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("LICET_SHARED", ROOT.parent / "shared"))
BEFORE = "50c7e7b"  # the last commit before the rooms
FOLDERS = ("data/us/ecfr", "data/cn", "data/jp", "data/seed", "data/pdf/eu-regulation-833-2014-consolidated.pdf")
COLD = ("What is a deemed export?", "how long must i keep export records", "Is Huawei on the Entity List?")
_PREPARES = "requirements/prepare.py"
_LONGEST = 900  # seconds for one addition: the old one may hang when two threads meet OpenVINO first at once

# One process answers questions line by line and says how long each took. The names are those of either checkout.
_ANSWERS = """
import json, sys, time
import ui  # sets what a process of the program sets before numpy is loaded
from assistant import wiring
licet = getattr(wiring, "open_application", None) or wiring.open_licet
assistant = licet().assistant
assistant.collection.warm()
assistant.warm()
for line in sys.stdin:
    item = json.loads(line)
    begun, busy = time.perf_counter(), time.process_time()
    assistant.ask(item["question"], item["history"])
    print(time.perf_counter() - begun, time.process_time() - busy, flush=True)
"""
# Long texts are encoded by several threads at once; one look before them spares the old checkout the wait for ever.
_LOOK = """
import runpy, sys
import numpy, openvino
numpy.array(openvino.Tensor(numpy.zeros(1, numpy.float32)).data)
sys.argv = ["licet", *sys.argv[1:]]
runpy.run_module("ui.cli", run_name="__main__")
"""

Pair = tuple["Checkout", "Checkout"]
Spent = tuple[float, float]  # seconds of the wall clock, seconds of CPU


@dataclass(frozen=True, slots=True)
class Checkout:
    """One version of the program with a home and an environment of its own."""

    name: str
    folder: Path
    home: Path
    python: Path

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment in which its commands run.

        Its modules are kept compiled after the first command, as an installed program's are: else a cold command would
        measure the compiler, and the version with more modules would look slower than it is.
        """
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**kept, "PYTHONPATH": str(self.folder), "LICET_HOME": str(self.home)}

    def run(self, *arguments: str, script: str = "") -> Spent:
        """Run a command of the program to its end. Exits where it fails."""
        return self._run(*(("-c", script) if script else ("-m", "ui.cli")), *arguments)

    def prepare(self) -> None:
        """Make what this version makes once for an environment, where it has that."""
        if (self.folder / _PREPARES).is_file():
            self._run(_PREPARES)

    def _run(self, *arguments: str) -> Spent:
        command = [str(self.python), *arguments]
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=_LONGEST
        )
        if done.returncode:
            sys.exit(f"{self.name}: {' '.join(arguments[-4:])}: {done.stderr.strip()[-400:]}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return time.perf_counter() - begun, busy


def turns(pair: Pair, rounds: int, measure: Callable[[Checkout], Spent]) -> list[tuple[Spent, Spent]]:
    """Return what each round took the old and the new one, who take turns in being first."""
    found = []
    for number in range(rounds):
        order = pair if number % 2 == 0 else pair[::-1]
        spent = {each.name: measure(each) for each in order}
        found.append((spent[pair[0].name], spent[pair[1].name]))
    return found


def additions(pair: Pair, folders: Sequence[Path], rounds: int) -> list[tuple[Spent, Spent]]:
    """Return the seconds in which each adds the folders to a home that holds nothing but ready encoders."""
    for each in pair:
        each.run("add", *(str(f) for f in folders), script=_LOOK)  # converts the encoders; not counted

    def add(one: Checkout) -> Spent:
        for part in one.home.iterdir():
            if part.name != "encoder":
                shutil.rmtree(part) if part.is_dir() else part.unlink()
        return one.run("add", *(str(f) for f in folders), script=_LOOK)

    return turns(pair, rounds, add)


def cold(pair: Pair, rounds: int) -> list[tuple[Spent, Spent]]:
    """Return the seconds of a command that answers one question and ends."""
    for each in pair:
        each.run("ask", COLD[0])
    return [both for text in COLD for both in turns(pair, rounds, methodcaller("run", "ask", text))]


def warm(pair: Pair, asked: Sequence[dict[str, object]]) -> list[tuple[Spent, Spent]]:
    """Return the seconds of each question, asked of two processes that have been warmed up."""
    with answering(pair[0]) as old, answering(pair[1]) as new:
        found = []
        for number, item in enumerate(asked):
            order = (old, new) if number % 2 == 0 else (new, old)
            spent = {id(process): _answered(process, item) for process in order}
            found.append((spent[id(old)], spent[id(new)]))
    return found


@contextmanager
def answering(one: Checkout) -> Iterator[subprocess.Popen[str]]:
    """Run the process that answers questions line by line."""
    process = subprocess.Popen(
        [str(one.python), "-c", _ANSWERS], cwd=one.folder, env=one.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _answered(process: subprocess.Popen[str], item: dict[str, object]) -> Spent:
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(item) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        sys.exit(f"The process that answers ended at: {item['question']}")
    wall, busy = line.split()
    return float(wall), float(busy)


def questions(file: Path, limit: int) -> list[dict[str, object]]:
    """Return the first labelled questions of a file, each with the earlier ones of its conversation."""
    items = [json.loads(line) for line in file.read_text("utf-8").splitlines()[:limit]]
    return [{"question": i["question"], "history": i.get("history") or []} for i in items]


def row(name: str, found: Sequence[tuple[Spent, Spent]], unit: float, share: float = 0.5) -> str:
    """Return a row of the table: a percentile of old and new, and the ratio of the two, by clock and by CPU."""
    cells = []
    for kind in (0, 1):
        old, new = (_percentile([pair[n][kind] for pair in found], share) for n in (0, 1))
        cells += [f"{unit * old:.4g}", f"{unit * new:.4g}", f"{new / old:.2f}"]
    paired = statistics.median(new[0] / old[0] for old, new in found)
    return f"| {name} | " + " | ".join(cells) + f" | {paired:.2f} |"


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return statistics.median(ordered) if share == 0.5 else ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def has_commit(commit: str) -> bool:
    """Return whether this clone has a commit."""
    return subprocess.run(["git", "-C", str(ROOT), "cat-file", "-e", commit], capture_output=True).returncode == 0


def cloned(folder: Path) -> Path:
    """Return a clone of this repository at the commit `BEFORE`."""
    subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "checkout", "--quiet", BEFORE], check=True)
    return folder


def environment(folder: Path) -> Path:
    """Return the Python of a new environment that has the packages of this one, and nothing prepared beside them."""
    venv.create(folder, symlinks=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(folder)})
    Path(packages, "same.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    return folder / "bin" / "python"


def main() -> None:
    """Run the benchmark that the module describes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--questions", type=Path, default=SHARED / "benchmarks" / "users" / "dev.jsonl")
    parser.add_argument("--limit", type=int, default=80)
    parser.add_argument("--add", nargs="+", type=Path, default=[SHARED / f for f in FOLDERS])
    parser.add_argument("--unprepared", action="store_true")
    parser.add_argument("--homes", nargs=2, type=Path, metavar=("OLD_HOME", "NEW_HOME"))
    options = parser.parse_args()
    lacking = [str(f) for f in (options.questions, *(() if options.homes else options.add)) if not f.exists()]
    if lacking:
        print(f"skipped: {', '.join(lacking)}: not here (LICET_SHARED, or --questions and --add)")
        return
    if options.old is None and not has_commit(BEFORE):
        print(f"skipped: this clone does not reach back to commit {BEFORE[:7]}; git fetch --unshallow brings it")
        return
    with tempfile.TemporaryDirectory() as made:
        old = options.old.resolve() if options.old else cloned(Path(made, "before"))
        homes = options.homes or (Path(made, "old"), Path(made, "new"))
        pair = (
            Checkout("old", old, homes[0].resolve(), environment(Path(made, "old-environment"))),
            Checkout("new", ROOT, homes[1].resolve(), environment(Path(made, "new-environment"))),
        )
        print("| | old, clock | new | ratio | old, CPU | new | ratio | median ratio, clock |\n" + "|---" * 8 + "|")
        if not options.homes:
            for each in pair:
                each.home.mkdir()
                if not options.unprepared:
                    each.prepare()
            print(row("adding, s", additions(pair, options.add, options.rounds), 1), flush=True)
        print(row("cold ask, s", cold(pair, options.rounds), 1), flush=True)
        found = warm(pair, questions(options.questions, options.limit))
        print(row("question, median, ms", found, 1000))
        print(row("question, 95th percentile, ms", found, 1000, 0.95), flush=True)


if __name__ == "__main__":
    main()
