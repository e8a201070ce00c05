"""Runs several commands of `licet` one after another in this process, as a test of what they do outside asks for it.

Usage: python -m tests.ui.every_command '[["sources"], ["ask", "What is a deemed export?"]]'
"""

from __future__ import annotations

import json
import sys

from ui.cli import main


def run(commands: list[list[str]]) -> dict[str, int]:
    """Return the exit code of every command that did not end well."""
    failed = {}
    for command in commands:
        try:
            main(command)
        except SystemExit as end:
            if end.code:
                failed[" ".join(command)] = int(end.code)
    return failed


if __name__ == "__main__":
    failures = run(json.loads(sys.argv[1]))
    sys.exit(f"These commands failed: {failures}" if failures else 0)
