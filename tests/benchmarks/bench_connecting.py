"""Time until `licet mcp` has greeted a client over an empty home, and until it has listed its tools.

    python tests/benchmarks/bench_connecting.py [--rounds 5]

Each round starts a process over a new home. CPU time is that of the process until then; on a busy machine it says more
than the wall clock.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OPENING = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}


def cpu(process: subprocess.Popen[str]) -> float:
    """Return the seconds of CPU that a running process has taken."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def connected(home: Path) -> list[tuple[float, float]]:
    """Return the seconds by the wall clock and of CPU after which the greeting and the list of tools were there."""
    environment = {**os.environ, "LICET_HOME": str(home)}
    begun, taken = time.monotonic(), []
    with subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "mcp"], cwd=ROOT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        for messages in (
            [{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": OPENING}],
            [
                {"jsonrpc": "2.0", "method": "notifications/initialized"},
                {"jsonrpc": "2.0", "id": 2, "method": "tools/list"},
            ],
        ):
            _write(process.stdin, messages)
            process.stdout.readline()
            taken.append((time.monotonic() - begun, cpu(process)))
        process.stdin.close()
    return taken


def _write(stream: Any, messages: list[dict[str, Any]]) -> None:
    stream.write("".join(json.dumps(message) + "\n" for message in messages))
    stream.flush()


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        found = [connected(Path(folder) / str(number)) for number in range(rounds)]
    for name, times in zip(("greeted", "tools listed"), zip(*found, strict=True), strict=True):
        wall, used = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"{name} after {wall:.2f} s by the clock, {used:.2f} s of CPU (median of {rounds}, empty home)")


if __name__ == "__main__":
    main()
