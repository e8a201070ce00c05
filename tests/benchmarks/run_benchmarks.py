"""Runs the benchmarks of `benchmark_runs.toml`, each within its time, and writes what they print into a page.

    python tests/benchmarks/run_benchmarks.py [--page docs/benchmarks.md] [--rows FILE] [--only bench_start.py ...]

One that fails, lacks something or is out of time says so in its row, and the others go on. The section of the page
between the two marks is written anew, with the machine, its load, the day and the commit; FILE gets the rows as JSON
Lines; both after each one. Exits 1 where one failed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = Path(__file__).with_name("benchmark_runs.toml")
BEGIN, END = "<!-- `make bench` writes what stands from here -->", "<!-- to here -->"
_LEFT_OUT = re.compile(r"(?:left out|skipped)\b", re.IGNORECASE)
_RULE = re.compile(r"[|:\s-]+")  # the line below the heads of a Markdown table
_PATIENCE = 10  # seconds in which one that is stopped may end by itself


class Ending(StrEnum):
    """How a benchmark ended."""

    MEASURED = "measured"
    LEFT_OUT = "left out"
    FAILED = "failed"
    OUT_OF_TIME = "out of time"


@dataclass(frozen=True, slots=True)
class Run:
    """Entry of the table of benchmarks; its head says what each field does."""

    script: str
    about: str = ""
    arguments: tuple[str, ...] = ()
    budget: int = 0
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one benchmark printed, as (what, figure), and how it ended."""

    script: str
    about: str
    ending: Ending
    seconds: float
    figures: tuple[tuple[str, str], ...]
    why: str = ""


def planned(path: Path = RUNS) -> list[Run]:
    """Return the entries of a table of benchmarks."""
    rows = tomllib.loads(path.read_text("utf-8"))["run"]
    return [Run(**(row | {"arguments": tuple(row.get("arguments", ()))})) for row in rows]


def measured(run: Run, folder: Path) -> Outcome:
    """Run one benchmark within its time; what it began ends with it, and what it printed until then counts."""
    begun, is_late = time.monotonic(), False
    process = subprocess.Popen(
        [sys.executable, str(folder / run.script), *run.arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        printed, complained = process.communicate(timeout=run.budget)
    except subprocess.TimeoutExpired:
        is_late = True
        printed, complained = _stopped(process)
    finally:
        if process.poll() is None:  # interrupted: it has a session of its own, and would go on
            _stopped(process)
    figures = tuple(figures_of(printed))
    last = [line.strip() for line in (complained or printed).splitlines() if line.strip()][-1:]
    gaps = [line for line in printed.splitlines() if _LEFT_OUT.match(line)]
    if is_late:
        ending, why = Ending.OUT_OF_TIME, f"stopped after {run.budget} s"
    elif process.returncode:
        ending, why = Ending.FAILED, "".join(last) or f"exit status {process.returncode}"
    else:
        ending, why = Ending.LEFT_OUT if gaps and not figures else Ending.MEASURED, " ".join(gaps)
    return Outcome(run.script, run.about, ending, round(time.monotonic() - begun, 1), figures, why)


def _stopped(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Stop a process and all that it began, and return what it printed."""
    begun = _below(process.pid)  # a server that it began in a session of its own, too
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for one in (process.pid, *begun):
            with suppress(ProcessLookupError):
                os.kill(one, sign)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=_PATIENCE)
    return process.communicate()


def _below(process: int) -> list[int]:
    """Return the processes that a process has begun, and theirs, as far as the system tells."""
    found = [int(child) for child in _read(Path(f"/proc/{process}/task/{process}/children")).split()]
    return [*found, *(below for child in found for below in _below(child))]


def figures_of(printed: str) -> Iterator[tuple[str, str]]:
    """Yield (what, figure) of all that a benchmark prints: tables, JSON objects, lines `what: figure`, other lines."""
    heads: list[str] = []
    for line in printed.splitlines():
        text = line.strip()
        if not text.startswith("|"):
            heads = []
        if not text or _LEFT_OUT.match(text):
            continue
        if text.startswith("|"):
            cells = [cell.strip() for cell in text.strip("|").split("|")]
            if not heads:
                heads = cells
            elif not _RULE.fullmatch(text):
                named = zip(heads[1:], cells[1:], strict=False)
                yield cells[0], "; ".join(f"{head} {cell}".strip() for head, cell in named)
        elif text.startswith("{") and (fields := _json_object(text)):
            yield from ((name, str(value)) for name, value in fields.items())
        else:
            what, colon, figure = text.partition(": ")
            yield (what, figure) if colon else ("", text)


def _json_object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def section(outcomes: Sequence[Outcome], runs: Sequence[Run], told: str) -> str:
    """Return the section of the page: how each ended, what was not run, and then the figures of each."""
    lines = ["## One run of all", "", told, "", "| benchmark | what it measures | how it ended | seconds |"]
    lines.append("| --- | --- | --- | --- |")
    for o in outcomes:
        why = f": {_cell(o.why)}" if o.why else ""
        lines.append(f"| `{o.script}` | {_cell(o.about)} | {o.ending}{why} | {o.seconds:.0f} |")
    others = [run for run in runs if run.script not in {o.script for o in outcomes}]
    for run in others:
        why = f"by hand: {_cell(run.apart)}" if run.apart else "not in this run"
        lines.append(f"| `{run.script}` | {_cell(run.about)} | {why} | |")
    for o in outcomes:
        if o.figures:
            lines += ["", f"`{o.script}`:", "", "| what | figure |", "| --- | --- |"]
            lines += [f"| {_cell(what)} | {_cell(figure)} |" for what, figure in o.figures]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def written(page: str, text: str) -> str:
    """Return a page with another section between its marks. Raises ValueError where it has them not."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The page has not both lines, “{BEGIN}” and “{END}”: put them where the section shall stand.")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def machine() -> str:
    """Return the processor, its cores and the memory of this machine, in words."""
    names = re.findall(r"^model name\s*:\s*(.+)$", _read(Path("/proc/cpuinfo")), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s*(\d+) kB", _read(Path("/proc/meminfo")), re.MULTILINE)
    parts = [names[0] if names else platform.processor() or platform.machine(), f"{os.cpu_count()} cores"]
    return ", ".join(parts + ([f"{int(memory[1]) / 2**20:.0f} GB of memory"] if memory else []))


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""


def _commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return f"commit {asked.stdout.strip()}" if asked.returncode == 0 else "no commit"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the table names, print each row as it comes, and write the page. Returns 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md")
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--runs", type=Path, default=RUNS)
    parser.add_argument("--only", nargs="+", default=[])
    chosen = parser.parse_args(arguments)
    runs = planned(chosen.runs)
    if unknown := set(chosen.only) - {run.script for run in runs if not run.apart}:
        parser.error(f"{chosen.runs.name} runs no {', '.join(sorted(unknown))}")
    try:
        written(chosen.page.read_text("utf-8"), "")  # before anything is measured
    except (OSError, ValueError) as error:
        parser.error(str(error))
    begun, load = time.monotonic(), os.getloadavg()[0]
    outcomes = []
    for run in runs:
        if run.apart or (chosen.only and run.script not in chosen.only):
            continue
        print(f"== {run.script}: {run.about}", flush=True)
        outcomes.append(measured(run, chosen.runs.parent))
        for what, figure in outcomes[-1].figures:
            print(f"{what}: {figure}" if what else figure)
        print(f"{outcomes[-1].ending} after {outcomes[-1].seconds} s {outcomes[-1].why}".rstrip(), flush=True)
        told = (  # after each one: who stops the others has what was measured
            f"`make bench` wrote this on {datetime.now(UTC):%Y-%m-%d}, at {_commit()}, in "
            f"{(time.monotonic() - begun) / 60:.0f} minutes: {machine()}, load {load:.1f} before and "
            f"{os.getloadavg()[0]:.1f} after."
        )
        page = written(chosen.page.read_text("utf-8"), section(outcomes, runs, told))
        chosen.page.write_text(page, "utf-8")
        if chosen.rows:
            lines = (json.dumps(asdict(o), ensure_ascii=False) + "\n" for o in outcomes)
            chosen.rows.write_text("".join(lines), "utf-8")
    return int(any(o.ending is Ending.FAILED for o in outcomes))


if __name__ == "__main__":
    sys.exit(main())
