"""Seconds from `make run` to the first page, to the first answer by words and to the answer in full, in a new home.

    python tests/benchmarks/bench_start.py [--rounds 3] [--home HOME]

The tree must be installed (`make run` once). Each round starts in a home that is not there yet, or over a copy of HOME.
A browser that stands ready opens the page as soon as the server accepts connections, then asks by a link. The processor
time is that of the server and of what it started; a busy machine adds to the seconds and not to it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.bench_page import conftest, listening  # noqa: E402

_QUESTION = "What+is+an+ECCN%3F"
_MARKS = ("first page", "first answer by words", "answered in full")
_TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(group: int) -> float:
    """Return the processor time of the processes of a group, and of those that they have ended."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[2]) == group:
            ticks += sum(map(int, fields[11:15]))
    return ticks / _TICKS


def main() -> None:
    """Print the seconds of each round and their medians, with how busy the machine is."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args()
    if not (ROOT / ".venv" / ".installed").exists():
        parser.error("the tree is not installed: call `make run` once")
    kit, before = conftest(), os.getloadavg()[0]
    rounds: list[list[float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=kit.CHROMIUM, args=kit.ARGUMENTS)
        for number in range(1, chosen.rounds + 1):
            with tempfile.TemporaryDirectory() as folder:
                home, port = Path(folder) / "home", kit.open_port()
                if chosen.home:
                    shutil.copytree(chosen.home, home, symlinks=True)
                page = browser.new_context().new_page()
                page.set_default_timeout(600_000)
                begun = time.perf_counter()
                run = ["make", "run", f"PORT={port}", f"PREPARED={folder}/prepared"]
                app = kit.Served(home, port=port, run=run, start_new_session=True)
                spent = []
                listening(port)
                page.goto(app.base)
                for mark in (".lc-welcome", ".lc-by-words, .lc-outcome", ".lc-outcome"):
                    page.locator(mark).first.wait_for()
                    spent.append((time.perf_counter() - begun, processor_seconds(app.process.pid)))
                    if len(spent) == 1:
                        page.goto(f"{app.base}/?q={_QUESTION}")
                page.context.close()
                os.killpg(app.process.pid, signal.SIGINT)  # as Ctrl+C does
                app.process.wait(60)
            told = (
                f"{name} {by_clock:.1f} s ({cpu:.1f} s of processor)"
                for name, (by_clock, cpu) in zip(_MARKS, spent, strict=True)
            )
            print(f"round {number}: {'; '.join(told)}", flush=True)
            rounds.append([by_clock for by_clock, _ in spent])
        browser.close()
    for name, taken in zip(_MARKS, zip(*rounds, strict=True), strict=True):
        print(f"{name}: median {statistics.median(taken):.1f} s, quickest {min(taken):.1f} s of {len(taken)}")
    print(f"load before and after: {before:.1f}, {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
